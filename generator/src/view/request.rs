//! Requests as both sides see them.

use serde_json::Value;

use super::literal::DefaultValue;
use super::rust_type::{Resolver, RustType};
use super::union::{MAX_DEPTH, text};
use crate::ir::{
    Additional, Encoding, Header, Kind, Location, Object, Operation, Parameter, Style, StyleKind,
    TypeId, TypeRef, Untyped,
};
use crate::names::OperationNames;

/// A parameter.
#[derive(Debug)]
pub struct ParameterView {
    /// Its identifier.
    pub name: String,
    /// Its name on the wire.
    pub wire: String,
    /// Where it stands in a request.
    pub location: Location,
    /// Whether it is always there.
    pub required: bool,
    /// Its type.
    pub kind: RustType,
    /// The text that it always is: nobody has to give it.
    pub constant: Option<String>,
    /// How it is written, where that isn't just its text.
    pub codec: Option<Codec>,
    /// What a missing one stands for.
    pub default: Option<DefaultValue>,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
    /// Whether the document discourages its use.
    pub deprecated: bool,
}

/// How a value is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codec {
    /// By a style or as JSON.
    pub encoding: Encoding,
    /// Which names are its members, where it stands without a name of its own.
    pub members: Members,
}

/// Which names of a query are members of an object that has no name of its own there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Members {
    /// None at all.
    None,
    /// These.
    Only(Vec<String>),
    /// All but these.
    Except(Vec<String>),
}

pub(super) fn parameters(
    operation: &Operation,
    names: &OperationNames,
    resolver: &Resolver<'_>,
) -> Vec<ParameterView> {
    operation
        .parameters
        .iter()
        .zip(&names.parameters)
        .map(|(parameter, name)| {
            let type_ref = reference(parameter.kind);
            let codec = codec(parameter, operation, resolver);
            ParameterView {
                name: name.clone(),
                wire: parameter.name.clone(),
                location: parameter.location,
                required: parameter.required,
                kind: match codec {
                    None => resolver.scalar(parameter.kind),
                    Some(_) => resolver.resolve(type_ref),
                },
                constant: parameter.constant.clone(),
                codec,
                default: parameter
                    .default
                    .as_ref()
                    .and_then(|value| default(value, type_ref, resolver)),
                docs: parameter
                    .description
                    .clone()
                    .unwrap_or_else(|| format!("The parameter `{}`.", parameter.name)),
                deprecated: parameter.deprecated,
            }
        })
        .collect()
}

pub(super) fn reference(id: TypeId) -> TypeRef {
    TypeRef {
        id,
        nullable: false,
    }
}

fn default(json: &Value, type_ref: TypeRef, resolver: &Resolver<'_>) -> Option<DefaultValue> {
    let id = resolver.types.unalias(type_ref).id;
    match (&resolver.types.get(id).kind, json) {
        (Kind::Array(item), Value::Array(values)) => resolver.default_list(values, *item),
        _ => resolver.default_value(json, type_ref),
    }
}

/// How a response header is written; `None` where its text is all there is to it.
pub(super) fn header_codec(header: &Header, resolver: &Resolver<'_>) -> Option<Codec> {
    let plain = header.encoding != Encoding::Json && is_scalar(header.kind, resolver);
    (!plain).then_some(Codec {
        encoding: header.encoding,
        members: Members::None,
    })
}

/// How a parameter is written; `None` where its text is all there is to it.
fn codec(parameter: &Parameter, operation: &Operation, resolver: &Resolver<'_>) -> Option<Codec> {
    let plain = match parameter.encoding {
        Encoding::Json => false,
        Encoding::Style(style) => {
            matches!(style.kind, StyleKind::Simple | StyleKind::Form)
                && !style.allow_reserved
                && is_scalar(parameter.kind, resolver)
        }
    };
    (!plain).then(|| Codec {
        encoding: parameter.encoding,
        members: members(parameter, operation, resolver),
    })
}

/// Whether every value of a type is one text, and reads from it.
pub(super) fn is_scalar(id: TypeId, resolver: &Resolver<'_>) -> bool {
    let id = resolver.types.unalias(reference(id)).id;
    match &resolver.types.get(id).kind {
        Kind::Boolean | Kind::Number(_) | Kind::String(_) | Kind::Enum(_) => true,
        Kind::Union(union) => text(union, resolver, MAX_DEPTH).is_some(),
        _ => false,
    }
}

/// The names that belong to an object whose members stand in the query by themselves.
fn members(parameter: &Parameter, operation: &Operation, resolver: &Resolver<'_>) -> Members {
    if !matches!(parameter.location, Location::Query | Location::Cookie) {
        return Members::None;
    }
    let others = operation
        .parameters
        .iter()
        .filter(|other| other.location == parameter.location && other.name != parameter.name);
    let others = others.map(|other| other.name.clone());
    unnamed(parameter.encoding, parameter.kind, others, resolver)
}

/// The names that belong to a value beside `others`, if it stands there without its own.
pub(super) fn unnamed(
    encoding: Encoding,
    kind: TypeId,
    others: impl Iterator<Item = String>,
    resolver: &Resolver<'_>,
) -> Members {
    let exploded = matches!(
        encoding,
        Encoding::Style(Style { explode: true, kind, .. }) if kind != StyleKind::DeepObject
    );
    if !exploded {
        return Members::None;
    }
    let id = resolver.types.unalias(reference(kind)).id;
    match &resolver.types.get(id).kind {
        Kind::Object(object) if !asks_for_others(object, resolver) => {
            let names = object.properties.iter();
            Members::Only(names.map(|property| property.name.clone()).collect())
        }
        Kind::Object(_) | Kind::Map(_) | Kind::Union(_) => Members::Except(others.collect()),
        _ => Members::None,
    }
}

/// Whether a schema says that its objects have other properties. What stands among parameters and
/// is kept only so that nothing is lost could be any of them.
fn asks_for_others(object: &Object, resolver: &Resolver<'_>) -> bool {
    let Additional::Typed(value) = object.additional else {
        return false;
    };
    let value = resolver.types.unalias(value).id;
    !matches!(
        resolver.types.get(value).kind,
        Kind::Any(Untyped::Undeclared)
    )
}
