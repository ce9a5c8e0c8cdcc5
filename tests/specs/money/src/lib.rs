//! What a type needs that stands for a format: `Clone`, `Debug`, `PartialEq`, and that serde reads
//! and writes it as a string or as a number.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// So much of a currency: `12.50 EUR`.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    /// How many hundredths.
    pub cents: u64,
    /// Of which currency.
    pub currency: String,
}

impl Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (units, cents) = (self.cents / 100, self.cents % 100);
        serializer.collect_str(&format_args!("{units}.{cents:02} {}", self.currency))
    }
}

impl<'de> Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let read = || {
            let (number, currency) = text.split_once(' ')?;
            let (units, cents) = number.split_once('.')?;
            let cents = units.parse::<u64>().ok()? * 100 + cents.parse::<u64>().ok()?;
            Some(Self {
                cents,
                currency: currency.to_owned(),
            })
        };
        read().ok_or_else(|| D::Error::custom("it isn't an amount such as `12.50 EUR`"))
    }
}

/// A weight.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Grams(pub f64);

impl Serialize for Grams {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.0)
    }
}

impl<'de> Deserialize<'de> for Grams {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        f64::deserialize(deserializer).map(Self)
    }
}
