//! Headers of the parts of forms (OpenAPI 3.1.1, Encoding Object).

use std::fmt::Display;

use reqwest::header::{HeaderName, HeaderValue};
use serde::Serialize;

use super::multipart::Form;
use crate::types::support::style::{self, Codec};

impl Form {
    /// Adds a header to the part that was added last.
    #[must_use]
    pub fn header(mut self, name: &str, value: &dyn Display) -> Self {
        self.insert(name, &value.to_string());
        self
    }

    /// Adds a header if there is a value.
    #[must_use]
    pub fn header_optional<T: Display>(self, name: &str, value: &Option<T>) -> Self {
        match value {
            Some(value) => self.header(name, value),
            None => self,
        }
    }

    /// Adds a header in a style.
    #[must_use]
    pub fn header_styled<T: Serialize>(mut self, name: &str, value: &T, codec: Codec) -> Self {
        match style::to_header(value, codec) {
            Ok(text) => self.insert(name, &text),
            Err(error) => self.header_fault(name, &error.to_string()),
        }
        self
    }

    /// Adds a header in a style if there is a value.
    #[must_use]
    pub fn header_styled_optional<T: Serialize>(
        self,
        name: &str,
        value: &Option<T>,
        codec: Codec,
    ) -> Self {
        match value {
            Some(value) => self.header_styled(name, value, codec),
            None => self,
        }
    }

    fn insert(&mut self, name: &str, text: &str) {
        let is_trimmed = text.trim_matches([' ', '\t']) == text;
        // The head of a part is text in UTF-8 (RFC 7578, section 5.1).
        let value = HeaderValue::from_bytes(text.as_bytes());
        match (HeaderName::from_bytes(name.as_bytes()), value) {
            (Ok(name), Ok(value)) if is_trimmed => {
                // Without a part there is a fault already.
                if let Some(part) = self.fields.last_mut() {
                    part.attributes.headers.insert(name, value);
                }
            }
            _ => self.header_fault(
                name,
                "holds a character that no header can carry, or a blank at its ends",
            ),
        }
    }

    fn header_fault(&mut self, name: &str, reason: &str) {
        if let Some(part) = self.fields.last() {
            let part = part.name.clone();
            self.fault(&part, format!("has a header `{name}` that {reason}"));
        }
    }
}
