//! The command as people and scripts run it.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test that can't go on fails, and says where"
)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Little Things, version: 1.0.0}
paths:
  /a:
    get:
      operationId: getA
      tags: [things]
      responses:
        '200':
          description: OK
          content:
            application/json:
              schema: {$ref: '#/components/schemas/A'}
components:
  schemas:
    A:
      type: object
      properties:
        known: {type: string}
        open: {}
";

/// The document with a keyword that nobody defines.
fn warned() -> String {
    DOCUMENT.replace(
        "      tags: [things]\n",
        "      tags: [things]\n      colour: red\n",
    )
}

fn oasmith(folder: &Path, arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_oasmith"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A command that fails early doesn't read its input.
    let _ = stdin.write_all(input.as_bytes());
    drop(stdin);
    child.wait_with_output().unwrap()
}

fn folder(text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.yaml"), text).unwrap();
    folder
}

/// The exit code, what is on standard output, and what is on standard error.
fn outcome(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (
        output.status.code().unwrap(),
        text(output.stdout),
        text(output.stderr),
    )
}

fn run(text: &str, arguments: &[&str]) -> (i32, String, String) {
    outcome(oasmith(folder(text).path(), arguments, ""))
}

#[test]
fn crates_get_their_name_from_the_title() {
    let folder = folder(DOCUMENT);
    let arguments = ["generate", "a.yaml", "--out", "out"];
    let (code, out, err) = outcome(oasmith(folder.path(), &arguments, ""));
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(
        out.starts_with("little-things: 1 operations, 1 types\n"),
        "{out}"
    );
    for kind in oasmith::emit::kinds() {
        let crate_folder = format!("out/little-things-{kind}/Cargo.toml");
        assert!(folder.path().join(crate_folder).is_file(), "{kind}");
    }
    let named = ["generate", "-", "--out", "out", "--name", "b"];
    let (code, _, _) = outcome(oasmith(folder.path(), &named, DOCUMENT));
    assert_eq!(code, 0);
    assert!(folder.path().join("out/b-types").is_dir());
    assert!(!folder.path().join("out/b-cli").exists());
    let with_cli = [&named[..], &["--cli"]].concat();
    let (code, _, _) = outcome(oasmith(folder.path(), &with_cli, DOCUMENT));
    assert_eq!(code, 0);
    let manifest = fs::read_to_string(folder.path().join("out/b-cli/Cargo.toml"));
    assert!(manifest.unwrap().contains("[[bin]]\nname = \"b\"\n"));
}

#[test]
fn wrong_usage_is_2_and_everything_else_1() {
    for (arguments, expected, part) in [
        (&["check", "a.yaml"][..], 0, ""),
        (&["check", "-"], 1, "[<stdin>:1:1]"),
        (&["check", "b.yaml"], 1, "error: cannot read b.yaml: "),
        (&["check", "."], 1, "not a regular file"),
        (&["generate", "a.yaml", "--out", "a.yaml"], 1, "error: "),
        (&[], 2, "Usage: oasmith"),
        (&["check"], 2, "<SPEC>"),
        (&["generate", "a.yaml"], 2, "--out <DIR>"),
        (&["check", "a.yaml", "--name", "std"], 2, "reserved"),
        (
            &["check", "a.yaml", "--format", "xml"],
            2,
            "[possible values: human, json]",
        ),
    ] {
        let (code, _, err) = run(DOCUMENT, arguments);
        assert_eq!(code, expected, "{arguments:?}: {err}");
        assert!(err.contains(part), "{arguments:?}: {err}");
    }
}

