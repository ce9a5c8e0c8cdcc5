//! Request bodies of JSON values, which the method reads itself.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::http::StatusCode;
use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::body::{JsonFaults, decode};
use super::call::{Call, Invalid};
use super::rejection::Rejection;
use super::upload::Upload;
use crate::types::support::gaps::{self, Gaps};
use crate::types::support::json_lines::Splitter;
use crate::types::support::reading;
use crate::types::support::validate::{self, Checker};

/// Checks a value by the document.
type Check<T> = fn(&T, &mut Checker<'_>);

/// An uploaded body of JSON values, one a line, or one a record if the media type is
/// `application/json-seq` (RFC 7464). They are read as they arrive, up to the limit of
/// [`Service::body_limit`](crate::Service::body_limit) for all of them. Read them with
/// [`next`](Self::next), or as a [`Stream`]. Empty lines are skipped.
pub struct JsonLinesUpload<T> {
    upload: Upload,
    lines: Splitter,
    /// How many values there were.
    count: usize,
    /// Whether there are no more bytes.
    ended: bool,
    check: Check<T>,
}

impl<T: DeserializeOwned> JsonLinesUpload<T> {
    fn new(upload: Upload, check: Check<T>) -> Self {
        Self {
            lines: Splitter::new(upload.content_type().unwrap_or_default()),
            upload,
            count: 0,
            ended: false,
            check,
        }
    }

    /// Reads the next value; `None` at the end.
    ///
    /// # Errors
    ///
    /// Returns an error if the value isn't JSON (400), isn't a `T` or not one that the document allows
    /// (422), if the body is too large, or if the client disconnected.
    pub async fn next(&mut self) -> Result<Option<T>, Rejection> {
        std::future::poll_fn(|cx| self.poll(cx)).await.transpose()
    }

    /// Reads all values that are left.
    ///
    /// # Errors
    ///
    /// See [`next`](Self::next).
    pub async fn collect(mut self) -> Result<Vec<T>, Rejection> {
        let mut values = Vec::new();
        while let Some(value) = self.next().await? {
            values.push(value);
        }
        Ok(values)
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, Rejection>>> {
        loop {
            let line = match self.lines.whole() {
                None if self.ended => self.lines.rest(),
                line => line,
            };
            if let Some(line) = line {
                let pointer = format!("/{}", self.count);
                self.count += 1;
                return Poll::Ready(Some(self.read(&pointer, &line)));
            }
            if self.ended {
                return Poll::Ready(None);
            }
            match ready!(self.upload.poll_chunk(cx)) {
                Some(Ok(chunk)) => self.lines.push(&chunk),
                None => self.ended = true,
                Some(Err(error)) => {
                    self.ended = true;
                    self.lines.clear();
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
    }
}

impl<T: DeserializeOwned> JsonLinesUpload<T> {
    /// Reads a value that the document allows.
    fn read(&self, pointer: &str, line: &[u8]) -> Result<T, Rejection> {
        let mut mended = None;
        let mut faults = match reading::request(|| decode(pointer, line, &mut mended)) {
            Ok(value) => {
                mended = Some(value);
                JsonFaults::none()
            }
            Err(faults) => faults,
        };
        if let Some(value) = &mended {
            faults.check(pointer, |checker| (self.check)(value, checker));
        }
        match mended {
            Some(value) if faults.is_empty() => Ok(value),
            _ => Err(faults.into()),
        }
    }
}

impl JsonFaults {
    fn none() -> Self {
        Self {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            faults: Vec::new(),
            gaps: Some(Gaps::default()),
        }
    }

    fn is_empty(&self) -> bool {
        self.faults.is_empty()
    }

    /// Adds the rules of the document that the value at a JSON Pointer breaks, as far as it could be read.
    fn check(&mut self, pointer: &str, check: impl FnOnce(&mut Checker<'_>)) {
        let gaps = self.gaps.as_ref().unwrap_or(&gaps::NONE);
        if let Err(faults) = validate::validate_mended(gaps, check) {
            for (below, message) in faults.iter() {
                let pointer = format!("{pointer}{below}");
                self.faults.push((pointer, message.to_owned()));
            }
        }
    }
}

impl<T: DeserializeOwned> Stream for JsonLinesUpload<T> {
    type Item = Result<T, Rejection>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll(cx)
    }
}

impl<T> fmt::Debug for JsonLinesUpload<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("JsonLinesUpload")
            .field(&self.upload)
            .finish()
    }
}

impl Call {
    /// Takes the body as it comes. Each value is checked when it is read.
    ///
    /// # Errors
    ///
    /// See [`upload`](Self::upload).
    pub fn json_lines<T: DeserializeOwned>(
        &mut self,
        media_types: &[&str],
        check: Check<T>,
    ) -> Result<JsonLinesUpload<T>, Invalid> {
        let upload = self.upload(media_types)?;
        Ok(JsonLinesUpload::new(upload, check))
    }

    /// Takes a body that may be absent as it comes.
    ///
    /// # Errors
    ///
    /// See [`upload`](Self::upload).
    pub fn json_lines_optional<T: DeserializeOwned>(
        &mut self,
        media_types: &[&str],
        check: Check<T>,
    ) -> Result<Option<JsonLinesUpload<T>>, Invalid> {
        let upload = self.upload_optional(media_types)?;
        Ok(upload.map(|upload| JsonLinesUpload::new(upload, check)))
    }

    /// Takes a body that has been read.
    ///
    /// # Errors
    ///
    /// Never; it returns a `Result` like its siblings.
    pub fn json_lines_value<T: DeserializeOwned>(
        &mut self,
        check: Check<T>,
    ) -> Result<JsonLinesUpload<T>, Invalid> {
        let upload = self.upload_value()?;
        Ok(JsonLinesUpload::new(upload, check))
    }
}
