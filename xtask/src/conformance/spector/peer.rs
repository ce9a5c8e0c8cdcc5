//! A server that answers what it is told to, and keeps the requests as they came.

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
    answer: Message,
    /// Whether a body of the answer is said to be there at all.
    has_length: bool,
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

    /// Answers so from now on, and forgets earlier requests.
    pub(super) fn answer(&self, response: &Response) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
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
        *state = State {
            answer,
            has_length: response.status != 204,
            requests: Vec::new(),
        };
    }

    /// The requests since the last answer was set.
    pub(super) fn requests(&self) -> Vec<Message> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut state.requests)
    }
}

fn serve(mut stream: TcpStream, state: &Mutex<State>) -> io::Result<()> {
    let request = Message::read(&stream, None)?;
    let (mut answer, has_length) = {
        let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
        state.requests.push(request.clone());
        (state.answer.clone(), state.has_length)
    };
    if request.word(0) == "HEAD" {
        answer.body.clear();
    }
    answer.write(&mut stream, has_length)
}
