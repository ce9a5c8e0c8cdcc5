//! What `skip_unsupported` leaves out, and what it leaves alone.

use oasmith::diagnostic::Severity;
use oasmith::source::Source;

use crate::support::{config, rendered};

/// An operation that can't be expressed, with a tag of its own and a path that is another's too.
fn document() -> String {
    let mut schema = "{type: object, properties: {a: {type: string}}}".to_owned();
    for _ in 0..20 {
        schema = format!("{{allOf: [{schema}]}}");
    }
    format!(
        r"
openapi: 3.0.3
info: {{title: Sample, version: 1.0.0}}
paths:
  /a/{{x}}:
    post:
      operationId: goneOne
      tags: [gone]
      requestBody: {{content: {{multipart/form-data: {{schema: {schema}}}}}}}
      responses: {{'204': {{description: OK}}}}
  /a/{{y}}:
    post:
      operationId: keptOne
      tags: [kept]
      responses: {{'204': {{description: OK}}}}
"
    )
}

#[test]
fn without_the_flag_an_operation_that_cant_be_expressed_is_an_error() {
    let source = Source::from_text("sample.yaml", document());
    let faults = oasmith::generate(&source, &config("sample")).err();
    assert!(faults.is_some_and(|faults| faults.has_errors()));
}

#[test]
fn with_the_flag_it_is_a_warning_and_its_names_are_free() {
    let source = Source::from_text("sample.yaml", document());
    let mut config = config("sample");
    config.skip_unsupported = true;
    let generated = oasmith::generate(&source, &config).unwrap();
    let said = rendered(&generated.diagnostics, &source);
    let mut diagnostics = generated.diagnostics.iter();
    assert!(
        diagnostics.all(|diagnostic| diagnostic.severity == Severity::Warning),
        "{said}"
    );
    assert!(said.contains("this operation can't be expressed"), "{said}");
    let paths: Vec<&str> = generated.output.iter().map(|(path, _)| path).collect();
    for side in ["client", "server"] {
        let has = |file: &str| paths.contains(&format!("sample-{side}/src/{file}").as_str());
        assert!(has("kept/kept_one.rs"), "{paths:?}");
        assert!(!has("gone/mod.rs"), "{paths:?}");
    }
}
