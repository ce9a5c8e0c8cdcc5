//! Server-sent events (WHATWG HTML, section 9.2) on their way out.

use std::fmt::{self, Write as _};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::BoxError;
use axum::body::Body;
use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use futures_core::Stream;
use serde::Serialize;
use serde_json::Value;
use tokio::time::Sleep;

use super::respond::with_body;
use crate::types::support::json;

/// An event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Event<T> {
    /// What kind of event it is; it can't hold a line break.
    pub event: Option<String>,
    /// Its id, which a client names when it comes back; it can't hold a line break.
    pub id: Option<String>,
    /// How long a client should wait before another try when the connection is lost.
    pub retry: Option<Duration>,
    /// Text before the event that clients pass over.
    pub comment: Option<String>,
    /// What happened.
    pub data: T,
}

impl<T> Event<T> {
    /// An event of data alone.
    pub fn new(data: T) -> Self {
        Self {
            event: None,
            id: None,
            retry: None,
            comment: None,
            data,
        }
    }
}

impl<T> From<T> for Event<T> {
    fn from(data: T) -> Self {
        Self::new(data)
    }
}

type Items<T> = dyn Stream<Item = Result<Event<T>, BoxError>> + Send;

/// A body of events, each sent as soon as it is there. An error ends the body at once, so that the
/// client sees that something is missing.
pub struct Events<T> {
    events: Pin<Box<Items<T>>>,
    keep_alive: Option<Duration>,
    end: Option<String>,
}

impl<T> Events<T> {
    /// The events of a stream.
    pub fn new<S, E>(events: S) -> Self
    where
        S: Stream<Item = Result<Event<T>, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        Self::from_items(Box::pin(Mapped(Box::pin(events))))
    }

    fn from_items(events: Pin<Box<Items<T>>>) -> Self {
        Self {
            events,
            keep_alive: None,
            end: None,
        }
    }

    /// Sends an empty comment whenever nothing was sent for so long, so that nobody between takes
    /// the connection for a dead one. It takes a runtime of tokio with its timer on.
    #[must_use]
    pub fn keep_alive(mut self, interval: Duration) -> Self {
        self.keep_alive = Some(interval);
        self
    }

    /// Sends one more event behind those of the stream, with this as its data: many clients wait
    /// for `[DONE]`. Behind an error it isn't sent.
    #[must_use]
    pub fn ending_with(mut self, data: impl Into<String>) -> Self {
        self.end = Some(data.into());
        self
    }
}

impl<T: Send + 'static> FromIterator<Event<T>> for Events<T> {
    fn from_iter<I: IntoIterator<Item = Event<T>>>(events: I) -> Self {
        let events: Vec<Event<T>> = events.into_iter().collect();
        Self::from_items(Box::pin(Listed(events.into_iter())))
    }
}

impl<T: Serialize + 'static> Events<T> {
    /// The events with their data as JSON.
    pub fn json(self) -> Body {
        self.encoded(|event| frame(&event, &json::to_string(&event.data)?))
    }

    /// The events with their data as text.
    pub fn text(self) -> Body {
        self.encoded(|event| frame(&event, &plain(json::to_value(&event.data)?)))
    }

    /// Events each of which is described as an object with all that it holds: what such an object
    /// says comes before what stands beside it.
    pub fn whole(self) -> Body {
        self.encoded(|event| {
            let mut value = json::to_value(&event.data)?;
            let mut take = |name: &str| value.get_mut(name).map(Value::take);
            let text = |value: Option<Value>| value.filter(|value| !value.is_null()).map(plain);
            let retry = take("retry").and_then(|retry| retry.as_u64());
            let event = Event {
                event: text(take("event")).or(event.event),
                id: text(take("id")).or(event.id),
                retry: retry.map(Duration::from_millis).or(event.retry),
                comment: event.comment,
                data: take("data").map(plain).unwrap_or_default(),
            };
            frame(&event, &event.data)
        })
    }

    fn encoded(self, encode: fn(Event<T>) -> Result<Bytes, BoxError>) -> Body {
        Body::from_stream(Encoded {
            events: Some(self.events),
            encode,
            end: self.end,
            keep_alive: self.keep_alive,
            timer: None,
        })
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Events")
    }
}

