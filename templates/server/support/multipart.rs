//! Bodies of the media type `multipart/form-data`.

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use super::call::{Call, Invalid};
use super::file_part::{self, FilePart, Part};
use super::rejection::{Location, Rejection};
use crate::types::support::blank;
use crate::types::support::collecting::Gaps;
use crate::types::support::text::FromText;

/// The parts of a form that haven't been read yet.
#[derive(Clone, Debug)]
pub struct MultipartForm(pub(super) Vec<Part>);

impl Call {
    /// Reads the body and takes it apart. `base64` names the parts whose values are text in Base64:
    /// such a part says nothing else by a `Content-Transfer-Encoding: base64`.
    ///
    /// # Errors
    ///
    /// Returns an error if it is larger than `limit` bytes, is absent, has no media type (400), isn't
    /// a form (415), or is malformed (400).
    pub async fn read_multipart(&mut self, limit: usize, base64: &[&str]) -> Result<(), Rejection> {
        self.read_body(limit).await?;
        self.take_apart(base64).await
    }

    /// Reads a body that may be absent and takes it apart.
    ///
    /// # Errors
    ///
    /// See [`read_multipart`](Self::read_multipart).
    pub async fn read_multipart_optional(
        &mut self,
        limit: usize,
        base64: &[&str],
    ) -> Result<(), Rejection> {
        self.read_body(limit).await?;
        if self.body.is_empty() && !self.is_multipart() {
            return Ok(());
        }
        self.take_apart(base64).await
    }

    /// Reads a body and takes it apart if it is a form.
    ///
    /// # Errors
    ///
    /// Returns an error if it is larger than `limit` bytes, or is a malformed form (400).
    pub async fn read_multipart_if_sent(
        &mut self,
        limit: usize,
        base64: &[&str],
    ) -> Result<(), Rejection> {
        self.read_body(limit).await?;
        if !self.is_multipart() {
            return Ok(());
        }
        self.take_apart(base64).await
    }

    fn is_multipart(&self) -> bool {
        self.media_type().as_deref() == Some("multipart/form-data")
    }

    async fn take_apart(&mut self, base64: &[&str]) -> Result<(), Rejection> {
        if !self.is_multipart() {
            self.unsupported_media_type(&["multipart/form-data"]);
            return Err(self.rejection());
        }
        if self.body.is_empty() {
            // A form without parts is no bytes in the hands of many clients.
            self.taken_apart.insert(MultipartForm(Vec::new()));
            return Ok(());
        }
        let mut request = Request::new(Body::from(self.body.clone()));
        if let Some(content_type) = self.parts.headers.get(CONTENT_TYPE) {
            let content_type = content_type.clone();
            request.headers_mut().insert(CONTENT_TYPE, content_type);
        }
        // The limit was held when the body was read.
        DefaultBodyLimit::disable().apply(&mut request);
        match file_part::collect(request, base64).await {
            Ok(parts) => {
                self.taken_apart.insert(MultipartForm(parts));
                Ok(())
            }
            Err(message) => {
                self.fault(Location::Body, "", &message);
                Err(self.rejection())
            }
        }
    }

    /// Decodes the form that was read.
    ///
    /// # Errors
    ///
    /// Returns an error if there is none (415), or `decode` does.
    pub fn multipart<T>(
        &mut self,
        decode: fn(MultipartForm, &mut Self) -> Result<T, Invalid>,
    ) -> Result<T, Invalid> {
        self.at(Location::Body, "");
        match self.taken_apart.remove() {
            Some(form) => decode(form, self),
            None => Err(self.unsupported_media_type(&["multipart/form-data"])),
        }
    }

    /// Decodes the form that was read, if there is one.
    ///
    /// # Errors
    ///
    /// Returns an error if `decode` does.
    pub fn multipart_optional<T>(
        &mut self,
        decode: fn(MultipartForm, &mut Self) -> Result<T, Invalid>,
    ) -> Result<Option<T>, Invalid> {
        self.at(Location::Body, "");
        match self.taken_apart.remove() {
            Some(form) => decode(form, self).map(Some),
            None => Ok(None),
        }
    }
}

impl MultipartForm {
    /// Reads all files with a name.
    pub fn files(&mut self, name: &str) -> Vec<FilePart> {
        self.parts(name).map(|part| part.file).collect()
    }

