//! Schemas that no type is made of: values are held against them as they are in JSON.

use std::hash::{Hash, Hasher};

use serde_json::{Number, Value};

use crate::pattern::Pattern;
use crate::source::Pointer;

/// A schema: a value satisfies all of its keywords.
pub type Subschema = Vec<Keyword>;

/// A keyword of JSON Schema. It leaves values alone that are of another kind than it speaks of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of JSON Schema")]
pub enum Keyword {
    MinLength(usize),
    MaxLength(usize),
    Pattern(Pattern),
    Minimum(Number),
    ExclusiveMinimum(Number),
    Maximum(Number),
    ExclusiveMaximum(Number),
    MultipleOf(Number),
    MinItems(usize),
    MaxItems(usize),
    UniqueItems,
    MinProperties(usize),
    MaxProperties(usize),
    /// The properties that must be there where another one is.
    DependentRequired(String, Vec<String>),
    /// The schema `false`.
    Never,
    /// The names of the types that a value may be of.
    Type(Vec<String>),
    Enum(Vec<Value>),
    Required(Vec<String>),
    /// One of `properties`.
    Property(String, Subschema),
    /// One of `patternProperties`.
    PatternProperty(Pattern, Subschema),
    /// For the properties that have none of these names, and match none of these patterns.
    AdditionalProperties(Vec<String>, Vec<Pattern>, Subschema),
    PropertyNames(Subschema),
    /// One of `dependentSchemas`.
    DependentSchema(String, Subschema),
    /// For the item at an index.
    PrefixItem(usize, Subschema),
    /// For the items from an index on.
    Items(usize, Subschema),
    /// `contains`, with `minContains`: at least so many items.
    MinContains(usize, Subschema),
    /// The same with `maxContains`: at most so many.
    MaxContains(usize, Subschema),
    AnyOf(Vec<Subschema>),
    OneOf(Vec<Subschema>),
    Not(Subschema),
    /// `if`, `then` and `else`.
    If(Subschema, Subschema, Subschema),
}

/// What a schema asks of its values by keywords that no type says.
#[derive(Clone, Debug)]
pub struct Assertion {
    /// The first of these keywords in the document.
    pub at: Pointer,
    /// What is asked.
    pub schema: Subschema,
}

/// Two are the same if they ask for the same, wherever they stand.
impl PartialEq for Assertion {
    fn eq(&self, other: &Self) -> bool {
        self.schema == other.schema
    }
}

impl Eq for Assertion {}

impl Hash for Assertion {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.schema.hash(state);
    }
}

impl Keyword {
    /// The schemas in it.
    #[must_use]
    pub fn schemas(&self) -> Vec<&Subschema> {
        match self {
            Self::Property(_, schema)
            | Self::PatternProperty(_, schema)
            | Self::AdditionalProperties(_, _, schema)
            | Self::PropertyNames(schema)
            | Self::DependentSchema(_, schema)
            | Self::PrefixItem(_, schema)
            | Self::Items(_, schema)
            | Self::MinContains(_, schema)
            | Self::MaxContains(_, schema)
            | Self::Not(schema) => vec![schema],
            Self::AnyOf(schemas) | Self::OneOf(schemas) => schemas.iter().collect(),
            Self::If(condition, then, otherwise) => vec![condition, then, otherwise],
            _ => Vec::new(),
        }
    }

    /// The regular expressions in it, and in the schemas in it.
    #[must_use]
    pub fn patterns(&self) -> Vec<&Pattern> {
        let mut found: Vec<&Pattern> = match self {
            Self::Pattern(pattern) | Self::PatternProperty(pattern, _) => vec![pattern],
            Self::AdditionalProperties(_, patterns, _) => patterns.iter().collect(),
            _ => Vec::new(),
        };
        let inner = self.schemas().into_iter().flatten();
        found.extend(inner.flat_map(Self::patterns));
        found
    }
}
