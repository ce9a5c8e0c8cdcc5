//! Which redirects are followed, and what goes along.

use media_client::places::{CreateRepositoryError, GetChangesError, GetRepositoryError};
use media_client::types::Repository;
use media_client::{Client, Error, Redirects, Upload};

use super::peer::{Peer, answer};

fn found(status: &str, location: &str) -> String {
    answer(
        status,
        &format!("location: {location}\r\n"),
        r#"{"message":"m"}"#,
    )
}

fn repository() -> String {
    answer("200 OK", "", r#"{"name":"n"}"#)
}

fn client(url: &str, redirects: Redirects) -> Client {
    Client::builder(url)
        .token("ann", "t0psecret")
        .header("h1secret")
        .query("q1secret")
        .cookie("c1secret")
        .redirects(redirects)
        .build()
        .unwrap()
}

/// What would give away who sends the request, or what.
fn is_bare(asked: &str) -> bool {
    let lower = asked.to_lowercase();
    ![
        "secret",
        "authorization",
        "cookie",
        "x-key",
        "x-trace",
        "key=",
    ]
    .iter()
    .any(|trace| lower.contains(trace))
}

#[tokio::test]
async fn a_success_beside_redirects_is_returned_as_it_is() {
    let peer = Peer::new(&[&repository()]).await;
    let client = client(&peer.url, Redirects::default());
    let sent = client.places().get_repository().send().await.unwrap();
    let repository: Repository = sent.into_body();
    assert_eq!(repository.name, "n");
}

#[tokio::test]
async fn a_redirect_that_is_not_followed_is_typed_as_its_status_is() {
    let mut peer = Peer::new(&[
        &found("301 Moved", "/b"),
        &answer("304 Not Modified", "etag: e\r\n", ""),
    ])
    .await;
    let client = client(&peer.url, Redirects::Never);
    let moved = client.places().get_repository().send().await.unwrap_err();
    let Error::Api(moved) = moved else {
        panic!("{moved:?}");
    };
    assert_eq!(moved.status(), 301);
    assert_eq!(moved.headers()["location"], "/b");
    let body = moved.error().body().unwrap();
    assert_eq!(body.message.as_deref(), Some("m"));
    let GetRepositoryError::MovedPermanently { location, body: _ } = moved.into_error() else {
        panic!("it is typed by its status");
    };
    assert_eq!(location, "/b");

    let same = client.places().get_repository().send().await.unwrap_err();
    assert!(
        matches!(same.api(), Some(GetRepositoryError::NotModified)),
        "{same:?}"
    );
    assert!(same.api().unwrap().body().is_none());
    let Error::Api(same) = same else {
        panic!("it is documented");
    };
    assert_eq!(same.headers()["etag"], "e");
    assert_eq!(peer.asked().len(), 2);
}

#[tokio::test]
async fn an_operation_that_only_redirects_succeeds_with_that() {
    for redirects in [
        Redirects::Never,
        Redirects::SameOrigin,
        Redirects::AnyOrigin,
    ] {
        let mut peer = Peer::new(&[&found("302 Found", "/home")]).await;
        let sent = client(&peer.url, redirects).places().login().send().await;
        assert_eq!(sent.unwrap().location, "/home");
        assert_eq!(peer.asked().len(), 1);
    }
}

#[tokio::test]
async fn nothing_new_is_no_success_where_the_default_can_be() {
    let peer = Peer::new(&[&repository(), &answer("304 Not Modified", "", "")]).await;
    let client = client(&peer.url, Redirects::default());
    let sent = client.places().get_changes().send().await.unwrap();
    assert_eq!(sent.name, "n");
    let same = client.places().get_changes().send().await.unwrap_err();
    assert!(matches!(same.api(), Some(GetChangesError::NotModified)));
}

#[tokio::test]
async fn within_an_origin_a_redirect_repeats_the_request() {
    for location in ["/other/place?a=b", "other/place?a=b"] {
        for status in ["301 Moved", "302 Found", "307 Temporary", "308 Permanent"] {
            let mut peer = Peer::new(&[&found(status, location), &repository()]).await;
            let client = client(&peer.url, Redirects::default());
            let request = client.places().get_repository().x_trace("t1");
            assert_eq!(request.send().await.unwrap().name, "n");
            let asked = peer.asked();
            let line = "GET /other/place?a=b&key=q1secret HTTP/1.1\r\n";
            assert!(asked[1].starts_with(line), "{asked:?}");
            for header in [
                "authorization: Basic ",
                "x-key: h1secret",
                "cookie: session=c1secret",
                "x-trace: t1",
                "accept: application/json",
            ] {
                assert!(
                    asked[1].contains(&format!("\r\n{header}")),
                    "{header}: {asked:?}"
                );
            }
        }
    }
}

#[tokio::test]
async fn what_the_next_request_is_depends_on_the_status() {
    let body = Repository::new("new");
    // The status, the methods that follow, and whether the body goes along.
    for (status, expected) in [
        ("301 Moved", None),
        ("302 Found", None),
        ("303 See Other", Some(("GET", false))),
        ("307 Temporary", Some(("POST", true))),
        ("308 Permanent", Some(("POST", true))),
        ("300 Choices", None),
        ("305 Proxy", None),
    ] {
        let mut peer = Peer::new(&[&found(status, "/b"), &repository()]).await;
        let client = client(&peer.url, Redirects::default());
        let sent = client.places().create_repository(&body).send().await;
        let asked = peer.asked();
        let Some((method, has_body)) = expected else {
            let error = sent.unwrap_err();
            assert!(
                matches!(error.api(), Some(CreateRepositoryError::Status3xx(_))),
                "{status}"
            );
            assert_eq!(asked.len(), 1, "{status}");
            continue;
        };
        assert_eq!(sent.unwrap().name, "n");
        assert!(
            asked[1].starts_with(&format!("{method} /b?key=")),
            "{asked:?}"
        );
        assert_eq!(
            asked[1].ends_with(r#"{"name":"new"}"#),
            has_body,
            "{asked:?}"
        );
        assert_eq!(
            asked[1].contains("content-type: application/json"),
            has_body,
            "{asked:?}"
        );
    }
}

#[tokio::test]
async fn another_method_takes_no_body_along() {
    let mut peer = Peer::new(&[
        &found("303 See Other", "/b"),
        &answer("204 No Content", "", ""),
    ])
    .await;
    let client = client(&peer.url, Redirects::default());
    let sent = client
        .places()
        .put_repository(Upload::from("abc"))
        .send()
        .await;
    sent.unwrap();
    let asked = peer.asked();
    assert!(asked[1].starts_with("GET /b?key="), "{asked:?}");
    assert!(!asked[1].contains("content-"), "{asked:?}");
}

#[tokio::test]
async fn no_other_origin_is_asked_unless_that_is_set() {
    let mut other = Peer::new(&[&repository()]).await;
    let location = format!("{}/b?a=b", other.url);
    for redirects in [Redirects::Never, Redirects::SameOrigin] {
        let first = Peer::new(&[&found("301 Moved", &location)]).await;
        let client = client(&first.url, redirects);
        let sent = client.places().get_repository().send().await;
        assert!(matches!(sent, Err(Error::Api(_))));
    }
    assert!(other.asked().is_empty());

    // A path that begins with two slashes names a host as well.
    let host = other.url.strip_prefix("http:").unwrap();
    let first = Peer::new(&[&found("301 Moved", host)]).await;
    let client = client(&first.url, Redirects::SameOrigin);
    assert!(client.places().get_repository().send().await.is_err());
    assert!(other.asked().is_empty());
}

#[tokio::test]
async fn credentials_and_bodies_stay_at_their_origin() {
    let mut other = Peer::new(&[&repository()]).await;
    let location = format!("{}/b?a=b", other.url);
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary",
        "308 Permanent",
    ] {
        let first = Peer::new(&[&found(status, &location)]).await;
        let client = client(&first.url, Redirects::AnyOrigin);
        let request = client.places().get_repository().x_trace("t1");
        assert_eq!(request.send().await.unwrap().name, "n", "{status}");
        let asked = other.asked();
        assert_eq!(asked.len(), 1);
        assert!(asked[0].starts_with("GET /b?a=b HTTP/1.1\r\n"), "{asked:?}");
        assert!(
            asked[0].contains("\r\naccept: application/json\r\n"),
            "{asked:?}"
        );
        assert!(is_bare(&asked[0]), "{asked:?}");

        let body = Repository::new("s3cretname");
        let sent = client.places().create_repository(&body).send().await;
        // What follows from `303` is a GET without the body.
        assert_eq!(sent.is_ok(), status.starts_with("303"), "{status}");
        assert!(
            other
                .asked()
                .iter()
                .all(|asked| is_bare(asked) && asked.starts_with("GET "))
        );
    }
}

#[tokio::test]
async fn what_comes_back_from_another_origin_has_no_credentials_either() {
    let other = Peer::new(&[]).await;
    let mut home = Peer::new(&[&found("302 Found", &other.url), &repository()]).await;
    let back = found("302 Found", &format!("{}/back", home.url));
    other.answer(&[&found("302 Found", "/again"), &back]);
    let client = client(&home.url, Redirects::AnyOrigin);
    let sent = client.places().get_repository().send().await;
    assert_eq!(sent.unwrap().name, "n");
    let asked = home.asked();
    assert!(!is_bare(&asked[0]) && is_bare(&asked[1]), "{asked:?}");
}

#[tokio::test]
async fn default_headers_stay_at_their_origin_too() {
    let mut other = Peer::new(&[&repository()]).await;
    let first = Peer::new(&[&found("302 Found", &other.url)]).await;
    let headers = [("x-key".parse().unwrap(), "h2secret".parse().unwrap())];
    let http = reqwest::Client::builder().default_headers(headers.into_iter().collect());
    let client = Client::builder(&first.url)
        .http_client(http)
        .redirects(Redirects::AnyOrigin)
        .build()
        .unwrap();
    client.places().get_repository().send().await.unwrap();
    assert!(is_bare(&other.asked()[0]));
}

#[tokio::test]
async fn a_place_that_cannot_be_asked_is_not() {
    for location in [
        "",
        "http://",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        "data:,a",
        "http://ann:secret@127.0.0.1/",
    ] {
        let mut peer = Peer::new(&[&found("301 Moved", location)]).await;
        let client = client(&peer.url, Redirects::AnyOrigin);
        let sent = client.places().get_repository().send().await;
        assert!(sent.is_err(), "{location}");
        // An empty location is the place itself.
        assert!(peer.asked().len() == 1 || location.is_empty(), "{location}");
    }
}

#[tokio::test]
async fn a_circle_ends() {
    let mut peer = Peer::new(&[&found("301 Moved", "/b")]).await;
    let client = client(&peer.url, Redirects::default());
    let sent = client.places().get_repository().send().await;
    assert!(matches!(sent, Err(Error::Api(moved)) if moved.status() == 301));
    assert_eq!(peer.asked().len(), 11);
}
