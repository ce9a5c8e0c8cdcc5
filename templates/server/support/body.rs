//! A call's body, read to memory.

use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use bytes::{Bytes, BytesMut};
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use serde_path_to_error::{Path, Segment};

use super::call::{Call, Faulty};
use super::rejection::{Location, Rejection};

/// So much of a refused body is read, that its sender may see the answer.
const MAX_DRAINED: usize = 16 * 1024 * 1024;

impl Call {
    /// Reads the body to memory.
    ///
    /// # Errors
    ///
    /// It is larger than `limit` bytes, or the client broke off.
    pub async fn read_body(&mut self, limit: usize) -> Result<(), Rejection> {
        let announced = self.headers.get(CONTENT_LENGTH);
        let announced = announced.and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
        if announced.is_some_and(|length| length > limit as u64) {
            return Err(too_large());
        }
        let mut unread = self.take_unread();
        let mut body = BytesMut::new();
        while let Some(frame) = unread.frame().await {
            let Ok(data) = frame.map_err(broken_off)?.into_data() else {
                continue;
            };
            if data.len() > limit - body.len() {
                self.unread = Mutex::new(unread);
                return Err(too_large());
            }
            body.extend_from_slice(&data);
        }
        self.body = body.freeze();
        Ok(())
    }

    /// Reads what is left of the body and forgets it, up to [`MAX_DRAINED`] bytes. A connection
    /// that is closed on a client that still writes can take the answer with it.
    pub async fn drain(&mut self) {
        let mut unread = Limited::new(self.take_unread(), MAX_DRAINED);
        while let Some(Ok(_)) = unread.frame().await {}
    }

    fn take_unread(&mut self) -> Body {
        let unread = self.unread.get_mut();
        std::mem::take(unread.unwrap_or_else(PoisonError::into_inner))
    }

    /// Decodes a JSON body.
    ///
    /// # Errors
    ///
    /// It isn't of a JSON media type (415), isn't JSON (400), or isn't a `T` (422).
    pub fn json<T: DeserializeOwned>(&mut self) -> Result<T, Faulty> {
        self.expect_media_type(is_json, "application/json")?;
        let body = self.body.clone();
        self.decode_json("", &body)
    }

    /// Decodes a JSON body that may be absent.
    ///
    /// # Errors
    ///
    /// As for [`json`](Self::json).
    pub fn json_optional<T: DeserializeOwned>(&mut self) -> Result<Option<T>, Faulty> {
        if self.body.is_empty() {
            return Ok(None);
        }
        self.json().map(Some)
    }

    /// Takes a body of other media types as it is; `*/*` and `image/*` stand for many.
    ///
    /// # Errors
    ///
    /// It isn't of any of the media types (415).
    pub fn bytes(&mut self, media_types: &[&str]) -> Result<Bytes, Faulty> {
        let fits = |given: &str| media_types.iter().any(|range| matches_range(range, given));
        self.expect_media_type(fits, &media_types.join(", "))?;
        Ok(self.body.clone())
    }

    /// Takes a body of other media types that may be absent.
    ///
    /// # Errors
    ///
    /// As for [`bytes`](Self::bytes).
    pub fn bytes_optional(&mut self, media_types: &[&str]) -> Result<Option<Bytes>, Faulty> {
        if self.body.is_empty() {
            return Ok(None);
        }
        self.bytes(media_types).map(Some)
    }

    /// Takes a text body.
    ///
    /// # Errors
    ///
    /// It isn't of any of the media types (415), or isn't UTF-8 (400).
    pub fn text(&mut self, media_types: &[&str]) -> Result<String, Faulty> {
        let body = self.bytes(media_types)?;
        match std::str::from_utf8(&body) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(self.fault(Location::Body, "", &error)),
        }
    }

    /// Takes a text body that may be absent.
    ///
    /// # Errors
    ///
    /// As for [`text`](Self::text).
    pub fn text_optional(&mut self, media_types: &[&str]) -> Result<Option<String>, Faulty> {
        if self.body.is_empty() {
            return Ok(None);
        }
        self.text(media_types).map(Some)
    }

    /// The body's media type in lower case, without parameters.
    pub(super) fn media_type(&self) -> Option<String> {
        let value = self.headers.get(CONTENT_TYPE)?.to_str().ok()?;
        let media_type = value.split(';').next().unwrap_or_default();
        Some(media_type.trim().to_ascii_lowercase())
    }

    fn expect_media_type(
        &mut self,
        fits: impl FnOnce(&str) -> bool,
        expected: &str,
    ) -> Result<(), Faulty> {
        let given = self.media_type();
        if given.as_deref().is_some_and(fits) {
            return Ok(());
        }
        Err(self.unsupported_media_type(expected))
    }

    pub(super) fn unsupported_media_type(&mut self, expected: &str) -> Faulty {
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        let message = match self.media_type() {
            Some(given) => format!("expected {expected}, got `{given}`"),
            None => format!("expected {expected}, got no Content-Type"),
        };
        self.fault_with(status, Location::Body, "", &message)
    }

    /// Decodes JSON that stands at a JSON Pointer of the body.
    pub(super) fn decode_json<T: DeserializeOwned>(
        &mut self,
        pointer: &str,
        json: &[u8],
    ) -> Result<T, Faulty> {
        let mut deserializer = serde_json::Deserializer::from_slice(json);
        let decoded = serde_path_to_error::deserialize(&mut deserializer);
        let decoded = decoded.map_err(|error| (to_pointer(error.path()), error.into_inner()));
        let decoded = decoded.and_then(|value| match deserializer.end() {
            Ok(()) => Ok(value),
            Err(error) => Err((String::new(), error)),
        });
        decoded.map_err(|(below, error)| self.bad_json(pointer, &below, &error))
    }

    fn bad_json(&mut self, pointer: &str, below: &str, error: &serde_json::Error) -> Faulty {
        let message = error.to_string();
        if !error.is_data() {
            return self.fault(Location::Body, pointer, &message);
        }
        // The pointer says more than line and column do.
        let place = format!(" at line {} column {}", error.line(), error.column());
        let message = message.strip_suffix(&place).unwrap_or(&message);
        self.body_fault(&format!("{pointer}{below}"), &message)
    }
}

fn broken_off(error: axum::Error) -> Rejection {
    // A layer around the router may have a limit of its own.
    if error.into_inner().is::<LengthLimitError>() {
        return too_large();
    }
    Rejection::new(
        StatusCode::BAD_REQUEST,
        "The body couldn't be read to its end.",
    )
}

fn too_large() -> Rejection {
    Rejection::new(StatusCode::PAYLOAD_TOO_LARGE, "The body is too large.")
}

fn is_json(media_type: &str) -> bool {
    media_type == "application/json" || media_type.ends_with("+json")
}

fn matches_range(range: &str, given: &str) -> bool {
    let range = range.split(';').next().unwrap_or_default().trim();
    match range.strip_suffix('*') {
        Some("*/") => true,
        Some(kind) => given.starts_with(&kind.to_ascii_lowercase()),
        None => range.eq_ignore_ascii_case(given),
    }
}

/// Writes a path as a JSON Pointer (RFC 6901).
fn to_pointer(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        let token = match segment {
            Segment::Seq { index } => index.to_string(),
            Segment::Map { key } => key.replace('~', "~0").replace('/', "~1"),
            Segment::Enum { variant } => variant.replace('~', "~0").replace('/', "~1"),
            // Below this point the path isn't known.
            Segment::Unknown => break,
        };
        pointer.push('/');
        pointer.push_str(&token);
    }
    pointer
}
