//! Whether a value of a document is one of a type, so that the emitted type surely reads it.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde_json::{Map, Value};

use super::types::{Additional, Kind, Number, Object, StringFormat, TypeRef, Types, Union};

/// More comparisons than any value needs: unions of unions can lead to the same type many times.
const MAX_STEPS: usize = 10_000;

impl Types {
    /// Whether a value is one of a type.
    #[must_use]
    pub fn admits(&self, value: &Value, kind: TypeRef) -> bool {
        Reader {
            types: self,
            steps: MAX_STEPS,
        }
        .fits(value, kind)
    }

    /// Whether `null` is one of the values of a use.
    #[must_use]
    pub fn takes_null(&self, type_ref: TypeRef) -> bool {
        self.takes_null_within(type_ref, 16)
    }

    fn takes_null_within(&self, type_ref: TypeRef, depth: usize) -> bool {
        let type_ref = self.unalias(type_ref);
        type_ref.nullable
            || match &self.get(type_ref.id).kind {
                Kind::Any(_) | Kind::Null => true,
                Kind::Union(union) => {
                    let mut kinds = union.variants.iter().map(|variant| variant.kind);
                    depth > 0 && kinds.any(|kind| self.takes_null_within(kind, depth - 1))
                }
                _ => false,
            }
    }
}

struct Reader<'a> {
    types: &'a Types,
    steps: usize,
}

impl Reader<'_> {
    fn fits(&mut self, value: &Value, type_ref: TypeRef) -> bool {
        let Some(left) = self.steps.checked_sub(1) else {
            return false;
        };
        self.steps = left;
        let types = self.types;
        let type_ref = types.unalias(type_ref);
        let kind = &types.get(type_ref.id).kind;
        if value.is_null() {
            return types.takes_null(type_ref);
        }
        match (kind, value) {
            (Kind::Any(_), _) | (Kind::Boolean, Value::Bool(_)) => true,
            (Kind::Number(number), value) => in_range(*number, value),
            (Kind::String(format), Value::String(text)) => is_of(*format, text),
            (Kind::Enum(values), value) => values.values.contains(&plainest(value)),
            (Kind::Array(item), Value::Array(items)) => {
                items.iter().all(|value| self.fits(value, *item))
            }
            (Kind::Tuple(kinds), Value::Array(items)) => {
                let mut pairs = kinds.iter().zip(items);
                kinds.len() == items.len() && pairs.all(|(kind, value)| self.fits(value, *kind))
            }
            (Kind::Map(kind), Value::Object(members)) => {
                members.values().all(|value| self.fits(value, *kind))
            }
            (Kind::Object(object), Value::Object(members)) => self.fits_object(members, object),
            (Kind::Union(union), value) => self.fits_union(value, union),
            _ => false,
        }
    }

    fn fits_object(&mut self, members: &Map<String, Value>, object: &Object) -> bool {
        let properties =
            object
                .properties
                .iter()
                .all(|property| match members.get(&property.name) {
                    Some(value) => self.fits(value, property.kind),
                    None => !property.required,
                });
        let known = |name: &String| {
            let mut properties = object.properties.iter();
            properties.any(|property| property.name == *name)
        };
        let mut others = members.iter().filter(|(name, _)| !known(name));
        properties
            && match object.additional {
                Additional::Unspecified => true,
                Additional::Denied => others.next().is_none(),
                Additional::Typed(kind) => others.all(|(_, value)| self.fits(value, kind)),
            }
    }

    fn fits_union(&mut self, value: &Value, union: &Union) -> bool {
        let named = union.discriminator.as_ref().and_then(|discriminator| {
            let name = value.get(&discriminator.property)?;
            let mapping = discriminator.mapping.iter();
            let named = mapping.filter(|mapped| mapped.value == *name);
            let named: Vec<usize> = named.map(|mapped| mapped.variant).collect();
            (name.is_string() || name.is_number() || name.is_boolean()).then_some(named)
        });
        let mut variants = union.variants.iter().enumerate();
        variants.any(|(index, variant)| {
            named.as_ref().is_none_or(|named| named.contains(&index))
                && self.fits(value, variant.kind)
        })
    }
}

/// A value, and a number without a fraction where it has none: `5.0` is `5`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "what the casts lose is compared"
)]
pub(crate) fn plainest(value: &Value) -> Value {
    let whole = |float: f64| (float as i64 as f64 == float).then_some(float as i64);
    match value.as_f64().filter(|_| value.is_f64()).and_then(whole) {
        // From there on a float may have lost digits of what was written.
        Some(whole) if whole.unsigned_abs() < 1 << 53 => Value::from(whole),
        _ => value.clone(),
    }
}

/// Whether a number is one of a type.
pub(crate) fn in_range(number: Number, value: &Value) -> bool {
    let plain = plainest(value);
    let signed = plain.as_i64();
    let unsigned = plain.as_u64();
    match number {
        Number::Int8 => signed.is_some_and(|value| i8::try_from(value).is_ok()),
        Number::Int16 => signed.is_some_and(|value| i16::try_from(value).is_ok()),
        Number::Int32 => signed.is_some_and(|value| i32::try_from(value).is_ok()),
        Number::Int64 => signed.is_some(),
        Number::Uint8 => unsigned.is_some_and(|value| u8::try_from(value).is_ok()),
        Number::Uint16 => unsigned.is_some_and(|value| u16::try_from(value).is_ok()),
        Number::Uint32 => unsigned.is_some_and(|value| u32::try_from(value).is_ok()),
        Number::Uint64 => unsigned.is_some(),
        Number::Big => signed.is_some() || unsigned.is_some(),
        Number::Double => value.is_number(),
    }
}

