//! The keywords about the properties of an object.

use serde_json::{Map, Value, json};

use super::any_of::any_of;
use super::assertions;
use crate::parse::rewriter::Rewriter;
use crate::parse::version::Version;
use crate::source::Pointer;

/// `dependentRequired`, for which OpenAPI 3.0 has no word.
pub(super) fn dependents(rewriter: &mut Rewriter<'_>, members: &Map<String, Value>, at: &Pointer) {
    let keyword = members.get("dependentRequired");
    let Some(Value::Object(all)) = keyword.filter(|_| rewriter.version >= Version::V31) else {
        return;
    };
    let dependents = all.iter().map(|(name, names)| {
        let names = names.as_array().into_iter().flatten();
        let names = names.filter_map(Value::as_str).map(str::to_owned);
        (name.clone(), names.collect())
    });
    let dependents = dependents.collect();
    rewriter
        .supplement
        .add(at, |schema| schema.dependent_required = dependents);
}

/// `patternProperties` as `additionalProperties`, which allows what any of them does; the values are
/// held against the patterns.
pub(super) fn patterns(
    rewriter: &mut Rewriter<'_>,
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
    rewriter.warn_later_keyword(keyword, at);
    let places = at.key(keyword);
    // A pattern that every name matches leaves nothing to the others.
    let all = patterns.len() == 1 && patterns.keys().all(|pattern| matches_all(pattern));
    let mut schemas: Vec<(Pointer, Value)> = Vec::new();
    for (pattern, schema) in &patterns {
        // Names that aren't allowed have no values.
        if *schema != Value::Bool(false) {
            schemas.push((places.key(pattern), schema.clone()));
        }
    }
    let additional = at.key("additionalProperties");
    if !all {
        let others = members.get("additionalProperties");
        let others = others.cloned().unwrap_or(Value::Bool(true));
        if others != Value::Bool(false) {
            schemas.push((additional.clone(), others));
        }
        let is_one = schemas
            .iter()
            .all(|(_, other)| Some(other) == schemas.first().map(|(_, one)| one));
        let asserted = asserted(members, patterns, is_one);
        assertions::assert(rewriter, keyword, asserted, at);
    }
    members.entry("type").or_insert(json!("object"));
    let merged = any_of(rewriter, schemas, &additional);
    let merged = merged.unwrap_or(Value::Bool(false));
    members.insert("additionalProperties".to_owned(), merged);
}

/// What the properties of a schema with patterns are held against: no type tells names apart. `is_one`
/// says whether all patterns have the same schema, and so all values the same type.
fn asserted(
    members: &Map<String, Value>,
    mut patterns: Map<String, Value>,
    is_one: bool,
) -> Map<String, Value> {
    let known = members.get("properties").and_then(Value::as_object);
    // Patterns hold for these as well.
    if is_one && known.is_none_or(Map::is_empty) {
        let schemas = patterns.values_mut();
        let allowed = schemas.filter(|schema| **schema != Value::Bool(false));
        allowed.for_each(|schema| *schema = Value::Bool(true));
    }
    // Their types say what they are.
    let known = known
        .into_iter()
        .flatten()
        .map(|(name, _)| (name.clone(), json!(true)));
    let mut asserted = Map::from_iter([
        ("properties".to_owned(), Value::Object(known.collect())),
        ("patternProperties".to_owned(), Value::Object(patterns)),
    ]);
    let others = members.get_key_value("additionalProperties");
    asserted.extend(others.map(|(name, schema)| (name.clone(), schema.clone())));
    asserted
}

/// Whether a regular expression is plainly one that every name matches, or every name that isn't
/// empty.
fn matches_all(pattern: &str) -> bool {
    let pattern = pattern.strip_prefix('^').unwrap_or(pattern);
    let pattern = pattern.strip_suffix('$').unwrap_or(pattern);
    ["", ".", ".*", ".+", "(.*)", "(.+)", r"[\s\S]*", r"[\s\S]+"].contains(&pattern)
}

