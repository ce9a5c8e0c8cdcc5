//! Server-sent events (WHATWG HTML, section 9.2) as they arrive.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::error::CallError;
use super::platform::{self, BoxFuture};
use super::stream::{ByteStream, Replay, StreamError, StreamingResponse};
use crate::types::support::json_integers::JsonIntegers;
use crate::types::support::reading;

/// The data with which many servers end a stream of JSON, and which isn't JSON itself.
const DONE: &str = "[DONE]";

/// An event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<T> {
    /// What kind of event it is, where the server says so.
    pub event: Option<String>,
    /// The id of this event, or of the last one that had any.
    pub id: Option<String>,
    /// How long to wait before another try when the connection is lost.
    pub retry: Option<Duration>,
    /// What happened.
    pub data: T,
}

type Decode<T> = fn(&Event<String>) -> Result<T, (String, String)>;

/// How a stream of events reconnects: see [`EventStream::reconnect`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reconnect {
    wait: Duration,
    attempts: u32,
    any_method: bool,
}

impl Default for Reconnect {
    fn default() -> Self {
        Self {
            wait: Duration::from_secs(3),
            attempts: 5,
            any_method: false,
        }
    }
}

impl Reconnect {
    /// Waits three seconds before each of up to five attempts, for requests by a safe method.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how long to wait before an attempt where the server doesn't say it.
    #[must_use]
    pub fn wait(mut self, wait: Duration) -> Self {
        self.wait = wait;
        self
    }

    /// Sets how many attempts there are in a row that bring no event.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Sends requests again by other methods too, such as POST: the server must take a request
    /// with `Last-Event-ID` for a continuation, or else it does everything twice.
    #[must_use]
    pub fn any_method(mut self) -> Self {
        self.any_method = true;
        self
    }
}

/// Events as they arrive: take them one by one with [`next`](Self::next), or as a [`Stream`].
///
/// An event may be as large as the largest body that the client takes. After one that isn't as
/// documented the stream goes on; data that is `[DONE]` where there should be JSON is its end.
#[must_use = "a stream that isn't read is thrown away"]
pub struct EventStream<T> {
    body: ByteStream,
    parser: Parser,
    decode: Decode<T>,
    ended: bool,
    reconnection: Option<Reconnection>,
}

/// A stream that reconnects.
struct Reconnection {
    settings: Reconnect,
    replay: Box<Replay>,
    /// Attempts since the last event.
    attempts: u32,
    state: State,
}

