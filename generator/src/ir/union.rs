//! Unions, and what tells their variants apart.

use serde_json::Value;

use super::{TypeRef, VariantName};
use crate::source::Pointer;

/// A value of one of several types: `oneOf`, `anyOf`, or a list of `type`s.
#[derive(Clone, Debug)]
pub struct Union {
    /// The types, in the document's order; but those that take every text, number or value come
    /// after those that take less.
    pub variants: Vec<Variant>,
    /// How they are told apart before anything else is tried.
    pub discriminator: Option<Discriminator>,
    /// Whether a value must be of no more than one of them, a `oneOf`, and may be of several as far
    /// as is known.
    pub exclusive: bool,
}

impl Union {
    /// Whether its objects are tagged, by the discriminator or by constants of their own: then one
    /// can have a tag that the document doesn't know.
    #[must_use]
    pub fn is_tagged(&self) -> bool {
        let variants = self.variants.iter().filter(|variant| !variant.combined);
        let mut objects = variants
            .map(|variant| &variant.discriminants)
            .filter(|found| found.json.is_empty() || found.json.contains(&JsonKind::Object))
            .peekable();
        self.discriminator.is_some()
            || objects.peek().is_some() && objects.all(|found| !found.constants.is_empty())
    }
}

/// A Discriminator Object.
#[derive(Clone, Debug)]
pub struct Discriminator {
    /// `propertyName`.
    pub property: String,
    /// The values of that property, and what each leads to. Variants can share a value; the first
    /// value of a variant is the one that it is written with.
    pub mapping: Vec<Mapped>,
    /// The index of the variant that stands for all other values: a base class itself.
    pub default: Option<usize>,
}

/// A value of a discriminator.
#[derive(Clone, Debug, PartialEq)]
pub struct Mapped {
    /// The value.
    pub value: Value,
    /// The index of the variant that it stands for.
    pub variant: usize,
    /// Whether it is only the name of the variant's schema.
    pub implied: bool,
}

/// One of the types of a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// What names it.
    pub name: VariantName,
    /// Its type. Never one that is nullable: then the union is.
    pub kind: TypeRef,
    /// What tells its values from those of other variants.
    pub discriminants: Discriminants,
    /// Whether it combines several others of the union that a value can satisfy at once.
    pub combined: bool,
    /// Where it stands.
    pub origin: Pointer,
}

/// What tells the values of a type from those of others before they are decoded.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Discriminants {
    /// The kinds of JSON values that they can be.
    pub json: Vec<JsonKind>,
    /// The properties that an object has to have.
    pub required: Vec<String>,
    /// Every property that an object may have by name.
    pub known: Vec<String>,
    /// The properties that, where they are there, have one of these values.
    pub constants: Vec<(String, Vec<Value>)>,
}

/// The kinds of JSON values (RFC 8259, section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those of JSON Schema")]
pub enum JsonKind {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}
