//! What is said about documents: one small document for each thing there is to say.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use oasmith::config::{Config, ConfigError};
use oasmith::diagnostic::Code;
use oasmith::source::Source;

use crate::support::{config, files, generate, open, rendered, said, snapshots, spec};

/// The code that a document in `specs/bad` is for: its name begins with it.
fn code_of(path: &std::path::Path) -> Option<Code> {
    let stem = path.file_stem()?.to_str()?;
    Code::ALL
        .iter()
        .copied()
        .filter(|code| {
            stem.strip_prefix(code.as_str())
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
        })
        .max_by_key(|code| code.as_str().len())
}

fn bad() -> Vec<PathBuf> {
    files(&spec("bad"), &[])
}

#[test]
fn each_bad_document_is_told_what_is_wrong_with_it() {
    let settings = snapshots("bad");
    let mut wrong = Vec::new();
    for path in bad() {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let source = open(&path);
        let (diagnostics, generated) = said(&source);
        let code = code_of(&path);
        if !diagnostics
            .iter()
            .any(|diagnostic| Some(diagnostic.code) == code)
        {
            wrong.push(name.clone());
        }
        let verdict = if generated { "generated" } else { "refused" };
        let text = format!("{verdict}\n\n{}", rendered(&diagnostics, &source));
        settings.bind(|| insta::assert_snapshot!(name, text));
    }
    assert_eq!(
        wrong,
        Vec::<String>::new(),
        "documents that aren't told the code they are named after"
    );
}

#[test]
fn each_code_has_a_document() {
    let documents: BTreeSet<Code> = bad().iter().filter_map(|path| code_of(path)).collect();
    let without: Vec<Code> = Code::ALL
        .iter()
        .copied()
        .filter(|code| !documents.contains(code))
        .collect();
    // `io` and `config` aren't about a document's text; the tests below provoke them. `internal` is
    // for mistakes of the generator: a document that provoked it would be a bug to fix.
    assert_eq!(without, [Code::Io, Code::Config, Code::Internal]);
}

#[test]
fn no_document_provokes_an_internal_fault() {
    for path in bad() {
        let (diagnostics, _) = said(&open(&path));
        let internal = diagnostics
            .iter()
            .find(|diagnostic| diagnostic.code == Code::Internal);
        assert_eq!(internal, None, "{}", path.display());
    }
}

#[test]
fn a_missing_file_is_named() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("missing.yaml");
    let error = Source::open(&path).unwrap_err().to_string();
    // What the system says differs from one to the next.
    let start = format!(
        "cannot read {}: ",
        path.display().to_string().replace('\\', "/")
    );
    assert!(error.starts_with(&start), "{error}");
    assert!(error.len() > start.len(), "{error}");
}

#[test]
fn a_file_that_is_not_utf_8_is_refused_with_the_place() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("latin1.yaml");
    fs::write(
        &path,
        b"openapi: 3.0.3\ninfo: {title: caf\xe9, version: '1'}\n",
    )
    .unwrap();
    let error = Source::open(&path).unwrap_err().to_string();
    assert!(
        error.ends_with("latin1.yaml: not UTF-8 at byte 32"),
        "{error}"
    );
}

#[test]
fn a_folder_is_not_a_document() {
    let root = tempfile::tempdir().unwrap();
    let error = Source::open(root.path()).unwrap_err().to_string();
    assert!(error.ends_with(": not a regular file"), "{error}");
}

fn shot(name: &str, error: &ConfigError) {
    snapshots("config").bind(|| insta::assert_snapshot!(name, error));
}

#[test]
fn a_configuration_is_told_what_is_wrong_with_it() {
    let unknown =
        "[[document]]\npath = \"a.yaml\"\nname = \"a\"\noutput = \"..\"\ncolour = \"red\"\n";
    shot("unknown-member", &Config::parse(unknown).unwrap_err());
    let hostile = "[[document]]\npath = \"../../etc/passwd\"\nname = \"a\"\noutput = \"..\"\n";
    shot("path-outside", &Config::parse(hostile).unwrap_err());
    let name = "[[document]]\npath = \"a.yaml\"\nname = \"A b\"\noutput = \"..\"\n";
    shot("odd-name", &Config::parse(name).unwrap_err());
    shot("empty", &Config::parse("").unwrap_err());
    let twice = "[[document]]\npath = \"a.yaml\"\nname = \"a\"\noutput = \"..\"\n".repeat(2);
    shot("twice", &Config::parse(&twice).unwrap_err());
}

/// What is right, or has no effect by its own definition, is passed in silence.
#[test]
fn nothing_is_said_of_what_is_right() {
    let text = "\
$schema: https://spec.openapis.org/oas/3.0/schema/2021-09-28
openapi: 3.0.3
info: {title: T, version: 1.0.0}
paths:
  /a:
    get:
      operationId: getA
      tags: [things]
      parameters:
      - name: one_or_more
        in: query
        schema: {anyOf: [{type: string}, {type: array, items: {type: string}}]}
      - name: deeper
        in: query
        schema: {oneOf: [{type: integer}, {anyOf: [{type: boolean}, {type: array, items: {$ref: '#/components/schemas/Word'}}]}]}
      responses:
        '200':
          description: OK
          content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}
    post:
      operationId: postA
      tags: [things]
      requestBody:
        content: {multipart/form-data: {schema: {$ref: '#/components/schemas/Upload'}}}
      responses:
        '200':
          description: OK
          content: {application/octet-stream: {schema: {$ref: '#/components/schemas/Bytes'}}}
components:
  schemas:
    Word: {type: string, $schema: https://json-schema.org/draft/2020-12/schema}
    Bytes: {type: string, format: binary}
    Thing:
      type: object
      properties:
        scalar: {type: string, uniqueItems: true, minLength: 0}
        list: {type: array, items: {type: string}, minItems: 0, pattern: x}
        word: {allOf: [{$ref: '#/components/schemas/Word'}], default: {}}
        map: {type: object, minProperties: 0}
    Upload:
      type: object
      properties:
        name: {type: string}
        file: {type: string, format: binary}
        files: {type: array, items: {$ref: '#/components/schemas/Bytes'}}
";
    let source = Source::from_text("a.yaml", text);
    let made = generate(&source, &config("sample"));
    assert_eq!(rendered(&made.diagnostics, &source), "");
    // A type for the JSON of what is never JSON is of no use.
    let types: Vec<&str> = made
        .output
        .iter()
        .map(|(path, _)| path)
        .filter(|path| path.contains("-types/src/components/"))
        .collect();
    for unused in ["upload", "bytes"] {
        assert!(!types.iter().any(|path| path.contains(unused)), "{types:?}");
    }
    assert!(
        types.iter().any(|path| path.ends_with("thing.rs")),
        "{types:?}"
    );

    // Where it is JSON all the same, it is said.
    let both = text.replace(
        "content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}",
        "content: {application/json: {schema: {$ref: '#/components/schemas/Upload'}}}",
    );
    let (diagnostics, generated) = said(&Source::from_text("a.yaml", both));
    assert!(generated);
    let said: Vec<String> = diagnostics.iter().map(ToString::to_string).collect();
    let binary = |said: &&String| said.contains("`format: binary` has no effect");
    assert_eq!(said.iter().filter(binary).count(), 2, "{said:?}");
}
