use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::normalise;
use crate::diagnostic::Diagnostics;
use crate::parse::rewriter::Rewriter;
use crate::parse::version::Version;
use crate::source::{FileId, MAX_FILES, Origins, Pointer, Source};

/// A document with its references made anew, what is said about it, and where its nodes stood.
pub(super) fn normal(text: impl Into<String>) -> (Value, Vec<String>, Origins) {
    let source = Source::from_text("a.yaml", text);
    let mut diagnostics = Diagnostics::new();
    let mut budget = crate::parse::value::Budget::default();
    let mut value =
        crate::parse::text::read(&source, FileId::default(), &mut budget, &mut diagnostics)
            .unwrap();
    let mut origins = Origins::default();
    let version = Version::of(&value, &mut Diagnostics::new()).unwrap_or(Version::V31);
    let mut rewriter = Rewriter::new(version, &mut origins, &mut diagnostics);
    normalise(&mut rewriter, &mut value, &source, budget);
    diagnostics.trace(&origins);
    let said = diagnostics.iter().map(ToString::to_string).collect();
    (value, said, origins)
}

pub(super) fn at(value: &Value, pointer: &str) -> Value {
    value.pointer(pointer).cloned().unwrap_or_default()
}

pub(super) fn reference(to: &str) -> Value {
    json!({ "$ref": to })
}

#[test]
fn what_is_referred_to_becomes_a_component_once() {
    let (value, said, origins) = normal(
        "openapi: 3.0.3
paths:
  /a:
    get:
      operationId: listAs
      responses:
        '200': {content: {application/json: {schema: {type: object, properties: {b: {type: string, enum: [c]}}}}}}
        '404': {$ref: '#/paths/~1a/get/responses/200'}
components:
  schemas:
    A: {$ref: '#/paths/~1a/get/responses/200/content/application~1json/schema/properties/b'}
    B: {$ref: '#/paths/~1a/get/responses/404/content/application%7E1json/schema/properties/b'}
",
    );
    assert_eq!(said, Vec::<String>::new());
    let component = reference("#/components/schemas/ListAsResponse200B");
    assert_eq!(at(&value, "/components/schemas/A"), component);
    assert_eq!(at(&value, "/components/schemas/B"), component);
    let response = reference("#/components/responses/ListAsResponse200");
    assert_eq!(at(&value, "/paths/~1a/get/responses/200"), response);
    assert_eq!(at(&value, "/paths/~1a/get/responses/404"), response);
    let schema = "/components/responses/ListAsResponse200/content/application~1json/schema";
    assert_eq!(at(&value, &format!("{schema}/properties/b")), component);
    let moved = Pointer::parse("/components/schemas/ListAsResponse200B/type").unwrap();
    assert_eq!(
        origins.trace(&moved).pointer.as_str(),
        "/paths/~1a/get/responses/200/content/application~1json/schema/properties/b/type"
    );
}

#[test]
fn what_only_looks_like_a_reference_stays() {
    let text = "openapi: 3.0.3
components:
  schemas:
    A:
      type: object
      properties: {$ref: {type: string}, b: {type: string, enum: [{$ref: x}], default: {$ref: x}, example: {$ref: x}}}
      x-own: {$ref: '#/nowhere'}
  examples: {E: {value: {$ref: x}}}
";
    let (value, said, _) = normal(text);
    assert_eq!(said, Vec::<String>::new());
    let before: Value = serde_yaml::from_str(text).unwrap();
    assert_eq!(value, before);
}

#[test]
fn what_stands_beside_a_reference_to_a_schema_is_kept_with_it() {
    let (value, said, _) = normal(
        "openapi: 3.0.3
components:
  schemas:
    A: {type: string}
    B: {$ref: '#/components/schemas/A', description: Ours, nullable: true, example: x}
    C: {$ref: '#/components/schemas/A', example: x}
    D: {$ref: '#/components/schemas/A', maxLength: 3}
",
    );
    let to = reference("#/components/schemas/A");
    assert_eq!(
        at(&value, "/components/schemas/B"),
        json!({"description": "Ours", "nullable": true, "allOf": [to]})
    );
    assert_eq!(at(&value, "/components/schemas/C"), to);
    assert_eq!(at(&value, "/components/schemas/D"), to);
    assert_eq!(
        said,
        [
            "warning[reference]: `maxLength` has no effect beside a `$ref` (#/components/schemas/D/maxLength)"
        ]
    );
    let (value, said, _) = normal(
        "openapi: 3.1.0
components: {schemas: {A: {type: string}, D: {$ref: '#/components/schemas/A', maxLength: 3}}}
",
    );
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(
        at(&value, "/components/schemas/D"),
        json!({"maxLength": 3, "allOf": [to]})
    );
}

