//! Rust types.

use crate::formats::Scalar;

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the Rust types")]
pub enum RustType {
    Unit,
    Bool,
    String,
    /// Any other type for the values of a format.
    Scalar(Scalar),
    Never,
    /// JSON of the type within text.
    JsonText(Box<RustType>),
    /// Any JSON value.
    Json,
    /// Any JSON object.
    JsonObject,
    /// A type that the types crate defines.
    Named(String),
    Vec(Box<RustType>),
    Tuple(Vec<RustType>),
    /// From `String` to the type.
    Map(Box<RustType>),
    Option(Box<RustType>),
    Boxed(Box<RustType>),
}

/// How the client takes a value of a type as an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Argument {
    /// The value itself: it is `Copy`.
    Value,
    /// `&str`.
    Text,
    /// `&[impl AsRef<str>]`.
    Texts,
    /// A slice of the items.
    Slice,
    /// A reference.
    Reference,
}

impl RustType {
    /// Whether a type that isn't defined by the types crate is `Copy`.
    #[must_use]
    pub fn is_copy(&self) -> bool {
        match self {
            Self::Bool => true,
            Self::Scalar(scalar) => scalar.copy,
            Self::Unit
            | Self::String
            | Self::Never
            | Self::JsonText(_)
            | Self::Json
            | Self::JsonObject
            | Self::Named(_)
            | Self::Vec(_)
            | Self::Tuple(_)
            | Self::Map(_)
            | Self::Option(_)
            | Self::Boxed(_) => false,
        }
    }

    /// Whether it was chosen for a format.
    #[must_use]
    pub fn is_chosen(&self) -> bool {
        matches!(self, Self::Scalar(scalar) if scalar.chosen().is_some())
    }

    /// Whether it has a value for nothing.
    #[must_use]
    pub fn is_option(&self) -> bool {
        matches!(self, Self::Option(_))
    }

    /// Calls `visit` for the type and for those inside of it.
    pub fn visit<'a>(&'a self, visit: &mut impl FnMut(&'a Self)) {
        visit(self);
        match self {
            Self::JsonText(inner)
            | Self::Vec(inner)
            | Self::Map(inner)
            | Self::Option(inner)
            | Self::Boxed(inner) => inner.visit(visit),
            Self::Tuple(items) => items.iter().for_each(|item| item.visit(visit)),
            _ => {}
        }
    }
}
