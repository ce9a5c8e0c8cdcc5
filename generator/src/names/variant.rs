//! What the variants of unions are called.
//!
//! The problem: many variants are inline schemas without a name, and those that have one repeat the
//! union's in it.
//!
//! The idea: a variant has the name of its component or its title, without what its union's name says
//! already (see [`repeated`](super::repeated)). One that has neither is called after the value of
//! the property that tells it apart, after a property that the others don't have, or after its kind
//! of value; objects that differ in nothing but the types of a property, after these. There are
//! several candidates for each; [`distinct`] chooses.
//!
//! An example: of `{type: enum [cat]}` and `{type: enum [dog]}` the variants are `Cat` and `Dog`; of
//! `{id}` and `{id, token}` the second one is `Token`; of two objects of `labels`, one with strings
//! and one with objects in it, they are `StringLabels` and `ObjectLabels`.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use serde_json::Value;

use super::identifier::joined;
use super::repeated::{Shared, without_repeated};
use super::unique::distinct;
use super::words::words;
use crate::ir::{
    Discriminator, Enum, Kind, Object, Property, SchemaName, Type, TypeId, TypeRef, Types, Union,
    VariantName,
};

/// Names that a longer one isn't shortened to: that of the variant for values that no other takes,
/// and a word of Rust's.
const NEVER_SHORT: &[&str] = &["Other", "Self"];

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

/// Names for the variants of a union whose own name has these words.
pub(super) fn variants(types: &Types, id: TypeId, union_words: &[String]) -> Vec<String> {
    let Kind::Union(union) = &types.get(id).kind else {
        return Vec::new();
    };
    let described = described(types, union);
    let named: Vec<Option<Vec<String>>> = union
        .variants
        .iter()
        .zip(&described)
        .map(|(variant, described)| match described {
            Described::Named if variant.name.is_constant() => None,
            Described::Named => Some(words(&variant.name.to_string())),
            Described::Value(value) => Some(words(value)),
            Described::Kind(_) => None,
        })
        .collect();
    let telling: Vec<&[String]> = named.iter().flatten().map(Vec::as_slice).collect();
    let shared = Shared::of(&telling);
    let candidates: Vec<Vec<String>> = union
        .variants
        .iter()
        .zip(described)
        .zip(&named)
        .map(|((variant, described), named)| {
            let mut names: Vec<String> = match (described, named) {
                (Described::Kind(names), _) => names,
                (_, Some(words)) => short_names(words, union_words, shared),
                (_, None) => Vec::new(),
            };
            names.retain(|name| !NEVER_SHORT.contains(&name.as_str()));
            names.push(joined(&words(&variant.name.to_string())));
            names
        })
        .collect();
    distinct(&candidates)
}

/// The names of a variant that has words of its own.
fn short_names(name: &[String], union: &[String], shared: Shared) -> Vec<String> {
    let mut names = Vec::new();
    // A base class is a variant of the union of the classes that extend it.
    if name == union {
        names.push("Base".to_owned());
    }
    let short = without_repeated(name, union, shared);
    names.extend(short.iter().map(|words| joined(words)));
    names
}

/// What there is to call a variant after.
enum Described {
    /// The words that the document has for it.
    Named,
    /// The value of a property.
    Value(String),
    /// These names, the best first.
    Kind(Vec<String>),
}

fn described(types: &Types, union: &Union) -> Vec<Described> {
    let nameless = nameless(union);
    let all: Vec<Option<&Object>> = union
        .variants
        .iter()
        .map(|variant| match &target(types, variant.kind).kind {
            Kind::Object(object) => Some(object),
            _ => None,
        })
        .collect();
    let pairs = all.iter().zip(&nameless);
    let objects: Vec<Option<&Object>> = pairs
        .map(|(object, nameless)| object.filter(|_| *nameless))
        .collect();
    let values = values(types, union.discriminator.as_ref(), &objects);
    let properties = properties(types, &objects, &all);
    let variants = union
        .variants
        .iter()
        .zip(nameless)
        .zip(values)
        .zip(properties);
    variants
        .map(
            |(((variant, nameless), value), properties)| match (value, properties) {
                _ if !nameless => Described::Named,
                (Some(value), _) => Described::Value(value),
                (None, Some(properties)) => Described::Kind(properties),
                (None, None) => Described::Kind(kinds(types, variant.kind)),
            },
        )
        .collect()
}

