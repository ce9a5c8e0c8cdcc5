//! Default values, and whether they are values of their types.
//!
//! A server that assumes a default assumes those within it too: `default: {}` stands for an object
//! whose own properties have their defaults. So a default can hold itself, without end.

use serde_json::Value;

use super::Lowering;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Kind, TypeRef, Types};
use crate::source::Pointer;

/// A default that stands for more values than these is given up.
const MAX_NODES: usize = 1_000;

/// Nor may it be deeper.
const MAX_DEPTH: usize = 32;

impl Lowering<'_> {
    /// A default value if it is one of the type; a `null` stands for none.
    pub(super) fn default(&mut self, value: &Value, kind: TypeRef, at: &Pointer) -> Option<Value> {
        if self.types.admits(value, kind) {
            return Some(value.clone()).filter(|value| !value.is_null());
        }
        // Tools that write `default: {}` beside each `$ref` mean nothing by it.
        let is_empty = value.as_object().is_some_and(serde_json::Map::is_empty);
        if is_empty && self.types.get(kind.id).name.is_component() {
            return None;
        }
        let message = format!("the default {value} isn't a value that the schema allows");
        let warning = Diagnostic::warning(Code::Shape, message);
        let meant = self
            .meant(value, kind)
            .filter(|meant| self.types.admits(meant, kind));
        let label = match &meant {
            Some(meant) => format!("taken as {meant}"),
            None => "passed over: not of the schema's type".to_owned(),
        };
        self.diagnostics.push(warning.at(at, label));
        meant
    }

    /// What was meant by a value with quotes too many or too few.
    fn meant(&self, value: &Value, kind: TypeRef) -> Option<Value> {
        let kind = &self.types.get(self.types.unalias(kind).id).kind;
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

    /// Looks at the defaults of all properties, once all types are known.
    pub(super) fn check_defaults(&mut self) {
        let mut found = Vec::new();
        for (id, kind) in self.types.iter() {
            let Kind::Object(object) = &kind.kind else {
                continue;
            };
            for (index, property) in object.properties.iter().enumerate() {
                if let Some(value) = &property.default {
                    let known = self.default_places.get(&property.origin).cloned();
                    let at = known.unwrap_or_else(|| property.origin.key("default"));
                    found.push((id, index, value.clone(), property.kind, at));
                }
            }
        }
        for (id, index, value, kind, at) in found {
            let default = self.default(&value, kind, &at);
            let default = default.filter(|value| self.ends(value, kind, &at));
            if let Kind::Object(object) = &mut self.types.get_mut(id).kind
                && let Some(property) = object.properties.get_mut(index)
            {
                property.default = default;
            }
        }
    }

    /// Whether a default comes to an end when all the defaults within it are assumed.
    fn ends(&mut self, value: &Value, kind: TypeRef, at: &Pointer) -> bool {
        let mut left = MAX_NODES;
        let ends = assumed(&self.types, value, kind, MAX_DEPTH, &mut left);
        if !ends {
            let message = "with the defaults within it, this default has no end or is too large";
            let warning = Diagnostic::warning(Code::Shape, message);
            self.diagnostics.push(warning.at(at, "passed over"));
        }
        ends
    }
}

/// Counts what a value is made of, absent properties that have a default included; false where
/// that is too much.
fn assumed(
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
            .all(|value| assumed(types, value, *item, depth, left)),
        (Kind::Tuple(items), Value::Array(values)) => items
            .iter()
            .zip(values)
            .all(|(item, value)| assumed(types, value, *item, depth, left)),
        (Kind::Map(kind), Value::Object(members)) => members
            .values()
            .all(|value| assumed(types, value, *kind, depth, left)),
        (Kind::Object(object), Value::Object(members)) => {
            object.properties.iter().all(|property| {
                let default = property.default.as_ref().filter(|_| !property.required);
                let value = members.get(&property.name).or(default);
                value.is_none_or(|value| assumed(types, value, property.kind, depth, left))
            })
        }
        (Kind::Union(union), value) => union.variants.iter().all(|variant| {
            // To look at a variant costs something too.
            *left = left.saturating_sub(1);
            let fits = *left > 0 && types.admits(value, variant.kind);
            !fits || assumed(types, value, variant.kind, depth, left)
        }),
        _ => true,
    }
}
