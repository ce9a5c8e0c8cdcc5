//! The emitted crates of a wide document, and copies of the Users crates, built outside of the
//! workspace: nothing of it can hold them up there.

use std::fs;
use std::path::Path;
use std::process::Command;

use oasmith::source::Source;
use tempfile::TempDir;

use crate::support::{config, files, generate, spec, workspace};

const CRATES: [&str; 3] = ["types", "client", "server"];

/// The documents and the names of their crates: `checks` uses those that its manifest names, the
/// others are there for what is read, version by version.
const DOCUMENTS: &[(&str, &str)] = &[
    ("fixture", "fixture.yaml"),
    ("unions", "unions.yaml"),
    ("values", "values.yaml"),
    ("wire-request", "wire-request.yaml"),
    ("wire-response", "wire-response.yaml"),
    ("presence", "presence.yaml"),
    ("keywords", "v31/keywords.yaml"),
    ("files", "files/api.yaml"),
    ("forms", "v2/forms.json"),
    ("library", "v2/library.yaml"),
    ("repairs", "repairs.yaml"),
    ("schemas", "v31/schemas.yaml"),
    ("stream", "v31/stream.json"),
];

/// A workspace of its own, with the lock file of this one: the versions agree, and nothing has to
/// be downloaded.
fn outside(members: &[String]) -> TempDir {
    let root = tempfile::tempdir().unwrap();
    let text = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
    fs::write(root.path().join("Cargo.toml"), text).unwrap();
    fs::copy(
        workspace().join("Cargo.lock"),
        root.path().join("Cargo.lock"),
    )
    .unwrap();
    root
}

/// Runs cargo there, all of them with one target folder, which the next run finds again.
fn cargo(root: &Path, arguments: &[&str]) -> String {
    let cargo = std::env::var_os("CARGO").expect("cargo runs these tests");
    let target = workspace().join("target/fixtures");
    let output = Command::new(cargo)
        .args(arguments)
        .arg("--offline")
        .current_dir(root)
        .env("CARGO_TARGET_DIR", target)
        .env("RUSTDOCFLAGS", "-Dwarnings")
        .env("RUSTFLAGS", "-Dwarnings")
        // What cargo sets for this test is of no concern to the one that it starts.
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    let (out, err) = (text(output.stdout), text(output.stderr));
    assert!(
        output.status.success(),
        "cargo {arguments:?} failed:\n{out}{err}"
    );
    out
}

fn copy(from: &Path, to: &Path) {
    for file in files(from, &["target"]) {
        let copied = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(copied.parent().unwrap()).unwrap();
        fs::copy(file, copied).unwrap();
    }
}

#[test]
fn the_crates_of_the_fixture_build_without_a_warning() {
    let mut members = vec!["checks".to_owned()];
    for (name, _) in DOCUMENTS.iter().copied() {
        members.extend(CRATES.map(|kind| format!("{name}-{kind}")));
    }
    let root = outside(&members);
    for (name, path) in DOCUMENTS.iter().copied() {
        let source = Source::open(&spec(path)).unwrap();
        let generated = generate(&source, &config(name));
        generated.output.write(root.path()).unwrap();
    }
    copy(
        &workspace().join("tests/specs/checks"),
        &root.path().join("checks"),
    );
    cargo(
        root.path(),
        &["clippy", "--quiet", "--workspace", "--all-targets"],
    );
    cargo(root.path(), &["doc", "--quiet", "--workspace", "--no-deps"]);
    // The doctests are the READMEs; `checks` uses what the document makes.
    cargo(root.path(), &["test", "--quiet", "--workspace"]);
}

#[test]
fn the_users_crates_build_outside_of_the_workspace() {
    let members = CRATES.map(|kind| format!("users-{kind}"));
    let root = outside(&members);
    for member in &members {
        copy(
            &workspace().join("generated").join(member),
            &root.path().join(member),
        );
    }
    cargo(root.path(), &["check", "--quiet", "--workspace"]);
    for member in &members {
        let listed = cargo(
            root.path(),
            &["package", "--list", "--allow-dirty", "--package", member],
        );
        let listed: Vec<&str> = listed.lines().collect();
        for file in ["Cargo.toml", "README.md", "src/lib.rs"] {
            assert!(listed.contains(&file), "{member} lacks {file}: {listed:?}");
        }
    }
}
