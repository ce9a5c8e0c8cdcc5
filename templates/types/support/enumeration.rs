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
        text.parse().or_else(blank).map_err(E::custom)
    }
}

/// While a [`blank`](super::blank) value is made up, takes the first value of the `enum`; otherwise returns
/// the error.
fn blank<T: FromStr<Err = UnknownValue>>(error: UnknownValue) -> Result<T, UnknownValue> {
    match reading::is_blank() {
        true => error.known().first().copied().unwrap_or_default().parse(),
        false => Err(error),
    }
}

/// Reads an integer as one of the values, which `read` knows.
///
/// # Errors
///
/// Returns an error if it isn't an integer, is too large, or no variant has this value.
pub fn integer<'de, T, D>(
    deserializer: D,
    read: fn(i64) -> Option<T>,
    known: &'static [&'static str],
) -> Result<T, D::Error>
where
    T: FromStr<Err = UnknownValue>,
    D: Deserializer<'de>,
{
    let number = i64::deserialize(JsonIntegers(deserializer))?;
    let value = read(number).ok_or_else(|| UnknownValue::new(&number.to_string(), known));
    value.or_else(blank).map_err(D::Error::custom)
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
        T::try_from(value).or_else(blank).map_err(D::Error::custom)
    }
}

/// Keeps an unlisted value, except in a request.
pub fn or_other<T>(found: Option<T>, other: impl FnOnce() -> T) -> Option<T> {
    match found {
        None if !reading::is_request() => Some(other()),
        found => found,
    }
}

