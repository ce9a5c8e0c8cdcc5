//! How properties are read that serde has no word for.

use serde::{Deserialize, Deserializer};

/// Reads a property that is there, so that `null` and a property that is left out differ: the
/// first is `Some(None)`, the second, for which serde takes the default, `None`.
///
/// # Errors
///
/// Where the value isn't of the type.
pub fn present<'de, T, D>(deserializer: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    T::deserialize(deserializer).map(Some)
}
