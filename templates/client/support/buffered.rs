//! Responses that were read into memory, and their conversion to typed results.

use std::fmt::{self, Display};
use std::sync::Arc;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, SET_COOKIE};
use serde::de::{DeserializeOwned, IgnoredAny};

use super::error::{ApiError, DecodeError, EmptyBody, Error, UnexpectedStatus};
use super::response::Response;
use crate::types::support::collecting::{self, Fault, Read};
use crate::types::support::json;
use crate::types::support::media_type;
use crate::types::support::text::FromText;

/// What a response that was read into memory means for an operation.
pub type ReadResponse<T, E> = fn(BufferedResponse) -> Result<Response<T>, Error<E>>;

/// A response that was read into memory.
#[derive(Debug)]
pub struct BufferedResponse {
    operation: &'static str,
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    lenient: Option<Lenient>,
}

/// What is told of each fault of a response that is read all the same.
#[derive(Clone)]
pub(super) struct Lenient(pub(super) Arc<dyn Fn(&DecodeError) + Send + Sync>);

impl fmt::Debug for Lenient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lenient").finish_non_exhaustive()
    }
}

/// Why a response isn't as documented.
#[derive(Debug)]
pub struct Mismatch {
    path: String,
    message: String,
    /// Whether the body is missing.
    is_absence: bool,
}

impl Mismatch {
    fn new(path: String, message: String) -> Self {
        Self {
            path,
            message,
            is_absence: false,
        }
    }

    /// The path of the value at fault, and what is wrong with it.
    pub fn into_parts(self) -> (String, String) {
        (self.path, self.message)
    }
}

