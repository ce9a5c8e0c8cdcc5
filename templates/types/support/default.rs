//! Defaults that are written as JSON.

use serde::de::DeserializeOwned;

use super::json_integers::JsonIntegers;

/// Parses a default.
#[must_use]
pub fn parsed<T: DeserializeOwned>(json: &str) -> T {
    T::deserialize(JsonIntegers(&mut serde_json::Deserializer::from_str(json)))
        .expect("the generator has checked that the default is of the type")
}
