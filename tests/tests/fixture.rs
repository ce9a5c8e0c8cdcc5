//! The emitted crates of a wide document, and copies of the Users crates, built outside of the
//! workspace: nothing of it can hold them up there.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use oasmith::config::{By, Config, Criterion, Embed, ReadOnly, WebhookSide};
use oasmith::emit::kinds;
use oasmith::formats::Choice;
use oasmith::source::Source;

use crate::support::{config, files, generate, spec, workspace};

/// The documents and the names of their crates: `checks` uses those that its manifest names, the
/// others are there for what is read, version by version.
pub(crate) const DOCUMENTS: &[(&str, &str)] = &[
    ("fixture", "fixture.yaml"),
    ("commands", "commands.yaml"),
    ("constraints", "constraints.yaml"),
    ("kinds", "kinds.yaml"),
    ("unions", "unions.yaml"),
    ("values", "values.yaml"),
    ("wire-request", "wire-request.yaml"),
    ("wire-response", "wire-response.yaml"),
    ("presence", "presence.yaml"),
    ("keywords", "v31/keywords.yaml"),
    ("json-text", "v31/json-text.yaml"),
    ("media", "v31/media.yaml"),
    ("chat", "v31/chat.yaml"),
    ("files", "files/api.yaml"),
    ("forms", "v2/forms.json"),
    ("library", "v2/library.yaml"),
    (PART, "v2/library.yaml"),
    ("formats", FORMATS),
    ("names", "names.yaml"),
    ("pages", "pages.yaml"),
    ("repairs", "repairs.yaml"),
    ("schemas", "v31/schemas.yaml"),
    ("shared", "shared.yaml"),
    ("stream", "v31/stream.json"),
    ("taken", "taken.yaml"),
    ("hooks", "v31/hooks.yaml"),
    ("old-hooks", "hooks.yaml"),
];

/// The documents whose webhooks and callbacks are sent and received.
pub(crate) const HOOKS: [&str; 2] = ["hooks", "old-hooks"];

/// The documents that have a command line: it has to be able to say all of what these have.
const COMMANDS: [&str; 10] = [
    "chat",
    "commands",
    "fixture",
    "formats",
    "forms",
    "media",
    "names",
    "pages",
    "taken",
    "wire-request",
];

/// The document whose formats have types of other crates, which a file beside it chooses.
const FORMATS: &str = "formats.yaml";

/// The document that is taken in part.
const PART: &str = "part";

/// The document whose server takes `null` for what is absent, and refuses what is read-only.
const KIND: &str = "keywords";

/// A workspace of its own, with the lock file of this one: the versions agree, and nothing has to
/// be downloaded. It stands at the same place every time, and files that are as they should be are
/// left alone, so that cargo builds again only what has changed.
fn outside(name: &str, members: &[String]) -> PathBuf {
    let root = workspace().join("target/outside").join(name);
    fs::create_dir_all(&root).unwrap();
    let text = format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n");
    write(&root.join("Cargo.toml"), text.as_bytes());
    copy_file(&workspace().join("Cargo.lock"), &root.join("Cargo.lock"));
    root
}

