//! JSON within text: strings that hold JSON (`contentMediaType: application/json`).

use std::fmt;
use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use serde::de::{DeserializeOwned, Error, Visitor};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_path_to_error::Track;

use super::json_integers::JsonIntegers;
use super::{excerpt, json, reading};

/// A value that is written as a string with the JSON of the value in it.
///
/// It is the value to whoever uses it: it dereferences to that, and can be made of it by `From`.
///
/// ```text
/// {"settings": "{\"dark\":true}"}
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JsonText<T>(Box<T>);

impl<T> JsonText<T> {
    /// Wraps the value that the text holds.
    pub fn new(value: T) -> Self {
        Self(Box::new(value))
    }

    /// The value that the text holds.
    pub fn into_inner(self) -> T {
        *self.0
    }
}

impl<T> From<T> for JsonText<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T> Deref for JsonText<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for JsonText<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: fmt::Debug> fmt::Debug for JsonText<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl<T: Serialize> Serialize for JsonText<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = json::to_string(&*self.0).map_err(S::Error::custom)?;
        serializer.serialize_str(&text)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for JsonText<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Text(PhantomData))
    }
}

struct Text<T>(PhantomData<T>);

impl<T: DeserializeOwned> Visitor<'_> for Text<T> {
    type Value = JsonText<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string with JSON in it")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<JsonText<T>, E> {
        read(text).map(JsonText::new).map_err(E::custom)
    }
}

/// Reads the JSON. The error begins with the path of the member at fault.
fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    /// How much of the path an error says.
    const MAX_PATH_CHARS: usize = 200;

    let mut json = serde_json::Deserializer::from_str(text);
    let mut track = Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut json, &mut track);
    let read = reading::nested(|| T::deserialize(JsonIntegers(tracked)));
    let read = read.ok_or("JSON within JSON within JSON lies too deep")?;
    let read = read.and_then(|value| json.end().map(|()| value));
    read.map_err(|error| {
        let path = track.path().to_string();
        match path.as_str() {
            "." | "?" => format!("the JSON within: {error}"),
            path => format!(
                "the JSON within: {}: {error}",
                excerpt::cut(path, MAX_PATH_CHARS)
            ),
        }
    })
}
