//! The values of a call's parameters: text as it stands on the wire becomes JSON of the type that
//! the document gives it.

use std::collections::BTreeMap;

use oasmith::ir::{
    Additional, Encoding, Kind, Location, Parameter, StyleKind, TypeId, TypeRef, Types,
};
use serde_json::{Map, Value};

use super::route::Route;
use super::suite::{self, Call};
use crate::values::document::decoded;

/// The text of a parameter.
enum Raw {
    One(String),
    List(Vec<String>),
    Members(BTreeMap<String, String>),
}

/// The values of a call's parameters, by their positions among the operation's; those that the call
/// has.
pub(super) fn parameters(route: &Route<'_>, call: &Call) -> BTreeMap<usize, Value> {
    let parameters = route.op.ir.parameters.iter().enumerate();
    let values = parameters.filter_map(|(index, parameter)| {
        let raw = match parameter.location {
            Location::Path => Raw::One(route.path.get(&index)?.clone()),
            Location::Query => query(route, call, parameter)?,
            Location::Header => {
                let mut headers = call.request.headers();
                Raw::One(headers.remove(&parameter.name.to_ascii_lowercase())?)
            }
            Location::Cookie => return None,
        };
        Some((index, value(&route.model.api.types, parameter, raw)))
    });
    values.collect()
}

fn query(route: &Route<'_>, call: &Call, parameter: &Parameter) -> Option<Raw> {
    let query = &call.request.query;
    if let Some(value) = query.get(&parameter.name) {
        return Some(match value {
            Value::Array(items) => Raw::List(items.iter().map(suite::text).collect()),
            other => Raw::One(suite::text(other)),
        });
    }
    // The members of an object stand there by themselves.
    let explodes = matches!(parameter.encoding, Encoding::Style(style) if style.explode);
    let types = &route.model.api.types;
    let id = types.unalias(whole(parameter.kind)).id;
    let has_members = matches!(types.get(id).kind, Kind::Object(_) | Kind::Map(_));
    if !explodes || !has_members {
        return None;
    }
    let others = |name: &str| {
        let mut parameters = route.op.ir.parameters.iter();
        parameters.any(|other| other.name == name)
    };
    let members: BTreeMap<String, String> = query
        .iter()
        .filter(|(name, _)| !others(name))
        .map(|(name, value)| (name.clone(), suite::text(value)))
        .collect();
    (!members.is_empty()).then_some(Raw::Members(members))
}

fn whole(id: TypeId) -> TypeRef {
    TypeRef {
        id,
        nullable: false,
    }
}

fn value(types: &Types, parameter: &Parameter, raw: Raw) -> Value {
    let Encoding::Style(style) = parameter.encoding else {
        let Raw::One(text) = raw else {
            return Value::Null;
        };
        return serde_json::from_str(&decoded(&text)).unwrap_or(Value::Null);
    };
    let kind = types.unalias(whole(parameter.kind)).id;
    let text = match raw {
        Raw::Members(members) => {
            let members = members.into_iter();
            return members
                .map(|(name, text)| {
                    let value = scalar(types, member(types, kind, &name), &text);
                    (name, value)
                })
                .collect::<Map<_, _>>()
                .into();
        }
        Raw::List(items) => {
            let items = items.iter();
            return items
                .map(|text| scalar(types, item(types, kind), text))
                .collect();
        }
        Raw::One(text) => text,
    };
    let in_path = parameter.location == Location::Path;
    let plain = |text: &str| {
        if in_path {
            decoded(text)
        } else {
            text.to_owned()
        }
    };
    // What a style puts before a value and between its items (OpenAPI 3.0.4, Style Values).
    let (text, separator) = match style.kind {
        StyleKind::Label => (
            text.trim_start_matches('.').to_owned(),
            if style.explode { "." } else { "," },
        ),
        StyleKind::Matrix => matrix(&text, style.explode, &types.get(kind).kind),
        StyleKind::SpaceDelimited => (text, " "),
        StyleKind::PipeDelimited => (text, "|"),
        StyleKind::Simple | StyleKind::Form | StyleKind::DeepObject => (text, ","),
    };
    match &types.get(kind).kind {
        Kind::Array(_) | Kind::Tuple(_) => text
            .split(separator)
            .map(|text| scalar(types, item(types, kind), &plain(text)))
            .collect(),
        Kind::Object(_) | Kind::Map(_) => {
            let pairs: Vec<(String, String)> = if style.explode && text.contains('=') {
                let pairs = text.split(separator);
                pairs
                    .filter_map(|pair| pair.split_once('='))
                    .map(|(name, text)| (plain(name), plain(text)))
                    .collect()
            } else {
                let texts: Vec<&str> = text.split(separator).collect();
                let pairs = texts.chunks(2);
                pairs
                    .filter_map(|pair| Some((plain(pair.first()?), plain(pair.get(1)?))))
                    .collect()
            };
            pairs
                .into_iter()
                .map(|(name, text)| {
                    let value = scalar(types, member(types, kind, &name), &text);
                    (name, value)
                })
                .collect::<Map<_, _>>()
                .into()
        }
        _ => scalar(types, whole(kind), &plain(&text)),
    }
}

/// A value of the style `matrix` without the names in it, and what separates its items then.
fn matrix(text: &str, explode: bool, kind: &Kind) -> (String, &'static str) {
    let text = text.trim_start_matches(';');
    let values = || {
        let pairs = text.split(';');
        pairs.map(|pair| pair.split_once('=').map_or(pair, |(_, value)| value))
    };
    match kind {
        Kind::Object(_) | Kind::Map(_) if explode => (text.to_owned(), ";"),
        _ => (values().collect::<Vec<_>>().join(","), ","),
    }
}

fn item(types: &Types, list: TypeId) -> TypeRef {
    match &types.get(list).kind {
        Kind::Array(item) => *item,
        _ => whole(list),
    }
}

/// The type of a member; that of the object itself, which makes it text, where there is none.
fn member(types: &Types, id: TypeId, name: &str) -> TypeRef {
    match &types.get(id).kind {
        Kind::Map(value) => *value,
        Kind::Object(object) => {
            let mut properties = object.properties.iter();
            let property = properties.find(|property| property.name == name);
            match (property, object.additional) {
                (Some(property), _) => property.kind,
                (None, Additional::Typed(value)) => value,
                (None, _) => whole(id),
            }
        }
        _ => whole(id),
    }
}

/// Text as a boolean, a number or a string, whichever its type says.
fn scalar(types: &Types, kind: TypeRef, text: &str) -> Value {
    let parsed = || serde_json::from_str(text).unwrap_or_else(|_| Value::from(text));
    match &types.get(types.unalias(kind).id).kind {
        Kind::Boolean | Kind::Number(_) => parsed(),
        Kind::Enum(values) => {
            let mut values = values.values.iter();
            let value = values.find(|value| suite::text(value) == text);
            value.cloned().unwrap_or_else(|| Value::from(text))
        }
        Kind::Union(union) => {
            let numeric = union.variants.iter().any(|variant| {
                let kind = &types.get(types.unalias(variant.kind).id).kind;
                matches!(kind, Kind::Boolean | Kind::Number(_))
            });
            if numeric { parsed() } else { Value::from(text) }
        }
        _ => Value::from(text),
    }
}
