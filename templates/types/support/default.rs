//! Defaults that no plain expression says.

use serde::de::DeserializeOwned;

/// The value of a default that stands as JSON.
#[must_use]
pub fn parsed<T: DeserializeOwned>(json: &str) -> T {
    serde_json::from_str(json).expect("the generator has checked that the default is of the type")
}