/// `unevaluatedProperties`, which sees the properties that the applicators beside it describe.
///
/// Without applicators it is `additionalProperties`. Beside `allOf` and `oneOf`, which are merged
/// with what stands beside them, it closes the whole; one that says of what type the others are is
/// `additionalProperties` of the whole, but not beside a `oneOf`. What depends on the value (`if`,
/// `dependentSchemas`) isn't honoured: the properties of which it speaks are there, and optional.
pub(super) fn unevaluated(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    let keyword = "unevaluatedProperties";
    if rewriter.version < Version::V31 {
        return;
    }
    // After `additionalProperties` there is nothing left.
    if members.contains_key("additionalProperties") {
        members.shift_remove(keyword);
        return;
    }
    let has = |name: &str| members.contains_key(name);
    let merged = ["allOf", "oneOf", "$ref"].iter().any(|name| has(name));
    let conditional = CONDITIONAL.iter().any(|name| has(name));
    let choice = has("anyOf") || has("not");
    let Some(value) = members.get(keyword).cloned() else {
        return;
    };
    if value == json!(true) {
        // So the schemas around it see all.
        rewriter.rename(members, (keyword, "additionalProperties"), at);
        return;
    }
    let described = described(members, at);
    let typed = merged && !value.is_boolean();
    if choice || (conditional && described.is_none()) || (typed && has("oneOf")) {
        // Kept, whatever they are: some of them are allowed.
        rewriter.not_honoured(
            "`unevaluatedProperties` beside these keywords has no effect on the emitted crates: other properties can be there",
            &at.key(keyword),
        );
        members.shift_remove(keyword);
        members.insert("additionalProperties".to_owned(), json!(true));
        return;
    }
    if conditional {
        rewriter.not_honoured(
            "this `unevaluatedProperties` allows all that the conditional schemas beside it describe, whether they hold or not",
            &at.key(keyword),
        );
    }
    describe(rewriter, members, described.unwrap_or_default(), at);
    if merged && !typed {
        members.shift_remove(keyword);
        rewriter
            .supplement
            .add(at, |schema| schema.is_closed = true);
    } else {
        if typed {
            rewriter
                .supplement
                .add(at, |schema| schema.is_unevaluated = true);
        }
        rewriter.rename(members, (keyword, "additionalProperties"), at);
    }
}

/// The keywords with schemas that hold for some values only.
const CONDITIONAL: [&str; 5] = ["if", "then", "else", "dependentSchemas", "dependencies"];

/// The properties that conditional schemas describe, and where each is; `None` if one of these
/// schemas says more than can be seen from here.
fn described(members: &Map<String, Value>, at: &Pointer) -> Option<Vec<(String, Pointer, Value)>> {
    let mut schemas = Vec::new();
    for keyword in CONDITIONAL {
        let place = at.key(keyword);
        match members.get(keyword) {
            None => {}
            Some(Value::Object(each)) if keyword.starts_with("dependen") => {
                schemas.extend(each.iter().map(|(name, schema)| (place.key(name), schema)));
            }
            Some(schema) => schemas.push((place, schema)),
        }
    }
    let mut found = Vec::new();
    for (place, schema) in schemas {
        let schema = match schema {
            Value::Object(schema) => schema,
            // The names of properties, or a schema that describes none.
            Value::Bool(_) | Value::Array(_) => continue,
            _ => return None,
        };
        let known = [
            "properties",
            "required",
            "type",
            "description",
            "title",
            "$comment",
        ];
        if schema
            .keys()
            .any(|keyword| !known.contains(&keyword.as_str()))
        {
            return None;
        }
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            let place = place.key("properties").key(name);
            found.push((name.clone(), place, property.clone()));
        }
    }
    Some(found)
}

/// Adds properties to those of a schema, unless they are there.
fn describe(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    found: Vec<(String, Pointer, Value)>,
    at: &Pointer,
) {
    let own = members.get("properties").and_then(Value::as_object);
    let mut added: Map<String, Value> = Map::new();
    let names: Vec<String> = found.iter().map(|(name, ..)| name.clone()).collect();
    for name in names {
        if added.contains_key(&name) || own.is_some_and(|own| own.contains_key(&name)) {
            continue;
        }
        let schemas = found.iter().filter(|(found, ..)| *found == name);
        let schemas = schemas.map(|(_, place, schema)| (place.clone(), schema.clone()));
        let to = at.key("properties").key(&name);
        if let Some(schema) = any_of(rewriter, schemas.collect(), &to) {
            added.insert(name, schema);
        }
    }
    if added.is_empty() {
        return;
    }
    let properties = members.entry("properties").or_insert_with(|| json!({}));
    if let Some(properties) = properties.as_object_mut() {
        properties.extend(added);
    }
}
