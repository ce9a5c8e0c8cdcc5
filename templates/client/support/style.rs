//! Parameters and forms in the styles of OpenAPI.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::buffered::{Headers, Mismatch, header_mismatch, required};
use super::request::Request;
use crate::types::support::style::{self, Codec};

impl Request {
    /// Appends an argument to the path.
    pub fn path_styled<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        codec: Codec,
    ) -> &mut Self {
        match style::to_path(name, value, codec) {
            Ok(text) => self.path_encoded(name, &text),
            Err(error) => self.unwritten("path parameter", name, &error),
        }
    }

    /// Sets a query parameter. An earlier value of that name is replaced.
    pub fn query_styled<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        codec: Codec,
    ) -> &mut Self {
        match style::to_query(name, value, codec) {
            Ok(pairs) => self.query_encoded(name, &pairs),
            Err(error) => self.unwritten("query parameter", name, &error),
        }
    }

    /// Sets a header. An earlier value of that name is replaced.
    pub fn header_styled<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        value: &T,
        codec: Codec,
    ) -> &mut Self {
        match style::to_header(value, codec) {
            Ok(text) => self.header_encoded(name, &text),
            Err(error) => self.unwritten("header", name, &error),
        }
    }

    /// Adds a cookie, or one for each item or member.
    pub fn cookie_styled<T: Serialize + ?Sized>(
        &mut self,
        name: &str,
        value: &T,
        codec: Codec,
    ) -> &mut Self {
        match style::to_cookies(name, value, codec) {
            Ok(pairs) => {
                for pair in pairs {
                    self.cookie_encoded(pair);
                }
                self
            }
            Err(error) => self.unwritten("cookie", name, &error),
        }
    }

    /// Sends `body` as a form; `codecs` has the members that aren't written in the default style.
    pub fn form<T: Serialize + ?Sized>(&mut self, body: &T, codecs: &[(&str, Codec)]) -> &mut Self {
        match style::to_form(body, codecs) {
            Ok(text) => self.bytes("application/x-www-form-urlencoded", text),
            Err(error) => {
                self.fault("body", format!("can't be written as a form: {error}"));
                self
            }
        }
    }

    fn unwritten(&mut self, what: &str, name: &str, error: &style::Error) -> &mut Self {
        self.fault(format!("{what} `{name}`"), error.to_string());
        self
    }
}

impl Headers<'_> {
    /// Reads an optional header; see [`optional`](Self::optional).
    pub fn optional_styled<T: DeserializeOwned>(&self, name: &str, codec: Codec) -> Option<T> {
        self.styled(name, codec).ok().flatten()
    }

    /// Reads a required header.
    ///
    /// # Errors
    ///
    /// Returns an error if the header is absent or isn't a `T`.
    pub fn required_styled<T: DeserializeOwned>(
        &self,
        name: &str,
        codec: Codec,
    ) -> Result<T, Mismatch> {
        required(name, self.styled(name, codec)?)
    }

    fn styled<T: DeserializeOwned>(&self, name: &str, codec: Codec) -> Result<Option<T>, Mismatch> {
        let lines = self.lines(name)?;
        if lines.is_empty() {
            return Ok(None);
        }
        let value = style::header(&lines, codec);
        value
            .map(Some)
            .map_err(|error| header_mismatch(name, &error))
    }
}
