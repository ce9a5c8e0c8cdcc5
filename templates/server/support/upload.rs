//! Binary request bodies, which the method reads itself.

use std::fmt;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use axum::body::{Body, HttpBody as _};
use axum::http::header::CONTENT_TYPE;
use bytes::{Bytes, BytesMut};

use super::body::{broken_off, too_large};
use super::call::{Call, Invalid};
use super::endpoint::ReadBody;
use super::rejection::Rejection;

/// An uploaded body. It is read as it arrives, up to the limit of
/// [`Service::body_limit`](crate::Service::body_limit).
pub struct Upload {
    /// Never locked. The mutex makes `Upload` `Sync`, so that a reference may live across an `await`.
    body: Mutex<Body>,
    content_type: Option<String>,
    left: usize,
}

impl Upload {
    /// The media type that the client gave it, unchecked as to its parameters.
    pub fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    /// Reads the next bytes; `None` at the end.
    ///
    /// # Errors
    ///
    /// Returns an error if the body is too large, or the client disconnected.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, Rejection> {
        std::future::poll_fn(|cx| self.poll_chunk(cx))
            .await
            .transpose()
    }

    pub(super) fn poll_chunk(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Rejection>>> {
        let body = self.body.get_mut().unwrap_or_else(PoisonError::into_inner);
        loop {
            let frame = match ready!(Pin::new(&mut *body).poll_frame(cx)) {
                None => return Poll::Ready(None),
                Some(frame) => frame.map_err(broken_off),
            };
            let data = match frame.map(|frame| frame.into_data()) {
                Ok(Ok(data)) => data,
                // Trailers.
                Ok(Err(_)) => continue,
                Err(error) => return Poll::Ready(Some(Err(error))),
            };
            return Poll::Ready(Some(match self.left.checked_sub(data.len()) {
                Some(left) => {
                    self.left = left;
                    Ok(data)
                }
                None => Err(too_large()),
            }));
        }
    }

    /// Reads all bytes.
    ///
    /// # Errors
    ///
    /// Returns an error if the body is too large, or the client disconnected.
    pub async fn bytes(mut self) -> Result<Bytes, Rejection> {
        let mut bytes = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes.freeze())
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload")
            .field("content_type", &self.content_type)
            .finish_non_exhaustive()
    }
}

/// The body is read by the method of the operation; what is set here is how much of it.
pub struct Unread;

impl ReadBody for Unread {
    async fn read(self, call: &mut Call, limit: usize) -> Result<(), Rejection> {
        call.check_length(limit)?;
        call.limit = limit;
        Ok(())
    }
}

impl Call {
    /// Takes the body as it comes.
    ///
    /// # Errors
    ///
    /// Returns an error if it is absent, has no media type (400), or isn't of any of the media
    /// types (415).
    pub fn upload(&mut self, media_types: &[&str]) -> Result<Upload, Invalid> {
        self.expect_bytes(media_types)?;
        let body = self.take_unread();
        Ok(self.uploaded(body))
    }

    /// Takes a body that may be absent as it comes.
    ///
    /// # Errors
    ///
    /// See [`upload`](Self::upload).
    pub fn upload_optional(&mut self, media_types: &[&str]) -> Result<Option<Upload>, Invalid> {
        if self.is_without_body() && !self.is_of(media_types) {
            return Ok(None);
        }
        self.upload(media_types).map(Some)
    }

    /// Takes a body that has been read.
    ///
    /// # Errors
    ///
    /// Never; it returns a `Result` like its siblings.
    pub fn upload_value(&mut self) -> Result<Upload, Invalid> {
        let body = Body::from(self.body.clone());
        self.limit = self.body.len();
        Ok(self.uploaded(body))
    }

    fn uploaded(&self, body: Body) -> Upload {
        let content_type = self.parts.headers.get(CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok());
        Upload {
            body: Mutex::new(body),
            content_type: content_type.map(str::to_owned),
            left: self.limit,
        }
    }
}