#[test]
fn what_leads_nowhere_is_repaired() {
    let (value, said, origins) = normal(
        "openapi: 3.0.3
paths:
  /a:
    get:
      parameters: [{$ref: '#/components/parameters/P'}, {name: b, in: query}]
      requestBody: {$ref: '#/components/requestBodies/R'}
      responses: {'200': {$ref: '#/components/schemas/A'}}
components:
  schemas:
    A: {type: array, items: {$ref: '#/components/schemas/Gone'}}
    B: {$ref: '#/definitions/A'}
    C: {oneOf: [{$ref: A}], discriminator: {propertyName: t, mapping: {a: A, b: 'Gone'}}}
",
    );
    let get = at(&value, "/paths/~1a/get");
    assert_eq!(get["parameters"], json!([{"name": "b", "in": "query"}]));
    assert_eq!(get.get("requestBody"), None);
    assert_eq!(
        get["responses"]["200"],
        json!({
            "description": "",
            "content": {"application/json": {"schema": reference("#/components/schemas/A")}},
        })
    );
    assert_eq!(at(&value, "/components/schemas/A/items"), json!({}));
    let to = reference("#/components/schemas/A");
    assert_eq!(at(&value, "/components/schemas/B"), to);
    assert_eq!(at(&value, "/components/schemas/C/oneOf/0"), to);
    assert_eq!(
        at(&value, "/components/schemas/C/discriminator/mapping"),
        json!({"a": "#/components/schemas/A", "b": "Gone"})
    );
    assert_eq!(said.len(), 6, "{said:#?}");
    assert!(
        said.iter()
            .all(|said| said.starts_with("warning[reference]"))
    );
    let second = Pointer::parse("/paths/~1a/get/parameters/0/name").unwrap();
    assert_eq!(
        origins.trace(&second).pointer.as_str(),
        "/paths/~1a/get/parameters/1/name"
    );
}

#[test]
fn a_schema_is_taken_where_something_with_one_is_expected() {
    let (value, said, _) = normal(
        "openapi: 3.0.3
paths:
  /a:
    get:
      requestBody: {$ref: '#/components/schemas/A', required: true}
      responses:
        '200': {description: b, headers: {H: {$ref: '#/components/schemas/A'}}, content: {a/b: {$ref: '#/components/schemas/A'}}}
components:
  schemas:
    A: {type: string}
    B: {oneOf: {$ref: '#/components/schemas/A'}}
",
    );
    let schema = json!({"schema": reference("#/components/schemas/A")});
    let get = at(&value, "/paths/~1a/get");
    assert_eq!(
        get["requestBody"],
        json!({"description": "", "content": {"application/json": schema}, "required": true})
    );
    let response = &get["responses"]["200"];
    assert_eq!(response["headers"]["H"], schema);
    assert_eq!(response["content"]["a/b"], schema);
    assert_eq!(
        at(&value, "/components/schemas/B/oneOf"),
        reference("#/components/schemas/A")
    );
    assert_eq!(said.len(), 3, "{said:#?}");
}

#[test]
fn a_pasted_json_schema_keeps_its_references() {
    let (value, said, _) = normal(
        "openapi: 3.1.0
components:
  schemas:
    A:
      properties:
        self: {$ref: '#'}
        b: {$ref: '#/$defs/B'}
        c: {$recursiveRef: '#'}
      $defs: {B: {$recursiveAnchor: true, items: {$recursiveRef: '#'}}}
    N: {$dynamicAnchor: node, items: {$dynamicRef: '#node'}}
",
    );
    let to = |name: &str| reference(&format!("#/components/schemas/{name}"));
    let properties = at(&value, "/components/schemas/A/properties");
    assert_eq!(properties["self"], to("A"));
    assert_eq!(properties["c"], to("A"));
    assert_eq!(properties["b"], to("AB"));
    assert_eq!(at(&value, "/components/schemas/AB/items"), to("AB"));
    assert_eq!(at(&value, "/components/schemas/N/items"), to("N"));
    assert_eq!(said.len(), 5, "{said:#?}");
}

#[test]
fn circles_of_references_are_refused_once() {
    let (_, said, _) = normal(
        "openapi: 3.0.3
components:
  schemas:
    A: {$ref: '#/components/schemas/B'}
    B: {$ref: '#/components/schemas/A'}
    C: {$ref: '#/components/schemas/C'}
    D: {$ref: '#/components/schemas/A'}
    E: {type: object, properties: {e: {$ref: '#/components/schemas/E'}}}
paths:
  /a: {$ref: '#/paths/~1b'}
  /b: {$ref: '#/paths/~1a'}
",
    );
    let circles = said.iter().filter(|said| said.contains("in a circle"));
    assert_eq!(circles.count(), said.len(), "{said:#?}");
    assert_eq!(said.len(), 4, "{said:#?}");
}

