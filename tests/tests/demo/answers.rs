//! Answers that aren't what the document says.

use users_client::types::LoginBody;
use users_client::users::GetUserError;
use users_client::{Client, Error};

use crate::raw::Canned;
use crate::server::anonymous;

/// A client of a server that always answers this.
async fn client(status: &str, content_type: &str, body: &str) -> Client {
    anonymous(Canned::answering(status, content_type, body).await.address)
}

#[tokio::test]
async fn an_undocumented_status_keeps_the_answer() {
    let teapot = client("418 Teapot", "text/plain", "short and stout").await;
    match teapot.users().get_user("me").send().await {
        Err(Error::UnexpectedStatus(answer)) => {
            assert_eq!(answer.status().as_u16(), 418);
            assert_eq!(&answer.body()[..], b"short and stout");
            assert_eq!(answer.headers()["x-kept"], "yes");
            assert_eq!(
                answer.to_string(),
                "GetUser: the server answered 418 I'm a teapot, which the operation doesn't document"
            );
        }
        other => panic!("{other:?}"),
    }
    let streamed = teapot.users().get_profile_image("me").send().await;
    match streamed {
        Err(Error::UnexpectedStatus(answer)) => assert_eq!(&answer.body()[..], b"short and stout"),
        other => panic!("{other:?}"),
    }
    // A success counts only where it is documented: GetUser knows 200 alone.
    let created = client("201 Created", "application/json", "{}").await;
    let error = created.users().get_user("me").send().await.unwrap_err();
    assert!(matches!(error, Error::UnexpectedStatus(_)), "{error:?}");
}

#[tokio::test]
async fn a_body_that_does_not_fit_is_kept_and_its_place_named() {
    for (body, path) in [
        (
            r#"[{"id":"a"},{"timezone":{"useAutomaticTimezone":"no"}}]"#,
            "[1].timezone.useAutomaticTimezone",
        ),
        (r#"[{"notify_props":{"push":5}}]"#, "[0].notify_props.push"),
        (r#"[{"create_at":1.5}]"#, "[0].create_at"),
        (r#"{"id":"a"}"#, "."),
        ("[] []", "."),
    ] {
        let client = client("200 OK", "application/json", body).await;
        match client.users().get_users().send().await {
            Err(Error::Decode(error)) => {
                assert_eq!(error.path(), path, "{body}");
                assert_eq!(error.status().as_u16(), 200);
                assert_eq!(&error.body()[..], body.as_bytes());
                assert_eq!(error.headers()["x-kept"], "yes");
                assert!(!error.message().is_empty());
                assert!(error.to_string().contains(error.message()), "{error}");
            }
            other => panic!("{body}: {other:?}"),
        }
    }
    // No body at all isn't one that doesn't fit.
    let client = client("200 OK", "application/json", "").await;
    let error = client.users().get_users().send().await.unwrap_err();
    assert!(matches!(error, Error::EmptyBody(_)), "{error:?}");
    assert_eq!(error.status().unwrap().as_u16(), 200);
}

#[tokio::test]
async fn an_error_body_that_does_not_fit_is_kept_too() {
    let page = "<html>Bad gateway, says the proxy</html>";
    let client = client("404 Not Found", "text/html", page).await;
    match client.users().get_user("me").send().await {
        Err(Error::Decode(error)) => {
            assert_eq!(error.status().as_u16(), 404);
            assert_eq!(&error.body()[..], page.as_bytes());
            assert_eq!(error.message(), "expected JSON, got text/html");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn what_the_document_does_not_know_is_no_obstacle() {
    let body = r#"{"id":"a","remote_id":null,"new":{"deep":[1]},"nickname":null}"#;
    let user = client("200 OK", "application/json; charset=utf-8", body).await;
    let user = user.users().get_user("me").send().await.unwrap();
    assert_eq!(user.id.as_deref(), Some("a"));
    assert_eq!(user.nickname, None);
    let body = r#"[{"type":"avatar"},{"type":"import"}]"#;
    let uploads = client("200 OK", "application/json", body).await;
    let uploads = uploads
        .users()
        .get_uploads_for_user("me")
        .send()
        .await
        .unwrap();
    let kind = uploads[0].r#type.as_ref().unwrap();
    assert_eq!(kind.as_str(), "avatar");
    assert_eq!(serde_json::to_string(kind).unwrap(), r#""avatar""#);
}

#[tokio::test]
async fn the_status_chooses_the_variant_and_the_headers_are_kept() {
    let body = r#"{"id":"a.b","message":"no","status_code":999}"#;
    let client = client("403 Forbidden", "application/json", body).await;
    match client.users().get_user("me").send().await {
        Err(Error::Api(error)) => {
            assert_eq!(error.status().as_u16(), 403);
            assert_eq!(error.headers()["x-kept"], "yes");
            assert!(
                matches!(error.error(), GetUserError::Forbidden(_)),
                "{error:?}"
            );
            assert!(error.to_string().contains("403"), "{error}");
            assert_eq!(error.into_error().body().status_code, Some(999));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_documented_header_may_be_absent_and_another_success_be_sent() {
    for (header, token) in [("", None), ("Token: a b\r\n", Some("a b"))] {
        let canned = Canned::start(format!(
            "HTTP/1.1 201 Created\r\ncontent-length: 12\r\n{header}connection: close\r\n\r\n\
             {{\"id\":\"abc\"}}"
        ))
        .await;
        let client = anonymous(canned.address);
        let login = client.users().login(&LoginBody::default()).send().await;
        let login = login.unwrap();
        assert_eq!(login.status().as_u16(), 201);
        assert_eq!(login.token.as_deref(), token);
        assert_eq!(login.body.id.as_deref(), Some("abc"));
    }
}

#[tokio::test]
async fn answers_that_break_off_are_errors_of_the_transport() {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
    for answer in [
        "".to_owned() + "nonsense\r\n\r\n",
        format!("{head}content-length: 100\r\n\r\n{{\"id\":"),
        format!("{head}transfer-encoding: chunked\r\n\r\n5\r\n{{\"id"),
    ] {
        let client = anonymous(Canned::start(answer).await.address);
        let error = client.users().get_user("me").send().await.unwrap_err();
        assert!(matches!(error, Error::Transport(_)), "{error:?}");
    }
}
