//! Regular expressions of the document, compiled when they are used first.

use std::sync::OnceLock;

use regex::Regex;

use super::validate::Pattern;

/// A regular expression that the `regex` crate matches, in time in proportion to the text.
pub struct LinearPattern {
    source: &'static str,
    rust: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl LinearPattern {
    /// Takes the expression as the document has it, and as the `regex` crate has it.
    pub const fn new(source: &'static str, rust: &'static str) -> Self {
        Self {
            source,
            rust,
            compiled: OnceLock::new(),
        }
    }
}

impl Pattern for LinearPattern {
    fn source(&self) -> &'static str {
        self.source
    }

    fn is_match(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| Regex::new(self.rust).ok());
        // It was compiled once when this code was generated.
        compiled.as_ref().is_none_or(|regex| regex.is_match(text))
    }
}

/// A regular expression, first as the document has it (ECMA-262), then as the `regex` crate does if
/// that isn't the same.
#[doc(hidden)]
#[macro_export]
macro_rules! __pattern {
    ($source:literal) => {
        $crate::support::pattern::pattern!($source, $source)
    };
    ($source:literal, $rust:literal) => {{
        static PATTERN: $crate::support::pattern::LinearPattern =
            $crate::support::pattern::LinearPattern::new($source, $rust);
        &PATTERN
    }};
}

pub use __pattern as pattern;
