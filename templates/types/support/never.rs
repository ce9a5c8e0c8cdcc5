//! The schema `false`.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value;

use super::reading;

/// A value where the document allows none: its schema is `false`.
///
/// Nobody can make one. In requests it is an error; what a server sends all the same is kept, so
/// that the rest of an answer can be read.
#[derive(Clone, Debug, PartialEq)]
pub struct Never(Value);

impl AsRef<Value> for Never {
    fn as_ref(&self) -> &Value {
        &self.0
    }
}

impl Serialize for Never {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Never {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Value::deserialize(deserializer)?;
        if reading::is_request() {
            return Err(D::Error::custom("no value can stand here"));
        }
        Ok(Self(value))
    }
}
