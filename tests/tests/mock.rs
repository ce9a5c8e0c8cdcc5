//! What a mock answers: the document's examples where they fit, else values made from the schemas.

use oasmith::config::Embed;
use oasmith::source::Source;
use serde_json::{Value, json};

use crate::support::{config, generate};

/// The samples of a document, by the ids of the operations.
fn samples(text: &str) -> Value {
    let source = Source::from_text("api.yaml", text);
    let mut config = config("api");
    config.embed = [Embed::Samples].into();
    let generated = generate(&source, &config);
    let answers = generated.output.get("api-server/src/support/answers.rs");
    let file = syn::parse_file(answers.unwrap()).unwrap();
    let samples = file.items.iter().find_map(|item| match item {
        syn::Item::Const(item) => match &*item.expr {
            syn::Expr::Lit(literal) => match &literal.lit {
                syn::Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    serde_json::from_str(&samples.unwrap()).unwrap()
}

/// The body that an operation answers, whose only response has this schema.
fn body(schema: &str) -> Value {
    let samples = samples(&format!(
        r#"
        openapi: 3.1.0
        info: {{title: T, version: '1'}}
        paths:
          /a:
            get:
              operationId: ask
              responses:
                '200': {{description: OK, content: {{application/json: {{schema: {schema}}}}}}}
        components:
          schemas:
            Node: {{type: object, required: [name], properties: {{name: {{type: string}}, next: {{$ref: '#/components/schemas/Node'}}, all: {{type: array, items: {{$ref: '#/components/schemas/Node'}}}}}}}}
            Cat: {{type: object, required: [kind], properties: {{kind: {{type: string}}, lives: {{type: integer, minimum: 9}}}}}}
            Dog: {{type: object, required: [kind], properties: {{kind: {{type: string}}}}}}
        "#
    ));
    assert_eq!(samples["ask"]["status"], 200);
    samples["ask"]["json"].clone()
}

#[test]
fn values_are_the_plainest_that_are_allowed() {
    for (schema, value) in [
        ("{type: boolean}", json!(true)),
        ("{type: integer}", json!(1)),
        ("{type: integer, minimum: 10, multipleOf: 4}", json!(12)),
        ("{type: integer, maximum: -3}", json!(-3)),
        (
            "{type: number, exclusiveMinimum: 1, maximum: 2}",
            json!(1.5),
        ),
        ("{type: string}", json!("text")),
        ("{type: string, minLength: 6}", json!("textte")),
        ("{type: string, maxLength: 2}", json!("te")),
        ("{type: string, format: date}", json!("2026-01-31")),
        (
            "{type: string, pattern: '^[A-Z]{2}-[0-9]+$', minLength: 6}",
            json!("AA-000"),
        ),
        ("{type: string, enum: [b, a]}", json!("b")),
        (
            "{type: array, items: {type: string}, minItems: 2, uniqueItems: true}",
            json!(["text", "text2"]),
        ),
        (
            "{type: array, items: {type: string}, maxItems: 0}",
            json!([]),
        ),
        (
            "{type: object, additionalProperties: {type: integer}}",
            json!({"name1": 1}),
        ),
        (
            "{type: object, required: [a], properties: {b: {type: string}, a: {type: string, writeOnly: true}, c: {const: 3}}}",
            json!({"b": "b", "c": 3}),
        ),
        (
            "{$ref: '#/components/schemas/Node'}",
            json!({"name": "name", "all": []}),
        ),
    ] {
        assert_eq!(body(schema), value, "{schema}");
    }
}

#[test]
fn examples_that_fit_come_first() {
    for (schema, value) in [
        ("{type: string, example: hello}", json!("hello")),
        ("{type: string, examples: [1, hello]}", json!("hello")),
        // It is no value of the type.
        ("{type: integer, example: many}", json!(1)),
        ("{type: string, maxLength: 3, example: hello}", json!("tex")),
        (
            "{type: object, properties: {a: {type: string, example: x}, b: {type: integer, default: 7}}}",
            json!({"a": "x", "b": 7}),
        ),
        (
            "{type: object, example: {a: y}, properties: {a: {type: string, example: x}}}",
            json!({"a": "y"}),
        ),
        ("{type: [integer, 'null'], example: null}", json!(1)),
    ] {
        assert_eq!(body(schema), value, "{schema}");
    }
}

#[test]
fn a_union_is_of_its_first_type_and_says_which() {
    let variants =
        "oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]";
    let mapping = "mapping: {kitty: '#/components/schemas/Cat', doggy: '#/components/schemas/Dog'}";
    let union = format!("{{{variants}, discriminator: {{propertyName: kind, {mapping}}}}}");
    assert_eq!(body(&union), json!({"kind": "kitty", "lives": 9}));
}

#[test]
fn a_response_has_the_status_the_headers_and_the_media_type_of_the_document() {
    let samples = samples(
        "
        openapi: 3.0.3
        info: {title: T, version: '1'}
        paths:
          /a:
            get:
              operationId: several
              responses:
                '404': {description: No.}
                2XX:
                  description: OK
                  headers:
                    X-Total: {required: true, schema: {type: integer}}
                    X-Next: {schema: {type: string}}
                  content: {text/plain: {schema: {type: string}, example: hi}}
            delete: {operationId: none, responses: {'204': {description: Gone.}}}
            post:
              operationId: named
              responses:
                '201':
                  description: OK
                  content:
                    application/json:
                      schema: {type: object, properties: {id: {type: integer}}}
                      examples: {unfit: {value: {id: x}}, fit: {value: {id: 5}}}
        ",
    );
    let expected = json!({
        "several": {
            "status": 200, "headers": {"X-Total": "1", "X-Next": "text"}, "content_type": "text/plain", "text": "hi",
            "errors": {"404": {"status": 404}},
        },
        "none": {"status": 204},
        "named": {"status": 201, "content_type": "application/json", "json": {"id": 5}},
    });
    assert_eq!(samples, expected);
}

#[test]
fn an_operation_without_an_answer_is_warned_of() {
    let text = r#"
        openapi: 3.1.0
        info: {title: T, version: '1'}
        paths:
          /a:
            get:
              operationId: askForEver
              responses:
                '200': {description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/Endless'}}}}
        components:
          schemas:
            Endless: {type: object, required: [next], properties: {next: {$ref: '#/components/schemas/Endless'}}}
        "#;
    let source = Source::from_text("api.yaml", text);
    for embeds in [true, false] {
        let mut config = config("api");
        config.embed.extend(embeds.then_some(Embed::Samples));
        let generated = generate(&source, &config);
        let said = format!("{:?}", generated.diagnostics);
        let warning = "the mock answers `askForEver` with 501";
        assert_eq!(said.contains(warning), embeds, "{said}");
    }
}