enum State {
    /// Events are read.
    Connected,
    /// The time before the next attempt.
    Waiting(BoxFuture<'static, ()>),
    Connecting(BoxFuture<'static, Result<StreamingResponse, CallError>>),
}

impl Reconnection {
    /// Begins another attempt; `false` where there were enough.
    fn begin(&mut self, retry: Option<Duration>) -> bool {
        if self.attempts == self.settings.attempts {
            return false;
        }
        self.attempts += 1;
        let wait = retry.unwrap_or(self.settings.wait);
        self.state = State::Waiting(Box::pin(platform::sleep(wait)));
        true
    }

    /// What an attempt brings; `None` where events are read.
    fn poll(
        &mut self,
        last_id: &str,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<StreamingResponse, CallError>>> {
        if let State::Waiting(timer) = &mut self.state {
            ready!(timer.as_mut().poll(cx));
            self.state = State::Connecting(Box::pin(self.replay.send(last_id)));
        }
        let State::Connecting(answer) = &mut self.state else {
            return Poll::Ready(None);
        };
        let answer = ready!(answer.as_mut().poll(cx));
        self.state = State::Connected;
        Poll::Ready(Some(answer))
    }
}

impl<T: DeserializeOwned> EventStream<T> {
    /// A stream of events whose data is JSON.
    pub fn json(body: ByteStream) -> Self {
        Self::new(body, json)
    }

    /// A stream of events whose data is text.
    pub fn text(body: ByteStream) -> Self {
        Self::new(body, |event| value(Value::String(event.data.clone())))
    }

    /// A stream of events each of which is described as an object with its fields, the data being
    /// text.
    pub fn fields(body: ByteStream) -> Self {
        Self::new(body, |event| of_type(event, fields))
    }

    /// The same, with data that may be described as any JSON value.
    pub fn whole(body: ByteStream) -> Self {
        Self::new(body, |event| of_type(event, as_it_came))
    }

    fn new(body: ByteStream, decode: Decode<T>) -> Self {
        Self {
            parser: Parser::new(body.limit()),
            body,
            decode,
            ended: false,
            reconnection: None,
        }
    }

    /// Reconnects where the stream ends or breaks (WHATWG HTML, section 9.2.3): the request is sent
    /// again, with the id of the last event in `Last-Event-ID`, after the time that the server asks
    /// for. An answer of 204 ends the stream, one of another status than 200 is an error. So does
    /// data that is `[DONE]`.
    ///
    /// Without this, or where the request can't be sent again (see
    /// [`can_reconnect`](Self::can_reconnect)), the stream ends where its connection does. It takes
    /// a runtime of tokio with its timer on.
    pub fn reconnect(mut self, settings: Reconnect) -> Self {
        let replay = self.body.replay();
        let replay = replay.filter(|replay| settings.any_method || replay.is_safe());
        self.reconnection = replay.map(|replay| Reconnection {
            settings,
            replay,
            attempts: 0,
            state: State::Connected,
        });
        self
    }

    /// Whether the stream reconnects: it was asked to, and the request can be sent again.
    pub fn can_reconnect(&self) -> bool {
        self.reconnection.is_some()
    }

    /// The next event; `None` at the end.
    ///
    /// # Errors
    ///
    /// The transport fails, an event is too large, or it isn't as documented.
    pub async fn next(&mut self) -> Result<Option<Event<T>>, StreamError> {
        std::future::poll_fn(|cx| self.poll(cx)).await.transpose()
    }

    /// The id of the last event that came, for the header `Last-Event-ID` of another try.
    pub fn last_event_id(&self) -> Option<&str> {
        Some(self.parser.last_id.as_str()).filter(|id| !id.is_empty())
    }

    /// How long the server wants to be left alone before another try, where it said so.
    pub fn retry_after(&self) -> Option<Duration> {
        self.parser.last_retry
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Event<T>, StreamError>>> {
        match ready!(self.poll_event(cx)) {
            Some(Ok(event)) => {
                if event.data == DONE {
                    self.reconnection = None;
                }
                let decoded = (self.decode)(&event);
                if decoded.is_err() && event.data == DONE {
                    self.ended = true;
                    return Poll::Ready(None);
                }
                Poll::Ready(Some(match decoded {
                    Ok(data) => Ok(Event {
                        event: event.event,
                        id: event.id,
                        retry: event.retry,
                        data,
                    }),
                    Err((path, message)) => {
                        let data = Bytes::from(event.data);
                        Err(self.body.mismatch(path, message, data))
                    }
                }))
            }
            Some(Err(error)) => Poll::Ready(Some(Err(error))),
            None => Poll::Ready(None),
        }
    }

    /// The next event, of this connection or of another.
    fn poll_event(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Event<String>, StreamError>>> {
        loop {
            if let Some(reconnection) = &mut self.reconnection {
                match ready!(reconnection.poll(&self.parser.last_id, cx)) {
                    None => {}
                    Some(Ok(answer)) => match answer.into_events() {
                        Ok(Some(body)) => {
                            self.body = body;
                            self.parser.restart();
                            self.ended = false;
                        }
                        end => {
                            self.reconnection = None;
                            return Poll::Ready(end.err().map(Err));
                        }
                    },
                    Some(Err(error)) => {
                        let error = StreamError::call(error);
                        if error.is_transport() && reconnection.begin(self.parser.last_retry) {
                            continue;
                        }
                        self.reconnection = None;
                        return Poll::Ready(Some(Err(error)));
                    }
                }
            }
            let next = ready!(self.parser.poll(&mut self.body, &mut self.ended, cx));
            let is_lost = match &next {
                Some(Ok(_)) => false,
                Some(Err(error)) => error.is_transport(),
                None => true,
            };
            match &mut self.reconnection {
                Some(reconnection) if is_lost => {
                    if !reconnection.begin(self.parser.last_retry) {
                        self.reconnection = None;
                        return Poll::Ready(next);
                    }
                }
                Some(reconnection) => {
                    reconnection.attempts = 0;
                    return Poll::Ready(next);
                }
                None => return Poll::Ready(next),
            }
        }
    }
}

impl<T: DeserializeOwned> Stream for EventStream<T> {
    type Item = Result<Event<T>, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EventStream").field(&self.body).finish()
    }
}

fn json<T: DeserializeOwned>(event: &Event<String>) -> Result<T, (String, String)> {
    let mut deserializer = serde_json::Deserializer::from_str(&event.data);
    let decoded = serde_path_to_error::deserialize(&mut deserializer)
        .map_err(|error| (error.path().to_string(), error.into_inner()));
    let decoded = decoded.and_then(|JsonIntegers(value)| match deserializer.end() {
        Ok(()) => Ok(value),
        Err(error) => Err((".".to_owned(), error)),
    });
    decoded.map_err(|(path, error)| (path, error.to_string()))
}

fn value<T: DeserializeOwned>(value: Value) -> Result<T, (String, String)> {
    serde_path_to_error::deserialize(value)
        .map(|JsonIntegers(value)| value)
        .map_err(|error| (error.path().to_string(), error.into_inner().to_string()))
}

/// An event with all that it holds. One that names no type is a `message`, where that is asked for.
fn of_type<T>(event: &Event<String>, decode: Decode<T>) -> Result<T, (String, String)> {
    let mismatch = match decode(event) {
        Err(mismatch) if event.event.is_none() => mismatch,
        decoded => return decoded,
    };
    let message = Event {
        event: Some("message".to_owned()),
        ..event.clone()
    };
    decode(&message).map_err(|_| mismatch)
}

fn fields<T: DeserializeOwned>(event: &Event<String>) -> Result<T, (String, String)> {
    value(object(event, Value::String(event.data.clone())))
}

/// The data as JSON where it is an object or a list, and as text if that is what the type wants;
/// other data the other way round.
fn as_it_came<T: DeserializeOwned>(event: &Event<String>) -> Result<T, (String, String)> {
    let text = Value::String(event.data.clone());
    let (first, second) = match serde_json::from_str(&event.data) {
        Ok(data @ (Value::Object(_) | Value::Array(_))) => (data, Some(text)),
        Ok(data) => (text, Some(data)),
        Err(_) => (text, None),
    };
    let decoded = whole_of(event, first);
    match (decoded, second) {
        (Err(mismatch), Some(second)) => whole_of(event, second).map_err(|_| mismatch),
        (decoded, _) => decoded,
    }
}

/// The event with its data as this value. JSON that couldn't be read as such is text only where that
/// is the type or one of its values, not as a value that the document doesn't list.
fn whole_of<T: DeserializeOwned>(
    event: &Event<String>,
    data: Value,
) -> Result<T, (String, String)> {
    let text = data.as_str().map(str::trim_start);
    let is_broken = text.is_some_and(|text| text.starts_with(['{', '[']));
    let object = object(event, data);
    if is_broken {
        let listed: Result<T, _> = reading::request(|| value(object.clone()));
        if let Err((path, message)) = listed
            && (path == "." || path.starts_with("data"))
        {
            return Err((path, message));
        }
    }
    value(object)
}

fn object(event: &Event<String>, data: Value) -> Value {
    let mut object = Map::new();
    for (name, text) in [("event", &event.event), ("id", &event.id)] {
        if let Some(text) = text {
            object.insert(name.to_owned(), Value::String(text.clone()));
        }
    }
    let retry = event.retry.map(|retry| retry.as_millis());
    if let Some(retry) = retry.and_then(|retry| u64::try_from(retry).ok()) {
        object.insert("retry".to_owned(), Value::from(retry));
    }
    object.insert("data".to_owned(), data);
    Value::Object(object)
}

/// Makes events of bytes.
struct Parser {
    limit: u64,
    line: Vec<u8>,
    /// Whether no line has ended yet.
    at_start: bool,
    /// Whether the last line ended with a carriage return, which a line feed may follow.
    after_return: bool,
    event: String,
    data: String,
    id: String,
    retry: Option<Duration>,
    /// The id of the last event that was taken, and the last time to wait that came.
    last_id: String,
    last_retry: Option<Duration>,
    ready: VecDeque<Event<String>>,
}

impl Parser {
    fn new(limit: u64) -> Self {
        Self {
            limit,
            line: Vec::new(),
            at_start: true,
            after_return: false,
            event: String::new(),
            data: String::new(),
            id: String::new(),
            retry: None,
            last_id: String::new(),
            last_retry: None,
            ready: VecDeque::new(),
        }
    }

    /// Forgets what hasn't ended yet, for another connection.
    fn restart(&mut self) {
        let limit = self.limit;
        let before = std::mem::replace(self, Self::new(limit));
        self.id.clone_from(&before.last_id);
        self.last_id = before.last_id;
        self.last_retry = before.last_retry;
    }

    fn poll(
        &mut self,
        body: &mut ByteStream,
        ended: &mut bool,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Event<String>, StreamError>>> {
        loop {
            if *ended {
                return Poll::Ready(None);
            }
            if let Some(event) = self.ready.pop_front() {
                self.last_id = event.id.clone().unwrap_or_default();
                return Poll::Ready(Some(Ok(event)));
            }
            match ready!(Pin::new(&mut *body).poll_next(cx)) {
                Some(Ok(chunk)) if self.push(&chunk) => {}
                // What an unfinished event holds is thrown away, as the specification wants it.
                None => *ended = true,
                failed => {
                    *ended = true;
                    let error = match failed {
                        Some(Err(error)) => error,
                        _ => StreamError::call(body.too_large()),
                    };
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }

    /// Takes bytes in; `false` where an event gets too large.
    fn push(&mut self, mut chunk: &[u8]) -> bool {
        while !chunk.is_empty() {
            if std::mem::take(&mut self.after_return)
                && let Some(rest) = chunk.strip_prefix(b"\n")
            {
                chunk = rest;
                continue;
            }
            let is_end = |byte: &u8| matches!(byte, b'\n' | b'\r');
            let end = chunk.iter().position(is_end).unwrap_or(chunk.len());
            let (head, tail) = chunk.split_at(end);
            self.line.extend_from_slice(head);
            if self.line.len().saturating_add(self.data.len()) as u64 > self.limit {
                return false;
            }
            let Some((end, rest)) = tail.split_first() else {
                break;
            };
            self.after_return = *end == b'\r';
            chunk = rest;
            self.end_line();
        }
        true
    }

    fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        let mut bytes = line.as_slice();
        if std::mem::take(&mut self.at_start) {
            bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
        }
        let text = String::from_utf8_lossy(bytes);
        if text.is_empty() {
            self.dispatch();
            return;
        }
        // A line that begins with a colon is a comment: a field without a name.
        let (field, value) = text.split_once(':').unwrap_or((&text, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.event),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "retry" if value.bytes().all(|byte| byte.is_ascii_digit()) => {
                if let Ok(millis) = value.parse() {
                    self.retry = Some(Duration::from_millis(millis));
                    self.last_retry = self.retry;
                }
            }
            _ => {}
        }
    }

    fn dispatch(&mut self) {
        let event = std::mem::take(&mut self.event);
        let mut data = std::mem::take(&mut self.data);
        if data.pop().is_none() {
            return;
        }
        self.ready.push_back(Event {
            event: (!event.is_empty()).then_some(event),
            id: (!self.id.is_empty()).then(|| self.id.clone()),
            retry: self.retry.take(),
            data,
        });
    }
}
