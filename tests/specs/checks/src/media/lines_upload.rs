//! Requests of JSON values, one after the other.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use media_client::lines::PatchValuesBody;
use media_client::types::Reading;
use media_client::{Client, Error, JsonLinesUpload};
use media_server::lines as s;
use media_server::{Authenticator, Credentials, Failure, Lines, Operation, Service};
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use super::peer::{Peer, answer, exchange};

/// A stream of what is there already.
struct Items<T>(std::vec::IntoIter<T>);

impl<T> Items<T> {
    fn new(items: impl IntoIterator<Item = T>) -> Self {
        let items: Vec<T> = items.into_iter().collect();
        Self(items.into_iter())
    }
}

impl<T> Unpin for Items<T> {}

impl<T> Stream for Items<T> {
    type Item = T;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<T>> {
        Poll::Ready(self.0.next())
    }
}

#[derive(Clone, Default)]
struct Api(Arc<Mutex<Vec<String>>>);

impl Api {
    fn see(&self, what: impl std::fmt::Debug) {
        self.0.lock().unwrap().push(format!("{what:?}"));
    }

    fn seen(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }

    async fn read(&self, mut body: media_server::JsonLinesUpload<Reading>) -> Result<(), Failure> {
        while let Some(value) = body.next().await? {
            self.see(value);
        }
        Ok(())
    }
}

impl Service for Api {
    fn body_limit(&self, _: &'static Operation) -> usize {
        1024
    }
}

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
    async fn send_lines(&self, request: s::SendLinesRequest) -> Result<s::SendLinesResponse, Failure> {
        self.see(request.body.collect().await?);
        Ok(s::SendLinesResponse::NoContent)
    }

    async fn send_values(
        &self,
        request: s::SendValuesRequest,
    ) -> Result<s::SendValuesResponse, Failure> {
        self.read(request.body).await?;
        Ok(s::SendValuesResponse::NoContent)
    }

    async fn put_values(&self, request: s::PutValuesRequest) -> Result<s::PutValuesResponse, Failure> {
        match request.body {
            Some(body) => self.read(body).await?,
            None => self.see("nothing"),
        }
        Ok(s::PutValuesResponse::NoContent)
    }

    async fn patch_values(
        &self,
        request: s::PatchValuesRequest,
    ) -> Result<s::PatchValuesResponse, Failure> {
        match request.body {
            s::PatchValuesBody::Json(value) => self.see(value),
            s::PatchValuesBody::ApplicationJsonl(body)
            | s::PatchValuesBody::ApplicationJsonSeq(body) => self.read(body).await?,
        }
        Ok(s::PatchValuesResponse::NoContent)
    }
}

