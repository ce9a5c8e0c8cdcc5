//! An answer that was read to memory, and its ways to a typed result.

use std::fmt::Display;

use bytes::Bytes;
use reqwest::StatusCode;
use reqwest::header::{CONTENT_TYPE, HeaderMap, SET_COOKIE};
use serde::de::DeserializeOwned;

use super::error::{ApiError, DecodeError, EmptyBody, Error, UnexpectedStatus};
use super::response::Response;
use crate::types::support::json_integers::JsonIntegers;
use crate::types::support::media_type;
use crate::types::support::text::FromText;

/// An answer that was read to memory.
#[derive(Debug)]
pub struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

/// What is wrong with an answer, and where.
#[derive(Debug)]
pub struct Misfit {
    path: String,
    message: String,
    /// Whether a body was expected, and there is none.
    is_absence: bool,
}

impl Misfit {
    fn new(path: String, message: String) -> Self {
        Self {
            path,
            message,
            is_absence: false,
        }
    }

    /// The place at fault, and what is wrong there.
    pub fn into_parts(self) -> (String, String) {
        (self.path, self.message)
    }
}

impl Reply {
    /// Puts an answer together.
    pub fn new(status: StatusCode, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            status,
            headers,
            body,
        }
    }

    /// The status that the server answered with.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Which of several bodies it has, by its media type: the index of the first choice that names
    /// it, or one like it. Without a media type that helps, it is the first.
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
        build: impl FnOnce(&Headers<'_>, B) -> Result<T, Misfit>,
    ) -> Result<Response<T>, Error<E>> {
        let body = self.decode();
        let body = body.and_then(|body| build(&Headers(&self.headers), body));
        self.success(body)
    }

    /// A success whose body, if any, says nothing.
    pub fn empty<E>(self) -> Result<Response<()>, Error<E>> {
        self.success(Ok(()))
    }

    /// A success that says everything by its headers.
    pub fn empty_with<T, E>(
        self,
        build: impl FnOnce(&Headers<'_>) -> Result<T, Misfit>,
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
        build: impl FnOnce(&Headers<'_>, String) -> Result<T, Misfit>,
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
        build: impl FnOnce(&Headers<'_>, Bytes) -> Result<T, Misfit>,
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
        build: impl FnOnce(&Headers<'_>, B) -> Result<E, Misfit>,
    ) -> Error<E> {
        let error = self.decode();
        let error = error.and_then(|body| build(&Headers(&self.headers), body));
        self.failure(error)
    }

    /// A documented error whose body, if any, says nothing.
    pub fn empty_error<E>(self, error: E) -> Error<E> {
        self.failure(Ok(error))
    }

    /// A documented error that says everything by its headers.
    pub fn empty_error_with<E>(
        self,
        build: impl FnOnce(&Headers<'_>) -> Result<E, Misfit>,
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
        build: impl FnOnce(&Headers<'_>, String) -> Result<E, Misfit>,
    ) -> Error<E> {
        let error = self.decode_text();
        let error = error.and_then(|body| build(&Headers(&self.headers), body));
        self.failure(error)
    }

    /// A documented error with a body of any other media type and headers.
    pub fn bytes_error_with<E>(
        self,
        build: impl FnOnce(&Headers<'_>, Bytes) -> Result<E, Misfit>,
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
    pub fn unexpected<E>(self) -> Error<E> {
        Error::UnexpectedStatus(UnexpectedStatus::new(self.status, self.headers, self.body))
    }

    fn success<T, E>(self, body: Result<T, Misfit>) -> Result<Response<T>, Error<E>> {
        match body {
            Ok(body) => Ok(Response::new(self.status, self.headers, body)),
            Err(misfit) => Err(self.undecodable(misfit)),
        }
    }

    fn failure<E>(self, error: Result<E, Misfit>) -> Error<E> {
        match error {
            Ok(error) => Error::Api(ApiError::new(self.status, self.headers, error)),
            Err(misfit) => self.undecodable(misfit),
        }
    }

    fn undecodable<E>(self, misfit: Misfit) -> Error<E> {
        if misfit.is_absence {
            return Error::EmptyBody(EmptyBody::new(self.status, self.headers));
        }
        let answer = (self.status, self.headers, self.body);
        Error::Decode(DecodeError::new(answer, misfit.path, misfit.message))
    }

    fn decode<T: DeserializeOwned>(&self) -> Result<T, Misfit> {
        // No body at all is what some servers make of `null`.
        if self.body.is_empty() {
            return serde_json::from_slice(b"null").map_err(|_| Misfit {
                path: ".".to_owned(),
                message: "the body is empty".to_owned(),
                is_absence: true,
            });
        }
        let mut deserializer = serde_json::Deserializer::from_slice(&self.body);
        let decoded = serde_path_to_error::deserialize(&mut deserializer);
        let decoded = decoded.map_err(|error| (error.path().to_string(), error.into_inner()));
        let decoded = decoded.and_then(|JsonIntegers(value)| match deserializer.end() {
            Ok(()) => Ok(value),
            Err(error) => Err((".".to_owned(), error)),
        });
        decoded.map_err(|(path, error)| self.misfit(path, &error))
    }

    fn misfit(&self, path: String, error: &serde_json::Error) -> Misfit {
        let media_type = self.headers.get(CONTENT_TYPE);
        let media_type = media_type.and_then(|value| value.to_str().ok());
        let message = match media_type {
            // A proxy's HTML page, most often: then the syntax error alone would mislead.
            Some(media_type) if !error.is_data() && !media_type.contains("json") => {
                format!("expected JSON, got {media_type}")
            }
            _ => error.to_string(),
        };
        Misfit::new(path, message)
    }

    fn decode_text(&self) -> Result<String, Misfit> {
        match std::str::from_utf8(&self.body) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(Misfit::new(".".to_owned(), error.to_string())),
        }
    }
}

/// The documented headers of an answer.
#[derive(Clone, Copy, Debug)]
pub struct Headers<'a>(pub(super) &'a HeaderMap);

impl Headers<'_> {
    /// A header that may be absent. One that isn't a `T` counts as absent: what it is about is less
    /// than the rest of the answer, and its text is still among the answer's headers.
    pub fn optional<T: FromText>(&self, name: &str) -> Option<T> {
        self.parse(name).ok().flatten()
    }

    /// A header that is always there.
    ///
    /// # Errors
    ///
    /// The header is absent, or isn't a `T`.
    pub fn required<T: FromText>(&self, name: &str) -> Result<T, Misfit> {
        required(name, self.parse(name)?)
    }

    /// A header each line of which is a value; see [`optional`](Self::optional).
    pub fn optional_lines<T: FromText>(&self, name: &str) -> Option<Vec<T>> {
        self.parse_lines(name).ok().flatten()
    }

    /// A header that is always there, each line of which is a value.
    ///
    /// # Errors
    ///
    /// The header is absent, or one of its lines isn't a `T`.
    pub fn required_lines<T: FromText>(&self, name: &str) -> Result<Vec<T>, Misfit> {
        required(name, self.parse_lines(name)?)
    }

    fn parse<T: FromText>(&self, name: &str) -> Result<Option<T>, Misfit> {
        let lines = self.lines(name)?;
        if lines.is_empty() {
            return Ok(None);
        }
        let value = T::from_text(&lines.join(separator(name)));
        value.map(Some).map_err(|error| header_misfit(name, &error))
    }

    fn parse_lines<T: FromText>(&self, name: &str) -> Result<Option<Vec<T>>, Misfit> {
        let lines = self.lines(name)?;
        let values = lines.iter().map(|line| T::from_text(line));
        let values = values.collect::<Result<Vec<T>, _>>();
        let values = values.map_err(|error| header_misfit(name, &error))?;
        Ok((!values.is_empty()).then_some(values))
    }

    pub(super) fn lines(&self, name: &str) -> Result<Vec<&str>, Misfit> {
        let lines = self.0.get_all(name).iter();
        let lines = lines.map(|line| std::str::from_utf8(line.as_bytes()));
        let lines = lines.collect::<Result<Vec<&str>, _>>();
        lines.map_err(|error| header_misfit(name, &error))
    }
}

/// What stands between lines that together are one value (RFC 9110, section 5.3). Those of
/// `Set-Cookie` are a text of as many lines: a cookie may hold commas.
fn separator(name: &str) -> &'static str {
    if SET_COOKIE.as_str().eq_ignore_ascii_case(name) {
        "\n"
    } else {
        ", "
    }
}

pub(super) fn required<T>(name: &str, value: Option<T>) -> Result<T, Misfit> {
    value.ok_or_else(|| header_misfit(name, &"is missing"))
}

/// See [`Reply::choose`].
pub(super) fn choose(headers: &HeaderMap, choices: &[&[&str]]) -> usize {
    let given = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if let Some(index) = media_type::position(choices, given) {
        return index;
    }
    // A server that says it otherwise than the document still means one of the same kind.
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

pub(super) fn header_misfit(name: &str, error: &dyn Display) -> Misfit {
    Misfit::new(format!("header `{name}`"), error.to_string())
}
