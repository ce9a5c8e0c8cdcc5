//! Enums for `enum`: lists of strings, numbers and booleans.

use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::json_integers::JsonIntegers;
use super::reading;
use crate::UnknownValue;

/// Reads a string as one of the values.
///
/// # Errors
///
/// Returns an error if it isn't text, or no variant has this value.
pub fn text<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: FromStr<Err = UnknownValue>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_str(Text(PhantomData))
}

struct Text<T>(PhantomData<T>);

impl<T: FromStr<Err = UnknownValue>> Visitor<'_> for Text<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

/// Reads an integer.
///
/// # Errors
///
/// Returns an error if it isn't an integer, or is too large.
pub fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    i64::deserialize(JsonIntegers(deserializer))
}

/// Reads a string, a number or a boolean as one of the values.
///
/// # Errors
///
/// Returns an error if it is none of them, or no variant has this value.
pub fn scalar<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: TryFrom<Value, Error = UnknownValue> + FromStr<Err = UnknownValue>,
    D: Deserializer<'de>,
{
    deserializer.deserialize_newtype_struct(reading::TEXT, Scalar(PhantomData))
}

/// Reads the text of a parameter, or a value.
struct Scalar<T>(PhantomData<T>);

impl<'de, T> Visitor<'de> for Scalar<T>
where
    T: TryFrom<Value, Error = UnknownValue> + FromStr<Err = UnknownValue>,
{
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a string, a number or a boolean")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        let value = Value::deserialize(deserializer)?;
        if !value.is_string() && !value.is_number() && !value.is_boolean() {
            return Err(D::Error::custom(
                "it is neither a string nor a number nor a boolean",
            ));
        }
        T::try_from(value).map_err(D::Error::custom)
    }
}

/// Keeps an unlisted value, except in a request.
pub fn or_other<T>(found: Option<T>, other: impl FnOnce() -> T) -> Option<T> {
    match found {
        None if !reading::is_request() => Some(other()),
        found => found,
    }
}

/// The index of a value in the listed ones: the texts, followed by the others as JSON.
#[must_use]
pub fn position(value: &Value, texts: &[&str], others: &[&str]) -> Option<usize> {
    if let Some(text) = value.as_str() {
        return texts.iter().position(|known| *known == text);
    }
    let index = others.iter().position(|known| same(value, &json(known)))?;
    Some(texts.len() + index)
}

/// Reads text of a parameter, which may be a listed string, or a number or boolean however it is
/// written.
#[must_use]
pub fn untyped(text: &str, texts: &[&str], others: &[&str]) -> Value {
    let bare = serde_json::from_str::<Value>(text).ok();
    let bare = bare.filter(|bare| bare.is_number() || bare.is_boolean());
    match bare {
        Some(bare) if texts.is_empty() || position(&bare, &[], others).is_some() => {
            if texts.contains(&text) {
                return Value::from(text);
            }
            bare
        }
        _ => Value::from(text),
    }
}

/// Parses a listed value that isn't a string.
#[must_use]
pub fn json(listed: &str) -> Value {
    serde_json::from_str(listed).unwrap_or_default()
}

/// Whether two values are equal; `5` and `5.0` are.
fn same(one: &Value, other: &Value) -> bool {
    match (one.as_f64(), other.as_f64()) {
        (Some(float), Some(known)) if one.is_f64() || other.is_f64() => float == known,
        _ => one == other,
    }
}

