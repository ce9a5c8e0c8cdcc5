//! Which schemas say something of a part of a value, and which parts don't travel one way.

use std::collections::HashSet;

use oasmith::source::{Origin, Pointer};
use serde_json::{Map, Value};

use super::document::{Document, item, member};
use super::schema;

/// Schemas that say something of one value, at most.
const MAX_SCHEMAS: usize = 400;

/// Which way a value travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Way {
    Request,
    Response,
}

impl Way {
    fn other(self) -> Self {
        match self {
            Self::Request => Self::Response,
            Self::Response => Self::Request,
        }
    }

    /// The keyword of what doesn't travel this way.
    fn hides(self) -> &'static str {
        match self {
            Self::Request => "readOnly",
            Self::Response => "writeOnly",
        }
    }
}

/// The properties of a schema that don't travel one way.
pub(crate) fn hidden(
    document: &Document<'_>,
    schema: &Map<String, Value>,
    at: &Origin,
    way: Way,
) -> Vec<String> {
    let place = member(at, "properties");
    let properties = schema.get("properties").and_then(Value::as_object);
    let properties = properties.into_iter().flatten();
    properties
        .filter(|(name, _)| is_hidden(document, member(&place, name), way))
        .map(|(name, _)| name.clone())
        .collect()
}

fn is_hidden(document: &Document<'_>, at: Origin, way: Way) -> bool {
    let all = applying(document, vec![at]);
    let says = |keyword: &str| {
        let mut schemas = all.iter().map(|(_, schema)| schema);
        schemas.any(|schema| schema.get(keyword) == Some(&Value::Bool(true)))
    };
    // What is said to travel neither way travels both ways, for it would be of no use.
    says(way.hides()) && !says(way.other().hides())
}

/// The value without the members that don't travel one way.
pub(crate) fn travelling(
    document: &Document<'_>,
    value: &Value,
    schemas: Vec<Origin>,
    way: Way,
) -> Value {
    let all = applying(document, schemas);
    match value {
        Value::Object(members) => {
            let mut kept = Map::new();
            for (name, value) in members {
                let below = below(&all, name);
                let hidden = below.iter().any(|at| is_hidden(document, at.clone(), way));
                if !hidden {
                    kept.insert(name.clone(), travelling(document, value, below, way));
                }
            }
            Value::Object(kept)
        }
        Value::Array(items) => {
            let items = items.iter().enumerate();
            items
                .map(|(index, value)| travelling(document, value, items_below(&all, index), way))
                .collect()
        }
        other => other.clone(),
    }
}

/// Whether the schemas of a value say something of the part that a pointer leads to.
pub(crate) fn is_declared(
    document: &Document<'_>,
    value: &Value,
    schema: &Origin,
    part: &Pointer,
) -> bool {
    !matches!(found(document, value, schema, part), Found::Nothing)
}

/// Whether the schemas of a value give the part that a pointer leads to a default: who receives a
/// request applies it.
pub(crate) fn has_default(
    document: &Document<'_>,
    value: &Value,
    schema: &Origin,
    part: &Pointer,
) -> bool {
    match found(document, value, schema, part) {
        Found::Schemas(schemas) => {
            let all = applying(document, schemas);
            all.iter().any(|(_, schema)| schema.contains_key("default"))
        }
        Found::Open | Found::Nothing => false,
    }
}

/// What the schemas of a value say of a part of it.
enum Found {
    /// That it is of these.
    Schemas(Vec<Origin>),
    /// That it may be anything.
    Open,
    Nothing,
}

fn found(document: &Document<'_>, value: &Value, schema: &Origin, part: &Pointer) -> Found {
    let mut schemas = vec![schema.clone()];
    let mut value = Some(value);
    for token in part.tokens() {
        let all = match value {
            Some(value) => holding(document, schemas, value),
            None => applying(document, schemas),
        };
        if all.is_empty() || is_open(&all) {
            return Found::Open;
        }
        schemas = match value {
            Some(Value::Array(items)) => {
                let index = token.parse().unwrap_or(usize::MAX);
                value = items.get(index);
                items_below(&all, index)
            }
            other => {
                value = other.and_then(|value| value.get(token.as_ref()));
                below(&all, &token)
            }
        };
        if schemas.is_empty() {
            return Found::Nothing;
        }
    }
    Found::Schemas(schemas)
}

