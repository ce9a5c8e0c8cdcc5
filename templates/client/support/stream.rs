//! Responses whose bodies are streamed.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_core::Stream;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};

use super::buffered::{self, BufferedResponse, Headers, Mismatch};
use super::error::{
    CallError, DecodeError, Error, FileError, RequestError, TooLarge, UnexpectedStatus,
};
use super::platform::{self, BoxFuture, BoxStream};
use super::request::Request;
use super::response::Response;
use super::transport::Transport;
use super::transport_error::Failure;
use crate::types::support::media_type;

/// A response of which only the status and the headers have been read.
#[derive(Debug)]
pub struct StreamingResponse {
    operation: &'static str,
    response: reqwest::Response,
    limit: u64,
    pause: Option<Duration>,
    replay: Option<Box<Replay>>,
}

/// Sends a request for events again.
pub struct Replay {
    transport: Transport,
    request: Request,
}

impl Replay {
    /// Whether the method of the request is safe (RFC 9110, section 9.2.1).
    pub fn is_safe(&self) -> bool {
        self.request.method.is_safe()
    }

    /// Sends the request again, with the id of the last received event.
    ///
    /// # Errors
    ///
    /// See [`StreamingResponse::open`].
    pub fn send(
        &self,
        last_event_id: &str,
    ) -> impl Future<Output = Result<StreamingResponse, CallError>> + use<> {
        let transport = self.transport.clone();
        let request = self.request.try_clone().map(|mut request| {
            let id = HeaderValue::from_bytes(last_event_id.as_bytes());
            if let (Ok(id), false) = (id, last_event_id.is_empty()) {
                let name = HeaderName::from_static("last-event-id");
                request.headers.insert(name, id);
            }
            request
        });
        async move {
            let request = request.ok_or_else(|| {
                CallError::Request(RequestError::new("body", "can't be sent again"))
            })?;
            StreamingResponse::open(&transport, request).await
        }
    }
}

impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Replay").field(&self.request).finish()
    }
}