/// A response with a body of events.
pub fn events(status: StatusCode, body: Body) -> Response {
    let mut response = with_body(status, Some("text/event-stream"), body);
    let value = HeaderValue::from_static("no-cache");
    response.headers_mut().insert(CACHE_CONTROL, value);
    response
}

/// Text as it is, and anything else as JSON.
fn plain(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null => String::new(),
        value => value.to_string(),
    }
}

/// An event as it stands on the wire. Every line break of the data becomes one line of it.
fn frame<T>(event: &Event<T>, data: &str) -> Result<Bytes, BoxError> {
    let mut text = String::new();
    if let Some(comment) = &event.comment {
        for line in lines(comment).split('\n') {
            writeln!(text, ": {line}")?;
        }
    }
    for (name, value) in [("event", &event.event), ("id", &event.id)] {
        if let Some(value) = value {
            if value.contains(['\n', '\r', '\0']) {
                return Err(format!("the {name} of an event can't hold a line break").into());
            }
            writeln!(text, "{name}: {value}")?;
        }
    }
    if let Some(retry) = event.retry {
        writeln!(text, "retry: {}", retry.as_millis())?;
    }
    for line in lines(data).split('\n') {
        writeln!(text, "data: {line}")?;
    }
    text.push('\n');
    Ok(text.into())
}

/// A text with all line breaks of one kind.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// A stream with errors of any kind.
struct Mapped<S>(Pin<Box<S>>);

impl<T, E: Into<BoxError>, S: Stream<Item = Result<Event<T>, E>>> Stream for Mapped<S> {
    type Item = Result<Event<T>, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.0.as_mut().poll_next(cx));
        Poll::Ready(next.map(|event| event.map_err(Into::into)))
    }
}

/// A stream of what is there already.
struct Listed<T>(std::vec::IntoIter<Event<T>>);

impl<T> Unpin for Listed<T> {}

impl<T> Stream for Listed<T> {
    type Item = Result<Event<T>, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}

/// The bytes of events.
struct Encoded<T> {
    /// `None` behind the last one or an error.
    events: Option<Pin<Box<Items<T>>>>,
    encode: fn(Event<T>) -> Result<Bytes, BoxError>,
    end: Option<String>,
    keep_alive: Option<Duration>,
    /// Runs while nothing is there to be sent.
    timer: Option<Pin<Box<Sleep>>>,
}

impl<T> Encoded<T> {
    /// A comment, where nothing was sent for long enough.
    fn poll_keep_alive(&mut self, cx: &mut Context<'_>) -> Poll<Bytes> {
        let Some(interval) = self.keep_alive else {
            return Poll::Pending;
        };
        let timer = self
            .timer
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(interval)));
        ready!(timer.as_mut().poll(cx));
        self.timer = None;
        Poll::Ready(Bytes::from_static(b":\n\n"))
    }
}

impl<T> Stream for Encoded<T> {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(events) = &mut self.events else {
            return Poll::Ready(None);
        };
        let bytes = match events.as_mut().poll_next(cx) {
            Poll::Pending => return self.poll_keep_alive(cx).map(|comment| Some(Ok(comment))),
            Poll::Ready(Some(event)) => event.and_then(self.encode),
            Poll::Ready(None) => {
                self.events = None;
                let end = self.end.take();
                return Poll::Ready(end.map(|data| frame(&Event::new(()), &data)));
            }
        };
        self.timer = None;
        if bytes.is_err() {
            self.events = None;
        }
        Poll::Ready(Some(bytes))
    }
}
