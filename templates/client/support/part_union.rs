//! Parts of forms that are of several types.

use serde::Serialize;
use serde_json::Value;

use super::multipart::Form;
use crate::types::support::json;

impl Form {
    /// Adds a value by what it is: text and numbers as text, an object as JSON, and each item of a
    /// list as a part of its own (OpenAPI 3.1.1, Encoding Object). `null` isn't sent.
    #[must_use]
    pub fn union<T: Serialize>(self, name: &str, value: &T) -> Self {
        match json::to_value(value) {
            Ok(Value::Array(items)) if items.is_empty() => self.empty(name),
            Ok(Value::Array(items)) => items
                .into_iter()
                .fold(self, |form, item| form.single(name, item)),
            Ok(Value::Null) => self,
            Ok(value) => self.single(name, value),
            Err(error) => self.unwritable(name, &error),
        }
    }

    fn single(self, name: &str, value: Value) -> Self {
        match value {
            Value::String(text) => self.field(name, text, None),
            Value::Bool(_) | Value::Number(_) => self.field(name, value.to_string(), None),
            value => self.json(name, &value),
        }
    }

    fn empty(mut self, name: &str) -> Self {
        self.fault(
            name,
            "is a list without items, for which there is no part".to_owned(),
        );
        self
    }
}