#[test]
fn formats_get_the_types_that_are_asked_for() {
    let text = DOCUMENT.replace("open: {}", "open: {type: string, format: decimal}");
    let folder = folder(&text);
    let mut arguments = vec!["generate", "a.yaml", "--out", "out", "--name", "a"];
    arguments.extend(["--format-type", "decimal=rust_decimal::Decimal"]);
    let (code, _, err) = outcome(oasmith(folder.path(), &arguments, ""));
    assert_eq!((code, err.as_str()), (0, ""));
    let types = folder.path().join("out/a-types");
    let text = fs::read_to_string(types.join("src/components/a.rs")).unwrap();
    assert!(text.contains("Option<rust_decimal::Decimal>"), "{text}");
    let manifest = fs::read_to_string(types.join("Cargo.toml")).unwrap();
    assert!(manifest.contains("rust_decimal = "), "{manifest}");

    for (choice, part) in [
        ("decimal", "expected a format and a type"),
        ("decimal=a b", "a b"),
        ("decimal=mine::Decimal", "no version of the crate `mine`"),
    ] {
        let (code, _, err) = run(DOCUMENT, &["check", "a.yaml", "--format-type", choice]);
        assert_eq!(code, 2, "{choice}: {err}");
        assert!(err.contains(part), "{choice}: {err}");
    }
}

#[test]
fn webhooks_are_sent_and_received_where_it_is_asked_for() {
    let folder = folder(&format!(
        "{DOCUMENT}x-webhooks: {{told: {{post: {{responses: {{'204': {{description: Seen.}}}}}}}}}}\n"
    ));
    let exists = |crate_: &str| {
        let path = format!("out/little-things-{crate_}/src/webhooks/told.rs");
        folder.path().join(path).exists()
    };
    let generate = |more: &[&str]| {
        let arguments = [&["generate", "a.yaml", "--out", "out"], more].concat();
        outcome(oasmith(folder.path(), &arguments, ""))
    };
    let (code, _, said) = generate(&[]);
    assert!(
        code == 0 && said.contains("`--webhooks receive,send`"),
        "{said}"
    );
    assert!(!exists("server") && !exists("client"));
    let (code, _, said) = generate(&["--webhooks", "receive"]);
    assert_eq!((code, said.as_str()), (0, ""));
    assert!(exists("server") && !exists("client"));
    let (code, out, _) = generate(&["--webhooks", "receive,send"]);
    assert_eq!(code, 0, "{out}");
    assert!(exists("server") && exists("client"));
    // Without any there is nothing to do.
    let (code, _, said) = run(DOCUMENT, &["check", "a.yaml", "--webhooks", "send"]);
    assert!(
        code == 0 && said.contains("there are no webhooks and callbacks"),
        "{said}"
    );
}

#[test]
fn a_part_of_the_document_can_be_taken() {
    let more = "  /b/{id}:
    get:
      operationId: getB
      tags: [others]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: OK}}
components:";
    let text = DOCUMENT.replacen("components:", more, 1);
    for (arguments, expected) in [
        (&[][..], "2 operations, 1 types"),
        (&["--tag", "things"], "1 operations, 1 types"),
        (
            &["--tag", "things", "--tag", "others"],
            "2 operations, 1 types",
        ),
        (&["--operation", "getB"], "1 operations, 0 types"),
        (&["--operation", "GET /b/{id}"], "1 operations, 0 types"),
        (&["--path", "/b/**"], "1 operations, 0 types"),
        (&["--exclude-tag", "things"], "1 operations, 0 types"),
        (&["--exclude-operation", "getB"], "1 operations, 1 types"),
        (
            &["--path", "/**", "--exclude-path", "/a"],
            "1 operations, 0 types",
        ),
    ] {
        let (code, out, err) = run(&text, &[&["check", "a.yaml"][..], arguments].concat());
        assert_eq!((code, err.as_str()), (0, ""), "{arguments:?}");
        assert_eq!(out, format!("little-things: {expected}\n"), "{arguments:?}");
    }
    for (arguments, code, part) in [
        (["--tag", "thing"], 1, "help: did you mean `things`?"),
        (["--exclude-path", "/**"], 1, "leaves no operation"),
        (["--exclude-tag", "thing"], 0, "so it excludes nothing"),
        (["--path", "b"], 2, "a path begins with `/`"),
    ] {
        let found = run(&text, &[&["check", "a.yaml"][..], &arguments].concat());
        assert_eq!(found.0, code, "{arguments:?}: {}", found.2);
        assert!(found.2.contains(part), "{arguments:?}: {}", found.2);
    }
}

