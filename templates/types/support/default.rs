//! Defaults that are written as JSON.

use serde::de::DeserializeOwned;

use super::json_integers::JsonIntegers;
use super::reading;

/// Parses a default.
#[must_use]
pub fn parsed<T: DeserializeOwned>(json: &str) -> T {
    let _apart = reading::apart();
    T::deserialize(JsonIntegers(&mut serde_json::Deserializer::from_str(json)))
        .expect("the generator has checked that the default is of the type")
}
