//! Whole numbers that an `i64` has no room for.

use std::fmt;
use std::str::FromStr;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::reading;
use super::text::FromText;

/// What asks `serde_json` for a number as it is written: it would round a large one to a float. A
/// deserializer that doesn't know the word gives the number itself.
const RAW: &str = "$serde_json::private::RawValue";

/// From there on a float may have lost digits of what was written.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// A whole number of up to 38 digits.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BigInteger(pub i128);

macro_rules! from {
    ($($name:ty)*) => {
        $(impl From<$name> for BigInteger {
            fn from(number: $name) -> Self {
                Self(number.into())
            }
        })*
    };
}

from! { i8 i16 i32 i64 i128 u8 u16 u32 u64 }

impl From<BigInteger> for i128 {
    fn from(number: BigInteger) -> Self {
        number.0
    }
}

impl fmt::Debug for BigInteger {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl fmt::Display for BigInteger {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for BigInteger {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

impl FromText for BigInteger {
    fn from_text(text: &str) -> Result<Self, String> {
        i128::from_text(text).map(Self)
    }
}

impl Serialize for BigInteger {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i128(self.0)
    }
}

impl<'de> Deserialize<'de> for BigInteger {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(RAW, Number)
    }
}

struct Number;

impl<'de> Visitor<'de> for Number {
    type Value = BigInteger;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a whole number")
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<BigInteger, A::Error> {
        let raw = Box::<RawValue>::deserialize(MapAccessDeserializer::new(members))?;
        // What a union has read before was rounded then.
        let number: serde_json::Number = serde_json::from_str(raw.get())
            .map_err(|_| A::Error::custom("it isn't a whole number"))?;
        let is_rounded = |float: f64| float.abs() >= EXACT && reading::is_buffered();
        if number.is_f64() && number.as_f64().is_some_and(is_rounded) {
            return Err(A::Error::custom(
                "a number of so many digits can't be told apart here",
            ));
        }
        BigInteger::from_text(raw.get()).map_err(A::Error::custom)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<BigInteger, D::Error> {
        deserializer.deserialize_i128(self)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<BigInteger, E> {
        Ok(number.into())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<BigInteger, E> {
        Ok(number.into())
    }

    fn visit_i128<E: Error>(self, number: i128) -> Result<BigInteger, E> {
        Ok(number.into())
    }
}
