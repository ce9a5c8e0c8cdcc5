//! Unions in parameters and forms, where text doesn't say what kind of value it is: whatever type
//! reads all of it may be meant.

use std::cmp::Reverse;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::signs::{Json, Signs, chosen, nodes};
use super::tag::Tag;
use super::union::{Budget, Union, other, read, report, unknown};

/// A value of JSON, or one that is text and comes as a sequence: the same again and again.
pub(super) struct Choice<T>(pub(super) PhantomData<T>);

impl<'de, T: Union + Serialize> Visitor<'de> for Choice<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value of one of several types")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        read(Value::deserialize(deserializer)?).map_err(D::Error::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut same: A) -> Result<T, A::Error> {
        // As far as it can be told without a type.
        let value: Value = same.next_element()?.unwrap_or_default();
        let named = match named::<T>(&value) {
            Some(named) if named.is_empty() && T::DEFAULT.is_none() => {
                let fault = unknown(&value, T::PROPERTY, T::TAGS);
                return other(value).ok_or_else(|| A::Error::custom(fault));
            }
            Some(named) if named.is_empty() => Some(T::DEFAULT.into_iter().collect()),
            named => named,
        };
        let budget = Budget::of(&value);
        let all = nodes(&value);
        let mut faults = Vec::new();
        let mut best: Option<(usize, T)> = None;
        for index in order(&value, T::SIGNS, named.as_deref()) {
            match same.next_element_seed(Variant(index, PhantomData::<T>)) {
                Ok(None) => break,
                Ok(Some(read)) => {
                    let written = serde_json::to_value(&read).unwrap_or_default();
                    let kept = kept(&value, &written);
                    if kept == all {
                        return Ok(read);
                    }
                    if best.as_ref().is_none_or(|(most, _)| kept > *most) {
                        best = Some((kept, read));
                    }
                }
                Err(fault) => faults.push((index, fault.to_string())),
            }
            if !budget.spend(&value) {
                break;
            }
        }
        match best {
            Some((_, best)) => Ok(best),
            None => Err(A::Error::custom(report(
                &value,
                T::SIGNS,
                named.as_deref(),
                &faults,
            ))),
        }
    }
}

/// Reads the variant of an index.
struct Variant<T>(usize, PhantomData<T>);

impl<'de, T: Union> DeserializeSeed<'de> for Variant<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read_text(self.0, deserializer)
    }
}

/// The variants that the discriminator names, where the union has one and the value too.
fn named<T: Union>(value: &Value) -> Option<Vec<usize>> {
    if T::TAGS.is_empty() {
        return None;
    }
    let given = value.get(T::PROPERTY)?;
    let text = plain(given);
    let tags = T::TAGS.iter().filter(|(tag, _)| match tag {
        Tag::Text(tag) => text == *tag,
        tag => tag.is(given),
    });
    Some(tags.map(|(_, index)| *index).collect())
}

/// The order in which the variants are tried: first those that are lists or objects where the value
/// is, and those that aren't where it isn't; then those that say the most.
fn order(value: &Value, signs: &[Signs], named: Option<&[usize]>) -> Vec<usize> {
    let is_single = !value.is_array() && !value.is_object();
    let text = plain(value);
    let quoted = Value::from(text.as_str()).to_string();
    let listed = |signs: &Signs| {
        let mut values = signs.values.iter();
        signs.values.is_empty() || values.any(|known| *known == text || *known == quoted)
    };
    let mut order: Vec<_> = chosen(signs, named)
        .map(|(index, signs)| {
            let mut kinds = signs.json.iter();
            let takes_single = signs.json.is_empty()
                || kinds.any(|kind| !matches!(kind, Json::Array | Json::Object));
            let rank = if listed(signs) { signs.rank } else { u8::MAX };
            let names = value.as_object().into_iter().flat_map(Map::keys);
            let known = names.filter(|name| signs.known.contains(&name.as_str()));
            let fit = (signs.joint, takes_single != is_single);
            (fit, rank, Reverse(known.count()), index)
        })
        .collect();
    order.sort_unstable();
    order.into_iter().map(|(.., index)| index).collect()
}

/// How many of the texts that a value is made of there are in what was read of it. `007` isn't in
/// the number 7.
fn kept(value: &Value, read: &Value) -> usize {
    match (value, read) {
        (Value::Object(members), Value::Object(read)) => {
            let pairs = members
                .iter()
                .filter_map(|(name, value)| Some(kept(value, read.get(name)?)));
            1 + pairs.sum::<usize>()
        }
        (Value::Array(items), Value::Array(read)) => {
            let pairs = items.iter().zip(read);
            1 + pairs.map(|(value, read)| kept(value, read)).sum::<usize>()
        }
        (_, Value::Number(_) | Value::Bool(_)) => usize::from(plain(value) == written(read)),
        _ => 1,
    }
}

/// A number or a boolean as it is written in a parameter.
fn written(value: &Value) -> String {
    match value.as_f64().filter(|_| value.is_f64()) {
        Some(float) => float.to_string(),
        None => value.to_string(),
    }
}

/// A value as text.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
