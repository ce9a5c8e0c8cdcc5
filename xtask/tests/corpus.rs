//! `cargo xtask corpus` as people run it, but for what cargo would compile.
#![allow(
    clippy::unwrap_used,
    reason = "a test that can't go on fails, and says where"
)]

use std::fs;
use std::path::Path;
use std::process::Command;

const GOOD: &str = "\
openapi: 3.0.3
info: {title: T, version: 1.0.0}
paths:
  /a:
    get:
      operationId: getA
      tags: [a]
      responses:
        '200':
          description: OK
";

/// Gives whether it went well, and what it wrote.
fn corpus(folder: &Path, more: &[&str]) -> (bool, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("corpus")
        .arg(folder.join("specs"))
        .args(more)
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (out, err) = (text(output.stdout), text(output.stderr));
    (output.status.success(), out + &err)
}

#[test]
fn a_folder_is_gone_through_and_what_is_known_is_skipped() {
    let folder = tempfile::tempdir().unwrap();
    let specs = folder.path().join("specs");
    fs::create_dir(&specs).unwrap();
    fs::write(specs.join("good.yaml"), GOOD).unwrap();
    fs::write(specs.join("refused.yaml"), "openapi: 3.0.3").unwrap();
    fs::write(specs.join("binary.json"), [0xff]).unwrap();

    let report = folder.path().join("report.jsonl");
    let keep = folder.path().join("kept");
    let arguments = [
        "--report",
        report.to_str().unwrap(),
        "--keep",
        keep.to_str().unwrap(),
    ];
    let (well, said) = corpus(folder.path(), &arguments);
    assert!(well, "{said}");
    let counts =
        "3 documents: 1 generated, 2 refused, 0 internal, 0 panicked, 0 crashed, 0 exceeded\n";
    assert!(said.starts_with(counts), "{said}");
    assert!(said.contains("generated 3/3"), "{said}");
    assert!(keep.join("good/good-client/Cargo.toml").is_file());
    let workspace = fs::read_to_string(keep.join("Cargo.toml")).unwrap();
    assert!(workspace.contains("\"good/good-client\""), "{workspace}");
    let report = fs::read_to_string(report).unwrap();
    assert_eq!(report.lines().count(), 3);

    let (well, said) = corpus(folder.path(), &[]);
    assert!(well, "{said}");
    assert!(said.starts_with(counts), "{said}");
    assert!(!said.contains("generated 3/3"), "{said}");

    fs::write(specs.join("refused.yaml"), GOOD).unwrap();
    let (_, said) = corpus(folder.path(), &[]);
    assert!(
        said.starts_with("3 documents: 2 generated, 1 refused"),
        "{said}"
    );
    assert!(said.contains("generated 1/1"), "{said}");

    let (well, said) = corpus(folder.path(), &["--filter", "nothing"]);
    assert!(!well);
    assert!(
        said.starts_with("error: there are no such documents in "),
        "{said}"
    );
}
