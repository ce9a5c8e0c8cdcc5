//! A server that answers what it is told to, and keeps the requests as they came.

use std::collections::VecDeque;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use super::http::Message;
use super::suite::Response;

pub(super) struct Peer {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    /// Those that are left, each with whether a body of it is said to be there at all; the last one stays.
    answers: VecDeque<(Message, bool)>,
    requests: Vec<Message>,
}

impl Peer {
    /// Listens on a port of its own.
    pub(super) fn new() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let peer = Self {
            address: listener.local_addr()?,
            state: Arc::default(),
        };
        let state = Arc::clone(&peer.state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                // What goes wrong shows as a request that isn't there.
                let _ = serve(stream, &state);
            }
        });
        Ok(peer)
    }

    pub(super) fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers so from now on, with one after the other, and forgets earlier requests.
    pub(super) fn answer<'a>(&self, responses: impl Iterator<Item = &'a Response>) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        *state = State {
            answers: responses.map(answer).collect(),
            requests: Vec::new(),
        };
    }

    /// The requests since the last answer was set.
    pub(super) fn requests(&self) -> Vec<Message> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut state.requests)
    }
}

/// A response as it is sent, with whether a body of it is said to be there at all.
fn answer(response: &Response) -> (Message, bool) {
    let mut answer = Message::new(format!("HTTP/1.1 {} Answer", response.status));
    for (name, value) in response.headers() {
        answer = answer.header(&name, &value);
    }
    if let Some(media_type) = response.content_type() {
        answer = answer.header("content-type", &media_type);
    }
    answer = answer.header("connection", "close");
    if let Some(body) = &response.body {
        answer.body = body.bytes();
    }
    (answer, response.status != 204)
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) -> io::Result<()> {
    let request = Message::read(&stream, None)?;
    let (mut answer, has_length) = {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        state.requests.push(request.clone());
        let next = match state.answers.len() {
            0 | 1 => state.answers.front().cloned(),
            _ => state.answers.pop_front(),
        };
        next.unwrap_or_default()
    };
    if request.word(0) == "HEAD" {
        answer.body.clear();
    }
    answer.write(&mut stream, has_length)
}
