//! By what the variants of a union are known, and which of them a value can be.

use std::cmp::Reverse;

use serde_json::{Map, Number, Value};

use super::excerpt;

/// By what a variant is known.
#[derive(Debug)]
pub struct Signs {
    /// Its name.
    pub name: &'static str,
    /// How much a value that fits says: the least is the first to be tried.
    pub rank: u8,
    /// The kinds of JSON values that it has; none are all.
    pub json: &'static [Json],
    /// The strings and numbers that are its own, as JSON writes them; others come last.
    pub values: &'static [&'static str],
    /// The properties that it must have.
    pub required: &'static [&'static str],
    /// The properties that it can have.
    pub known: &'static [&'static str],
    /// The properties whose values are listed, as JSON writes them.
    pub constants: &'static [(&'static str, &'static [&'static str])],
    /// Whether it stands for several of the others that hold at once.
    pub joint: bool,
}

/// A kind of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of JSON Schema")]
pub enum Json {
    Null,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl Signs {
    /// A variant of which nothing else is known.
    #[must_use]
    pub const fn new(name: &'static str, rank: u8) -> Self {
        Self {
            name,
            rank,
            json: &[],
            values: &[],
            required: &[],
            known: &[],
            constants: &[],
            joint: false,
        }
    }
}

/// The variants to choose from, with their indices: all of them, or those that are named.
pub(super) fn chosen<'a>(
    signs: &'a [Signs],
    named: Option<&'a [usize]>,
) -> impl Iterator<Item = (usize, &'a Signs)> {
    let signs = signs.iter().enumerate();
    signs.filter(move |(index, _)| named.is_none_or(|named| named.contains(index)))
}

/// The variants that a value fits, the likeliest first.
pub(super) fn candidates(value: &Value, signs: &[Signs], named: Option<&[usize]>) -> Vec<usize> {
    let mut found: Vec<_> = chosen(signs, named)
        .filter(|(_, signs)| misfit(value, signs).is_none())
        .map(|(index, signs)| {
            let properties = value.as_object().into_iter().flat_map(Map::keys);
            let known = properties.filter(|name| signs.known.contains(&name.as_str()));
            (rank(value, signs), Reverse(known.count()), index)
        })
        .collect();
    found.sort_unstable();
    let is_joint = |index: usize| signs.get(index).is_some_and(|signs| signs.joint);
    if found.iter().all(|(.., index)| is_joint(*index)) {
        // A newer sender may have added to a list of values; the rest can still tell.
        let mut left = chosen(signs, named).filter(|(_, one)| is_newer(value, one, signs));
        return match (left.next(), left.next()) {
            (Some((index, _)), None) => vec![index],
            _ => Vec::new(),
        };
    }
    found.into_iter().map(|(.., index)| index).collect()
}

/// Whether an object is of none of the kinds that constants tell apart: each variant that is an
/// object has another value there.
pub(super) fn is_new(value: &Value, signs: &[Signs], named: Option<&[usize]>) -> bool {
    let Some(object) = value.as_object() else {
        return false;
    };
    chosen(signs, named)
        .filter(|(_, signs)| signs.json.is_empty() || signs.json.contains(&Json::Object))
        .filter(|(_, signs)| !signs.joint)
        .all(|(_, signs)| unlisted(object, signs).next().is_some())
}

/// How many values a value is made of.
pub(super) fn nodes(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(nodes).sum(),
        Value::Object(members) => members.values().map(nodes).sum(),
        _ => 0,
    }
}

/// How many of the values that a value is made of there are in what was written of it.
pub(super) fn kept(value: &Value, written: &Value) -> usize {
    match (value, written) {
        (Value::Object(members), Value::Object(written)) => {
            let pairs = members
                .iter()
                .filter_map(|(name, value)| Some((value, written.get(name)?)));
            1 + pairs
                .map(|(value, written)| kept(value, written))
                .sum::<usize>()
        }
        (Value::Array(items), Value::Array(written)) => {
            let pairs = items.iter().zip(written);
            1 + pairs
                .map(|(value, written)| kept(value, written))
                .sum::<usize>()
        }
        // A date or a number may be written in another way.
        _ => usize::from(std::mem::discriminant(value) == std::mem::discriminant(written)),
    }
}

