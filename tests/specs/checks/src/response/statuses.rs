//! Statuses of every kind.

use wire_response_client::Error;
use wire_response_client::bodies::{GetStatusesError, GetStatusesSuccess};

use super::support::{answer, client, peer};

async fn statuses(
    status: &str,
    headers: &[&str],
    body: &str,
) -> Result<GetStatusesSuccess, Error<GetStatusesError>> {
    let (url, _) = peer(&answer(status, headers, body)).await;
    let sent = client(&url).bodies().get_statuses().send().await;
    sent.map(|response| response.into_body())
}

#[tokio::test]
async fn a_status_counts_before_its_range_and_that_before_the_default() {
    use GetStatusesSuccess as Success;
    let ok = statuses("200 OK", &[], r#"{"name":"a"}"#).await.unwrap();
    assert!(matches!(ok, Success::Ok(thing) if thing.name == "a"));
    let accepted = statuses("202 Accepted", &[], "").await.unwrap();
    assert!(matches!(accepted, Success::Accepted));
    let other = statuses("201 Created", &[], "text").await.unwrap();
    assert!(matches!(other, Success::Status2xx(text) if text == "text"));
    let problem = r#"{"title":"t"}"#;
    let found = statuses("302 Found", &["location: http://b/"], "").await.unwrap_err();
    let found = found.api().unwrap();
    assert!(matches!(found, GetStatusesError::Found { location } if location == "http://b/"));
    let error = statuses("409 Conflict", &[], problem).await.unwrap_err();
    assert!(matches!(error.api(), Some(GetStatusesError::Conflict(_))));
    let error = statuses("503 Busy", &[], problem).await.unwrap_err();
    assert!(matches!(error.api(), Some(GetStatusesError::Default(_))));
}

#[tokio::test]
async fn an_error_says_when_to_try_again() {
    const DATE: &str = "date: Sun, 06 Nov 1994 08:49:37 GMT";
    for (headers, expected) in [
        (&[][..], None),
        (&["retry-after: 120"], Some(120)),
        (&["retry-after: soon"], None),
        (&["retry-after: 99999999999999999999"], None),
        (&[DATE, "retry-after: Sun, 06 Nov 1994 08:50:00 GMT"], Some(23)),
        (&[DATE, "retry-after: Monday, 07-Nov-94 08:49:37 GMT"], Some(86_400)),
        (&[DATE, "retry-after: Wed Mar  1 08:49:37 1995"], Some(115 * 86_400)),
        (&["date: Tue, 27 Feb 1996 00:00:00 GMT", "retry-after: Fri, 01 Mar 1996 00:00:00 GMT"], Some(3 * 86_400)),
        (&["date: Fri, 31 Dec 1999 23:59:59 GMT", "retry-after: Wed, 01 Mar 2000 00:00:00 GMT"], Some(60 * 86_400 + 1)),
        // What is over is no time to wait.
        (&["retry-after: Sun, 06 Nov 1994 08:49:37 GMT"], Some(0)),
        (&["retry-after: Sun, 99 Nov 1994 08:49:37 GMT"], None),
        (&["retry-after: Sun, 06 Nov 4294967295 4294967295:4294967295:4294967295 GMT"], None),
    ] {
        let error = statuses("503 Busy", headers, r#"{"title":"t"}"#).await.unwrap_err();
        let waits = error.retry_after().map(|time| time.as_secs());
        assert_eq!(waits, expected, "{headers:?}");
        assert!(error.headers().is_some(), "{error}");
    }
}

#[tokio::test]
async fn what_has_no_body_is_not_read() {
    let (url, _) = peer("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").await;
    client(&url).bodies().get_empty().send().await.unwrap();
    let head = "HTTP/1.1 200 OK\r\nx-count: 3\r\ncontent-length: 99\r\nconnection: close\r\n\r\n";
    let (url, asked) = peer(head).await;
    let head = client(&url).bodies().head_empty().send().await.unwrap();
    assert_eq!(head.x_count, 3);
    assert!(asked.await.unwrap().starts_with("HEAD /bodies/empty "));
}

#[tokio::test]
async fn any_success_will_do_where_none_is_described() {
    let (url, _) = peer(&answer("201 Created", &[], "whatever")).await;
    let response = client(&url).bodies().get_undescribed().send().await;
    assert_eq!(response.unwrap().status(), 201);
    let (url, _) = peer(&answer("418 Teapot", &[], "")).await;
    let error = client(&url).bodies().get_undescribed().send().await;
    assert!(matches!(error, Err(Error::UnexpectedStatus(_))));
}
