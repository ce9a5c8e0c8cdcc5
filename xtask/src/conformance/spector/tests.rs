//! What is written for calls and answers.

use std::fs;

use serde_json::{Value, json};

use super::model::Model;
use super::suite::{self, Call};
use super::{client, route, server, wire};

const DOCUMENT: &str = "
openapi: 3.1.0
info: {title: Pets, version: '1'}
servers: [{url: 'http://localhost:3000/v1'}]
paths:
  /pets{ids}:
    parameters:
      - {name: ids, in: path, required: true, style: label, schema: {type: array, items: {type: integer}}}
    put:
      operationId: putPets
      parameters:
        - {name: deep, in: query, explode: false, schema: {type: array, items: {type: string}}}
        - {name: X-Count, in: header, schema: {type: integer}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
      responses:
        '200':
          description: Yes.
          headers: {X-Rate: {required: true, schema: {type: integer}}}
          content: {text/plain: {schema: {type: string}}}
        4XX: {description: No.}
components:
  schemas:
    Pet: {type: object, required: [name], properties: {name: {type: string}}}
";

fn model() -> Model {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("pets.yaml");
    fs::write(&path, DOCUMENT).unwrap();
    Model::new(suite::document("pets", "", path)).unwrap()
}

fn call(status: u16) -> Call {
    let call = json!({
        "method": "PUT",
        "uri": "/v1/pets.1,2",
        "request": {
            "query": {"deep": "a,b"},
            "headers": {"x-count": 3},
            "body": {"contentType": "application/json", "json": {"name": "Rex"}},
        },
        "response": {
            "status": status,
            "headers": {"x-rate": "5", "x-other": "o"},
            "body": {"contentType": "text/plain", "text": "yes"},
        },
    });
    serde_json::from_value(call).unwrap()
}

#[test]
fn calls_are_written_as_users_write_them() {
    let (model, call) = (model(), call(200));
    let route = route::find(&[&model], &call).unwrap();
    let source = client::call(&route, &call).unwrap();
    let sent = source
        .lines()
        .find(|line| line.contains(".send()"))
        .unwrap();
    assert_eq!(
        sent.trim(),
        "let reply = client.operations().put_pets(&driver::value::<Vec < i64 >>(\"[1,2]\")?, \
         &driver::value::<types :: Pet>(\"{\\\"name\\\":\\\"Rex\\\"}\")?)\
         .deep(&driver::value::<Vec < String >>(\"[\\\"a\\\",\\\"b\\\"]\")?)\
         .x_count(driver::value::<i64>(\"3\")?).send().await;"
    );
    assert!(
        source.contains("let base = format!(\"{base}/v1\");"),
        "{source}"
    );
}

#[test]
fn values_are_of_the_types_of_the_document() {
    let (model, call) = (model(), call(200));
    let route = route::find(&[&model], &call).unwrap();
    let values: Vec<Value> = wire::parameters(&route, &call).into_values().collect();
    assert_eq!(values, [json!([1, 2]), json!(["a", "b"]), json!(3)]);
}

#[test]
fn answers_are_of_the_documented_status() {
    let model = model();
    let answer = |status| {
        let call = call(status);
        let route = route::find(&[&model], &call).unwrap();
        server::answer(&route, &call)
    };
    assert_eq!(
        answer(200).unwrap(),
        "Ok { x_rate: driver::value::<i64>(\"5\")?, body: \"yes\".to_owned() }\
         .with_header(axum::http::HeaderName::from_static(\"x-other\"), \
         axum::http::HeaderValue::from_static(\"o\"))"
    );
    assert!(answer(404).unwrap_err().contains("no body"));
    assert!(
        answer(500)
            .unwrap_err()
            .contains("no response for the status 500")
    );
}
