//! The wire without a library: requests that no client sends, and answers that no server gives.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// Answers each request with the next of its answers, the last one again and again, and hands on what it
/// was sent.
pub(crate) struct Canned {
    pub(crate) address: SocketAddr,
    heads: mpsc::UnboundedReceiver<String>,
}

impl Canned {
    pub(crate) async fn start(answer: impl Into<Vec<u8>>) -> Self {
        Self::with(vec![answer.into()], false).await
    }

    /// Answers with one after the other.
    pub(crate) async fn in_turn(answers: &[&str]) -> Self {
        let answers = answers.iter().map(|answer| answer.as_bytes().to_vec());
        Self::with(answers.collect(), false).await
    }

    /// Says this much, and then nothing more, but doesn't hang up.
    pub(crate) async fn stalling(answer: impl Into<Vec<u8>>) -> Self {
        Self::with(vec![answer.into()], true).await
    }

    async fn with(answers: Vec<Vec<u8>>, stalls: bool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (sender, heads) = mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut answers = answers.into_iter();
            let mut answer = Vec::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                answer = answers.next().unwrap_or(answer);
                let (sender, answer) = (sender.clone(), answer.clone());
                tokio::spawn(async move {
                    let head = read_head(&mut stream).await;
                    // The receiver is gone once the test is over.
                    let _ = sender.send(head);
                    let _ = stream.write_all(&answer).await;
                    while stalls && stream.read_u8().await.is_ok() {}
                });
            }
        });
        Self { address, heads }
    }

    /// Answers with a status, and a body of a media type.
    pub(crate) async fn answering(status: &str, content_type: &str, body: &str) -> Self {
        let headers = format!("content-type: {content_type}\r\nx-kept: yes\r\n");
        Self::start(answer(status, &headers, body)).await
    }

    /// The heads of the requests so far.
    pub(crate) fn heads(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.heads.try_recv().ok()).collect()
    }
}

/// An answer with headers, each with the end of its line.
pub(crate) fn answer(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

async fn read_head(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => bytes.push(byte),
            Err(_) => break,
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// A request, written out.
pub(crate) struct Call {
    head: String,
    body: Vec<u8>,
}

impl Call {
    /// A request of a path below the API's base.
    pub(crate) fn new(method: &str, path: &str) -> Self {
        let base = users_server::BASE_PATH;
        Self {
            head: format!("{method} {base}{path} HTTP/1.1\r\nhost: test\r\nconnection: close\r\n"),
            body: Vec::new(),
        }
    }

    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn body(mut self, media_type: &str, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self.header("content-type", media_type)
    }

    pub(crate) fn json(self, body: &str) -> Self {
        self.body("application/json", body)
    }

    /// Sends the body without saying beforehand how long it is.
    pub(crate) fn chunked(mut self) -> Self {
        let mut body = format!("{:x}\r\n", self.body.len()).into_bytes();
        body.append(&mut self.body);
        body.extend(b"\r\n0\r\n\r\n");
        self.body = body;
        self.header("transfer-encoding", "chunked")
    }

    pub(crate) async fn send(self, address: SocketAddr) -> Answer {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let length = match self.head.contains("\r\ntransfer-encoding: ") {
            true => String::new(),
            false => format!("content-length: {}\r\n", self.body.len()),
        };
        let head = format!("{}{length}\r\n", self.head);
        stream.write_all(head.as_bytes()).await.unwrap();
        // A server that refuses a large body may close before it has read all of it.
        let _ = stream.write_all(&self.body).await;
        let mut bytes = Vec::new();
        let mut part = [0; 8 * 1024];
        while let Ok(length @ 1..) = stream.read(&mut part).await {
            bytes.extend_from_slice(&part[..length]);
        }
        Answer::parse(&bytes)
    }
}

/// A response.
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    fn parse(bytes: &[u8]) -> Self {
        let mut fours = bytes.windows(4);
        let end = fours.position(|four| four == b"\r\n\r\n");
        let end = end.expect("an answer has a head");
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1));
        let headers = lines.filter_map(|line| line.split_once(": "));
        Self {
            status: status.unwrap().parse().unwrap(),
            headers: headers
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect(),
            body: bytes[end + 4..].to_vec(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut named = self.headers.iter().filter(|(key, _)| key == name);
        named.next().map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}
