//! What can go wrong with a call.

use std::fmt;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use crate::types::support::excerpt;

/// A message says no more than this of what the server sent.
const MAX_CHARS: usize = 2048;

/// Why a call gave no [`Response`](super::response::Response). `E` lists what the operation
/// documents beside its successes.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// The request couldn't be built from its arguments; nothing was sent.
    Request(RequestError),
    /// The request couldn't be sent, or its answer not be read to the end.
    Transport(reqwest::Error),
    /// The server answered with what the operation documents, but not as a success: an error, or
    /// a redirect that wasn't followed.
    Api(ApiError<E>),
    /// The server answered with a status that the operation doesn't document.
    UnexpectedStatus(UnexpectedStatus),
    /// The answer doesn't have the documented form.
    Decode(DecodeError),
    /// The answer has no body, where the operation documents one with its status.
    EmptyBody(EmptyBody),
    /// The answer's body is larger than the client takes.
    TooLarge(TooLarge),
}

impl<E> Error<E> {
    /// The status that the server answered with, where it did.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Request(_) => None,
            Self::Transport(error) => error.status(),
            Self::Api(error) => Some(error.status()),
            Self::UnexpectedStatus(error) => Some(error.status()),
            Self::Decode(error) => Some(error.status()),
            Self::EmptyBody(error) => Some(error.status()),
            Self::TooLarge(error) => Some(error.status()),
        }
    }

    /// What the operation documents beside its successes, where it is that.
    pub fn api(&self) -> Option<&E> {
        match self {
            Self::Api(error) => Some(error.error()),
            _ => None,
        }
    }
}

impl<E: fmt::Debug> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Api(error) => error.fmt(f),
            Self::UnexpectedStatus(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::EmptyBody(error) => error.fmt(f),
            Self::TooLarge(error) => error.fmt(f),
        }
    }
}

impl<E: fmt::Debug> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            // `Display` passes the transport's own message on, so the chain goes on behind it.
            Self::Transport(error) => error.source(),
            _ => None,
        }
    }
}

/// What a call can fail with before its answer is looked at.
#[derive(Debug)]
pub enum CallError {
    /// See [`Error::Request`].
    Request(RequestError),
    /// See [`Error::Transport`].
    Transport(reqwest::Error),
    /// See [`Error::TooLarge`].
    TooLarge(TooLarge),
}

impl CallError {
    /// Keeps a query out of the error's URL, for it can hold credentials.
    pub fn transport(mut error: reqwest::Error) -> Self {
        if let Some(url) = error.url_mut() {
            url.set_query(None);
        }
        Self::Transport(error)
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::TooLarge(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for CallError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            _ => None,
        }
    }
}

impl<E> From<CallError> for Error<E> {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Request(error) => Self::Request(error),
            CallError::Transport(error) => Self::Transport(error),
            CallError::TooLarge(error) => Self::TooLarge(error),
        }
    }
}

/// An argument that no request can carry.
#[derive(Clone, Debug)]
pub struct RequestError(Box<(String, String)>);

impl RequestError {
    /// Names the argument, such as "path parameter `id`", and what is wrong with it.
    pub fn new(argument: impl Into<String>, reason: impl Into<String>) -> Self {
        Self(Box::new((argument.into(), reason.into())))
    }

    /// The argument at fault, such as "path parameter `id`".
    pub fn argument(&self) -> &str {
        &self.0.0
    }

    /// What is wrong with it.
    pub fn reason(&self) -> &str {
        &self.0.1
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.argument(), self.reason())
    }
}

impl std::error::Error for RequestError {}

/// An answer that the operation documents beside its successes.
#[derive(Clone, Debug)]
pub struct ApiError<E>(Box<(StatusCode, HeaderMap, E)>);

impl<E> ApiError<E> {
    /// Puts an error together, for instance to return one from a test double.
    pub fn new(status: StatusCode, headers: HeaderMap, error: E) -> Self {
        Self(Box::new((status, headers, error)))
    }

