//! What tells the variants of each union apart.
//!
//! The problem: a decoder has a JSON value and a union, and has to know which variants to try, in
//! which order, without decoding the value once for each of them.
//!
//! The idea: of each variant it is noted which kinds of JSON values it can be, and of an object which
//! properties it must have, which it may have, and which always have one of a few values. Two
//! objects are distinguishable if one must have a property that the other doesn't know, or if a
//! property of theirs never has the same value. Of a variant that is a union itself holds what
//! holds for all of its variants.
//!
//! An example: of `{kind: enum [cat], purrs}` and `{kind: enum [dog], barks}` the values of `kind`
//! are disjoint. Of `{name}` and `{name, size}`, both required, the second one has `size` alone.
//!
//! Why it ends: a union is looked up once. While it is, nothing is known of it, so one that leads
//! back to itself adds nothing; and unions are entered to a limited depth.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::mapping::complete_mapping;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{
    Api, Discriminants, Discriminator, Enum, JsonKind, Kind, Object, TypeId, TypeRef, Types, Union,
    Variant,
};
use crate::source::Pointer;

/// Notes what tells the variants of every union apart, and completes the discriminators.
pub(in crate::lower) fn find_discriminants(api: &mut Api, diagnostics: &mut Diagnostics) {
    let types = &mut api.types;
    let mut known = HashMap::new();
    for id in inner_first(types) {
        let Kind::Union(mut union) = types.get(id).kind.clone() else {
            continue;
        };
        let mut lookup = Lookup {
            known,
            ..Lookup::new(types)
        };
        for variant in &mut union.variants {
            variant.discriminants = lookup.of(variant.kind.id);
        }
        known = lookup.known;
        complete_mapping(types, &mut union);
        drop_empty_discriminator(&mut union, &types.get(id).origin, diagnostics);
        union.exclusive &= union.discriminator.is_none() && may_overlap(&union);
        types.get_mut(id).kind = Kind::Union(union);
    }
}

/// Takes away a discriminator of which no value is known.
fn drop_empty_discriminator(union: &mut Union, at: &Pointer, diagnostics: &mut Diagnostics) {
    let is_empty = |found: &Discriminator| found.mapping.is_empty();
    if union.discriminator.as_ref().is_some_and(is_empty) {
        let message = "no variant of this union has a name that its discriminator could be";
        let warning = Diagnostic::warning(Code::Unsupported, message)
            .at(at, "the discriminator isn't honoured");
        diagnostics.push(warning);
        union.discriminator = None;
    }
}

/// All unions, each behind those that are variants of it.
fn inner_first(types: &Types) -> Vec<TypeId> {
    let mut ordered = Vec::new();
    let mut seen = HashSet::new();
    for (id, found) in types.iter() {
        if !matches!(found.kind, Kind::Union(_)) || !seen.insert(id) {
            continue;
        }
        let mut path = vec![(id, inner_unions(types, id))];
        while let Some((id, pending)) = path.last_mut() {
            match pending.pop() {
                Some(next) if seen.insert(next) => path.push((next, inner_unions(types, next))),
                Some(_) => {}
                None => {
                    ordered.push(*id);
                    path.pop();
                }
            }
        }
    }
    ordered
}

/// The unions that are variants of a union.
fn inner_unions(types: &Types, id: TypeId) -> Vec<TypeId> {
    let Kind::Union(union) = &types.get(id).kind else {
        return Vec::new();
    };
    let variants = union.variants.iter();
    variants
        .map(|variant| types.unalias(variant.kind).id)
        .filter(|id| matches!(types.get(*id).kind, Kind::Union(_)))
        .collect()
}

/// Looks up what tells the values of types from others.
pub(super) struct Lookup<'a> {
    types: &'a Types,
    /// Those of the unions that have been looked up: unions of unions lead there many times.
    known: HashMap<TypeId, Discriminants>,
    depth: usize,
}

/// Unions of unions, deeper than any real ones; nothing is known of what is below.
const MAX_DEPTH: usize = 64;

impl<'a> Lookup<'a> {
    pub(super) fn new(types: &'a Types) -> Self {
        Self {
            types,
            known: HashMap::new(),
            depth: 0,
        }
    }

    /// What tells the values of a type from those of others.
    pub(super) fn of(&mut self, id: TypeId) -> Discriminants {
        let nullable = false;
        let id = self.types.unalias(TypeRef { id, nullable }).id;
        let types = self.types;
        match &types.get(id).kind {
            Kind::Object(object) => of_object(types, object),
            Kind::Union(union) => self.of_union(id, union),
            other => Discriminants {
                json: json_kinds(other),
                ..Discriminants::default()
            },
        }
    }

    fn of_union(&mut self, id: TypeId, union: &Union) -> Discriminants {
        if let Some(known) = self.known.get(&id) {
            return known.clone();
        }
        // For one that leads back to itself.
        self.known.insert(id, Discriminants::default());
        if self.depth == MAX_DEPTH {
            return Discriminants::default();
        }
        self.depth += 1;
        let variants = union.variants.iter();
        let all: Vec<Discriminants> = variants.map(|variant| self.of(variant.kind.id)).collect();
        self.depth -= 1;
        let mut shared = shared(&all);
        // A union around this one has to leave it the property that names its variants.
        if let Some(discriminator) = &union.discriminator {
            add_discriminator(&mut shared, discriminator);
        }
        self.known.insert(id, shared.clone());
        shared
    }
}

