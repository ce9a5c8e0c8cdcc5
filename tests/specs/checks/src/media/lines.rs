//! JSON values, one after the other.

use media_client::Client;
use media_client::types::Repository;
use media_server::lines::{GetLinesRequest, GetLinesResponse, GetSequenceRequest, GetSequenceResponse};
use media_server::{Authenticator, Credentials, Failure, JsonLines, Lines, Operation, Service};
use serde_json::json;

use super::peer::{Peer, answer, exchange};

struct Api;

impl Service for Api {}

impl Authenticator for Api {
    type Principal = ();

    async fn authenticate(
        &self,
        _: Credentials,
        _: &'static Operation,
    ) -> Result<Option<()>, Failure> {
        Ok(None)
    }
}

impl Lines for Api {
    async fn get_lines(&self, _: GetLinesRequest) -> Result<GetLinesResponse, Failure> {
        let values = [json!({"desc": "one"}), json!("two"), json!(3)];
        Ok(GetLinesResponse::Ok(JsonLines::from_iter(values)))
    }

    async fn get_sequence(&self, _: GetSequenceRequest) -> Result<GetSequenceResponse, Failure> {
        let values = ["a", "b"].map(Repository::new);
        Ok(GetSequenceResponse::Ok(JsonLines::from_iter(values)))
    }
}

#[tokio::test]
async fn text_in_lines_is_any_json() {
    let lines = "{\"desc\": \"one\"}\n\"two\"\n3";
    let peer = Peer::new(&[&answer("200 OK", "content-type: application/jsonl\r\n", lines)]).await;
    let client = Client::builder(&peer.url).build().unwrap();
    let lines = client.lines().get_lines().send().await.unwrap();
    let mut lines = lines.into_body();
    for value in [json!({"desc": "one"}), json!("two"), json!(3)] {
        assert_eq!(lines.next().await.unwrap(), Some(value));
    }
    assert!(lines.next().await.unwrap().is_none());
}

#[tokio::test]
async fn values_of_a_sequence_may_have_several_lines() {
    let body = "\u{1e}{\n\"name\":\n\"a\"}\n\u{1e}{\"name\":\"b\"}\n";
    let headers = "content-type: application/json-seq\r\n";
    let peer = Peer::new(&[&answer("200 OK", headers, body)]).await;
    let client = Client::builder(&peer.url).build().unwrap();
    let values = client.lines().get_sequence().send().await.unwrap();
    let mut values = values.into_body();
    for name in ["a", "b"] {
        assert_eq!(values.next().await.unwrap().unwrap().name, name);
    }
    assert!(values.next().await.unwrap().is_none());
}

#[tokio::test]
async fn the_server_separates_values_as_their_media_type_asks() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let router = media_server::lines::router(std::sync::Arc::new(Api));
    tokio::spawn(async move { axum::serve(listener, router).await });
    for (path, content_type, pieces) in [
        (
            "/lines/text",
            "application/jsonl",
            vec!["{\"desc\":\"one\"}\n", "\"two\"\n", "3\n"],
        ),
        (
            "/lines/sequence",
            "application/json-seq",
            vec!["\u{1e}{\"name\":\"a\"}\n", "\u{1e}{\"name\":\"b\"}\n"],
        ),
    ] {
        let request = format!("GET {path} HTTP/1.0\r\nhost: a\r\n\r\n");
        let answer = exchange(&address, request.as_bytes()).await;
        assert!(
            answer.contains(&format!("content-type: {content_type}\r\n")),
            "{answer}"
        );
        let (_, body) = answer.split_once("\r\n\r\n").unwrap();
        assert_eq!(body, pieces.concat());
    }
}