#[test]
fn warnings_fail_only_when_they_are_denied() {
    let folder = folder(&warned());
    let check = ["check", "a.yaml"];
    let (code, _, err) = outcome(oasmith(folder.path(), &check, ""));
    assert_eq!(code, 0, "{err}");
    assert!(err.starts_with("warning[unknown-keyword]"), "{err}");

    let denied = ["generate", "a.yaml", "--out", "out", "--deny-warnings"];
    let (code, _, err) = outcome(oasmith(folder.path(), &denied, ""));
    assert_eq!(code, 1, "{err}");
    assert!(
        err.ends_with("error: there are warnings, and they are denied\n"),
        "{err}"
    );
    assert!(!folder.path().join("out").exists());
}

#[test]
fn operations_are_listed_with_their_pages() {
    let parameters = "parameters: [{ name: skip, in: query, schema: { type: integer } }]";
    let document = format!(
        "openapi: 3.0.3\ninfo: {{ title: A, version: '1' }}\npaths:\n  /a/{{x}}:\n    parameters:\n      \
         - {{ name: x, in: path, required: true, schema: {{ type: string }} }}\n    get:\n      \
         operationId: listA\n      tags: [things]\n      {parameters}\n      responses:\n        \
         '200': {{ description: A, content: {{ application/json: {{ schema: {{ type: array, \
         items: {{ type: string }} }} }} }} }}\n    delete:\n      operationId: deleteA\n      \
         tags: [things]\n      responses: {{ '204': {{ description: Gone }} }}\n"
    );
    let (code, out, err) = run(&document, &["list", "a.yaml"]);
    let expected = "\
things
  GET /a/{x} list_a
    pages: the parameter `skip` counts items, from 0
  DELETE /a/{x} delete_a
a: 2 operations, 0 types
";
    assert_eq!((code, out.as_str(), err.as_str()), (0, expected, ""));
    let (_, out, _) = run(&document, &["list", "a.yaml", "--format", "json"]);
    let value: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(value["list"][1]["name"], "things::delete_a");
    assert_eq!(value["list"][1]["pages"], Value::Null);
}

#[test]
fn nobody_has_to_read_to_the_end() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let folder = folder(DOCUMENT);
    let output = Command::new(env!("CARGO_BIN_EXE_oasmith"))
        .args(["list", "a.yaml"])
        .current_dir(folder.path())
        .stdout(writer)
        .output()
        .unwrap();
    let (code, _, err) = outcome(output);
    assert_eq!((code, err.as_str()), (0, ""));
}

#[test]
fn untyped_fields_are_listed() {
    let (code, out, _) = run(DOCUMENT, &["check", "a.yaml", "--report-untyped"]);
    assert_eq!(code, 0);
    let expected = "\
a.yaml:20:9: #/components/schemas/A/properties/open: the schema asks for nothing
1 of 2 fields (50.0 %) are any JSON value
";
    assert!(out.starts_with(expected), "{out}");

    // Other properties that are kept are no fields.
    let kept = DOCUMENT.replace("        open: {}\n", "      additionalProperties: true\n");
    let (code, out, _) = run(&kept, &["check", "a.yaml", "--report-untyped"]);
    assert_eq!(code, 0);
    let expected = "\
0 of 1 fields (0.0 %) are any JSON value
1 object keeps other properties beside its fields
";
    assert!(out.starts_with(expected), "{out}");
    let arguments = ["check", "a.yaml", "--format", "json", "--report-untyped"];
    let value: Value = serde_json::from_str(&run(&kept, &arguments).1).unwrap();
    assert_eq!(value["untyped"], Value::Array(Vec::new()));
    assert_eq!(value["open"][0]["pointer"], "/components/schemas/A");
}

