//! Schemas.

use serde_json::{Map, Value, json};

use super::super::v31;
use super::super::version::Version;
use super::{Repairer, coerce, found};
use crate::source::Pointer;

/// What people write as a `type`, with the type and the format that it means. No type at all means
/// any value.
const WORDS: &[(&[&str], Option<&str>, Option<&str>)] = &[
    (
        &["integer", "int", "long", "short", "bigint"],
        Some("integer"),
        None,
    ),
    (&["int32"], Some("integer"), Some("int32")),
    (&["uint32"], Some("integer"), Some("uint32")),
    (&["int64", "timestamp"], Some("integer"), Some("int64")),
    (&["uint64"], Some("integer"), Some("uint64")),
    (
        &["number", "decimal", "numeric", "num"],
        Some("number"),
        None,
    ),
    (&["float"], Some("number"), Some("float")),
    (&["double"], Some("number"), Some("double")),
    (
        &[
            "string", "str", "text", "char", "email", "url", "uri", "enum", "varchar",
        ],
        Some("string"),
        None,
    ),
    (&["uuid", "guid"], Some("string"), Some("uuid")),
    (&["date"], Some("string"), Some("date")),
    (
        &["datetime", "date-time", "date_time"],
        Some("string"),
        Some("date-time"),
    ),
    (&["password"], Some("string"), Some("password")),
    (&["byte", "bytes", "base64"], Some("string"), Some("byte")),
    (&["file", "binary"], Some("string"), Some("binary")),
    (&["boolean", "bool"], Some("boolean"), None),
    (&["array", "list", "arr"], Some("array"), None),
    (
        &[
            "object",
            "obj",
            "map",
            "dict",
            "dictionary",
            "hash",
            "struct",
        ],
        Some("object"),
        None,
    ),
    (&["null", "nil", "none", "void"], Some("null"), None),
    (
        &["any", "", "mixed", "unknown", "undefined", "json", "*"],
        None,
        None,
    ),
];

/// Makes a mapping of what stands where a schema should.
pub(super) fn mapping(repairer: &mut Repairer<'_>, value: &mut Value, at: &Pointer) {
    let taken = match &*value {
        Value::Object(_) => return,
        Value::Bool(true) => json!({}),
        Value::Bool(false) => json!({"not": {}}),
        Value::String(text) if text.starts_with("#/components/schemas/") => json!({"$ref": text}),
        Value::String(text) => match word(text) {
            Some((Some(kind), _)) => json!({"type": kind}),
            _ => json!({}),
        },
        Value::Array(items) => match items.as_slice() {
            [only @ Value::Object(_)] => only.clone(),
            _ => json!({}),
        },
        Value::Null | Value::Number(_) => json!({}),
    };
    // JSON Schema has `true` and `false` as schemas.
    if !value.is_boolean() || repairer.version < Version::V31 {
        let message = format!("expected a Schema Object here, found {}", found(value));
        repairer.assumed(message, &taken, at);
    }
    *value = taken;
}

/// Repairs that come before the members are looked at.
pub(super) fn before(repairer: &mut Repairer<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    types(repairer, members, at);
    int_or_string(members);
    rounded_bounds(members);
    large_example(members);
    v31::lower(repairer, members, at);
    if let Some(nullable) = members.get("x-nullable").and_then(coerce::boolean) {
        members.entry("nullable").or_insert(Value::Bool(nullable));
    }
    lift_required(repairer, members, at);
    lists(repairer, members, at);
    misplaced_enum(repairer, members, at);
    if repairer.version == Version::V2
        && let Some(Value::String(property)) = members.get("discriminator")
    {
        let discriminator = json!({"propertyName": property});
        members.insert("discriminator".to_owned(), discriminator);
    }
    if members.get("type") == Some(&json!("array")) && !members.contains_key("items") {
        let carried = members.contains_key(v31::PREFIX_ITEMS);
        if !carried && repairer.version < Version::V31 {
            repairer.assumed("this list has no `items`", &json!({"items": {}}), at);
        }
        if !carried {
            members.insert("items".to_owned(), json!({}));
        }
    }
}

