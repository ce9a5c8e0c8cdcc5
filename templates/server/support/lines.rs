//! JSON values on their way out, one after the other.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::BoxError;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::Response;
use bytes::Bytes;
use futures_core::Stream;
use serde::Serialize;

use super::respond::with_body;
use crate::types::support::json_lines;

type Items<T> = dyn Stream<Item = Result<T, BoxError>> + Send;

/// A body of JSON values, one a line, each sent as soon as it is there. An error ends the body at
/// once, so that the client sees that something is missing.
pub struct JsonLines<T>(Pin<Box<Items<T>>>);

impl<T> JsonLines<T> {
    /// The values of a stream.
    pub fn new<S, E>(values: S) -> Self
    where
        S: Stream<Item = Result<T, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        Self(Box::pin(Mapped(Box::pin(values))))
    }
}

impl<T: Send + 'static> FromIterator<T> for JsonLines<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        let values: Vec<T> = values.into_iter().collect();
        Self(Box::pin(Listed(values.into_iter())))
    }
}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JsonLines")
    }
}

/// A response with a body of JSON values, one a line; in a sequence (RFC 7464) each stands behind a
/// record separator as well.
pub fn json_lines<T: Serialize + 'static>(
    status: StatusCode,
    content_type: &'static str,
    body: JsonLines<T>,
) -> Response {
    let is_sequence = json_lines::is_sequence(content_type);
    let body = Body::from_stream(Encoded {
        values: Some(body.0),
        is_sequence,
    });
    with_body(status, Some(content_type), body)
}

/// A stream with errors of any kind.
struct Mapped<S>(Pin<Box<S>>);

impl<T, E: Into<BoxError>, S: Stream<Item = Result<T, E>>> Stream for Mapped<S> {
    type Item = Result<T, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.0.as_mut().poll_next(cx));
        Poll::Ready(next.map(|value| value.map_err(Into::into)))
    }
}

/// A stream of what is there already.
struct Listed<T>(std::vec::IntoIter<T>);

impl<T> Unpin for Listed<T> {}

impl<T> Stream for Listed<T> {
    type Item = Result<T, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.next().map(Ok))
    }
}

/// The bytes of values.
struct Encoded<T> {
    /// `None` behind an error.
    values: Option<Pin<Box<Items<T>>>>,
    is_sequence: bool,
}

impl<T: Serialize> Stream for Encoded<T> {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let is_sequence = self.is_sequence;
        let Some(values) = &mut self.values else {
            return Poll::Ready(None);
        };
        let next = ready!(values.as_mut().poll_next(cx));
        let bytes = next.map(|value| Ok(json_lines::to_vec(&value?, is_sequence)?.into()));
        if !matches!(bytes, Some(Ok(_))) {
            self.values = None;
        }
        Poll::Ready(bytes)
    }
}
