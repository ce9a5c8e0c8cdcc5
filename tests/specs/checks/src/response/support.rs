//! Peers that speak raw bytes, and a server of the whole document.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use wire_response_client::Client;
use wire_response_server::{Authenticator, Credentials, Failure, Operation, Service};

/// Lets everybody in who has credentials, and remembers which.
#[derive(Clone, Default)]
pub(super) struct Api {
    pub(super) seen: Arc<Mutex<Vec<String>>>,
}

impl Service for Api {}

impl Authenticator for Api {
    type Principal = ();

    async fn authenticate(
        &self,
        credentials: Credentials,
        _operation: &'static Operation,
    ) -> Result<Option<()>, Failure> {
        let is_oauth = credentials.oauth.is_some();
        let secret = |secret: wire_response_server::Secret| secret.expose().to_owned();
        let basic = credentials
            .basic
            .map(|basic| format!("{}:{}", basic.username, basic.password.expose()));
        let certificate = credentials
            .mutual
            .map(|certificate| String::from_utf8(certificate.0.into()).unwrap());
        let scopes = (!credentials.scopes.is_empty()).then(|| credentials.scopes.join("+"));
        let all = [
            ("basic", basic),
            ("bearer", credentials.bearer.map(secret)),
            ("digest", credentials.digest.map(secret)),
            ("header", credentials.header.map(secret)),
            ("cookie", credentials.cookie.map(secret)),
            ("query", credentials.query.map(secret)),
            ("oauth", credentials.oauth.map(secret)),
            ("openid", credentials.openid.map(secret)),
            ("nobody", credentials.nobody.map(secret)),
            ("mutual", certificate),
            ("scopes", scopes),
        ];
        let given = all
            .into_iter()
            .filter_map(|(kind, value)| Some(format!("{kind} {}", value?)));
        let given = given.collect::<Vec<_>>().join(", ");
        // A token of the other scheme, which looks the same.
        let known = !(is_oauth && given.contains("i1"));
        self.seen.lock().unwrap().push(given);
        Ok(known.then_some(()))
    }
}

/// Serves one tag's router.
pub(super) async fn serve(router: axum::Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// A client of the server at a URL, with a bearer token.
pub(super) fn client(url: &str) -> Client {
    Client::builder(url).bearer("token").build().unwrap()
}

/// Answers one request with these bytes, and gives what was asked.
pub(super) async fn peer(answer: &str) -> (String, JoinHandle<String>) {
    peer_of(vec![answer.as_bytes().to_vec()]).await
}

/// The same, piece by piece.
pub(super) async fn peer_of(pieces: Vec<Vec<u8>>) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let asked = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut asked = Vec::new();
        while !asked.windows(4).any(|window| window == b"\r\n\r\n") {
            let mut buffer = [0; 1024];
            let read = stream.read(&mut buffer).await.unwrap();
            assert!(read > 0, "the client went away");
            asked.extend_from_slice(&buffer[..read]);
        }
        for piece in pieces {
            stream.write_all(&piece).await.unwrap();
            stream.flush().await.unwrap();
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        stream.shutdown().await.ok();
        String::from_utf8(asked).unwrap()
    });
    (format!("http://{address}"), asked)
}

/// Asks a server with these bytes, and gives what it answers, in lower case up to the body.
pub(super) async fn raw(url: &str, request: &str) -> String {
    raw_with(url, request, &[]).await
}

/// The same with headers.
pub(super) async fn raw_with(url: &str, request: &str, headers: &[&str]) -> String {
    let address = url.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    let head = format!("{request} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n");
    let head = format!("{head}authorization: Bearer token\r\n");
    let headers: String = headers.iter().map(|line| format!("{line}\r\n")).collect();
    stream.write_all(format!("{head}{headers}\r\n").as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8(answer).unwrap()
}

/// An answer of this status, headers and body.
pub(super) fn answer(status: &str, headers: &[&str], body: &str) -> String {
    let headers: String = headers
        .iter()
        .map(|header| format!("{header}\r\n"))
        .collect();
    format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
}
