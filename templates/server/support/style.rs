//! Parameters and forms in the styles of OpenAPI.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::call::{Call, Invalid};
use super::parameter::cookies;
use super::rejection::Location;
use super::respond::{Draft, mark_invalid, set_header};
use super::template;
use crate::types::support::collecting::{self, Read};
use crate::types::support::gaps::Gaps;
use crate::types::support::style::{self, Codec, Error};

/// The size of a head, about, in bytes.
const HEAD: usize = 16 * 1024;

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
        let lines = match location {
            Location::Header => self.header_texts(name)?,
            _ => Vec::new(),
        };
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let read = || match location {
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
                let value = (!lines.is_empty()).then(|| style::header(&lines, codec));
                value.transpose()
            }
        };
        let mut mended = None;
        let (faults, gaps) = match read_or_mend(HEAD, read, &mut mended) {
            Ok(value) => return Ok(value),
            Err(faults) => faults,
        };
        self.styled_faults(location, name, &faults, gaps)?;
        mended.map(Some).ok_or(Invalid)
    }

    /// Records the faults of a value in a style, and the gaps that it has if it was read in part.
    ///
    /// # Errors
    ///
    /// Returns an error if it wasn't.
    fn styled_faults(
        &mut self,
        location: Location,
        name: &str,
        faults: &[collecting::Fault],
        gaps: Option<Gaps>,
    ) -> Result<(), Invalid> {
        for (pointer, message) in faults {
            self.fault_below(location, name, pointer, message);
        }
        let gaps = gaps.ok_or(Invalid)?;
        self.gaps(location, name).add("", gaps);
        Ok(())
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
        let mut mended = None;
        let read = || style::form(&body, codecs).map(Some);
        let (faults, gaps) = match read_or_mend(body.len(), read, &mut mended) {
            Ok(value) => return value.ok_or(Invalid),
            Err(faults) => faults,
        };
        self.styled_faults(Location::Body, "", &faults, gaps)?;
        mended.ok_or(Invalid)
    }
}

/// Reads a value. If it can't be read, the error has all of its faults. If it can be read without the parts
/// at fault, that value is put into `mended`, and the error has its gaps.
fn read_or_mend<T>(
    weight: usize,
    read: impl Fn() -> Result<Option<T>, Error>,
    mended: &mut Option<T>,
) -> Result<Option<T>, (Vec<collecting::Fault>, Option<Gaps>)> {
    read().map_err(|error| {
        let (mut faults, gaps) = collecting::mend(weight, &mut || match read() {
            Ok(value) => {
                *mended = value;
                Read::Whole
            }
            Err(_) => Read::Misfit,
        });
        if faults.is_empty() {
            faults.push((String::new(), error.to_string()));
        }
        (faults, gaps)
    })
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
