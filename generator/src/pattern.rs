//! Regular expressions: those of documents are ECMA-262's, those of the emitted crates Rust's.
//!
//! `pattern` is a regular expression of ECMA-262 in its Unicode mode (JSON Schema 2020-12, section
//! 6.4). The `regex` crate has another syntax, and other meanings for the same syntax: its `\d` are
//! the digits of all scripts, ECMA-262's are `0` to `9`. So an expression is translated here, once,
//! and the emitted crates need no translation at run time. What `regex` can't do by design (it takes
//! time in proportion to the text, so it has no look-around and no back-references) is left to an
//! engine of ECMA-262's own. Each expression is compiled here as it is there, so that none fails at run
//! time.

use std::fmt;

/// A regular expression that a value must match somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// As the document writes it.
    pub source: String,
    /// What matches it.
    pub engine: Engine,
}

/// What matches a regular expression in the emitted crates.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Engine {
    /// The `regex` crate, with this translation.
    Regex(String),
    /// The `regress` crate, with the expression as it stands.
    Regress,
}

/// No regular expression of ECMA-262.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invalid;

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this isn't a regular expression of ECMA-262")
    }
}

impl Pattern {
    /// Takes the text of a `pattern`.
    ///
    /// # Errors
    ///
    /// Returns an error if it isn't a regular expression of ECMA-262, in its Unicode mode or without.
    pub fn new(source: &str) -> Result<Self, Invalid> {
        let translated = jsonschema_regex::to_rust_regex(source).ok();
        // It has to compile as it will in the emitted crates: the translation leaves as it is what it
        // can't translate, and what is too large for `regex` (`.{1,99999}`) is left to the other.
        let translated = translated.filter(|text| regex::Regex::new(text).is_ok());
        let is_ecma = || {
            let unicode = regress::Regex::with_flags(source, "u");
            unicode.or_else(|_| regress::Regex::new(source)).is_ok()
        };
        let engine = match translated {
            Some(text) => Engine::Regex(text.into_owned()),
            None if is_ecma() => Engine::Regress,
            None => return Err(Invalid),
        };
        Ok(Self {
            source: source.to_owned(),
            engine,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine(source: &str) -> Engine {
        Pattern::new(source).unwrap().engine
    }

    #[test]
    fn meanings_are_those_of_ecma_262() {
        assert_eq!(engine("^[a-z]+$"), Engine::Regex("^[a-z]+$".to_owned()));
        assert_eq!(engine(r"^\d$"), Engine::Regex("^[0-9]$".to_owned()));
    }

    #[test]
    fn look_around_and_back_references_have_an_engine_of_their_own() {
        assert_eq!(engine(r"^(?=.*\d).{8,}$"), Engine::Regress);
        assert_eq!(engine(r"^(a|b)\1$"), Engine::Regress);
    }

    #[test]
    fn what_is_too_large_for_one_engine_is_left_to_the_other() {
        assert_eq!(engine(r"^[\s\S]{1,99999}$"), Engine::Regress);
    }

    #[test]
    fn what_is_no_regular_expression_is_refused() {
        for source in ["(", "[a", "a{2,1}"] {
            assert_eq!(Pattern::new(source), Err(Invalid), "{source}");
        }
    }
}
