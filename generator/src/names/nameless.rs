//! What there is to call a variant after that has no name: the value of a property, a property that
//! the others don't have, or its kind of value.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use serde_json::Value;

use super::identifier::joined;
use super::path::owner_name;
use super::words::words;
use crate::ir::{
    Discriminator, Enum, Kind, Number, Object, Property, StringFormat, Type, TypeRef, Types,
};

/// A longer value is a text, not a name.
const MAX_VALUE: usize = 40;

/// The same for a value without gaps.
const MAX_WORD: usize = 64;

/// So many properties can name an object together.
const MAX_JOINED: usize = 3;

/// So many properties are tried for the name of an object.
const MAX_NAMES: usize = 8;

/// Lists of lists, deeper than anyone names them.
const MAX_LISTS: usize = 3;

/// The objects of a union that have no name, each at its place among the variants.
pub(super) type Objects<'a> = [Option<&'a Object>];

/// For each object the value that one of its properties always has: that of the discriminator, or
/// of the property that tells most of them apart.
pub(super) fn values(
    types: &Types,
    discriminator: Option<&Discriminator>,
    objects: &Objects<'_>,
) -> Vec<Option<String>> {
    if let Some(discriminator) = discriminator {
        let objects = objects.iter().enumerate();
        let values = objects.map(|(index, object)| {
            let mut properties = (*object)?.properties.iter();
            let property = properties.find(|known| known.name == discriminator.property);
            let mut mapping = discriminator.mapping.iter();
            property
                .and_then(|property| constant(types, property))
                .or_else(|| name_of(&mapping.find(|mapped| mapped.variant == index)?.value))
        });
        return values.collect();
    }
    let mut found: IndexMap<&str, Vec<(usize, String)>> = IndexMap::new();
    for (index, object) in objects.iter().enumerate() {
        for property in object.iter().flat_map(|object| &object.properties) {
            if let Some(value) = constant(types, property) {
                let values = found.entry(&property.name).or_default();
                values.push((index, value));
            }
        }
    }
    let all_differ = |values: &Vec<(usize, String)>| {
        let different: HashSet<&String> = values.iter().map(|(_, value)| value).collect();
        different.len() == values.len()
    };
    let mut best = Vec::new();
    for values in found.into_values().filter(all_differ) {
        if values.len() > best.len() {
            best = values;
        }
    }
    let mut named = vec![None; objects.len()];
    for (index, value) in best {
        if let Some(place) = named.get_mut(index) {
            *place = Some(value);
        }
    }
    named
}

/// The value that a property always has, if that can be a name.
fn constant(types: &Types, property: &Property) -> Option<String> {
    match &target(types, property.kind).kind {
        Kind::Enum(Enum { values, .. }) => match values.as_slice() {
            [only] => name_of(only),
            _ => None,
        },
        _ => None,
    }
}

/// A value that can be a name.
fn name_of(value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let most = if text.contains(char::is_whitespace) {
        MAX_VALUE
    } else {
        MAX_WORD
    };
    let is_name = text.len() <= most && text.starts_with(char::is_alphabetic);
    is_name.then(|| text.to_owned())
}

