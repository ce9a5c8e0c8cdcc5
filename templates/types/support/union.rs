//! Values of one of several types: which of them a value is.
//!
//! The value is read once, as JSON; then what is known of each type decides the order in which they
//! are tried.

use std::cell::Cell;
use std::cmp::Reverse;
use std::fmt::Write;

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

/// How often a value is read in vain, on average, before it is given up.
const MAX_TRIES: usize = 100;

/// An error names no more variants than these.
const MAX_FAULTS: usize = 8;

/// Nor does it say more than this of one of them.
const MAX_FAULT_CHARS: usize = 200;

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
}

/// A kind of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of JSON Schema")]
pub enum Json {
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
        }
    }
}

/// By what the variants of an enum are known.
pub trait Known {
    /// The variants.
    const SIGNS: &'static [Signs];
    /// The property that names the variant.
    const PROPERTY: &'static str = "";
    /// Its values, and the variant that each of them names; none where nothing does.
    const NAMES: &'static [(&'static str, usize)] = &[];
}

/// An enum whose variants are types.
pub trait Union: Known + Sized {
    /// Reads the variant of that index.
    ///
    /// # Errors
    ///
    /// Where the value isn't one of its type.
    fn read(index: usize, value: &Value) -> Result<Self, String>;

    /// Keeps a value that no variant stands for.
    fn other(value: Value) -> Option<Self>;
}

/// Reads a value of one of the types.
///
/// # Errors
///
/// Where it is of none of them; the error says why for each.
pub fn deserialize<'de, T: Union, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut value = Value::deserialize(deserializer)?;
    match named(&mut value, T::SIGNS, T::PROPERTY, T::NAMES) {
        Ok(None) => {}
        Ok(Some((index, name))) => {
            let fault = |fault| D::Error::custom(format!("{name}: {fault}"));
            return T::read(index, &value).map_err(fault);
        }
        Err(fault) => return T::other(value).ok_or_else(|| D::Error::custom(fault)),
    }
    let budget = Budget::of(&value);
    let mut faults = Vec::new();
    for index in candidates(&value, T::SIGNS) {
        match T::read(index, &value) {
            Ok(value) => return Ok(value),
            Err(fault) => faults.push((index, fault)),
        }
        if !budget.spend(&value) {
            return Err(D::Error::custom("too much of it fits several variants"));
        }
    }
    Err(D::Error::custom(report(&value, T::SIGNS, &faults)))
}

thread_local! {
    /// How many values may be read in vain until the outermost union is read.
    static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
}

/// What reading a union may cost. Where unions hold unions and several variants fit at each level,
/// a fault at the bottom would have all their combinations tried.
struct Budget {
    is_outermost: bool,
}

impl Budget {
    fn of(value: &Value) -> Self {
        let is_outermost = LEFT.get().is_none();
        if is_outermost {
            LEFT.set(Some(nodes(value).saturating_mul(MAX_TRIES)));
        }
        Self { is_outermost }
    }