/// Writes a file unless it has that text already.
fn write(path: &Path, text: &[u8]) {
    if fs::read(path).is_ok_and(|known| known == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn copy_file(from: &Path, to: &Path) {
    write(to, &fs::read(from).unwrap());
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

/// Copies a crate, and removes what an earlier copy had and it doesn't.
fn copy(from: &Path, to: &Path) {
    let mut copied = HashSet::new();
    for file in files(from, &["target"]) {
        let target = to.join(file.strip_prefix(from).unwrap());
        copy_file(&file, &target);
        copied.insert(target);
    }
    for file in files(to, &["target"]) {
        if !copied.contains(&file) {
            fs::remove_file(file).unwrap();
        }
    }
}

/// The types that are chosen for formats.
fn formats() -> BTreeMap<String, Choice> {
    let text = fs::read_to_string(spec("formats.toml")).unwrap();
    let document = "[[document]]\npath = \"a\"\nname = \"a\"\noutput = \".\"\n[formats]\n";
    let config = Config::parse(&format!("{document}{text}")).unwrap();
    config.formats
}

/// Builds the crates of a document with nothing but some of its cargo features.
fn check_features(root: &Path, name: &str, features: &[&str]) {
    let packages: Vec<String> = kinds().map(|kind| format!("{name}-{kind}")).collect();
    let packages = packages.iter();
    let mut arguments = vec!["check", "--quiet", "--no-default-features"];
    let chosen: Vec<String> = packages
        .clone()
        .flat_map(|package| features.iter().map(move |name| format!("{package}/{name}")))
        .collect();
    let chosen = chosen.join(",");
    arguments.extend(["--features", &chosen]);
    for package in packages {
        arguments.extend(["--package", package]);
    }
    cargo(root, &arguments);
}

/// The same with the command line of Users.
fn check_cli_features(root: &Path, features: &[&str]) {
    let features = features.join(",");
    let chosen = ["--no-default-features", "--features", &features];
    let check = ["check", "--quiet", "--package", "users-cli"];
    cargo(root, &[check.as_slice(), &chosen].concat());
}

#[test]
fn the_crates_of_the_fixture_build_without_a_warning() {
    let mut members = vec!["checks".to_owned()];
    for (name, _) in DOCUMENTS {
        members.extend(kinds().map(|kind| format!("{name}-{kind}")));
        members.extend(COMMANDS.contains(name).then(|| format!("{name}-cli")));
    }
    let root = outside("fixture", &members);
    for (name, path) in DOCUMENTS {
        let source = Source::open(&spec(path)).unwrap();
        let mut config = config(name);
        if *name == KIND {
            config.null_as_absent = true;
            config.read_only = ReadOnly::Refuse;
        }
        config.embed = [Embed::Document, Embed::Samples].into();
        if *name == PART {
            let book = Criterion::new(By::Operation("getBook".to_owned()));
            config.select.include.push(book);
        }
        config.cli = COMMANDS.contains(name);
        if HOOKS.contains(name) {
            config.webhooks = [WebhookSide::Receive, WebhookSide::Send].into();
        }
        if *path == FORMATS {
            config.formats = formats();
        }
        let generated = generate(&source, &config);
        generated.output.overwrite(&root).unwrap();
    }
    for own in ["checks", "money"] {
        copy(&workspace().join("tests/specs").join(own), &root.join(own));
    }
    cargo(
        &root,
        &["clippy", "--quiet", "--workspace", "--all-targets"],
    );
    // Also with what is off by default.
    let all = ["--quiet", "--workspace", "--all-features"];
    cargo(&root, &[["doc", "--no-deps"].as_slice(), &all].concat());
    // The doctests are the READMEs; `checks` uses what the document makes.
    cargo(&root, &[["test"].as_slice(), &all].concat());
    // One tag, whose operations share paths with those of others.
    check_features(&root, "taken", &["sign"]);
    // The types of webhooks alone.
    let webhooks = ["--no-default-features", "--features", "webhooks"];
    let of_types = ["check", "--quiet", "--package", "schemas-types"];
    cargo(&root, &[of_types.as_slice(), &webhooks].concat());
    // What sends and receives them, without any tag and without signatures.
    for side in [
        "hooks-client",
        "hooks-server",
        "old-hooks-client",
        "old-hooks-server",
    ] {
        let alone = [
            ["clippy", "--quiet", "--package", side].as_slice(),
            &webhooks,
        ]
        .concat();
        cargo(&root, &alone);
    }
    // A tag that uses types of others too.
    check_features(&root, "shared", &["files"]);
}

#[test]
fn the_users_crates_build_outside_of_the_workspace() {
    let kinds = kinds().chain(["cli"]);
    let members: Vec<String> = kinds.map(|kind| format!("users-{kind}")).collect();
    let root = outside("users", &members);
    for member in &members {
        copy(
            &workspace().join("generated").join(member),
            &root.join(member),
        );
    }
    cargo(&root, &["check", "--quiet", "--workspace"]);
    for features in [[].as_slice(), &["bots"], &["users"]] {
        check_features(&root, "users", features);
        check_cli_features(&root, features);
    }
    for member in &members {
        let listed = cargo(
            &root,
            &["package", "--list", "--allow-dirty", "--package", member],
        );
        let listed: Vec<&str> = listed.lines().collect();
        for file in ["Cargo.toml", "README.md", "src/lib.rs"] {
            assert!(listed.contains(&file), "{member} lacks {file}: {listed:?}");
        }
    }
}