/// Whether schemas say of nothing what it is, so that whatever a value holds belongs to it.
fn is_open(schemas: &[(Origin, Map<String, Value>)]) -> bool {
    let mut schemas = schemas.iter().map(|(_, schema)| schema);
    let explicit = |schema: &Map<String, Value>| {
        schema.get("additionalProperties") == Some(&Value::Bool(true))
    };
    let has = |schema: &Map<String, Value>, keywords: &[&str]| {
        keywords.iter().any(|keyword| schema.contains_key(*keyword))
    };
    let choices = ["anyOf", "oneOf"];
    let parts = [
        "additionalProperties",
        "items",
        "patternProperties",
        "prefixItems",
        "properties",
    ];
    let compound = ["$ref", "allOf", "anyOf", "oneOf"];
    if schemas.clone().any(explicit) {
        return true;
    }
    // One of several may be what says nothing; in an `allOf`, what the others say counts, and so does
    // what stands beside the choice.
    let silent = |schema: &Map<String, Value>| !has(schema, &parts) && !has(schema, &compound);
    let chooses = |schema: &Map<String, Value>| has(schema, &choices) && !has(schema, &parts);
    if schemas.clone().any(chooses) {
        schemas.any(silent)
    } else {
        schemas.all(|schema| !has(schema, &parts))
    }
}

/// All schemas that apply where these do: what they refer to and consist of, too.
fn applying(document: &Document<'_>, schemas: Vec<Origin>) -> Vec<(Origin, Map<String, Value>)> {
    reached(document, schemas, |_| true)
}

/// Those that apply to a value: of a choice, the members that the value satisfies, if any.
fn holding(
    document: &Document<'_>,
    schemas: Vec<Origin>,
    value: &Value,
) -> Vec<(Origin, Map<String, Value>)> {
    let holds = |at: &Origin| {
        let mut ways = [Way::Request, Way::Response].into_iter();
        ways.any(|way| schema::fault(document, at, way, value).is_none())
    };
    reached(document, schemas, holds)
}

/// All that schemas refer to and consist of. Of a choice, the members that are said to hold; all
/// where none does.
fn reached(
    document: &Document<'_>,
    schemas: Vec<Origin>,
    holds: impl Fn(&Origin) -> bool,
) -> Vec<(Origin, Map<String, Value>)> {
    let mut pending = schemas;
    let mut seen = HashSet::new();
    let mut all = Vec::new();
    while let Some(at) = pending.pop() {
        if all.len() >= MAX_SCHEMAS || !seen.insert(at.clone()) {
            continue;
        }
        let Some(Value::Object(schema)) = document.get(&at) else {
            continue;
        };
        let target = reference_of(&schema).and_then(|found| document.target(at.file, found));
        pending.extend(target);
        for keyword in ["allOf", "anyOf", "oneOf"] {
            let members = schema.get(keyword).and_then(Value::as_array);
            let place = member(&at, keyword);
            let count = members.map_or(0, Vec::len);
            let mut members: Vec<Origin> = (0..count).map(|index| item(&place, index)).collect();
            if keyword != "allOf" && members.iter().any(&holds) {
                members.retain(&holds);
            }
            pending.extend(members);
        }
        all.push((at, schema));
    }
    all
}

fn reference_of(schema: &Map<String, Value>) -> Option<&str> {
    schema.get("$ref")?.as_str()
}

