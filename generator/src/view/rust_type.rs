//! Types of the IR as Rust types.

use serde_json::Value;

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
    F32,
    F64,
    String,
    Timestamp,
    Date,
    Uuid,
    Base64,
    Ipv4,
    Ipv6,
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

/// A value that stands in the emitted code.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// A `String`.
    String(String),
    /// A variant of an enum of the types crate.
    Variant(String, String),
    /// A `Vec`.
    List(Vec<Literal>),
}

/// Looks types up.
pub(super) struct Resolver<'a> {
    pub(super) types: &'a Types,
    pub(super) names: &'a Names,
}

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
            Kind::Boolean => RustType::Bool,
            Kind::Number(Number::Int8) => RustType::I8,
            Kind::Number(Number::Int16) => RustType::I16,
            Kind::Number(Number::Int32) => RustType::I32,
            Kind::Number(Number::Int64) => RustType::I64,
            Kind::Number(Number::Uint8) => RustType::U8,
            Kind::Number(Number::Uint16) => RustType::U16,
            Kind::Number(Number::Uint32) => RustType::U32,
            Kind::Number(Number::Uint64) => RustType::U64,
            Kind::Number(Number::Float) => RustType::F32,
            Kind::Number(Number::Double) => RustType::F64,
            Kind::String(StringFormat::Text | StringFormat::Password) => RustType::String,
            Kind::String(StringFormat::DateTime) => RustType::Timestamp,
            Kind::String(StringFormat::Date) => RustType::Date,
            Kind::String(StringFormat::Uuid) => RustType::Uuid,
            Kind::String(StringFormat::Base64) => RustType::Base64,
            Kind::String(StringFormat::Ipv4) => RustType::Ipv4,
            Kind::String(StringFormat::Ipv6) => RustType::Ipv6,
            Kind::Array(item) => RustType::Vec(Box::new(self.resolve(*item))),
            Kind::Tuple(items) => {
                RustType::Tuple(items.iter().map(|item| self.resolve(*item)).collect())
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

    /// The type of a parameter or header: the scalar itself rather than a name for it, but for enums.
    pub(super) fn scalar(&self, id: TypeId) -> RustType {
        let id = self
            .types
            .unalias(TypeRef {
                id,
                nullable: false,
            })
            .id;
        match self.types.get(id).kind {
            Kind::Enum(_) => self.resolve_id(id),
            _ => self.structure(id),
        }
    }

    /// A default value, which the lowering has found to be one of the type.
    pub(super) fn literal(&self, value: &Value, type_ref: TypeRef) -> Option<Literal> {
        let id = self.types.unalias(type_ref).id;
        match (&self.types.get(id).kind, value) {
            (_, Value::Bool(value)) => Some(Literal::Bool(*value)),
            (Kind::Number(Number::Float | Number::Double), Value::Number(number)) => {
                number.as_f64().map(Literal::Float)
            }
            (Kind::Enum(values), value) => {
                let index = values.values.iter().position(|known| known == value)?;
                let names = self.names.get(id)?;
                Some(Literal::Variant(
                    names.name.clone(),
                    names.members.get(index)?.clone(),
                ))
            }
            (_, Value::Number(number)) => number.as_i64().map(Literal::Integer),
            (_, Value::String(text)) => Some(Literal::String(text.clone())),
            _ => None,
        }
    }
}
