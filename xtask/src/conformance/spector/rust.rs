//! Pieces of Rust: literals, and values of emitted types.

use oasmith::emit;
use oasmith::view::RustType;
use serde_json::Value;

use super::suite::Body;

/// A text as a literal.
pub(super) fn text(text: &str) -> String {
    format!("{text:?}")
}

/// Bytes as a literal of a slice that lives as long as the program.
pub(super) fn bytes(bytes: &[u8]) -> String {
    format!("&b\"{}\"[..]", bytes.escape_ascii())
}

/// A value of a type, made of JSON.
pub(super) fn value(kind: &RustType, json: &Value) -> String {
    match (kind, json) {
        (RustType::String, Value::String(value)) => format!("{}.to_owned()", text(value)),
        _ => format!(
            "driver::value::<{}>({})?",
            emit::code(kind),
            text(&json.to_string())
        ),
    }
}

/// A value as the argument of a method that only reads it.
pub(super) fn argument(kind: &RustType, json: &Value) -> String {
    match (kind, json) {
        (RustType::String, Value::String(value)) => text(value),
        _ if kind.is_by_reference() => format!("&{}", value(kind, json)),
        _ => value(kind, json),
    }
}

/// What a body holds as the JSON of its type: text as it is, unless it is JSON.
pub(super) fn json(body: &Body, is_text: bool) -> Value {
    match (&body.json, is_text) {
        (Some(json), false) => json.clone(),
        _ => String::from_utf8_lossy(&body.bytes()).into_owned().into(),
    }
}