/// Takes the largest `int64` for itself where it was rounded: tools in JavaScript write
/// 9223372036854776000, and others a float.
fn rounded_bounds(members: &mut Map<String, Value>) {
    const BEYOND: f64 = 9_223_372_036_854_775_808.0;
    let is_exact = |bound: &Value| bound.as_u64() == Some(1 << 63);
    for keyword in ["maximum", "exclusiveMaximum"] {
        if let Some(bound) = members.get_mut(keyword)
            && bound.as_f64() == Some(BEYOND)
            && !is_exact(bound)
        {
            *bound = i64::MAX.into();
        }
    }
}

/// Keeps an example that says how large integers are: their type has to have room for it.
fn large_example(members: &mut Map<String, Value>) {
    let several = members.get("examples").and_then(Value::as_array);
    let mut examples = members
        .get("example")
        .into_iter()
        .chain(several.into_iter().flatten());
    let large = examples.find(|example| example.is_number() && !example.is_i64());
    if let Some(large) = large.cloned() {
        members.insert(v31::LARGE.to_owned(), large);
    }
}

/// The number or text of Kubernetes, which it writes as text of a format of its own.
fn int_or_string(members: &mut Map<String, Value>) {
    let says = members.get("format") == Some(&json!("int-or-string"))
        || members.get("x-kubernetes-int-or-string") == Some(&json!(true));
    let listed = members.get("type").is_some_and(Value::is_array);
    let chooses = ["allOf", "anyOf", "oneOf", "enum"]
        .iter()
        .any(|keyword| members.contains_key(*keyword));
    if says && !listed && !chooses {
        members.shift_remove("type");
        members.shift_remove("format");
        let variants = json!([{"type": "integer"}, {"type": "string"}]);
        members.insert("anyOf".to_owned(), variants);
    }
}

fn word(text: &str) -> Option<(Option<&'static str>, Option<&'static str>)> {
    let text = text.trim().to_ascii_lowercase();
    let (_, kind, format) = WORDS
        .iter()
        .find(|(words, ..)| words.contains(&text.as_str()))?;
    Some((*kind, *format))
}

/// Words of `type` that the specification doesn't have.
fn types(repairer: &mut Repairer<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    let type_at = at.key("type");
    match members.get("type") {
        Some(Value::String(text)) => {
            let text = text.clone();
            match one(repairer, &text, &type_at) {
                Taken::Type(kind, format) => {
                    members.insert("type".to_owned(), json!(kind));
                    if let Some(format) = format {
                        members.entry("format").or_insert(json!(format));
                    }
                }
                Taken::Any => {
                    members.shift_remove("type");
                }
                Taken::Component(reference) => {
                    members.shift_remove("type");
                    members
                        .entry("allOf")
                        .or_insert_with(|| json!([{"$ref": reference}]));
                }
            }
        }
        Some(Value::Array(words)) => {
            let mut kinds: Vec<Value> = Vec::new();
            for word in words.clone() {
                let text = match word {
                    Value::String(text) => text,
                    Value::Null => "null".to_owned(),
                    other => other.to_string(),
                };
                match one(repairer, &text, &type_at) {
                    Taken::Type(kind, _) => kinds.push(json!(kind)),
                    Taken::Any | Taken::Component(_) => {
                        members.shift_remove("type");
                        return;
                    }
                }
            }
            members.insert("type".to_owned(), Value::Array(kinds));
        }
        Some(Value::Null) => {
            repairer.assumed("`type` is empty here", &json!({}), &type_at);
            members.shift_remove("type");
        }
        // What else it is, the shape of the member refuses.
        Some(_) | None => {}
    }
}

enum Taken {
    Type(&'static str, Option<&'static str>),
    Any,
    /// The name of a component stands in place of a reference to it.
    Component(String),
}

