//! Plans parameters, and how their values, those of forms and of headers are written.

use std::collections::HashSet;

use serde_json::Value;

use super::index::Index;
use super::model::body::BodyKind;
use super::model::checks::Checks;
use super::model::literal::DefaultValue;
use super::model::operation::TagView;
use super::model::parameter::{Codec, Members, ParameterView};
use super::model::rust_type::Argument;
use super::resolver::Resolver;
use super::union::{MAX_DEPTH, text};
use crate::formats::TextForm;
use crate::ir::{
    Additional, Api, Encoding, Header, KeyLocation, Kind, Location, Object, Operation, Parameter,
    SecurityKind, Style, StyleKind, TypeId, TypeRef, Untyped,
};
use crate::names::OperationNames;

pub(super) fn parameters(
    api: &Api,
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
            let codec = codec(parameter, api, operation, resolver);
            ParameterView {
                name: name.clone(),
                wire: parameter.name.clone(),
                location: parameter.location,
                required: parameter.required,
                kind: if codec.is_none() || is_chosen(parameter.kind, resolver) {
                    resolver.scalar(parameter.kind)
                } else {
                    resolver.resolve(type_ref)
                },
                checks: {
                    let checks = resolver.checks(type_ref);
                    let is_option = !parameter.required && parameter.default.is_none();
                    Checks {
                        options: checks.options + usize::from(is_option),
                        ..checks
                    }
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
                argument: Argument::Reference,
            }
        })
        .collect()
}

/// Decides how the client takes parameters and bodies of a tag.
pub(super) fn set_arguments(tag: &mut TagView, index: &Index<'_>) {
    for operation in &mut tag.operations {
        for parameter in &mut operation.parameters {
            parameter.argument = index.argument(&parameter.kind);
        }
        for variant in operation
            .body
            .iter_mut()
            .flat_map(|body| &mut body.variants)
        {
            if let BodyKind::Value(kind) = &variant.kind {
                variant.argument = index.argument(kind);
            }
        }
    }
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
    let single = header.encoding != Encoding::Json && is_parsed(header.kind, resolver);
    (!single).then_some(Codec {
        encoding: header.encoding,
        plain: false,
        text: resolver.is_chosen_text(reference(header.kind)),
        members: Members::None,
    })
}

/// How a parameter is written; `None` where its text is all there is to it.
fn codec(
    parameter: &Parameter,
    api: &Api,
    operation: &Operation,
    resolver: &Resolver<'_>,
) -> Option<Codec> {
    let single = match parameter.encoding {
        Encoding::Json => false,
        Encoding::Style(style) => {
            matches!(style.kind, StyleKind::Simple | StyleKind::Form)
                && !style.allow_reserved
                && is_parsed(parameter.kind, resolver)
        }
    };
    (!single).then(|| Codec {
        encoding: parameter.encoding,
        plain: is_plain(parameter.encoding, parameter.kind, resolver),
        text: resolver.is_chosen_text(reference(parameter.kind)),
        members: members(parameter, api, operation, resolver),
    })
}

/// Whether every value of a type is one text, and reads from it.
pub(super) fn is_scalar(id: TypeId, resolver: &Resolver<'_>) -> bool {
    let id = resolver.types.unalias(reference(id)).id;
    match &resolver.types.get(id).kind {
        Kind::Number(format) | Kind::String(format) => format.text_form() != TextForm::Json,
        Kind::Boolean | Kind::Enum(_) => true,
        Kind::Union(union) => text(union, resolver, MAX_DEPTH).is_some(),
        _ => false,
    }
}

/// Whether the type of a value was chosen for its format: then its text is what serde makes of it.
pub(super) fn is_chosen(id: TypeId, resolver: &Resolver<'_>) -> bool {
    let id = resolver.types.unalias(reference(id)).id;
    matches!(
        &resolver.types.get(id).kind,
        Kind::Number(format) | Kind::String(format) if format.scalar.chosen().is_some()
    )
}

/// Whether `Display` and `FromStr` are all there is to a value. A float has texts that are no
/// numbers to JSON.
fn is_parsed(id: TypeId, resolver: &Resolver<'_>) -> bool {
    is_scalar(id, resolver) && !has_floats(id, resolver, MAX_DEPTH)
}