/// For each variant whether it is called after its kind of value alone, or as another is.
fn nameless(union: &Union) -> Vec<bool> {
    let mut counts: HashMap<&[SchemaName], usize> = HashMap::new();
    for variant in &union.variants {
        *counts.entry(&variant.name.schemas).or_default() += 1;
    }
    let is_shared = |name: &VariantName| {
        let count = counts.get(name.schemas.as_slice());
        count.is_some_and(|count| *count > 1)
    };
    let names = union.variants.iter().map(|variant| &variant.name);
    names
        .map(|name| name.is_nameless() || is_shared(name))
        .collect()
}

/// The objects of a union that have no name, each at its place among the variants.
type Objects<'a> = [Option<&'a Object>];

/// For each object the value that one of its properties always has: that of the discriminator, or
/// of the property that tells most of them apart.
fn values(
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
fn properties(types: &Types, objects: &Objects<'_>, all: &Objects<'_>) -> Vec<Option<Vec<String>>> {
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
        names.extend(typed(types, object, all));
        names
    };
    objects.iter().map(|object| object.map(names)).collect()
}

/// The name of an object by the type of a property that others have as well, all of other types.
fn typed(types: &Types, object: &Object, all: &Objects<'_>) -> Option<String> {
    let others = all.iter().flatten();
    let others = others.filter(|other| !std::ptr::eq(**other, object));
    object.properties.iter().find_map(|property| {
        let properties = others.clone().flat_map(|other| &other.properties);
        let mut same = properties
            .filter(|other| other.name == property.name)
            .peekable();
        same.peek()?;
        let kinds: Vec<TypeRef> = same.map(|other| other.kind).collect();
        [item_word, kind_word].iter().find_map(|word| {
            let own = word(types, property.kind, MAX_LISTS)?;
            let mut others = kinds.iter().map(|kind| word(types, *kind, MAX_LISTS));
            let is_own = others.all(|other| other.is_none_or(|other| other != own));
            is_own.then(|| joined(&words(&format!("{own} {}", property.name))))
        })
    })
}

/// A word for the values of a type, or for what its lists hold.
fn item_word(types: &Types, type_ref: TypeRef, depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    let type_ref = types.unalias(type_ref);
    match &types.get(type_ref.id).kind {
        Kind::Array(item) => item_word(types, *item, depth),
        Kind::Object(_) | Kind::Map(_) => Some("Object".to_owned()),
        _ => kind_word(types, type_ref, MAX_LISTS),
    }
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
fn kinds(types: &Types, type_ref: TypeRef) -> Vec<String> {
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
        Kind::Number(format) => vec![format.label.to_owned()],
        _ => Vec::new(),
    }
}

/// A word for a type: its name where it is a component, or its kind of value.
fn kind_word(types: &Types, type_ref: TypeRef, depth: usize) -> Option<String> {
    let depth = depth.checked_sub(1)?;
    let ty = types.get(type_ref.id);
    if ty.name.is_component() && depth + 1 < MAX_LISTS {
        return Some(joined(&words(ty.name.owner.name())));
    }
    let word = match &ty.kind {
        Kind::Alias(inner) => return kind_word(types, *inner, depth),
        Kind::Array(item) => {
            let item = kind_word(types, *item, depth).unwrap_or_default();
            return Some(format!("{item}List"));
        }
        Kind::Boolean => "Boolean",
        Kind::Number(format) | Kind::String(format) => return Some(joined(&words(&format.word))),
        _ => return None,
    };
    Some(word.to_owned())
}

fn target(types: &Types, type_ref: TypeRef) -> &Type {
    types.get(types.unalias(type_ref).id)
}
