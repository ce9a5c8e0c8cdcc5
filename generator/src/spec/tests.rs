//! What of a document arrives where.

use serde_json::Value;

use super::{
    AdditionalProperties, Callback, Operation, RefOr, Schema, SchemaOrContent, SchemaType,
    SecurityKind, Spec, Status,
};
use crate::diagnostic::Diagnostics;
use crate::parse;
use crate::source::Source;

const DOCUMENT: &str = "
openapi: 3.2.0
info: {title: Shapes, version: '1'}
paths:
  /shapes/{id}:
    parameters:
    - {$ref: '#/components/parameters/id'}
    post:
      callbacks:
        moved: {$ref: '#/components/callbacks/Moved'}
        drawn:
          '{$request.query.url}': {$ref: '#/components/pathItems/Notice'}
          x-words: none
      requestBody: {$ref: '#/components/requestBodies/Shape'}
      responses:
        default: {description: Any.}
        '200':
          description: Done.
          content:
            application/jsonl:
              itemSchema: {$ref: '#/components/schemas/Point'}
        4XX: {description: Wrong.}
    get:
      responses:
        '200': {description: Done.}
webhooks:
  shapeMade: {$ref: '#/components/pathItems/Notice'}
  shapeLost:
    put:
      parameters: [{name: id, in: query, schema: {type: [string, 'null']}}]
      responses: {'204': {description: Seen.}}
components:
  pathItems:
    Notice:
      post:
        requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Point'}}}}
        responses: {'204': {description: Seen.}}
  callbacks:
    Moved:
      '{$request.body#/url}':
        post:
          responses: {'204': {description: Seen.}}
          callbacks: {again: {$ref: '#/components/callbacks/Moved'}}
  parameters:
    id: {name: id, in: path, required: true, schema: {type: integer, format: int64, maximum: 9}}
  requestBodies:
    Shape: {content: {application/json: {schema: {$ref: '#/components/schemas/Shape'}}}}
  securitySchemes:
    certificate: {type: mutualTLS}
  schemas:
    Point:
      prefixItems: [{type: number}, {type: number}]
      items: false
      minItems: 2
    Shape:
      x-words: kept
      allOf: [{$ref: '#/components/schemas/Point'}]
      unevaluatedProperties: false
    Picture: {type: string, contentMediaType: image/png, default: null}
    Other: {type: string, contentMediaType: image/png, default: null}
";

fn spec() -> Spec {
    let source = Source::from_text("shapes.yaml", DOCUMENT);
    let document = parse::parse(&source, &mut Diagnostics::new()).unwrap();
    Spec::new(document.model, document.supplement)
}

fn schema<'s>(spec: &'s Spec, name: &str) -> &'s Schema {
    let id = spec.components.schemas.get(name).unwrap();
    spec.schema_object(*id).unwrap()
}

#[test]
fn operations_are_found_by_method_and_know_their_place() {
    let spec = spec();
    let RefOr::Item(item) = &spec.paths["/shapes/{id}"] else {
        panic!("a path item");
    };
    let post = &item.operations["POST"];
    assert_eq!(post.at.to_string(), "#/paths/~1shapes~1{id}/post");
    let statuses: Vec<Status> = post.responses.keys().copied().collect();
    let expected = [Status::Code(200), Status::Range(4), Status::Default];
    assert_eq!(statuses, expected);
    assert!(item.operations.contains_key("GET"));
    assert!(matches!(&item.parameters[0], RefOr::Reference(found)
        if found.target == "#/components/parameters/id"));
}

#[test]
fn keywords_of_later_versions_have_their_own_names() {
    let spec = spec();
    let point = schema(&spec, "Point");
    assert_eq!(point.kind, Some(SchemaType::Array));
    assert_eq!(point.prefix_items.len(), 2);
    let shape = schema(&spec, "Shape");
    assert_eq!(
        shape.unevaluated_properties,
        Some(AdditionalProperties::Allowed(false))
    );
    assert_eq!(shape.additional_properties, None);
    let picture = schema(&spec, "Picture");
    assert_eq!(picture.content_media_type.as_deref(), Some("image/png"));
    assert_eq!(picture.default, Some(Value::Null));
    let certificate = &spec.components.security_schemes["certificate"];
    assert!(matches!(certificate, RefOr::Item(found)
        if matches!(found.kind, SecurityKind::MutualTls)));
}

