//! Parts of forms that are of several types.

use serde::de::DeserializeOwned;

use super::call::{Call, Invalid};
use super::file_part::FilePart;
use super::multipart::{MultipartForm, item_pointer};
use crate::types::support::blank;
use crate::types::support::json_integers::JsonIntegers;
use crate::types::support::media_type;
use crate::types::support::style;

impl MultipartForm {
    /// Reads all parts with a name, each as a value.
    ///
    /// # Errors
    ///
    /// Never; it returns a `Result` like its siblings. What isn't a `T` is recorded and left out.
    pub fn union_list<T: DeserializeOwned>(
        &mut self,
        call: &mut Call,
        name: &str,
    ) -> Result<Vec<T>, Invalid> {
        Ok(self.list(call, name, |call, index, part| {
            value(call, &item_pointer(name, index), vec![part.file])
        }))
    }

    /// Reads an optional value, which may be a list with a part for each item.
    ///
    /// # Errors
    ///
    /// Returns an error if it isn't a `T`.
    pub fn union_optional<T: DeserializeOwned>(
        &mut self,
        call: &mut Call,
        name: &str,
    ) -> Result<Option<T>, Invalid> {
        let read = self.union(call, name);
        self.optional(call, name, read)
    }

    /// Reads a required value, which may be a list with a part for each item.
    ///
    /// # Errors
    ///
    /// Returns an error if it is absent, or isn't a `T`.
    pub fn union_required<T: DeserializeOwned>(
        &mut self,
        call: &mut Call,
        name: &str,
    ) -> Result<T, Invalid> {
        let read = self.union(call, name);
        self.required(call, name, read, |_| blank::alone().ok_or(Invalid))
    }

    fn union<T: DeserializeOwned>(
        &mut self,
        call: &mut Call,
        name: &str,
    ) -> Result<Option<T>, Invalid> {
        let parts = self.files(name);
        if parts.is_empty() {
            return Ok(None);
        }
        value(call, &self.pointer(name), parts).map(Some)
    }

    /// Reads an optional value with a default.
    ///
    /// # Errors
    ///
    /// Returns an error if it isn't a `T`.
    pub fn union_or<T: DeserializeOwned>(
        &mut self,
        call: &mut Call,
        name: &str,
        default: impl FnOnce() -> T,
    ) -> Result<T, Invalid> {
        Ok(self.union_optional(call, name)?.unwrap_or_else(default))
    }

    /// Reads all parts with a name, each as a value, or the default if there are none.
    ///
    /// # Errors
    ///
    /// Returns an error if one of them isn't a `T`.
    pub fn union_list_or<T: DeserializeOwned>(
        &mut self,
        call: &mut Call,
        name: &str,
        default: impl FnOnce() -> Vec<T>,
    ) -> Result<Vec<T>, Invalid> {
        match self.has(name) {
            true => self.union_list(call, name),
            false => Ok(default()),
        }
    }
}

/// Reads a value: from JSON if all of its parts say that they are, from text otherwise.
fn value<T: DeserializeOwned>(
    call: &mut Call,
    pointer: &str,
    parts: Vec<FilePart>,
) -> Result<T, Invalid> {
    if parts.iter().all(is_json) {
        let items: Vec<&[u8]> = parts.iter().map(|part| &part.bytes[..]).collect();
        let list = [b"[", items.join(&b","[..]).as_slice(), b"]"].concat();
        let fits = |json: &[u8]| serde_json::from_slice::<JsonIntegers<T>>(json).is_ok();
        // A part alone is the value, or else the only item of a list.
        return match items.as_slice() {
            [only] if fits(only) || !fits(&list) => call.decode_json(pointer, only),
            _ => call.decode_json(pointer, &list),
        };
    }
    let parts = parts.into_iter();
    let texts = parts.map(|part| String::from_utf8(part.bytes.to_vec()));
    let read = match texts.collect() {
        Ok(texts) => style::texts(texts).map_err(|error| error.to_string()),
        Err(error) => Err(error.to_string()),
    };
    read.map_err(|message| call.body_fault(pointer, &message))
}

fn is_json(part: &FilePart) -> bool {
    let content_type = part.content_type.as_deref().unwrap_or_default();
    media_type::is_json(&media_type::essence(content_type))
}