    /// The status that the server answered with.
    pub fn status(&self) -> StatusCode {
        self.0.0
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.1
    }

    /// The decoded error.
    pub fn error(&self) -> &E {
        &self.0.2
    }

    /// Gives up status and headers and returns the decoded error.
    pub fn into_error(self) -> E {
        self.0.2
    }
}

impl<E: fmt::Debug> fmt::Display for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the server answered {}: {:?}",
            self.status(),
            self.error()
        )
    }
}

impl<E: fmt::Debug> std::error::Error for ApiError<E> {}

/// An answer with a status that the operation doesn't document. Its body is kept.
#[derive(Clone, Debug)]
pub struct UnexpectedStatus(Box<(StatusCode, HeaderMap, Bytes)>);

impl UnexpectedStatus {
    /// Keeps the answer.
    pub fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self(Box::new((status, headers, body)))
    }

    /// The status that the server answered with.
    pub fn status(&self) -> StatusCode {
        self.0.0
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.1
    }

    /// The body of the answer as it came.
    pub fn body(&self) -> &Bytes {
        &self.0.2
    }
}

impl fmt::Display for UnexpectedStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the server answered {}, which the operation doesn't document",
            self.status()
        )
    }
}

impl std::error::Error for UnexpectedStatus {}

/// An answer that doesn't have the documented form. Its body is kept.
#[derive(Clone, Debug)]
pub struct DecodeError(Box<Undecodable>);

#[derive(Clone, Debug)]
struct Undecodable {
    status: StatusCode,
    headers: HeaderMap,
    path: String,
    message: String,
    body: Bytes,
}

impl DecodeError {
    /// Keeps the answer, and says which place in it is at fault.
    pub fn new(
        (status, headers, body): (StatusCode, HeaderMap, Bytes),
        path: String,
        message: String,
    ) -> Self {
        Self(Box::new(Undecodable {
            status,
            headers,
            path: excerpt::cut(&path, MAX_CHARS),
            message: excerpt::cut(&message, MAX_CHARS),
            body,
        }))
    }

    /// The status that the server answered with.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The place at fault: a path into the JSON body such as `users[0].id` (`.` is the whole
    /// body), or "header `Location`".
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// What is wrong at that place.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The body of the answer as it came.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the server answered {}, but not as documented: {}: {}",
            self.status(),
            self.path(),
            self.message()
        )
    }
}

impl std::error::Error for DecodeError {}

/// An answer without a body, where the operation documents one with its status.
#[derive(Clone, Debug)]
pub struct EmptyBody(Box<(StatusCode, HeaderMap)>);

impl EmptyBody {
    /// Keeps what there is.
    pub fn new(status: StatusCode, headers: HeaderMap) -> Self {
        Self(Box::new((status, headers)))
    }

    /// The status that the server answered with.
    pub fn status(&self) -> StatusCode {
        self.0.0
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.1
    }
}

impl fmt::Display for EmptyBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the server answered {} without the documented body",
            self.status()
        )
    }
}

impl std::error::Error for EmptyBody {}

/// An answer whose body is larger than the client takes.
#[derive(Clone, Debug)]
pub struct TooLarge(Box<(StatusCode, HeaderMap, u64)>);

impl TooLarge {
    /// Keeps what came before the body.
    pub fn new(status: StatusCode, headers: HeaderMap, limit: u64) -> Self {
        Self(Box::new((status, headers, limit)))
    }

    /// The status that the server answered with.
    pub fn status(&self) -> StatusCode {
        self.0.0
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.1
    }

    /// The most bytes that the client takes.
    pub fn limit(&self) -> u64 {
        self.0.2
    }
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the server answered {} with a body of more than {} bytes",
            self.status(),
            self.limit()
        )
    }
}

impl std::error::Error for TooLarge {}