impl BufferedResponse {
    /// Creates a response.
    pub fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            operation: "",
            status,
            headers,
            body,
            lenient: None,
        }
    }

    /// The same of an operation.
    pub(super) fn of(mut self, operation: &'static str) -> Self {
        self.operation = operation;
        self
    }

    /// The same, which is read though it has faults.
    pub(super) fn leniently(mut self, lenient: Option<Lenient>) -> Self {
        self.lenient = lenient;
        self
    }

    /// The status of the response.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Whether its status is the one that a document has: `404`, `4XX` or `default`.
    pub fn is(&self, documented: &str) -> bool {
        let status = self.status.as_str();
        match documented.strip_suffix("XX") {
            Some(digit) => status.starts_with(digit),
            None => documented == status || documented == "default",
        }
    }

    /// Returns the response if its status is one of these; otherwise it is an error that the operation
    /// doesn't document.
    pub fn require(self, statuses: &[u16]) -> Result<Self, UnexpectedStatus> {
        match statuses.contains(&self.status.as_u16()) {
            true => Ok(self),
            false => Err(self.unexpected()),
        }
    }

    /// Returns the response if its status is one of these, and what `read` makes of it otherwise.
    pub fn require_or<E>(
        self,
        statuses: &[u16],
        read: fn(Self) -> Error<E>,
    ) -> Result<Self, Error<E>> {
        match statuses.contains(&self.status.as_u16()) {
            true => Ok(self),
            false => Err(read(self)),
        }
    }

    /// Finds the documented body with the response's media type. Each choice has the media types of
    /// a body; returns the index of the first one with this media type or, failing that, a similar
    /// one, and 0 if there is none.
    pub fn choose(&self, choices: &[&[&str]]) -> usize {
        choose(&self.headers, choices)
    }

    /// A success with a JSON body.
    pub fn json<T: DeserializeOwned, E>(self) -> Result<Response<T>, Error<E>> {
        let body = self.decode();
        self.success(body)
    }

    /// A success with a JSON body and headers.
    pub fn json_with<B: DeserializeOwned, T, E>(
        self,
        build: impl FnOnce(&Headers<'_>, B) -> Result<T, Mismatch>,
    ) -> Result<Response<T>, Error<E>> {
        let body = self.decode();
        let body = body.and_then(|body| build(&Headers(&self.headers), body));
        self.success(body)
    }

    /// A success without a documented body.
    pub fn empty<E>(self) -> Result<Response<()>, Error<E>> {
        self.success(Ok(()))
    }

    /// A success with headers only.
    pub fn empty_with<T, E>(
        self,
        build: impl FnOnce(&Headers<'_>) -> Result<T, Mismatch>,
    ) -> Result<Response<T>, Error<E>> {
        let body = build(&Headers(&self.headers));
        self.success(body)
    }

    /// A success with a text body.
    pub fn text<E>(self) -> Result<Response<String>, Error<E>> {
        let body = self.decode_text();
        self.success(body)
    }

    /// A success with a text body and headers.
    pub fn text_with<T, E>(
        self,
        build: impl FnOnce(&Headers<'_>, String) -> Result<T, Mismatch>,
    ) -> Result<Response<T>, Error<E>> {
        let body = self.decode_text();
        let body = body.and_then(|body| build(&Headers(&self.headers), body));
        self.success(body)
    }

    /// A success with a body of any other media type.
    pub fn bytes<E>(self) -> Result<Response<Bytes>, Error<E>> {
        let body = self.body.clone();
        self.success(Ok(body))
    }

    /// A success with a body of any other media type and headers.
    pub fn bytes_with<T, E>(
        self,
        build: impl FnOnce(&Headers<'_>, Bytes) -> Result<T, Mismatch>,
    ) -> Result<Response<T>, Error<E>> {
        let body = build(&Headers(&self.headers), self.body.clone());
        self.success(body)
    }

    /// A documented error with a JSON body.
    pub fn json_error<B: DeserializeOwned, E>(self, build: impl FnOnce(B) -> E) -> Error<E> {
        let error = self.decode().map(build);
        self.failure(error)
    }

    /// A documented error with a JSON body and headers.
    pub fn json_error_with<B: DeserializeOwned, E>(
        self,
        build: impl FnOnce(&Headers<'_>, B) -> Result<E, Mismatch>,
    ) -> Error<E> {
        let error = self.decode();
        let error = error.and_then(|body| build(&Headers(&self.headers), body));
        self.failure(error)
    }

    /// A documented error without a documented body.
    pub fn empty_error<E>(self, error: E) -> Error<E> {
        self.failure(Ok(error))
    }

    /// A documented error with headers only.
    pub fn empty_error_with<E>(
        self,
        build: impl FnOnce(&Headers<'_>) -> Result<E, Mismatch>,
    ) -> Error<E> {
        let error = build(&Headers(&self.headers));
        self.failure(error)
    }

    /// A documented error with a text body.
    pub fn text_error<E>(self, build: impl FnOnce(String) -> E) -> Error<E> {
        let error = self.decode_text().map(build);
        self.failure(error)
    }

    /// A documented error with a text body and headers.
    pub fn text_error_with<E>(
        self,
        build: impl FnOnce(&Headers<'_>, String) -> Result<E, Mismatch>,
    ) -> Error<E> {
        let error = self.decode_text();
        let error = error.and_then(|body| build(&Headers(&self.headers), body));
        self.failure(error)
    }

    /// A documented error with a body of any other media type and headers.
    pub fn bytes_error_with<E>(
        self,
        build: impl FnOnce(&Headers<'_>, Bytes) -> Result<E, Mismatch>,
    ) -> Error<E> {
        let error = build(&Headers(&self.headers), self.body.clone());
        self.failure(error)
    }

    /// A documented error with a body of any other media type.
    pub fn bytes_error<E>(self, build: impl FnOnce(Bytes) -> E) -> Error<E> {
        let error = build(self.body.clone());
        self.failure(Ok(error))
    }

    /// A status that the operation doesn't document.
    pub fn unexpected_status<E>(self) -> Error<E> {
        Error::UnexpectedStatus(self.unexpected())
    }

    fn unexpected(self) -> UnexpectedStatus {
        UnexpectedStatus::new(self.status, self.headers, self.body).of(self.operation)
    }

    fn success<T, E>(self, body: Result<T, Mismatch>) -> Result<Response<T>, Error<E>> {
        match body {
            Ok(body) => Ok(Response::new(self.status, self.headers, body)),
            Err(mismatch) => Err(self.undecodable(mismatch)),
        }
    }

    fn failure<E>(self, error: Result<E, Mismatch>) -> Error<E> {
        match error {
            Ok(error) => {
                let error = ApiError::new(self.status, self.headers, error);
                Error::Api(error.of(self.operation))
            }
            Err(mismatch) => self.undecodable(mismatch),
        }
    }

    fn undecodable<E>(self, mismatch: Mismatch) -> Error<E> {
        if mismatch.is_absence {
            let error = EmptyBody::new(self.status, self.headers);
            return Error::EmptyBody(error.of(self.operation));
        }
        let answer = (self.status, self.headers, self.body);
        let error = DecodeError::new(answer, mismatch.path, mismatch.message);
        Error::Decode(error.of(self.operation))
    }

    fn decode<T: DeserializeOwned>(&self) -> Result<T, Mismatch> {
        // Some servers send no body instead of `null`.
        if self.body.is_empty() {
            return serde_json::from_slice(b"null").map_err(|_| Mismatch {
                path: ".".to_owned(),
                message: "the body is empty".to_owned(),
                is_absence: true,
            });
        }
        let mut mended = None;
        json::from_slice(&self.body).or_else(|error| {
            let mismatch = self.misread(&error, &mut || {
                Read::json(json::from_slice(&self.body), &mut mended)
            });
            mended.ok_or(mismatch)
        })
    }

    /// Why the body can't be read; `read` reads it once more, and again without its faults if it is to be
    /// read leniently.
    fn misread(&self, error: &serde_json::Error, read: &mut dyn FnMut() -> Read) -> Mismatch {
        let is_json = serde_json::from_slice::<IgnoredAny>(&self.body).is_ok();
        let faults = match &self.lenient {
            _ if !is_json => Vec::new(),
            None => collecting::faults(self.body.len(), read),
            Some(lenient) => {
                let (faults, gaps) = collecting::mend(self.body.len(), read);
                if gaps.is_some() {
                    self.warn(lenient, &faults);
                }
                faults
            }
        };
        match faults.into_iter().next() {
            Some((pointer, message)) => Mismatch::new(path(&pointer), message),
            None => self.mismatch(".".to_owned(), error),
        }
    }

    fn warn(&self, lenient: &Lenient, faults: &[Fault]) {
        for (pointer, message) in faults {
            let answer = (self.status, self.headers.clone(), self.body.clone());
            let error = DecodeError::new(answer, path(pointer), message.clone());
            (lenient.0)(&error.of(self.operation));
        }
    }

    fn mismatch(&self, path: String, error: &serde_json::Error) -> Mismatch {
        let media_type = self.headers.get(CONTENT_TYPE);
        let media_type = media_type.and_then(|value| value.to_str().ok());
        let message = match media_type {
            // Usually the HTML page of a proxy, for which a syntax error would be misleading.
            Some(media_type) if !error.is_data() && !media_type.contains("json") => {
                format!("expected JSON, got {media_type}")
            }
            _ => error.to_string(),
        };
        Mismatch::new(path, message)
    }

    fn decode_text(&self) -> Result<String, Mismatch> {
        match std::str::from_utf8(&self.body) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(Mismatch::new(".".to_owned(), error.to_string())),
        }
    }
}

/// A JSON Pointer as a path such as `users[0].id`.
fn path(pointer: &str) -> String {
    let mut path = String::new();
    for step in pointer.split('/').skip(1) {
        let step = step.replace("~1", "/").replace("~0", "~");
        if !step.is_empty() && step.bytes().all(|byte| byte.is_ascii_digit()) {
            path.push_str(&format!("[{step}]"));
            continue;
        }
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(&step);
    }
    if path.is_empty() {
        ".".to_owned()
    } else {
        path
    }
}

/// The documented headers of a response.
#[derive(Clone, Copy, Debug)]
pub struct Headers<'a>(pub(super) &'a HeaderMap);

impl Headers<'_> {
    /// Reads an optional header. One that isn't a `T` counts as absent, so that it doesn't fail the
    /// call; its text is still among the response's headers.
    pub fn optional<T: FromText>(&self, name: &str) -> Option<T> {
        self.parse(name).ok().flatten()
    }

    /// Reads a required header.
    ///
    /// # Errors
    ///
    /// Returns an error if the header is absent or isn't a `T`.
    pub fn required<T: FromText>(&self, name: &str) -> Result<T, Mismatch> {
        required(name, self.parse(name)?)
    }

    /// Reads an optional header with a value per line; see [`optional`](Self::optional).
    pub fn optional_lines<T: FromText>(&self, name: &str) -> Option<Vec<T>> {
        self.parse_lines(name).ok().flatten()
    }

    /// Reads a required header with a value per line.
    ///
    /// # Errors
    ///
    /// Returns an error if the header is absent or one of its lines isn't a `T`.
    pub fn required_lines<T: FromText>(&self, name: &str) -> Result<Vec<T>, Mismatch> {
        required(name, self.parse_lines(name)?)
    }

    fn parse<T: FromText>(&self, name: &str) -> Result<Option<T>, Mismatch> {
        let lines = self.lines(name)?;
        if lines.is_empty() {
            return Ok(None);
        }
        let value = T::from_text(&lines.join(separator(name)));
        value
            .map(Some)
            .map_err(|error| header_mismatch(name, &error))
    }

    fn parse_lines<T: FromText>(&self, name: &str) -> Result<Option<Vec<T>>, Mismatch> {
        let lines = self.lines(name)?;
        let values = lines.iter().map(|line| T::from_text(line));
        let values = values.collect::<Result<Vec<T>, _>>();
        let values = values.map_err(|error| header_mismatch(name, &error))?;
        Ok((!values.is_empty()).then_some(values))
    }

    pub(super) fn lines(&self, name: &str) -> Result<Vec<&str>, Mismatch> {
        let lines = self.0.get_all(name).iter();
        let lines = lines.map(|line| std::str::from_utf8(line.as_bytes()));
        let lines = lines.collect::<Result<Vec<&str>, _>>();
        lines.map_err(|error| header_mismatch(name, &error))
    }
}

/// Defines the struct of a response with headers. `headers` is what the documented ones are read from,
/// each by the expression behind it; `..body: T` is the body.
#[allow(unused_macros, reason = "a document may have no headers")]
macro_rules! answer {
    ($(#[$docs:meta])* pub struct $name:ident of $headers:ident {
        $($(#[$field_docs:meta])* $field:ident: $type:ty = $value:expr,)*
        $(..$body:ident: $body_type:ty)?
    }) => {
        $(#[$docs])*
        #[derive(Debug)]
        pub struct $name {
            $($(#[$field_docs])* pub $field: $type,)*
            $(
                /// The body.
                pub $body: $body_type,
            )?
        }

        impl $name {
            fn read(
                $headers: &$crate::support::buffered::Headers<'_>,
                $($body: $body_type,)?
            ) -> Result<Self, $crate::support::buffered::Mismatch> {
                Ok(Self { $($field: $value,)* $($body,)? })
            }
        }
    };
}

#[allow(unused_imports, reason = "a document may have no headers")]
pub(crate) use answer;

/// The separator with which the lines of a header are joined (RFC 9110, section 5.3). Cookies may
/// hold commas, so those of `Set-Cookie` are joined by line breaks.
fn separator(name: &str) -> &'static str {
    if SET_COOKIE.as_str().eq_ignore_ascii_case(name) {
        "\n"
    } else {
        ", "
    }
}

pub(super) fn required<T>(name: &str, value: Option<T>) -> Result<T, Mismatch> {
    value.ok_or_else(|| header_mismatch(name, &"is missing"))
}

/// See [`BufferedResponse::choose`].
pub(super) fn choose(headers: &HeaderMap, choices: &[&[&str]]) -> usize {
    let given = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if let Some(index) = media_type::position(choices, given) {
        return index;
    }
    // A similar media type is taken for the documented one.
    let given = media_type::essence(given);
    let by = |test: fn(&str) -> bool| {
        let mut choices = choices.iter();
        choices.position(|types| types.iter().any(|name| test(&media_type::essence(name))))
    };
    let found = if media_type::is_json(&given) {
        by(media_type::is_json)
    } else if is_text(&given) {
        by(is_text)
    } else {
        None
    };
    found.unwrap_or(0)
}

fn is_text(essence: &str) -> bool {
    essence.starts_with("text/") && !matches!(essence, "text/event-stream" | "text/json")
}

pub(super) fn header_mismatch(name: &str, error: &dyn Display) -> Mismatch {
    Mismatch::new(format!("header `{name}`"), error.to_string())
}
