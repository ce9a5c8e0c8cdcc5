//! Types of the IR as Rust types.

use super::boxes::Cycles;
use super::tags::Tags;
use crate::formats::Scalar;
use crate::ir::{Kind, TypeId, TypeRef, Types};
use crate::names::Names;

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
            Self::Vec(inner) | Self::Map(inner) | Self::Option(inner) | Self::Boxed(inner) => {
                inner.visit(visit);
            }
            Self::Tuple(items) => items.iter().for_each(|item| item.visit(visit)),
            _ => {}
        }
    }
}

/// Looks types up.
pub(super) struct Resolver<'a> {
    pub(super) types: &'a Types,
    pub(super) names: &'a Names,
    pub(super) cycles: &'a Cycles,
    pub(super) tags: &'a Tags,
}

/// Longer tuples lack the traits of the standard library.
const MAX_TUPLE: usize = 12;

impl Resolver<'_> {
    /// The Rust type of a use, `Option` where it may be `null`.
    pub(super) fn resolve(&self, type_ref: TypeRef) -> RustType {
        let inner = self.resolve_id(type_ref.id);
        if type_ref.nullable {
            RustType::Option(Box::new(inner))
        } else {
            inner
        }
    }

    /// The Rust type of a property, item or variant, boxed where its type holds itself.
    pub(super) fn held(&self, owner: TypeId, index: usize, type_ref: TypeRef) -> RustType {
        let mut inner = self.resolve_id(type_ref.id);
        if self.cycles.boxed.contains(&(owner, index)) {
            inner = RustType::Boxed(Box::new(inner));
        }
        if type_ref.nullable {
            RustType::Option(Box::new(inner))
        } else {
            inner
        }
    }

    pub(super) fn resolve_id(&self, id: TypeId) -> RustType {
        match self.names.get(id) {
            Some(names) => RustType::Named(names.name.clone()),
            None => self.structure(id),
        }
    }

    /// The Rust type that a type stands for, without its own name.
    pub(super) fn structure(&self, id: TypeId) -> RustType {
        match &self.types.get(id).kind {
            Kind::Any(_) | Kind::Object(_) | Kind::Enum(_) | Kind::Union(_) => RustType::Json,
            Kind::Null => RustType::Unit,
            Kind::Never => RustType::Never,
            Kind::Boolean => RustType::Bool,
            Kind::Number(format) | Kind::String(format) if format.scalar == Scalar::STRING => {
                RustType::String
            }
            Kind::Number(format) | Kind::String(format) => RustType::Scalar(format.scalar.clone()),
            Kind::Array(item) => RustType::Vec(Box::new(self.resolve(*item))),
            Kind::Tuple(items) if items.is_empty() || items.len() > MAX_TUPLE => {
                RustType::Vec(Box::new(RustType::Json))
            }
            Kind::Tuple(items) => {
                let items = items.iter().enumerate();
                RustType::Tuple(
                    items
                        .map(|(index, item)| self.held(id, index, *item))
                        .collect(),
                )
            }
            Kind::Map(value)
                if !value.nullable && matches!(self.types.get(value.id).kind, Kind::Any(_)) =>
            {
                RustType::JsonObject
            }
            Kind::Map(value) => RustType::Map(Box::new(self.resolve(*value))),
            Kind::Alias(inner) => self.resolve(*inner),
        }
    }

    /// The type of a parameter or header: the scalar itself rather than a name for it, but for enums
    /// and unions.
    pub(super) fn scalar(&self, id: TypeId) -> RustType {
        let id = self
            .types
            .unalias(TypeRef {
                id,
                nullable: false,
            })
            .id;
        match self.types.get(id).kind {
            Kind::Enum(_) | Kind::Union(_) => self.resolve_id(id),
            _ => self.structure(id),
        }
    }
}
