//! Reads request bodies into memory.

use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::{DeserializeOwned, IgnoredAny};

use super::call::{Call, Invalid, title};
use super::endpoint::ReadBody;
use super::rejection::{Fault, Location, Rejection};
use crate::types::support::collecting::{self, Read};
use crate::types::support::excerpt;
use crate::types::support::gaps::Gaps;
use crate::types::support::json;
use crate::types::support::media_type;

/// How much of a refused body is read, so that the client sees the response.
const MAX_DRAINED: usize = 16 * 1024 * 1024;

/// The default media type of a body (RFC 9110, section 8.3).
const UNKNOWN: &str = "application/octet-stream";

/// One kind of a body: its media types, and how it is read.
type Kind<'a, T> = (&'a [&'a str], fn(&mut Call) -> Result<T, Invalid>);

/// The body is read into memory.
pub struct Whole;

impl ReadBody for Whole {
    fn read(
        self,
        call: &mut Call,
        limit: usize,
    ) -> impl Future<Output = Result<(), Rejection>> + Send {
        call.read_body(limit)
    }
}

impl Call {
    /// Reads the body into memory.
    ///
    /// # Errors
    ///
    /// Returns an error if it is larger than `limit` bytes, or the client disconnected.
    pub async fn read_body(&mut self, limit: usize) -> Result<(), Rejection> {
        self.check_length(limit)?;
        let mut unread = self.take_unread();
        let mut body = Bytes::new();
        while let Some(frame) = unread.frame().await {
            let Ok(data) = frame.map_err(broken_off)?.into_data() else {
                continue;
            };
            if data.len() > limit - body.len() {
                self.unread = Mutex::new(unread);
                return Err(too_large());
            }
            // Most bodies come in one piece, which isn't copied.
            body = if body.is_empty() {
                data
            } else {
                let mut longer = BytesMut::from(body);
                longer.extend_from_slice(&data);
                longer.freeze()
            };
        }
        self.body = body;
        Ok(())
    }

    /// Refuses a body whose `Content-Length` is larger than the limit.
    ///
    /// # Errors
    ///
    /// Returns an error if it is larger.
    pub fn check_length(&self, limit: usize) -> Result<(), Rejection> {
        let announced = self.parts.headers.get(CONTENT_LENGTH);
        let announced = announced.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        if announced.is_some_and(|length| length > limit as u64) {
            return Err(too_large());
        }
        Ok(())
    }

    /// Reads and drops the rest of the body, up to [`MAX_DRAINED`] bytes. If the connection is closed
    /// while the client still writes, the response can get lost.
    pub async fn drain(&mut self) {
        let mut unread = Limited::new(self.take_unread(), MAX_DRAINED);
        while let Some(Ok(_)) = unread.frame().await {}
    }

    pub(super) fn take_unread(&mut self) -> Body {
        let unread = self.unread.get_mut();
        std::mem::take(unread.unwrap_or_else(PoisonError::into_inner))
    }

    /// Decodes a JSON body.
    ///
    /// # Errors
    ///
    /// Returns an error if it is absent (400), isn't of a JSON media type (415), isn't JSON (400),
    /// or isn't a `T` (422).
    pub fn json<T: DeserializeOwned>(&mut self) -> Result<T, Invalid> {
        self.json_of(&["application/json"])
    }

    /// Decodes a body of special JSON media types, such as `application/merge-patch+json`.
    ///
    /// # Errors
    ///
    /// See [`json`](Self::json).
    pub fn json_of<T: DeserializeOwned>(&mut self, media_types: &[&str]) -> Result<T, Invalid> {
        self.choose(false, &[media_types])?;
        self.json_value()
    }

    /// Decodes an optional JSON body.
    ///
    /// # Errors
    ///
    /// See [`json`](Self::json).
    pub fn json_optional<T: DeserializeOwned>(&mut self) -> Result<Option<T>, Invalid> {
        self.json_optional_of(&["application/json"])
    }

    /// Decodes an optional body of special JSON media types.
    ///
    /// # Errors
    ///
    /// See [`json`](Self::json).
    pub fn json_optional_of<T: DeserializeOwned>(
        &mut self,
        media_types: &[&str],
    ) -> Result<Option<T>, Invalid> {
        if self.body.is_empty() {
            return Ok(None);
        }
        self.json_of(media_types).map(Some)
    }

    /// Which of some lists of media types the body is of, by the rule of
    /// [`media_type`](crate::types::support::media_type). `None` where an optional body is absent: no text, form or file is one of no bytes as well.
    ///
    /// # Errors
    ///
    /// Returns an error if it is absent, has no media type (400), or isn't of any of them (415).
    pub fn choose(
        &mut self,
        optional: bool,
        media_types: &[&[&str]],
    ) -> Result<Option<usize>, Invalid> {
        self.at(Location::Body, "");
        let given = self.media_type();
        if self.body.is_empty() && given.as_deref().is_none_or(media_type::is_json) {
            return if optional {
                Ok(None)
            } else {
                Err(self.missing_body())
            };
        }
        match self.position(media_types) {
            Some(index) => Ok(Some(index)),
            None if optional && self.body.is_empty() => Ok(None),
            None => Err(self.unsupported_media_type(&media_types.concat())),
        }
    }

    /// The index of the list with the media type of the request.
    fn position(&self, media_types: &[&[&str]]) -> Option<usize> {
        let given = self.content_type();
        media_type::position(media_types, given.as_deref().unwrap_or(UNKNOWN))
    }

    /// Decodes a body of one of several kinds: each with its media types and how it is read.
    ///
    /// # Errors
    ///
    /// Returns an error if it is absent, has no media type (400), is of none of these kinds (415), or
    /// is invalid.
    pub fn one_of<T>(&mut self, kinds: &[Kind<'_, T>]) -> Result<T, Invalid> {
        let body = self.read_chosen(false, kinds);
        self.required(Location::Body, "", body)
    }

    /// Decodes an optional body of one of several kinds.
    ///
    /// # Errors
    ///
    /// See [`one_of`](Self::one_of).
    pub fn one_of_optional<T>(&mut self, kinds: &[Kind<'_, T>]) -> Result<Option<T>, Invalid> {
        self.read_chosen(true, kinds)
    }

    fn read_chosen<T>(
        &mut self,
        optional: bool,
        kinds: &[Kind<'_, T>],
    ) -> Result<Option<T>, Invalid> {
        let media_types: Vec<&[&str]> = kinds.iter().map(|(names, _)| *names).collect();
        let chosen = self.choose(optional, &media_types)?;
        let chosen = chosen.and_then(|index| kinds.get(index));
        chosen.map(|(_, read)| read(self)).transpose()
    }

    /// Decodes a body as JSON, whatever its media type.
    ///
    /// # Errors
    ///
    /// Returns an error if it is absent, isn't JSON (400), or isn't a `T` (422).
    pub fn json_value<T: DeserializeOwned>(&mut self) -> Result<T, Invalid> {
        if self.body.is_empty() {
            return Err(self.missing_body());
        }
        let body = self.body.clone();
        self.decode_json("", &body)
    }

    /// Decodes a body as text, whatever its media type.
    ///
    /// # Errors
    ///
    /// Returns an error if it isn't UTF-8 (400).
    pub fn text_value(&mut self) -> Result<String, Invalid> {
        match std::str::from_utf8(&self.body) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(self.fault(Location::Body, "", &error)),
        }
    }

    /// Whether there is no body, as far as the head of the request tells.
    pub fn is_without_body(&mut self) -> bool {
        let unread = self.unread.get_mut();
        let unread = unread.unwrap_or_else(PoisonError::into_inner);
        axum::body::HttpBody::is_end_stream(unread)
    }

    /// Checks that the body has one of these media types; without one, it is
    /// `application/octet-stream`.
    ///
    /// # Errors
    ///
    /// Returns an error if there are none, they have no media type (400), or aren't of any of them
    /// (415).
    pub fn expect_bytes(&mut self, media_types: &[&str]) -> Result<(), Invalid> {
        let is_assumed = self.media_type().is_none()
            && !self.is_without_body()
            && self.position(&[media_types]).is_some();
        if is_assumed || self.is_of(media_types) {
            return Ok(());
        }
        Err(self.unsupported_media_type(media_types))
    }

    /// Whether the request has one of these media types.
    pub(super) fn is_of(&self, media_types: &[&str]) -> bool {
        self.media_type().is_some() && self.position(&[media_types]).is_some()
    }

    /// The body's media type in lower case, without parameters.
    pub(super) fn media_type(&self) -> Option<String> {
        Some(media_type::essence(&self.content_type()?))
    }

    /// The media type with its parameters. Of header lines that differ none is the right one: together
    /// they are no media type.
    fn content_type(&self) -> Option<String> {
        let lines = self.parts.headers.get_all(CONTENT_TYPE).iter();
        let lines = lines.map(|line| line.to_str().ok());
        let mut lines = lines.collect::<Option<Vec<&str>>>()?;
        lines.dedup();
        (!lines.is_empty()).then(|| lines.join(" and "))
    }

    /// Refuses a body for its media type: with a 415 only if it has one (RFC 9110, section
    /// 15.5.16).
    pub(super) fn unsupported_media_type(&mut self, expected: &[&str]) -> Invalid {
        if self.body.is_empty() && self.is_without_body() {
            return self.missing_body();
        }
        // Each is quoted by itself, so that none is cut short with the others.
        let quoted: Vec<String> = expected.iter().map(|name| format!("`{name}`")).collect();
        let quoted = quoted.join(" or ");
        if !self.parts.headers.contains_key(CONTENT_TYPE) {
            let message = format!("has no Content-Type; expected {quoted}");
            return self.fault(Location::Body, "", &message);
        }
        self.accepts = expected.iter().map(|name| (*name).to_owned()).collect();
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        let given = self.media_type().unwrap_or_default();
        let message = format!("expected {quoted}, got `{given}`");
        self.fault_with(status, Location::Body, "", &message)
    }

    fn missing_body(&mut self) -> Invalid {
        self.fault(Location::Body, "", &"is missing")
    }

    /// Decodes JSON at a JSON Pointer of the body. Where only a part of it can't be read, its faults are
    /// recorded, and the value is returned without it, so that the rest is checked as well.
    ///
    /// # Errors
    ///
    /// Returns an error if it can't be read in part either.
    pub(super) fn decode_json<T: DeserializeOwned>(
        &mut self,
        pointer: &str,
        json: &[u8],
    ) -> Result<T, Invalid> {
        let mut mended = None;
        let faults = match decode(pointer, json, &mut mended) {
            Ok(value) => return Ok(value),
            Err(faults) => faults,
        };
        for (pointer, message) in &faults.faults {
            self.fault_with(faults.status, Location::Body, pointer, message);
        }
        let gaps = faults.gaps.ok_or(Invalid)?;
        self.gaps(Location::Body, "").add(pointer, gaps);
        mended.ok_or(Invalid)
    }
}

/// Why JSON can't be decoded.
pub(super) struct JsonFaults {
    /// 400 if it isn't JSON, 422 if it isn't of the type.
    pub(super) status: StatusCode,
    /// Each with its JSON Pointer.
    pub(super) faults: Vec<collecting::Fault>,
    /// The gaps of the value that was read without the parts at fault, if that was possible.
    pub(super) gaps: Option<Gaps>,
}

impl From<JsonFaults> for Rejection {
    fn from(JsonFaults { status, faults, .. }: JsonFaults) -> Self {
        let faults = faults.into_iter().map(|(pointer, message)| {
            let (pointer, message) = (excerpt::message(&pointer), excerpt::message(&message));
            Fault::new(Location::Body, pointer, message)
        });
        Self::new(status, title(status)).with_faults(faults.collect())
    }
}

#[cfg(feature = "check-responses")]
impl From<JsonFaults> for Vec<collecting::Fault> {
    fn from(faults: JsonFaults) -> Self {
        faults.faults
    }
}

/// Decodes JSON at a JSON Pointer of a body. Where that fails, the value without the parts at fault is put
/// into `mended`, if it can be read so.
pub(super) fn decode<T: DeserializeOwned>(
    pointer: &str,
    json: &[u8],
    mended: &mut Option<T>,
) -> Result<T, JsonFaults> {
    json::from_slice(json).map_err(|error| {
        json_faults(pointer, &error, json, &mut || {
            Read::json(json::from_slice(json), mended)
        })
    })
}

/// The faults of JSON that couldn't be read; `read` reads it once more.
fn json_faults(
    pointer: &str,
    error: &serde_json::Error,
    json: &[u8],
    read: &mut dyn FnMut() -> Read,
) -> JsonFaults {
    let message = error.to_string();
    if !error.is_data() {
        return JsonFaults {
            status: StatusCode::BAD_REQUEST,
            faults: vec![(pointer.to_owned(), message)],
            gaps: None,
        };
    }
    // The pointer says more than line and column do.
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = message.strip_suffix(&place).unwrap_or(&message);
    let (mut faults, mut gaps) = (Vec::new(), None);
    // Where it is no JSON further on, nobody knows what is a value.
    if serde_json::from_slice::<IgnoredAny>(json).is_ok() {
        (faults, gaps) = collecting::mend(json.len(), read);
    }
    if faults.is_empty() {
        faults.push((String::new(), message.to_owned()));
    }
    for (below, _) in &mut faults {
        below.insert_str(0, pointer);
    }
    JsonFaults {
        status: StatusCode::UNPROCESSABLE_ENTITY,
        faults,
        gaps,
    }
}

pub(super) fn broken_off(error: axum::Error) -> Rejection {
    // A layer around the router may have a limit of its own.
    if error.into_inner().is::<LengthLimitError>() {
        return too_large();
    }
    Rejection::new(
        StatusCode::BAD_REQUEST,
        "The body couldn't be read to its end.",
    )
}

pub(super) fn too_large() -> Rejection {
    Rejection::new(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large.")
}
