//! Regular expressions of the document that look around or refer back, compiled when they are used
//! first.

use std::sync::OnceLock;

use regress::Regex;

use super::validate::Pattern;

/// A longer text isn't matched: an expression of this kind can take time that grows with the length
/// of the text faster than the text does.
const MAX_BYTES: usize = 4096;

/// A regular expression that needs an engine which tries one way after another.
pub struct EcmaPattern {
    source: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl EcmaPattern {
    /// Takes the expression as the document has it.
    pub const fn new(source: &'static str) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }
}

impl Pattern for EcmaPattern {
    fn source(&self) -> &'static str {
        self.source
    }

    fn is_match(&self, text: &str) -> bool {
        let compile = || Regex::with_flags(self.source, "u").or_else(|_| Regex::new(self.source));
        let compiled = self.compiled.get_or_init(|| compile().ok());
        text.len() <= MAX_BYTES
            // It was compiled once when this code was generated.
            && compiled.as_ref().is_none_or(|regex| regex.find(text).is_some())
    }
}

/// A regular expression as the document has it (ECMA-262).
#[doc(hidden)]
#[macro_export]
macro_rules! __ecma_pattern {
    ($source:literal) => {{
        static PATTERN: $crate::support::ecma_pattern::EcmaPattern =
            $crate::support::ecma_pattern::EcmaPattern::new($source);
        &PATTERN
    }};
}

pub use __ecma_pattern as ecma_pattern;
