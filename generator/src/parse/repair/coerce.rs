//! What a value of the wrong kind can be taken as.

use serde_json::{Map, Number, Value};

use crate::parse::shape::{ObjectShape, Shape};

/// Whether a value is a scalar of the shape as it stands.
pub(super) fn fits(shape: &Shape, value: &Value) -> bool {
    match shape {
        Shape::Boolean => value.is_boolean(),
        Shape::Number => value.is_number(),
        Shape::Count => value.is_u64(),
        Shape::Text => value.is_string(),
        Shape::Word(words) => value.as_str().is_some_and(|text| words.contains(&text)),
        _ => false,
    }
}

/// A scalar of the shape; the value itself where it fits.
pub(super) fn scalar(shape: &Shape, value: &Value) -> Option<Value> {
    match shape {
        Shape::Boolean => boolean(value).map(Value::Bool),
        Shape::Number => number(value).map(Value::Number),
        Shape::Count => count(value).map(Value::from),
        Shape::Text => text(value).map(Value::String),
        Shape::Word(words) => word(words, value).map(Value::from),
        _ => None,
    }
}

pub(super) fn boolean(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(boolean) => Some(*boolean),
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" => Some(true),
            "false" | "no" | "0" => Some(false),
            _ => None,
        },
        Value::Number(number) => match number.as_u64() {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => None,
        },
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

pub(super) fn number(value: &Value) -> Option<Number> {
    match value {
        Value::Number(number) => Some(number.clone()),
        Value::String(text) => {
            let text = text.trim();
            let whole = text.parse::<i64>().map(Number::from).ok();
            whole.or_else(|| Number::from_f64(text.parse().ok()?))
        }
        _ => None,
    }
}

/// A whole number of any sign, from a float without a fraction too.
pub(super) fn integer(value: &Value) -> Option<Number> {
    let number = number(value)?;
    if number.is_i64() || number.is_u64() {
        return Some(number);
    }
    whole(number.as_f64()?).map(Number::from)
}

/// Whether a value is a number without a fraction, however large, and however it is written.
pub(super) fn is_whole(value: &Value) -> bool {
    let float = value.as_number().and_then(Number::as_f64);
    float.is_some_and(|float| float.fract() == 0.0)
}

/// Whether two values are the same: `1` and `1.0` are one number.
pub(super) fn same(left: &Value, right: &Value) -> bool {
    match (left, right) {
        (Value::Number(one), Value::Number(other)) if one.is_f64() || other.is_f64() => {
            one.as_f64() == other.as_f64()
        }
        _ => left == right,
    }
}

fn count(value: &Value) -> Option<u64> {
    let number = integer(value)?;
    number.as_u64()
}

/// A float as the whole number that it is.
fn whole(float: f64) -> Option<i64> {
    // Beyond this, floats aren't exact.
    const MOST: f64 = 9_007_199_254_740_992.0;
    if float.fract() != 0.0 || float.abs() > MOST {
        return None;
    }
    format!("{float:.0}").parse().ok()
}

pub(super) fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(boolean) => Some(boolean.to_string()),
        Value::Number(number) => Some(number.to_string()),
        // A text written as a list of its lines.
        Value::Array(lines) if !lines.is_empty() => {
            let lines: Option<Vec<&str>> = lines.iter().map(Value::as_str).collect();
            Some(lines?.join("\n"))
        }
        // A thing in place of its name.
        Value::Object(members) => match members.get("name") {
            Some(Value::String(name)) => Some(name.clone()),
            _ => None,
        },
        Value::Array(_) | Value::Null => None,
    }
}

/// A word in whatever case it is written.
fn word(words: &[&'static str], value: &Value) -> Option<&'static str> {
    let text = value.as_str()?.trim();
    let known = |word: &&&str| **word == text;
    let similar = |word: &&&str| word.eq_ignore_ascii_case(text);
    let found = words.iter().find(known);
    found.or_else(|| words.iter().find(similar)).copied()
}

/// A list: of the one value that stands in its place, or of the values of a mapping.
pub(super) fn list(item: &Shape, value: &Value) -> Option<Value> {
    let fits = match item {
        Shape::Any => !value.is_null(),
        Shape::Text | Shape::Number | Shape::Count | Shape::Boolean | Shape::Word(_) => {
            !value.is_boolean() && scalar(item, value).is_some()
        }
        Shape::Object(object) => value.is_object() || object.subject.is_some() && value.is_string(),
        Shape::Map(Shape::List(_)) => value.is_object() || value.is_string(),
        Shape::Map(_) | Shape::Reference(_) => value.is_object(),
        Shape::List(_) | Shape::BooleanOr(_) => false,
    };
    if !fits {
        return None;
    }
    if let (Shape::Object(_) | Shape::Reference(_), Value::Object(members)) = (item, value)
        && !members.is_empty()
        && !members.contains_key("$ref")
        && members.values().all(Value::is_object)
        && !knows(item, members)
    {
        return Some(members.values().cloned().collect());
    }
    Some(Value::Array(vec![value.clone()]))
}

/// Whether a mapping has a member that the object knows.
fn knows(shape: &Shape, members: &Map<String, Value>) -> bool {
    match shape {
        Shape::Object(object) | Shape::Reference(object) => object
            .members()
            .any(|member| members.contains_key(member.name)),
        _ => false,
    }
}

/// A mapping: an empty one for an empty list, or of the items of a list by their names. A lone text
/// is the name of a security scheme.
pub(super) fn map(item: &Shape, value: &Value) -> Option<Value> {
    let alone;
    let items = match value {
        Value::Array(items) => items,
        Value::String(_) if matches!(item, Shape::List(_)) => {
            alone = vec![value.clone()];
            &alone
        }
        _ => return None,
    };
    let mut members = Map::new();
    for value in items {
        match value {
            Value::String(name) if item.is_mapping() => {
                members.insert(name.clone(), Value::Object(Map::new()));
            }
            Value::String(name) if matches!(item, Shape::List(_)) => {
                members.insert(name.clone(), Value::Array(Vec::new()));
            }
            Value::String(name) if matches!(item, Shape::Text) => {
                members.insert(name.clone(), Value::String(String::new()));
            }
            Value::Object(named) if item.is_mapping() => {
                let mut named = named.clone();
                let name = named.shift_remove("name")?.as_str()?.to_owned();
                members.insert(name, Value::Object(named));
            }
            _ => return None,
        }
    }
    Some(Value::Object(members))
}

/// A mapping in place of a lone text, or of a list of one mapping.
pub(super) fn object(object: &ObjectShape, value: &Value) -> Option<Value> {
    match value {
        Value::Array(items) => match items.as_slice() {
            [only @ Value::Object(_)] => Some(only.clone()),
            [] => Some(Value::Object(Map::new())),
            _ => None,
        },
        Value::String(_) | Value::Number(_) => {
            let subject = object.subject?;
            let text = text(value)?;
            Some(Value::Object(Map::from_iter([(
                subject.to_owned(),
                Value::String(text),
            )])))
        }
        _ => None,
    }
}
