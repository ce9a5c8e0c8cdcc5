//! Bodies of the media type `multipart/form-data`.

use std::collections::BTreeSet;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Request};
use axum::http::header::CONTENT_TYPE;
use serde::de::DeserializeOwned;

use super::call::{Call, Invalid};
use super::endpoint::ReadBody;
use super::file_part::{self, FilePart, Part};
use super::rejection::{Location, Rejection};
use crate::types::support::blank;
use crate::types::support::gaps;
use crate::types::support::text::FromText;
use crate::types::support::validate::{self, Checker};

/// The parts of a form that haven't been read yet.
#[derive(Clone, Debug, Default)]
pub struct MultipartForm {
    pub parts: Vec<Part>,
    /// The index of the part in its list, if this is a form of one part of a list alone.
    pub index: Option<usize>,
    /// Whether headers that can't be read are blank.
    pub has_blank_headers: bool,
}

/// The body is read and taken apart.
pub struct Form {
    presence: Presence,
    /// The parts whose values are text in Base64: such a part says nothing else by a
    /// `Content-Transfer-Encoding: base64`.
    base64: &'static [&'static str],
}

enum Presence {
    Required,
    /// It may be absent.
    Optional,
    /// There may be a body of another media type, or none.
    IfSent,
}

impl Form {
    /// A form that has to be there. Without a media type it is a 400, with another one a 415.
    pub const fn read_multipart(base64: &'static [&'static str]) -> Self {
        Self {
            presence: Presence::Required,
            base64,
        }
    }

    /// A form that may be absent.
    pub const fn read_multipart_optional(base64: &'static [&'static str]) -> Self {
        Self {
            presence: Presence::Optional,
            base64,
        }
    }

    /// A body that is taken apart if it is a form.
    pub const fn read_multipart_if_sent(base64: &'static [&'static str]) -> Self {
        Self {
            presence: Presence::IfSent,
            base64,
        }
    }
}

impl ReadBody for Form {
    async fn read(self, call: &mut Call, limit: usize) -> Result<(), Rejection> {
        call.read_body(limit).await?;
        let may_be_missing = match self.presence {
            Presence::Required => false,
            Presence::Optional => call.body.is_empty(),
            Presence::IfSent => true,
        };
        if may_be_missing && !call.is_multipart() {
            return Ok(());
        }
        call.take_apart(self.base64).await
    }
}

impl Call {
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
            self.taken_apart.insert(MultipartForm::default());
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
                self.taken_apart.insert(MultipartForm::of(parts));
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
    pub(super) fn of(parts: Vec<Part>) -> Self {
        Self {
            parts,
            ..Self::default()
        }
    }

    /// Where a part stands, as a JSON Pointer into the form.
    pub(super) fn pointer(&self, name: &str) -> String {
        match self.index {
            Some(index) => item_pointer(name, index),
            None => pointer(name),
        }
    }

    /// Reads all files with a name.
    pub fn files(&mut self, name: &str) -> Vec<FilePart> {
        self.parts(name).map(|part| part.file).collect()
    }

    /// Takes all parts with a name.
    pub(super) fn parts(&mut self, name: &str) -> impl Iterator<Item = Part> {
        self.parts.extract_if(.., move |part| part.name == name)
    }

