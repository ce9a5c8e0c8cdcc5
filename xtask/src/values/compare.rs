//! Whether a value came back as it was.

use std::fmt;

use oasmith::source::Pointer;
use serde_json::{Number, Value};

/// How a value that came back differs at one place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Difference {
    pub(crate) at: Pointer,
    pub(crate) what: What,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum What {
    /// It isn't there any more.
    Missing,
    /// It wasn't there before.
    Added,
    /// It is another value: before, and now.
    Changed(String, String),
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is lost"),
            Self::Added => f.write_str("is added"),
            Self::Changed(before, now) => write!(f, "changes from {before} to {now}"),
        }
    }
}

/// Where two values differ. The order of members doesn't matter, nor how a number is written.
pub(crate) fn differences(before: &Value, now: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(before, now, &Pointer::root(), &mut found);
    found
}

// How deep a value is nested, the reader of JSON bounds.
fn compare(before: &Value, now: &Value, at: &Pointer, found: &mut Vec<Difference>) {
    let mut differs = |at: Pointer, what| found.push(Difference { at, what });
    match (before, now) {
        (Value::Object(before), Value::Object(now)) => {
            for name in now.keys().filter(|name| !before.contains_key(*name)) {
                differs(at.key(name), What::Added);
            }
            for (name, value) in before {
                match now.get(name) {
                    Some(now) => compare(value, now, &at.key(name), found),
                    None => found.push(Difference {
                        at: at.key(name),
                        what: What::Missing,
                    }),
                }
            }
        }
        (Value::Array(before), Value::Array(now)) => {
            for index in before.len()..now.len() {
                differs(at.index(index), What::Added);
            }
            for (index, value) in before.iter().enumerate() {
                match now.get(index) {
                    Some(now) => compare(value, now, &at.index(index), found),
                    None => found.push(Difference {
                        at: at.index(index),
                        what: What::Missing,
                    }),
                }
            }
        }
        (Value::Number(one), Value::Number(other)) if same_number(one, other) => {}
        (before, now) if before == now => {}
        (before, now) => differs(at.clone(), What::Changed(short(before), short(now))),
    }
}

/// Whether two numbers are of the same value.
fn same_number(one: &Number, other: &Number) -> bool {
    match (one.as_i128(), other.as_i128()) {
        (Some(one), Some(other)) => one == other,
        _ => one.as_f64() == other.as_f64(),
    }
}

/// The start of a value's text.
pub(crate) fn short(value: &Value) -> String {
    const LONGEST: usize = 60;
    let text = value.to_string();
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_differs_is_found() {
        let before = json!({"a": 1, "b": [1, {"c": null}], "d": "x", "e": [1, 2]});
        let now = json!({"e": [1], "b": [1.0, {}], "a": 1.0, "d": "y", "f": 1});
        let found = differences(&before, &now);
        let found: Vec<String> = found
            .iter()
            .map(|difference| format!("{} {}", difference.at, difference.what))
            .collect();
        assert_eq!(
            found,
            [
                "#/f is added",
                "#/b/1/c is lost",
                "#/d changes from \"x\" to \"y\"",
                "#/e/1 is lost",
            ]
        );
    }

    #[test]
    fn numbers_are_compared_by_value() {
        let same = |one, other| differences(&one, &other).is_empty();
        assert!(same(json!(1), json!(1.0)));
        assert!(same(json!(1e2), json!(100)));
        assert!(!same(
            json!(9_007_199_254_740_993_i64),
            json!(9_007_199_254_740_992_i64)
        ));
        assert!(!same(json!(1), json!("1")));
        assert!(!same(json!(0), json!(false)));
    }
}
