//! `type` as a list.

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::nulls;
use crate::parse::rewriter::Rewriter;
use crate::parse::version::Version;
use crate::source::Pointer;

/// The keywords that say something about values of some types only: constraints, and others.
pub(super) const KEYWORDS: [(&[&str], &[&str], &[&str]); 4] = [
    (&["string"], &["minLength", "maxLength", "pattern"], &[]),
    (
        &["number", "integer"],
        &[
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ],
        &[],
    ),
    (
        &["array"],
        &["minItems", "maxItems", "uniqueItems"],
        &["items"],
    ),
    (
        &["object"],
        &["minProperties", "maxProperties"],
        &["properties", "required", "additionalProperties"],
    ),
];

/// The formats of numbers; all others are of strings.
const NUMBER_FORMATS: [&str; 12] = [
    "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float", "double",
    "decimal", "number",
];

/// One type, with `null` as `nullable`, or an `anyOf` with a schema for each type.
pub(super) fn lower(rewriter: &mut Rewriter<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    let mut kinds: Vec<String> = Vec::new();
    match members.get("type") {
        Some(Value::String(kind)) if kind == "null" => kinds.push(kind.clone()),
        Some(Value::Array(list)) => {
            if rewriter.version < Version::V31 {
                rewriter.warn(
                    "a list of types can't stand in a Schema Object before OpenAPI 3.1",
                    "taken as in OpenAPI 3.1",
                    &at.key("type"),
                );
            }
            for kind in list.iter().filter_map(Value::as_str) {
                if !kinds.iter().any(|known| known == kind) {
                    kinds.push(kind.to_owned());
                }
            }
        }
        _ => return,
    }
    members.shift_remove("type");
    let all = kinds.len();
    kinds.retain(|kind| kind != "null");
    if kinds.len() < all {
        members.insert("nullable".to_owned(), Value::Bool(true));
        if kinds.is_empty() {
            nulls::only(members);
            return;
        }
    }
    if kinds.iter().any(|kind| kind == "number") {
        // Every integer is a number.
        kinds.retain(|kind| kind != "integer");
    }
    match kinds.as_slice() {
        [] => {}
        [kind] => {
            members.insert("type".to_owned(), json!(kind));
        }
        several => self::several(rewriter, members, several, at),
    }
}

fn several(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    kinds: &[String],
    at: &Pointer,
) {
    if ["allOf", "anyOf", "oneOf"]
        .iter()
        .any(|keyword| members.contains_key(*keyword))
    {
        let message = "a list of types beside `allOf`, `anyOf` or `oneOf` has no effect on the emitted crates";
        rewriter.not_honoured(message, &at.key("type"));
        return;
    }
    let values = members.shift_remove("enum");
    let mut variants = Vec::new();
    let mut taken = Vec::new();
    for kind in kinds {
        let to = at.key("anyOf").index(variants.len());
        let mut variant = Map::from_iter([("type".to_owned(), json!(kind))]);
        if let Some(Value::Array(values)) = &values {
            let own: Vec<Value> = values
                .iter()
                .filter(|value| is(value, kind))
                .cloned()
                .collect();
            if own.is_empty() {
                // No value is of this type.
                continue;
            }
            variant.insert("enum".to_owned(), Value::Array(own));
            rewriter.moved(&at.key("enum"), &to.key("enum"));
        }
        for keyword in keywords(kind, members) {
            if let Some(value) = members.get(&keyword) {
                rewriter.moved(&at.key(&keyword), &to.key(&keyword));
                variant.insert(keyword, value.clone());
            }
        }
        variants.push(Value::Object(variant));
        taken.push(kind.as_str());
    }
    for (_, constraints, others) in KEYWORDS {
        for keyword in constraints.iter().chain(others) {
            members.shift_remove(*keyword);
        }
    }
    move_supplement(rewriter, &taken, at);
    members.shift_remove("format");
    if let [Value::Object(only)] = variants.as_slice() {
        members.extend(only.clone());
    } else if !variants.is_empty() {
        members.insert("anyOf".to_owned(), Value::Array(variants));
    }
}

/// Moves what OpenAPI 3.0 can't say of lists, of objects and of strings to the variants that are of
/// these types.
fn move_supplement(rewriter: &mut Rewriter<'_>, kinds: &[&str], at: &Pointer) {
    let Some(whole) = rewriter.supplement.schema(at).cloned() else {
        return;
    };
    rewriter.supplement.add(at, |schema| {
        schema.prefix_items = Vec::new();
        schema.dependent_required = IndexMap::new();
        schema.is_closed = false;
        schema.holds_json = false;
        schema.content_schema = None;
    });
    for (index, kind) in kinds.iter().enumerate() {
        // A single variant is the schema itself.
        let variant = match kinds.len() {
            1 => at.clone(),
            _ => at.key("anyOf").index(index),
        };
        rewriter.supplement.add(&variant, |schema| match *kind {
            "array" => schema.prefix_items.clone_from(&whole.prefix_items),
            "object" => {
                schema
                    .dependent_required
                    .clone_from(&whole.dependent_required);
                schema.is_closed = whole.is_closed;
            }
            "string" => {
                schema.holds_json = whole.holds_json;
                schema.content_schema.clone_from(&whole.content_schema);
            }
            _ => {}
        });
    }
}

/// The keywords of a schema that go with one of its types.
fn keywords(kind: &str, members: &Map<String, Value>) -> Vec<String> {
    let own = KEYWORDS
        .iter()
        .filter(|(kinds, ..)| kinds.contains(&kind))
        .flat_map(|(_, constraints, others)| others.iter().chain(*constraints));
    let mut keywords: Vec<String> = own.map(|keyword| (*keyword).to_owned()).collect();
    let format = members.get("format").and_then(Value::as_str);
    let of_number = format.is_some_and(|format| NUMBER_FORMATS.contains(&format));
    if (of_number && ["number", "integer"].contains(&kind)) || (!of_number && kind == "string") {
        keywords.push("format".to_owned());
    }
    keywords
}

/// Whether a value is of a type.
fn is(value: &Value, kind: &str) -> bool {
    match kind {
        "string" => value.is_string(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        "boolean" => value.is_boolean(),
        "array" => value.is_array(),
        "object" => value.is_object(),
        _ => false,
    }
}
