//! Headers of the parts of forms (OpenAPI 3.1.1, Encoding Object).

use std::fmt::Display;

use serde::de::DeserializeOwned;

use super::call::{Call, Invalid};
use super::multipart::{MultipartForm, all, or_blank, pointer, required};
use crate::types::support::style::{self, Codec};
use crate::types::support::text::FromText;
use crate::types::support::validate::{self, Checker};

impl MultipartForm {
    /// Reads all parts with a name by `decode`, which gets a form of one part.
    ///
    /// # Errors
    ///
    /// Returns an error if one of them is invalid.
    pub fn part_list<T>(
        &mut self,
        call: &mut Call,
        name: &str,
        mut decode: impl FnMut(&mut Self, &mut Call) -> Result<T, Invalid>,
    ) -> Result<Vec<T>, Invalid> {
        let parts: Vec<_> = self.parts(name).collect();
        let parts = parts.into_iter();
        let list = all(parts.map(|part| decode(&mut Self(vec![part]), call)));
        or_blank(call, name, list, || Some(Vec::new()))
    }

    /// Reads an optional part by `decode`.
    ///
    /// # Errors
    ///
    /// Returns an error if it is invalid, or occurs more than once.
    pub fn part_optional<T>(
        &mut self,
        call: &mut Call,
        name: &str,
        decode: impl FnOnce(&mut Self, &mut Call) -> Result<T, Invalid>,
    ) -> Result<Option<T>, Invalid> {
        let part = self.part(call, name, decode);
        or_blank(call, name, part, || Some(None))
    }

    /// Reads a required part by `decode`.
    ///
    /// # Errors
    ///
    /// Returns an error if it is absent, is invalid, or occurs more than once.
    pub fn part_required<T>(
        &mut self,
        call: &mut Call,
        name: &str,
        decode: impl FnOnce(&mut Self, &mut Call) -> Result<T, Invalid>,
    ) -> Result<T, Invalid> {
        let part = self.part(call, name, decode);
        required(call, name, part)
    }

    /// Takes the only part with a name by `decode`.
    fn part<T>(
        &mut self,
        call: &mut Call,
        name: &str,
        decode: impl FnOnce(&mut Self, &mut Call) -> Result<T, Invalid>,
    ) -> Result<Option<T>, Invalid> {
        let parts: Vec<_> = self.parts(name).collect();
        match parts.len() {
            0 => Ok(None),
            1 => decode(&mut Self(parts), call).map(Some),
            _ => Err(call.body_fault(&pointer(name), &"is there more than once")),
        }
    }

    /// Reads an optional header of the only part.
    ///
    /// # Errors
    ///
    /// Returns an error if it isn't a `T`.
    pub fn header_optional<T: FromText>(
        &mut self,
        call: &mut Call,
        part: &str,
        name: &str,
    ) -> Result<Option<T>, Invalid> {
        let read = |lines: &[&str]| T::from_text(&lines.join(", "));
        self.read(call, part, name, read)
    }

    /// Reads a required header of the only part.
    ///
    /// # Errors
    ///
    /// Returns an error if it is absent, or isn't a `T`.
    pub fn header_required<T: FromText>(
        &mut self,
        call: &mut Call,
        part: &str,
        name: &str,
    ) -> Result<T, Invalid> {
        let value = self.header_optional(call, part, name)?;
        value.ok_or_else(|| fault(call, part, name, &"is missing"))
    }

    /// Reads an optional header of the only part in a style.
    ///
    /// # Errors
    ///
    /// Returns an error if it isn't a `T`.
    pub fn header_styled_optional<T: DeserializeOwned>(
        &mut self,
        call: &mut Call,
        part: &str,
        name: &str,
        codec: Codec,
    ) -> Result<Option<T>, Invalid> {
        self.read(call, part, name, |lines| style::header(lines, codec))
    }

    /// Reads a required header of the only part in a style.
    ///
    /// # Errors
    ///
    /// Returns an error if it is absent, or isn't a `T`.
    pub fn header_styled_required<T: DeserializeOwned>(
        &mut self,
        call: &mut Call,
        part: &str,
        name: &str,
        codec: Codec,
    ) -> Result<T, Invalid> {
        let value = self.header_styled_optional(call, part, name, codec)?;
        value.ok_or_else(|| fault(call, part, name, &"is missing"))
    }

    /// Checks a header of the only part.
    ///
    /// # Errors
    ///
    /// Returns an error if it breaks a rule of the document; all that it breaks are recorded.
    pub fn checked<T>(
        &self,
        call: &mut Call,
        part: &str,
        name: &str,
        value: Result<T, Invalid>,
        check: impl FnOnce(&T, &mut Checker<'_>),
    ) -> Result<T, Invalid> {
        let value = value?;
        let Err(faults) = validate::validate(|checker| check(&value, checker)) else {
            return Ok(value);
        };
        for (pointer, message) in faults.iter() {
            match pointer {
                "" => fault(call, part, name, &message),
                _ => fault(call, part, name, &format_args!("{pointer} {message}")),
            };
        }
        Err(Invalid)
    }

    fn read<T, E: Display>(
        &self,
        call: &mut Call,
        part: &str,
        name: &str,
        read: impl FnOnce(&[&str]) -> Result<T, E>,
    ) -> Result<Option<T>, Invalid> {
        let headers = self.0.iter().flat_map(|part| part.headers.get_all(name));
        let lines = headers.map(|value| std::str::from_utf8(value.as_bytes()));
        let Ok(lines) = lines.collect::<Result<Vec<&str>, _>>() else {
            return Err(fault(call, part, name, &"isn't UTF-8"));
        };
        if lines.is_empty() {
            return Ok(None);
        }
        let value = read(&lines).map(Some);
        value.map_err(|error| fault(call, part, name, &error))
    }
}

fn fault(call: &mut Call, part: &str, name: &str, reason: &dyn Display) -> Invalid {
    call.body_fault(&pointer(part), &format!("header `{name}`: {reason}"))
}
