//! Request bodies of JSON values, one after the other.

#![cfg_attr(
    target_arch = "wasm32",
    allow(
        dead_code,
        unused_imports,
        reason = "there are no streams to upload in a browser"
    )
)]

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use reqwest::Body;
use serde::Serialize;

use super::request::Request;
use crate::types::support::json_lines;

type BoxError = Box<dyn Error + Send + Sync>;
type Items<T> = dyn Stream<Item = Result<T, BoxError>> + Send;

/// A request body of JSON values, one a line, or one a record if the media type is
/// `application/json-seq` (RFC 7464): from memory, such as a `Vec`, or from a stream.
pub struct JsonLinesUpload<T>(Content<T>);

enum Content<T> {
    /// In memory: it can be sent again.
    Listed(Vec<T>),
    /// A stream, which can be sent only once.
    Stream(Pin<Box<Items<T>>>),
}

impl<T> JsonLinesUpload<T> {
    /// The values of a stream, each sent as soon as it is there. It can be sent only once: a redirect
    /// that would repeat it isn't followed. An error, or a value that JSON doesn't have, makes the
    /// request fail.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn stream<S, E>(values: S) -> Self
    where
        S: Stream<Item = Result<T, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        Self(Content::Stream(Box::pin(Mapped(Box::pin(values)))))
    }
}

impl<T> From<Vec<T>> for JsonLinesUpload<T> {
    fn from(values: Vec<T>) -> Self {
        Self(Content::Listed(values))
    }
}

impl<T, const N: usize> From<[T; N]> for JsonLinesUpload<T> {
    fn from(values: [T; N]) -> Self {
        Self(Content::Listed(values.into()))
    }
}

impl<T> FromIterator<T> for JsonLinesUpload<T> {
    fn from_iter<I: IntoIterator<Item = T>>(values: I) -> Self {
        Self(Content::Listed(values.into_iter().collect()))
    }
}

impl<T> fmt::Debug for JsonLinesUpload<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JsonLinesUpload")
    }
}

impl Request {
    /// Sends JSON values.
    pub fn json_lines<T: Serialize + 'static>(
        &mut self,
        content_type: &'static str,
        body: impl Into<JsonLinesUpload<T>>,
    ) -> &mut Self {
        let is_sequence = json_lines::is_sequence(content_type);
        match body.into().0 {
            Content::Listed(values) => match listed(&values, is_sequence) {
                Ok(bytes) => self.bytes(content_type, bytes),
                Err(reason) => {
                    self.fault("body", reason);
                    self
                }
            },
            #[cfg(target_arch = "wasm32")]
            Content::Stream(_) => self,
            #[cfg(not(target_arch = "wasm32"))]
            Content::Stream(values) => {
                self.content_type(content_type);
                let values = Some(values);
                let body = Body::wrap_stream(Encoded {
                    values,
                    is_sequence,
                });
                self.body_once(move |builder| builder.body(body))
            }
        }
    }
}

fn listed<T: Serialize>(values: &[T], is_sequence: bool) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let line = json_lines::to_vec(value, is_sequence);
        bytes.extend(line.map_err(|error| {
            format!("has an item {index} that can't be written as JSON: {error}")
        })?);
    }
    Ok(bytes)
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

/// The bytes of values.
struct Encoded<T> {
    /// `None` behind an error.
    values: Option<Pin<Box<Items<T>>>>,
    is_sequence: bool,
}

impl<T: Serialize> Stream for Encoded<T> {
    type Item = Result<Vec<u8>, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let is_sequence = self.is_sequence;
        let Some(values) = &mut self.values else {
            return Poll::Ready(None);
        };
        let next = ready!(values.as_mut().poll_next(cx));
        let bytes = next.map(|value| Ok(json_lines::to_vec(&value?, is_sequence)?));
        if !matches!(bytes, Some(Ok(_))) {
            self.values = None;
        }
        Poll::Ready(bytes)
    }
}