/// A value in a path, a query or a header.
#[must_use]
pub fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// Implements the traits of an enum: `text`, `integers` or `mixed`, then each variant with its value,
/// and at the end the variant for unlisted values, if there is one. Mixed values are strings, then
/// numbers and booleans.
///
/// A variant may be called like an associated type (`Err`, `Error`), so that `Self::Err` would be
/// ambiguous: the macro names the types in full.
macro_rules! enumeration {
    (text $name:ident; $($variant:ident $value:literal;)+ $(_ $other:ident;)?) => {
        impl $name {
            /// The value in JSON.
            #[must_use]
            pub fn as_str(&self) -> &::core::primitive::str {
                match self {
                    $(Self::$variant => $value,)+
                    $(Self::$other(value) => value,)?
                }
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::UnknownValue;

            fn from_str(
                text: &::core::primitive::str,
            ) -> ::core::result::Result<Self, $crate::UnknownValue> {
                let found = match text {
                    $($value => ::core::option::Option::Some(Self::$variant),)+
                    _ => ::core::option::Option::None,
                };
                $(let found = $crate::support::enumeration::or_other(found, || {
                    Self::$other(::std::borrow::ToOwned::to_owned(text))
                });)?
                found.ok_or_else(|| $crate::UnknownValue::new(text, &[$($value),+]))
            }
        }

        $crate::support::text::by_from_str! { $name }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::support::enumeration::text(deserializer)
            }
        }
    };
    (integers $name:ident; $($variant:ident $value:literal;)+ _ $other:ident;) => {
        $crate::support::enumeration::enumeration!(
            @integers $name; $($variant $value;)+ ($other)
        );

        impl ::core::convert::From<::core::primitive::i64> for $name {
            fn from(number: ::core::primitive::i64) -> Self {
                match number {
                    $($value => Self::$variant,)+
                    number => Self::$other(number),
                }
            }
        }
    };
    (integers $name:ident; $($variant:ident $value:literal;)+) => {
        $crate::support::enumeration::enumeration!(@integers $name; $($variant $value;)+);

        impl ::core::convert::TryFrom<::core::primitive::i64> for $name {
            type Error = $crate::UnknownValue;

            fn try_from(
                number: ::core::primitive::i64,
            ) -> ::core::result::Result<Self, $crate::UnknownValue> {
                match number {
                    $($value => ::core::result::Result::Ok(Self::$variant),)+
                    number => ::core::result::Result::Err($crate::UnknownValue::new(
                        &::std::string::ToString::to_string(&number),
                        &[$(::core::stringify!($value)),+],
                    )),
                }
            }
        }
    };
    (@integers $name:ident; $($variant:ident $value:literal;)+ $(($other:ident))?) => {
        impl $name {
            /// The value in JSON.
            #[must_use]
            pub fn as_i64(self) -> ::core::primitive::i64 {
                match self {
                    $(Self::$variant => $value,)+
                    $(Self::$other(value) => value,)?
                }
            }

            fn read(number: ::core::primitive::i64) -> ::core::option::Option<Self> {
                let found = match number {
                    $($value => ::core::option::Option::Some(Self::$variant),)+
                    _ => ::core::option::Option::None,
                };
                $(let found =
                    $crate::support::enumeration::or_other(found, || Self::$other(number));)?
                found
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::UnknownValue;

            fn from_str(
                text: &::core::primitive::str,
            ) -> ::core::result::Result<Self, $crate::UnknownValue> {
                let number =
                    <::core::primitive::i64 as $crate::support::text::FromText>::from_text(text);
                let number = number.ok();
                number.and_then(Self::read).ok_or_else(|| {
                    $crate::UnknownValue::new(text, &[$(::core::stringify!($value)),+])
                })
            }
        }

        $crate::support::text::by_from_str! { $name }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.as_i64(), formatter)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                serializer.serialize_i64(self.as_i64())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                let number = $crate::support::enumeration::integer(deserializer)?;
                Self::read(number).ok_or_else(|| {
                    ::serde::de::Error::custom($crate::UnknownValue::new(
                        &::std::string::ToString::to_string(&number),
                        &[$(::core::stringify!($value)),+],
                    ))
                })
            }
        }
    };
    (
        mixed $name:ident;
        { $($text:ident $text_value:literal;)* } { $($number:ident $value:literal;)* }
        $(_ $other:ident;)?
    ) => {
        impl $name {
            /// The value in JSON.
            #[must_use]
            pub fn as_value(&self) -> ::serde_json::Value {
                match self {
                    $(Self::$text => ::serde_json::Value::from($text_value),)*
                    $(Self::$number => {
                        $crate::support::enumeration::json(::core::stringify!($value))
                    })*
                    $(Self::$other(value) => ::core::clone::Clone::clone(value),)?
                }
            }
        }

        impl ::core::convert::TryFrom<::serde_json::Value> for $name {
            type Error = $crate::UnknownValue;

            fn try_from(
                value: ::serde_json::Value,
            ) -> ::core::result::Result<Self, $crate::UnknownValue> {
                let index = $crate::support::enumeration::position(
                    &value,
                    &[$($text_value),*],
                    &[$(::core::stringify!($value)),*],
                );
                let found = index.and_then(|index| {
                    let all = [$(Self::$text,)* $(Self::$number,)*];
                    ::core::iter::IntoIterator::into_iter(all).nth(index)
                });
                $(let found = $crate::support::enumeration::or_other(found, || {
                    Self::$other(::core::clone::Clone::clone(&value))
                });)?
                found.ok_or_else(|| {
                    $crate::UnknownValue::new(
                        &$crate::support::enumeration::plain(&value),
                        &[$($text_value,)* $(::core::stringify!($value)),*],
                    )
                })
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::UnknownValue;

            fn from_str(
                text: &::core::primitive::str,
            ) -> ::core::result::Result<Self, $crate::UnknownValue> {
                Self::try_from($crate::support::enumeration::untyped(
                    text,
                    &[$($text_value),*],
                    &[$(::core::stringify!($value)),*],
                ))
            }
        }

        $crate::support::text::by_from_str! { $name }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                formatter.write_str(&$crate::support::enumeration::plain(&self.as_value()))
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                ::serde::Serialize::serialize(&self.as_value(), serializer)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::support::enumeration::scalar(deserializer)
            }
        }
    };
}

pub(crate) use enumeration;