#[test]
fn item_schemas_are_told_from_schemas() {
    let spec = spec();
    let RefOr::Item(item) = &spec.paths["/shapes/{id}"] else {
        panic!("a path item");
    };
    let RefOr::Item(response) = &item.operations["POST"].responses[&Status::Code(200)] else {
        panic!("a response");
    };
    let lines = &response.content["application/jsonl"];
    assert_eq!(lines.schema, None);
    let point = spec.named_component(lines.item_schema.unwrap());
    assert_eq!(point, Some(spec.components.schemas["Point"]));
}

/// The operation of the only path of a callback.
fn only<'s>(callback: &'s Callback, method: &str) -> &'s Operation {
    let (_, item) = callback.first().unwrap();
    &item.operations[method]
}

#[test]
fn webhooks_and_callbacks_are_path_items_like_others() {
    let spec = spec();
    let lost = &spec.webhooks["shapeLost"].operations["PUT"];
    assert_eq!(lost.at.to_string(), "#/webhooks/shapeLost/put");
    let RefOr::Item(parameter) = &lost.parameters[0] else {
        panic!("a parameter");
    };
    let SchemaOrContent::Schema(id) = parameter.value else {
        panic!("a schema");
    };
    assert!(spec.schema_object(id).unwrap().nullable);

    let RefOr::Item(item) = &spec.paths["/shapes/{id}"] else {
        panic!("a path item");
    };
    let callbacks = &item.operations["POST"].callbacks;
    assert!(matches!(&callbacks["moved"], RefOr::Reference(found)
        if found.target == "#/components/callbacks/Moved"
            && found.at.to_string() == "#/paths/~1shapes~1{id}/post/callbacks/moved"));
    let RefOr::Item(drawn) = &callbacks["drawn"] else {
        panic!("a callback");
    };
    assert_eq!(drawn.len(), 1);
    let RefOr::Item(moved) = &spec.components.callbacks["Moved"] else {
        panic!("a callback");
    };
    assert!(matches!(
        only(moved, "POST").callbacks["again"],
        RefOr::Reference(_)
    ));

    let made = &spec.webhooks["shapeMade"].operations["POST"];
    for operation in [made, only(drawn, "POST")] {
        let Some(RefOr::Item(body)) = &operation.request_body else {
            panic!("a body");
        };
        let schema = body.content["application/json"].schema.unwrap();
        let point = spec.named_component(schema);
        assert_eq!(point, Some(spec.components.schemas["Point"]));
    }
}

#[test]
fn the_extension_for_webhooks_is_the_same() {
    let text = "
openapi: 3.0.3
info: {title: Notices, version: '1'}
paths: {}
x-webhooks:
  made:
    post:
      requestBody: {$ref: '#/x-webhooks/lost/post/requestBody'}
      responses: {'204': {description: Seen.}}
  lost:
    post:
      requestBody: {content: {application/json: {schema: {type: string}}}}
      responses: {'204': {description: Seen.}}
";
    let source = Source::from_text("notices.yaml", text);
    let mut diagnostics = Diagnostics::new();
    let document = parse::parse(&source, &mut diagnostics).unwrap();
    let said: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    let expected = "warning[unsupported]: `webhooks` of an OpenAPI Object gives the emitted crates types alone (#/x-webhooks)";
    assert_eq!(said, [expected]);
    let spec = Spec::new(document.model, document.supplement);
    assert!(spec.extensions.is_empty());
    let made = &spec.webhooks["made"].operations["POST"];
    assert!(matches!(made.request_body, Some(RefOr::Reference(_))));
}

#[test]
fn only_what_the_document_says_is_an_extension() {
    let spec = spec();
    for name in spec.components.schemas.keys() {
        let extensions = &schema(&spec, name).extensions;
        let names: Vec<&String> = extensions.keys().collect();
        let expected: &[&str] = if name == "Shape" { &["x-words"] } else { &[] };
        assert_eq!(names, expected, "{name}");
    }
}

#[test]
fn schemas_are_the_same_wherever_they_stand() {
    let spec = spec();
    let schemas = &spec.components.schemas;
    assert!(spec.is_same(schemas["Picture"], schemas["Other"]));
    assert!(!spec.is_same(schemas["Picture"], schemas["Point"]));
}
