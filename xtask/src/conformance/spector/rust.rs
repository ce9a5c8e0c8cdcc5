//! Pieces of Rust: literals, and values of emitted types.

use oasmith::emit;
use oasmith::view::{Argument, RustType};
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

/// A value as an argument of the client.
pub(super) fn argument(argument: Argument, kind: &RustType, json: &Value) -> String {
    match (argument, json) {
        (Argument::Text, Value::String(value)) => text(value),
        (Argument::Value, _) => value(kind, json),
        _ => format!("&{}", value(kind, json)),
    }
}

/// What a body holds as the JSON of its type: text as it is, unless it is JSON.
pub(super) fn json(body: &Body, is_text: bool) -> Value {
    match (&body.json, is_text) {
        (Some(json), false) => json.clone(),
        _ => String::from_utf8_lossy(&body.bytes()).into_owned().into(),
    }
}
