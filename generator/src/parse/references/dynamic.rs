//! References of JSON Schema whose target depends on what leads to them, as ordinary ones.
//!
//! `$recursiveRef` (draft 2019-09) and `$dynamicRef` (2020-12) lead to the outermost schema with the
//! anchor on the way that a validator came. Types are made once, whatever leads to them, so the
//! schema that is meant is the one that holds the anchor.

use serde_json::Value;

use crate::source::Pointer;

/// Whether a text can have such references at all.
pub(super) fn occurs(text: &str) -> bool {
    text.contains("$recursiveRef") || text.contains("$dynamicRef")
}

/// Makes them ordinary ones. Gives the places where they stood.
pub(super) fn plain(root: &mut Value) -> Vec<Pointer> {
    let mut places = Vec::new();
    visit(root, &Pointer::root(), None, &mut places);
    places
}

fn visit(value: &mut Value, at: &Pointer, anchor: Option<&Pointer>, places: &mut Vec<Pointer>) {
    match value {
        Value::Object(members) => {
            let is_anchor = members.get("$recursiveAnchor") == Some(&Value::Bool(true));
            let anchor = if is_anchor { Some(at) } else { anchor };
            for keyword in ["$recursiveRef", "$dynamicRef"] {
                if members.contains_key("$ref") {
                    break;
                }
                let Some(Value::String(reference)) = members.get(keyword) else {
                    continue;
                };
                let target = match (keyword, anchor) {
                    ("$recursiveRef", Some(anchor)) => {
                        format!("#{}", anchor.as_str().replace('%', "%25"))
                    }
                    _ => reference.clone(),
                };
                places.push(at.key(keyword));
                members.shift_remove(keyword);
                members.insert("$ref".to_owned(), Value::String(target));
            }
            for (name, member) in members {
                if member.is_object() || member.is_array() {
                    visit(member, &at.key(name), anchor, places);
                }
            }
        }
        Value::Array(items) => {
            for (index, item) in items.iter_mut().enumerate() {
                visit(item, &at.index(index), anchor, places);
            }
        }
        _ => {}
    }
}
