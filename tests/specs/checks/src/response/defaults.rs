//! The default, ranges of statuses, and statuses without a body.

use std::sync::Arc;

use axum::http::StatusCode;
use wire_response_client::Error;
use wire_response_client::statuses::{
    GetCachedError, GetDefaultBytesError, GetDefaultBytesSuccess, GetDefaultError, GetMovedError,
    GetRangesError, GetRangesSuccess,
};
use wire_response_server::statuses as server;
use wire_response_server::types::{Problem, Thing};
use wire_response_server::{Failure, StatusOf, Statuses};

use super::support::{Api, answer, client, peer, raw, raw_with, serve};

const THING: &str = r#"{"name":"a"}"#;
const PROBLEM: &str = r#"{"title":"t"}"#;

fn thing() -> Thing {
    Thing {
        name: "a".to_owned(),
    }
}

/// The status that a request asks for.
fn wanted(parts: &wire_response_server::RequestParts) -> Result<StatusCode, Failure> {
    let wanted = parts.headers.get("want").map(|value| value.as_bytes());
    Ok(StatusCode::from_bytes(wanted.unwrap_or(b"200"))?)
}

impl Statuses for Api {
    async fn get_default(
        &self,
        request: server::GetDefaultRequest<()>,
    ) -> Result<server::GetDefaultResponse, Failure> {
        Ok(server::GetDefaultResponse::Default {
            status: wanted(&request.parts)?,
            x_why: Some("b".to_owned()),
            body: thing(),
        })
    }

    async fn head_default(
        &self,
        request: server::HeadDefaultRequest<()>,
    ) -> Result<server::HeadDefaultResponse, Failure> {
        let status = wanted(&request.parts)?;
        let response = server::HeadDefaultResponse::Default { status };
        let length = request.parts.headers.get("length");
        Ok(match length.cloned() {
            Some(length) => response.with_header(axum::http::header::CONTENT_LENGTH, length),
            None => response,
        })
    }

    async fn get_ranges(
        &self,
        request: server::GetRangesRequest<()>,
    ) -> Result<server::GetRangesResponse, Failure> {
        use server::GetRangesResponse as Response;
        let status = wanted(&request.parts)?;
        let kind = request.parts.headers.get("kind").map(|value| value.as_bytes());
        Ok(match kind {
            Some(b"success") => Response::Status2xx {
                status: status.try_into()?,
                body: thing(),
            },
            Some(b"failure") => Response::Status4xx {
                status: status.try_into()?,
                body: "no".to_owned(),
            },
            _ => Response::Default {
                status,
                body: Problem {
                    title: Some("t".to_owned()),
                },
            },
        })
    }
}

#[tokio::test]
async fn the_default_alone_is_every_status() {
    for (status, is_success) in [
        ("200 OK", true),
        ("201 Created", true),
        ("299 Odd", true),
        ("302 Found", false),
        ("404 Not Found", false),
        ("500 Broken", false),
        ("599 Odd", false),
    ] {
        let (url, _) = peer(&answer(status, &["x-why: b"], THING)).await;
        let sent = client(&url).statuses().get_default().send().await;
        match sent {
            Ok(response) if is_success => {
                assert!(status.starts_with(response.status().as_str()));
                assert_eq!(response.x_why.as_deref(), Some("b"));
                assert_eq!(response.body.name, "a");
            }
            Err(Error::Api(error)) if !is_success => {
                assert!(status.starts_with(error.status().as_str()));
                let GetDefaultError::Default { x_why, body } = error.error() else {
                    panic!("{error:?}");
                };
                assert_eq!((x_why.as_deref(), body.name.as_str()), (Some("b"), "a"));
            }
            other => panic!("{status}: {other:?}"),
        }
    }
}