    /// Pays for a value that was read in vain; says whether there was enough left.
    fn spend(&self, value: &Value) -> bool {
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

/// How many values a value is made of.
fn nodes(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(nodes).sum(),
        Value::Object(members) => members.values().map(nodes).sum(),
        _ => 0,
    }
}

/// The variant that the discriminator names, if the value has one; its tag is taken from a value
/// whose type doesn't know it.
fn named(
    value: &mut Value,
    signs: &[Signs],
    property: &str,
    names: &[(&str, usize)],
) -> Result<Option<(usize, &'static str)>, String> {
    let name = value.get(property).and_then(Value::as_str);
    let Some(name) = name.filter(|_| !names.is_empty()) else {
        return Ok(None);
    };
    let Some((_, index)) = names.iter().find(|(known, _)| *known == name) else {
        let known: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
        return Err(format!(
            "{property}: `{}` isn't one of `{}`",
            cut(name, 64),
            known.join("`, `")
        ));
    };
    let Some(signs) = signs.get(*index) else {
        return Ok(None);
    };
    if !signs.known.contains(&property)
        && let Some(object) = value.as_object_mut()
    {
        object.remove(property);
    }
    Ok(Some((*index, signs.name)))
}

/// The variants that a value fits, the likeliest first.
fn candidates(value: &Value, signs: &[Signs]) -> Vec<usize> {
    let mut found: Vec<_> = signs
        .iter()
        .enumerate()
        .filter(|(_, signs)| misfit(value, signs).is_none())
        .map(|(index, signs)| {
            let properties = value.as_object().into_iter().flat_map(Map::keys);
            let known = properties.filter(|name| signs.known.contains(&name.as_str()));
            (rank(value, signs), Reverse(known.count()), index)
        })
        .collect();
    found.sort_unstable();
    if found.is_empty() {
        // A newer sender may have added to a list of values; the rest can still tell.
        let mut left = (0..).zip(signs).filter(|(_, signs)| is_newer(value, signs));
        return match (left.next(), left.next()) {
            (Some((index, _)), None) => vec![index],
            _ => Vec::new(),
        };
    }
    found.into_iter().map(|(_, _, index)| index).collect()
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
fn misfit(value: &Value, signs: &Signs) -> Option<String> {
    let fits = |kind: &Json| match (kind, value) {
        (Json::Boolean, Value::Bool(_))
        | (Json::Number, Value::Number(_))
        | (Json::String, Value::String(_))
        | (Json::Array, Value::Array(_))
        | (Json::Object, Value::Object(_)) => true,
        (Json::Integer, Value::Number(number)) => !number.is_f64(),
        _ => false,
    };
    if !signs.json.is_empty() && !signs.json.iter().any(fits) {
        return Some("it is another kind of value".to_owned());
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
    let given = cut(&given.to_string(), 64);
    Some(format!(
        "{name}: {given} isn't one of {}",
        values.join(", ")
    ))
}

/// The members that have other values than those listed for them.
fn unlisted<'a>(
    object: &'a Map<String, Value>,
    signs: &'a Signs,
) -> impl Iterator<Item = (&'static str, &'a Value, &'static [&'static str])> {
    signs.constants.iter().filter_map(|(name, values)| {
        let given = object.get(*name).filter(|given| !given.is_null())?;
        let listed = values.contains(&given.to_string().as_str());
        (!listed).then_some((*name, given, *values))
    })
}

/// Whether only the lists of values tell that an object isn't of a variant: lists, because what has
/// one value alone is the variant's name.
fn is_newer(value: &Value, signs: &Signs) -> bool {
    let has = |object: &Map<String, Value>| {
        signs.required.iter().all(|name| object.contains_key(*name))
            && unlisted(object, signs)
                .all(|(_, given, values)| given.is_string() && values.len() > 1)
    };
    signs.json.contains(&Json::Object) && value.as_object().is_some_and(has)
}

/// What is wrong with a value that is of no variant.
fn report(value: &Value, signs: &[Signs], faults: &[(usize, String)]) -> String {
    let mut text = String::from("no variant fits");
    let mut separator = ':';
    for (index, signs) in signs.iter().enumerate().take(MAX_FAULTS) {
        let fault = faults.iter().find(|(tried, _)| *tried == index);
        let fault = match fault {
            Some((_, fault)) => fault.clone(),
            None => misfit(value, signs).unwrap_or_default(),
        };
        // Writing to a string doesn't fail.
        let _ = write!(
            text,
            "{separator} {}: {}",
            signs.name,
            cut(&fault, MAX_FAULT_CHARS)
        );
        separator = ';';
    }
    if signs.len() > MAX_FAULTS {
        text.push_str("; …");
    }
    text
}

fn cut(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

/// Reads what a variant holds.
///
/// # Errors
///
/// Where the value isn't one of its type: the error begins with the place.
pub fn variant<T: DeserializeOwned>(value: &Value) -> Result<T, String> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        if path == "." {
            error.into_inner().to_string()
        } else {
            format!("{path}: {}", error.into_inner())
        }
    })
}

/// Gives an enum its traits: for each variant its index, its name and how it is written, which is
/// [`plain`](super::tag::plain) or [`tagged`](super::tag::tagged); at the end the variant that takes
/// all others, if there is one.
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