#[test]
fn json_is_one_object_on_standard_output() {
    let arguments = ["check", "a.yaml", "--format", "json", "--report-untyped"];
    let (code, out, err) = run(&warned(), &arguments);
    assert_eq!((code, err.as_str()), (0, ""));
    let value: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(value["ok"], true);
    assert_eq!(value["name"], "little-things");
    assert_eq!(value["operations"], 1);
    let diagnostic = &value["diagnostics"][0];
    assert_eq!(diagnostic["code"], "unknown-keyword");
    assert_eq!(diagnostic["severity"], "warning");
    let label = &diagnostic["labels"][0];
    assert_eq!(label["file"], "a.yaml");
    assert_eq!((&label["line"], &label["column"]), (&8.into(), &7.into()));
    assert_eq!(label["pointer"], "/paths/~1a/get/colour");
    let untyped = &value["untyped"][0];
    assert_eq!(untyped["pointer"], "/components/schemas/A/properties/open");
    assert_eq!(untyped["reason"], "the schema asks for nothing");

    let (code, out, err) = run("openapi: 3.0.3", &["check", "a.yaml", "--format", "json"]);
    assert_eq!((code, err.as_str()), (1, ""));
    let value: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(value["ok"], false);
    assert_eq!(
        value["errors"],
        value["diagnostics"].as_array().unwrap().len()
    );
    assert!(value.get("operations").is_none());
}

