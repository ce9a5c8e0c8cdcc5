//! Headers that come in several lines, and headers that aren't what the document says.

use std::sync::Arc;

use wire_response_client::Error;
use wire_response_client::headers::{GetHeaderLinesError, GetHeaderLinesOk};
use wire_response_server::headers as server;
use wire_response_server::types::Thing;

use super::support::{Api, answer, client, peer, peer_of, raw, serve};

const EXPIRES: &str = "a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/";

pub(super) fn response() -> server::GetHeaderLinesResponse {
    server::GetHeaderLinesResponse::Ok {
        set_cookie: vec![EXPIRES.to_owned(), "b=2".to_owned()],
        x_tags: Some(vec!["x".to_owned(), "y".to_owned()]),
        x_text: None,
        retry_after: Some(3),
        last_modified: None,
        x_size: None,
        body: Thing {
            name: "a".to_owned(),
        },
    }
}

#[test]
fn a_text_of_several_cookies_makes_as_many_lines() {
    use axum::response::IntoResponse as _;
    let response = server::GetHeaderLinesResponse::Unauthorized {
        set_cookie: Some(format!("{EXPIRES}\nb=2")),
    };
    let response = response.into_response();
    let cookies = response.headers().get_all("set-cookie").iter();
    assert_eq!(cookies.collect::<Vec<_>>(), [EXPIRES, "b=2"]);
}

#[tokio::test]
async fn each_cookie_has_a_line_of_its_own() {
    let url = serve(server::router(Arc::new(Api::default()))).await;
    let answer = raw(&url, "GET /headers/lines").await;
    let cookies = answer.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
    assert_eq!(cookies.collect::<Vec<_>>(), [EXPIRES, "b=2"]);
    let response = client(&url).headers().get_header_lines().send().await;
    assert_eq!(response.unwrap().set_cookie, [EXPIRES, "b=2"]);
}

async fn lines(
    status: &str,
    headers: &[&str],
) -> Result<wire_response_client::Response<GetHeaderLinesOk>, Error<GetHeaderLinesError>> {
    let (url, _) = peer(&answer(status, headers, r#"{"name":"a","title":"t"}"#)).await;
    client(&url).headers().get_header_lines().send().await
}

#[tokio::test]
async fn lines_of_one_name_are_one_value() {
    let cookie = format!("set-cookie: {EXPIRES}");
    let headers = [
        "x-tags: a, b",
        &cookie,
        "X-Tags: c",
        "Set-Cookie: b=2",
        "x-text: one",
        "x-text: two",
        "x-size: 1,2",
        "x-size: 3",
    ];
    let response = lines("200 OK", &headers).await.unwrap();
    assert_eq!(response.set_cookie, [EXPIRES, "b=2"]);
    assert_eq!(response.x_tags.as_deref().unwrap(), ["a", "b", "c"]);
    assert_eq!(response.x_text.as_deref(), Some("one, two"));
    assert_eq!(response.x_size.as_deref(), Some(&[1, 2, 3][..]));
    // A text has as many lines.
    let error = lines("401 Unauthorized", &headers).await.unwrap_err();
    let Some(GetHeaderLinesError::Unauthorized { set_cookie }) = error.api() else {
        panic!("{error:?}");
    };
    assert_eq!(set_cookie.as_deref(), Some(&*format!("{EXPIRES}\nb=2")));
}

#[tokio::test]
async fn an_optional_header_that_does_not_fit_leaves_the_answer() {
    let date = "Wed, 21 Oct 2015 07:28:00 GMT";
    let (retry, modified) = (format!("retry-after: {date}"), format!("last-modified: {date}"));
    let headers = [&retry, &modified, "x-size: 1", "x-size: many", "x-text: \u{fffd}", "set-cookie: a=1"];
    let response = lines("200 OK", &headers).await.unwrap();
    assert_eq!((response.retry_after, response.last_modified.is_none()), (None, true));
    assert_eq!((&response.x_size, response.body.name.as_str()), (&None, "a"));
    // What was sent is still there.
    assert_eq!(response.headers()["retry-after"], date);
    assert_eq!(response.headers()["last-modified"], date);
    assert_eq!(response.headers().get_all("x-size").iter().count(), 2);

    let error = lines("429 Too Many Requests", &headers).await.unwrap_err();
    let Error::Api(error) = error else {
        panic!("{error:?}");
    };
    assert_eq!(error.headers()["retry-after"], date);
    let GetHeaderLinesError::TooManyRequests { retry_after, body } = error.into_error() else {
        panic!("not 429");
    };
    assert_eq!((retry_after, body.title.as_deref()), (None, Some("t")));
}

#[tokio::test]
async fn a_required_header_that_is_missing_leaves_the_body() {
    let Err(Error::Decode(error)) = lines("200 OK", &["x-tags: a"]).await else {
        panic!("it has its cookie");
    };
    assert_eq!((error.path(), error.message()), ("header `Set-Cookie`", "is missing"));
    assert_eq!(&error.body()[..], br#"{"name":"a","title":"t"}"#);
    assert_eq!(error.headers()["x-tags"], "a");

    // Of a stream, too.
    let head = "HTTP/1.1 200 OK\r\nx-sum: many\r\ncontent-type: application/octet-stream\r\n";
    let head = format!("{head}transfer-encoding: chunked\r\n\r\n");
    let pieces = ["3\r\nabc\r\n", "2\r\nde\r\n", "0\r\n\r\n"];
    let pieces = std::iter::once(head.as_str()).chain(pieces);
    let pieces = pieces.map(|piece| piece.as_bytes().to_vec()).collect();
    let (url, _) = peer_of(pieces).await;
    let Err(Error::Decode(error)) = client(&url).headers().get_header_stream().send().await else {
        panic!("it has its sum");
    };
    assert_eq!((error.path(), &error.body()[..]), ("header `X-Sum`", &b"abcde"[..]));

    let (url, _) = peer(&answer("200 OK", &["x-sum: 7"], "abc")).await;
    let response = client(&url).headers().get_header_stream().send().await;
    let response = response.unwrap().into_body();
    assert_eq!(response.x_sum, 7);
    assert_eq!(&response.body.bytes().await.unwrap()[..], b"abc");
}
