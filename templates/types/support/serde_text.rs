//! Values of types from other crates as plain text: a string as it is in JSON, but without quotes.

use std::fmt;

use serde::de::value::{Error, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// A value that is written as plain text.
#[derive(Debug)]
pub struct SerdeText<'a, T>(pub &'a T);

impl<T: Serialize> fmt::Display for SerdeText<'_, T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match serde_json::to_value(self.0) {
            Ok(Value::String(text)) => formatter.write_str(&text),
            Ok(value) => value.fmt(formatter),
            Err(_) => Err(fmt::Error),
        }
    }
}

impl<T: Serialize> Serialize for SerdeText<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

/// Reads a value from plain text: of a type that isn't a string in JSON, its JSON.
///
/// # Errors
///
/// Where the text isn't one of the type.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    let string: StrDeserializer<'_, Error> = text.into_deserializer();
    T::deserialize(string)
        .or_else(|error| serde_json::from_str(text).map_err(|_| error.to_string()))
}

/// Lets types be read from plain text by their `Deserialize`.
macro_rules! by_serde {
    ($($name:ty;)*) => {
        $(impl $crate::support::text::FromText for $name {
            fn from_text(
                text: &::core::primitive::str,
            ) -> ::core::result::Result<Self, ::std::string::String> {
                $crate::support::serde_text::read(text)
            }
        })*
    };
}

pub(crate) use by_serde;
