//! Schemas of a document in the form that a validator of JSON Schema takes.
//!
//! Only what decides about the shape of a value is kept: what a type can't hold anyway (lengths,
//! patterns, bounds) would excuse a fault. For the same reason, `oneOf` is checked as `anyOf`: that
//! two schemas fit is no reason to refuse a value.

use std::collections::HashMap;

use oasmith::source::Origin;
use serde_json::{Map, Value, json};

use super::document::{Document, item, member, reference};
use super::way::{Way, hidden};

/// Schemas in one check, more of them than any real document reaches from one.
const MAX_SCHEMAS: usize = 20_000;

/// The formats of text that a type of its own stands for.
const TEXT_FORMATS: [&str; 6] = ["date", "date-time", "uuid", "byte", "ipv4", "ipv6"];

const TYPES: [&str; 7] = [
    "array", "boolean", "integer", "null", "number", "object", "string",
];

/// Why a value doesn't satisfy a schema; `None` where it does, or where that can't be told.
pub(crate) fn fault(
    document: &Document<'_>,
    at: &Origin,
    way: Way,
    value: &Value,
) -> Option<String> {
    let schema = Conversion::new(document, way).whole(at);
    let validator = jsonschema::options()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        .with_format("byte", is_base64)
        .build(&schema)
        .ok()?;
    let error = validator.iter_errors(value).next()?;
    let text = format!("{}: {error}", error.instance_path());
    Some(text.chars().take(200).collect())
}

/// Base64 of RFC 4648, section 4.
fn is_base64(text: &str) -> bool {
    let whole = text.len().is_multiple_of(4);
    let text = text
        .strip_suffix("==")
        .or(text.strip_suffix('='))
        .unwrap_or(text);
    let alphabet = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    whole && text.bytes().all(alphabet)
}

/// The schemas that are reached from one, in order of their numbers.
struct Conversion<'a> {
    document: &'a Document<'a>,
    way: Way,
    numbers: HashMap<Origin, usize>,
    pending: Vec<Origin>,
}

impl<'a> Conversion<'a> {
    fn new(document: &'a Document<'a>, way: Way) -> Self {
        Self {
            document,
            way,
            numbers: HashMap::new(),
            pending: Vec::new(),
        }
    }

    /// A schema with all that it refers to.
    fn whole(mut self, at: &Origin) -> Value {
        let first = self.number(at.clone());
        let mut definitions = Map::new();
        while let Some(at) = self.pending.pop() {
            let number = self.numbers.get(&at).copied().unwrap_or_default();
            let node = self.document.get(&at).unwrap_or(Value::Bool(true));
            let schema = self.schema(&node, &at);
            definitions.insert(number.to_string(), schema);
        }
        json!({"$ref": format!("#/$defs/{first}"), "$defs": definitions})
    }

    fn number(&mut self, at: Origin) -> usize {
        let next = self.numbers.len();
        *self.numbers.entry(at).or_insert_with_key(|at| {
            self.pending.push(at.clone());
            next
        })
    }

    // How deep a document is nested, its reader bounds.
    fn schema(&mut self, node: &Value, at: &Origin) -> Value {
        let Some(schema) = node.as_object() else {
            return match node {
                Value::Bool(value) => Value::Bool(*value),
                _ => Value::Bool(true),
            };
        };
        let mut out = Map::new();
        if let Some(reference) = reference(node) {
            let target = self.document.target(at.file, reference);
            // What leads elsewhere allows everything.
            if let Some(target) = target.filter(|_| self.numbers.len() < MAX_SCHEMAS)
                && self.document.get(&target).is_some()
            {
                let number = self.number(target);
                out.insert("$ref".to_owned(), format!("#/$defs/{number}").into());
            }
        }
        for (name, value) in schema {
            self.keyword(name, value, schema, at, &mut out);
        }
        let nullable = ["nullable", "x-nullable"];
        if nullable
            .iter()
            .any(|name| schema.get(*name) == Some(&Value::Bool(true)))
        {
            return json!({"anyOf": [{"type": "null"}, out]});
        }
        Value::Object(out)
    }