    /// Takes all parts with a name.
    pub(super) fn parts(&mut self, name: &str) -> impl Iterator<Item = Part> {
        self.0.extract_if(.., move |part| part.name == name)
    }

    /// Refuses the parts that are left.
    pub fn close(self, call: &mut Call) {
        let mut names: Vec<String> = self.0.into_iter().map(|part| part.name).collect();
        names.sort();
        names.dedup();
        for name in names {
            call.body_fault(&pointer(&name), &"isn't a part of this form");
        }
    }

    /// Reads all files with a name.
    ///
    /// # Errors
    ///
    /// Never; it returns a `Result` like its siblings.
    pub fn file_list(&mut self, _call: &mut Call, name: &str) -> Result<Vec<FilePart>, Invalid> {
        Ok(self.files(name))
    }

    /// Reads all fields of plain text with a name.
    ///
    /// # Errors
    ///
    /// Returns an error if one of them isn't a `T`.
    pub fn text_list<T: FromText>(
        &mut self,
        call: &mut Call,
        name: &str,
    ) -> Result<Vec<T>, Invalid> {
        let parts = self.files(name).into_iter();
        let list = all(parts.map(|part| text(call, name, &part)));
        or_blank(call, name, list, || Some(Vec::new()))
    }

    /// Reads all fields of JSON with a name.
    ///
    /// # Errors
    ///
    /// Returns an error if one of them isn't a `T`.
    pub fn json_list<T: DeserializeOwned>(
        &mut self,
        call: &mut Call,
        name: &str,
    ) -> Result<Vec<T>, Invalid> {
        let parts = self.files(name).into_iter();
        let list = all(parts.map(|part| call.decode_json(&pointer(name), &part.bytes)));
        or_blank(call, name, list, || Some(Vec::new()))
    }

    /// Reads an optional file.
    ///
    /// # Errors
    ///
    /// Returns an error if it occurs more than once.
    pub fn file_optional(
        &mut self,
        call: &mut Call,
        name: &str,
    ) -> Result<Option<FilePart>, Invalid> {
        let part = self.single(call, name);
        or_blank(call, name, part, || Some(None))
    }

    /// Reads a required file.
    ///
    /// # Errors
    ///
    /// Returns an error if it is absent, or occurs more than once.
    pub fn file_required(&mut self, call: &mut Call, name: &str) -> Result<FilePart, Invalid> {
        let part = self.single(call, name);
        let part = required(call, name, part);
        or_blank(call, name, part, || Some(FilePart::EMPTY))
    }

    /// Reads an optional field of plain text.
    ///
    /// # Errors
    ///
    /// Returns an error if it isn't a `T`, or occurs more than once.
    pub fn text_optional<T: FromText>(
        &mut self,
        call: &mut Call,
        name: &str,
    ) -> Result<Option<T>, Invalid> {
        let value = self.text(call, name);
        or_blank(call, name, value, || Some(None))
    }

    /// Reads a required field of plain text.
    ///
    /// # Errors
    ///
    /// Returns an error if it is absent, isn't a `T`, or occurs more than once.
    pub fn text_required<T: FromText>(
        &mut self,
        call: &mut Call,
        name: &str,
    ) -> Result<T, Invalid> {
        let value = self.text(call, name);
        let value = required(call, name, value);
        or_blank(call, name, value, blank::text)
    }

    /// Reads an optional field of plain text with a default.
    ///
    /// # Errors
    ///
    /// Returns an error if it isn't a `T`, or occurs more than once.
    pub fn text_or<T: FromText>(
        &mut self,
        call: &mut Call,
        name: &str,
        default: impl FnOnce() -> T,
    ) -> Result<T, Invalid> {
        Ok(self.text_optional(call, name)?.unwrap_or_else(default))
    }

    /// Reads all fields of plain text with a name, or the default if there are none.
    ///
    /// # Errors
    ///
    /// Returns an error if one of them isn't a `T`.
    pub fn text_list_or<T: FromText>(
        &mut self,
        call: &mut Call,
        name: &str,
        default: impl FnOnce() -> Vec<T>,
    ) -> Result<Vec<T>, Invalid> {
        let list = self.text_list(call, name)?;
        Ok(if list.is_empty() { default() } else { list })
    }

