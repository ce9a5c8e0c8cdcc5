//! Unions (`oneOf`, `anyOf`): enums with a variant for each type.
//!
//! A value is first read as JSON. If the union has a discriminator, its property names the variant.
//! Otherwise the [`Discriminants`] of the variants rule out those that the value can't be, and say
//! in which order to try the others; the one that keeps the most of the value wins. Unions may hold
//! unions, so the number of tries is limited by a budget.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt::Write;
use std::marker::PhantomData;

use serde::{Deserializer, Serialize};
use serde_json::Value;

use super::collecting;
use super::discriminants::{
    Discriminants, candidates, count, count_kept, is_unlisted, keeps_more, mismatch, selected,
};
use super::discriminator::Tag;
use super::excerpt;
use super::reading;
use super::text_union::TextUnion;
use super::variants::{self, MAX_FAULT_CHARS, Variants, weight};

/// How often each part of a value may be read as a variant that doesn't fit.
const MAX_TRIES: usize = 100;

/// How many variants an error names.
const MAX_FAULTS: usize = 8;

/// A union whose variants are told apart by more than their JSON types.
pub trait Union: Variants {
    /// The discriminants of the variants, in the order of the variants.
    const VARIANTS: &'static [Discriminants];
    /// The name of the discriminator property; empty if there is no discriminator.
    const PROPERTY: &'static str = "";
    /// Whether a value must fit one variant only (`oneOf`).
    const EXCLUSIVE: bool = false;

    /// The values of the discriminator property that name some variant.
    fn tags() -> impl Iterator<Item = &'static Tag> {
        Self::VARIANTS.iter().flat_map(|variant| variant.tags)
    }

    /// The index of the variant that all other values of the discriminator property name.
    fn default_variant() -> Option<usize> {
        Self::VARIANTS.iter().position(|variant| variant.is_default)
    }

    /// Keeps a value that fits no variant, if the enum has a variant for that.
    fn other(value: Value) -> Option<Self>;
}

/// Reads a value of one of the types.
///
/// # Errors
///
/// Returns an error if no variant fits, with the reason for each.
pub fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Union + Serialize,
    D: Deserializer<'de>,
{
    deserializer.deserialize_newtype_struct(reading::UNION, TextUnion(PhantomData))
}

pub(super) fn read<T: Union + Serialize>(mut value: Value) -> Result<T, String> {
    if reading::is_blank() {
        return variants::blank(T::VARIANTS.len(), &value);
    }
    let index = match named::<T>(&value) {
        None => return best(value, None),
        Some(named) => match (named.as_slice(), T::default_variant()) {
            ([only], _) => *only,
            ([], None) => {
                let fault = unknown_tag::<T>(&value);
                return other(value).ok_or(fault);
            }
            ([], Some(default)) => match other(value.clone()) {
                Some(other) => return Ok(other),
                None => default,
            },
            (several, _) => return best(value, Some(several)),
        },
    };
    if !has_property(T::PROPERTY, index, T::VARIANTS)
        && let Some(object) = value.as_object_mut()
    {
        object.remove(T::PROPERTY);
    }
    variants::read(index, &value).map_err(|fault| {
        let name = T::VARIANTS.get(index).map_or("", |variant| variant.name);
        format!("{name}: {fault}")
    })
}

/// Keeps a value that fits no variant. In a request it is refused.
pub(super) fn other<T: Union>(value: Value) -> Option<T> {
    if reading::is_request() {
        return None;
    }
    T::other(value)
}

/// The variants that the discriminator property names; `None` if the union has no discriminator, or
/// the value no such property.
fn named<T: Union>(value: &Value) -> Option<Vec<usize>> {
    let given = value.get(T::PROPERTY)?;
    if !given.is_string() && !given.is_number() && !given.is_boolean() {
        return None;
    }
    named_by::<T>(|tag| tag.is(given))
}

/// The variants with a tag that matches; `None` if the union has no tags.
pub(super) fn named_by<T: Union>(matches: impl Fn(&Tag) -> bool) -> Option<Vec<usize>> {
    T::tags().next()?;
    let variants = T::VARIANTS.iter().enumerate();
    let named = variants.filter(|(_, variant)| variant.tags.iter().any(&matches));
    Some(named.map(|(index, _)| index).collect())
}

/// The error for a value whose discriminator property names no variant.
pub(super) fn unknown_tag<T: Union>(value: &Value) -> String {
    let property = T::PROPERTY;
    let given = match value.get(property) {
        Some(Value::String(text)) => format!("`{}`", excerpt::quote(text)),
        other => other.map(Value::to_string).unwrap_or_default(),
    };
    let mut known: Vec<String> = Vec::new();
    for tag in T::tags() {
        let tag = tag.to_string();
        if !known.contains(&tag) {
            known.push(tag);
        }
    }
    format!("{property}: {given} isn't one of {}", known.join(", "))
}