fn one(repairer: &mut Repairer<'_>, text: &str, at: &Pointer) -> Taken {
    let message = format!("`{text}` isn't a type");
    match word(text) {
        Some((Some(kind), format)) => {
            let known = kind == text && (kind != "null" || repairer.version >= Version::V31);
            if !known {
                let taken = match format {
                    Some(format) => json!({"type": kind, "format": format}),
                    None => json!({"type": kind}),
                };
                repairer.assumed(message, &taken, at);
            }
            Taken::Type(kind, format)
        }
        Some((None, _)) => {
            repairer.warn(message, "taken as any value", at);
            Taken::Any
        }
        None if repairer.hoisted.knows(text) => {
            let reference = format!("#/components/schemas/{text}");
            repairer.assumed(message, &json!({"$ref": reference}), at);
            Taken::Component(reference)
        }
        None => {
            repairer.warn(message, "taken as any value", at);
            Taken::Any
        }
    }
}

/// `required: true` in a property, which is how parameters say it.
fn lift_required(repairer: &mut Repairer<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    let mut lifted = Vec::new();
    if let Some(Value::Object(properties)) = members.get_mut("properties") {
        for (name, property) in properties.iter_mut() {
            let Some(property) = property.as_object_mut() else {
                continue;
            };
            let required = property.get("required").filter(|value| !value.is_array());
            let Some(required) = required.and_then(coerce::boolean) else {
                continue;
            };
            property.shift_remove("required");
            let place = at.key("properties").key(name).key("required");
            let message = "`required` of a schema lists the names of its properties";
            if required {
                repairer.warn_key(message, "taken as: this property is required", &place);
                lifted.push(name.clone());
            } else {
                repairer.warn_key(message, "taken as: this property isn't required", &place);
            }
        }
    }
    if lifted.is_empty() {
        return;
    }
    let mut names = match members.shift_remove("required") {
        Some(Value::Array(names)) => names,
        Some(Value::String(name)) => vec![Value::String(name)],
        _ => Vec::new(),
    };
    for name in lifted {
        let name = Value::String(name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    members.insert("required".to_owned(), Value::Array(names));
}

/// Lists that say nothing, and `items` that is a list.
fn lists(repairer: &mut Repairer<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    for name in ["allOf", "oneOf", "anyOf", "enum"] {
        if members
            .get(name)
            .and_then(Value::as_array)
            .is_some_and(Vec::is_empty)
        {
            repairer.left_out(format!("`{name}` is an empty list"), &at.key(name));
            members.shift_remove(name);
        }
    }
    let Some(Value::Array(items)) = members.get("items") else {
        return;
    };
    let place = at.key("items");
    let taken = match items.as_slice() {
        [] => json!({}),
        [only] => {
            repairer.origins.moved(&place.index(0), &place);
            only.clone()
        }
        several => {
            for index in 0..several.len() {
                let to = place.key("anyOf").index(index);
                repairer.origins.moved(&place.index(index), &to);
            }
            json!({"anyOf": several})
        }
    };
    repairer.warn(
        "`items` is a list of schemas",
        "taken as: each item fits one of them",
        &place,
    );
    members.insert("items".to_owned(), taken);
}

/// The `enum` of a list that means its items.
fn misplaced_enum(repairer: &mut Repairer<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    let values = members.get("enum").and_then(Value::as_array);
    let of_items = values.is_some_and(|values| !values.iter().any(Value::is_array));
    if !of_items || members.get("type") != Some(&json!("array")) {
        return;
    }
    let Some(Value::Object(items)) = members.get("items") else {
        return;
    };
    if items.contains_key("enum") || items.contains_key("$ref") {
        return;
    }
    let Some(values) = members.shift_remove("enum") else {
        return;
    };
    let to = at.key("items").key("enum");
    repairer.origins.moved(&at.key("enum"), &to);
    let message = "no value of this `enum` is a list";
    repairer.warn_key(message, "taken as the `enum` of the items", &to);
    if let Some(Value::Object(items)) = members.get_mut("items") {
        items.insert("enum".to_owned(), values);
    }
}
