//! What becomes of members that no schema speaks of.

use oasmith::config::Undeclared;
use oasmith::source::Source;

use crate::support::{config, generate};

const DOCUMENT: &str = "
openapi: 3.0.3
info: {title: Sample, version: 1.0.0}
paths:
  /a:
    put:
      operationId: putA
      tags: [things]
      parameters:
        - {name: filter, in: query, schema: {type: object, properties: {by: {type: string}}}}
        - {name: limit, in: query, schema: {type: integer}}
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}
      responses: {'204': {description: OK}}
components:
  schemas:
    A: {type: object, properties: {a: {type: string}}}
    Closed: {type: object, properties: {a: {type: string}}, additionalProperties: false}
    Counts: {type: object, properties: {a: {type: string}}, additionalProperties: {type: integer}}
";

fn file(undeclared: Undeclared, path: &str) -> String {
    let source = Source::from_text("sample.yaml", DOCUMENT);
    let mut config = config("sample");
    config.undeclared = undeclared;
    let generated = generate(&source, &config);
    assert_eq!(generated.open, [], "the document asks for no such map");
    let mut files = generated.output.iter();
    let found = files.find(|(name, _)| *name == path);
    found.unwrap_or_else(|| panic!("no {path}")).1.to_owned()
}

#[test]
fn they_are_kept_where_that_is_asked_for() {
    let path = "sample-types/src/components/a.rs";
    let kept = file(Undeclared::Keep, path);
    assert!(
        kept.contains(" =\n            additional kept,\n"),
        "{kept}"
    );
    let dropped = file(Undeclared::Drop, path);
    assert!(!dropped.contains("additional kept"), "{dropped}");
}

#[test]
fn what_a_schema_says_of_them_holds_all_the_same() {
    for name in ["closed", "counts"] {
        let path = format!("sample-types/src/components/{name}.rs");
        let [kept, dropped] = [Undeclared::Keep, Undeclared::Drop].map(|each| file(each, &path));
        assert_eq!(kept, dropped);
    }
}

#[test]
fn other_parameters_are_no_members_of_one() {
    let path = "sample-server/src/things/put_a.rs";
    let text = file(Undeclared::Keep, path);
    assert!(text.contains("Members::Only(&[\"by\"])"), "{text}");
}