/// Whether text is of a format, in the one form that every reader of it takes.
fn is_of(format: StringFormat, text: &str) -> bool {
    match format {
        StringFormat::Text | StringFormat::Password => true,
        StringFormat::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
        StringFormat::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
        StringFormat::Date => is_date(text),
        StringFormat::DateTime => is_moment(text),
        StringFormat::Uuid => like(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"),
        StringFormat::Base64 => is_base64(text),
    }
}

/// Whether text has the form of a pattern: `x` is a hexadecimal digit, `9` is a decimal one.
fn like(text: &str, pattern: &str) -> bool {
    let pairs = || text.bytes().zip(pattern.bytes());
    text.len() == pattern.len()
        && pairs().all(|(byte, form)| match form {
            b'x' => byte.is_ascii_hexdigit(),
            b'9' => byte.is_ascii_digit(),
            other => byte == other,
        })
}

fn number(text: &str, range: std::ops::Range<usize>) -> u16 {
    let digits = text.get(range).unwrap_or_default();
    digits.parse().unwrap_or_default()
}

/// Whether it is a date of the calendar (RFC 3339, full-date).
fn is_date(text: &str) -> bool {
    if !like(text, "9999-99-99") {
        return false;
    }
    let (year, month) = (number(text, 0..4), number(text, 5..7));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&number(text, 8..10))
}

fn is_clock(text: &str) -> bool {
    number(text, 0..2) < 24 && number(text, 3..5) < 60
}

/// Whether it is a moment (RFC 3339, date-time).
fn is_moment(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't']) else {
        return false;
    };
    let Some((clock, rest)) = time.split_at_checked(8) else {
        return false;
    };
    let offset = match rest.strip_prefix('.') {
        None => rest,
        Some(fraction) => {
            let end = fraction
                .find(['Z', 'z', '+', '-'])
                .unwrap_or(fraction.len());
            let (fraction, offset) = fraction.split_at(end);
            let digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
            if !digits || !(1..=19).contains(&fraction.len()) {
                return false;
            }
            offset
        }
    };
    let is_offset = |offset: &str| like(offset, "99:99") && is_clock(offset);
    let minutes = |clock: &str| i32::from(number(clock, 0..2) * 60 + number(clock, 3..5));
    let minutes_east = match offset.split_at_checked(1) {
        Some(("Z" | "z", "")) => 0,
        Some(("+", offset)) if is_offset(offset) => minutes(offset),
        Some(("-", offset)) if is_offset(offset) => -minutes(offset),
        _ => return false,
    };
    // A leap second is the last one of a day in UTC.
    let is_last = (minutes(clock) - minutes_east + 1).rem_euclid(24 * 60) == 0;
    is_date(date)
        && like(clock, "99:99:99")
        && is_clock(clock)
        && (number(clock, 6..8) < 60 || number(clock, 6..8) == 60 && is_last)
}

/// Whether it is Base64 (RFC 4648, section 4) without bits that say nothing.
fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let worth = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let last = digits.bytes().last().and_then(worth).unwrap_or_default();
    let whole = match text.len() - digits.len() {
        0 => true,
        1 => last.is_multiple_of(4),
        2 => last.is_multiple_of(16),
        _ => false,
    };
    whole && text.len().is_multiple_of(4) && digits.bytes().all(|byte| worth(byte).is_some())
}

#[cfg(test)]
mod tests {
    use super::{StringFormat, is_of};

    #[test]
    fn texts_of_formats() {
        for (format, fits, others) in [
            (
                StringFormat::Date,
                &["2020-02-29", "0000-01-01", "9999-12-31"][..],
                &[
                    "2021-02-29",
                    "2020-13-01",
                    "2020-04-31",
                    "20200101",
                    "2020-1-1",
                ][..],
            ),
            (
                StringFormat::DateTime,
                &[
                    "2020-01-31T00:00:00+01:00",
                    "2020-01-31t23:59:59.1234567891234567890z",
                    "9999-12-31T23:59:59Z",
                    "1990-12-31T15:59:60-08:00",
                ],
                &[
                    "2020-01-31 00:00:00Z",
                    "2020-01-31T24:00:00Z",
                    "2020-01-31T00:00:00",
                    "2020-01-31T00:00:00.Z",
                    "1990-12-31T15:59:60Z",
                    "2020-01-31T00:00:61Z",
                    "2020-01-31T00:00:00+1:00",
                    "2020-01-31T00:00:00+24:00",
                ],
            ),
            (
                StringFormat::Base64,
                &["", "AAA=", "AA==", "aGVsbG8h"],
                &["A", "AAA", "AAB=", "AB==", "A===", "AA-_", "é==="],
            ),
        ] {
            for text in fits {
                assert!(is_of(format, text), "{text}");
            }
            for text in others {
                assert!(!is_of(format, text), "{text}");
            }
        }
    }
}
