//! The errors of a call.

use std::convert::Infallible;
use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::HeaderMap;

use super::retries;
use super::transport_error::{Failure, TransportError};
use crate::types::support::excerpt;

/// The most characters that a message quotes of what the server sent.
const MAX_CHARS: usize = 2048;

/// Why a call returned no [`Response`](super::response::Response). `E` is the enum of the errors that
/// the operation documents.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// The request couldn't be built from its arguments; nothing was sent.
    Request(RequestError),
    /// The request couldn't be sent, or its response not be read to the end.
    Transport(TransportError),
    /// A middleware of the client returned an error of its own.
    Middleware(Box<dyn StdError + Send + Sync>),
    /// The source of a credential returned an error; without it, the request isn't sent.
    Credential(Box<dyn StdError + Send + Sync>),
    /// The server returned an error that the operation documents, or a documented redirect that wasn't
    /// followed.
    Api(ApiError<E>),
    /// The server returned a status that the operation doesn't document.
    UnexpectedStatus(UnexpectedStatus),
    /// The response isn't as documented.
    Decode(DecodeError),
    /// The response has no body, but the operation documents one for its status.
    EmptyBody(EmptyBody),
    /// The body of the response is larger than the client accepts.
    TooLarge(TooLarge),
    /// The file to which the body of the response is saved can't be written.
    File(FileError),
}

impl<E> Error<E> {
    /// The status of the response, if there is one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Request(_) | Self::Transport(_) | Self::Middleware(_) => None,
            Self::Credential(_) | Self::File(_) => None,
            Self::Api(error) => Some(error.status()),
            Self::UnexpectedStatus(error) => Some(error.status()),
            Self::Decode(error) => Some(error.status()),
            Self::EmptyBody(error) => Some(error.status()),
            Self::TooLarge(error) => Some(error.status()),
        }
    }

    /// The headers of the response, if there is one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Request(_) | Self::Transport(_) | Self::Middleware(_) => None,
            Self::Credential(_) | Self::File(_) => None,
            Self::Api(error) => Some(error.headers()),
            Self::UnexpectedStatus(error) => Some(error.headers()),
            Self::Decode(error) => Some(error.headers()),
            Self::EmptyBody(error) => Some(error.headers()),
            Self::TooLarge(error) => Some(error.headers()),
        }
    }

    /// The documented error, if it is one.
    pub fn api(&self) -> Option<&E> {
        match self {
            Self::Api(error) => Some(error.error()),
            _ => None,
        }
    }

    /// Whether the call took longer than its timeout, or connecting longer than it may.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_timeout())
    }

    /// Whether no connection could be made, so that nothing was sent.
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Transport(error) if error.is_connect())
    }

    /// Whether the same call may succeed a little later: no connection could be made, the call took too
    /// long, or the server answered 408, 429, 500, 502, 503 or 504. It doesn't say that the server did
    /// nothing: see [`Retries`](super::retries::Retries).
    pub fn is_retryable(&self) -> bool {
        self.is_connect() || self.is_timeout() || self.status().is_some_and(retries::is_transient)
    }

    /// The id under which the server knows the request: the header `X-Request-Id`, or `Request-Id`.
    pub fn request_id(&self) -> Option<&str> {
        let headers = self.headers()?;
        let ids = ["x-request-id", "request-id"].into_iter();
        ids.filter_map(|name| headers.get(name)?.to_str().ok())
            .next()
    }
}

impl<E: OperationError> Error<E> {
    /// The API's own message, if it is a documented error with a message in its body.
    pub fn message(&self) -> Option<&str> {
        self.api().and_then(|error| error.describe().1)
    }
}

impl<E: OperationError> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Middleware(error) => error.fmt(f),
            Self::Credential(error) => write_source(f, error),
            Self::Api(error) => error.fmt(f),
            Self::UnexpectedStatus(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::EmptyBody(error) => error.fmt(f),
            Self::TooLarge(error) => error.fmt(f),
            Self::File(error) => error.fmt(f),
        }
    }
}

impl<E: OperationError + fmt::Debug> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            // `Display` passes the messages of these on, so the chain goes on behind them.
            Self::Transport(error) => error.source(),
            Self::Middleware(error) | Self::Credential(error) => error.source(),
            Self::File(error) => error.source(),
            _ => None,
        }
    }
}

