//! Members of `oneOf` of which several can hold at once.
//!
//! The problem: a value of a `oneOf` satisfies exactly one member (JSON Schema 2020-12, core, 10.2.1.3). A request
//! that has what two members speak of and no single one keeps is refused when it is read. That leaves
//! values of which one member keeps all although another holds as well.
//!
//! The idea: where there surely are such values, a warning says so. Two types overlap if a value of
//! both can be named: for objects, each can have what the other requires. Where that isn't plain
//! to see, nothing is said.
//!
//! An example: `{name}` and `{name, size}` overlap if only `name` is required.
//!
//! Why it ends: types inside of types are compared to a limited depth.

use std::collections::HashMap;

use super::discriminants::{Lookup, are_disjoint, pairs};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Additional, Api, Kind, Property, SchemaName, TypeRef, Types, Union, Untyped};
use crate::source::Pointer;

/// Types in types, deeper than what is looked at.
const MAX_DEPTH: usize = 6;

/// Warns of each `oneOf` with members that can hold at once in silence. `one_of` has where each
/// stands, by where its type does.
pub(in crate::lower) fn warn_of_overlap(
    api: &Api,
    one_of: &HashMap<Pointer, Pointer>,
    diagnostics: &mut Diagnostics,
) {
    let types = &api.types;
    let mut comparison = Comparison {
        types,
        lookup: Lookup::new(types),
    };
    for (_, found) in types.iter() {
        let Some(at) = one_of.get(&found.origin) else {
            continue;
        };
        let pair = match &found.kind {
            Kind::Union(union) => comparison.overlapping(union),
            // All members were the same type.
            Kind::Alias(only) if is_open(types, *only) => {
                Some((SchemaName::Any.to_string(), SchemaName::Any.to_string()))
            }
            _ => None,
        };
        if let Some((one, other)) = pair {
            let message = "a value can satisfy several members of this `oneOf`, which asks for one";
            let label = format!("`{one}` and `{other}`: such a value isn't refused");
            let help = "a required constant or a discriminator tells members apart; `anyOf` \
                        allows several";
            let warning = Diagnostic::warning(Code::Unsupported, message);
            diagnostics.push(warning.at_key(at, label).help(help));
        }
    }
}

/// Whether a type has every value because its schema asks for nothing.
fn is_open(types: &Types, kind: TypeRef) -> bool {
    let kind = &types.get(types.unalias(kind).id).kind;
    matches!(kind, Kind::Any(Untyped::Open))
}

struct Comparison<'a> {
    types: &'a Types,
    lookup: Lookup<'a>,
}

/// What an object of a type has.
struct Members<'a> {
    properties: &'a [Property],
    additional: Additional,
}

impl<'a> Comparison<'a> {
    /// The names of two variants that can hold at once; none where a discriminator decides.
    fn overlapping(&mut self, union: &'a Union) -> Option<(String, String)> {
        if union.discriminator.is_some() {
            return None;
        }
        let mut pairs = pairs(union);
        let (one, other) = pairs.find(|(one, other)| {
            self.overlap(one.kind, other.kind, MAX_DEPTH) && !self.is_refused(one.kind, other.kind)
        })?;
        Some((one.name.to_string(), other.name.to_string()))
    }

    /// Whether each of two objects needs what the other doesn't know: what is both loses some of it
    /// either way, and is refused for that.
    fn is_refused(&mut self, one: TypeRef, other: TypeRef) -> bool {
        let types = self.types;
        let mut needs = |one: TypeRef, other: TypeRef| {
            let own = self.lookup.of(types.unalias(one).id);
            let beside = members(types, other);
            let unknown = |name: &String| {
                let knows = |other: &Members<'_>| {
                    matches!(other.additional, Additional::Typed(_))
                        || other.properties.iter().any(|known| known.name == *name)
                };
                beside.as_ref().is_some_and(|other| !knows(other))
            };
            own.required.iter().any(unknown)
        };
        needs(one, other) && needs(other, one)
    }

    /// Whether there surely is a value of both.
    fn overlap(&mut self, one: TypeRef, other: TypeRef, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        let types = self.types;
        let (one, other) = (types.unalias(one), types.unalias(other));
        if one.nullable && other.nullable {
            return true;
        }
        match (&types.get(one.id).kind, &types.get(other.id).kind) {
            (Kind::Any(Untyped::Because(_)), _) | (_, Kind::Any(Untyped::Because(_))) => false,
            (Kind::Any(Untyped::Open), _) | (_, Kind::Any(Untyped::Open)) => true,
            (Kind::Union(union), _) => {
                let mut kinds = union.variants.iter().map(|variant| variant.kind);
                kinds.any(|kind| self.overlap(kind, other, depth))
            }
            (_, Kind::Union(_)) => self.overlap(other, one, depth),
            (Kind::Boolean, Kind::Boolean) | (Kind::Null, Kind::Null) => true,
            (Kind::Number(_), Kind::Number(_)) => true,
            (Kind::String(one), Kind::String(other)) => {
                one == other || one.takes_all() || other.takes_all()
            }
            // What is JSON is text as well.
            (Kind::JsonText(_), Kind::String(text)) | (Kind::String(text), Kind::JsonText(_)) => {
                text.takes_all()
            }
            (Kind::JsonText(one), Kind::JsonText(other)) => self.overlap(*one, *other, depth),
            (Kind::Enum(values), _) => values
                .values
                .iter()
                .any(|value| !value.is_null() && types.admits(value, other)),
            (_, Kind::Enum(_)) => self.overlap(other, one, depth),
            (Kind::Object(_) | Kind::Map(_), Kind::Object(_) | Kind::Map(_)) => {
                let (its, others) = (self.lookup.of(one.id), self.lookup.of(other.id));
                !are_disjoint(&its, &others)
                    && self.can_hold_with(one, other, depth)
                    && self.can_hold_with(other, one, depth)
            }
            // Lists, say: that both may be empty helps nobody.
            _ => false,
        }
    }

    /// Whether what an object needs may stand in another as well.
    fn can_hold_with(&mut self, one: TypeRef, other: TypeRef, depth: usize) -> bool {
        let (Some(one), Some(other)) = (members(self.types, one), members(self.types, other))
        else {
            return false;
        };
        let mut required = one.properties.iter().filter(|property| property.required);
        required.all(|property| {
            let mut known = other.properties.iter();
            match known.find(|known| known.name == property.name) {
                Some(known) => {
                    self.types.same(known.kind, property.kind)
                        || self.overlap(known.kind, property.kind, depth)
                }
                None => match other.additional {
                    Additional::Unspecified => true,
                    Additional::Denied => false,
                    Additional::Typed(kind) => self.overlap(kind, property.kind, depth),
                },
            }
        })
    }
}

fn members(types: &Types, of: TypeRef) -> Option<Members<'_>> {
    match &types.get(types.unalias(of).id).kind {
        Kind::Object(object) => Some(Members {
            properties: &object.properties,
            additional: object.additional,
        }),
        Kind::Map(value) => Some(Members {
            properties: &[],
            additional: Additional::Typed(*value),
        }),
        _ => None,
    }
}
