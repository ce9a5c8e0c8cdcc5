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
use crate::types::support::json_lines::Splitter;

/// A stream of JSON values: one per line, or one per record if the media type is
/// `application/json-seq` (RFC 7464). Read them with [`next`](Self::next), or as a [`Stream`].
///
/// A value may be as large as the largest body that the client accepts. Empty lines are skipped. The
/// stream continues after a value that can't be decoded.
#[must_use = "a stream that isn't read is thrown away"]
pub struct JsonLines<T> {
    body: ByteStream,
    lines: Splitter,
    ended: bool,
    item: PhantomData<fn() -> T>,
}

impl<T: DeserializeOwned> JsonLines<T> {
    /// Reads the lines of a body.
    pub fn new(body: ByteStream) -> Self {
        let lines = Splitter::new(body.content_type().unwrap_or_default());
        Self {
            body,
            lines,
            ended: false,
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
        let line = match ready!(self.poll_line(cx)) {
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

    fn poll_line(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Vec<u8>, StreamError>>> {
        loop {
            let line = self.lines.whole();
            let length = line.as_ref().map_or(self.lines.pending(), Vec::len);
            if length as u64 > self.body.limit() {
                self.end();
                return Poll::Ready(Some(Err(StreamError::call(self.body.too_large()))));
            }
            if let Some(line) = line {
                return Poll::Ready(Some(Ok(line)));
            }
            if self.ended {
                return Poll::Ready(self.lines.rest().map(Ok));
            }
            match ready!(Pin::new(&mut self.body).poll_next(cx)) {
                Some(Ok(chunk)) => self.lines.push(&chunk),
                None => self.ended = true,
                Some(Err(error)) => {
                    self.end();
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }

    /// Reads nothing more.
    fn end(&mut self) {
        self.ended = true;
        self.lines.clear();
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
