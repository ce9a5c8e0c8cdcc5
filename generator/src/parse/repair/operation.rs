//! Path items and operations.

use serde_json::{Map, Value, json};

use super::super::version::Version;
use super::Repairer;
use crate::source::Pointer;

/// Methods that have no place in a path item.
const METHODS: [&str; 3] = ["connect", "link", "unlink"];

/// Reports methods that OpenAPI has no member for: their operations would be lost.
pub(super) fn path_item(
    repairer: &mut Repairer<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    for method in METHODS {
        if members.shift_remove(method).is_some() {
            let message = format!("there is no operation for the method `{method}` in OpenAPI");
            repairer.warn_key(message, "left out", &at.key(method));
        }
    }
}

/// An operation without responses has one that says nothing.
pub(super) fn operation(
    repairer: &mut Repairer<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    let responses = members.get("responses");
    if responses.is_some_and(|responses| !responses.is_null()) {
        return;
    }
    if repairer.version < Version::V31 {
        repairer.warn_key(
            "this operation has no `responses`",
            "taken as: any status, without a body",
            at,
        );
    }
    members.insert("responses".to_owned(), anything());
}

/// Empty responses are the same as none.
pub(super) fn responses(
    repairer: &mut Repairer<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    if members.keys().any(|name| !name.starts_with("x-")) {
        return;
    }
    repairer.warn_key(
        "there is no response here",
        "taken as: any status, without a body",
        at,
    );
    if let Value::Object(anything) = anything() {
        members.extend(anything);
    }
}

fn anything() -> Value {
    json!({"default": {"description": ""}})
}
