//! Valid values that are refused on purpose.
//!
//! In JSON Schema `properties` says nothing of a number; whoever writes it in a document of OpenAPI
//! means an object, so that is what oasmith makes of it. And `format` may be an annotation there;
//! where a format has a type of its own, that type refuses what isn't of the format.

use serde_json::{Map, Value, json};

/// The types, each with the keywords that only make sense with it.
const KEYWORDS: [(&str, &[&str]); 4] = [
    (
        "object",
        &[
            "properties",
            "required",
            "additionalProperties",
            "patternProperties",
            "propertyNames",
            "unevaluatedProperties",
            "dependentRequired",
            "dependentSchemas",
            "minProperties",
            "maxProperties",
        ],
    ),
    (
        "array",
        &[
            "items",
            "prefixItems",
            "contains",
            "minItems",
            "maxItems",
            "uniqueItems",
            "unevaluatedItems",
        ],
    ),
    (
        "string",
        &[
            "pattern",
            "minLength",
            "maxLength",
            "format",
            "contentEncoding",
            "contentMediaType",
        ],
    ),
    (
        "number",
        &[
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
        ],
    ),
];

/// Why a valid value of the schema `name` of a document is refused on purpose.
pub(super) fn why(document: &Value, name: &str, value: &Value) -> Option<String> {
    if let Some(keyword) = implied(document, name, value) {
        return Some(format!("`{keyword}` implies a type"));
    }
    let schema = document.pointer(&format!("/components/schemas/{name}"))?;
    if value.is_string() && schema.get("contentEncoding").is_some() {
        return Some("it isn't of the `contentEncoding`".to_owned());
    }
    let mut check = document.clone();
    let reference = format!("#/components/schemas/{name}");
    check
        .as_object_mut()?
        .insert("$ref".to_owned(), reference.into());
    let validator = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .build(&check)
        .ok()?;
    (!validator.is_valid(value)).then(|| "it isn't of the `format`".to_owned())
}

/// The keyword of the schema `name` of a document that is taken to imply a type which a valid value
/// isn't of.
fn implied(document: &Value, name: &str, value: &Value) -> Option<&'static str> {
    let schemas = document
        .pointer("/components/schemas")
        .and_then(Value::as_object)?;
    let mut first = None;
    let typed = schemas.iter().map(|(other, schema)| {
        let mut keyword = None;
        let typed = add_types(schema, &mut keyword);
        if other == name {
            first = keyword;
        }
        (other.clone(), typed)
    });
    let typed: Map<String, Value> = typed.collect();
    let check = json!({
        "components": {"schemas": typed},
        "$ref": format!("#/components/schemas/{name}"),
    });
    let keyword = first?;
    let validator = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .build(&check)
        .ok()?;
    (!validator.is_valid(value)).then_some(keyword)
}

/// The schema with the types that its keywords imply; `first` gets the first of these keywords.
fn add_types(schema: &Value, first: &mut Option<&'static str>) -> Value {
    let Value::Object(members) = schema else {
        return schema.clone();
    };
    let mut typed = Map::new();
    if !members.contains_key("type") {
        let found = KEYWORDS.iter().find_map(|(kind, keywords)| {
            let has = |keyword: &&&str| members.contains_key(**keyword);
            Some((*kind, *keywords.iter().find(has)?))
        });
        if let Some((kind, keyword)) = found {
            first.get_or_insert(keyword);
            typed.insert("type".to_owned(), kind.into());
        }
    }
    for (name, member) in members {
        let member = match (name.as_str(), member) {
            (
                "properties" | "patternProperties" | "$defs" | "dependentSchemas",
                Value::Object(each),
            ) => {
                let each = each
                    .iter()
                    .map(|(name, schema)| (name.clone(), add_types(schema, first)));
                Value::Object(each.collect())
            }
            ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(each)) => {
                each.iter().map(|schema| add_types(schema, first)).collect()
            }
            ("items" | "additionalProperties", schema) => add_types(schema, first),
            (_, other) => other.clone(),
        };
        typed.insert(name.clone(), member);
    }
    Value::Object(typed)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{implied, why};

    #[test]
    fn a_value_of_another_type_is_told() {
        let schema = json!({"properties": {"a": {"items": {"type": "integer"}}}});
        let document = json!({"components": {"schemas": {"S": schema}}});
        let implied = |value| implied(&document, "S", &value);
        assert_eq!(implied(json!(12)), Some("properties"));
        assert_eq!(implied(json!({"a": 1})), Some("properties"));
        assert_eq!(implied(json!({"a": [1]})), None);
    }

    #[test]
    fn a_value_of_another_format_is_told() {
        let schema = json!({"format": "ipv4"});
        let document = json!({"components": {"schemas": {"S": schema}}});
        let why = |value| why(&document, "S", &value);
        assert_eq!(why(json!("x")).unwrap(), "it isn't of the `format`");
        assert_eq!(why(json!("127.0.0.1")), None);
    }
}