/// A listed value of an enum of several kinds.
pub enum Listed {
    /// A string.
    Text(&'static str),
    /// A number or a boolean, as JSON.
    Json(&'static str),
}

impl Listed {
    fn is(&self, value: &Value) -> bool {
        match self {
            Self::Text(text) => value.as_str() == Some(text),
            Self::Json(listed) => !value.is_string() && same(value, &json(listed)),
        }
    }
}

/// The index of a value in the listed ones.
#[must_use]
pub fn position(value: &Value, listed: &[Listed]) -> Option<usize> {
    listed.iter().position(|listed| listed.is(value))
}

/// Reads text of a parameter, which may be a listed string, or a number or boolean however it is
/// written.
#[must_use]
pub fn untyped(text: &str, listed: &[Listed]) -> Value {
    let string = Value::from(text);
    if position(&string, listed).is_some() {
        return string;
    }
    let bare = serde_json::from_str::<Value>(text).ok();
    let bare = bare.filter(|bare| bare.is_number() || bare.is_boolean());
    let has_texts = listed
        .iter()
        .any(|listed| matches!(listed, Listed::Text(_)));
    match bare {
        Some(bare) if !has_texts || position(&bare, listed).is_some() => bare,
        _ => string,
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

/// Defines an enum for listed values, and implements its traits. Behind its name stands what the
/// values are (strings, integers, or any of strings, numbers and booleans), behind each variant its
/// value, and at the end may stand a variant for values that aren't listed.
///
/// ```text
/// enumeration! {
///     /// How urgent something is.
///     #[derive(Clone, Debug, Eq, Hash, PartialEq)]
///     pub enum Priority: String {
///         High = "high",
///         /// Can wait.
///         Low = "low",
///         _ => Other(String),
///     }
/// }
/// ```
///
/// Of mixed values, `json(5)` is one that isn't a string.
///
/// A variant may be called like an associated type (`Err`, `Error`), so that `Self::Err` would be
/// ambiguous: the macro names the types in full.
macro_rules! enumeration {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident: String {
            $($(#[$about:meta])* $variant:ident = $value:literal,)+
            $(_ => $other:ident(String),)?
        }
    ) => {
        $(#[$attribute])*
        #[allow(missing_docs, reason = "the name of a variant may say it all")]
        pub enum $name {
            $($(#[$about])* $variant,)+
            $(
                /// A value that the document doesn't list, for example from a newer server.
                $other(::std::string::String),
            )?
        }

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
    (
        $(#[$attribute:meta])*
        pub enum $name:ident: i64 {
            $($(#[$about:meta])* $variant:ident = $value:literal,)+
            _ => $other:ident(i64),
        }
    ) => {
        $(#[$attribute])*
        #[allow(missing_docs, reason = "the name of a variant may say it all")]
        pub enum $name {
            $($(#[$about])* $variant,)+
            /// A value that the document doesn't list, for example from a newer server.
            $other(::core::primitive::i64),
        }

        $crate::support::enumeration::enumeration! {
            @integers $name; $($variant $value;)+ ($other)
        }

        impl ::core::convert::From<::core::primitive::i64> for $name {
            fn from(number: ::core::primitive::i64) -> Self {
                match number {
                    $($value => Self::$variant,)+
                    number => Self::$other(number),
                }
            }
        }
    };
    (
        $(#[$attribute:meta])*
        pub enum $name:ident: i64 {
            $($(#[$about:meta])* $variant:ident = $value:literal,)+
        }
    ) => {
        $(#[$attribute])*
        #[allow(missing_docs, reason = "the name of a variant may say it all")]
        pub enum $name {
            $($(#[$about])* $variant,)+
        }

        $crate::support::enumeration::enumeration! { @integers $name; $($variant $value;)+ }

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
                $crate::support::enumeration::integer(
                    deserializer,
                    Self::read,
                    &[$(::core::stringify!($value)),+],
                )
            }
        }
    };
    (
        $(#[$attribute:meta])*
        pub enum $name:ident: Value {
            $($(#[$about:meta])* $variant:ident = $($text:literal)? $(json($value:literal))?,)+
            $(_ => $other:ident(Value),)?
        }
    ) => {
        $(#[$attribute])*
        #[allow(missing_docs, reason = "the name of a variant may say it all")]
        pub enum $name {
            $($(#[$about])* $variant,)+
            $(
                /// A value that the document doesn't list, for example from a newer server.
                $other(::serde_json::Value),
            )?
        }

        impl $name {
            const LISTED: &'static [$crate::support::enumeration::Listed] = &[$(
                $($crate::support::enumeration::Listed::Text($text))?
                $($crate::support::enumeration::Listed::Json(::core::stringify!($value)))?
            ),+];
        }

        impl $name {
            /// The value in JSON.
            #[must_use]
            pub fn as_value(&self) -> ::serde_json::Value {
                match self {
                    $(
                        $(Self::$variant => ::serde_json::Value::from($text),)?
                        $(Self::$variant => {
                            $crate::support::enumeration::json(::core::stringify!($value))
                        })?
                    )+
                    $(Self::$other(value) => ::core::clone::Clone::clone(value),)?
                }
            }
        }

        impl ::core::convert::TryFrom<::serde_json::Value> for $name {
            type Error = $crate::UnknownValue;

            fn try_from(
                value: ::serde_json::Value,
            ) -> ::core::result::Result<Self, $crate::UnknownValue> {
                let index = $crate::support::enumeration::position(&value, Self::LISTED);
                let found = index.and_then(|index| {
                    ::core::iter::IntoIterator::into_iter([$(Self::$variant),+]).nth(index)
                });
                $(let found = $crate::support::enumeration::or_other(found, || {
                    Self::$other(::core::clone::Clone::clone(&value))
                });)?
                found.ok_or_else(|| {
                    $crate::UnknownValue::new(
                        &$crate::support::enumeration::plain(&value),
                        &[$($($text)? $(::core::stringify!($value))?),+],
                    )
                })
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::UnknownValue;

            fn from_str(
                text: &::core::primitive::str,
            ) -> ::core::result::Result<Self, $crate::UnknownValue> {
                Self::try_from($crate::support::enumeration::untyped(text, Self::LISTED))
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
