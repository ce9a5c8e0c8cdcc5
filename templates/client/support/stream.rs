//! Answers whose bodies stream.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap};

use super::error::{CallError, DecodeError, Error, TooLarge};
use super::reply::{Headers, Misfit, Reply};
use super::request::Request;
use super::response::Response;
use super::transport::{self, Transport};

/// An answer of which only status and headers were read.
#[derive(Debug)]
pub struct Incoming {
    response: reqwest::Response,
    limit: u64,
}

impl Incoming {
    /// Sends a request and returns as soon as the answer's headers are there.
    ///
    /// # Errors
    ///
    /// The request holds an argument that can't be sent, or the transport fails.
    pub async fn open(transport: &Transport, request: Request) -> Result<Self, CallError> {
        Ok(Self {
            response: transport.open(request).await?,
            limit: transport.max_response_bytes(),
        })
    }

    /// The status that the server answered with.
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// Hands the body on as it arrives.
    pub fn stream(self) -> Response<ByteStream> {
        let status = self.response.status();
        let headers = self.response.headers().clone();
        Response::new(status, headers, self.into_stream())
    }

    /// Hands the body on as it arrives, with headers.
    ///
    /// # Errors
    ///
    /// A header isn't as documented.
    pub fn stream_with<T, E>(
        self,
        build: impl FnOnce(&Headers<'_>, ByteStream) -> Result<T, Misfit>,
    ) -> Result<Response<T>, Error<E>> {
        let (status, headers, body) = self.stream().into_parts();
        match build(&Headers(&headers), body) {
            Ok(body) => Ok(Response::new(status, headers, body)),
            Err(misfit) => {
                let (path, message) = misfit.into_parts();
                let answer = (status, headers, Bytes::new());
                Err(Error::Decode(DecodeError::new(answer, path, message)))
            }
        }
    }

    /// Reads the body to memory.
    ///
    /// # Errors
    ///
    /// The transport fails, or the body is too large.
    pub async fn buffer(self) -> Result<Reply, CallError> {
        transport::read(self.response, self.limit).await
    }

    fn into_stream(self) -> ByteStream {
        ByteStream {
            status: self.response.status(),
            headers: self.response.headers().clone(),
            limit: self.limit,
            inner: Box::pin(self.response.bytes_stream()),
        }
    }
}

type Chunks = dyn Stream<Item = reqwest::Result<Bytes>> + Send;

/// A body as it arrives: take it chunk by chunk, as a [`Stream`], or whole.
#[must_use = "a body that isn't read is thrown away"]
pub struct ByteStream {
    status: StatusCode,
    headers: HeaderMap,
    limit: u64,
    inner: Pin<Box<Chunks>>,
}

impl ByteStream {
    /// The media type of the body.
    pub fn content_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// The length of the body, where the server announced it.
    pub fn content_length(&self) -> Option<u64> {
        let value = self.headers.get(CONTENT_LENGTH)?;
        value.to_str().ok()?.parse().ok()
    }

    /// The next piece of the body; `None` at its end.
    ///
    /// # Errors
    ///
    /// The transport fails.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, StreamError> {
        std::future::poll_fn(|cx| self.inner.as_mut().poll_next(cx))
            .await
            .transpose()
            .map_err(StreamError::transport)
    }

    /// Reads the whole body to memory.
    ///
    /// # Errors
    ///
    /// The transport fails, or the body is larger than the client's limit.
    pub async fn bytes(mut self) -> Result<Bytes, StreamError> {
        let mut body = BytesMut::new();
        while let Some(chunk) = self.chunk().await? {
            if (body.len() as u64).saturating_add(chunk.len() as u64) > self.limit {
                let limit = self.limit;
                return Err(StreamError(CallError::TooLarge(TooLarge::new(
                    self.status,
                    self.headers,
                    limit,
                ))));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.inner.as_mut().poll_next(cx);
        next.map_err(StreamError::transport)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

/// Why a body couldn't be read to its end. `?` turns it into an [`Error`].
#[derive(Debug)]
pub struct StreamError(CallError);

impl StreamError {
    fn transport(error: reqwest::Error) -> Self {
        Self(CallError::transport(error))
    }

    /// Whether the body is larger than the client takes.
    pub fn is_too_large(&self) -> bool {
        matches!(self.0, CallError::TooLarge(_))
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for StreamError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

impl<E> From<StreamError> for Error<E> {
    fn from(error: StreamError) -> Self {
        error.0.into()
    }
}