/// The kinds of JSON values that a type has.
fn json_kinds(kind: &Kind) -> Vec<JsonKind> {
    match kind {
        Kind::Any(_) => vec![
            JsonKind::Null,
            JsonKind::Boolean,
            JsonKind::Integer,
            JsonKind::Number,
            JsonKind::String,
            JsonKind::Array,
            JsonKind::Object,
        ],
        Kind::Null => vec![JsonKind::Null],
        Kind::Alias(_) | Kind::Union(_) | Kind::Never => Vec::new(),
        Kind::Boolean => vec![JsonKind::Boolean],
        Kind::Number(format) if format.takes_fractions() => {
            vec![JsonKind::Integer, JsonKind::Number]
        }
        Kind::Number(_) => vec![JsonKind::Integer],
        Kind::String(_) | Kind::JsonText(_) => vec![JsonKind::String],
        Kind::Enum(values) => listed_kinds(values),
        Kind::Array(_) | Kind::Tuple(_) => vec![JsonKind::Array],
        Kind::Map(_) | Kind::Object(_) => vec![JsonKind::Object],
    }
}

fn listed_kinds(values: &Enum) -> Vec<JsonKind> {
    let mut json = Vec::new();
    if values.values.iter().any(Value::is_boolean) {
        json.push(JsonKind::Boolean);
    }
    if values.values.iter().any(Value::is_number) {
        json.push(JsonKind::Integer);
    }
    if values.values.iter().any(Value::is_f64) {
        json.push(JsonKind::Number);
    }
    if values.values.iter().any(Value::is_string) {
        json.push(JsonKind::String);
    }
    json
}

/// The property that names the variants is one of a union's own, and it has no other values.
fn add_discriminator(found: &mut Discriminants, discriminator: &Discriminator) {
    let property = &discriminator.property;
    if !found.known.contains(property) {
        found.known.push(property.clone());
    }
    let mapping = &discriminator.mapping;
    if discriminator.default.is_none()
        && !mapping.is_empty()
        && !found.constants.iter().any(|(name, _)| name == property)
    {
        let values = mapping.iter().map(|mapped| mapped.value.clone());
        found.constants.push((property.clone(), values.collect()));
    }
}

fn of_object(types: &Types, object: &Object) -> Discriminants {
    let properties = || object.properties.iter();
    let required = properties().filter(|property| property.required);
    let constants = properties().filter_map(|property| {
        match &types.get(types.unalias(property.kind).id).kind {
            Kind::Enum(values) => Some((property.name.clone(), values.values.clone())),
            _ => None,
        }
    });
    Discriminants {
        json: vec![JsonKind::Object],
        required: required.map(|property| property.name.clone()).collect(),
        known: properties().map(|property| property.name.clone()).collect(),
        constants: constants.collect(),
    }
}

/// What holds for a value that is one of several.
fn shared(all: &[Discriminants]) -> Discriminants {
    let mut shared = Discriminants::default();
    let objects: Vec<&Discriminants> = all
        .iter()
        .filter(|one| one.json.contains(&JsonKind::Object))
        .collect();
    for one in all {
        let new = one.json.iter().filter(|kind| !shared.json.contains(kind));
        let new: Vec<JsonKind> = new.copied().collect();
        shared.json.extend(new);
    }
    shared.json.sort_unstable();
    for one in &objects {
        for name in &one.known {
            if !shared.known.contains(name) {
                shared.known.push(name.clone());
            }
        }
    }
    let Some(first) = objects.first() else {
        return shared;
    };
    let in_all = |name: &&String| objects.iter().all(|one| one.required.contains(name));
    shared.required = first.required.iter().filter(in_all).cloned().collect();
    for (name, _) in &first.constants {
        let mut values: Vec<Value> = Vec::new();
        let everywhere = objects.iter().all(|one| {
            let found = one.constants.iter().find(|(known, _)| known == name);
            found.is_some_and(|(_, found)| {
                let new = found.iter().filter(|value| !values.contains(value));
                let new: Vec<Value> = new.cloned().collect();
                values.extend(new);
                true
            })
        });
        if everywhere {
            shared.constants.push((name.clone(), values));
        }
    }
    shared
}

/// Whether objects of two types can be told apart: by a property that one must have and the other
/// doesn't know, or by one that has other values.
pub(super) fn are_distinguishable(one: &Discriminants, other: &Discriminants) -> bool {
    let alone = |one: &Discriminants, other: &Discriminants| {
        let mut required = one.required.iter();
        required.any(|name| !other.known.contains(name))
    };
    are_disjoint(one, other) || alone(one, other) || alone(other, one)
}

/// Whether a property of one has other values than that of the other, so that no value is both.
pub(super) fn are_disjoint(one: &Discriminants, other: &Discriminants) -> bool {
    one.constants.iter().any(|(name, values)| {
        other.constants.iter().any(|(known, others)| {
            known == name && values.iter().all(|value| !others.contains(value))
        })
    })
}

/// Every two variants of a union.
pub(super) fn pairs(union: &Union) -> impl Iterator<Item = (&Variant, &Variant)> {
    let variants = || union.variants.iter().enumerate();
    variants().flat_map(move |(index, one)| {
        let others = union.variants.iter().skip(index + 1);
        others.map(move |other| (one, other))
    })
}

/// Whether objects or lists of two variants may hold at once, as far as their discriminants tell.
fn may_overlap(union: &Union) -> bool {
    let is = |found: &Discriminants, kind| found.json.contains(&kind);
    pairs(union).any(|(one, other)| {
        let (one, other) = (&one.discriminants, &other.discriminants);
        let mut parts = [JsonKind::Array, JsonKind::Object].into_iter();
        parts.any(|kind| is(one, kind) && is(other, kind)) && !are_disjoint(one, other)
    })
}
