//! What holds for every file of this workspace.

use std::fs;
use std::path::Path;
use std::process::Command;

use oasmith::config::DocumentConfig;
use oasmith::source::Source;

use crate::support::{config, files, generate, open, spec, users_config, users_text, workspace};

/// An emitted file is read by people: longer ones are split.
const MAX_EMITTED: usize = 800;
const MAX_WRITTEN: usize = 800;
/// Folders of files that nobody writes by hand, or that aren't code: builds, snapshots, documents,
/// and what the clients' package managers install.
const SKIPPED: [&str; 6] = [
    "target",
    "snapshots",
    "specs",
    "node_modules",
    ".venv",
    "__pycache__",
];

/// The files of what a server carries along.
const EMBEDDED: [&str; 3] = ["openapi.yaml", "support/answers.rs", "support/document.rs"];

fn users() -> oasmith::Generated {
    generate(
        &Source::from_text("users.yaml", users_text()),
        &users_config(),
    )
}

/// The name of a file that has more lines, with their number.
fn too_long(name: &str, text: &str, most: usize) -> Option<String> {
    let lines = text.lines().count();
    (lines > most).then(|| format!("{name}: {lines} lines"))
}

#[test]
fn no_emitted_file_is_too_long() {
    let users = users();
    let fixture = generate(&open(&spec("fixture.yaml")), &fixture());
    let long: Vec<String> = users
        .output
        .iter()
        .chain(fixture.output.iter())
        // The document, and values of its types, are as long as they are.
        .filter(|(path, _)| !EMBEDDED.iter().any(|file| path.ends_with(file)))
        .filter_map(|(path, text)| too_long(path, text, MAX_EMITTED))
        .collect();
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn no_written_file_is_too_long() {
    let mut long = Vec::new();
    for folder in ["generator", "templates", "xtask", "tests"] {
        let root = workspace();
        for file in files(&root.join(folder), &SKIPPED) {
            let name = file.strip_prefix(&root).unwrap().display().to_string();
            // That of npm is written by npm.
            if name.ends_with("package-lock.json") {
                continue;
            }
            // What isn't text has no lines.
            if let Ok(text) = fs::read_to_string(&file) {
                long.extend(too_long(&name, &text, MAX_WRITTEN));
            }
        }
    }
    assert_eq!(long, Vec::<String>::new());
}

fn table(text: &str) -> toml::Table {
    toml::from_str(text).unwrap()
}

/// The version of a dependency, however it is written.
fn version(dependency: &toml::Value) -> Option<&str> {
    match dependency {
        toml::Value::String(version) => Some(version),
        other => other.get("version")?.as_str(),
    }
}

/// The dependencies of an emitted manifest whose versions aren't those of the workspace.
fn differing(manifest: &str, workspace: &toml::Table) -> Vec<String> {
    let manifest = table(manifest);
    let own = manifest["package"]["name"].as_str().unwrap();
    let (prefix, _) = own.rsplit_once('-').unwrap();
    let mut differing = Vec::new();
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    let targets = targets.into_iter().flat_map(toml::Table::values);
    let targets = targets.filter_map(toml::Value::as_table);
    for table in targets.chain([&manifest]) {
        let sections = ["dependencies", "dev-dependencies"].into_iter();
        let sections = sections.filter_map(|section| table.get(section)?.as_table());
        for (name, dependency) in sections.flatten() {
            // The crates of one document depend on each other by path.
            if name.starts_with(&format!("{prefix}-")) {
                continue;
            }
            let ours = workspace.get(name).and_then(version);
            if ours.is_none() || ours != version(dependency) {
                differing.push(format!("{own}: {name} is {dependency}, here {ours:?}"));
            }
        }
    }
    differing
}

/// All the crates that a document can have.
fn crates() -> impl Iterator<Item = &'static str> {
    oasmith::emit::kinds().chain(["cli"])
}

/// The configuration of a document that has all of them, as the Users document has.
fn fixture() -> DocumentConfig {
    let mut config = config("fixture");
    config.cli = true;
    config
}

#[test]
fn emitted_manifests_ask_for_the_versions_of_the_workspace() {
    let root = fs::read_to_string(workspace().join("Cargo.toml")).unwrap();
    let root = table(&root);
    let ours = root["workspace"]["dependencies"].as_table().unwrap();
    let users = users();
    let fixture = generate(&open(&spec("fixture.yaml")), &fixture());
    let manifests = users
        .output
        .iter()
        .chain(fixture.output.iter())
        .filter(|(path, _)| path.ends_with("/Cargo.toml"));
    let mut count = 0;
    for (_, text) in manifests {
        assert_eq!(differing(text, ours), Vec::<String>::new());
        count += 1;
    }
    assert_eq!(count, 2 * crates().count());
}

#[test]
fn every_emitted_crate_forbids_unsafe_code() {
    let fixture = generate(&open(&spec("fixture.yaml")), &fixture());
    for kind in crates() {
        for (prefix, output) in [("users", &users().output), ("fixture", &fixture.output)] {
            let path = format!("{prefix}-{kind}/src/lib.rs");
            let text = output.get(&path).unwrap();
            assert!(text.contains("\n#![forbid(unsafe_code)]\n"), "{path}");
        }
    }
}

#[test]
fn every_emitted_rust_file_is_rust() {
    let fixture = generate(&open(&spec("fixture.yaml")), &fixture());
    for (path, text) in fixture.output.iter() {
        let is_rust = Path::new(path).extension().is_some_and(|end| end == "rs");
        if is_rust && let Err(error) = syn::parse_file(text) {
            panic!("{path} isn't Rust: {error}");
        }
    }
}

#[test]
fn a_formatter_leaves_the_emitted_crates_alone() {
    let fixture = generate(&open(&spec("fixture.yaml")), &fixture());
    let folder = tempfile::tempdir().unwrap();
    fixture.output.write(folder.path()).unwrap();
    users().output.write(folder.path()).unwrap();
    for prefix in ["users", "fixture"] {
        for kind in crates() {
            let root = folder.path().join(format!("{prefix}-{kind}"));
            let checked = Command::new("rustfmt")
                .args(["--check", "--edition=2024", "src/lib.rs"])
                .current_dir(&root)
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&checked.stdout);
            assert!(checked.status.success(), "{}: {said}", root.display());
        }
    }
}
