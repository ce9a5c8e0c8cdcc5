//! Headers of every kind.

use std::sync::Arc;

use wire_response_client::Error;
use wire_response_client::headers::GetHeadersError;
use wire_response_server::headers::{self as server, GetHeadersResponse};
use wire_response_server::types::{GetHeadersNoContentXSize as Size, Thing};
use wire_response_server::{Failure, Headers};

use super::support::{Api, answer, client, peer, raw, raw_with, serve};

impl Headers for Api {
    async fn get_headers(
        &self,
        _: server::GetHeadersRequest<()>,
    ) -> Result<GetHeadersResponse, Failure> {
        Ok(GetHeadersResponse::NoContent {
            x_count: 7,
            x_share: Some(0.5),
            x_on: Some(true),
            x_at: None,
            x_size: Some(Size::Large),
            x_list: vec![1, 2, 3],
            x_words: Some(vec!["a".to_owned(), "b c".to_owned()]),
            x_json: Thing {
                name: "ä, b".to_owned(),
            },
            x_json_maybe: None,
            x_object: Some(Thing { name: "a".to_owned() }),
            x_any: Some("any thing".to_owned()),
        })
    }

    async fn get_header_lines(
        &self,
        _: server::GetHeaderLinesRequest<()>,
    ) -> Result<server::GetHeaderLinesResponse, Failure> {
        Ok(super::lines::response())
    }

    async fn get_header_stream(
        &self,
        request: server::GetHeaderStreamRequest<()>,
    ) -> Result<server::GetHeaderStreamResponse, Failure> {
        let response = server::GetHeaderStreamResponse::Ok {
            x_sum: 1,
            content_length: Some(99),
            body: vec![1_u8, 2].into(),
        };
        let length = request.parts.headers.get("length").cloned();
        Ok(match length {
            Some(length) => response.with_header(axum::http::header::CONTENT_LENGTH, length),
            None => response,
        })
    }
}

#[tokio::test]
async fn headers_go_from_the_server_to_the_client() {
    let url = serve(server::router(Arc::new(Api::default()))).await;
    let answer = raw(&url, "GET /headers").await;
    for header in [
        "x-count: 7",
        "x-share: 0.5",
        "x-on: true",
        "x-size: large",
        "x-list: 1,2,3",
        "x-words: a,b c",
        r#"x-json: {"name":"ä, b"}"#,
        "x-object: name,a",
        "x-any: any thing",
    ] {
        assert!(answer.contains(&format!("\r\n{header}\r\n")), "{header}: {answer}");
    }
    assert!(!answer.contains("x-at") && !answer.contains("x-json-maybe"));

    let response = client(&url).headers().get_headers().send().await.unwrap();
    let headers = response.into_body();
    assert_eq!(headers.x_count, 7);
    assert_eq!(headers.x_share, Some(0.5));
    assert_eq!(headers.x_on, Some(true));
    assert_eq!(headers.x_at, None);
    assert_eq!(headers.x_size, Some(Size::Large));
    assert_eq!(headers.x_list, [1, 2, 3]);
    assert_eq!(headers.x_words.unwrap(), ["a", "b c"]);
    assert_eq!(headers.x_json.name, "ä, b");
    assert!(headers.x_json_maybe.is_none());
    assert_eq!(headers.x_object.unwrap().name, "a");
    assert_eq!(headers.x_any.as_deref(), Some("any thing"));
}

#[tokio::test]
async fn a_header_that_does_not_fit_is_named() {
    for (headers, path) in [
        (&["x-list: 1", r#"x-json: {"name":"a"}"#][..], "header `X-Count`"),
        (&["x-count: 1", "x-list: 1,b", r#"x-json: {"name":"a"}"#], "header `X-List`"),
        (&["x-count: 1", "x-list: 1", "x-json: {}"], "header `X-Json`"),
    ] {
        let head = answer("204 No Content", headers, "").replace("content-length: 0\r\n", "");
        let (url, _) = peer(&head).await;
        let error = client(&url).headers().get_headers().send().await;
        let Err(Error::Decode(error)) = error else {
            panic!("{error:?}");
        };
        assert_eq!(error.path(), path);
    }
}

#[tokio::test]
async fn a_response_has_the_length_of_its_body() {
    let url = serve(server::router(Arc::new(Api::default()))).await;
    let (head, body) = head_and_body(&url, &[]).await;
    assert!(head.contains("\r\ncontent-length: 2\r\n") && body.len() == 2, "{head}");
    // What a method says beside that is a fault of its own.
    let (head, _) = head_and_body(&url, &["length: 3"]).await;
    assert!(head.starts_with("HTTP/1.1 500 "), "{head}");
}

async fn head_and_body(url: &str, headers: &[&str]) -> (String, String) {
    let answer = raw_with(url, "GET /headers/stream", headers).await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (format!("{head}\r\n"), body.to_owned())
}

#[tokio::test]
async fn a_list_may_come_in_several_headers() {
    let headers = ["x-count: 1", "X-List: 1, 2", "X-List: 3", r#"X-Json: {"name":"a"}"#];
    let head = answer("204 No Content", &headers, "").replace("content-length: 0\r\n", "");
    let (url, _) = peer(&head).await;
    let response = client(&url).headers().get_headers().send().await.unwrap();
    assert_eq!(response.x_list, [1, 2, 3]);

    let (url, _) = peer(&answer("400 Bad Request", &["x-list: a,b"], "why")).await;
    let error = client(&url).headers().get_headers().send().await.unwrap_err();
    let Some(GetHeadersError::BadRequest { x_list, body }) = error.api() else {
        panic!("{error:?}");
    };
    assert_eq!(x_list.as_deref().unwrap(), ["a", "b"]);
    assert_eq!(&body[..], b"why");
}

#[tokio::test]
async fn text_in_lists_is_text() {
    let headers = ["x-count: 1", "x-list: 1", r#"x-json: {"name":"a"}"#, r#"x-words: [a], "b", {"#];
    let head = answer("204 No Content", &headers, "").replace("content-length: 0\r\n", "");
    let (url, _) = peer(&head).await;
    let response = client(&url).headers().get_headers().send().await.unwrap();
    assert_eq!(response.x_words.as_deref().unwrap(), ["[a]", r#""b""#, "{"]);
}
