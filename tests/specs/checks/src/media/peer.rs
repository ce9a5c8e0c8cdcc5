//! A peer that answers with bytes written by hand, and keeps what it was sent.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;

/// Answers each request with the next of its answers, the last one again and again.
pub(crate) struct Peer {
    pub(crate) url: String,
    asked: mpsc::UnboundedReceiver<String>,
    answers: Arc<Mutex<VecDeque<String>>>,
}

impl Peer {
    pub(crate) async fn new(answers: &[&str]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (sender, asked) = mpsc::unbounded_channel();
        let peer = Self {
            url,
            asked,
            answers: Arc::default(),
        };
        peer.answer(answers);
        let answers = Arc::clone(&peer.answers);
        tokio::spawn(async move {
            let mut answer = String::new();
            while let Ok((mut stream, _)) = listener.accept().await {
                answer = answers.lock().unwrap().pop_front().unwrap_or(answer);
                // The receiver is gone once the test is over.
                let _ = sender.send(read(&mut stream).await);
                let _ = stream.write_all(answer.as_bytes()).await;
                let _ = stream.shutdown().await;
            }
        });
        peer
    }

    /// Gives it other answers.
    pub(crate) fn answer(&self, answers: &[&str]) {
        let answers = answers.iter().map(|answer| (*answer).to_owned());
        *self.answers.lock().unwrap() = answers.collect();
    }

    /// The requests so far, each with its body.
    pub(crate) fn asked(&mut self) -> Vec<String> {
        std::iter::from_fn(|| self.asked.try_recv().ok()).collect()
    }
}

async fn read(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    loop {
        let mut buffer = [0; 1024];
        let read = stream.read(&mut buffer).await.unwrap();
        bytes.extend_from_slice(&buffer[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let is_whole = match text.split_once("\r\n\r\n") {
            None => false,
            Some((head, body)) => match header(head, "content-length") {
                Some(length) => body.len() >= length.parse().unwrap(),
                None if header(head, "transfer-encoding").is_some() => body.ends_with("0\r\n\r\n"),
                None => true,
            },
        };
        if is_whole || read == 0 {
            return text;
        }
    }
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    let mut headers = head.lines().filter_map(|line| line.split_once(": "));
    let found = headers.find(|(known, _)| known.eq_ignore_ascii_case(name));
    found.map(|(_, value)| value)
}

/// An answer of this status, with headers that each end their line, and this body.
pub(crate) fn answer(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    )
}

/// Sends a request as it is, and gives the answer to its end.
pub(crate) async fn exchange(address: &str, request: &[u8]) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(request).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}