#[tokio::test]
async fn a_default_of_several_bodies_is_told_by_the_media_type() {
    let (url, _) = peer(&answer("200 OK", &["content-type: application/json"], PROBLEM)).await;
    let sent = client(&url).statuses().get_default_bytes().send().await;
    let GetDefaultBytesSuccess::DefaultJson(problem) = sent.unwrap().into_body() else {
        panic!("not JSON");
    };
    assert_eq!(problem.title.as_deref(), Some("t"));
    let types = ["content-type: application/octet-stream"];
    let (url, _) = peer(&answer("200 OK", &types, "abc")).await;
    let sent = client(&url).statuses().get_default_bytes().send().await;
    let GetDefaultBytesSuccess::DefaultBytes(bytes) = sent.unwrap().into_body() else {
        panic!("no bytes");
    };
    assert_eq!(&bytes.bytes().await.unwrap()[..], b"abc");
    let (url, _) = peer(&answer("500 Broken", &types, "abc")).await;
    let error = client(&url).statuses().get_default_bytes().send().await.unwrap_err();
    assert!(matches!(error.api(), Some(GetDefaultBytesError::DefaultBytes(bytes)) if bytes == "abc"));
    let (url, _) = peer(&answer("500 Broken", &["content-type: application/json"], PROBLEM)).await;
    let error = client(&url).statuses().get_default_bytes().send().await.unwrap_err();
    assert!(matches!(error.api(), Some(GetDefaultBytesError::DefaultJson(_))));
}

#[tokio::test]
async fn the_default_stands_beside_others() {
    // A redirect is the success here; the default is all else.
    let (url, _) = peer(&answer("302 Found", &["location: /b"], "")).await;
    let moved = client(&url).statuses().get_moved().send().await.unwrap();
    assert_eq!(moved.location, "/b");
    for status in ["200 OK", "303 See Other", "503 Busy"] {
        let (url, _) = peer(&answer(status, &[], PROBLEM)).await;
        let error = client(&url).statuses().get_moved().send().await.unwrap_err();
        let GetMovedError::Default(problem) = error.api().unwrap() else {
            panic!("{error:?}");
        };
        assert_eq!(problem.title.as_deref(), Some("t"));
        assert!(status.starts_with(error.status().unwrap().as_str()));
    }
    // A 304 leads nowhere and succeeds with nothing.
    let (url, _) = peer("HTTP/1.1 304 Not Modified\r\nconnection: close\r\n\r\n").await;
    let error = client(&url).statuses().get_cached().send().await.unwrap_err();
    assert!(matches!(error.api(), Some(GetCachedError::NotModified)));
    let (url, _) = peer(&answer("200 OK", &[], THING)).await;
    let cached = client(&url).statuses().get_cached().send().await.unwrap();
    assert_eq!(cached.name, "a");
    let (url, _) = peer(&answer("500 Broken", &[], THING)).await;
    let error = client(&url).statuses().get_cached().send().await.unwrap_err();
    assert!(matches!(error.api(), Some(GetCachedError::Default(thing)) if thing.name == "a"));
}

#[tokio::test]
async fn a_body_that_is_empty_is_told_from_a_broken_one() {
    for (status, length) in [
        ("200 OK", "content-length: 0\r\n"),
        ("201 Created", "transfer-encoding: chunked\r\n"),
        ("204 No Content", ""),
        ("205 Reset Content", "content-length: 0\r\n"),
        ("500 Broken", "content-length: 0\r\n"),
    ] {
        let end = if length.starts_with('t') { "0\r\n\r\n" } else { "" };
        let text = format!("HTTP/1.1 {status}\r\nx-id: 7\r\nconnection: close\r\n{length}\r\n{end}");
        let (url, _) = peer(&text).await;
        let error = client(&url).statuses().get_default().send().await.unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("getDefault: the server answered {} without the documented body", error.status().unwrap())
        );
        let Error::EmptyBody(error) = error else {
            panic!("{status}: {error:?}");
        };
        assert!(status.starts_with(error.status().as_str()));
        assert_eq!(error.headers()["x-id"], "7");
    }
    let (url, _) = peer(&answer("200 OK", &[], " ")).await;
    let error = client(&url).statuses().get_default().send().await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    // Where the document has a status without a body, that is what it is.
    let (url, _) = peer(&answer("202 Accepted", &[], "")).await;
    let accepted = client(&url).statuses().get_ranges().send().await.unwrap();
    assert!(matches!(accepted.body(), GetRangesSuccess::Accepted));
    let (url, _) = peer(&answer("201 Created", &[], THING)).await;
    let created = client(&url).statuses().get_ranges().send().await.unwrap();
    assert!(matches!(created.body(), GetRangesSuccess::Status2xx(_)));
    let (url, _) = peer(&answer("409 Conflict", &[], "no")).await;
    let error = client(&url).statuses().get_ranges().send().await.unwrap_err();
    assert!(matches!(error.api(), Some(GetRangesError::Status4xx(text)) if text == "no"));
}

