//! Default values as they stand in the emitted code.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde_json::Value;

use super::rust_type::Resolver;
use crate::ir::{Additional, Kind, Number, Object, StringFormat, TypeRef, Union};

/// Values that nest deeper than this are taken for ones that don't fit.
const MAX_DEPTH: usize = 32;

/// A value that stands in the emitted code.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction.
    Float(f64),
    /// A `String`.
    String(String),
    /// A variant of an enum of the types crate.
    Variant(String, String),
    /// A `Vec`.
    List(Vec<Literal>),
    /// What its type reads from this JSON.
    Parsed(String),
}

impl Literal {
    /// Whether its type's `Default` is the same.
    #[must_use]
    pub fn is_natural(&self) -> bool {
        match self {
            Self::Bool(value) => !value,
            Self::Integer(value) => *value == 0,
            Self::Float(value) => *value == 0.0,
            Self::String(text) => text.is_empty(),
            Self::List(items) => items.is_empty(),
            Self::Variant(..) | Self::Parsed(_) => false,
        }
    }

    /// Whether it needs support code of the types crate.
    #[must_use]
    pub fn is_parsed(&self) -> bool {
        match self {
            Self::Parsed(_) => true,
            Self::List(items) => items.iter().any(Self::is_parsed),
            _ => false,
        }
    }
}

impl Resolver<'_> {
    /// A default value; none where it isn't one of the type, or is `null`.
    pub(super) fn literal(&self, value: &Value, type_ref: TypeRef) -> Option<Literal> {
        if value.is_null() || !self.fits(value, type_ref, MAX_DEPTH) {
            return None;
        }
        let id = self.types.unalias(type_ref).id;
        Some(match (&self.types.get(id).kind, value) {
            (Kind::Boolean, Value::Bool(value)) => Literal::Bool(*value),
            (Kind::Number(Number::Float | Number::Double), Value::Number(number)) => {
                Literal::Float(number.as_f64()?)
            }
            (Kind::Number(_), Value::Number(number)) if number.is_i64() => {
                Literal::Integer(number.as_i64()?)
            }
            (Kind::String(StringFormat::Text | StringFormat::Password), Value::String(text)) => {
                Literal::String(text.clone())
            }
            (Kind::Enum(values), value) => {
                let index = values.values.iter().position(|known| known == value)?;
                let names = self.names.get(id)?;
                Literal::Variant(names.name.clone(), names.members.get(index)?.clone())
            }
            (Kind::Array(item), Value::Array(values))
                if !self.cycles.newtypes.contains(&id) && !self.types.unalias(*item).nullable =>
            {
                let items = values.iter().map(|value| self.literal(value, *item));
                Literal::List(items.collect::<Option<_>>()?)
            }
            _ => Literal::Parsed(value.to_string()),
        })
    }

    /// Whether a value is surely one that the emitted type reads.
    fn fits(&self, value: &Value, type_ref: TypeRef, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else {
            return false;
        };
        let type_ref = self.types.unalias(type_ref);
        if value.is_null() && type_ref.nullable {
            return true;
        }
        match (&self.types.get(type_ref.id).kind, value) {
            (Kind::Any(_), _) | (Kind::Null, Value::Null) | (Kind::Boolean, Value::Bool(_)) => true,
            (Kind::Number(kind), Value::Number(number)) => match kind {
                Number::Int8 => in_range::<i8>(number),
                Number::Int16 => in_range::<i16>(number),
                Number::Int32 => in_range::<i32>(number),
                Number::Int64 => number.is_i64(),
                Number::Uint8 => in_range::<u8>(number),
                Number::Uint16 => in_range::<u16>(number),
                Number::Uint32 => in_range::<u32>(number),
                Number::Uint64 => number.is_u64(),
                Number::Float | Number::Double => number.as_f64().is_some_and(f64::is_finite),
            },
            (Kind::String(format), Value::String(text)) => is_of_format(text, *format),
            (Kind::Enum(values), value) => values.values.contains(value),
            (Kind::Array(item), Value::Array(values)) => {
                values.iter().all(|value| self.fits(value, *item, depth))
            }
            (Kind::Tuple(items), Value::Array(values)) => {
                items.len() == values.len()
                    && (items.iter().zip(values))
                        .all(|(item, value)| self.fits(value, *item, depth))
            }
            (Kind::Map(item), Value::Object(values)) => {
                values.values().all(|value| self.fits(value, *item, depth))
            }
            (Kind::Object(object), Value::Object(values)) => {
                self.fits_object(values, object, depth)
            }
            (Kind::Union(union), value) => self.fits_union(value, union, depth),
            _ => false,
        }
    }

    fn fits_object(
        &self,
        values: &serde_json::Map<String, Value>,
        object: &Object,
        depth: usize,
    ) -> bool {
        let properties =
            object
                .properties
                .iter()
                .all(|property| match values.get(&property.name) {
                    Some(Value::Null) if !property.required => true,
                    Some(value) => self.fits(value, property.kind, depth),
                    None => !property.required,
                });
        let others = values.iter().filter(|(name, _)| {
            let mut known = object.properties.iter();
            !known.any(|property| property.name == **name)
        });
        properties
            && match object.additional {
                Additional::Unspecified => true,
                Additional::Denied => others.count() == 0,
                Additional::Typed(kind) => others
                    .into_iter()
                    .all(|(_, value)| self.fits(value, kind, depth)),
            }
    }

    fn fits_union(&self, value: &Value, union: &Union, depth: usize) -> bool {
        let named = union.discriminator.as_ref().and_then(|discriminator| {
            let name = value.get(&discriminator.property)?.as_str()?;
            Some(
                discriminator
                    .mapping
                    .iter()
                    .find(|(known, _)| known == name),
            )
        });
        let fits = |index: usize| {
            let variant = union.variants.get(index);
            variant.is_some_and(|variant| self.fits(value, variant.kind, depth))
        };
        match named {
            Some(Some((_, index))) => fits(*index),
            Some(None) => false,
            None => (0..union.variants.len()).any(fits),
        }
    }
}

