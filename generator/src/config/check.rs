//! Text that is checked while it is read, so that an error shows its place.

use serde::de::{Deserialize, Deserializer, Error};

/// A string that passes a check.
pub(super) fn checked<'de, D: Deserializer<'de>>(
    deserializer: D,
    check: fn(&str) -> Result<(), &'static str>,
) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    check(&text).map_err(D::Error::custom)?;
    Ok(text)
}

/// One line of text.
pub(super) fn one_line<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<String>, D::Error> {
    checked(deserializer, check_one_line).map(Some)
}

fn check_one_line(text: &str) -> Result<(), &'static str> {
    if text.trim().is_empty() || text.contains(char::is_control) {
        return Err("expected one line of text");
    }
    Ok(())
}
