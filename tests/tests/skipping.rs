//! What `skip_unsupported` leaves out, and what it leaves alone.

use oasmith::diagnostic::Severity;
use oasmith::source::Source;

use crate::support::{config, rendered};

/// Two operations that can't be expressed: the first of a tag of its own, and both of an id and a
/// path that another operation has too.
const DOCUMENT: &str = r"
openapi: 3.0.3
info: {title: Sample, version: 1.0.0}
paths:
  /a/{x}:
    get:
      operationId: same
      tags: [gone]
      parameters: [{$ref: '#/components/parameters/Missing'}]
      responses: {'204': {description: OK}}
  /a/{y}:
    get:
      operationId: same
      tags: [kept]
      responses: {'204': {description: OK}}
";

#[test]
fn without_the_flag_an_operation_that_cant_be_expressed_is_an_error() {
    let source = Source::from_text("sample.yaml", DOCUMENT);
    let faults = oasmith::generate(&source, &config("sample")).unwrap_err();
    assert!(faults.has_errors());
}

#[test]
fn with_the_flag_it_is_a_warning_and_its_names_are_free() {
    let source = Source::from_text("sample.yaml", DOCUMENT);
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
        assert!(has("kept/same.rs"), "{paths:?}");
        assert!(!has("gone/mod.rs"), "{paths:?}");
    }
}
