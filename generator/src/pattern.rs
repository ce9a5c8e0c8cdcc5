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

use regex_syntax::hir::{Class, ClassUnicode, Hir, HirKind};

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

    /// Whether a text matches; `None` where only the engine of ECMA-262 could tell.
    #[must_use]
    pub fn matches(&self, text: &str) -> Option<bool> {
        let Engine::Regex(expression) = &self.engine else {
            return None;
        };
        let expression = regex::Regex::new(expression).ok()?;
        Some(expression.is_match(text))
    }

    /// A text that matches, in which each repetition is by `more` longer than it has to be, as far as it
    /// may be; `None` if none is found.
    #[must_use]
    pub fn sample(&self, more: usize) -> Option<String> {
        let Engine::Regex(expression) = &self.engine else {
            return None;
        };
        let expression = regex_syntax::parse(expression).ok()?;
        let more = u32::try_from(more).ok()?;
        let mut sample = String::new();
        write_match(&expression, more, &mut sample)?;
        (self.matches(&sample) == Some(true)).then_some(sample)
    }
}

/// The longest sample in bytes.
const MAX_SAMPLE: usize = 4096;

/// Writes a text that an expression matches: where there is a choice, the first.
fn write_match(expression: &Hir, more: u32, text: &mut String) -> Option<()> {
    match expression.kind() {
        // What has to stand around it turns out when the whole is matched.
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(Class::Unicode(class)) => text.push(one_of(class)?),
        HirKind::Class(Class::Bytes(class)) => {
            let first = class.ranges().first()?.start();
            text.push(char::from(first).is_ascii().then_some(char::from(first))?);
        }
        HirKind::Repetition(repetition) => {
            let most = repetition.max.unwrap_or(u32::MAX);
            for _ in 0..repetition.min.saturating_add(more).min(most) {
                write_match(&repetition.sub, more, text)?;
            }
        }
        HirKind::Capture(capture) => write_match(&capture.sub, more, text)?,
        HirKind::Concat(parts) => {
            for part in parts {
                write_match(part, more, text)?;
            }
        }
        HirKind::Alternation(choices) => write_match(choices.first()?, more, text)?,
    }
    (text.len() <= MAX_SAMPLE).then_some(())
}

/// A character of a class: a letter or a digit if there is one.
fn one_of(class: &ClassUnicode) -> Option<char> {
    let ranges = || class.ranges().iter();
    let has = |c: &char| ranges().any(|range| (range.start()..=range.end()).contains(c));
    let plain = ('a'..='z')
        .chain('A'..='Z')
        .chain('0'..='9')
        .chain('!'..='~');
    let first = ranges()
        .next()
        .map(regex_syntax::hir::ClassUnicodeRange::start);
    plain.chain([' ']).find(has).or(first)
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
    fn a_sample_matches_and_can_be_longer() {
        let sample = |source: &str, more| Pattern::new(source).unwrap().sample(more);
        assert_eq!(sample(r"^[A-Z]{2}-\d+$", 0).as_deref(), Some("AA-0"));
        assert_eq!(sample(r"^[A-Z]{2}-\d+$", 2).as_deref(), Some("AA-000"));
        assert_eq!(sample("^(cat|dog)s?$", 0).as_deref(), Some("cat"));
        assert_eq!(sample(r"\bx\b", 0).as_deref(), Some("x"));
        assert_eq!(sample("(a{1000}){1000}", 0), None);
        assert_eq!(sample(r"^(?=.*\d).{8,}$", 0), None);
    }

    #[test]
    fn what_is_no_regular_expression_is_refused() {
        for source in ["(", "[a", "a{2,1}"] {
            assert_eq!(Pattern::new(source), Err(Invalid), "{source}");
        }
    }
}
