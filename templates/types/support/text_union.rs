//! Unions in parameters and forms. There all values are text, and don't tell their JSON type: `7` may
//! be a number or a string. The first variant that reads all of the text is taken.

use std::cmp::Reverse;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use super::discriminants::{Discriminants, count, selected};
use super::discriminator::Tag;
use super::reading;
use super::union::{Budget, Union, named_by, none_matches, other, read, unknown_tag};
use super::variants::Json;

/// Reads a union from JSON, or from text: then the deserializer yields the same value again and
/// again as the items of a sequence, for one variant after the other to read.
pub(super) struct TextUnion<T>(pub(super) PhantomData<T>);

impl<'de, T: Union + Serialize> Visitor<'de> for TextUnion<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value of one of several types")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        let apart = reading::apart();
        let value = Value::deserialize(deserializer)?;
        drop(apart);
        read(value).map_err(D::Error::custom)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut same: A) -> Result<T, A::Error> {
        let _apart = reading::apart();
        // The value as far as it can be read without knowing its type.
        let value: Value = same.next_element()?.unwrap_or_default();
        let named = match named::<T>(&value) {
            Some(named) if named.is_empty() && T::default_variant().is_none() => {
                let fault = unknown_tag::<T>(&value);
                return other(value).ok_or_else(|| A::Error::custom(fault));
            }
            Some(named) if named.is_empty() => Some(T::default_variant().into_iter().collect()),
            named => named,
        };
        let budget = Budget::of(&value);
        let all = count(&value);
        let mut faults = Vec::new();
        let mut best: Option<(usize, T)> = None;
        for index in order(&value, T::VARIANTS, named.as_deref()) {
            match same.next_element_seed(Variant(index, PhantomData::<T>)) {
                Ok(None) => break,
                Ok(Some(read)) => {
                    let written = serde_json::to_value(&read).unwrap_or_default();
                    let kept = count_kept(&value, &written);
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
            None => Err(A::Error::custom(none_matches(
                &value,
                T::VARIANTS,
                named.as_deref(),
                &faults,
            ))),
        }
    }
}

/// Reads the variant with an index.
struct Variant<T>(usize, PhantomData<T>);

impl<'de, T: Union> DeserializeSeed<'de> for Variant<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read(self.0, deserializer)
    }
}

/// The variants that the discriminator property names; `None` if the union has no discriminator, or
/// the value no such property.
fn named<T: Union>(value: &Value) -> Option<Vec<usize>> {
    let given = value.get(T::PROPERTY)?;
    let text = plain(given);
    named_by::<T>(|tag| match tag {
        Tag::Text(tag) => text == *tag,
        tag => tag.is(given),
    })
}

/// The order in which to try the variants: first those that are arrays or objects if the value is
/// one, and the others if it isn't; then by rank.
fn order(value: &Value, variants: &[Discriminants], named: Option<&[usize]>) -> Vec<usize> {
    let is_single = !value.is_array() && !value.is_object();
    let text = plain(value);
    let quoted = Value::from(text.as_str()).to_string();
    let listed = |variant: &Discriminants| {
        let mut values = variant.values.iter();
        variant.values.is_empty() || values.any(|known| *known == text || *known == quoted)
    };
    let mut order: Vec<_> = selected(variants, named)
        .map(|(index, variant)| {
            let mut kinds = variant.json.iter();
            let takes_single = variant.json.is_empty()
                || kinds.any(|kind| !matches!(kind, Json::Array | Json::Object));
            let rank = if listed(variant) {
                variant.rank
            } else {
                u8::MAX
            };
            let names = value.as_object().into_iter().flat_map(Map::keys);
            let known = names.filter(|name| variant.properties.contains(&name.as_str()));
            let fit = (variant.is_merged, takes_single != is_single);
            (fit, rank, Reverse(known.count()), index)
        })
        .collect();
    order.sort_unstable();
    order.into_iter().map(|(.., index)| index).collect()
}

/// How many of the texts in a value are still there after it was read as a variant: `007` isn't in
/// the number 7.
fn count_kept(value: &Value, read: &Value) -> usize {
    match (value, read) {
        (Value::Object(members), Value::Object(read)) => {
            let pairs = members
                .iter()
                .filter_map(|(name, value)| Some(count_kept(value, read.get(name)?)));
            1 + pairs.sum::<usize>()
        }
        (Value::Array(items), Value::Array(read)) => {
            let pairs = items.iter().zip(read);
            1 + pairs
                .map(|(value, read)| count_kept(value, read))
                .sum::<usize>()
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

/// A value as text, strings without quotes.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
