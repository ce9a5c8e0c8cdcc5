//! Bodies of the media type `multipart/form-data`.

use std::fmt::Display;
use std::io;
use std::path::Path;

use bytes::Bytes;
use futures_core::Stream;
use reqwest::Body;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::multipart::{Form as Parts, Part};
use serde::Serialize;

use super::request::Request;
use crate::types::support::json;

/// A form that is being built.
#[derive(Debug)]
pub struct Form {
    parts: Parts,
    fault: Option<(String, String)>,
}

impl Default for Form {
    fn default() -> Self {
        Self::new()
    }
}

impl Form {
    /// An empty form.
    pub fn new() -> Self {
        Self {
            // RFC 7578 forbids `name*=`, which reqwest would write otherwise.
            parts: Parts::new().percent_encode_noop(),
            fault: None,
        }
    }

    /// Adds a field of plain text.
    #[must_use]
    pub fn text<T: Display + Serialize>(self, name: &str, value: &T) -> Self {
        match json::check(value) {
            Ok(()) => self.part(name, Part::text(value.to_string())),
            Err(error) => self.unwritable(name, &error),
        }
    }

    /// Adds a field of text of another media type.
    #[must_use]
    pub fn text_as<T: Display + Serialize>(
        self,
        name: &str,
        value: &T,
        content_type: &str,
    ) -> Self {
        match json::check(value) {
            Ok(()) => self.typed(name, Part::text(value.to_string()), content_type),
            Err(error) => self.unwritable(name, &error),
        }
    }

    /// Adds a field of JSON.
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(self, name: &str, value: &T) -> Self {
        self.json_as(name, value, "application/json")
    }

    /// Adds a field of JSON of a special media type.
    #[must_use]
    pub fn json_as<T: Serialize + ?Sized>(self, name: &str, value: &T, content_type: &str) -> Self {
        self.json_text(name, json::to_vec(value), content_type)
    }

    fn json_text(
        self,
        name: &str,
        value: Result<Vec<u8>, json::Error>,
        content_type: &str,
    ) -> Self {
        match value {
            Ok(bytes) => self.typed(name, Part::bytes(bytes), content_type),
            Err(error) => self.unwritable(name, &error),
        }
    }

    fn unwritable(mut self, name: &str, error: &json::Error) -> Self {
        self.fault(name, format!("can't be written: {error}"));
        self
    }

    /// Adds a field of bytes in Base64, which its header says too (OpenAPI 3.1.1, Encoding Object:
    /// `contentEncoding` of a part is its `Content-Transfer-Encoding`).
    #[must_use]
    pub fn base64(self, name: &str, value: &dyn Display, content_type: &str) -> Self {
        let encoding = HeaderName::from_static("content-transfer-encoding");
        let headers = HeaderMap::from_iter([(encoding, HeaderValue::from_static("base64"))]);
        let part = Part::text(value.to_string()).headers(headers);
        self.typed(name, part, content_type)
    }

    /// Adds a file. Its media type is `application/octet-stream` by default (OpenAPI 3.1.1, Encoding
    /// Object), its name that of the field: many servers take a part without a file name for text.
    #[must_use]
    pub fn file(self, name: &str, file: FilePart) -> Self {
        let content_type = match (&file.content_type, file.is_typed) {
            (None, true) => None,
            (known, _) => Some(known.as_deref().unwrap_or("application/octet-stream")),
        };
        let file_name = file.file_name.as_deref().unwrap_or(name);
        let part = file.part.file_name(escape(file_name));
        match content_type {
            None => self.part(name, part),
            Some(content_type) => self.typed(name, part, content_type),
        }
    }

    /// Adds a file with a default media type.
    #[must_use]
    pub fn file_as(self, name: &str, mut file: FilePart, content_type: &str) -> Self {
        file.content_type
            .get_or_insert_with(|| content_type.to_owned());
        self.file(name, file)
    }

    fn typed(mut self, name: &str, part: Part, content_type: &str) -> Self {
        match part.mime_str(content_type) {
            Ok(part) => self.part(name, part),
            Err(_) => {
                self.fault(name, "has a content type that is no media type".to_owned());
                self
            }
        }
    }

    fn part(mut self, name: &str, part: Part) -> Self {
        // reqwest escapes a file's name, but not a field's.
        let name = escape(name).replace('\\', "\\\\").replace('"', "\\\"");
        self.parts = self.parts.part(name, part);
        self
    }

    fn fault(&mut self, name: &str, reason: String) {
        self.fault
            .get_or_insert((format!("form field `{name}`"), reason));
    }
}

impl Request {
    /// Sends a form.
    pub fn multipart(&mut self, form: Form) -> &mut Self {
        if let Some((argument, reason)) = form.fault {
            self.fault(argument, reason);
        }
        self.finish_with(move |builder| builder.multipart(form.parts));
        self
    }
}

/// A file to upload: from memory, from a stream or from the disk.
#[derive(Debug)]
pub struct FilePart {
    part: Part,
    file_name: Option<String>,
    content_type: Option<String>,
    /// Whether the media type follows from the file's extension.
    is_typed: bool,
}

impl FilePart {
    /// A file from memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let length = bytes.len() as u64;
        Self::new(Part::stream_with_length(Body::from(bytes), length))
    }

    /// A stream of unknown length.
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
        Bytes: From<B>,
        B: 'static,
    {
        Self::new(Part::stream(Body::wrap_stream(stream)))
    }

    /// A file on the disk, with its name and the media type of its extension.
    ///
    /// # Errors
    ///
    /// Returns an error if the file can't be opened.
    pub async fn path(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let mut file = Self::new(Part::file(path).await?);
        file.is_typed = true;
        file.file_name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        Ok(file)
    }

    /// Sets the file name; by default it is the name of the field.
    #[must_use]
    pub fn file_name(mut self, file_name: impl Into<String>) -> Self {
        self.file_name = Some(file_name.into());
        self
    }

    /// Sets the media type; by default it is the documented one, or `application/octet-stream`.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    fn new(part: Part) -> Self {
        Self {
            part,
            file_name: None,
            content_type: None,
            is_typed: false,
        }
    }
}

/// Escapes line breaks as browsers do, so that a name can't add headers to the part.
fn escape(name: &str) -> String {
    name.replace('\r', "%0D").replace('\n', "%0A")
}
