//! Default values, and whether they are values of their types.

use std::net::{Ipv4Addr, Ipv6Addr};

use serde_json::Value;

use super::Lowering;
use super::scalar::in_range;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Additional, Kind, Object, StringFormat, TypeRef, Types};
use crate::source::Pointer;

/// More comparisons than any default needs.
const MAX_STEPS: usize = 10_000;

impl Lowering<'_> {
    /// A default value if it is one of the type; a `null` stands for none.
    pub(super) fn default(&mut self, value: &Value, kind: TypeRef, at: &Pointer) -> Option<Value> {
        if fits(&self.types, value, kind, &mut { MAX_STEPS }) {
            return Some(value.clone()).filter(|value| !value.is_null());
        }
        let message = format!("the default {value} isn't a value that the schema allows");
        let warning = Diagnostic::warning(Code::Shape, message);
        let meant = self
            .meant(value, kind)
            .filter(|meant| fits(&self.types, meant, kind, &mut { MAX_STEPS }));
        let label = match &meant {
            Some(meant) => format!("taken as {meant}"),
            None => "passed over: not of the schema's type".to_owned(),
        };
        self.diagnostics.push(warning.at(at, label));
        meant
    }

    /// What was meant by a value with quotes too many or too few.
    fn meant(&self, value: &Value, kind: TypeRef) -> Option<Value> {
        let kind = &self.types.get(self.types.unalias(kind).id).kind;
        match (kind, value) {
            (Kind::Boolean | Kind::Number(_), Value::String(text)) => {
                serde_json::from_str(text.trim()).ok()
            }
            (Kind::String(_) | Kind::Enum(_), Value::Number(_) | Value::Bool(_)) => {
                Some(Value::String(value.to_string()))
            }
            _ => None,
        }
    }

    /// Looks at the defaults of all properties, once all types are known.
    pub(super) fn check_defaults(&mut self) {
        let mut found = Vec::new();
        for (id, kind) in self.types.iter() {
            let Kind::Object(object) = &kind.kind else {
                continue;
            };
            for (index, property) in object.properties.iter().enumerate() {
                if let Some(value) = &property.default {
                    let known = self.default_places.get(&property.origin).cloned();
                    let at = known.unwrap_or_else(|| property.origin.key("default"));
                    found.push((id, index, value.clone(), property.kind, at));
                }
            }
        }
        for (id, index, value, kind, at) in found {
            let default = self.default(&value, kind, &at);
            if let Kind::Object(object) = &mut self.types.get_mut(id).kind
                && let Some(property) = object.properties.get_mut(index)
            {
                property.default = default;
            }
        }
    }
}

fn fits(types: &Types, value: &Value, type_ref: TypeRef, steps: &mut usize) -> bool {
    // Unions of unions can lead to the same type many times.
    let Some(left) = steps.checked_sub(1) else {
        return false;
    };
    *steps = left;
    let type_ref = types.unalias(type_ref);
    let kind = &types.get(type_ref.id).kind;
    if value.is_null() {
        return type_ref.nullable || matches!(kind, Kind::Any(_) | Kind::Null);
    }
    match (kind, value) {
        (Kind::Any(_), _) | (Kind::Boolean, Value::Bool(_)) => true,
        (Kind::Number(number), value) => in_range(*number, value),
        (Kind::String(format), Value::String(text)) => is_of(*format, text),
        (Kind::Enum(values), value) => values.values.contains(value),
        (Kind::Array(item), Value::Array(items)) => {
            items.iter().all(|value| fits(types, value, *item, steps))
        }
        (Kind::Tuple(kinds), Value::Array(items)) => {
            kinds.len() == items.len()
                && kinds
                    .iter()
                    .zip(items)
                    .all(|(kind, value)| fits(types, value, *kind, steps))
        }
        (Kind::Map(kind), Value::Object(members)) => members
            .values()
            .all(|value| fits(types, value, *kind, steps)),
        (Kind::Object(object), Value::Object(members)) => {
            fits_object(types, members, object, steps)
        }
        (Kind::Union(union), value) => union
            .variants
            .iter()
            .any(|variant| fits(types, value, variant.kind, steps)),
        _ => false,
    }
}

fn fits_object(
    types: &Types,
    members: &serde_json::Map<String, Value>,
    object: &Object,
    steps: &mut usize,
) -> bool {
    let complete = object.properties.iter().all(|property| {
        let given = members.contains_key(&property.name);
        given || !property.required || property.default.is_some()
    });
    complete
        && members.iter().all(|(name, value)| {
            let mut properties = object.properties.iter();
            match properties.find(|property| property.name == *name) {
                Some(property) => fits(types, value, property.kind, steps),
                None => match object.additional {
                    Additional::Unspecified => true,
                    Additional::Denied => false,
                    Additional::Typed(kind) => fits(types, value, kind, steps),
                },
            }
        })
}

/// Whether text is of a format, as far as its form goes.
fn is_of(format: StringFormat, text: &str) -> bool {
    match format {
        StringFormat::Text | StringFormat::Password => true,
        StringFormat::Ipv4 => text.parse::<Ipv4Addr>().is_ok(),
        StringFormat::Ipv6 => text.parse::<Ipv6Addr>().is_ok(),
        StringFormat::Date => is_date(text),
        StringFormat::DateTime => is_moment(text),
        StringFormat::Uuid => like(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx"),
        StringFormat::Base64 => {
            let digits = text.trim_end_matches('=');
            text.len().is_multiple_of(4)
                && text.len() - digits.len() <= 2
                && digits
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
        }
    }
}

/// Whether text has the form of a pattern: `x` is a hexadecimal digit, `9` is a decimal one.
fn like(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text
            .bytes()
            .zip(pattern.bytes())
            .all(|(byte, form)| match form {
                b'x' => byte.is_ascii_hexdigit(),
                b'9' => byte.is_ascii_digit(),
                other => byte == other,
            })
}

fn is_date(text: &str) -> bool {
    let number = |range: std::ops::Range<usize>| text.get(range)?.parse::<u8>().ok();
    like(text, "9999-99-99")
        && number(5..7).is_some_and(|month| (1..=12).contains(&month))
        && number(8..10).is_some_and(|day| (1..=31).contains(&day))
}

fn is_moment(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't']) else {
        return false;
    };
    let Some((clock, rest)) = time.split_at_checked(8) else {
        return false;
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let offset = match rest.strip_prefix('.') {
        None => rest,
        Some(fraction) => {
            let end = fraction
                .find(['Z', 'z', '+', '-'])
                .unwrap_or(fraction.len());
            let (fraction, offset) = fraction.split_at(end);
            if !digits(fraction) {
                return false;
            }
            offset
        }
    };
    is_date(date)
        && like(clock, "99:99:99")
        && (matches!(offset, "Z" | "z")
            || offset
                .strip_prefix(['+', '-'])
                .is_some_and(|offset| like(offset, "99:99")))
}
