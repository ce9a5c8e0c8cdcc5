//! Bodies of the media type `multipart/form-data`.

use std::fmt::Display;
#[cfg(not(target_arch = "wasm32"))]
use std::{io, path::Path};

use bytes::Bytes;
#[cfg(not(target_arch = "wasm32"))]
use futures_core::Stream;
use reqwest::RequestBuilder;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::multipart::{Form as Parts, Part};
use serde::Serialize;

use super::content::Content;
use super::request::Request;
use crate::types::support::json;

/// A form that is being built.
#[derive(Debug)]
pub struct Form {
    pub(super) fields: Vec<Field>,
    fault: Option<(String, String)>,
}

/// A part of a form.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) name: String,
    content: Content,
    pub(super) attributes: Attributes,
}

/// What the head of a part says beside its name.
#[derive(Debug, Default)]
pub(super) struct Attributes {
    file_name: Option<String>,
    content_type: Option<String>,
    pub(super) headers: HeaderMap,
}

impl Attributes {
    fn apply(&self, mut part: Part) -> Part {
        if let Some(file_name) = &self.file_name {
            part = part.file_name(file_name.clone());
        }
        if !self.headers.is_empty() {
            part = part.headers(self.headers.clone());
        }
        match &self.content_type {
            // It was checked when the part was added.
            Some(content_type) => part
                .mime_str(content_type)
                .unwrap_or_else(|_| Part::text("")),
            None => part,
        }
    }
}

/// A browser knows how long a part is.
#[cfg(target_arch = "wasm32")]
fn part(content: Content) -> Part {
    Part::stream(content.into_body())
}

#[cfg(not(target_arch = "wasm32"))]
fn part(content: Content) -> Part {
    match content.length() {
        Some(length) => Part::stream_with_length(content.into_body(), length),
        None => Part::stream(content.into_body()),
    }
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
            fields: Vec::new(),
            fault: None,
        }
    }

    /// Adds a field of plain text.
    #[must_use]
    pub fn text<T: Display + Serialize>(self, name: &str, value: &T) -> Self {
        match json::check(value) {
            Ok(()) => self.field(name, value.to_string(), None),
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
            Ok(()) => self.field(name, value.to_string(), Some(content_type)),
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
            Ok(bytes) => self.field(name, bytes, Some(content_type)),
            Err(error) => self.unwritable(name, &error),
        }
    }

    pub(super) fn unwritable(mut self, name: &str, error: &json::Error) -> Self {
        self.fault(name, format!("can't be written: {error}"));
        self
    }

    /// Adds a field of bytes in Base64, which its header says too (OpenAPI 3.1.1, Encoding Object:
    /// `contentEncoding` of a part is its `Content-Transfer-Encoding`).
    #[must_use]
    pub fn base64(self, name: &str, value: &dyn Display, content_type: &str) -> Self {
        let encoding = HeaderName::from_static("content-transfer-encoding");
        let headers = HeaderMap::from_iter([(encoding, HeaderValue::from_static("base64"))]);
        self.add(Field {
            name: name.to_owned(),
            content: Content::bytes(value.to_string().into()),
            attributes: Attributes {
                content_type: Some(content_type.to_owned()),
                headers,
                ..Attributes::default()
            },
        })
    }

    /// Adds a file. Its media type is that of its extension or `application/octet-stream` by default
    /// (OpenAPI 3.1.1, Encoding Object), its name that of the field: many servers take a part without a
    /// file name for text.
    #[must_use]
    pub fn file(self, name: &str, file: FilePart) -> Self {
        let content_type = file.content_type.or(file.usual_type);
        let content_type = content_type.unwrap_or_else(|| "application/octet-stream".to_owned());
        let file_name = file.file_name.as_deref().unwrap_or(name);
        self.add(Field {
            name: name.to_owned(),
            content: file.content,
            attributes: Attributes {
                file_name: Some(escape(file_name)),
                content_type: Some(content_type),
                ..Attributes::default()
            },
        })
    }

    /// Adds a file with a default media type.
    #[must_use]
    pub fn file_as(self, name: &str, mut file: FilePart, content_type: &str) -> Self {
        file.content_type
            .get_or_insert_with(|| content_type.to_owned());
        self.file(name, file)
    }

    pub(super) fn field(
        self,
        name: &str,
        value: impl Into<Bytes>,
        content_type: Option<&str>,
    ) -> Self {
        self.add(Field {
            name: name.to_owned(),
            content: Content::bytes(value.into()),
            attributes: Attributes {
                content_type: content_type.map(str::to_owned),
                ..Attributes::default()
            },
        })
    }

    fn add(mut self, field: Field) -> Self {
        let content_type = field.attributes.content_type.as_deref();
        if content_type.is_some_and(|content_type| Part::text("").mime_str(content_type).is_err()) {
            let reason = "has a content type that is no media type".to_owned();
            self.fault(&field.name, reason);
        } else {
            self.fields.push(field);
        }
        self
    }

    pub(super) fn fault(&mut self, name: &str, reason: String) {
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
        let fields = form.fields;
        if fields.iter().all(|field| field.content.is_repeatable()) {
            return self.body_by(move |builder| {
                let parts = fields.iter().filter_map(|field| {
                    let part = part(field.content.try_clone()?);
                    Some((field.name.as_str(), field.attributes.apply(part)))
                });
                attach(builder, parts)
            });
        }
        self.body_once(move |builder| {
            let parts = fields.into_iter().map(|field| {
                let part = part(field.content);
                (field.name, field.attributes.apply(part))
            });
            attach(builder, parts)
        })
    }
}