fn has_floats(id: TypeId, resolver: &Resolver<'_>, depth: usize) -> bool {
    let id = resolver.types.unalias(reference(id)).id;
    match &resolver.types.get(id).kind {
        Kind::Number(format) => format.text_form() == TextForm::Float,
        Kind::Union(union) if depth > 0 => {
            let mut variants = union.variants.iter();
            variants.any(|variant| has_floats(variant.kind.id, resolver, depth - 1))
        }
        _ => false,
    }
}

/// Whether a value is a list of which no item can hold what sets items apart.
pub(super) fn is_plain(encoding: Encoding, kind: TypeId, resolver: &Resolver<'_>) -> bool {
    let Encoding::Style(Style {
        kind: style,
        explode,
        allow_reserved: _,
    }) = encoding
    else {
        return false;
    };
    let delimiter = match (style, explode) {
        (StyleKind::DeepObject, _)
        | (StyleKind::Label | StyleKind::Matrix | StyleKind::Form, true) => {
            return false;
        }
        (StyleKind::SpaceDelimited, _) => ' ',
        (StyleKind::PipeDelimited, _) => '|',
        _ => ',',
    };
    let id = resolver.types.unalias(reference(kind)).id;
    match &resolver.types.get(id).kind {
        Kind::Array(item) => !can_hold(item.id, delimiter, resolver, MAX_DEPTH),
        _ => false,
    }
}

/// Whether a value may have a character in its text.
fn can_hold(id: TypeId, character: char, resolver: &Resolver<'_>, depth: usize) -> bool {
    let id = resolver.types.unalias(reference(id)).id;
    match &resolver.types.get(id).kind {
        Kind::Boolean | Kind::Number(_) => false,
        Kind::String(format) => {
            matches!(format.text_form(), TextForm::Any | TextForm::Json)
        }
        Kind::Enum(values) => {
            let mut texts = values.values.iter().filter_map(Value::as_str);
            texts.any(|text| text.contains(character))
        }
        Kind::Union(union) if depth > 0 => {
            let mut variants = union.variants.iter();
            variants.any(|variant| can_hold(variant.kind.id, character, resolver, depth - 1))
        }
        _ => true,
    }
}

/// The names that belong to an object whose members stand in the query by themselves.
fn members(
    parameter: &Parameter,
    api: &Api,
    operation: &Operation,
    resolver: &Resolver<'_>,
) -> Members {
    let key_location = match parameter.location {
        Location::Query => KeyLocation::Query,
        Location::Cookie => KeyLocation::Cookie,
        Location::Path | Location::Header => return Members::None,
    };
    let mut others = Vec::new();
    for other in &operation.parameters {
        if other.location == parameter.location && other.name != parameter.name {
            others.extend(own_names(other, resolver));
        }
    }
    if parameter.location == Location::Query {
        let fixed = operation.fixed_query.iter();
        others.extend(fixed.map(|(name, _)| decoded(name)));
    }
    // Credentials are nobody's member.
    for required in operation.security.iter().flatten() {
        let scheme = api.security_schemes.get(required.scheme);
        if let Some(SecurityKind::Key(location, name)) = scheme.map(|scheme| &scheme.kind)
            && *location == key_location
        {
            others.push(name.clone());
        }
    }
    let mut seen = HashSet::new();
    others.retain(|name| seen.insert(name.clone()));
    unnamed(
        parameter.encoding,
        parameter.kind,
        others.into_iter(),
        resolver,
    )
}

/// A name of a query without its percent-encoding.
fn decoded(name: &str) -> String {
    let name = name.replace('+', " ");
    percent_encoding::percent_decode_str(&name)
        .decode_utf8_lossy()
        .into_owned()
}

/// The names that a parameter has in a query: its own, those that begin so, or its members'.
fn own_names(parameter: &Parameter, resolver: &Resolver<'_>) -> Vec<String> {
    let mut names = vec![parameter.name.clone()];
    if let Encoding::Style(Style {
        kind: StyleKind::DeepObject,
        ..
    }) = parameter.encoding
    {
        names.push(format!("{}[", parameter.name));
    }
    let nobody = std::iter::empty();
    if let Members::Only(members) = unnamed(parameter.encoding, parameter.kind, nobody, resolver) {
        names.extend(members);
    }
    names
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
