//! Enums whose variants are types.

use super::checks::Checks;
use super::features::Feature;
use super::literal::Literal;
use super::rust_type::RustType;
use crate::ir::{JsonKind, Keyword};

/// An enum whose variants are types.
#[derive(Debug)]
pub struct Union {
    /// Its name.
    pub name: String,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// Its variants.
    pub variants: Vec<UnionVariant>,
    /// The property that names the variant, and the index that each of its values stands for.
    pub discriminator: Option<(String, Vec<(TagValue, usize)>)>,
    /// The index of the variant that stands for all other values of that property.
    pub default: Option<usize>,
    /// Whether a request must not have a value of several variants.
    pub exclusive: bool,
    /// The variant for values that the discriminator doesn't list, or that are of none of the kinds
    /// that constants tell apart, where one may come from a newer server.
    pub other: Option<String>,
    /// Whether the JSON type of a value tells which variant it is.
    pub is_by_type: bool,
    /// Whether anything is checked of it.
    pub is_checked: bool,
    /// What is checked of it as it is in JSON.
    pub keywords: Vec<Keyword>,
    /// Where it can stand in a path, a query or a header: the order in which the variants are tried.
    pub text: Option<Vec<TextVariant>>,
}

impl Union {
    /// What asks for the support code of its kind.
    #[must_use]
    pub fn feature(&self) -> Feature {
        match self.is_by_type {
            true => Feature::UnionsByType,
            false => Feature::Unions,
        }
    }
}

/// A variant of a union.
#[derive(Debug)]
pub struct UnionVariant {
    /// Its identifier.
    pub name: String,
    /// What it holds.
    pub kind: RustType,
    /// What is checked of it.
    pub checks: Checks,
    /// The type that becomes this variant by itself: none where several variants hold it.
    pub from: Option<RustType>,
    /// Whether that is a chosen type that is a string in JSON, or a list or mapping of such values.
    pub text: bool,
    /// Who writes the discriminator.
    pub tagging: Tagging,
    /// The field for the discriminator that a value is given when it becomes this variant, where it
    /// has none.
    pub tag: Option<Tag>,
    /// By what it is known.
    pub discriminants: Discriminants,
}

/// A value of a discriminator.
#[derive(Clone, Debug, PartialEq)]
pub enum TagValue {
    /// A string.
    Text(String),
    /// A boolean.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Number(f64),
}

/// A field that names a variant, and may lack a value.
#[derive(Debug)]
pub struct Tag {
    /// The field.
    pub field: String,
    /// The value.
    pub value: Literal,
    /// How many `Option`s stand around it.
    pub options: usize,
}

/// By what a variant is known.
#[derive(Debug)]
pub struct Discriminants {
    /// The struct that all else but the rank and the constants can be taken from, if there is one.
    pub object: Option<RustType>,
    /// How early it is tried: the least first.
    pub rank: u8,
    /// The kinds of JSON that it may be; none where it may be any.
    pub json: Vec<JsonKind>,
    /// Its values, as JSON, if they are listed.
    pub values: Vec<String>,
    /// The properties that are always there.
    pub required: Vec<String>,
    /// The properties that the document describes.
    pub properties: Vec<String>,
    /// The properties that have one of a few values, as JSON.
    pub constants: Vec<(String, Vec<String>)>,
    /// Whether it is made of several others that can hold at once.
    pub is_merged: bool,
}

/// A variant that can be read from text.
#[derive(Debug)]
pub struct TextVariant {
    /// Its index.
    pub index: usize,
    /// Whether it takes any text.
    pub any: bool,
    /// The enum and its variant for values that aren't listed.
    pub other: Option<(String, String)>,
}

/// Who writes the property that names a variant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tagging {
    /// The variant's type does, or there is no such property.
    Plain,
    /// The variant's type does where it isn't left out; the union only puts it right.
    Optional,
    /// The union does.
    Tagged,
}
