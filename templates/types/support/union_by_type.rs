//! Unions (`oneOf`, `anyOf`) of different JSON types, such as a string or a list of strings: the type of
//! a value tells which of them it is. All others are a `union!`.

use serde::de::{Deserialize, Deserializer, Error};
use serde_json::Value;

use super::collecting;
use super::excerpt;
use super::reading;
use super::variants::{self, Json, MAX_FAULT_CHARS, OTHER_TYPE, Variants};

/// A union of different JSON types.
pub trait UnionByType: Variants {
    /// The names of the variants, each with the JSON types of its values.
    const VARIANTS: &'static [(&'static str, &'static [Json])];
}

/// Reads a value of one of the types.
///
/// # Errors
///
/// Returns an error if no variant has values of its JSON type, or if the variant that has can't be read from
/// it.
pub fn deserialize<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: UnionByType,
    D: Deserializer<'de>,
{
    let apart = reading::apart();
    let value = Value::deserialize(deserializer)?;
    drop(apart);
    read(&value).map_err(D::Error::custom)
}

fn read<T: UnionByType>(value: &Value) -> Result<T, String> {
    if reading::is_blank() {
        return variants::blank(T::VARIANTS.len(), value);
    }
    let has_type = |kinds: &[Json]| kinds.iter().any(|kind| kind.has(value));
    let mut variants = T::VARIANTS.iter().enumerate();
    let chosen = variants.find(|(_, (_, kinds))| has_type(kinds));
    let fault = match chosen {
        None => String::new(),
        Some((index, (_, kinds))) => match misfit(kinds, value) {
            Some(misfit) => misfit.to_owned(),
            None => match variants::read(index, value) {
                Ok(read) => return Ok(read),
                Err(fault) => fault,
            },
        },
    };
    collecting::charge(variants::weight(value));
    let faults = T::VARIANTS.iter().enumerate().map(|(index, (name, _))| {
        let fault = match chosen {
            Some((chosen, _)) if chosen == index => excerpt::cut(&fault, MAX_FAULT_CHARS),
            _ => OTHER_TYPE.into(),
        };
        format!("{name}: {fault}")
    });
    let faults: Vec<String> = faults.collect();
    Err(format!("no variant fits: {}", faults.join("; ")))
}

/// Why a number can't be read as a variant with these types: it has more digits than a float keeps.
fn misfit(kinds: &[Json], value: &Value) -> Option<&'static str> {
    let is_float = kinds.contains(&Json::Number);
    is_float.then(|| variants::inexact(value)).flatten()
}

/// Defines an enum whose variants hold values of different JSON types, and implements its traits.
///
/// ```text
/// union_by_type! {
///     /// A text or several.
///     #[derive(Clone, Debug, PartialEq)]
///     pub enum Stop {
///         String(String) = json(String) from(String),
///         StringList(Vec<String>) = json(Array) from(Vec<String>),
///     }
/// }
/// ```
///
/// - `json`: the JSON types of a variant's values.
/// - `from`: the type that becomes this variant by `From`.
macro_rules! union_by_type {
    (
        $(#[$attribute:meta])*
        pub enum $name:ident {
            $(
                $(#[$about:meta])*
                $variant:ident($held:ty) = json($($json:ident),+) $(from($from:ty))?,
            )+
        }
    ) => {
        $crate::support::variants::variants! {
            $(#[$attribute])*
            pub enum $name {
                $($(#[$about])* $variant($held) $(from $from)?,)+
            }
        }

        impl $crate::support::union_by_type::UnionByType for $name {
            const VARIANTS: &'static [(
                &'static ::core::primitive::str,
                &'static [$crate::support::variants::Json],
            )] = &[$((
                ::core::stringify!($variant),
                &[$($crate::support::variants::Json::$json),+],
            )),+];
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                match self {
                    $(Self::$variant(value) => ::serde::Serialize::serialize(value, serializer),)+
                }
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::support::union_by_type::deserialize(deserializer)
            }
        }
    };
}

pub(crate) use union_by_type;
