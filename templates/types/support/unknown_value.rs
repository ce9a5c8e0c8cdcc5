//! The error for an unlisted value of an `enum`.

use std::fmt;

use super::excerpt;

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
        Self {
            value: excerpt::quote(value),
            known,
        }
    }

    /// The values that the document lists.
    #[must_use]
    pub fn known(&self) -> &'static [&'static str] {
        self.known
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