impl StreamingResponse {
    /// Sends a request and returns as soon as the headers of the response have arrived.
    ///
    /// # Errors
    ///
    /// Returns an error if an argument can't be sent, or the transport fails.
    pub async fn open(transport: &Transport, request: Request) -> Result<Self, CallError> {
        let again = request.try_clone();
        let operation = request.operation;
        let response = transport.open(request).await?;
        // Only a stream of events can continue in another response.
        let again = again.filter(|_| is_event_stream(response.headers()));
        let replay = again.map(|request| {
            let transport = transport.clone();
            Box::new(Replay { transport, request })
        });
        Ok(Self {
            operation,
            limit: transport.max_response_bytes(),
            pause: transport.pause(),
            response,
            replay,
        })
    }

    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        self.response.status()
    }

    /// See [`BufferedResponse::choose`].
    pub fn choose(&self, choices: &[&[&str]]) -> usize {
        buffered::choose(self.response.headers(), choices)
    }

    /// A success whose body is streamed.
    pub fn stream(self) -> Response<ByteStream> {
        let status = self.response.status();
        let headers = self.response.headers().clone();
        Response::new(status, headers, self.into_stream())
    }

    /// A success whose body is streamed, with headers.
    ///
    /// # Errors
    ///
    /// Returns an error if a header isn't as documented. The error contains the body, unless it is too
    /// large, or one of events or lines, which can be endless.
    pub async fn stream_with<T, E>(
        self,
        build: impl FnOnce(&Headers<'_>, ByteStream) -> Result<T, Mismatch>,
    ) -> Result<Response<T>, Error<E>> {
        let operation = self.operation;
        let (status, headers, mut body) = self.stream().into_parts();
        let limit = body.limit;
        let is_endless = body.content_type().is_some_and(|media_type| {
            media_type.contains("event-stream") || media_type.contains("json")
        });
        let lent = Lent::new(&mut body);
        let mismatch = match build(&Headers(&headers), body) {
            Ok(body) => return Ok(Response::new(status, headers, body)),
            Err(mismatch) => mismatch,
        };
        let kept = match lent.back() {
            Some(chunks) if !is_endless => keep(chunks, limit).await,
            _ => Bytes::new(),
        };
        let (path, message) = mismatch.into_parts();
        let answer = (status, headers, kept);
        let error = DecodeError::new(answer, path, message);
        Err(Error::Decode(error.of(operation)))
    }

    /// Reads the body into memory.
    ///
    /// # Errors
    ///
    /// Returns an error if the transport fails, or the body is too large.
    pub async fn buffer(self) -> Result<BufferedResponse, CallError> {
        let length = self.response.content_length().unwrap_or(0);
        let mut body = self.into_stream();
        if length > body.limit {
            return Err(body.too_large());
        }
        let bytes = body.collect().await?;
        let (status, headers) = (body.status, body.headers);
        Ok(BufferedResponse::new(status, headers, bytes).of(body.operation))
    }

    fn into_stream(self) -> ByteStream {
        ByteStream {
            operation: self.operation,
            status: self.response.status(),
            headers: self.response.headers().clone(),
            limit: self.limit,
            replay: self.replay,
            #[cfg(feature = "blocking")]
            rest: Bytes::new(),
            received: 0,
            progress: None,
            inner: Box::pin(Paused {
                chunks: Some(Box::pin(self.response.bytes_stream())),
                pause: self.pause,
                timer: None,
            }),
        }
    }

    /// The stream of events after a reconnection; `None` if the server has no more events (204).
    ///
    /// # Errors
    ///
    /// Returns an error if the response isn't a stream of events.
    pub fn into_events(self) -> Result<Option<ByteStream>, StreamError> {
        let status = self.response.status();
        if status == StatusCode::NO_CONTENT {
            return Ok(None);
        }
        let headers = self.response.headers();
        if status == StatusCode::OK && is_event_stream(headers) {
            return Ok(Some(self.into_stream()));
        }
        let error = UnexpectedStatus::new(status, headers.clone(), Bytes::new());
        Err(StreamError(Reason::Status(error.of(self.operation))))
    }
}

fn is_event_stream(headers: &HeaderMap) -> bool {
    let media_type = headers.get(CONTENT_TYPE);
    let media_type = media_type.and_then(|media_type| media_type.to_str().ok());
    media_type.is_some_and(|text| media_type::essence(text) == "text/event-stream")
}

type Chunks = BoxStream<Result<Bytes, Failure>>;
type Progress = dyn FnMut(u64, Option<u64>) + Send;

/// A body that is read while it arrives: in chunks, as a [`Stream`], or as a whole.
#[must_use = "a body that isn't read is dropped"]
pub struct ByteStream {
    operation: &'static str,
    status: StatusCode,
    headers: HeaderMap,
    limit: u64,
    replay: Option<Box<Replay>>,
    /// What was read only in part.
    #[cfg(feature = "blocking")]
    rest: Bytes,
    /// How many bytes have arrived.
    received: u64,
    progress: Option<Box<Progress>>,
    inner: Chunks,
}

impl ByteStream {
    /// The media type of the body.
    pub fn content_type(&self) -> Option<&str> {
        self.headers.get(CONTENT_TYPE)?.to_str().ok()
    }

    /// The length of the body in bytes, if the response has a `Content-Length`.
    pub fn content_length(&self) -> Option<u64> {
        let value = self.headers.get(CONTENT_LENGTH)?;
        value.to_str().ok()?.parse().ok()
    }

    /// Calls a function for each chunk that has arrived, with the number of bytes so far and that of all, if
    /// the server says it. Those of a compressed body are counted once they are decoded, and it isn't known
    /// how many there will be.
    pub fn progress(mut self, progress: impl FnMut(u64, Option<u64>) + Send + 'static) -> Self {
        self.progress = Some(Box::new(progress));
        self
    }

