//! Lists that come in pages: which requests are made for them, and where they end.

use pages_client::{Client, Error};

use crate::media::peer::{Peer, answer};

/// Answers with these bodies in turn, each with its headers.
async fn serving(pages: &[(&str, &str)]) -> (Peer, Client) {
    let answers = pages.iter().map(|(headers, body)| {
        let headers = format!("content-type: application/json\r\n{headers}");
        answer("200 OK", &headers, body)
    });
    let answers: Vec<String> = answers.collect();
    let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
    let peer = Peer::new(&answers).await;
    let client = Client::builder(&peer.url).key("secret").build().unwrap();
    (peer, client)
}

fn bodies<'a>(bodies: &[&'a str]) -> Vec<(&'a str, &'a str)> {
    bodies.iter().map(|body| ("", *body)).collect()
}

/// The targets of the requests so far.
fn targets(peer: &mut Peer) -> Vec<String> {
    let asked = peer.asked().into_iter();
    let targets = asked.map(|asked| asked.split(' ').nth(1).unwrap().to_owned());
    targets.collect()
}

/// The items of a stream up to its end.
macro_rules! all {
    ($request:expr) => {{
        let mut items = $request.items();
        let mut all = Vec::new();
        while let Some(item) = items.next().await {
            all.push(item.unwrap());
        }
        assert!(items.next().await.is_none(), "it stays at its end");
        all
    }};
}

