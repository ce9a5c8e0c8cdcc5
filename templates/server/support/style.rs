//! Parameters and forms in the styles of OpenAPI.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::call::{Call, Invalid};
use super::parameter::cookies;
use super::rejection::Location;
use super::respond::{Draft, mark_invalid, set_header};
use super::template;
use crate::types::support::style::{self, Codec, Error};

impl Call {
    /// Reads an optional parameter.
    ///
    /// # Errors
    ///
    /// Returns an error if it isn't a `T`.
    pub fn styled_optional<T: DeserializeOwned>(
        &mut self,
        location: Location,
        name: &'static str,
        codec: Codec,
    ) -> Result<Option<T>, Invalid> {
        self.at(location, name);
        let value = match location {
            Location::Path => {
                let raw = template::argument(self.operation.path, self.parts.uri.path(), name);
                raw.map(|raw| style::path(name, raw, codec)).transpose()
            }
            Location::Query => {
                style::query(name, self.parts.uri.query().unwrap_or_default(), codec)
            }
            Location::Cookie => {
                let cookies: Vec<(&str, &str)> = cookies(&self.parts.headers).collect();
                style::cookie(name, &cookies, codec)
            }
            _ => {
                let lines = self.header_texts(name)?;
                let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
                let value = (!lines.is_empty()).then(|| style::header(&lines, codec));
                value.transpose()
            }
        };
        value.map_err(|error: Error| self.fault(location, name, &error))
    }

    /// Reads a required parameter.
    ///
    /// # Errors
    ///
    /// Returns an error if it is absent or isn't a `T`.
    pub fn styled_required<T: DeserializeOwned>(
        &mut self,
        location: Location,
        name: &'static str,
        codec: Codec,
    ) -> Result<T, Invalid> {
        let value = self.styled_optional(location, name, codec);
        let value = value.map(|value| value.or_else(|| codec.absent()));
        self.required(location, name, value)
    }

    /// Reads an optional parameter with a default.
    ///
    /// # Errors
    ///
    /// Returns an error if it isn't a `T`.
    pub fn styled_or<T: DeserializeOwned>(
        &mut self,
        location: Location,
        name: &'static str,
        codec: Codec,
        default: impl FnOnce() -> T,
    ) -> Result<T, Invalid> {
        let value = self.styled_optional(location, name, codec)?;
        Ok(value.unwrap_or_else(default))
    }

    /// Decodes a body, which must have been read, as a form; `codecs` says which of its members
    /// are written in another way than usual.
    ///
    /// # Errors
    ///
    /// Returns an error if it isn't a `T`.
    pub fn form_value<T: DeserializeOwned>(
        &mut self,
        codecs: &[(&str, Codec)],
    ) -> Result<T, Invalid> {
        let body = self.text_value()?;
        style::form(&body, codecs).map_err(|error| self.body_fault("", &error))
    }
}

impl Draft {
    /// Sets a header in a style.
    #[must_use]
    pub fn header_styled<T: Serialize>(
        mut self,
        value: T,
        name: &'static str,
        codec: Codec,
    ) -> Self {
        match style::to_header(&value, codec) {
            Ok(text) => set_header(&mut self.0, name, &text),
            Err(error) => {
                let reason = format!("header `{name}` can't be written: {error}");
                mark_invalid(&mut self.0, reason);
            }
        }
        self
    }

    /// Sets a header in a style if there is a value.
    #[must_use]
    pub fn header_styled_optional<T: Serialize>(
        self,
        value: Option<T>,
        name: &'static str,
        codec: Codec,
    ) -> Self {
        match value {
            Some(value) => self.header_styled(value, name, codec),
            None => self,
        }
    }
}
