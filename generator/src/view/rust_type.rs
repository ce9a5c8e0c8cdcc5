//! Types of the IR as Rust types.

use super::boxes::Cycles;
use super::tags::Tags;
use crate::ir::{Kind, Number, StringFormat, TypeId, TypeRef, Types};
use crate::names::Names;

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the Rust types")]
pub enum RustType {
    Unit,
    Bool,
    I8,
    I16,
    I32,
    I64,
    U8,
    U16,
    U32,
    U64,
    /// A whole number that no integer of the others has room for.
    BigInteger,
    F64,
    String,
    DateTime,
    Date,
    Uuid,
    Base64,
    Ipv4,
    Ipv6,
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
        matches!(
            self,
            Self::Bool
                | Self::I8
                | Self::I16
                | Self::I32
                | Self::I64
                | Self::U8
                | Self::U16
                | Self::U32
                | Self::U64
                | Self::BigInteger
                | Self::F64
                | Self::DateTime
                | Self::Date
                | Self::Uuid
                | Self::Ipv4
        )
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
            Kind::Number(Number::Int8) => RustType::I8,
            Kind::Number(Number::Int16) => RustType::I16,
            Kind::Number(Number::Int32) => RustType::I32,
            Kind::Number(Number::Int64) => RustType::I64,
            Kind::Number(Number::Uint8) => RustType::U8,
            Kind::Number(Number::Uint16) => RustType::U16,
            Kind::Number(Number::Uint32) => RustType::U32,
            Kind::Number(Number::Uint64) => RustType::U64,
            Kind::Number(Number::Big) => RustType::BigInteger,
            Kind::Number(Number::Double) => RustType::F64,
            Kind::String(StringFormat::Text | StringFormat::Password) => RustType::String,
            Kind::String(StringFormat::DateTime) => RustType::DateTime,
            Kind::String(StringFormat::Date) => RustType::Date,
            Kind::String(StringFormat::Uuid) => RustType::Uuid,
            Kind::String(StringFormat::Base64) => RustType::Base64,
            Kind::String(StringFormat::Ipv4) => RustType::Ipv4,
            Kind::String(StringFormat::Ipv6) => RustType::Ipv6,
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