/// For each object the names of those of its properties that not all of the others have, or of
/// what these are made of, or that of its only property; where none is its own, all of them
/// together come before each of them. `all` are the objects of the union.
pub(super) fn properties(
    types: &Types,
    objects: &Objects<'_>,
    all: &Objects<'_>,
) -> Vec<Option<Vec<String>>> {
    let mut having: HashMap<Vec<&str>, usize> = HashMap::new();
    for object in all.iter().flatten() {
        for part in outline(types, object) {
            *having.entry(part.way).or_default() += 1;
        }
    }
    let count = all.iter().flatten().count();
    let names = |object: &Object| {
        let is_only = object.properties.len() == 1;
        let mut telling: Vec<(usize, usize, bool, Vec<&str>)> = outline(types, object)
            .into_iter()
            .map(|part| {
                let having = having.get(&part.way).copied().unwrap_or_default();
                (part.way.len(), having, !part.required, part.way)
            })
            .filter(|(depth, having, ..)| *having < count || *depth == 1 && is_only)
            .collect();
        telling
            .sort_by_key(|(depth, having, optional, _)| (*having > 1, *depth, *having, *optional));
        let named = |way: &[&str]| joined(&words(&way.join(" ")));
        let mut names: Vec<String> = telling
            .iter()
            .take(MAX_NAMES)
            .map(|(.., way)| named(way))
            .collect();
        let own: Vec<&str> = telling
            .iter()
            .filter(|(depth, having, ..)| *depth == 1 && *having < count)
            .filter_map(|(.., way)| way.first().copied())
            .collect();
        if (1..=MAX_JOINED).contains(&own.len()) {
            let first = telling
                .iter()
                .take_while(|(depth, having, ..)| *depth == 1 && *having == 1);
            let place = first.count().min(names.len());
            names.insert(place, named(&[own.join(" and ").as_str()]));
        }
        names.dedup();
        names.push("Object".to_owned());
        names
    };
    objects.iter().map(|object| object.map(names)).collect()
}

/// A property of an object, or of an object that is its property.
struct Part<'a> {
    way: Vec<&'a str>,
    required: bool,
}

fn outline<'a>(types: &'a Types, object: &'a Object) -> Vec<Part<'a>> {
    let mut parts = Vec::new();
    for property in &object.properties {
        let name = property.name.as_str();
        let way = vec![name];
        let required = property.required;
        parts.push(Part { way, required });
        if let Kind::Object(inner) = &target(types, property.kind).kind {
            parts.extend(inner.properties.iter().map(|inner| Part {
                way: vec![name, &inner.name],
                required: required && inner.required,
            }));
        }
    }
    parts
}

/// The names that a kind of value has, the best first.
pub(super) fn kinds(types: &Types, type_ref: TypeRef) -> Vec<String> {
    match &target(types, type_ref).kind {
        Kind::Array(_) => {
            let mut names: Vec<String> =
                kind_word(types, type_ref, MAX_LISTS).into_iter().collect();
            names.push("List".to_owned());
            names
        }
        Kind::Enum(values) => {
            let all: Option<Vec<String>> = values.values.iter().map(name_of).collect();
            let all = all.unwrap_or_default().join(" or ");
            let mut names = vec!["Known".to_owned()];
            if !all.is_empty() && all.len() <= MAX_VALUE {
                names.push(joined(&words(&all)));
            }
            names
        }
        Kind::Number(number) => vec![format!("{number:?}")],
        _ => Vec::new(),
    }
}

/// A word for a type: its name where it is a component, or its kind of value.
fn kind_word(types: &Types, type_ref: TypeRef, depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    let kind = types.get(type_ref.id);
    if kind.name.is_component() && depth + 1 < MAX_LISTS {
        return Some(joined(&words(owner_name(&kind.name.owner))));
    }
    let word = match &kind.kind {
        Kind::Alias(inner) => return kind_word(types, *inner, depth),
        Kind::Array(item) => {
            let item = kind_word(types, *item, depth).unwrap_or_default();
            return Some(format!("{item}List"));
        }
        Kind::Boolean => "Boolean",
        Kind::Number(Number::Double) => "Number",
        Kind::Number(_) => "Integer",
        Kind::String(StringFormat::DateTime) => "DateTime",
        Kind::String(StringFormat::Date) => "Date",
        Kind::String(StringFormat::Uuid) => "Uuid",
        Kind::String(StringFormat::Ipv4) => "Ipv4",
        Kind::String(StringFormat::Ipv6) => "Ipv6",
        Kind::String(_) => "String",
        _ => return None,
    };
    Some(word.to_owned())
}

pub(super) fn target(types: &Types, type_ref: TypeRef) -> &Type {
    types.get(types.unalias(type_ref).id)
}
