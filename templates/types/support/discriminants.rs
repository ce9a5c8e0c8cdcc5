//! What tells the variants of a union apart, and which of them a JSON value can be.

use std::cmp::Reverse;

use serde_json::{Map, Value};

use super::discriminator::Tag;
use super::excerpt;
use super::variants::{self, Json, OTHER_TYPE};

/// What tells the values of one variant from those of the others.
#[derive(Debug)]
pub struct Discriminants {
    /// The name of the variant.
    pub name: &'static str,
    /// The variants that fit a value are tried by rank, the lowest first: the more specific a type
    /// is, the lower its rank.
    pub rank: u8,
    /// The JSON types of its values; if empty, any.
    pub json: &'static [Json],
    /// Its `enum` values, as JSON. A variant that lists values, but not the given one, is tried last.
    pub values: &'static [&'static str],
    /// The values of the discriminator property that name this variant. The first one is written.
    pub tags: &'static [Tag],
    /// Whether all other values of the discriminator property name this variant.
    pub is_default: bool,
    /// The required properties of its objects.
    pub required: &'static [&'static str],
    /// All properties of its objects.
    pub properties: &'static [&'static str],
    /// The properties with `enum` or `const`, and their values as JSON.
    pub constants: &'static [(&'static str, &'static [&'static str])],
    /// Whether it merges several other variants that can hold at once (`anyOf`).
    pub is_merged: bool,
}

impl Discriminants {
    /// Those of a variant that can be anything.
    pub const NONE: Self = Self {
        name: "",
        rank: 0,
        json: &[],
        values: &[],
        tags: &[],
        is_default: false,
        required: &[],
        properties: &[],
        constants: &[],
        is_merged: false,
    };

    /// Those of a variant that is an object with these properties.
    #[must_use]
    pub const fn object(
        required: &'static [&'static str],
        properties: &'static [&'static str],
    ) -> Self {
        Self {
            rank: 1,
            json: &[Json::Object],
            required,
            properties,
            ..Self::NONE
        }
    }
}

/// The variants and their indices: all of them, or only those that the discriminator names.
pub(super) fn selected<'a>(
    variants: &'a [Discriminants],
    named: Option<&'a [usize]>,
) -> impl Iterator<Item = (usize, &'a Discriminants)> {
    let variants = variants.iter().enumerate();
    variants.filter(move |(index, _)| named.is_none_or(|named| named.contains(index)))
}

/// The indices of the variants that a value can be, in the order in which to try them.
pub(super) fn candidates(
    value: &Value,
    variants: &[Discriminants],
    named: Option<&[usize]>,
) -> Vec<usize> {
    let mut found: Vec<_> = selected(variants, named)
        .filter(|(_, variant)| mismatch(value, variant).is_none())
        .map(|(index, variant)| {
            let names = value.as_object().into_iter().flat_map(Map::keys);
            let known = names.filter(|name| variant.properties.contains(&name.as_str()));
            (rank(value, variant), Reverse(known.count()), index)
        })
        .collect();
    found.sort_unstable();
    let is_merged = |index: usize| variants.get(index).is_some_and(|one| one.is_merged);
    if found.iter().all(|(.., index)| is_merged(*index)) {
        // A newer sender may use an `enum` value that the document doesn't list: then the variant
        // is the one that differs in such values only, if there is just one.
        let mut left =
            selected(variants, named).filter(|(_, one)| has_new_values(value, one, variants));
        return match (left.next(), left.next()) {
            (Some((index, _)), None) => vec![index],
            _ => Vec::new(),
        };
    }
    found.into_iter().map(|(.., index)| index).collect()
}

/// Whether an object is of a kind that the document doesn't list: every variant that is an object
/// has a property whose `enum` or `const` lacks the given value.
pub(super) fn is_unlisted(
    value: &Value,
    variants: &[Discriminants],
    named: Option<&[usize]>,
) -> bool {
    let Some(object) = value.as_object() else {
        return false;
    };
    selected(variants, named)
        .filter(|(_, variant)| variant.json.is_empty() || variant.json.contains(&Json::Object))
        .filter(|(_, variant)| !variant.is_merged)
        .all(|(_, variant)| unlisted(object, variant).next().is_some())
}

/// The number of values in a value, itself included.
pub(super) fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(members) => members.values().map(count).sum(),
        _ => 0,
    }
}