    /// Refuses the parts that are left.
    pub fn close(self, call: &mut Call) {
        let mut names: Vec<String> = self.parts.into_iter().map(|part| part.name).collect();
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
    /// Never; it returns a `Result` like its siblings. What isn't a `T` is recorded and left out.
    pub fn text_list<T: FromText>(
        &mut self,
        call: &mut Call,
        name: &str,
    ) -> Result<Vec<T>, Invalid> {
        Ok(self.list(call, name, |call, index, part| {
            text(call, &item_pointer(name, index), &part.file)
        }))
    }

    /// Reads all fields of JSON with a name.
    ///
    /// # Errors
    ///
    /// Never; it returns a `Result` like its siblings. What isn't a `T` is recorded and left out.
    pub fn json_list<T: DeserializeOwned>(
        &mut self,
        call: &mut Call,
        name: &str,
    ) -> Result<Vec<T>, Invalid> {
        Ok(self.list(call, name, |call, index, part| {
            call.decode_json(&item_pointer(name, index), &part.file.bytes)
        }))
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
        self.optional(call, name, part)
    }

    /// Reads a required file.
    ///
    /// # Errors
    ///
    /// Returns an error if it is absent, or occurs more than once.
    pub fn file_required(&mut self, call: &mut Call, name: &str) -> Result<FilePart, Invalid> {
        let part = self.single(call, name);
        self.required(call, name, part, |_| Ok(FilePart::EMPTY))
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
        self.optional(call, name, value)
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
        self.required(call, name, value, |_| blank::text().ok_or(Invalid))
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
        match self.has(name) {
            true => self.text_list(call, name),
            false => Ok(default()),
        }
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
        self.optional(call, name, value)
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
        match self.has(name) {
            true => self.json_list(call, name),
            false => Ok(default()),
        }
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
        self.required(call, name, value, |_| blank::alone().ok_or(Invalid))
    }

    /// Checks which parts there are.
    pub fn checked(&self, call: &mut Call, check: impl FnOnce(&Self, &mut Checker<'_>)) {
        if let Err(faults) = validate::validate(|checker| check(self, checker)) {
            for (pointer, message) in faults.iter() {
                call.body_fault(pointer, &message);
            }
        }
    }

    /// How many parts of different names there are.
    pub fn count(&self) -> usize {
        let names = self.parts.iter().map(|part| part.name.as_str());
        names.collect::<BTreeSet<&str>>().len()
    }

    /// Whether there are parts with a name.
    pub fn has(&self, name: &str) -> bool {
        self.parts.iter().any(|part| part.name == name)
    }

    /// Reads all parts with a name by `read`, which gets the index of each. Those that can't be read are
    /// left out, so that the others are checked as well.
    pub(super) fn list<T>(
        &mut self,
        call: &mut Call,
        name: &str,
        read: impl Fn(&mut Call, usize, Part) -> Result<T, Invalid>,
    ) -> Vec<T> {
        let parts: Vec<_> = self.parts(name).collect();
        let mut list = Vec::with_capacity(parts.len());
        for (index, part) in parts.into_iter().enumerate() {
            match read(call, index, part) {
                Ok(value) => list.push(value),
                Err(Invalid) => {
                    let gaps = call.gaps(Location::Body, "");
                    gaps.leave_out_item(&pointer(name), index);
                }
            }
        }
        list
    }

    /// The value of an optional part. One that can't be read is left out, so that the other parts are
    /// checked as well.
    pub(super) fn optional<T>(
        &self,
        call: &mut Call,
        name: &str,
        value: Result<Option<T>, Invalid>,
    ) -> Result<Option<T>, Invalid> {
        if value.is_err() {
            call.gaps(Location::Body, "").leave_out(&self.pointer(name));
        }
        Ok(value.unwrap_or_default())
    }

    /// The value of a required part. If it is absent or can't be read, it is blank, so that the other parts
    /// are checked as well.
    pub(super) fn required<T>(
        &self,
        call: &mut Call,
        name: &str,
        value: Result<Option<T>, Invalid>,
        blank: impl FnOnce(&mut Call) -> Result<T, Invalid>,
    ) -> Result<T, Invalid> {
        let pointer = self.pointer(name);
        match value {
            Ok(Some(value)) => return Ok(value),
            Ok(None) => {
                call.body_fault(&pointer, &"is missing");
            }
            Err(Invalid) => call.gaps(Location::Body, "").leave_out(&pointer),
        }
        call.gaps(Location::Body, "").blank(&pointer);
        blank(call)
    }

    /// Takes the only part with a name.
    fn single(&mut self, call: &mut Call, name: &str) -> Result<Option<FilePart>, Invalid> {
        let mut parts = self.files(name);
        let part = parts.pop();
        if parts.is_empty() {
            return Ok(part);
        }
        Err(call.body_fault(&self.pointer(name), &"is there more than once"))
    }

    fn text<T: FromText>(&mut self, call: &mut Call, name: &str) -> Result<Option<T>, Invalid> {
        let part = self.single(call, name)?;
        part.map(|part| text(call, &self.pointer(name), &part))
            .transpose()
    }

    fn json<T: DeserializeOwned>(
        &mut self,
        call: &mut Call,
        name: &str,
    ) -> Result<Option<T>, Invalid> {
        let part = self.single(call, name)?;
        let value = part.map(|part| call.decode_json(&self.pointer(name), &part.bytes));
        value.transpose()
    }
}

fn text<T: FromText>(call: &mut Call, pointer: &str, part: &FilePart) -> Result<T, Invalid> {
    let parsed = match std::str::from_utf8(&part.bytes) {
        Ok(text) => T::from_text(text),
        Err(error) => Err(error.to_string()),
    };
    parsed.map_err(|message| call.body_fault(pointer, &message))
}

pub(super) fn pointer(name: &str) -> String {
    format!("/{}", gaps::escape(name))
}

/// Where one of the parts with a name stands.
pub(super) fn item_pointer(name: &str, index: usize) -> String {
    format!("{}/{index}", pointer(name))
}
