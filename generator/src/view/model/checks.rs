//! What the emitted code checks of values, beside their types.

use crate::ir::{Keyword, Size};
use crate::pattern::Pattern;

/// What is checked of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checks {
    /// How many `Option`s the value is in, one in the other.
    pub options: usize,
    /// What is checked of the value itself.
    pub rules: Vec<Rule>,
    /// What is checked of it as it is in JSON.
    pub keywords: Vec<Keyword>,
    /// What is checked of the values in it.
    pub within: Within,
}

impl Checks {
    /// Whether any value will do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.asks_nothing() && matches!(self.within, Within::Nothing)
    }

    /// Whether it is all done by the types that the value is made of.
    #[must_use]
    pub fn is_by_type(&self) -> bool {
        self.asks_nothing()
            && match &self.within {
                Within::Itself => true,
                Within::Items(inner) | Within::Values(inner) => inner.is_by_type(),
                Within::Nothing | Within::Places(_) => false,
            }
    }

    /// Whether nothing is checked of the value itself.
    fn asks_nothing(&self) -> bool {
        self.rules.is_empty() && self.keywords.is_empty()
    }

    /// These, and the checks of all that is in the value.
    pub fn all(&self) -> Vec<&Self> {
        let mut all = vec![self];
        match &self.within {
            Within::Nothing | Within::Itself => {}
            Within::Items(inner) | Within::Values(inner) => all.extend(inner.all()),
            Within::Places(places) => all.extend(places.iter().flat_map(Self::all)),
        }
        all
    }
}

/// What is checked of the values in a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Within {
    /// Nothing.
    #[default]
    Nothing,
    /// The type does so itself.
    Itself,
    /// Of each item of a list.
    Items(Box<Checks>),
    /// Of each value of a mapping.
    Values(Box<Checks>),
    /// Of each place of a tuple.
    Places(Vec<Checks>),
}

/// What is checked of a value of the type that the keyword speaks of: a `String`, a number of Rust, a
/// list or a mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the keywords")]
pub enum Rule {
    Length(Size),
    /// `minLength` and `maxLength` of a file.
    Bytes(Size),
    Pattern(Pattern),
    /// With the limit as a literal.
    Minimum(String),
    ExclusiveMinimum(String),
    Maximum(String),
    ExclusiveMaximum(String),
    MultipleOf(String),
    Items(Size),
    UniqueItems,
    Properties(Size),
}
