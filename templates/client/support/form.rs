//! Bodies of the media type `application/x-www-form-urlencoded`.

use std::fmt::Display;

use super::request::{Request, encode};

/// A form under construction.
#[derive(Clone, Debug, Default)]
pub struct UrlForm(Vec<String>);

impl UrlForm {
    /// An empty form.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a field.
    #[must_use]
    pub fn field(mut self, name: &str, value: &dyn Display) -> Self {
        self.0.push(format!("{}={}", encode(&name), encode(value)));
        self
    }

    /// Adds a field once per value.
    #[must_use]
    pub fn field_each<T: Display>(self, name: &str, values: &[T]) -> Self {
        values
            .iter()
            .fold(self, |form, value| form.field(name, value))
    }
}

impl Request {
    /// Sends a form.
    pub fn form(&mut self, form: &UrlForm) -> &mut Self {
        self.bytes("application/x-www-form-urlencoded", form.0.join("&"))
    }
}