/// Whether the type of a variant has a property.
fn has_property(property: &str, index: usize, variants: &[Discriminants]) -> bool {
    let variant = variants.get(index);
    variant.is_some_and(|variant| variant.properties.contains(&property))
}

/// Reads a value as the variant that keeps the most of it; of those that keep the same, as the one
/// with the lowest rank. `named` are the variants to choose from, if the discriminator names several.
fn best<T: Union + Serialize>(value: Value, named: Option<&[usize]>) -> Result<T, String> {
    let budget = Budget::of(&value);
    let all = count(&value);
    let mut faults = Vec::new();
    let mut best: Option<(usize, usize, T)> = None;
    let mut all_written = Vec::new();
    let candidates = candidates(&value, T::VARIANTS, named);
    let is_alone = candidates.len() == 1;
    // Of several variants nobody knows whose faults they are.
    let _apart = (!is_alone).then(reading::apart);
    for index in &candidates {
        let variant = T::VARIANTS.get(*index);
        if variant.is_some_and(|variant| variant.is_merged) && best.is_none() {
            continue;
        }
        let mut own = Cow::Borrowed(&value);
        if named.is_some()
            && !has_property(T::PROPERTY, *index, T::VARIANTS)
            && let Some(object) = own.to_mut().as_object_mut()
        {
            object.remove(T::PROPERTY);
        }
        match variants::read::<T>(*index, &own) {
            Ok(read) if is_alone => return Ok(read),
            Ok(read) => {
                let written = serde_json::to_value(&read).unwrap_or_default();
                let kept = count_kept(&value, &written);
                if kept == all {
                    return Ok(read);
                }
                if best.as_ref().is_none_or(|(most, ..)| kept > *most) {
                    best = Some((kept, *index, read));
                }
                if T::EXCLUSIVE && reading::is_request() {
                    all_written.push((*index, written));
                }
            }
            Err(fault) => faults.push((*index, fault)),
        }
        if !budget.spend(&value) {
            let fault = || "too much of it fits several variants".to_owned();
            return best.map(|(.., best)| best).ok_or_else(fault);
        }
    }
    if let Some((_, index, best)) = best {
        return match second_match(&value, index, &all_written) {
            Some(other) => Err(two_match(T::VARIANTS, index, other)),
            None => Ok(best),
        };
    }
    let fault = none_matches(&value, T::VARIANTS, named, &faults);
    if candidates.is_empty() && is_unlisted(&value, T::VARIANTS, named) {
        return other(value).ok_or(fault);
    }
    Err(fault)
}

/// Another variant that fits the value, and that keeps what the one with that index loses.
fn second_match(value: &Value, index: usize, written: &[(usize, Value)]) -> Option<usize> {
    let (_, own) = written.iter().find(|(known, _)| *known == index)?;
    let mut others = written.iter();
    let other = others.find(|(_, other)| keeps_more(value, own, other))?;
    Some(other.0)
}

/// The error for a value that fits two variants of a `oneOf`.
fn two_match(variants: &[Discriminants], one: usize, other: usize) -> String {
    let name = |index: usize| variants.get(index).map_or("", |variant| variant.name);
    let (one, other) = (name(one.min(other)), name(one.max(other)));
    format!("it is both {one} and {other}, of which it can be one alone")
}

