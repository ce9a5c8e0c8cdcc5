//! What all unions have in common: variants, one of which a value is read as.

use serde::Deserializer;
use serde_json::{Number, Value};
use serde_path_to_error::Track;

use super::excerpt;
use super::json_integers::JsonIntegers;
use super::reading;

/// How much an error says of each variant.
pub const MAX_FAULT_CHARS: usize = 200;

/// Why a value isn't of a variant, where its JSON type says so.
pub const OTHER_TYPE: &str = "it is another kind of value";

/// An enum whose variants hold a value of their type.
pub trait Variants: Sized {
    /// Reads a value as the variant with that index.
    ///
    /// # Errors
    ///
    /// Returns an error if the value isn't of the variant's type.
    fn read<'de, D: Deserializer<'de>>(index: usize, deserializer: D) -> Result<Self, D::Error>;
}

/// A type of JSON value.
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

impl Json {
    /// Whether a value is of this type.
    #[must_use]
    pub fn has(self, value: &Value) -> bool {
        match value {
            Value::Null => self == Self::Null,
            Value::Bool(_) => self == Self::Boolean,
            Value::String(_) => self == Self::String,
            Value::Array(_) => self == Self::Array,
            Value::Object(_) => self == Self::Object,
            Value::Number(number) => {
                let is_whole = || number.as_f64().is_some_and(|number| number.fract() == 0.0);
                self == Self::Number || self == Self::Integer && is_whole()
            }
        }
    }
}

/// Why a value can't be a float, if it is a number.
pub fn inexact(value: &Value) -> Option<&'static str> {
    let whole = value.as_number().and_then(Number::as_i128)?;
    (whole as f64 as i128 != whole).then_some("it has more digits than a float keeps")
}

/// Reads a value as one variant. The error begins with the path of the member at fault.
pub fn read<T: Variants>(index: usize, value: &Value) -> Result<T, String> {
    let mut track = Track::new();
    let deserializer = serde_path_to_error::Deserializer::new(value, &mut track);
    let read = reading::buffered(|| T::read(index, JsonIntegers(deserializer)));
    read.map_err(|error| {
        let path = track.path().to_string();
        if path == "." {
            error.to_string()
        } else {
            format!("{}: {error}", excerpt::cut(&path, MAX_FAULT_CHARS))
        }
    })
}

/// Reads a [`blank`](super::blank) value as the first of so many variants that takes it.
pub fn blank<T: Variants>(count: usize, value: &Value) -> Result<T, String> {
    let found = (0..count).find_map(|index| read(index, value).ok());
    found.ok_or_else(|| "no variant fits".to_owned())
}

/// The number of values in a value, and in the JSON that its strings may hold: each takes two
/// characters at least.
pub fn weight(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(members) => members.values().map(weight).sum(),
        Value::String(text) => text.len() / 2,
        _ => 0,
    }
}

/// Defines the enum of a union, its `From`s and how a variant is read.
macro_rules! variants {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident {
            $($(#[$about:meta])* $variant:ident($held:ty) $(as $how:ident)? $(from $from:ty)?,)+
            $(_ => $other:ident($other_held:ty),)?
        }
    ) => {
        $(#[$attribute])*
        #[allow(missing_docs, reason = "the type that a variant holds says what it is")]
        pub enum $name {
            $($(#[$about])* $variant($held),)+
            $(
                /// A value of a type that the document doesn't list, for example from a newer server.
                $other($other_held),
            )?
        }

        $($(impl ::core::convert::From<$from> for $name {
            fn from(value: $from) -> Self {
                Self::$variant(::core::convert::Into::into(value))
            }
        })?)+

        impl $crate::support::variants::Variants for $name {
            fn read<'de, D: ::serde::Deserializer<'de>>(
                index: ::core::primitive::usize,
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                #[allow(clippy::enum_variant_names, reason = "they are called like the variants")]
                enum Variant { $($variant),+ }
                const VARIANTS: &[Variant] = &[$(Variant::$variant),+];
                match VARIANTS.get(index) {
                    $(::core::option::Option::Some(Variant::$variant) => {
                        $(let _text = $crate::support::reading::$how();)?
                        ::serde::Deserialize::deserialize(deserializer).map(Self::$variant)
                    })+
                    ::core::option::Option::None => {
                        ::core::result::Result::Err(::serde::de::Error::custom(""))
                    }
                }
            }
        }
    };
}

#[allow(
    unused_imports,
    reason = "the tags that are compiled may have no unions"
)]
pub(crate) use variants;