    /// Reads an optional field of JSON.
    ///
    /// # Errors
    ///
    /// Returns an error if it isn't a `T`, or occurs more than once.
    pub fn json_optional<T: DeserializeOwned>(
        &mut self,
        call: &mut Call,
        name: &str,
    ) -> Result<Option<T>, Invalid> {
        let value = self.json(call, name);
        or_blank(call, name, value, || Some(None))
    }

    /// Reads an optional field of JSON with a default.
    ///
    /// # Errors
    ///
    /// Returns an error if it isn't a `T`, or occurs more than once.
    pub fn json_or<T: DeserializeOwned>(
        &mut self,
        call: &mut Call,
        name: &str,
        default: impl FnOnce() -> T,
    ) -> Result<T, Invalid> {
        Ok(self.json_optional(call, name)?.unwrap_or_else(default))
    }

    /// Reads all fields of JSON with a name, or the default if there are none.
    ///
    /// # Errors
    ///
    /// Returns an error if one of them isn't a `T`.
    pub fn json_list_or<T: DeserializeOwned>(
        &mut self,
        call: &mut Call,
        name: &str,
        default: impl FnOnce() -> Vec<T>,
    ) -> Result<Vec<T>, Invalid> {
        let list = self.json_list(call, name)?;
        Ok(if list.is_empty() { default() } else { list })
    }

    /// Reads a required field of JSON.
    ///
    /// # Errors
    ///
    /// Returns an error if it is absent, isn't a `T`, or occurs more than once.
    pub fn json_required<T: DeserializeOwned>(
        &mut self,
        call: &mut Call,
        name: &str,
    ) -> Result<T, Invalid> {
        let value = self.json(call, name);
        let value = required(call, name, value);
        or_blank(call, name, value, blank::alone)
    }

    /// Takes the only part with a name.
    fn single(&mut self, call: &mut Call, name: &str) -> Result<Option<FilePart>, Invalid> {
        let mut parts = self.files(name);
        let part = parts.pop();
        if parts.is_empty() {
            return Ok(part);
        }
        Err(call.body_fault(&pointer(name), &"is there more than once"))
    }

    fn text<T: FromText>(&mut self, call: &mut Call, name: &str) -> Result<Option<T>, Invalid> {
        let part = self.single(call, name)?;
        part.map(|part| text(call, name, &part)).transpose()
    }

    fn json<T: DeserializeOwned>(
        &mut self,
        call: &mut Call,
        name: &str,
    ) -> Result<Option<T>, Invalid> {
        let part = self.single(call, name)?;
        let value = part.map(|part| call.decode_json(&pointer(name), &part.bytes));
        value.transpose()
    }
}

/// The values of all parts of a name. Each is read, so that the faults of all are known.
pub(super) fn all<T>(values: impl Iterator<Item = Result<T, Invalid>>) -> Result<Vec<T>, Invalid> {
    let values: Vec<_> = values.collect();
    values.into_iter().collect()
}

fn text<T: FromText>(call: &mut Call, name: &str, part: &FilePart) -> Result<T, Invalid> {
    let parsed = match std::str::from_utf8(&part.bytes) {
        Ok(text) => T::from_text(text),
        Err(error) => Err(error.to_string()),
    };
    parsed.map_err(|message| call.body_fault(&pointer(name), &message))
}

pub(super) fn required<T>(
    call: &mut Call,
    name: &str,
    value: Result<Option<T>, Invalid>,
) -> Result<T, Invalid> {
    match value? {
        Some(value) => Ok(value),
        None => Err(call.body_fault(&pointer(name), &"is missing")),
    }
}

/// A blank value instead of one that can't be read, so that the other parts are checked as well. The fault
/// is recorded already.
pub(super) fn or_blank<T>(
    call: &mut Call,
    name: &str,
    value: Result<T, Invalid>,
    blank: impl FnOnce() -> Option<T>,
) -> Result<T, Invalid> {
    value.or_else(|_| {
        call.add_gaps(Location::Body, "", Gaps::of(pointer(name)));
        blank().ok_or(Invalid)
    })
}

pub(super) fn pointer(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}
