//! The default of `explode` in Encoding Objects.
//!
//! It depends on `style`; the model has no word for an `explode` that isn't there.

use serde_json::{Map, Value};

/// Writes the default down wherever it is `true`.
pub(super) fn write_down(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(write_down),
        Value::Object(members) => {
            for (name, member) in members.iter_mut() {
                if name == "content" {
                    media_types(member);
                }
                write_down(member);
            }
        }
        _ => {}
    }
}

fn media_types(content: &mut Value) {
    let content = content.as_object_mut().into_iter().flatten();
    // A property may be called `content` too; its members are no media types.
    let media_types = content.filter(|(name, _)| name.contains('/'));
    for (_, media_type) in media_types {
        let encodings = media_type
            .get_mut("encoding")
            .and_then(Value::as_object_mut);
        let encodings = encodings.into_iter().flatten();
        for encoding in encodings.filter_map(|(_, encoding)| encoding.as_object_mut()) {
            default(encoding);
        }
    }
}

fn default(encoding: &mut Map<String, Value>) {
    let is_form = encoding.get("style").is_none_or(|style| style == "form");
    if is_form && !encoding.contains_key("explode") {
        encoding.insert("explode".to_owned(), Value::Bool(true));
    }
}