/// The documented errors of an operation.
pub trait OperationError {
    /// The status as the document has it, such as `404`, `4XX` or `default`, and the API's own
    /// message, if the body has one.
    fn describe(&self) -> (&'static str, Option<&str>);
}

impl OperationError for Infallible {
    fn describe(&self) -> (&'static str, Option<&str>) {
        match *self {}
    }
}

/// Defines the enum of the documented errors of an operation. Each has a variant, its status as the
/// document has it, and the message in its body, if there is one. The body is called `json`, `text` or
/// `bytes` after the way in which it is read:
///
/// ```text
/// errors! {
///     pub enum GetUserError, body: types::AppError;
///     /// 404: There is no such user.
///     NotFound(json: types::AppError) = 404, json.message.as_deref();
///     /// 5XX: The server failed.
///     ServerError = 5XX;
/// }
/// ```
///
/// `body: T` says that each variant has a body of this type, `body?: T` that some of them do; either
/// gives the method `body`. A variant with headers has fields, the last of which, `..body: T`, is its
/// body; `read` leaves it out, for the operation reads it itself.
#[allow(unused_macros, reason = "a document may have no errors")]
macro_rules! errors {
    (pub enum $name:ident $(, body: $always:ty)? $(, body?: $maybe:ty)?; $(
        $(#[$about:meta])*
        $variant:ident
            $(($body:ident: $type:ty))?
            $({ $($(#[$field_docs:meta])* $field:ident: $field_type:ty,)* $(..$inner:ident: $inner_type:ty)? })?
            = $status:tt $(, $message:expr)?;
    )+) => {
        /// The errors that the operation documents, by status.
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum $name {
            $(
                $(#[$about])*
                $variant $(($type))? $({
                    $($(#[$field_docs])* $field: $field_type,)*
                    $(#[doc = "The body."] $inner: $inner_type,)?
                })?,
            )+
        }

        impl $name {
            #[allow(dead_code, reason = "an operation reads errors with headers itself")]
            fn read(
                response: $crate::support::buffered::BufferedResponse,
            ) -> $crate::support::error::Error<Self> {
                $($crate::support::error::errors!(
                    @read response, $status, $variant $($body)? $({ $($field)* })?
                );)+
                response.unexpected_status()
            }
        }

        impl $crate::support::error::OperationError for $name {
            #[allow(unused_variables, reason = "a body may have no message")]
            fn describe(&self) -> (&'static str, Option<&str>) {
                match self {
                    $(Self::$variant $(($body))? $({ $($inner,)? .. })? => {
                        let message: Option<&str> = None;
                        $(let message: Option<&str> = $message;)?
                        (stringify!($status), message)
                    })+
                }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                $crate::support::error::write_error(f, self)
            }
        }

        impl ::std::error::Error for $name {}

        $crate::support::error::errors!(
            @body $name [$($always)?] [$($maybe)?] $($variant $(($body))? $({ $($inner)? })?;)+
        );
    };
    (@body $name:ident [] [] $($variants:tt)+) => {};
    (@body $name:ident [$type:ty] [] $($variant:ident $(($body:ident))? $({ $($inner:ident)? })?;)+) => {
        impl $name {
            /// The body. Its type is the same for all statuses.
            pub fn body(&self) -> &$type {
                match self {
                    $(Self::$variant $(($body))? $({ $($inner,)? .. })? => { $($body)? $($($inner)?)? })+
                }
            }
        }
    };
    (@body $name:ident [] [$type:ty] $($variant:ident $(($body:ident))? $({ $($inner:ident)? })?;)+) => {
        impl $name {
            /// The body, if the status has one. Its type is the same for all statuses.
            pub fn body(&self) -> Option<&$type> {
                match self {
                    $(Self::$variant $(($body))? $({ $($inner,)? .. })? => {
                        $crate::support::error::errors!(@some $($body)? $($($inner)?)?)
                    })+
                }
            }
        }
    };
    (@some) => {
        None
    };
    (@some $body:ident) => {
        Some($body)
    };
    (@read $response:ident, $status:tt, $variant:ident) => {
        if $response.is(stringify!($status)) {
            return $response.empty_error(Self::$variant);
        }
    };
    (@read $response:ident, $status:tt, $variant:ident json) => {
        if $response.is(stringify!($status)) {
            return $response.json_error(Self::$variant);
        }
    };
    (@read $response:ident, $status:tt, $variant:ident text) => {
        if $response.is(stringify!($status)) {
            return $response.text_error(Self::$variant);
        }
    };
    (@read $response:ident, $status:tt, $variant:ident bytes) => {
        if $response.is(stringify!($status)) {
            return $response.bytes_error(Self::$variant);
        }
    };
    (@read $response:ident, $status:tt, $variant:ident { $($field:ident)* }) => {};
}

#[allow(unused_imports, reason = "a document may have no errors")]
pub(crate) use errors;

/// Writes the status of an error and its message.
pub fn write_error(f: &mut fmt::Formatter<'_>, error: &dyn OperationError) -> fmt::Result {
    match error.describe() {
        (status, Some(message)) => write!(f, "{status}: {}", excerpt::cut(message, MAX_CHARS)),
        (status, None) => f.write_str(status),
    }
}

/// The errors of a call before its response is interpreted.
#[derive(Debug)]
#[non_exhaustive]
pub enum CallError {
    /// See [`Error::Request`].
    Request(RequestError),
    /// See [`Error::Transport`].
    Transport(TransportError),
    /// See [`Error::Middleware`].
    Middleware(Box<dyn StdError + Send + Sync>),
    /// See [`Error::Credential`].
    Credential(Box<dyn StdError + Send + Sync>),
    /// See [`Error::TooLarge`].
    TooLarge(TooLarge),
}

impl CallError {
    /// The error of a middleware.
    pub fn middleware(error: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Middleware(error.into())
    }

    pub(super) fn transport(operation: &'static str, failure: impl Into<Failure>) -> Self {
        Self::Transport(TransportError::new(operation, failure.into()))
    }
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Request(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Middleware(error) => error.fmt(f),
            Self::Credential(error) => write_source(f, error),
            Self::TooLarge(error) => error.fmt(f),
        }
    }
}

impl StdError for CallError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Transport(error) => error.source(),
            Self::Middleware(error) | Self::Credential(error) => error.source(),
            Self::Request(_) | Self::TooLarge(_) => None,
        }
    }
}

impl<E> From<UnexpectedStatus> for Error<E> {
    fn from(error: UnexpectedStatus) -> Self {
        Self::UnexpectedStatus(error)
    }
}

impl<E> From<CallError> for Error<E> {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Request(error) => Self::Request(error),
            CallError::Transport(error) => Self::Transport(error),
            CallError::Middleware(error) => Self::Middleware(error),
            CallError::Credential(error) => Self::Credential(error),
            CallError::TooLarge(error) => Self::TooLarge(error),
        }
    }
}

/// Writes the error of the source of a credential.
fn write_source(f: &mut fmt::Formatter<'_>, error: &dyn fmt::Display) -> fmt::Result {
    write!(f, "no credential could be had: {error}")
}

/// Writes the operation that an error is of, where it is known.
pub(super) fn write_operation(f: &mut fmt::Formatter<'_>, operation: &str) -> fmt::Result {
    match operation {
        "" => Ok(()),
        operation => write!(f, "{operation}: "),
    }
}

/// An argument that can't be sent.
#[derive(Clone, Debug)]
pub struct RequestError(Box<BadArgument>);

#[derive(Clone, Debug)]
struct BadArgument {
    operation: &'static str,
    argument: String,
    reason: String,
}

impl RequestError {
    /// Creates an error from the name of the argument, such as "path parameter `id`", and the reason.
    pub fn new(argument: impl Into<String>, reason: impl Into<String>) -> Self {
        Self(Box::new(BadArgument {
            operation: "",
            argument: argument.into(),
            reason: reason.into(),
        }))
    }

    /// The same for an operation.
    pub(super) fn of(mut self, operation: &'static str) -> Self {
        self.0.operation = operation;
        self
    }

    /// The name of the argument, such as "path parameter `id`".
    pub fn argument(&self) -> &str {
        &self.0.argument
    }

    /// What is wrong with it.
    pub fn reason(&self) -> &str {
        &self.0.reason
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_operation(f, self.0.operation)?;
        write!(f, "{} {}", self.argument(), self.reason())
    }
}

impl StdError for RequestError {}

/// A response whose content is of the type `T`. Errors keep it in a box, so that a `Result` with one
/// stays small.
#[derive(Clone, Debug)]
struct Received<T> {
    /// Empty if it isn't known, as in a mock.
    operation: &'static str,
    status: StatusCode,
    headers: HeaderMap,
    content: T,
}

impl<T> Received<T> {
    fn boxed(status: StatusCode, headers: HeaderMap, content: T) -> Box<Self> {
        Box::new(Self {
            operation: "",
            status,
            headers,
            content,
        })
    }

    /// Writes what the server answered.
    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_operation(f, self.operation)?;
        write!(f, "the server answered {}", self.status)
    }
}

/// A documented error, with its status and headers.
#[derive(Clone, Debug)]
pub struct ApiError<E>(Box<Received<E>>);

impl<E> ApiError<E> {
    /// Creates an error, for instance to return one from a mock.
    pub fn new(status: StatusCode, headers: HeaderMap, error: E) -> Self {
        Self(Received::boxed(status, headers, error))
    }

    /// The same of an operation.
    pub(super) fn of(mut self, operation: &'static str) -> Self {
        self.0.operation = operation;
        self
    }

    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The decoded error.
    pub fn error(&self) -> &E {
        &self.0.content
    }

    /// Returns the decoded error and drops status and headers.
    pub fn into_error(self) -> E {
        self.0.content
    }
}

impl<E: OperationError> fmt::Display for ApiError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f)?;
        match self.error().describe().1 {
            Some(message) => write!(f, ": {}", excerpt::cut(message, MAX_CHARS)),
            None => Ok(()),
        }
    }
}

