//! `null` among the variants of a union.

use serde_json::{Map, Value, json};

use crate::parse::rewriter::Rewriter;
use crate::source::Pointer;

/// What is left of a schema that allows `null` alone.
pub(super) fn only(members: &mut Map<String, Value>) {
    members.insert("nullable".to_owned(), Value::Bool(true));
    members.insert("enum".to_owned(), json!([null]));
}

/// Takes `null` out of `anyOf` and `oneOf`: it makes the whole nullable.
pub(super) fn variants(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    for keyword in ["oneOf", "anyOf"] {
        let Some(Value::Array(variants)) = members.get_mut(keyword) else {
            continue;
        };
        if !variants.iter().any(is_null) {
            continue;
        }
        let from = at.key(keyword);
        rewriter.retain(variants, &from, |_, variant, _| !is_null(variant));
        match variants.len() {
            0 => {
                members.shift_remove(keyword);
                only(members);
            }
            // One schema that may be null as well: not a union, but a schema that says more.
            1 if !members.contains_key("allOf") => {
                rewriter.rename(members, (keyword, "allOf"), at);
            }
            _ => {}
        }
        members.insert("nullable".to_owned(), Value::Bool(true));
    }
}

fn is_null(variant: &Value) -> bool {
    let Some(members) = variant.as_object() else {
        return false;
    };
    let kind = match members.get("type") {
        Some(Value::Array(kinds)) => match kinds.as_slice() {
            [only] => Some(only),
            _ => None,
        },
        other => other,
    };
    kind.is_some_and(|kind| kind.is_null() || *kind == "null")
        || members.get("const").is_some_and(Value::is_null)
        || members
            .get("enum")
            .is_some_and(|values| *values == json!([null]))
}