thread_local! {
    /// How many values may still be read in vain until the outermost union is read.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// Limits how often values are read in vain. If unions hold unions and several variants fit at each
/// level, an error at the bottom would otherwise make it try all combinations.
pub(super) struct Budget {
    is_outermost: bool,
}

impl Budget {
    pub(super) fn of(value: &Value) -> Self {
        let is_outermost = LEFT.get().is_none();
        if is_outermost {
            LEFT.set(Some(weight(value).saturating_mul(MAX_TRIES)));
        }
        Self { is_outermost }
    }

    /// Charges for a value that was read in vain; returns whether the budget sufficed.
    pub(super) fn spend(&self, value: &Value) -> bool {
        let weight = weight(value);
        collecting::charge(weight);
        let left = LEFT.get().and_then(|left| left.checked_sub(weight));
        LEFT.set(Some(left.unwrap_or_default()));
        left.is_some()
    }
}

impl Drop for Budget {
    fn drop(&mut self) {
        if self.is_outermost {
            LEFT.set(None);
        }
    }
}

/// The error for a value that fits no variant.
pub(super) fn none_matches(
    value: &Value,
    variants: &[Discriminants],
    named: Option<&[usize]>,
    faults: &[(usize, String)],
) -> String {
    let mut text = String::from("no variant fits");
    let mut separator = ':';
    let tried: Vec<(usize, &Discriminants)> = selected(variants, named)
        .filter(|(_, variant)| !variant.is_merged)
        .collect();
    for (index, variant) in tried.iter().take(MAX_FAULTS) {
        let fault = faults.iter().find(|(tried, _)| tried == index);
        let fault = match fault {
            Some((_, fault)) => fault.clone(),
            None => mismatch(value, variant).unwrap_or_default(),
        };
        // Writing to a string doesn't fail.
        let _ = write!(
            text,
            "{separator} {}: {}",
            variant.name,
            excerpt::cut(&fault, MAX_FAULT_CHARS)
        );
        separator = ';';
    }
    if tried.len() > MAX_FAULTS {
        text.push_str("; …");
    }
    text
}

/// Defines an enum whose variants hold a value of their type, and implements its traits. Behind each
/// variant stands what is known of it, and at the end may stand one that keeps values of no listed
/// type.
///
/// ```text
/// union! {
///     /// A pet.
///     #[derive(Clone, Debug, PartialEq)]
///     pub enum Pet by "kind" {
///         Cat(Box<Cat>) = tagged object(Cat) tags(Text("cat")) from(Cat),
///         Name(String) = untagged rank(3) json(String) from(String),
///         _ => Other(serde_json::Value),
///     }
/// }
/// ```
///
/// - `by`: the discriminator property. How a variant writes it, is said by the name of a function:
///   [`untagged`](super::discriminator::untagged) (not at all),
///   [`tagged`](super::discriminator::tagged) or
///   [`optionally_tagged`](super::discriminator::optionally_tagged).
/// - `as text`: the type is another crate's and a string in JSON.
/// - `object`: the struct that has the properties of the variant's objects.
/// - `from`: the type that becomes this variant by `From`.
/// - `exclusive`: whether a request must not have a value of two variants (`oneOf`).
/// - All else is a field of [`Discriminants`].
macro_rules! union {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident $(by $property:literal)? $(exclusive($exclusive:literal))? {
            $(
                $(#[$about:meta])*
                $variant:ident($held:ty) = $tagging:ident $(as $how:ident)?
                    $(object($object:ty))?
                    $(rank($rank:literal))?
                    $(json($($json:ident),*))?
                    $(tags($($tag:ident($value:literal)),*))?
                    $(is_default($is_default:literal))?
                    $(values($($listed:literal),*))?
                    $(required($($required:literal),*))?
                    $(properties($($known:literal),*))?
                    $(constants($($constant:literal: [$($constant_value:literal),*]),*))?
                    $(is_merged($is_merged:literal))?
                    $(from($from:ty))?,
            )+
            $(_ => $other:ident($other_held:ty),)?
        }
    ) => {
        $crate::support::variants::variants! {
            $(#[$attribute])*
            pub enum $name {
                $($(#[$about])* $variant($held) $(as $how)? $(from $from)?,)+
                $(_ => $other($other_held),)?
            }
        }

        impl $crate::support::union::Union for $name {
            const VARIANTS: &'static [$crate::support::discriminants::Discriminants] = &[$(
                $crate::support::discriminants::Discriminants {
                    name: ::core::stringify!($variant),
                    $(rank: $rank,)?
                    $(json: &[$($crate::support::variants::Json::$json),*],)?
                    $(tags: &[$($crate::support::discriminator::Tag::$tag($value)),*],)?
                    $(is_default: $is_default,)?
                    $(values: &[$($listed),*],)?
                    $(required: &[$($required),*],)?
                    $(properties: &[$($known),*],)?
                    $(constants: &[$(($constant, &[$($constant_value),*])),*],)?
                    $(is_merged: $is_merged,)?
                    ..$crate::support::union::base!($($object)?)
                }
            ),+];
            $(const PROPERTY: &'static ::core::primitive::str = $property;)?
            $(const EXCLUSIVE: ::core::primitive::bool = $exclusive;)?

            fn other(_value: ::serde_json::Value) -> ::core::option::Option<Self> {
                let other = ::core::option::Option::None;
                $(let other = other.or(::core::option::Option::Some(Self::$other(_value)));)?
                other
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => {
                        $crate::support::discriminator::$tagging::<Self, _, _>(
                            ::core::stringify!($variant),
                            value,
                            serializer,
                        )
                    })+
                    $(Self::$other(value) => ::serde::Serialize::serialize(value, serializer),)?
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::support::union::deserialize(deserializer)
            }
        }
    };
}

/// What holds for a variant, as far as its struct tells.
macro_rules! base {
    () => {
        $crate::support::discriminants::Discriminants::NONE
    };
    ($object:ty) => {
        $crate::support::discriminants::Discriminants::object(
            <$object as $crate::support::object::Object>::REQUIRED,
            <$object as $crate::support::object::Object>::PROPERTIES,
        )
    };
}

pub(crate) use {base, union};