async fn server() -> String {
    serve(server::router(Arc::new(Api::default()))).await
}

#[tokio::test]
async fn a_status_without_a_body_is_sent_without_one() {
    let url = server().await;
    for (status, length) in [
        ("204", None),
        ("205", Some("content-length: 0")),
        ("304", None),
    ] {
        let want = format!("want: {status}");
        let answer = raw_with(&url, "GET /statuses/default", &[&want]).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{answer}");
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        assert_eq!(body, "");
        let mut lines = head.lines();
        assert_eq!(lines.find(|line| line.starts_with("content-")), length, "{answer}");
        assert!(head.contains("\r\nx-why: b") && !head.contains("transfer-"), "{answer}");
    }
    // No last answer has such a status.
    let answer = raw_with(&url, "GET /statuses/default", &["want: 103"]).await;
    assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
}

#[tokio::test]
async fn a_head_has_the_length_that_get_would_have() {
    let url = server().await;
    let answer = raw(&url, "HEAD /statuses/default").await;
    assert!(!answer.contains("content-length"), "{answer}");
    let answer = raw_with(&url, "HEAD /statuses/default", &["length: 12"]).await;
    assert!(answer.contains("\r\ncontent-length: 12\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
    // Where the document has GET alone.
    let answer = raw(&url, "HEAD /statuses/ranges").await;
    assert!(answer.starts_with("HTTP/1.1 500 "), "{answer}");
    let headers = ["kind: success", "want: 200"];
    let answer = raw_with(&url, "HEAD /statuses/ranges", &headers).await;
    assert!(answer.contains("\r\ncontent-length: 12\r\n"), "{answer}");
    assert!(answer.contains("\r\ncontent-type: application/json\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
}

#[tokio::test]
async fn a_range_has_no_status_of_another() {
    let url = server().await;
    for (kind, want, status) in [
        ("success", "201", "201"),
        ("failure", "422", "422"),
        ("default", "503", "503"),
        ("default", "302", "302"),
        // Of another class, of a status of its own, of a range.
        ("success", "404", "500"),
        ("failure", "200", "500"),
        ("success", "202", "500"),
        ("default", "202", "500"),
        ("default", "404", "500"),
    ] {
        let headers = [format!("kind: {kind}"), format!("want: {want}")];
        let headers = [headers[0].as_str(), headers[1].as_str()];
        let answer = raw_with(&url, "GET /statuses/ranges", &headers).await;
        let expected = format!("HTTP/1.1 {status} ");
        assert!(answer.starts_with(&expected), "{kind} {want}: {answer}");
    }
    assert_eq!(StatusOf::<4>::new(399), None);
    assert_eq!(StatusOf::<4>::new(5), None);
    assert_eq!(StatusOf::<4>::new(499).map(|status| status.get().as_u16()), Some(499));
    let error = StatusOf::<2>::try_from(StatusCode::FOUND).unwrap_err();
    assert_eq!(error.to_string(), "the response isn't for the status 302 Found");
}