#[tokio::test]
async fn pages_are_counted_up_to_an_empty_one() {
    let served = bodies(&[r#"["a","b"]"#, r#"["c"]"#, "[]"]);
    let (mut peer, client) = serving(&served).await;
    let pages = client.pages();
    assert_eq!(all!(pages.list_numbered().per_page(2)), ["a", "b", "c"]);
    let first = "/numbered?per_page=2";
    let second = "/numbered?per_page=2&page=2";
    let third = "/numbered?per_page=2&page=3";
    assert_eq!(targets(&mut peer), [first, second, third]);
    // From the page that is asked for.
    let (mut peer, client) = serving(&served).await;
    let pages = client.pages();
    assert_eq!(all!(pages.list_numbered().page(5)), ["a", "b", "c"]);
    let asked: Vec<String> = (5..8)
        .map(|page| format!("/numbered?page={page}"))
        .collect();
    assert_eq!(targets(&mut peer), asked);
}

#[tokio::test]
async fn pages_are_counted_up_to_their_number() {
    let page = r#"{"things":["a"],"meta":{"total_pages":2}}"#;
    let (mut peer, client) = serving(&bodies(&[page])).await;
    assert_eq!(all!(client.pages().list_counted()), ["a", "a"]);
    assert_eq!(targets(&mut peer), ["/counted", "/counted?pageNumber=1"]);
    // Whatever it says, an empty page is the last one.
    let page = r#"{"meta":{"total_pages":1000}}"#;
    let (mut peer, client) = serving(&bodies(&[page])).await;
    assert!(all!(client.pages().list_counted()).is_empty());
    assert_eq!(targets(&mut peer).len(), 1);
}

#[tokio::test]
async fn items_are_counted() {
    let served = bodies(&[
        r#"{"data":["a","b"]}"#,
        r#"{"data":["c"]}"#,
        r#"{"data":null}"#,
    ]);
    let (mut peer, client) = serving(&served).await;
    assert_eq!(all!(client.pages().list_from().limit(2)), ["a", "b", "c"]);
    assert_eq!(
        targets(&mut peer),
        [
            "/offset?limit=2",
            "/offset?limit=2&offset=2",
            "/offset?limit=2&offset=3"
        ]
    );
}

#[tokio::test]
async fn the_total_is_known_from_the_first_page_on() {
    let served = bodies(&[
        r#"{"data":["a"],"total":2}"#,
        r#"{"data":["b"]}"#,
        r#"{"data":[]}"#,
    ]);
    let (_peer, client) = serving(&served).await;
    let mut items = client.pages().list_from().items();
    assert_eq!(items.total(), None);
    while let Some(item) = items.next().await {
        item.unwrap();
        assert_eq!(items.total(), Some(2));
    }
    for (header, total) in [
        ("x-total-count: 3\r\n", Some(3)),
        ("x-total-count: -3\r\n", None),
    ] {
        let (_peer, client) = serving(&[(header, r#"["a"]"#)]).await;
        let mut pages = client.pages().list_numbered().pages();
        pages.next().await.unwrap().unwrap();
        assert_eq!(pages.total(), total);
    }
}

#[tokio::test]
async fn a_cursor_leads_on() {
    let served = bodies(&[
        r#"{"users":[{"id":1}],"nextPageToken":"a b"}"#,
        r#"{"nextPageToken":"c"}"#,
        r#"{"users":[{"id":2}],"nextPageToken":null}"#,
    ]);
    let (mut peer, client) = serving(&served).await;
    let ids: Vec<i64> = all!(client.pages().list_after())
        .iter()
        .map(|user| user.id)
        .collect();
    // An empty page may have more behind it.
    assert_eq!(ids, [1, 2]);
    let asked = [
        "/cursor",
        "/cursor?page_token=a%20b",
        "/cursor?page_token=c",
    ];
    assert_eq!(targets(&mut peer), asked);

    let served = [("next-token: t1\r\n", r#"["a"]"#), ("", r#"["b"]"#)];
    let (mut peer, client) = serving(&served).await;
    assert_eq!(all!(client.pages().list_by_header()), ["a", "b"]);
    let asked = peer.asked();
    assert!(!asked[0].contains("\r\ntoken: ") && asked[1].contains("\r\ntoken: t1\r\n"));

    let served = bodies(&[
        r#"{"data":[{"id":7},{"id":9}],"has_more":true}"#,
        r#"{"data":[{"id":10}],"has_more":false}"#,
    ]);
    let (mut peer, client) = serving(&served).await;
    assert_eq!(all!(client.pages().list_after_last()).len(), 3);
    assert_eq!(targets(&mut peer), ["/last", "/last?starting_after=9"]);
}

#[tokio::test]
async fn a_page_that_leads_to_itself_is_an_error() {
    let (_peer, client) = serving(&bodies(&[r#"{"nextPageToken":"again"}"#])).await;
    let mut pages = client.pages().list_after().pages();
    assert!(pages.next().await.unwrap().is_ok());
    assert!(pages.next().await.unwrap().is_ok());
    match pages.next().await {
        Some(Err(Error::Request(error))) => assert_eq!(error.argument(), "the next page"),
        other => panic!("{other:?}"),
    }
    assert!(pages.next().await.is_none());
}

#[tokio::test]
async fn a_url_leads_on() {
    let served = bodies(&[
        r#"{"results":["a"],"links":{"next":{"href":"/url?kind=x&at=2"}}}"#,
        r#"{"results":["b"],"links":{"next":{"href":"?at=3"}}}"#,
        r#"{"results":["c"],"links":{}}"#,
    ]);
    let (mut peer, client) = serving(&served).await;
    assert_eq!(
        all!(client.pages().list_by_url().kind("x")),
        ["a", "b", "c"]
    );
    let asked = [
        "/url?kind=x&key=secret",
        "/url?kind=x&at=2&key=secret",
        "/url?at=3&key=secret",
    ];
    assert_eq!(targets(&mut peer), asked);

    let more = "link: </link?page=9>; rel=\"last\", </link?page=2>; rel=\"next\"\r\n";
    let served = [
        (more, r#"["a"]"#),
        ("link: </link>; rel=first\r\n", r#"["b"]"#),
    ];
    let (mut peer, client) = serving(&served).await;
    assert_eq!(all!(client.pages().list_by_link()), ["a", "b"]);
    let asked = ["/link?key=secret", "/link?page=2&key=secret"];
    assert_eq!(targets(&mut peer), asked);
}

#[tokio::test]
async fn a_url_of_another_host_is_not_asked() {
    let (mut other, _) = serving(&bodies(&[""])).await;
    for url in [
        &*other.url,
        "http://user:pass@localhost/",
        "ftp://localhost/",
        "next page",
        "//localhost/",
    ] {
        let page = format!(r#"{{"results":[],"links":{{"next":{{"href":"{url}"}}}}}}"#);
        let (mut peer, client) = serving(&bodies(&[&page])).await;
        let mut pages = client.pages().list_by_url().pages();
        assert!(pages.next().await.unwrap().is_ok());
        match pages.next().await {
            Some(Err(Error::Request(error))) => {
                assert_eq!(error.argument(), "the URL of the next page", "{url}");
            }
            other => panic!("{url}: {other:?}"),
        }
        assert!(pages.next().await.is_none());
        assert_eq!(peer.asked().len(), 1);
    }
    assert!(other.asked().is_empty());
}

#[tokio::test]
async fn an_error_ends_the_list() {
    let peer = Peer::new(&[&answer("404 Nothing", "", "")]).await;
    let client = Client::builder(&peer.url).build().unwrap();
    let mut items = client.pages().list_numbered().items();
    assert!(items.next().await.unwrap().is_err());
    assert!(items.next().await.is_none());
}

#[tokio::test]
async fn an_extension_says_how() {
    let served = bodies(&[
        r#"{"data":["x"],"around":{"then":7,"here":{"all":["a"]}}}"#,
        r#"{"data":["y"],"around":{"here":{"all":["b"]}}}"#,
    ]);
    let (mut peer, client) = serving(&served).await;
    assert_eq!(all!(client.pages().list_said()), ["a", "b"]);
    assert_eq!(targets(&mut peer), ["/said", "/said?at=7"]);

    let served = bodies(&[r#"{"hits":["a"]}"#, r#"{"hits":[]}"#]);
    let (mut peer, client) = serving(&served).await;
    let body = vec!["q".to_owned()];
    assert_eq!(all!(client.pages().search_said(&body)), ["a"]);
    let asked = peer.asked();
    assert!(asked[0].starts_with("POST /said-by-post HTTP") && asked[0].ends_with(r#"["q"]"#));
    assert!(asked[1].starts_with("POST /said-by-post?p=2 ") && asked[1].ends_with(r#"["q"]"#));

    let served = bodies(&[
        r#"{"value":["a"],"odata.nextLink":"/said-link?skip=1"}"#,
        r#"{"value":["b"]}"#,
    ]);
    let (mut peer, client) = serving(&served).await;
    assert_eq!(all!(client.pages().list_said_link()), ["a", "b"]);
    assert_eq!(targets(&mut peer), ["/said-link", "/said-link?skip=1"]);

    let served = bodies(&[r#"{"data":["a","b"]}"#, "{}"]);
    let (mut peer, client) = serving(&served).await;
    assert_eq!(all!(client.pages().list_said_fern()), ["a", "b"]);
    assert_eq!(targets(&mut peer), ["/said-fern", "/said-fern?from=2"]);
}

#[test]
fn what_is_not_certain_is_not_guessed() {
    // These have neither `pages` nor `items`: see `pages.yaml`.
    trait NoPages {
        fn pages(&self) {}
    }
    impl NoPages for pages_client::pages::ListUncounted<'_> {}
    impl NoPages for pages_client::pages::ListPlain<'_> {}
    impl NoPages for pages_client::pages::ListSaidNone<'_> {}
    let client = Client::builder("http://localhost").build().unwrap();
    let () = client.pages().list_uncounted().pages();
    let () = client.pages().list_plain().pages();
    let () = client.pages().list_said_none().pages();
}
