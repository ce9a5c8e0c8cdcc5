//! What the emitted code checks of values, beside their types.

use crate::ir::Size;
use crate::pattern::Pattern;

/// What is checked of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checks {
    /// How many `Option`s the value is in, one in the other.
    pub options: usize,
    /// What is checked of the value itself.
    pub rules: Vec<Rule>,
    /// What is checked of the values in it.
    pub within: Within,
}

impl Checks {
    /// Whether any value will do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty() && matches!(self.within, Within::Nothing)
    }

    /// Whether it is all done by the types that the value is made of.
    #[must_use]
    pub fn is_by_type(&self) -> bool {
        self.rules.is_empty()
            && match &self.within {
                Within::Itself => true,
                Within::Items(inner) | Within::Values(inner) => inner.is_by_type(),
                Within::Nothing | Within::Places(_) => false,
            }
    }

    /// The rules of the value and of all in it.
    pub fn rules(&self) -> Vec<&Rule> {
        let mut rules: Vec<&Rule> = self.rules.iter().collect();
        match &self.within {
            Within::Nothing | Within::Itself => {}
            Within::Items(inner) | Within::Values(inner) => rules.extend(inner.rules()),
            Within::Places(places) => rules.extend(places.iter().flat_map(Self::rules)),
        }
        rules
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

/// Something that is checked of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// What.
    pub kind: RuleKind,
    /// How the value is looked at.
    pub access: Access,
}

/// What is checked of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the keywords")]
pub enum RuleKind {
    Length(Size),
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
    /// The properties that must be there where another one is.
    DependentRequired(String, Vec<String>),
}

/// How a value is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// As it is: a `String`, a number of Rust, a list or a mapping.
    Direct,
    /// As its type writes it in JSON: it is of another type than the keyword speaks of.
    Written,
    /// As what it turns out to be: it is any JSON value.
    Json,
}
