use serde_json::{Value, json};

use crate::diagnostic::{Code, Diagnostics};
use crate::parse::normalise;
use crate::parse::rewriter::Rewriter;
use crate::parse::version::Version;
use crate::source::Origins;

/// What a schema of a document of this version becomes, and how often something was said about
/// repairs.
fn schema(version: &str, schema: Value) -> (Value, usize) {
    let mut document = json!({
        "openapi": version,
        "info": {"title": "Sample", "version": "1"},
        "paths": {},
        "components": {"schemas": {"A": schema, "B": {"type": "string"}}},
    });
    let mut diagnostics = Diagnostics::default();
    let version = Version::of(&document, &mut diagnostics).unwrap();
    let mut origins = Origins::default();
    let mut rewriter = Rewriter::new(version, &mut origins, &mut diagnostics);
    normalise(&mut rewriter, &mut document);
    let said = diagnostics.iter();
    let repairs = said.filter(|said| said.code != Code::Unsupported).count();
    let schema = document.pointer("/components/schemas/A").unwrap();
    (schema.clone(), repairs)
}

#[test]
fn types_that_people_write_are_taken_for_what_they_mean() {
    for (written, meant) in [
        (json!("String"), json!({"type": "string"})),
        (
            json!("int64"),
            json!({"type": "integer", "format": "int64"}),
        ),
        (json!("float"), json!({"type": "number", "format": "float"})),
        (json!("file"), json!({"type": "string", "format": "binary"})),
        (
            json!("datetime"),
            json!({"type": "string", "format": "date-time"}),
        ),
        (json!("any"), json!({})),
        (json!("quux"), json!({})),
        (
            json!("B"),
            json!({"allOf": [{"$ref": "#/components/schemas/B"}]}),
        ),
        (
            json!(["string", "null"]),
            json!({"type": "string", "nullable": true}),
        ),
        (json!(["string"]), json!({"type": "string"})),
    ] {
        let (made, repairs) = schema("3.0.3", json!({"type": written}));
        assert_eq!(made, meant, "{written}");
        assert!(repairs > 0, "{written}");
    }
}

#[test]
fn json_schema_is_put_into_the_words_of_3_0() {
    for (written, meant) in [
        (
            json!({"type": ["null"]}),
            json!({"nullable": true, "enum": [null]}),
        ),
        (json!({"const": 7}), json!({"type": "integer", "enum": [7]})),
        (
            json!({"const": null}),
            json!({"nullable": true, "enum": [null]}),
        ),
        (
            json!({"type": ["string", "number", "integer", "null"], "format": "uuid"}),
            json!({
                "nullable": true,
                "anyOf": [{"type": "string", "format": "uuid"}, {"type": "number"}],
            }),
        ),
        (
            json!({"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/B"}]}),
            json!({"allOf": [{"$ref": "#/components/schemas/B"}], "nullable": true}),
        ),
        (
            json!({"type": "integer", "exclusiveMinimum": 3, "minimum": 5}),
            json!({"type": "integer", "minimum": 5}),
        ),
        (
            json!({"type": "integer", "exclusiveMaximum": 3}),
            json!({"type": "integer", "maximum": 3, "exclusiveMaximum": true}),
        ),
        (json!(false), json!({"not": {}})),
        (
            json!({"patternProperties": {"^a": true}}),
            json!({"additionalProperties": true, "type": "object"}),
        ),
    ] {
        let (made, repairs) = schema("3.1.0", written.clone());
        assert_eq!(made, meant, "{written}");
        assert_eq!(repairs, 0, "{written}");
    }
}

#[test]
fn values_are_made_ones_of_their_type() {
    for (written, meant) in [
        (
            json!({"type": "string", "enum": [1, true, "a"], "default": 1}),
            json!({"type": "string", "enum": ["1", "true", "a"], "default": "1"}),
        ),
        (
            json!({"type": "integer", "default": "12"}),
            json!({"type": "integer", "default": 12}),
        ),
        (
            json!({"type": "integer", "default": "many"}),
            json!({"type": "integer"}),
        ),
        (
            json!({"type": "integer", "format": "int32", "default": 3_000_000_000_i64}),
            json!({"type": "integer", "format": "int32"}),
        ),
        (
            json!({"type": "array", "items": {"type": "string"}, "enum": ["a", "b"]}),
            json!({"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}),
        ),
    ] {
        let (made, repairs) = schema("3.0.3", written.clone());
        assert_eq!(made, meant, "{written}");
        assert!(repairs > 0, "{written}");
    }
}

#[test]
fn a_number_is_the_same_however_it_is_written() {
    for (written, meant) in [
        (
            json!({"type": "integer", "default": 1.0}),
            json!({"type": "integer", "default": 1}),
        ),
        (
            json!({"type": "integer", "enum": [1.0, 3e2, 18446744073709551616.0], "default": 1}),
            json!({"type": "integer", "enum": [1.0, 3e2, 18446744073709551616.0], "default": 1}),
        ),
        (
            json!({"type": "number", "enum": [1.0, 2.5], "default": 1}),
            json!({"type": "number", "enum": [1.0, 2.5], "default": 1}),
        ),
    ] {
        let (made, repairs) = schema("3.0.3", written.clone());
        assert_eq!(made, meant, "{written}");
        assert_eq!(repairs, 0, "{written}");
    }
}

/// What the operation `GET /a/{id}` of a document becomes.
fn operation(operation: Value) -> Value {
    let mut document = json!({
        "openapi": "3.0.3",
        "info": {"title": "Sample", "version": "1"},
        "paths": {"/a/{id}": {"get": operation}},
    });
    let mut diagnostics = Diagnostics::default();
    let version = Version::of(&document, &mut diagnostics).unwrap();
    let mut origins = Origins::default();
    let mut rewriter = Rewriter::new(version, &mut origins, &mut diagnostics);
    normalise(&mut rewriter, &mut document);
    assert!(!diagnostics.is_empty());
    document.pointer("/paths/~1a~1{id}/get").unwrap().clone()
}

#[test]
fn what_cannot_be_read_of_a_requirement_does_not_let_anyone_in() {
    for (written, meant) in [
        (json!("key"), json!([{"key": []}])),
        (json!(["key"]), json!([{"key": []}])),
        (json!({"key": null}), json!([{"key": []}])),
        (json!([{"key": true}]), json!([{"key": []}])),
        (json!([{"key": "read"}]), json!([{"key": ["read"]}])),
        (json!([7]), Value::Null),
    ] {
        let made = operation(json!({"security": written}));
        let security = made.get("security").cloned().unwrap_or_default();
        assert_eq!(security, meant, "{written}");
    }
}

#[test]
fn of_parameters_declared_twice_the_last_one_is_left() {
    let path = |name: &str| json!({"name": name, "in": "path", "type": "string"});
    let made = operation(json!({"parameters": [path("id"), path("id")]}));
    let id = json!({
        "name": "id", "in": "path", "schema": {"type": "string"}, "required": true,
    });
    assert_eq!(made.get("parameters"), Some(&json!([id])));
}

#[test]
fn content_without_a_media_type_is_json() {
    for content in [
        json!({"schema": {"type": "string"}}),
        json!({"json": {"schema": {"type": "string"}}}),
        json!({"application/json": {"type": "string"}}),
        json!({"application/json": {"schema": {"type": "string"}}, "code": {"value": 1}}),
    ] {
        let made = operation(json!({
            "parameters": [], "responses": {"200": {"description": "", "content": content}},
        }));
        let meant = json!({"application/json": {"schema": {"type": "string"}}});
        assert_eq!(made.pointer("/responses/200/content"), Some(&meant));
    }
}