/// How many of the values in a value are still there after it was read as a variant and written
/// again.
pub(super) fn count_kept(value: &Value, written: &Value) -> usize {
    match (value, written) {
        (Value::Object(members), Value::Object(written)) => {
            let pairs = members
                .iter()
                .filter_map(|(name, value)| Some((value, written.get(name)?)));
            1 + pairs
                .map(|(value, written)| count_kept(value, written))
                .sum::<usize>()
        }
        (Value::Array(items), Value::Array(written)) => {
            let pairs = items.iter().zip(written);
            1 + pairs
                .map(|(value, written)| count_kept(value, written))
                .sum::<usize>()
        }
        // A date or a number may be written in another way.
        _ => usize::from(std::mem::discriminant(value) == std::mem::discriminant(written)),
    }
}

/// Whether `other` has a part of the value that `lacking` has lost, both of them written after the
/// value was read as different variants.
pub(super) fn keeps_more(value: &Value, lacking: &Value, other: &Value) -> bool {
    match (value, lacking, other) {
        (Value::Object(members), Value::Object(lacking), Value::Object(other)) => {
            members.iter().any(|(name, value)| match other.get(name) {
                Some(other) => lacking
                    .get(name)
                    .is_none_or(|lacking| keeps_more(value, lacking, other)),
                None => false,
            })
        }
        (Value::Array(items), Value::Array(lacking), Value::Array(other)) => {
            let mut items = items.iter().zip(lacking).zip(other);
            items.any(|((value, lacking), other)| keeps_more(value, lacking, other))
        }
        _ => false,
    }
}

/// The rank of a variant for a value: one that lists its values, but not this one, comes last.
fn rank(value: &Value, variant: &Discriminants) -> u8 {
    if variant.values.is_empty() || variant.values.contains(&value.to_string().as_str()) {
        variant.rank
    } else {
        u8::MAX
    }
}

/// Why a value can't be of a variant, as far as its discriminants tell.
pub(super) fn mismatch(value: &Value, variant: &Discriminants) -> Option<String> {
    if !variant.json.is_empty() && !variant.json.iter().any(|kind| kind.has(value)) {
        return Some(OTHER_TYPE.to_owned());
    }
    if variant.json.contains(&Json::Number)
        && variant.values.is_empty()
        && let Some(reason) = variants::inexact(value)
    {
        return Some(reason.to_owned());
    }
    let object = value.as_object()?;
    if let Some(name) = variant
        .required
        .iter()
        .find(|name| !object.contains_key(**name))
    {
        return Some(format!("missing field `{name}`"));
    }
    let (name, given, values) = unlisted(object, variant).next()?;
    let given = excerpt::quote(&given.to_string());
    Some(format!(
        "{name}: {given} isn't one of {}",
        values.join(", ")
    ))
}

/// The members whose value isn't in the `enum` or `const` of their property.
fn unlisted<'a>(
    object: &'a Map<String, Value>,
    variant: &'a Discriminants,
) -> impl Iterator<Item = (&'static str, &'a Value, &'static [&'static str])> {
    variant.constants.iter().filter_map(|(name, values)| {
        let given = object.get(*name).filter(|given| !given.is_null())?;
        let listed = values.contains(&plain(given).as_str());
        (!listed).then_some((*name, given, *values))
    })
}

/// A value as JSON, integers without a fraction.
fn plain(value: &Value) -> String {
    // A larger float may have lost digits.
    const MOST: f64 = 9_007_199_254_740_992.0;
    let is_whole = |float: &f64| float.fract() == 0.0 && float.abs() < MOST;
    match value.as_f64().filter(is_whole) {
        Some(whole) if value.is_f64() => (whole as i64).to_string(),
        _ => value.to_string(),
    }
}

/// Whether an object differs from a variant only by values that no variant lists. A property with a
/// single value doesn't count: it names the variant.
fn has_new_values(value: &Value, variant: &Discriminants, all: &[Discriminants]) -> bool {
    let is_new = |name: &str, given: &Value| {
        let text = plain(given);
        let mut lists = all.iter().flat_map(|one| one.constants);
        (given.is_string() || given.is_number())
            && !lists.any(|(other, values)| *other == name && values.contains(&text.as_str()))
    };
    let has = |object: &Map<String, Value>| {
        variant
            .required
            .iter()
            .all(|name| object.contains_key(*name))
            && unlisted(object, variant)
                .all(|(name, given, values)| values.len() > 1 && is_new(name, given))
    };
    variant.json.contains(&Json::Object) && value.as_object().is_some_and(has)
}
