//! What the variants of unions are called.
//!
//! A variant has the name of its component or its title, without what its union's name says
//! already. One that has neither is called after the value of the property that tells it apart,
//! after a property that the others don't have, or after its kind of value.

use std::collections::HashMap;

use super::distinct::distinct;
use super::identifier::joined;
use super::nameless::{kinds, properties, target, values};
use super::repeated::{Shared, without_repeated};
use super::words::words;
use crate::ir::{Kind, Object, TypeId, Types, Union};

/// Words for kinds of values, as the lowering has them for what has no name.
const KINDS: &[&str] = &["Enum", "List", "Map", "Object", "Value"];

/// Names that a longer one isn't shortened to: that of the variant for values that no other takes,
/// and a word of Rust's.
const NEVER_SHORT: &[&str] = &["Other", "Self"];

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
            Described::Named => Some(words(&variant.name)),
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
            names.push(joined(&words(&variant.name)));
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
    let stems: Vec<&str> = union
        .variants
        .iter()
        .map(|variant| stem(&variant.name))
        .collect();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for stem in &stems {
        *counts.entry(stem).or_default() += 1;
    }
    let is_kind = |stem: &str| stem.split(' ').all(|word| KINDS.contains(&word));
    let is_shared = |stem: &str| counts.get(stem).is_some_and(|count| *count > 1);
    stems
        .iter()
        .map(|stem| is_kind(stem) || is_shared(stem))
        .collect()
}

/// A name without the number that tells it apart from others.
fn stem(name: &str) -> &str {
    let number = name.rsplit_once(' ').filter(|(_, number)| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    number.map_or(name, |(stem, _)| stem)
}
