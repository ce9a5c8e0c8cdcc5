//! Bodies of JSON values, one after the other.

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::failure::Failure;
use super::given::{Given, missing};
use crate::api::types::support::json;

impl Given {
    /// The values that `--body` gives.
    ///
    /// # Errors
    ///
    /// Says which of them isn't what is expected.
    pub fn lines<T: DeserializeOwned>(&self) -> Result<Vec<T>, Failure> {
        let text = self.whole_body()?.ok_or_else(|| missing("body"))?;
        let values = serde_json::Deserializer::from_str(&text).into_iter::<Box<RawValue>>();
        let values = values.enumerate().map(|(index, value)| {
            let value = value.and_then(|value| json::from_slice(value.get().as_bytes()));
            value.map_err(|error| {
                Failure::usage(format!("value {} of the body: {error}", index + 1))
            })
        });
        values.collect()
    }
}
