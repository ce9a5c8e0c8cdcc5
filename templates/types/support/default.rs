//! Defaults that no plain expression says.

use serde::de::DeserializeOwned;

use super::json_integers::JsonIntegers;

/// The value of a default that stands as JSON.
#[must_use]
pub fn parsed<T: DeserializeOwned>(json: &str) -> T {
    T::deserialize(JsonIntegers(&mut serde_json::Deserializer::from_str(json)))
        .expect("the generator has checked that the default is of the type")
}
