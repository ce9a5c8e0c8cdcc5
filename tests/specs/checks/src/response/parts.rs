//! What a method reaches beside what the document describes: the head of its request, and headers
//! of its own.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::ConnectInfo;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, SET_COOKIE, TRANSFER_ENCODING};
use axum::http::{HeaderName, HeaderValue, Version};
use wire_response_server::elsewhere as server;
use wire_response_server::{Elsewhere, Failure, RequestParts};

use super::support::{Api, raw, raw_with, serve};

impl Elsewhere for Api {
    async fn get_upload(
        &self,
        request: server::GetUploadRequest<()>,
    ) -> Result<server::GetUploadResponse, Failure> {
        let parts = &request.parts;
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        let seen = format!(
            "{} {} {:?} {} {:?}",
            parts.method,
            parts.uri,
            parts.version == Version::HTTP_11,
            peer.is_some_and(|ConnectInfo(peer)| peer.ip().is_loopback()),
            parts.headers.get("x-request-id"),
        );
        self.seen.lock().unwrap().push(seen);
        let mut response = server::GetUploadResponse::NoContent;
        for (name, value) in &request.parts.headers {
            let name = name.as_str().strip_prefix("send-").map(HeaderName::try_from);
            if let Some(name) = name {
                response = response.with_header(name?, value.clone());
            }
        }
        Ok(response)
    }
}

async fn server() -> (String, Api) {
    let api = Api::default();
    let router = server::router(Arc::new(api.clone()));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    (format!("http://{address}"), api)
}

#[tokio::test]
async fn a_method_reaches_the_head_of_its_request() {
    let (url, api) = server().await;
    raw_with(&url, "GET /servers/upload?a=%20b", &["X-Request-Id: r1"]).await;
    let seen = api.seen.lock().unwrap().pop().unwrap();
    assert_eq!(seen, r#"GET /servers/upload?a=%20b true true Some("r1")"#);
    // Without the listener's help there is no address.
    let api = Api::default();
    let url = serve(server::router(Arc::new(api.clone()))).await;
    raw(&url, "GET /servers/upload").await;
    let seen = api.seen.lock().unwrap().pop().unwrap();
    assert_eq!(seen, "GET /servers/upload true false None");
}

#[tokio::test]
async fn the_head_of_a_request_is_not_shown() {
    let mut parts = RequestParts::default().into_inner();
    let value = HeaderValue::from_static("Bearer secret");
    parts.headers.insert("authorization", value);
    let request = server::GetUploadRequest {
        principal: (),
        parts: parts.into(),
    };
    assert_eq!(
        format!("{request:?}"),
        "GetUploadRequest { principal: (), parts: RequestParts }"
    );
    assert_eq!(request.parts.headers.len(), 1);
}

#[tokio::test]
async fn a_response_carries_further_headers() {
    let (url, _) = server().await;
    let sent = ["Send-X-Cache: hit", "Send-Set-Cookie: a=1", "Send-Set-Cookie: b=2"];
    let answer = raw_with(&url, "GET /servers/upload", &sent).await;
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    for line in ["x-cache: hit", "set-cookie: a=1", "set-cookie: b=2"] {
        assert!(answer.contains(&format!("\r\n{line}\r\n")), "{line}: {answer}");
    }
    // What has no body says nothing of one.
    let sent = ["Send-Content-Type: text/plain", "Send-Content-Length: 5"];
    let answer = raw_with(&url, "GET /servers/upload", &sent).await;
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    assert!(!answer.contains("content-"), "{answer}");
}

#[tokio::test]
async fn a_further_header_says_nothing_else_of_the_body() {
    use axum::response::IntoResponse as _;
    use wire_response_server::bodies::GetHalResponse;
    use wire_response_server::types::Thing;
    let response = || GetHalResponse::Ok(Thing { name: "a".to_owned() });
    let text = HeaderValue::from_static("text/plain");
    let sent = response().with_header(CONTENT_TYPE, text).into_response();
    assert_eq!(sent.headers()[CONTENT_TYPE], "application/hal+json");
    let chunked = HeaderValue::from_static("chunked");
    let sent = response().with_header(TRANSFER_ENCODING, chunked);
    assert!(sent.into_response().headers().get(TRANSFER_ENCODING).is_none());
    let cookie = HeaderValue::from_static("a=1");
    let sent = response().with_header(SET_COOKIE, cookie).into_response();
    assert_eq!(sent.headers()[SET_COOKIE], "a=1");
    assert!(sent.headers().get(CONTENT_LENGTH).is_none());
}
