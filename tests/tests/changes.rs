//! What a change of the document changes, and what it leaves alone.

use std::fs;
use std::path::Path;

use oasmith::output::Output;
use oasmith::source::Source;

use crate::support::{
    config, files, generate, open, said, snapshots, spec, users_config, users_text, workspace,
};

fn users(text: &str) -> Output {
    generate(&Source::from_text("users.yaml", text), &users_config()).output
}

/// The Users document with one passage replaced.
fn edited(from: &str, to: &str) -> String {
    let text = users_text();
    assert_eq!(text.matches(from).count(), 1, "stands there once: {from}");
    text.replace(from, to)
}

/// The files that differ, with what becomes of them.
fn touched(from: &str, to: &str) -> String {
    let (before, after) = (users(&users_text()), users(&edited(from, to)));
    let mut lines = Vec::new();
    for (path, text) in before.iter() {
        match after.get(path) {
            None => lines.push(format!("removed {path}")),
            Some(now) if now != text => lines.push(format!("changed {path}")),
            Some(_) => {}
        }
    }
    let added = after.iter().filter(|(path, _)| before.get(path).is_none());
    lines.extend(added.map(|(path, _)| format!("added {path}")));
    lines.join("\n")
}

/// All files below a folder with their bytes.
fn contents(root: &Path) -> Vec<(String, Vec<u8>)> {
    let named = files(root, &[]).into_iter().map(|file| {
        let name = file.strip_prefix(root).unwrap().display().to_string();
        (name, fs::read(file).unwrap())
    });
    named.collect()
}

#[test]
fn generating_twice_gives_the_same_bytes() {
    assert_eq!(users(&users_text()), users(&users_text()));
    let source = open(&spec("fixture.yaml"));
    let once = generate(&source, &config("fixture"));
    let twice = generate(&source, &config("fixture"));
    assert_eq!(once.output, twice.output);
    let shown = |made: &oasmith::Generated| made.diagnostics.to_string();
    assert_eq!(shown(&once), shown(&twice));
}

#[test]
fn the_committed_crates_are_current() {
    let spec = workspace().join("spec");
    let folder = spec.join(users_config().output);
    let changes = users(&users_text()).compare(&folder).unwrap();
    assert!(
        changes.is_empty(),
        "run `cargo xtask codegen` and commit the result: {changes:?}"
    );
    assert!(changes.unchanged > 100, "{changes:?}");
}

/// A file that no manifest lists is nobody's: oasmith never removes it.
#[test]
fn nothing_else_stands_among_the_committed_crates() {
    let folder = workspace().join("spec").join(users_config().output);
    let listed = users(&users_text());
    for name in ["users-cli", "users-client", "users-server", "users-types"] {
        for file in files(&folder.join(name), &["target"]) {
            let path = file.strip_prefix(&folder).unwrap().to_str().unwrap();
            assert!(
                listed.get(path).is_some() || path.ends_with("/.oasmith-files"),
                "{path} is not generated"
            );
        }
    }
}

#[test]
fn a_description_is_in_few_files() {
    let touched = touched(
        "summary: Lists the ids of the users known to the caller.",
        "summary: Lists whom the caller knows.",
    );
    snapshots("changes").bind(|| insta::assert_snapshot!("description", touched));
}

#[test]
fn a_property_is_in_one_file() {
    let touched = touched(
        "        total_users_count:\n",
        "        deleted_users_count:\n          type: integer\n        total_users_count:\n",
    );
    snapshots("changes").bind(|| insta::assert_snapshot!("property", touched));
}

#[test]
fn a_new_operation_adds_its_files() {
    let touched = touched(
        "  /users/known:\n",
        "  /users/counted:\n    get:\n      tags: [users]\n      operationId: CountUsers\n      responses:\n        \"200\":\n          description: OK\n  /users/known:\n",
    );
    snapshots("changes").bind(|| insta::assert_snapshot!("operation", touched));
}

#[test]
fn what_is_written_first_is_unchanged_afterwards() {
    let root = tempfile::tempdir().unwrap();
    let output = users(&users_text());
    let first = output.write(root.path()).unwrap();
    // Each crate has a manifest of its files as well.
    let crates = oasmith::emit::kinds().chain(["cli"]).count();
    assert_eq!(first.added.len(), output.len() + crates);
    let written = contents(root.path());
    let second = output.write(root.path()).unwrap();
    assert!(second.is_empty(), "{second:?}");
    assert_eq!(contents(root.path()), written);
}

#[test]
fn a_renamed_operation_leaves_nothing_behind() {
    let root = tempfile::tempdir().unwrap();
    users(&users_text()).write(root.path()).unwrap();
    let renamed = edited("operationId: GetKnownUsers", "operationId: ListKnownUsers");
    let changes = users(&renamed).write(root.path()).unwrap();
    assert!(
        changes
            .removed
            .contains(&"users-client/src/users/get_known_users.rs".to_owned()),
        "{changes:?}"
    );
    let left = contents(root.path());
    assert!(
        !left
            .iter()
            .any(|(name, _)| name.contains("get_known_users"))
    );
}

#[test]
fn a_failed_run_leaves_everything_as_it_was() {
    let root = tempfile::tempdir().unwrap();
    users(&users_text()).write(root.path()).unwrap();
    let before = contents(root.path());
    let broken = edited("openapi: 3.0.3", "openapi: 4.0.0");
    let (_, generated) = said(&Source::from_text("users.yaml", broken));
    assert!(!generated);
    assert_eq!(contents(root.path()), before);

    // An edited file stops the whole run, not only its own change.
    let taken = root.path().join("users-types/src/lib.rs");
    fs::write(&taken, "//! Mine.\n").unwrap();
    let before = contents(root.path());
    let edited = edited("  title: Mattermost Users API", "  title: Users");
    let error = users(&edited).write(root.path()).unwrap_err().to_string();
    assert!(error.contains("users-types/src/lib.rs"), "{error}");
    assert_eq!(contents(root.path()), before);
}

#[test]
fn foreign_files_are_kept() {
    let root = tempfile::tempdir().unwrap();
    let foreign = [
        "users-types/src/mine.rs",
        "users-types/CHANGELOG.md",
        "users-client/src/users/mine.rs",
        "users-other/src/lib.rs",
        "notes.txt",
    ];
    users(&users_text()).write(root.path()).unwrap();
    for path in foreign {
        let file = root.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "mine\n").unwrap();
    }
    // Copies of generated files, in their crate and in another.
    let copies = ["users-types/src/copy.rs", "users-other/generated.rs"];
    for path in copies {
        fs::copy(
            root.path().join("users-types/src/lib.rs"),
            root.path().join(path),
        )
        .unwrap();
    }
    let changes = users(&users_text()).write(root.path()).unwrap();
    assert_eq!(changes.removed, Vec::<String>::new());
    for path in foreign {
        assert_eq!(
            fs::read_to_string(root.path().join(path)).unwrap(),
            "mine\n"
        );
    }
    for path in copies {
        assert!(root.path().join(path).exists());
    }
}