/// A browser writes names as it does for its own forms.
#[cfg(target_arch = "wasm32")]
fn attach<N: AsRef<str>>(
    builder: RequestBuilder,
    parts: impl Iterator<Item = (N, Part)>,
) -> RequestBuilder {
    builder.multipart(parts.fold(Parts::new(), |form, (name, part)| {
        form.part(name.as_ref().to_owned(), part)
    }))
}

#[cfg(not(target_arch = "wasm32"))]
fn attach<N: AsRef<str>>(
    builder: RequestBuilder,
    parts: impl Iterator<Item = (N, Part)>,
) -> RequestBuilder {
    // RFC 7578 forbids `name*=`, which reqwest would write otherwise.
    let form = Parts::new().percent_encode_noop();
    builder.multipart(parts.fold(form, |form, (name, part)| {
        // reqwest escapes a file's name, but not a field's.
        let name = escape(name.as_ref());
        form.part(name.replace('\\', "\\\\").replace('"', "\\\""), part)
    }))
}

/// A file to upload: from memory, from the disk or from a stream.
#[derive(Debug)]
pub struct FilePart {
    content: Content,
    file_name: Option<String>,
    content_type: Option<String>,
    /// The media type of the file's extension.
    usual_type: Option<String>,
}

impl FilePart {
    /// A file from memory.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(Content::bytes(bytes.into()))
    }

    /// A file on the disk, with its name and the media type of its extension. It is read while it is sent,
    /// and can be sent again: it is opened each time. If its length is another one by then, the request
    /// fails.
    ///
    /// # Errors
    ///
    /// Returns an error if the file can't be opened, or isn't an ordinary one.
    #[cfg(not(target_arch = "wasm32"))]
    pub async fn from_file(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref();
        let mut file = Self::new(Content::file(path).await?);
        let usual_type = mime_guess::from_path(path).first_raw();
        file.usual_type = usual_type.map(str::to_owned);
        let name = path.file_name();
        file.file_name = name.map(|name| name.to_string_lossy().into_owned());
        Ok(file)
    }

    /// A stream of unknown length. It can be sent only once: the request isn't tried again, and a redirect
    /// that would repeat it isn't followed.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
        Bytes: From<B>,
        B: 'static,
    {
        Self::new(Content::stream(stream, None))
    }

    /// A stream of this many bytes, which the server is told beforehand. If it has more or less, the
    /// request fails; it has to end before the last bytes are sent. See [`stream`](Self::stream).
    #[cfg(not(target_arch = "wasm32"))]
    pub fn stream_with_length<S, B, E>(stream: S, length: u64) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        E: Into<Box<dyn std::error::Error + Send + Sync>> + 'static,
        Bytes: From<B>,
        B: 'static,
    {
        Self::new(Content::stream(stream, Some(length)))
    }

    /// Calls a function for each piece of the file that is handed to the connection, with the number of
    /// bytes so far and that of the file, if it is known. If the request is sent again, it counts from the
    /// start.
    #[cfg(not(target_arch = "wasm32"))]
    #[must_use]
    pub fn progress(mut self, progress: impl Fn(u64, Option<u64>) + Send + Sync + 'static) -> Self {
        self.content.progress(progress);
        self
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

    fn new(content: Content) -> Self {
        Self {
            content,
            file_name: None,
            content_type: None,
            usual_type: None,
        }
    }
}

/// Escapes line breaks as browsers do, so that a name can't add headers to the part.
fn escape(name: &str) -> String {
    match cfg!(target_arch = "wasm32") {
        // They do it themselves.
        true => name.to_owned(),
        false => name.replace('\r', "%0D").replace('\n', "%0A"),
    }
}
