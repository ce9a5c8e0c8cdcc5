//! Values of one of several types: which of them a value is.
//!
//! The value is read once, as JSON; then what is known of each type decides the order in which they
//! are tried.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt::Write;
use std::marker::PhantomData;

use serde::de::DeserializeOwned;
use serde::{Deserializer, Serialize};
use serde_json::Value;
use serde_path_to_error::Track;

use super::choice::Choice;
use super::excerpt;
use super::reading;
use super::signs::{Signs, candidates, chosen, is_new, keeps_more, kept, misfit, nodes};
use super::tag::Tag;
use super::whole::Whole;

/// How often a value is read in vain, on average, before it is given up.
const MAX_TRIES: usize = 100;

/// An error names no more variants than these.
const MAX_FAULTS: usize = 8;

/// Nor does it say more than this of one of them.
const MAX_FAULT_CHARS: usize = 200;

/// By what the variants of an enum are known.
pub trait Known {
    /// The variants.
    const SIGNS: &'static [Signs];
    /// The property that names the variant.
    const PROPERTY: &'static str = "";
    /// Its values, and a variant that each of them names; none where nothing does.
    const TAGS: &'static [(Tag, usize)] = &[];
    /// The variant that all other values name.
    const DEFAULT: Option<usize> = None;
    /// Whether a value must be of one variant alone (`oneOf`).
    const EXCLUSIVE: bool = false;
}

/// An enum whose variants are types.
pub trait Union: Known + Sized {
    /// Reads the variant of that index.
    ///
    /// # Errors
    ///
    /// Where the value isn't one of its type.
    fn read(index: usize, value: &Value) -> Result<Self, String>;

    /// Reads the variant of that index where the value isn't JSON.
    ///
    /// # Errors
    ///
    /// Where the value isn't one of its type.
    fn read_text<'de, D: Deserializer<'de>>(
        index: usize,
        deserializer: D,
    ) -> Result<Self, D::Error>;

    /// Keeps a value that no variant stands for.
    fn other(value: Value) -> Option<Self>;
}

/// Reads a value of one of the types.
///
/// # Errors
///
/// Where it is of none of them; the error says why for each.
pub fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Union + Serialize,
    D: Deserializer<'de>,
{
    deserializer.deserialize_newtype_struct(reading::CHOICE, Choice(PhantomData))
}

pub(super) fn read<T: Union + Serialize>(mut value: Value) -> Result<T, String> {
    let index = match named::<T>(&value) {
        None => return likeliest(value, None),
        Some(named) => match (named.as_slice(), T::DEFAULT) {
            ([only], _) => *only,
            ([], None) => {
                let fault = unknown(&value, T::PROPERTY, T::TAGS);
                return other(value).ok_or(fault);
            }
            ([], Some(default)) => match other(value.clone()) {
                Some(other) => return Ok(other),
                None => default,
            },
            (several, _) => return likeliest(value, Some(several)),
        },
    };
    if !is_known(T::PROPERTY, index, T::SIGNS)
        && let Some(object) = value.as_object_mut()
    {
        object.remove(T::PROPERTY);
    }
    T::read(index, &value).map_err(|fault| {
        let name = T::SIGNS.get(index).map_or("", |signs| signs.name);
        format!("{name}: {fault}")
    })
}

/// Keeps a value that no variant stands for, but not in a request.
pub(super) fn other<T: Union>(value: Value) -> Option<T> {
    if reading::is_request() {
        return None;
    }
    T::other(value)
}

/// The variants that the discriminator names, where the union has one and the value too.
fn named<T: Known>(value: &Value) -> Option<Vec<usize>> {
    if T::TAGS.is_empty() {
        return None;
    }
    let given = value.get(T::PROPERTY)?;
    if !given.is_string() && !given.is_number() && !given.is_boolean() {
        return None;
    }
    let tags = T::TAGS.iter().filter(|(tag, _)| tag.is(given));
    Some(tags.map(|(_, index)| *index).collect())
}

/// What is wrong with a value whose discriminator names no variant.
pub(super) fn unknown(value: &Value, property: &str, tags: &[(Tag, usize)]) -> String {
    let given = match value.get(property) {
        Some(Value::String(text)) => format!("`{}`", excerpt::quote(text)),
        other => other.map(Value::to_string).unwrap_or_default(),
    };
    let mut known: Vec<String> = Vec::new();
    for (tag, _) in tags {
        let tag = tag.to_string();
        if !known.contains(&tag) {
            known.push(tag);
        }
    }
    format!("{property}: {given} isn't one of {}", known.join(", "))
}

/// Whether the type of a variant knows a property.
fn is_known(property: &str, index: usize, signs: &[Signs]) -> bool {
    signs
        .get(index)
        .is_some_and(|signs| signs.known.contains(&property))
}