    /// The number of bytes that may be kept in memory at once.
    pub fn limit(&self) -> u64 {
        self.limit
    }

    /// The error if more bytes would have to be kept.
    pub(super) fn too_large(&self) -> CallError {
        let headers = self.headers.clone();
        let error = TooLarge::new(self.status, headers, self.limit);
        CallError::TooLarge(error.of(self.operation))
    }

    /// Takes the means to send the request again, if there are any.
    #[doc(hidden)]
    pub fn replay(&mut self) -> Option<Box<Replay>> {
        self.replay.take()
    }

    /// The error for a part of the body that isn't as documented.
    #[doc(hidden)]
    pub fn mismatch(&self, path: String, message: String, piece: Bytes) -> StreamError {
        let answer = (self.status, self.headers.clone(), piece);
        let error = DecodeError::new(answer, path, message);
        StreamError(Reason::Decode(error.of(self.operation)))
    }

    /// Returns the next chunk of the body; `None` at the end.
    ///
    /// # Errors
    ///
    /// Returns an error if the transport fails.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, StreamError> {
        self.next_chunk().await.map_err(StreamError::call)
    }

    async fn next_chunk(&mut self) -> Result<Option<Bytes>, CallError> {
        let next = std::future::poll_fn(|cx| self.poll_chunk(cx)).await;
        next.transpose()
    }

    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, CallError>>> {
        #[cfg(feature = "blocking")]
        if !self.rest.is_empty() {
            return Poll::Ready(Some(Ok(std::mem::take(&mut self.rest))));
        }
        let next = ready!(self.inner.as_mut().poll_next(cx));
        if let Some(Ok(chunk)) = &next {
            self.received = self.received.saturating_add(chunk.len() as u64);
            let (received, total) = (self.received, self.content_length());
            if let Some(progress) = &mut self.progress {
                progress(received, total);
            }
        }
        let failed = |failure| CallError::transport(self.operation, failure);
        Poll::Ready(next.map(|chunk| chunk.map_err(failed)))
    }

    /// Reads the whole body into memory.
    ///
    /// # Errors
    ///
    /// Returns an error if the transport fails, or the body is larger than
    /// [`max_response_bytes`](crate::ClientBuilder::max_response_bytes).
    pub async fn bytes(mut self) -> Result<Bytes, StreamError> {
        self.collect().await.map_err(StreamError::call)
    }

    async fn collect(&mut self) -> Result<Bytes, CallError> {
        let mut body = BytesMut::new();
        while let Some(chunk) = self.next_chunk().await? {
            if (body.len() as u64).saturating_add(chunk.len() as u64) > self.limit {
                return Err(self.too_large());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = ready!(self.poll_chunk(cx));
        Poll::Ready(next.map(|chunk| chunk.map_err(StreamError::call)))
    }
}

/// Reads the body on the thread that asks for it: see [`blocking`](crate::blocking).
#[cfg(feature = "blocking")]
impl std::io::Read for ByteStream {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.rest.is_empty() && !buffer.is_empty() {
            match crate::blocking::wait(self.chunk()).map_err(std::io::Error::other)? {
                Some(chunk) => self.rest = chunk,
                None => return Ok(0),
            }
        }
        std::io::Read::read(&mut bytes::Buf::reader(&mut self.rest), buffer)
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream")
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

/// The chunks of a body, none of which may keep one waiting for longer than the pause.
struct Paused {
    /// `None` once it was too long.
    chunks: Option<BoxStream<reqwest::Result<Bytes>>>,
    pause: Option<Duration>,
    /// While the next chunk isn't there.
    timer: Option<BoxFuture<'static, ()>>,
}

impl Stream for Paused {
    type Item = Result<Bytes, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(chunks) = &mut self.chunks else {
            return Poll::Ready(None);
        };
        if let Poll::Ready(next) = chunks.as_mut().poll_next(cx) {
            self.timer = None;
            return Poll::Ready(next.map(|chunk| chunk.map_err(Failure::from)));
        }
        let Some(pause) = self.pause else {
            return Poll::Pending;
        };
        let timer = &mut self.timer;
        ready!(
            timer
                .get_or_insert_with(|| Box::pin(platform::sleep(pause)))
                .as_mut()
                .poll(cx)
        );
        self.chunks = None;
        Poll::Ready(Some(Err(Failure::Pause(pause))))
    }
}

/// The chunks of a body that was passed on, to be taken back if they aren't needed there.
#[derive(Clone)]
struct Lent(Arc<Mutex<Option<Chunks>>>);

impl Lent {
    fn new(body: &mut ByteStream) -> Self {
        let lent = Self(Arc::default());
        let chunks = std::mem::replace(&mut body.inner, Box::pin(lent.clone()));
        *lent.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(chunks);
        lent
    }

    fn back(&self) -> Option<Chunks> {
        let mut chunks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        chunks.take()
    }
}

impl Stream for Lent {
    type Item = Result<Bytes, Failure>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let mut chunks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match chunks.as_mut() {
            Some(chunks) => chunks.as_mut().poll_next(cx),
            None => Poll::Ready(None),
        }
    }
}