/// The schemas of a member.
fn below(schemas: &[(Origin, Map<String, Value>)], name: &str) -> Vec<Origin> {
    let mut below = Vec::new();
    for (at, schema) in schemas {
        let has = |keyword: &str| schema.get(keyword).is_some_and(Value::is_object);
        let known = schema.get("properties").and_then(|found| found.get(name));
        if known.is_some() {
            below.push(member(&member(at, "properties"), name));
            continue;
        }
        if has("additionalProperties") {
            below.push(member(at, "additionalProperties"));
        }
        let patterns = schema.get("patternProperties").and_then(Value::as_object);
        for pattern in patterns.into_iter().flatten().map(|(pattern, _)| pattern) {
            below.push(member(&member(at, "patternProperties"), pattern));
        }
    }
    below
}

/// The schemas of an item.
fn items_below(schemas: &[(Origin, Map<String, Value>)], index: usize) -> Vec<Origin> {
    let mut below = Vec::new();
    for (at, schema) in schemas {
        let tuple = ["prefixItems", "items"].into_iter().find(|keyword| {
            let items = schema.get(*keyword).and_then(Value::as_array);
            items.is_some_and(|items| index < items.len())
        });
        match tuple {
            Some(keyword) => below.push(item(&member(at, keyword), index)),
            None if schema.get("items").is_some_and(Value::is_object) => {
                below.push(member(at, "items"));
            }
            None => {}
        }
    }
    below
}

#[cfg(test)]
mod tests {
    use oasmith::source::{FileId, Source};
    use serde_json::json;

    use super::*;

    const DOCUMENT: &str = "
s:
  allOf:
    - {$ref: '#/base'}
    - properties: {secret: {type: string, writeOnly: true}, list: {type: array, items: {$ref: '#/s'}}}
base: {properties: {id: {readOnly: true}, any: {type: object}, mixed: {$ref: '#/mixed'}, of: {$ref: '#/of'}}}
of: {oneOf: [{properties: {a: {type: integer}}}, {properties: {b: {}}}]}
mixed: {allOf: [{type: object}, {properties: {a: {type: integer}}}]}
";

    fn at() -> Origin {
        Origin {
            file: FileId::default(),
            pointer: Pointer::parse("/s").unwrap(),
        }
    }

    #[test]
    fn what_does_not_travel_is_taken_out() {
        let source = Source::from_text("a", DOCUMENT);
        let document = Document::new(&source);
        let value = json!({"id": 1, "secret": 2, "list": [{"id": 3, "secret": 4, "x": 5}]});
        let travelling = |way| travelling(&document, &value, vec![at()], way);
        assert_eq!(
            travelling(Way::Request),
            json!({"secret": 2, "list": [{"secret": 4, "x": 5}]})
        );
        assert_eq!(
            travelling(Way::Response),
            json!({"id": 1, "list": [{"id": 3, "x": 5}]})
        );
    }

    #[test]
    fn what_is_said_to_travel_neither_way_travels_both_ways() {
        let source = Source::from_text(
            "a",
            "
s: {properties: {place: {readOnly: true, allOf: [{$ref: '#/place'}]}}}
place: {writeOnly: true, properties: {'The column of the gadget.': {type: integer}}}
",
        );
        let document = Document::new(&source);
        let value = json!({"place": {"The column of the gadget.": 1}});
        for way in [Way::Request, Way::Response] {
            assert_eq!(travelling(&document, &value, vec![at()], way), value);
        }
    }

    #[test]
    fn what_a_schema_says_nothing_of_is_told() {
        let source = Source::from_text("a", DOCUMENT);
        let document = Document::new(&source);
        let value = json!({"list": [{"x": 1}], "any": {"y": 1}, "of": {"a": "1", "b": 1, "c": 2}, "mixed": {"a": 1, "b": 1}, "z": 1});
        let declared = |part: &str| {
            let part = Pointer::parse(part).unwrap();
            is_declared(&document, &value, &at(), &part)
        };
        for part in ["/list", "/list/0", "/any/y", "/of/b", "/mixed/a", "/secret"] {
            assert!(declared(part), "{part}");
        }
        // What only a member describes that doesn't hold isn't described.
        for part in ["/z", "/list/0/x", "/of/a", "/of/c", "/mixed/b"] {
            assert!(!declared(part), "{part}");
        }
    }
}