/// Reads the variant that keeps the most of a value; of those that keep the same, the likeliest.
/// Where the discriminator names several, it is one of these.
fn likeliest<T: Union + Serialize>(value: Value, named: Option<&[usize]>) -> Result<T, String> {
    let budget = Budget::of(&value);
    let all = nodes(&value);
    let mut faults = Vec::new();
    let mut best: Option<(usize, usize, T)> = None;
    let mut all_written = Vec::new();
    let candidates = candidates(&value, T::SIGNS, named);
    let is_alone = candidates.len() == 1;
    for index in &candidates {
        let is_joint = T::SIGNS.get(*index).is_some_and(|signs| signs.joint);
        if is_joint && best.is_none() {
            continue;
        }
        let mut own = Cow::Borrowed(&value);
        if named.is_some()
            && !is_known(T::PROPERTY, *index, T::SIGNS)
            && let Some(object) = own.to_mut().as_object_mut()
        {
            object.remove(T::PROPERTY);
        }
        match T::read(*index, &own) {
            Ok(read) if is_alone => return Ok(read),
            Ok(read) => {
                let written = serde_json::to_value(&read).unwrap_or_default();
                let kept = kept(&value, &written);
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
        return match beside(&value, index, &all_written) {
            Some(other) => Err(both(T::SIGNS, index, other)),
            None => Ok(best),
        };
    }
    let fault = report(&value, T::SIGNS, named, &faults);
    if candidates.is_empty() && is_new(&value, T::SIGNS, named) {
        return other(value).ok_or(fault);
    }
    Err(fault)
}

/// A variant that the value is of as well, and that keeps what the one with that index loses.
fn beside(value: &Value, index: usize, written: &[(usize, Value)]) -> Option<usize> {
    let (_, own) = written.iter().find(|(known, _)| *known == index)?;
    let mut others = written.iter();
    let other = others.find(|(_, other)| keeps_more(value, own, other))?;
    Some(other.0)
}

fn both(signs: &[Signs], one: usize, other: usize) -> String {
    let name = |index: usize| signs.get(index).map_or("", |signs| signs.name);
    let (one, other) = (name(one.min(other)), name(one.max(other)));
    format!("it is both {one} and {other}, of which it can be one alone")
}

thread_local! {
    /// How many values may be read in vain until the outermost union is read.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// What reading a union may cost. Where unions hold unions and several variants fit at each level,
/// a fault at the bottom would have all their combinations tried.
pub(super) struct Budget {
    is_outermost: bool,
}

impl Budget {
    pub(super) fn of(value: &Value) -> Self {
        let is_outermost = LEFT.get().is_none();
        if is_outermost {
            LEFT.set(Some(nodes(value).saturating_mul(MAX_TRIES)));
        }
        Self { is_outermost }
    }

    /// Pays for a value that was read in vain; says whether there was enough left.
    pub(super) fn spend(&self, value: &Value) -> bool {
        let left = LEFT.get().and_then(|left| left.checked_sub(nodes(value)));
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

/// What is wrong with a value that is of no variant.
pub(super) fn report(
    value: &Value,
    signs: &[Signs],
    named: Option<&[usize]>,
    faults: &[(usize, String)],
) -> String {
    let mut text = String::from("no variant fits");
    let mut separator = ':';
    let tried: Vec<(usize, &Signs)> = chosen(signs, named)
        .filter(|(_, signs)| !signs.joint)
        .collect();
    for (index, signs) in tried.iter().take(MAX_FAULTS) {
        let fault = faults.iter().find(|(tried, _)| tried == index);
        let fault = match fault {
            Some((_, fault)) => fault.clone(),
            None => misfit(value, signs).unwrap_or_default(),
        };
        // Writing to a string doesn't fail.
        let _ = write!(
            text,
            "{separator} {}: {}",
            signs.name,
            excerpt::cut(&fault, MAX_FAULT_CHARS)
        );
        separator = ';';
    }
    if tried.len() > MAX_FAULTS {
        text.push_str("; …");
    }
    text
}

/// Reads what a variant holds.
///
/// # Errors
///
/// Where the value isn't one of its type: the error begins with the place.
pub fn variant<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    let mut track = Track::new();
    let deserializer = serde_path_to_error::Deserializer::new(value, &mut track);
    reading::buffered(|| T::deserialize(Whole(deserializer))).map_err(|error| {
        let path = track.path().to_string();
        if path == "." {
            error.to_string()
        } else {
            format!("{}: {error}", excerpt::cut(&path, MAX_FAULT_CHARS))
        }
    })
}

/// Gives an enum its traits: for each variant its index, its name and how it is written, which is
/// [`plain`](super::tag::plain), [`optional`](super::tag::optional) or
/// [`tagged`](super::tag::tagged); at the end the variant that takes all others, if there is one.
macro_rules! union {
    ($name:ident; $($index:literal $variant:ident $how:ident;)+ $(_ $other:ident;)?) => {
        impl $crate::support::union::Union for $name {
            fn read(
                index: ::core::primitive::usize,
                value: &::serde_json::Value,
            ) -> ::core::result::Result<Self, ::std::string::String> {
                match index {
                    $($index => $crate::support::union::variant(value).map(Self::$variant),)+
                    _ => ::core::result::Result::Err(::std::string::String::new()),
                }
            }

            fn read_text<'de, D: ::serde::Deserializer<'de>>(
                index: ::core::primitive::usize,
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                match index {
                    $($index => ::serde::Deserialize::deserialize(deserializer)
                        .map(Self::$variant),)+
                    _ => ::core::result::Result::Err(::serde::de::Error::custom("")),
                }
            }

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
                        $crate::support::tag::$how::<Self, _, _>($index, value, serializer)
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

pub(crate) use union;
