//! Schemas.

use serde_json::{Map, Value, json};

use super::coerce;
use crate::parse::dialect::v31;
use crate::parse::rewriter::{Rewriter, found, shown};
use crate::parse::version::Version;
use crate::source::Pointer;

/// What people write as a `type`, with the type and the format that it means. No type at all means
/// any value.
const TYPE_WORDS: &[(&[&str], Option<&str>, Option<&str>)] = &[
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
pub(super) fn to_mapping(rewriter: &mut Rewriter<'_>, value: &mut Value, at: &Pointer) {
    let taken = match &*value {
        Value::Object(_) => return,
        Value::Bool(true) => json!({}),
        Value::Bool(false) => json!({"not": {}}),
        Value::String(text) if text.starts_with("#/components/schemas/") => json!({"$ref": text}),
        Value::String(text) => match type_of_word(text) {
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
    if !value.is_boolean() || rewriter.version < Version::V31 {
        let message = format!("expected a Schema Object here, found {}", found(value));
        rewriter.assumed(message, &taken, at);
    }
    *value = taken;
}

/// Repairs that come before the members are looked at.
pub(super) fn before(rewriter: &mut Rewriter<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    types(rewriter, members, at);
    int_or_string(members);
    rounded_bounds(members);
    large_example(rewriter, members, at);
    v31::schema(rewriter, members, at);
    if let Some(nullable) = members.get("x-nullable").and_then(coerce::boolean) {
        members.entry("nullable").or_insert(Value::Bool(nullable));
    }
    lift_required(rewriter, members, at);
    lists(rewriter, members, at);
    misplaced_enum(rewriter, members, at);
    if rewriter.version == Version::V2
        && let Some(Value::String(property)) = members.get("discriminator")
    {
        let discriminator = json!({"propertyName": property});
        members.insert("discriminator".to_owned(), discriminator);
    }
    if members.get("type") == Some(&json!("array")) && !members.contains_key("items") {
        let supplement = rewriter.supplement.schema(at);
        let is_tuple = supplement.is_some_and(|schema| !schema.prefix_items.is_empty());
        if !is_tuple && rewriter.version < Version::V31 {
            rewriter.assumed("this list has no `items`", &json!({"items": {}}), at);
        }
        if !is_tuple {
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
fn large_example(rewriter: &mut Rewriter<'_>, members: &Map<String, Value>, at: &Pointer) {
    let several = members.get("examples").and_then(Value::as_array);
    let mut examples = members
        .get("example")
        .into_iter()
        .chain(several.into_iter().flatten());
    let large = examples.find(|example| example.is_number() && !example.is_i64());
    if let Some(large) = large.cloned() {
        rewriter
            .supplement
            .add(at, |schema| schema.large_example = Some(large));
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

fn type_of_word(text: &str) -> Option<(Option<&'static str>, Option<&'static str>)> {
    let text = text.trim().to_ascii_lowercase();
    let (_, kind, format) = TYPE_WORDS
        .iter()
        .find(|(words, ..)| words.contains(&text.as_str()))?;
    Some((*kind, *format))
}

/// Words of `type` that the specification doesn't have.
fn types(rewriter: &mut Rewriter<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    let type_at = at.key("type");
    match members.get("type") {
        Some(Value::String(text)) => {
            let text = text.clone();
            match meaning_of(rewriter, &text, &type_at) {
                Meaning::Type(kind, format) => {
                    members.insert("type".to_owned(), json!(kind));
                    if let Some(format) = format {
                        members.entry("format").or_insert(json!(format));
                    }
                }
                Meaning::Any => {
                    members.shift_remove("type");
                }
                Meaning::Component(reference) => {
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
                match meaning_of(rewriter, &text, &type_at) {
                    Meaning::Type(kind, _) => kinds.push(json!(kind)),
                    Meaning::Any | Meaning::Component(_) => {
                        members.shift_remove("type");
                        return;
                    }
                }
            }
            members.insert("type".to_owned(), Value::Array(kinds));
        }
        Some(Value::Null) => {
            rewriter.assumed("`type` is empty here", &json!({}), &type_at);
            members.shift_remove("type");
        }
        // What else it is, the shape of the member refuses.
        Some(_) | None => {}
    }
}

enum Meaning {
    Type(&'static str, Option<&'static str>),
    Any,
    /// The name of a component stands in place of a reference to it.
    Component(String),
}

fn meaning_of(rewriter: &mut Rewriter<'_>, text: &str, at: &Pointer) -> Meaning {
    let message = format!("`{text}` isn't a type");
    match type_of_word(text) {
        Some((Some(kind), format)) => {
            let known = kind == text && (kind != "null" || rewriter.version >= Version::V31);
            if !known {
                let taken = match format {
                    Some(format) => json!({"type": kind, "format": format}),
                    None => json!({"type": kind}),
                };
                rewriter.assumed(message, &taken, at);
            }
            Meaning::Type(kind, format)
        }
        Some((None, _)) => {
            rewriter.warn(message, "taken as any value", at);
            Meaning::Any
        }
        None if rewriter.extracted.knows(text) => {
            let reference = format!("#/components/schemas/{text}");
            rewriter.assumed(message, &json!({"$ref": reference}), at);
            Meaning::Component(reference)
        }
        None => {
            rewriter.warn(message, "taken as any value", at);
            Meaning::Any
        }
    }
}

/// `required: true` in a property, which is how parameters say it.
fn lift_required(rewriter: &mut Rewriter<'_>, members: &mut Map<String, Value>, at: &Pointer) {
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
                rewriter.warn_key(message, "taken as: this property is required", &place);
                lifted.push(name.clone());
            } else {
                rewriter.warn_key(message, "taken as: this property isn't required", &place);
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
fn lists(rewriter: &mut Rewriter<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    for name in ["allOf", "oneOf", "anyOf", "enum"] {
        if members
            .get(name)
            .and_then(Value::as_array)
            .is_some_and(Vec::is_empty)
        {
            rewriter.left_out(format!("`{name}` is an empty list"), &at.key(name));
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
            rewriter.moved(&place.index(0), &place);
            only.clone()
        }
        several => {
            for index in 0..several.len() {
                let to = place.key("anyOf").index(index);
                rewriter.moved(&place.index(index), &to);
            }
            json!({"anyOf": several})
        }
    };
    rewriter.warn(
        "`items` is a list of schemas",
        "taken as: each item fits one of them",
        &place,
    );
    members.insert("items".to_owned(), taken);
}

/// The `enum` of a list that means its items.
fn misplaced_enum(rewriter: &mut Rewriter<'_>, members: &mut Map<String, Value>, at: &Pointer) {
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
    rewriter.moved(&at.key("enum"), &to);
    let message = "no value of this `enum` is a list";
    rewriter.warn_key(message, "taken as the `enum` of the items", &to);
    if let Some(Value::Object(items)) = members.get_mut("items") {
        items.insert("enum".to_owned(), values);
    }
}

/// Makes the values ones that the schema allows, or leaves them out.
pub(super) fn values(rewriter: &mut Rewriter<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    let kind = members
        .get("type")
        .and_then(Value::as_str)
        .map(str::to_owned);
    if let Some(kind) = &kind {
        enumeration(rewriter, kind, members, at);
    }
    let Some(default) = members.get("default") else {
        return;
    };
    if default.is_null() {
        rewriter
            .supplement
            .add(at, |schema| schema.has_null_default = true);
        return;
    }
    let place = at.key("default");
    let Some(fitting) = fitting_value(kind.as_deref(), members.get("format"), default) else {
        let message = format!(
            "the default {} isn't a value that the schema allows",
            shown(default)
        );
        rewriter.left_out(message, &place);
        members.shift_remove("default");
        return;
    };
    if !coerce::same(&fitting, default) {
        let message = format!("the default {} isn't of the schema's type", shown(default));
        rewriter.assumed(message, &fitting, &place);
    }
    let allowed = members.get("enum").and_then(Value::as_array);
    if allowed.is_some_and(|allowed| {
        !allowed
            .iter()
            .any(|allowed| coerce::same(allowed, &fitting))
    }) {
        let message = format!(
            "the default {} isn't one of the values of `enum`",
            shown(&fitting)
        );
        rewriter.left_out(message, &place);
        members.shift_remove("default");
        return;
    }
    members.insert("default".to_owned(), fitting);
}

fn enumeration(
    rewriter: &mut Rewriter<'_>,
    kind: &str,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    let Some(Value::Array(values)) = members.get_mut("enum") else {
        return;
    };
    rewriter.retain(values, &at.key("enum"), |rewriter, value, at| {
        if value.is_null() || kind == "integer" && coerce::is_whole(value) {
            return true;
        }
        let message = || format!("{} in this `enum` isn't of type `{kind}`", shown(value));
        let Some(fitting) = fitting_value(Some(kind), None, value) else {
            rewriter.left_out(message(), at);
            return false;
        };
        if !coerce::same(&fitting, value) {
            rewriter.assumed(message(), &fitting, at);
        }
        *value = fitting;
        true
    });
    if values.is_empty() {
        members.shift_remove("enum");
    }
}

/// A value as one of a type: the same where it is one, and none where it can't be taken as one.
fn fitting_value(kind: Option<&str>, format: Option<&Value>, value: &Value) -> Option<Value> {
    let scalar = !value.is_array() && !value.is_object();
    match kind {
        Some("string") if scalar => coerce::text(value).map(Value::String),
        Some("integer") if scalar => {
            let number = coerce::integer(value)?;
            let small = format.and_then(Value::as_str) == Some("int32");
            let fits = match number.as_i64() {
                Some(number) => !small || i32::try_from(number).is_ok(),
                // Beyond those there are the upper ones of `uint64`.
                None => !small,
            };
            fits.then_some(Value::Number(number))
        }
        Some("number") if scalar => coerce::number(value).map(Value::Number),
        Some("boolean") if scalar => coerce::boolean(value).map(Value::Bool),
        Some("array") if scalar && !value.is_null() => Some(Value::Array(vec![value.clone()])),
        Some("array") => value.is_array().then(|| value.clone()),
        Some("object") => value.is_object().then(|| value.clone()),
        Some("string" | "integer" | "number" | "boolean") => None,
        _ => Some(value.clone()),
    }
}
