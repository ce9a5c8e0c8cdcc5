//! Headers of the parts of forms (OpenAPI 3.1.1, Encoding Object).

use std::fmt::Display;

use serde::de::DeserializeOwned;

use super::call::{Call, Invalid};
use super::multipart::MultipartForm;
use crate::types::support::blank;
use crate::types::support::style::{self, Codec};
use crate::types::support::text::FromText;
use crate::types::support::validate::{self, Checker};

impl MultipartForm {
    /// Reads all parts with a name by `decode`, which gets a form of one part.
    ///
    /// # Errors
    ///
    /// Never; it returns a `Result` like its siblings.
    pub fn part_list<T>(
        &mut self,
        call: &mut Call,
        name: &str,
        decode: impl Fn(&mut Self, &mut Call) -> Result<T, Invalid>,
    ) -> Result<Vec<T>, Invalid> {
        Ok(self.list(call, name, |call, index, part| {
            let form = Self {
                index: Some(index),
                ..Self::of(vec![part])
            };
            form.part(call, &decode)
        }))
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
        decode: impl Fn(&mut Self, &mut Call) -> Result<T, Invalid>,
    ) -> Result<Option<T>, Invalid> {
        let part = self.only_part(call, name, &decode);
        self.optional(call, name, part)
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
        decode: impl Fn(&mut Self, &mut Call) -> Result<T, Invalid>,
    ) -> Result<T, Invalid> {
        let part = self.only_part(call, name, &decode);
        self.required(call, name, part, |call| {
            Self::default().part_with_blank_headers(call, &decode)
        })
    }

    /// Takes the only part with a name by `decode`.
    fn only_part<T>(
        &mut self,
        call: &mut Call,
        name: &str,
        decode: &impl Fn(&mut Self, &mut Call) -> Result<T, Invalid>,
    ) -> Result<Option<T>, Invalid> {
        let parts: Vec<_> = self.parts(name).collect();
        match parts.len() {
            0 => Ok(None),
            1 => Self::of(parts).part(call, decode).map(Some),
            _ => Err(call.body_fault(&self.pointer(name), &"is there more than once")),
        }
    }

    /// Takes the part of this form by `decode`. Its headers are blank if one of them is at fault, so that
    /// the rest is checked as well.
    fn part<T>(
        mut self,
        call: &mut Call,
        decode: &impl Fn(&mut Self, &mut Call) -> Result<T, Invalid>,
    ) -> Result<T, Invalid> {
        let again = self.clone();
        let part = decode(&mut self, call);
        part.or_else(|_| again.part_with_blank_headers(call, decode))
    }

    fn part_with_blank_headers<T>(
        mut self,
        call: &mut Call,
        decode: &impl Fn(&mut Self, &mut Call) -> Result<T, Invalid>,
    ) -> Result<T, Invalid> {
        self.has_blank_headers = true;
        call.read_again(|call| decode(&mut self, call))
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
        self.header(call, part, name, value, blank::text)
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
        self.header(call, part, name, value, blank::alone)
    }

    /// Checks a header of the only part.
    ///
    /// # Errors
    ///
    /// Returns an error if it breaks a rule of the document; all that it breaks are recorded.
    pub fn checked_header<T>(
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
        if self.has_blank_headers {
            return Ok(value);
        }
        for (pointer, message) in faults.iter() {
            match pointer {
                "" => self.fault(call, part, name, &message),
                _ => self.fault(call, part, name, &format_args!("{pointer} {message}")),
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
        let headers = self
            .parts
            .iter()
            .flat_map(|part| part.headers.get_all(name));
        let lines = headers.map(|value| std::str::from_utf8(value.as_bytes()));
        let value = match lines.collect::<Result<Vec<&str>, _>>() {
            Ok(lines) if lines.is_empty() => return Ok(None),
            Ok(lines) => read(&lines).map_err(|error| error.to_string()),
            Err(_) => Err("isn't UTF-8".to_owned()),
        };
        match value {
            Ok(value) => Ok(Some(value)),
            Err(_) if self.has_blank_headers => Ok(None),
            Err(error) => Err(self.fault(call, part, name, &error)),
        }
    }

    /// The value of a required header.
    fn header<T>(
        &self,
        call: &mut Call,
        part: &str,
        name: &str,
        value: Option<T>,
        blank: impl FnOnce() -> Option<T>,
    ) -> Result<T, Invalid> {
        let blank = || self.has_blank_headers.then(blank).flatten();
        let value = value.or_else(blank);
        value.ok_or_else(|| self.fault(call, part, name, &"is missing"))
    }

    fn fault(&self, call: &mut Call, part: &str, name: &str, reason: &dyn Display) -> Invalid {
        call.body_fault(&self.pointer(part), &format!("header `{name}`: {reason}"))
    }
}