fn in_range<T: TryFrom<i64>>(number: &serde_json::Number) -> bool {
    number
        .as_i64()
        .is_some_and(|number| T::try_from(number).is_ok())
}

fn is_of_format(text: &str, format: StringFormat) -> bool {
    match format {
        StringFormat::Text | StringFormat::Password => true,
        StringFormat::DateTime => text.split_once('T').is_some_and(|(date, time)| {
            is_date(date) && time.strip_suffix('Z').is_some_and(is_time)
        }),
        StringFormat::Date => is_date(text),
        StringFormat::Uuid => {
            let groups: Vec<&str> = text.split('-').collect();
            groups.iter().map(|group| group.len()).eq([8, 4, 4, 4, 12])
                && groups.concat().chars().all(|char| char.is_ascii_hexdigit())
        }
        // Whether the last bits are right is left to a decoder, which isn't here.
        StringFormat::Base64 => {
            text.len().is_multiple_of(4)
                && text
                    .chars()
                    .all(|char| char.is_ascii_alphanumeric() || matches!(char, '+' | '/'))
        }
        StringFormat::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
        StringFormat::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
    }
}

/// Whether it is a date of every month's first 28 days; the others aren't worth a calendar here.
fn is_date(text: &str) -> bool {
    let numbers = numbers(text, '-', [4, 2, 2]);
    matches!(numbers, Some([1..=9999, 1..=12, 1..=28]))
}

fn is_time(text: &str) -> bool {
    let numbers = numbers(text, ':', [2, 2, 2]);
    matches!(numbers, Some([0..=23, 0..=59, 0..=59]))
}

fn numbers(text: &str, separator: char, widths: [usize; 3]) -> Option<[u16; 3]> {
    let mut groups = text.split(separator);
    let mut numbers = [0; 3];
    for (number, width) in numbers.iter_mut().zip(widths) {
        let group = groups.next()?;
        let plain = group.len() == width && group.chars().all(|char| char.is_ascii_digit());
        *number = plain.then(|| group.parse().ok()).flatten()?;
    }
    groups.next().is_none().then_some(numbers)
}