/// Whether one of two that were written of a value has a part of it that the other lacks.
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

/// How early a variant is tried: one that lists its values, and not this one, comes last.
fn rank(value: &Value, signs: &Signs) -> u8 {
    if signs.values.is_empty() || signs.values.contains(&value.to_string().as_str()) {
        signs.rank
    } else {
        u8::MAX
    }
}

/// Why a value can't be of a variant, as far as its signs tell.
pub(super) fn misfit(value: &Value, signs: &Signs) -> Option<String> {
    let fits = |kind: &Json| match (kind, value) {
        (Json::Null, Value::Null)
        | (Json::Boolean, Value::Bool(_))
        | (Json::Number, Value::Number(_))
        | (Json::String, Value::String(_))
        | (Json::Array, Value::Array(_))
        | (Json::Object, Value::Object(_)) => true,
        (Json::Integer, Value::Number(number)) => {
            number.as_f64().is_some_and(|number| number.fract() == 0.0)
        }
        _ => false,
    };
    if !signs.json.is_empty() && !signs.json.iter().any(fits) {
        return Some("it is another kind of value".to_owned());
    }
    if let Value::Number(number) = value
        && signs.json.contains(&Json::Number)
        && signs.values.is_empty()
        && !is_exact(number)
    {
        return Some("it has more digits than a float keeps".to_owned());
    }
    let object = value.as_object()?;
    if let Some(name) = signs
        .required
        .iter()
        .find(|name| !object.contains_key(**name))
    {
        return Some(format!("missing field `{name}`"));
    }
    let (name, given, values) = unlisted(object, signs).next()?;
    let given = excerpt::quote(&given.to_string());
    Some(format!(
        "{name}: {given} isn't one of {}",
        values.join(", ")
    ))
}

/// Whether a float holds all digits of a number.
fn is_exact(number: &Number) -> bool {
    let whole = number.as_i128();
    whole.is_none_or(|whole| whole as f64 as i128 == whole)
}

/// The members that have other values than those listed for them.
fn unlisted<'a>(
    object: &'a Map<String, Value>,
    signs: &'a Signs,
) -> impl Iterator<Item = (&'static str, &'a Value, &'static [&'static str])> {
    signs.constants.iter().filter_map(|(name, values)| {
        let given = object.get(*name).filter(|given| !given.is_null())?;
        let listed = values.contains(&plain(given).as_str());
        (!listed).then_some((*name, given, *values))
    })
}

/// A value as lists have it: a whole number has no fraction.
fn plain(value: &Value) -> String {
    // Beyond that a float may have lost digits, and lists have it as it is written.
    const MOST: f64 = 9_007_199_254_740_992.0;
    let is_whole = |float: &f64| float.fract() == 0.0 && float.abs() < MOST;
    match value.as_f64().filter(is_whole) {
        Some(whole) if value.is_f64() => (whole as i64).to_string(),
        _ => value.to_string(),
    }
}

/// Whether nothing but lists of values tells that an object isn't of a variant, and the object has
/// values there that no list has. What has one value alone isn't a list, but the variant's name.
fn is_newer(value: &Value, signs: &Signs, all: &[Signs]) -> bool {
    let is_new = |name: &str, given: &Value| {
        let text = plain(given);
        let mut lists = all.iter().flat_map(|signs| signs.constants);
        (given.is_string() || given.is_number())
            && !lists.any(|(other, values)| *other == name && values.contains(&text.as_str()))
    };
    let has = |object: &Map<String, Value>| {
        signs.required.iter().all(|name| object.contains_key(*name))
            && unlisted(object, signs)
                .all(|(name, given, values)| values.len() > 1 && is_new(name, given))
    };
    signs.json.contains(&Json::Object) && value.as_object().is_some_and(has)
}
