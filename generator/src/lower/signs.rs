//! By what the variants of each union can be known.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::{overlap, tags};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{
    Discriminator, Enum, JsonKind, Kind, Number, Object, Signs, TypeId, TypeRef, Types,
};

/// Notes the signs of the variants of every union, and the values of discriminators that they hold.
pub(super) fn note(types: &mut Types, diagnostics: &mut Diagnostics) {
    let mut known = HashMap::new();
    for id in inner_first(types) {
        let Kind::Union(mut union) = types.get(id).kind.clone() else {
            continue;
        };
        let mut reader = Reader {
            known,
            ..Reader::new(types)
        };
        for variant in &mut union.variants {
            variant.signs = reader.signs(variant.kind.id);
        }
        known = reader.known;
        tags::complete(types, &mut union);
        if let Some(discriminator) = &union.discriminator
            && discriminator.mapping.is_empty()
        {
            let message = "no variant of this union has a name that its discriminator could be";
            let warning = Diagnostic::warning(Code::Unsupported, message)
                .at(&types.get(id).origin, "the discriminator isn't honoured");
            diagnostics.push(warning);
            union.discriminator = None;
        }
        union.exclusive &= union.discriminator.is_none() && overlap::may_meet(&union);
        types.get_mut(id).kind = Kind::Union(union);
    }
}

/// All unions, each behind those that are variants of it.
fn inner_first(types: &Types) -> Vec<TypeId> {
    let mut ordered = Vec::new();
    let mut seen = HashSet::new();
    for (id, kind) in types.iter() {
        if !matches!(kind.kind, Kind::Union(_)) || !seen.insert(id) {
            continue;
        }
        let mut path = vec![(id, inner(types, id))];
        while let Some((id, pending)) = path.last_mut() {
            match pending.pop() {
                Some(next) if seen.insert(next) => path.push((next, inner(types, next))),
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
fn inner(types: &Types, id: TypeId) -> Vec<TypeId> {
    let Kind::Union(union) = &types.get(id).kind else {
        return Vec::new();
    };
    let variants = union.variants.iter();
    variants
        .map(|variant| types.unalias(variant.kind).id)
        .filter(|id| matches!(types.get(*id).kind, Kind::Union(_)))
        .collect()
}

/// Looks up by what the values of types can be known.
pub(super) struct Reader<'a> {
    types: &'a Types,
    /// Those of the unions that have been looked up: unions of unions lead there many times.
    known: HashMap<TypeId, Signs>,
    depth: usize,
}

/// Unions of unions, deeper than any real ones; nothing is known of what is below.
const MAX_DEPTH: usize = 64;

impl<'a> Reader<'a> {
    pub(super) fn new(types: &'a Types) -> Self {
        Self {
            types,
            known: HashMap::new(),
            depth: 0,
        }
    }

    /// By what the values of a type can be known.
    pub(super) fn signs(&mut self, id: TypeId) -> Signs {
        let nullable = false;
        let id = self.types.unalias(TypeRef { id, nullable }).id;
        let types = self.types;
        match &types.get(id).kind {
            Kind::Object(object) => of_object(types, object),
            Kind::Union(union) => {
                if let Some(known) = self.known.get(&id) {
                    return known.clone();
                }
                // For one that leads back to itself.
                self.known.insert(id, Signs::default());
                if self.depth == MAX_DEPTH {
                    return Signs::default();
                }
                self.depth += 1;
                let variants = union.variants.iter();
                let all: Vec<Signs> = variants
                    .map(|variant| self.signs(variant.kind.id))
                    .collect();
                self.depth -= 1;
                let mut signs = any(&all);
                // A union around this one has to leave it the property that names its variants.
                if let Some(discriminator) = &union.discriminator {
                    add_tag(&mut signs, discriminator);
                }
                self.known.insert(id, signs.clone());
                signs
            }
            other => Signs {
                json: json(other),
                ..Signs::default()
            },
        }
    }
}

/// The kinds of JSON values that a type has.
fn json(kind: &Kind) -> Vec<JsonKind> {
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
        Kind::Number(Number::Double) => vec![JsonKind::Integer, JsonKind::Number],
        Kind::Number(_) => vec![JsonKind::Integer],
        Kind::String(_) => vec![JsonKind::String],
        Kind::Enum(values) => listed(values),
        Kind::Array(_) | Kind::Tuple(_) => vec![JsonKind::Array],
        Kind::Map(_) | Kind::Object(_) => vec![JsonKind::Object],
    }
}

fn listed(values: &Enum) -> Vec<JsonKind> {
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
fn add_tag(signs: &mut Signs, discriminator: &Discriminator) {
    let property = &discriminator.property;
    if !signs.known.contains(property) {
        signs.known.push(property.clone());
    }
    let mapping = &discriminator.mapping;
    if discriminator.default.is_none()
        && !mapping.is_empty()
        && !signs.constants.iter().any(|(name, _)| name == property)
    {
        let values = mapping.iter().map(|mapped| mapped.value.clone());
        signs.constants.push((property.clone(), values.collect()));
    }
}

fn of_object(types: &Types, object: &Object) -> Signs {
    let properties = || object.properties.iter();
    let required = properties().filter(|property| property.required);
    let constants = properties().filter_map(|property| {
        match &types.get(types.unalias(property.kind).id).kind {
            Kind::Enum(values) => Some((property.name.clone(), values.values.clone())),
            _ => None,
        }
    });
    Signs {
        json: vec![JsonKind::Object],
        required: required.map(|property| property.name.clone()).collect(),
        known: properties().map(|property| property.name.clone()).collect(),
        constants: constants.collect(),
    }
}

/// The signs of what is one of several.
fn any(all: &[Signs]) -> Signs {
    let mut signs = Signs::default();
    let objects: Vec<&Signs> = all
        .iter()
        .filter(|one| one.json.contains(&JsonKind::Object))
        .collect();
    for one in all {
        let new = one.json.iter().filter(|kind| !signs.json.contains(kind));
        let new: Vec<JsonKind> = new.copied().collect();
        signs.json.extend(new);
    }
    signs.json.sort_unstable();
    for one in &objects {
        for name in &one.known {
            if !signs.known.contains(name) {
                signs.known.push(name.clone());
            }
        }
    }
    let Some(first) = objects.first() else {
        return signs;
    };
    let in_all = |name: &&String| objects.iter().all(|one| one.required.contains(name));
    signs.required = first.required.iter().filter(in_all).cloned().collect();
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
            signs.constants.push((name.clone(), values));
        }
    }
    signs
}

/// Whether objects of two types can be told apart: by a property that one must have and the other
/// doesn't know, or by one that has other values.
pub(super) fn distinct(one: &Signs, other: &Signs) -> bool {
    let alone = |one: &Signs, other: &Signs| {
        let mut required = one.required.iter();
        required.any(|name| !other.known.contains(name))
    };
    exclusive(one, other) || alone(one, other) || alone(other, one)
}

/// Whether a property of one has other values than that of the other, so that no value is both.
pub(super) fn exclusive(one: &Signs, other: &Signs) -> bool {
    one.constants.iter().any(|(name, values)| {
        other.constants.iter().any(|(known, others)| {
            known == name && values.iter().all(|value| !others.contains(value))
        })
    })
}