/// Reads a body up to `limit` bytes or until it fails.
async fn keep(mut chunks: Chunks, limit: u64) -> Bytes {
    let mut kept = BytesMut::new();
    while let Some(Ok(chunk)) = std::future::poll_fn(|cx| chunks.as_mut().poll_next(cx)).await {
        if (kept.len() as u64).saturating_add(chunk.len() as u64) > limit {
            break;
        }
        kept.extend_from_slice(&chunk);
    }
    kept.freeze()
}

/// The error while a streamed body is read. `?` converts it to an [`Error`].
#[derive(Debug)]
pub struct StreamError(Reason);

#[derive(Debug)]
enum Reason {
    Call(CallError),
    Decode(DecodeError),
    /// The response after a reconnection has another status.
    Status(UnexpectedStatus),
    File(FileError),
}

impl StreamError {
    #[doc(hidden)]
    pub fn call(error: CallError) -> Self {
        Self(Reason::Call(error))
    }

    #[doc(hidden)]
    pub fn file(error: FileError) -> Self {
        Self(Reason::File(error))
    }

    /// The error if the file to which the body is saved can't be written.
    pub fn as_file(&self) -> Option<&FileError> {
        match &self.0 {
            Reason::File(error) => Some(error),
            Reason::Call(_) | Reason::Decode(_) | Reason::Status(_) => None,
        }
    }

    /// Whether the connection failed.
    pub fn is_transport(&self) -> bool {
        matches!(self.0, Reason::Call(CallError::Transport(_)))
    }

    /// Whether the body, or an item of it, is larger than the client accepts.
    pub fn is_too_large(&self) -> bool {
        matches!(self.0, Reason::Call(CallError::TooLarge(_)))
    }

    /// The error if an item isn't as documented. The stream continues with the next item.
    pub fn decode(&self) -> Option<&DecodeError> {
        match &self.0 {
            Reason::Decode(error) => Some(error),
            Reason::Call(_) | Reason::Status(_) | Reason::File(_) => None,
        }
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Reason::Call(error) => error.fmt(f),
            Reason::Decode(error) => error.fmt(f),
            Reason::Status(error) => error.fmt(f),
            Reason::File(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for StreamError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Reason::Call(error) => error.source(),
            Reason::Decode(error) => error.source(),
            Reason::Status(error) => error.source(),
            Reason::File(error) => error.source(),
        }
    }
}

impl<E> From<StreamError> for Error<E> {
    fn from(error: StreamError) -> Self {
        match error.0 {
            Reason::Call(error) => error.into(),
            Reason::Decode(error) => Self::Decode(error),
            Reason::Status(error) => Self::UnexpectedStatus(error),
            Reason::File(error) => Self::File(error),
        }
    }
}
