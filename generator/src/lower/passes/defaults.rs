//! Default values, and whether they are values of their types.
//!
//! The problem: a default may be of another type than its schema, as in `default: "5"` of an
//! integer. And whoever assumes a default assumes those within it too: `default: {}` stands for an
//! object whose own properties have their defaults. So a default can hold itself, without end.
//!
//! The idea: a value that isn't of the type is taken with its quotes added or removed if that makes
//! it one, and else passed over. Then all that the default stands for is counted, properties
//! with defaults that it leaves out included; what comes to more than a bound is passed over.
//!
//! An example: `Node { next: Node = {} }` has a default without an end.
//!
//! Why it ends: each value that is counted takes one off the bound.

use std::collections::HashMap;

use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Kind, TypeId, TypeRef, Types};
use crate::source::Pointer;

/// A default that stands for more values than these is given up.
const MAX_NODES: usize = 1_000;

/// Nor may it be deeper.
const MAX_DEPTH: usize = 32;

/// Looks at the defaults of all properties. `places` has where each default stands, by where its
/// property does.
pub(in crate::lower) fn check_defaults(
    api: &mut Api,
    places: &HashMap<Pointer, Pointer>,
    diagnostics: &mut Diagnostics,
) {
    for found in property_defaults(&api.types, places) {
        let Found {
            object,
            index,
            value,
            kind,
            at,
        } = found;
        let types = &api.types;
        let default = check_default(types, &value, kind, &at, diagnostics)
            .filter(|default| ends(types, default, kind, &at, diagnostics));
        if let Kind::Object(object) = &mut api.types.get_mut(object).kind
            && let Some(property) = object.properties.get_mut(index)
        {
            property.default = default;
        }
    }
}

/// The default of a property.
struct Found {
    object: TypeId,
    /// The index of the property.
    index: usize,
    value: Value,
    /// The property's type.
    kind: TypeRef,
    at: Pointer,
}

fn property_defaults(types: &Types, places: &HashMap<Pointer, Pointer>) -> Vec<Found> {
    let mut found = Vec::new();
    for (id, holder) in types.iter() {
        let Kind::Object(object) = &holder.kind else {
            continue;
        };
        for (index, property) in object.properties.iter().enumerate() {
            if let Some(value) = &property.default {
                let known = places.get(&property.origin).cloned();
                found.push(Found {
                    object: id,
                    index,
                    value: value.clone(),
                    kind: property.kind,
                    at: known.unwrap_or_else(|| property.origin.key("default")),
                });
            }
        }
    }
    found
}

/// A default value if it is one of the type; a `null` stands for none.
pub(in crate::lower) fn check_default(
    types: &Types,
    value: &Value,
    kind: TypeRef,
    at: &Pointer,
    diagnostics: &mut Diagnostics,
) -> Option<Value> {
    if types.admits(value, kind) {
        return Some(value.clone()).filter(|value| !value.is_null());
    }
    // Tools that write `default: {}` beside each `$ref` mean nothing by it.
    let is_empty = value.as_object().is_some_and(serde_json::Map::is_empty);
    if is_empty && types.get(kind.id).name.is_component() {
        return None;
    }
    if let Kind::Number(format) | Kind::String(format) = &types.get(types.unalias(kind).id).kind
        && !format.is_known()
    {
        let message = format!(
            "whether {value} is a value of the type that is chosen for `{}` isn't known",
            format.name
        );
        let warning = Diagnostic::warning(Code::Unsupported, message);
        diagnostics.push(warning.at(at, "the default is passed over"));
        return None;
    }
    let message = format!("the default {value} isn't a value that the schema allows");
    let warning = Diagnostic::warning(Code::Shape, message);
    let meant = with_other_quotes(types, value, kind).filter(|meant| types.admits(meant, kind));
    let label = match &meant {
        Some(meant) => format!("taken as {meant}"),
        None => "passed over: not of the schema's type".to_owned(),
    };
    diagnostics.push(warning.at(at, label));
    meant
}

/// What was meant by a value with quotes too many or too few.
fn with_other_quotes(types: &Types, value: &Value, kind: TypeRef) -> Option<Value> {
    let kind = &types.get(types.unalias(kind).id).kind;
    match (kind, value) {
        (Kind::Boolean | Kind::Number(_), Value::String(text)) => {
            serde_json::from_str(text.trim()).ok()
        }
        (Kind::String(_) | Kind::Enum(_), Value::Number(_) | Value::Bool(_)) => {
            Some(Value::String(value.to_string()))
        }
        _ => None,
    }
}

/// Whether a default comes to an end when all the defaults within it are assumed.
fn ends(
    types: &Types,
    value: &Value,
    kind: TypeRef,
    at: &Pointer,
    diagnostics: &mut Diagnostics,
) -> bool {
    let mut left = MAX_NODES;
    let ends = has_room(types, value, kind, MAX_DEPTH, &mut left);
    if !ends {
        let message = "with the defaults within it, this default has no end or is too large";
        let warning = Diagnostic::warning(Code::Shape, message);
        diagnostics.push(warning.at(at, "passed over"));
    }
    ends
}

/// Takes what a value is made of, absent properties that have a default included, off what is left;
/// false where that is too much.
fn has_room(
    types: &Types,
    value: &Value,
    type_ref: TypeRef,
    depth: usize,
    left: &mut usize,
) -> bool {
    let (Some(depth), Some(rest)) = (depth.checked_sub(1), left.checked_sub(1)) else {
        return false;
    };
    *left = rest;
    match (&types.get(types.unalias(type_ref).id).kind, value) {
        (Kind::Array(item), Value::Array(values)) => values
            .iter()
            .all(|value| has_room(types, value, *item, depth, left)),
        (Kind::Tuple(items), Value::Array(values)) => items
            .iter()
            .zip(values)
            .all(|(item, value)| has_room(types, value, *item, depth, left)),
        (Kind::Map(kind), Value::Object(members)) => members
            .values()
            .all(|value| has_room(types, value, *kind, depth, left)),
        (Kind::Object(object), Value::Object(members)) => {
            object.properties.iter().all(|property| {
                let default = property.default.as_ref().filter(|_| !property.required);
                let value = members.get(&property.name).or(default);
                value.is_none_or(|value| has_room(types, value, property.kind, depth, left))
            })
        }
        (Kind::Union(union), value) => union.variants.iter().all(|variant| {
            // To look at a variant costs something too.
            *left = left.saturating_sub(1);
            let fits = *left > 0 && types.admits(value, variant.kind);
            !fits || has_room(types, value, variant.kind, depth, left)
        }),
        _ => true,
    }
}