#[test]
fn what_is_removed_or_edited_is_named() {
    let folder = folder(DOCUMENT);
    let write = |path: &str, text: &str| fs::write(folder.path().join(path), text).unwrap();
    let read = |path: &str| fs::read_to_string(folder.path().join(path)).unwrap();
    let generate = ["generate", "a.yaml", "--out", "out", "--name", "a"];
    let run = |more: &[&str]| {
        let arguments = [&generate[..], more].concat();
        outcome(oasmith(folder.path(), &arguments, ""))
    };
    assert_eq!(run(&[]).0, 0);
    // Two files that nobody generated, one of them a copy of one that was.
    let lib = read("out/a-types/src/lib.rs");
    write("out/a-types/src/mine.rs", &lib);
    write("out/a-types/src/own.rs", "//! Mine.\n");

    write("a.yaml", &DOCUMENT.replace("getA", "listA"));
    let (code, out, err) = run(&[]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(
        out.contains("\n  removed  a-client/src/things/get_a.rs\n"),
        "{out}"
    );
    assert_eq!(read("out/a-types/src/mine.rs"), lib);
    assert_eq!(read("out/a-types/src/own.rs"), "//! Mine.\n");

    let edited = format!("{lib}// Mine.\n");
    write("out/a-types/src/lib.rs", &edited);
    write("a.yaml", &DOCUMENT.replace("Little", "Large"));
    let (code, out, err) = run(&[]);
    assert_eq!((code, out.as_str()), (1, ""));
    assert!(
        err.ends_with(
            "  a-types/src/lib.rs\ntake the changes elsewhere, then run again with `--overwrite`\n"
        ),
        "{err}"
    );
    assert_eq!(read("out/a-types/src/lib.rs"), edited);
    let (code, out, _) = run(&["--overwrite"]);
    assert_eq!(code, 0);
    assert!(
        out.contains("\n  changed  a-types/src/lib.rs (edits overwritten)\n"),
        "{out}"
    );
    assert_ne!(read("out/a-types/src/lib.rs"), edited);
}

#[test]
fn a_misspelt_member_does_not_empty_the_crates() {
    let folder = folder(DOCUMENT);
    let generate = ["generate", "a.yaml", "--out", "out", "--name", "a"];
    let (code, ..) = outcome(oasmith(folder.path(), &generate, ""));
    assert_eq!(code, 0);
    let misspelt = DOCUMENT.replace("\npaths:", "\npath:");
    fs::write(folder.path().join("a.yaml"), misspelt).unwrap();
    let (code, _, err) = outcome(oasmith(folder.path(), &generate, ""));
    assert_eq!(code, 1);
    assert!(err.contains("help: did you mean `paths`?"), "{err}");
    assert!(
        err.ends_with(
            "error: nothing was written: the document has no operations, and `a-client` has 1; \
             if that is meant, remove the folder first\n"
        ),
        "{err}"
    );
    let operation = folder.path().join("out/a-client/src/things/get_a.rs");
    assert!(operation.is_file());
}

#[test]
fn a_root_lets_references_lead_upwards() {
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    fs::create_dir_all(at("reference")).unwrap();
    fs::create_dir_all(at("models")).unwrap();
    let document = DOCUMENT.replace("'#/components/schemas/A'", "../models/B.json");
    fs::write(at("reference/a.yaml"), document).unwrap();
    fs::write(
        at("models/B.json"),
        "{\"type\": \"object\", \"properties\": {\"c\": {\"type\": \"string\"}}}",
    )
    .unwrap();
    let check = ["check", "reference/a.yaml"];
    let (code, _, err) = outcome(oasmith(folder.path(), &check, ""));
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("`--root DIR`"), "{err}");
    let below = ["check", "reference/a.yaml", "--root", "."];
    let (code, out, err) = outcome(oasmith(folder.path(), &below, ""));
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(out, "little-things: 1 operations, 2 types\n");
    // What comes from standard input stands in the root.
    let piped = DOCUMENT.replace("'#/components/schemas/A'", "models/B.json");
    let (code, out, err) = outcome(oasmith(
        folder.path(),
        &["check", "-", "--root", "."],
        &piped,
    ));
    assert_eq!((code, err.as_str()), (0, ""));
    assert_eq!(out, "little-things: 1 operations, 2 types\n");
    let (code, _, err) = outcome(oasmith(folder.path(), &["check", "-"], &piped));
    assert_eq!(code, 1);
    assert!(err.contains("has no folder (`--root DIR`"), "{err}");
    let (code, _, err) = outcome(oasmith(
        folder.path(),
        &["check", "-", "--root", "x"],
        &piped,
    ));
    assert_eq!(code, 1);
    assert!(err.starts_with("error: cannot read x: "), "{err}");
    let beside = ["check", "reference/a.yaml", "--root", "models"];
    let (code, _, err) = outcome(oasmith(folder.path(), &beside, ""));
    assert_eq!(code, 1);
    assert_eq!(
        err,
        "error: cannot read reference/a.yaml: it isn't below the root models\n"
    );
}

#[test]
fn the_time_of_each_step_is_said_where_it_is_asked_for() {
    let steps = |text: &str, arguments: &[&str]| {
        let (_, _, err) = run(text, arguments);
        let lines = err.lines().filter(|line| line.ends_with(" ms"));
        let steps = lines.filter_map(|line| line.split_whitespace().next());
        steps.map(str::to_owned).collect::<Vec<_>>()
    };
    let rooms = ["read", "parse", "spec", "lower", "names", "view", "emit"];
    let check = ["check", "a.yaml", "--timings"];
    assert_eq!(steps(DOCUMENT, &check), [&rooms[..], &["total"]].concat());
    let generate = ["generate", "a.yaml", "--out", "out", "--timings"];
    let all = [&rooms[..], &["write", "total"]].concat();
    assert_eq!(steps(DOCUMENT, &generate), all);
    assert_eq!(steps(DOCUMENT, &generate[..4]), Vec::<String>::new());
    assert_eq!(steps("openapi: 3", &check), ["read", "parse", "total"]);
}
