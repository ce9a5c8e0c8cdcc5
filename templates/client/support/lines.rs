//! Streams of JSON values, one per line or record.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::stream::{ByteStream, StreamError};
use crate::types::support::json_integers::JsonIntegers;
use crate::types::support::media_type;

/// A stream of JSON values: one per line, or one per record if the media type is
/// `application/json-seq` (RFC 7464). Read them with [`next`](Self::next), or as a [`Stream`].
///
/// A value may be as large as the largest body that the client accepts. Empty lines are skipped. The
/// stream continues after a value that can't be decoded.
#[must_use = "a stream that isn't read is thrown away"]
pub struct JsonLines<T> {
    body: ByteStream,
    lines: Lines,
    item: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> JsonLines<T> {
    /// Reads the lines of a body.
    pub fn new(body: ByteStream) -> Self {
        let content_type = body.content_type().unwrap_or_default();
        let is_sequence = media_type::essence(content_type).ends_with("json-seq");
        let lines = Lines {
            separator: if is_sequence { b'\x1e' } else { b'\n' },
            ..Lines::default()
        };
        Self {
            body,
            lines,
            item: PhantomData,
        }
    }

    /// Returns the next value; `None` at the end.
    ///
    /// # Errors
    ///
    /// Returns an error if the transport fails, a line is too large, or a value can't be decoded.
    pub async fn next(&mut self) -> Result<Option<T>, StreamError> {
        std::future::poll_fn(|cx| self.poll(cx)).await.transpose()
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, StreamError>>> {
        let line = match ready!(self.lines.poll(&mut self.body, cx)) {
            Some(Ok(line)) => line,
            Some(Err(error)) => return Poll::Ready(Some(Err(error))),
            None => return Poll::Ready(None),
        };
        let mut deserializer = serde_json::Deserializer::from_slice(&line);
        let decoded = serde_path_to_error::deserialize(&mut deserializer)
            .map_err(|error| (error.path().to_string(), error.into_inner()));
        let decoded = decoded.and_then(|JsonIntegers(value)| match deserializer.end() {
            Ok(()) => Ok(value),
            Err(error) => Err((".".to_owned(), error)),
        });
        Poll::Ready(Some(decoded.map_err(|(path, error)| {
            self.body
                .mismatch(path, error.to_string(), Bytes::from(line))
        })))
    }
}

impl<T: DeserializeOwned> Stream for JsonLines<T> {
    type Item = Result<T, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

impl<T> fmt::Debug for JsonLines<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JsonLines").field(&self.body).finish()
    }
}

/// Splits bytes into lines.
#[derive(Default)]
struct Lines {
    /// The separator of the lines.
    separator: u8,
    line: Vec<u8>,
    rest: Bytes,
    ended: bool,
}

impl Lines {
    fn poll(
        &mut self,
        body: &mut ByteStream,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Vec<u8>, StreamError>>> {
        loop {
            let end = self.rest.iter().position(|byte| *byte == self.separator);
            let taken = self.rest.split_to(end.unwrap_or(self.rest.len()));
            self.line.extend_from_slice(&taken);
            if self.line.len() as u64 > body.limit() {
                self.ended = true;
                self.rest.clear();
                self.line.clear();
                return Poll::Ready(Some(Err(body.too_large())));
            }
            if end.is_some() {
                // The separator itself.
                drop(self.rest.split_to(1));
            }
            if end.is_some() || self.ended {
                let line = std::mem::take(&mut self.line);
                if line.iter().any(|byte| !byte.is_ascii_whitespace()) {
                    return Poll::Ready(Some(Ok(line)));
                }
                if end.is_some() {
                    continue;
                }
                return Poll::Ready(None);
            }
            match ready!(Pin::new(&mut *body).poll_next(cx)) {
                Some(Ok(chunk)) => self.rest = chunk,
                None => self.ended = true,
                Some(Err(error)) => {
                    self.ended = true;
                    self.line.clear();
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}