impl<E: OperationError + fmt::Debug> StdError for ApiError<E> {}

/// A response with a status that the operation doesn't document. Its body is kept.
#[derive(Clone, Debug)]
pub struct UnexpectedStatus(Box<Received<Bytes>>);

impl UnexpectedStatus {
    /// Creates an error from the response.
    pub fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self(Received::boxed(status, headers, body))
    }

    /// The same of an operation.
    pub(super) fn of(mut self, operation: &'static str) -> Self {
        self.0.operation = operation;
        self
    }

    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The raw body of the response.
    pub fn body(&self) -> &Bytes {
        &self.0.content
    }
}

impl fmt::Display for UnexpectedStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f)?;
        f.write_str(", which the operation doesn't document")
    }
}

impl StdError for UnexpectedStatus {}

/// A response that isn't as documented. Its body is kept.
#[derive(Clone, Debug)]
pub struct DecodeError(Box<Received<Undecodable>>);

#[derive(Clone, Debug)]
struct Undecodable {
    path: String,
    message: String,
    body: Bytes,
}

impl DecodeError {
    /// Creates an error from the response, the path of the value at fault, and what is wrong with it.
    pub fn new(
        (status, headers, body): (StatusCode, HeaderMap, Bytes),
        path: String,
        message: String,
    ) -> Self {
        let undecodable = Undecodable {
            path: excerpt::cut(&path, MAX_CHARS),
            message: excerpt::cut(&message, MAX_CHARS),
            body,
        };
        Self(Received::boxed(status, headers, undecodable))
    }