    fn keyword(
        &mut self,
        name: &str,
        value: &Value,
        schema: &Map<String, Value>,
        at: &Origin,
        out: &mut Map<String, Value>,
    ) {
        let place = member(at, name);
        let converted = match (name, value) {
            ("type", value) => match types(value) {
                Some(types) => types,
                None => return,
            },
            ("enum", Value::Array(_)) | ("const", _) => value.clone(),
            ("minItems" | "maxItems", Value::Number(_)) => value.clone(),
            ("required", Value::Array(names)) => {
                let hidden = hidden(self.document, schema, at, self.way);
                let names = names.iter().filter(|name| {
                    name.as_str()
                        .is_some_and(|name| !hidden.contains(&name.to_owned()))
                });
                names.cloned().collect()
            }
            ("format", Value::String(format)) => {
                self.format(format, schema, out);
                return;
            }
            ("properties" | "patternProperties", Value::Object(members)) => {
                let members = members
                    .iter()
                    .map(|(name, value)| (name.clone(), self.schema(value, &member(&place, name))));
                Value::Object(members.collect())
            }
            ("allOf" | "anyOf" | "oneOf" | "prefixItems", Value::Array(members))
                if !members.is_empty() =>
            {
                self.list(members, &place)
            }
            // Swagger 2.0 and 3.0 have no lists here; draft 4 has.
            ("items", Value::Array(members)) if !members.is_empty() => {
                let list = self.list(members, &place);
                out.insert("prefixItems".to_owned(), list);
                return;
            }
            (
                "items" | "additionalProperties" | "unevaluatedProperties" | "unevaluatedItems",
                Value::Object(_) | Value::Bool(_),
            ) => self.schema(value, &place),
            _ => return,
        };
        match (name, out.get_mut("anyOf")) {
            ("oneOf", None) => out.insert("anyOf".to_owned(), converted),
            ("oneOf", Some(_)) => out.insert("allOf".to_owned(), json!([{"anyOf": converted}])),
            ("allOf", _) => {
                let both: Vec<Value> = [out.remove("allOf"), Some(converted)]
                    .into_iter()
                    .flatten()
                    .filter_map(|list| list.as_array().cloned())
                    .flatten()
                    .collect();
                out.insert("allOf".to_owned(), both.into())
            }
            ("anyOf", Some(_)) => {
                let one_of = out.insert("anyOf".to_owned(), converted);
                out.insert("allOf".to_owned(), json!([{"anyOf": one_of}]))
            }
            _ => out.insert(name.to_owned(), converted),
        };
    }

    fn list(&mut self, members: &[Value], at: &Origin) -> Value {
        let members = members.iter().enumerate();
        members
            .map(|(index, member)| self.schema(member, &item(at, index)))
            .collect()
    }

    fn format(&self, format: &str, schema: &Map<String, Value>, out: &mut Map<String, Value>) {
        let is = |kind: &str| {
            schema.get("type").is_some_and(|value| {
                value == kind
                    || value
                        .as_array()
                        .is_some_and(|kinds| kinds.contains(&kind.into()))
            })
        };
        let bounds: Option<(i128, i128)> = match format {
            "int8" => Some((i8::MIN.into(), i8::MAX.into())),
            "int16" => Some((i16::MIN.into(), i16::MAX.into())),
            "int32" => Some((i32::MIN.into(), i32::MAX.into())),
            "uint8" => Some((0, u8::MAX.into())),
            "uint16" => Some((0, u16::MAX.into())),
            "uint32" => Some((0, u32::MAX.into())),
            _ => None,
        };
        match bounds {
            Some((least, most)) if is("integer") => {
                out.insert("minimum".to_owned(), json!(least as i64));
                out.insert("maximum".to_owned(), json!(most as i64));
            }
            _ if is("string") && TEXT_FORMATS.contains(&format) => {
                out.insert("format".to_owned(), format.into());
            }
            _ => {}
        }
    }
}

/// The types of a schema, without those that JSON Schema doesn't know.
fn types(value: &Value) -> Option<Value> {
    let known = |value: &Value| value.as_str().is_some_and(|kind| TYPES.contains(&kind));
    match value {
        Value::Array(kinds) if !kinds.is_empty() && kinds.iter().all(known) => Some(value.clone()),
        value if known(value) => Some(value.clone()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use oasmith::source::{FileId, Pointer, Source};

    use super::*;

    fn fault_of(schema: &str, value: Value) -> Option<String> {
        let source = Source::from_text("a", schema);
        let document = Document::new(&source);
        let at = Origin {
            file: FileId::default(),
            pointer: Pointer::parse("/s").unwrap(),
        };
        fault(&document, &at, Way::Request, &value)
    }

    #[test]
    fn the_keywords_of_3_0_are_understood() {
        let schema = "s: {type: string, nullable: true, enum: [a]}";
        assert_eq!(fault_of(schema, json!(null)), None);
        assert_eq!(fault_of(schema, json!("a")), None);
        assert!(fault_of(schema, json!("b")).is_some());
        let bounds = "s: {type: integer, minimum: 1, exclusiveMinimum: true, format: int32}";
        assert_eq!(fault_of(bounds, json!(5)), None);
        assert!(fault_of(bounds, json!(5_000_000_000_i64)).is_some());
    }

    #[test]
    fn what_no_type_holds_is_no_fault() {
        assert_eq!(
            fault_of(
                "s: {type: string, pattern: '^b', maxLength: 1}",
                json!("aa")
            ),
            None
        );
        let both = "s: {oneOf: [{type: integer}, {type: number}], anyOf: [{}]}";
        assert_eq!(fault_of(both, json!(1)), None);
        assert!(fault_of(both, json!("1")).is_some());
    }

    #[test]
    fn references_and_the_way_count() {
        let schema = "
s: {$ref: '#/d/A'}
d:
  A:
    required: [a, b]
    properties: {a: {$ref: '#/d/B'}, b: {type: integer, readOnly: true}, next: {$ref: '#/d/A'}}
  B: {type: string, format: date}
";
        assert_eq!(fault_of(schema, json!({"a": "2020-01-01"})), None);
        assert!(fault_of(schema, json!({"a": "2020"})).is_some());
        assert!(fault_of(schema, json!({"a": "2020-01-01", "next": {}})).is_some());
    }
}