#[test]
fn path_items_are_put_where_their_references_stand() {
    let (value, said, origins) = normal(
        "openapi: 3.1.0
paths:
  /a: {$ref: '#/components/pathItems/P', summary: Own}
  /b: {$ref: '#/paths/~1a'}
components:
  pathItems:
    P: {summary: Theirs, get: {operationId: a}}
",
    );
    assert_eq!(said, Vec::<String>::new());
    let item = json!({"summary": "Own", "get": {"operationId": "a"}});
    assert_eq!(at(&value, "/paths/~1a"), item);
    assert_eq!(at(&value, "/paths/~1b"), item);
    let id = Pointer::parse("/paths/~1b/get/operationId").unwrap();
    assert_eq!(
        origins.trace(&id).pointer.as_str(),
        "/components/pathItems/P/get/operationId"
    );
}

#[test]
fn names_that_need_escapes_are_replaced() {
    let (value, said, _) = normal(
        "openapi: 3.0.3
components:
  schemas:
    a/b: {type: string}
    'c d': {type: string}
    A: {oneOf: [{$ref: '#/components/schemas/a~1b'}, {$ref: '#/components/schemas/c%20d'}]}
",
    );
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(
        at(&value, "/components/schemas"),
        json!({
            "c d": {"type": "string"},
            "A": {"oneOf": [
                reference("#/components/schemas/a_b2"),
                reference("#/components/schemas/c d"),
            ]},
            "a_b2": {"type": "string"},
        })
    );
}

#[test]
fn the_sections_of_swagger_2_are_its_own() {
    let (value, said, _) = normal(
        "swagger: '2.0'
paths:
  /a:
    get:
      parameters: [{$ref: '#/parameters/P'}]
      responses: {'200': {schema: {$ref: '#/definitions/A/properties/b'}}}
parameters: {P: {name: p, in: body, schema: {$ref: '#/definitions/A'}}}
definitions: {A: {type: object, properties: {b: {type: object}}}}
",
    );
    assert_eq!(said, Vec::<String>::new());
    let to = reference("#/definitions/AB");
    assert_eq!(at(&value, "/definitions/A/properties/b"), to);
    assert_eq!(at(&value, "/paths/~1a/get/responses/200/schema"), to);
    assert_eq!(at(&value, "/definitions/AB"), json!({"type": "object"}));
}

#[test]
fn hostile_references_end() {
    let started = Instant::now();
    let mut texts = vec![
        "openapi: 3.0.3\ncomponents: {schemas: {A: {$ref: '#/components/schemas/A/x'}}}".to_owned(),
        "openapi: 3.0.3\ncomponents: {schemas: {$ref: '#/components/schemas'}}".to_owned(),
        "openapi: 3.0.3\n$ref: '#'".to_owned(),
        "openapi: 3.0.3\npaths: {/a: {$ref: '#'}, /b: {$ref: '#/paths'}}".to_owned(),
        "openapi: 3.0.3\ncomponents: {schemas: {A: {$ref: '#'}, B: {$ref: '#/~2'}, C: {$ref: ''}}}"
            .to_owned(),
    ];
    let mut doubling = "openapi: 3.0.3\npaths:\n".to_owned();
    for level in 0..60 {
        let next = level + 1;
        doubling.push_str(&format!(
            "  /p{level}: {{get: {{callbacks: {{a: {{x: {{$ref: '#/paths/~1p{next}'}}, y: {{$ref: '#/paths/~1p{next}'}}}}}}}}}}\n"
        ));
    }
    texts.push(doubling);
    let mut ways =
        "openapi: 3.0.3\nx-a: {b: {$ref: '#/x-a'}}\ncomponents:\n  schemas:\n".to_owned();
    for number in 0..5_000 {
        let way = "/b".repeat(number % 100);
        ways.push_str(&format!("    S{number}: {{$ref: '#/x-a{way}'}}\n"));
    }
    texts.push(ways);
    for text in texts {
        let _ = normal(text);
    }
    assert!(started.elapsed() < Duration::from_secs(60));
}

#[test]
fn too_many_files_are_one_error() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = "openapi: 3.0.3\ncomponents:\n  schemas:\n".to_owned();
    for number in 0..MAX_FILES * 2 {
        std::fs::write(
            folder.path().join(format!("{number}.yaml")),
            "{type: string}",
        )
        .unwrap();
        text.push_str(&format!("    A{number}: {{$ref: '{number}.yaml'}}\n"));
    }
    let path = folder.path().join("api.yaml");
    std::fs::write(&path, text).unwrap();
    let source = Source::open(&path).unwrap();
    let mut diagnostics = Diagnostics::new();
    assert!(crate::parse::parse(&source, &mut diagnostics).is_none());
    let errors: Vec<String> = diagnostics
        .iter()
        .filter(|one| one.severity == crate::diagnostic::Severity::Error)
        .map(ToString::to_string)
        .collect();
    let [error] = errors.as_slice() else {
        panic!("{errors:?}");
    };
    assert!(
        error.contains("the document has 50 other files already"),
        "{error}"
    );
}