    /// The same of an operation.
    pub(super) fn of(mut self, operation: &'static str) -> Self {
        self.0.operation = operation;
        self
    }

    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The path of the value at fault: into the JSON body, such as `users[0].id` (`.` is the whole
    /// body), or "header `Location`".
    pub fn path(&self) -> &str {
        &self.0.content.path
    }

    /// What is wrong with that value.
    pub fn message(&self) -> &str {
        &self.0.content.message
    }

    /// The raw body of the response.
    pub fn body(&self) -> &Bytes {
        &self.0.content.body
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f)?;
        let (path, message) = (self.path(), self.message());
        write!(f, ", but not as documented: {path}: {message}")
    }
}

impl StdError for DecodeError {}

/// A response without a body, although the operation documents one for its status.
#[derive(Clone, Debug)]
pub struct EmptyBody(Box<Received<()>>);

impl EmptyBody {
    /// Creates an error from the response.
    pub fn new(status: StatusCode, headers: HeaderMap) -> Self {
        Self(Received::boxed(status, headers, ()))
    }

    /// The same of an operation.
    pub(super) fn of(mut self, operation: &'static str) -> Self {
        self.0.operation = operation;
        self
    }

    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }
}

impl fmt::Display for EmptyBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f)?;
        f.write_str(" without the documented body")
    }
}

impl StdError for EmptyBody {}

/// A response whose body is larger than the client accepts.
#[derive(Clone, Debug)]
pub struct TooLarge(Box<Received<u64>>);

impl TooLarge {
    /// Creates an error from the head of the response and the limit in bytes.
    pub fn new(status: StatusCode, headers: HeaderMap, limit: u64) -> Self {
        Self(Received::boxed(status, headers, limit))
    }

    /// The same of an operation.
    pub(super) fn of(mut self, operation: &'static str) -> Self {
        self.0.operation = operation;
        self
    }

    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The largest body that the client accepts, in bytes.
    pub fn limit(&self) -> u64 {
        self.0.content
    }
}

impl fmt::Display for TooLarge {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f)?;
        write!(f, " with a body of more than {} bytes", self.limit())
    }
}

impl StdError for TooLarge {}

/// A file that can't be written.
#[derive(Debug)]
pub struct FileError {
    path: PathBuf,
    error: io::Error,
}

impl FileError {
    /// Creates an error from the path of the file and the reason.
    pub fn new(path: impl Into<PathBuf>, error: io::Error) -> Self {
        let path = path.into();
        Self { path, error }
    }

    /// The path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The reason.
    pub fn get_ref(&self) -> &io::Error {
        &self.error
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "can't write {}: {}", self.path.display(), self.error)
    }
}

impl StdError for FileError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // `Display` passes the message of the reason on, so the chain goes on behind it.
        self.error.source()
    }
}
