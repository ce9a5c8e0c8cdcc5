//! Single keywords.

use serde_json::{Map, Value, json};

use super::super::repair::Repairer;
use super::super::version::Version;
use super::{PREFIX_ITEMS, early, hoist, nulls};
use crate::source::Pointer;

/// `const` as an `enum` of one.
pub(super) fn constant(
    repairer: &mut Repairer<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    let Some(value) = members.shift_remove("const") else {
        return;
    };
    early(repairer, "const", at);
    let kind = match &value {
        Value::Null => {
            members.shift_remove("type");
            nulls::only(members);
            return;
        }
        Value::Bool(_) => "boolean",
        Value::String(_) => "string",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::Array(_) | Value::Object(_) => {
            let message = "a `const` of a list or a mapping has no effect on the emitted crates";
            repairer.not_honoured(message, &at.key("const"));
            return;
        }
    };
    // A `const` fits one of several types; which one, the value says.
    if !members.get("type").is_some_and(Value::is_string) {
        members.insert("type".to_owned(), json!(kind));
    }
    repairer
        .origins
        .moved(&at.key("const"), &at.key("enum").index(0));
    members.insert("enum".to_owned(), json!([value]));
}

/// `contentEncoding` and `contentMediaType` as the formats of 3.0.
pub(super) fn encoding(
    repairer: &mut Repairer<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    let text = |name: &str| Some(members.get(name)?.as_str()?.to_ascii_lowercase());
    let (encoding, media_type) = (text("contentEncoding"), text("contentMediaType"));
    let (keyword, format) = match (encoding.as_deref(), media_type.as_deref()) {
        (Some("base64"), _) => ("contentEncoding", Some("byte")),
        // Text that isn't encoded at all.
        (Some("7bit" | "8bit" | "identity"), _) => ("contentEncoding", None),
        (None, Some(media_type)) => {
            let is_text = media_type.starts_with("text/")
                || media_type.ends_with("json")
                || media_type.ends_with("xml");
            ("contentMediaType", Some("binary").filter(|_| !is_text))
        }
        _ => return,
    };
    early(repairer, keyword, at);
    members.shift_remove("contentEncoding");
    members.shift_remove("contentMediaType");
    if let Some(format) = format
        && !members.contains_key("format")
    {
        repairer.origins.moved(&at.key(keyword), &at.key("format"));
        members.insert("format".to_owned(), json!(format));
        members.entry("type").or_insert(json!("string"));
    }
}

/// `patternProperties` as `additionalProperties`.
pub(super) fn pattern_properties(
    repairer: &mut Repairer<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    let keyword = "patternProperties";
    if !members.get(keyword).is_some_and(Value::is_object) {
        return;
    }
    let Some(Value::Object(patterns)) = members.shift_remove(keyword) else {
        return;
    };
    early(repairer, keyword, at);
    let mut schemas: Vec<(Pointer, Value)> = Vec::new();
    let places = at.key(keyword);
    for (pattern, schema) in patterns {
        schemas.push((places.key(&pattern), schema));
    }
    if let Some(other) = members.get("additionalProperties")
        && other.is_object()
    {
        schemas.push((at.key("additionalProperties"), other.clone()));
    }
    let mut distinct: Vec<(Pointer, Value)> = Vec::new();
    for (place, schema) in schemas {
        if !distinct.iter().any(|(_, known)| *known == schema) {
            distinct.push((place, schema));
        }
    }
    let to = at.key("additionalProperties");
    let merged = match distinct.as_slice() {
        [] => return,
        [(place, only)] => {
            repairer.origins.moved(place, &to);
            only.clone()
        }
        several => {
            // All at once: one of them may stand at `to` itself.
            let moves: Vec<_> = several.iter().map(|(place, _)| place.clone()).collect();
            for (index, place) in moves.iter().enumerate() {
                repairer.origins.moved(place, &to.key("anyOf").index(index));
            }
            let schemas: Vec<&Value> = several.iter().map(|(_, schema)| schema).collect();
            json!({"anyOf": schemas})
        }
    };
    members.insert("additionalProperties".to_owned(), merged);
    members.entry("type").or_insert(json!("object"));
    let message =
        "the patterns of `patternProperties` aren't matched: other properties can have any name";
    repairer.not_honoured(message, &places);
}

/// `prefixItems` as references in an extension: 3.0 has no place for several schemas of items.
pub(super) fn prefix_items(
    repairer: &mut Repairer<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    if !members.get("prefixItems").is_some_and(Value::is_array) {
        return;
    }
    let Some(Value::Array(items)) = members.shift_remove("prefixItems") else {
        return;
    };
    early(repairer, "prefixItems", at);
    if items.is_empty() {
        return;
    }
    let count = json!(items.len());
    // A tuple has neither more nor fewer.
    let closed = take_if(members, "maxItems", &count);
    if !take_if(members, "minItems", &count) {
        repairer.warn_key(
            "fewer items than those of `prefixItems` are allowed too",
            &format!("taken as if `minItems: {count}` stood here"),
            &at.key("prefixItems"),
        );
    }
    let mut references = Vec::new();
    for (index, item) in items.into_iter().enumerate() {
        if let Some(reference) = item.get("$ref").filter(|reference| reference.is_string()) {
            references.push(reference.clone());
            continue;
        }
        let wish = format!("{}Item{}", hoist::name(at), index + 1);
        let name = repairer.hoisted.add(&wish, item);
        let from = at.key("prefixItems").index(index);
        let to = Pointer::root().key("components").key("schemas").key(&name);
        repairer.origins.moved(&from, &to);
        references.push(json!(format!("#/components/schemas/{name}")));
    }
    match members.get("items") {
        Some(Value::Bool(false)) => {
            members.shift_remove("items");
        }
        Some(_) => {}
        None if closed => {}
        None => repairer.warn_key(
            "more items can follow those of `prefixItems`, of any kind",
            "taken as if `items: false` stood here",
            &at.key("prefixItems"),
        ),
    }
    members.entry("type").or_insert(json!("array"));
    repairer
        .origins
        .moved(&at.key("prefixItems"), &at.key(PREFIX_ITEMS));
    members.insert(PREFIX_ITEMS.to_owned(), Value::Array(references));
}

/// Takes a member out that has a value. Says whether it had it.
fn take_if(members: &mut Map<String, Value>, name: &str, value: &Value) -> bool {
    let found = members.get(name) == Some(value);
    if found {
        members.shift_remove(name);
    }
    found
}

/// `unevaluatedProperties` where it means the same as `additionalProperties`.
pub(super) fn unevaluated(
    repairer: &mut Repairer<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    let keyword = "unevaluatedProperties";
    let others = [
        "additionalProperties",
        "allOf",
        "anyOf",
        "oneOf",
        "if",
        "$ref",
    ];
    if repairer.version < Version::V31 || others.iter().any(|other| members.contains_key(*other)) {
        // `true` is what holds without it.
        if members.get(keyword) == Some(&Value::Bool(true)) {
            members.shift_remove(keyword);
        }
        return;
    }
    if let Some(value) = members.shift_remove(keyword) {
        repairer
            .origins
            .moved(&at.key(keyword), &at.key("additionalProperties"));
        members.insert("additionalProperties".to_owned(), value);
    }
}