/// A server, and where it is.
async fn serve() -> (Api, String) {
    let api = Api::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let router = media_server::lines::router(Arc::new(api.clone()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (api, address)
}

fn reading(at: i64, value: Option<f64>) -> Reading {
    Reading {
        value,
        ..Reading::new(at)
    }
}

/// The head and the body of the last request.
fn asked(peer: &mut Peer) -> (String, String) {
    let asked = peer.asked().pop().unwrap();
    let (head, body) = asked.split_once("\r\n\r\n").unwrap();
    (head.to_owned(), body.to_owned())
}

#[tokio::test]
async fn a_client_writes_values_as_their_media_type_asks() {
    let mut peer = Peer::new(&[&answer("204 No Content", "", "")]).await;
    let client = Client::builder(&peer.url).build().unwrap();
    let lines = client.lines();
    let values = vec![reading(1, None), reading(2, Some(0.5))];
    lines.send_values(values.clone()).send().await.unwrap();
    let (head, body) = asked(&mut peer);
    assert!(head.starts_with("POST /lines/values "), "{head}");
    assert!(head.contains("content-type: application/jsonl"), "{head}");
    assert!(head.contains("content-length: 30"), "{head}");
    assert_eq!(body, "{\"at\":1}\n{\"at\":2,\"value\":0.5}\n");
    let sequence = JsonLinesUpload::from_iter(values.clone());
    lines.put_values().body(sequence).send().await.unwrap();
    let (head, body) = asked(&mut peer);
    assert!(head.contains("content-type: application/json-seq"), "{head}");
    assert_eq!(body, "\u{1e}{\"at\":1}\n\u{1e}{\"at\":2,\"value\":0.5}\n");
    lines.send_lines([json!({"a": 1}), json!("b"), json!(null)]).send().await.unwrap();
    assert_eq!(asked(&mut peer).1, "{\"a\":1}\n\"b\"\nnull\n");
    // A body of no values is one; none at all isn't.
    lines.put_values().body([]).send().await.unwrap();
    let (head, body) = asked(&mut peer);
    assert!(head.contains("content-type: application/json-seq"), "{head}");
    assert!(head.contains("content-length: 0") && body.is_empty(), "{head}");
    lines.put_values().send().await.unwrap();
    let (head, _) = asked(&mut peer);
    assert!(!head.contains("content-type"), "{head}");
    for (body, content_type, text) in [
        (PatchValuesBody::Json(reading(1, None)), "application/json", "{\"at\":1}"),
        (
            PatchValuesBody::ApplicationJsonl([reading(1, None)].into()),
            "application/jsonl",
            "{\"at\":1}\n",
        ),
        (
            PatchValuesBody::ApplicationJsonSeq([reading(1, None)].into()),
            "application/json-seq",
            "\u{1e}{\"at\":1}\n",
        ),
    ] {
        lines.patch_values(body).send().await.unwrap();
        let (head, sent) = asked(&mut peer);
        assert!(head.contains(&format!("content-type: {content_type}")), "{head}");
        assert_eq!(sent, text);
    }
}

#[tokio::test]
async fn a_client_sends_values_as_they_come() {
    let mut peer = Peer::new(&[&answer("204 No Content", "", "")]).await;
    let client = Client::builder(&peer.url).build().unwrap();
    let values = [1, 2].map(|at| Ok::<_, std::io::Error>(reading(at, None)));
    let body = JsonLinesUpload::stream(Items::new(values));
    client.lines().send_values(body).send().await.unwrap();
    let (head, body) = asked(&mut peer);
    assert!(head.contains("transfer-encoding: chunked"), "{head}");
    assert!(head.contains("content-type: application/jsonl"), "{head}");
    assert_eq!(body, "9\r\n{\"at\":1}\n\r\n9\r\n{\"at\":2}\n\r\n0\r\n\r\n");
    let broken = [Ok(reading(1, None)), Err(std::io::Error::other("gone"))];
    let body = JsonLinesUpload::stream(Items::new(broken));
    let error = client.lines().send_values(body).send().await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
}

#[tokio::test]
async fn what_json_does_not_have_is_not_sent() {
    let mut peer = Peer::new(&[&answer("204 No Content", "", "")]).await;
    let client = Client::builder(&peer.url).build().unwrap();
    let values = [reading(1, None), reading(2, Some(f64::NAN))];
    let error = client.lines().send_values(values).send().await.unwrap_err();
    let Error::Request(error) = error else {
        panic!("{error:?}");
    };
    assert_eq!(error.argument(), "body");
    let shown = error.to_string();
    assert!(shown.contains("item 1") && shown.contains("/value"), "{shown}");
    assert!(peer.asked().is_empty());
    // A stream is cut off where it holds such a value.
    let values = [reading(2, Some(f64::INFINITY))].map(Ok::<_, std::io::Error>);
    let body = JsonLinesUpload::stream(Items::new(values));
    client.lines().send_values(body).send().await.unwrap_err();
}

#[tokio::test]
async fn a_server_reads_values_one_by_one() {
    let (api, address) = serve().await;
    let ask = async |target: &str, content_type: &str, body: &str| {
        let length = body.len();
        let request = format!(
            "{target} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: {content_type}\r\ncontent-length: {length}\r\n\r\n{body}"
        );
        exchange(&address, request.as_bytes()).await
    };
    let both = ["Reading { at: 1, value: None, unit: Some(\"m\") }", "Reading { at: 2, value: Some(0.5), unit: Some(\"cm\") }"];
    for (target, content_type, body) in [
        ("POST /lines/values", "application/jsonl", "{\"at\":1}\n{\"at\":2,\"value\":0.5,\"unit\":\"cm\"}\n"),
        // Blank lines, line breaks of another kind, and none at the end.
        ("POST /lines/values", "application/x-ndjson; charset=utf-8", "\n{\"at\":1.0}\r\n\r\n  \n{ \"at\": 2e0, \"value\": 5e-1, \"unit\": \"cm\" }"),
        ("PUT /lines/values", "application/json-seq", "\u{1e}{\n\"at\":1}\n\u{1e}\u{1e}{\"at\":2,\"value\":0.5,\n\"unit\":\"cm\"}"),
        ("PATCH /lines/values", "application/json-seq", "\u{1e}{\"at\":1}\n\u{1e}{\"at\":2,\"value\":0.5,\"unit\":\"cm\"}\n"),
        ("PATCH /lines/values", "application/jsonl", "{\"at\":1}\n{\"at\":2,\"value\":0.5,\"unit\":\"cm\"}\n"),
    ] {
        let answer = ask(target, content_type, body).await;
        assert!(answer.starts_with("HTTP/1.1 204 "), "{body}: {answer}");
        assert_eq!(api.seen(), both, "{body}");
    }
    let answer = ask("POST /lines/text", "application/jsonl", "{\"a\":1}\n\"b\"\n").await;
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    assert_eq!(api.seen(), ["[Object {\"a\": Number(1)}, String(\"b\")]"]);
    let answer = ask("PUT /lines/values", "application/json-seq", "").await;
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    assert!(api.seen().is_empty());
    let answer = exchange(&address, b"PUT /lines/values HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    assert_eq!(api.seen(), ["\"nothing\""]);
    // What came before a fault was read.
    for (body, status, word) in [
        ("{\"at\":1}\n{\"at\":\"x\"}\n", "422", r#""name":"/1/at""#),
        ("{\"at\":1}\n{}\n", "422", r#""name":"/1""#),
        ("{\"at\":1}\n{\"at\":2,\"more\":1}\n", "422", "more"),
        ("{\"at\":1}\n{\"at\":2,\"unit\":null}\n", "422", r#""name":"/1/unit""#),
        ("{\"at\":1}\n{\"at\":2,\"at\":3}\n", "422", "duplicate"),
        ("{\"at\":1}\n{\"at\":\n2}\n", "400", r#""name":"/1""#),
        ("{\"at\":1}\n{\"at\":2}{\"at\":3}\n", "400", r#""name":"/1""#),
    ] {
        let answer = ask("POST /lines/values", "application/jsonl", body).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{body}: {answer}");
        assert!(answer.contains(word), "{body}: {answer}");
        assert_eq!(api.seen().len(), 1, "{body}");
    }
    for (content_type, body, status) in [
        ("text/plain", "{\"at\":1}\n".to_owned(), "415"),
        ("application/json-seq", "\u{1e}{\"at\":1}\n".to_owned(), "415"),
        ("application/jsonl", "{\"at\":1}\n".repeat(200), "413"),
    ] {
        let answer = ask("POST /lines/values", content_type, &body).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{content_type}: {answer}");
    }
    let answer = exchange(&address, b"POST /lines/values HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 400 ") && answer.contains("is missing"), "{answer}");
    assert!(api.seen().is_empty());
}

#[tokio::test]
async fn a_value_is_there_before_the_next_one_is_sent() {
    let (api, address) = serve().await;
    let mut stream = TcpStream::connect(&address).await.unwrap();
    let head = "POST /lines/values HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: application/jsonl\r\ntransfer-encoding: chunked\r\n\r\n";
    stream.write_all(head.as_bytes()).await.unwrap();
    // A line in pieces.
    for piece in ["4\r\n{\"at\r\n", "6\r\n\":1}\n \r\n"] {
        stream.write_all(piece.as_bytes()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let mut seen = Vec::new();
    for _ in 0..100 {
        seen = api.seen();
        if !seen.is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(seen.len(), 1);
    // More than the limit, in one line that never ends.
    let chunk = format!("1f4\r\n{}\r\n", "x".repeat(500));
    stream.write_all(chunk.repeat(3).as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
}

#[tokio::test]
async fn values_go_from_the_client_to_the_server() {
    let (api, address) = serve().await;
    let client = Client::builder(format!("http://{address}")).build().unwrap();
    let values = [reading(1, Some(-0.0)), reading(i64::MAX, Some(1e300))];
    client.lines().send_values(values.clone()).send().await.unwrap();
    assert_eq!(api.seen().len(), 2);
    let body = JsonLinesUpload::stream(Items::new(values.map(Ok::<_, std::io::Error>)));
    client.lines().put_values().body(body).send().await.unwrap();
    assert_eq!(api.seen().len(), 2);
}
