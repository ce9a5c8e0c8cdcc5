//! What a string is that no variant stands for.

use std::fmt;

/// A string that isn't one of the values that the document lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownValue {
    value: String,
    known: &'static [&'static str],
}

impl UnknownValue {
    /// Names the value and those that are known.
    #[must_use]
    pub fn new(value: &str, known: &'static [&'static str]) -> Self {
        // A value from the network may be of any length, and the message ends up in logs.
        Self {
            value: value.chars().take(64).collect(),
            known,
        }
    }
}

impl fmt::Display for UnknownValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "`{}` isn't one of `{}`",
            self.value,
            self.known.join("`, `")
        )
    }
}

impl std::error::Error for UnknownValue {}
