//! Documents in several files, and references to any of their nodes.

use std::fs;
use std::path::Path;

use oasmith::diagnostic::{Code, Diagnostics, Severity};
use oasmith::source::Source;

use crate::support::{config, rendered, said, spec};

/// The rendered diagnostics of a document in several files, without the folder that they are in.
fn shown(diagnostics: &Diagnostics, source: &Source, folder: &Path) -> String {
    let folder = format!("{}/", folder.display()).replace('\\', "/");
    rendered(diagnostics, source).replace(&folder, "")
}

/// Writes files into a folder of their own, and opens the first.
fn written(files: &[(&str, &str)]) -> (tempfile::TempDir, Source) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let source = Source::open(&folder.path().join(files[0].0)).unwrap();
    (folder, source)
}

fn document(paths: &str) -> String {
    format!("openapi: 3.0.3\ninfo: {{title: T, version: 1.0.0}}\npaths: {paths}\n")
}

#[test]
fn a_document_in_several_files_makes_crates() {
    let source = Source::open(&spec("files/api.yaml")).unwrap();
    let generated = oasmith::generate(&source, &config("library")).unwrap();
    let folder = spec("files");
    assert_eq!(shown(&generated.diagnostics, &source, &folder), "");
    assert_eq!(generated.operations, 3);
    let types: String = generated
        .output
        .iter()
        .filter(|(path, _)| path.starts_with("library-types/src"))
        .map(|(_, text)| text)
        .collect();
    for name in ["Author", "Book", "Failure"] {
        let declared = format!("pub struct {name}");
        assert_eq!(types.matches(&declared).count(), 1, "{name}:\n{types}");
    }
    let again = oasmith::generate(&source, &config("library")).unwrap();
    assert!(generated.output.iter().eq(again.output.iter()));
}

#[test]
fn a_fault_is_shown_in_the_file_that_has_it() {
    let (folder, source) = written(&[
        (
            "api.yaml",
            &document("{/a: {$ref: 'more/paths.yaml#/one'}}"),
        ),
        (
            "more/paths.yaml",
            "one:\n  get:\n    operationId: a\n    responses:\n      '200': {description: OK, content: {application/json: {schema: {$ref: '../schema.yaml'}}}}\n",
        ),
        ("schema.yaml", "type: object\nproperties:\n  a: 1\n"),
    ]);
    let (diagnostics, generated) = said(&source);
    assert!(generated);
    let text = shown(&diagnostics, &source, folder.path());
    assert!(text.contains("[schema.yaml:3:6]"), "{text}");
    let json = diagnostics.to_json(&source);
    let label = &json[0]["labels"][0];
    assert!(label["file"].as_str().unwrap().ends_with("/schema.yaml"));
    assert_eq!((&label["line"], &label["column"]), (&3.into(), &6.into()));
    assert_eq!(label["pointer"], "/properties/a");
}

#[test]
fn nothing_outside_of_the_folder_is_read() {
    for reference in [
        "../outside.yaml",
        "a/../../outside.yaml",
        "/etc/hosts",
        "%2e%2e/outside.yaml",
        "..%2foutside.yaml",
        "..\\\\outside.yaml",
        "file:///etc/hosts",
        "https://example.com/a.yaml",
        "//example.com/a.yaml",
        "missing.yaml",
        "folder",
        "http:a.yaml",
    ] {
        let text = document(&format!("{{/a: {{$ref: \"{reference}\"}}}}"));
        let (_folder, source) = written(&[
            ("root/api.yaml", &text),
            ("root/folder/a.yaml", "{}"),
            (
                "outside.yaml",
                "get: {responses: {'200': {description: Read}}}",
            ),
        ]);
        let (diagnostics, generated) = said(&source);
        assert!(!generated, "{reference}");
        let error = diagnostics.iter().next().unwrap();
        assert_eq!(
            (error.severity, error.code),
            (Severity::Error, Code::Reference),
            "{reference}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out_of_the_folder() {
    let (folder, source) = written(&[
        ("root/api.yaml", &document("{/a: {$ref: link.yaml}}")),
        (
            "outside.yaml",
            "get: {responses: {'200': {description: Read}}}",
        ),
    ]);
    let link = folder.path().join("root/link.yaml");
    std::os::unix::fs::symlink(folder.path().join("outside.yaml"), link).unwrap();
    let (diagnostics, generated) = said(&source);
    assert!(!generated);
    assert!(rendered(&diagnostics, &source).contains("it isn't below the folder of the document"));
}

#[test]
fn files_that_include_each_other_are_refused() {
    let (_folder, source) = written(&[
        ("api.yaml", &document("{/a: {$ref: a.yaml}}")),
        ("a.yaml", "$ref: b.yaml\n"),
        ("b.yaml", "$ref: a.yaml\n"),
    ]);
    let (diagnostics, generated) = said(&source);
    assert!(!generated);
    assert!(rendered(&diagnostics, &source).contains("leads in a circle"));
}
