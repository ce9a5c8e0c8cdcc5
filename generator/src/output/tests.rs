#[cfg(unix)]
mod links;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use super::transaction::Transaction;
use super::*;

fn text(body: &str) -> String {
    format!("// {MARKER}\n{body}\n")
}

fn output(files: &[(&str, &str)]) -> Output {
    let mut output = Output::new(1);
    for (path, body) in files {
        output.insert(*path, text(body)).unwrap();
    }
    output
}

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("generated");
    (folder, root)
}

fn names(root: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn paths_that_could_hurt_are_refused() {
    for path in [
        "",
        "/a",
        "a/",
        "a//b",
        "./a",
        "a/..",
        "../a",
        "a\\b",
        "C:/a",
        "a",
        "a/.oasmith-files",
        "a/nul",
        "a/Com1.rs",
        "a/lpt³",
        "a/aux.d/b",
        "a./b",
        "a /b",
        "a/b?",
        "a\n",
        "a/\u{0}",
    ] {
        let error = Output::new(1).insert(path, text("")).unwrap_err();
        assert!(matches!(error, OutputError::Path { .. }), "{path:?}");
    }
    for path in [
        "a/b.rs",
        "a/.gitignore",
        "a/common.rs",
        "a/com10",
        "a/nullable.rs",
        "é/…",
    ] {
        Output::new(1).insert(path, text("")).unwrap();
    }
}

#[test]
fn a_path_is_there_once_whatever_its_case() {
    let mut output = output(&[("a/b.rs", ""), ("a/c/d.rs", "")]);
    for path in ["a/b.rs", "A/B.rs", "a/b.rs/x", "a/c"] {
        let error = output.insert(path, text("")).unwrap_err();
        assert!(matches!(error, OutputError::Duplicate { .. }), "{path}");
    }
    output.insert("a/b", text("")).unwrap();
    assert_eq!(output.len(), 3);
    let more = output.clone();
    assert!(output.append(more).is_err());
}

#[test]
fn a_text_without_the_marker_is_refused() {
    for text in [
        String::new(),
        "mod a;".to_owned(),
        format!("\n// {MARKER}"),
        format!("//! It says: \"// {MARKER}\""),
        format!("// {MARKER} Not!"),
    ] {
        let error = Output::new(1).insert("a/b", text.as_str()).unwrap_err();
        assert!(matches!(error, OutputError::Unmarked { .. }), "{text}");
    }
}

#[test]
fn files_are_added_changed_removed_and_left_alone() {
    let (_folder, root) = folder();
    let first = output(&[
        ("a/x.rs", "x"),
        ("a/y.rs", "y"),
        ("a/m/z.rs", "z"),
        ("b/n/w.rs", "w"),
    ]);
    let changes = first.write(&root).unwrap();
    assert_eq!(
        changes.added,
        [
            "a/.oasmith-files",
            "a/m/z.rs",
            "a/x.rs",
            "a/y.rs",
            "b/.oasmith-files",
            "b/n/w.rs"
        ]
    );
    let long_ago = SystemTime::now() - Duration::from_secs(1000);
    for path in ["a/x.rs", "a/y.rs"] {
        let file = fs::File::options()
            .write(true)
            .open(root.join(path))
            .unwrap();
        file.set_modified(long_ago).unwrap();
    }

    let second = output(&[("a/x.rs", "x"), ("a/y.rs", "new"), ("a/v.rs", "v")]);
    let expected = Changes {
        added: vec!["a/v.rs".into()],
        changed: vec!["a/.oasmith-files".into(), "a/y.rs".into()],
        removed: vec!["a/m/z.rs".into()],
        edited: Vec::new(),
        unchanged: 1,
    };
    assert_eq!(second.compare(&root).unwrap(), expected);
    assert_eq!(second.write(&root).unwrap(), expected);
    assert_eq!(names(&root), ["a", "b"]);
    assert_eq!(
        names(&root.join("a")),
        [".oasmith-files", "v.rs", "x.rs", "y.rs"]
    );
    assert!(root.join("b/n/w.rs").exists(), "`b` is not ours any more");
    let modified = |path| fs::metadata(root.join(path)).unwrap().modified().unwrap();
    assert_eq!(modified("a/x.rs"), long_ago);
    assert_ne!(modified("a/y.rs"), long_ago);
    assert_eq!(
        fs::read_to_string(root.join("a/y.rs")).unwrap(),
        text("new")
    );
    assert!(second.write(&root).unwrap().is_empty());
}

#[test]
fn foreign_files_are_never_touched() {
    let (_folder, root) = folder();
    let files = output(&[("a/src/x.rs", "x")]);
    files.write(&root).unwrap();
    for (path, text) in [
        ("a/src/mine.rs", "fn mine() {}"),
        // A copy of a file of ours is no file of ours.
        ("a/src/copy.rs", &text("x")),
        ("a/target/x.rs", &text("")),
        ("c/x.rs", &text("")),
    ] {
        fs::create_dir_all(root.join(path).parent().unwrap()).unwrap();
        fs::write(root.join(path), text).unwrap();
    }
    assert!(files.compare(&root).unwrap().is_empty());
    let more = output(&[("a/src/x.rs", "x"), ("a/src/mine.rs", "ours")]);
    for outcome in [more.write(&root), more.overwrite(&root)] {
        let error = outcome.unwrap_err();
        assert!(matches!(error, OutputError::Foreign { path } if path == "a/src/mine.rs"));
    }
    let mine = fs::read_to_string(root.join("a/src/mine.rs")).unwrap();
    assert_eq!(mine, "fn mine() {}");
}

#[test]
fn what_somebody_edited_is_named_and_kept() {
    let (_folder, root) = folder();
    output(&[("a/x.rs", "x"), ("a/y.rs", "y"), ("a/z.rs", "z")])
        .write(&root)
        .unwrap();
    // One without the marker, one that would be removed, and one that is as it will be.
    fs::write(root.join("a/x.rs"), "mine").unwrap();
    fs::write(root.join("a/y.rs"), text("mine")).unwrap();
    fs::write(root.join("a/z.rs"), text("new")).unwrap();
    let next = output(&[("a/x.rs", "x"), ("a/z.rs", "new")]);
    let error = next.write(&root).unwrap_err();
    assert_eq!(
        error.to_string(),
        "nothing was written, because generated files were edited since (or their crate has no \
         `.oasmith-files`):\n  a/x.rs\n  a/y.rs\n\
         take the changes elsewhere, then run again with `--overwrite`"
    );
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    assert_eq!(read("a/x.rs"), "mine");
    assert_eq!(read("a/y.rs"), text("mine"));
    let changes = next.overwrite(&root).unwrap();
    assert_eq!(changes.edited, ["a/x.rs", "a/y.rs"]);
    assert_eq!(changes.removed, ["a/y.rs"]);
    assert_eq!(read("a/x.rs"), text("x"));
    assert!(next.write(&root).unwrap().is_empty());
}

#[test]
fn without_a_manifest_nothing_is_sure() {
    let (_folder, root) = folder();
    let first = output(&[("a/x.rs", "x"), ("a/gone.rs", "gone")]);
    first.write(&root).unwrap();
    fs::remove_file(root.join("a/.oasmith-files")).unwrap();
    let changes = first.write(&root).unwrap();
    assert_eq!(changes.added, ["a/.oasmith-files"]);

    fs::remove_file(root.join("a/.oasmith-files")).unwrap();
    let second = output(&[("a/x.rs", "new")]);
    let error = second.write(&root).unwrap_err();
    assert!(matches!(error, OutputError::Edited { paths } if paths == ["a/x.rs"]));
    second.overwrite(&root).unwrap();
    assert!(root.join("a/gone.rs").exists(), "it is on no list");

    fs::write(root.join("a/.oasmith-files"), "<<<<<<< ours\n").unwrap();
    let error = second.overwrite(&root).unwrap_err();
    assert!(matches!(error, OutputError::Manifest { path, .. } if path == "a/.oasmith-files"));
}

#[test]
fn crates_are_not_emptied() {
    let (_folder, root) = folder();
    let mut some = Output::new(3);
    some.insert("a/x.rs", text("x")).unwrap();
    some.write(&root).unwrap();
    let mut none = Output::new(0);
    none.insert("a/y.rs", text("y")).unwrap();
    for outcome in [none.write(&root), none.overwrite(&root)] {
        let error = outcome.unwrap_err();
        assert!(matches!(error, OutputError::Emptied { before: 3, .. }));
    }
    assert_eq!(names(&root.join("a")), [".oasmith-files", "x.rs"]);
    fs::remove_dir_all(root.join("a")).unwrap();
    none.write(&root).unwrap();
}

#[test]
fn what_stands_in_the_way_stops_all() {
    let (_folder, root) = folder();
    fs::create_dir_all(root.join("a/y.rs")).unwrap();
    fs::write(root.join("a/z"), "").unwrap();
    for path in ["a/y.rs", "a/z/w.rs"] {
        let error = output(&[("a/x.rs", "x"), (path, "")]).write(&root);
        assert!(
            matches!(error.unwrap_err(), OutputError::Blocked { .. }),
            "{path}"
        );
    }
    assert_eq!(names(&root.join("a")), ["y.rs", "z"]);
}

#[test]
fn a_failure_in_the_middle_is_rolled_back() {
    let (_folder, root) = folder();
    output(&[("a/x.rs", "old"), ("a/gone.rs", "gone")])
        .write(&root)
        .unwrap();
    fs::create_dir(root.join("a/y.rs")).unwrap();

    let mut transaction = Transaction::begin(&root).unwrap();
    for number in 0..3 {
        transaction.stage(number, &text("new")).unwrap();
    }
    transaction.place(0, "a/x.rs").unwrap();
    transaction.place(1, "a/m/n/new.rs").unwrap();
    transaction.remove("a/gone.rs").unwrap();
    assert_eq!(
        fs::read_to_string(root.join("a/x.rs")).unwrap(),
        text("new")
    );
    let (path, error) = transaction.place(2, "a/y.rs").unwrap_err();
    let error = transaction.roll_back(path, error);

    assert!(matches!(error, OutputError::Io { path, .. } if path == root.join("a/y.rs")));
    assert_eq!(
        fs::read_to_string(root.join("a/x.rs")).unwrap(),
        text("old")
    );
    assert_eq!(
        fs::read_to_string(root.join("a/gone.rs")).unwrap(),
        text("gone")
    );
    assert_eq!(
        names(&root.join("a")),
        [".oasmith-files", "gone.rs", "x.rs", "y.rs"]
    );
    assert_eq!(names(&root), ["a"], "the staging folder is gone");
}

#[test]
fn what_cannot_be_put_back_is_kept() {
    let (_folder, root) = folder();
    output(&[("a/x.rs", "old")]).write(&root).unwrap();
    let mut transaction = Transaction::begin(&root).unwrap();
    transaction.remove("a/x.rs").unwrap();
    fs::create_dir_all(root.join("a/x.rs/in/the/way")).unwrap();
    let error = transaction.roll_back(root.clone(), std::io::ErrorKind::Other.into());
    let OutputError::Rollback { kept, .. } = error else {
        panic!("{error}");
    };
    assert_eq!(fs::read_to_string(kept.join("old-0")).unwrap(), text("old"));
}

#[test]
fn a_diff_is_short() {
    let (_folder, root) = folder();
    let body = |number: usize| (0..number).map(|n| format!("{n}\n")).collect::<String>();
    output(&[("a/x.rs", &body(10)), ("a/y.rs", &body(50))])
        .write(&root)
        .unwrap();
    let new = output(&[("a/x.rs", &body(10).replace("5\n", "five\n"))]);
    let expected = "\
--- a/x.rs
+++ a/x.rs (generated)
@@ -5,5 +5,5 @@
 3
 4
-5
+five
 6
 7
";
    assert_eq!(new.diff(&root, "a/x.rs", 12).unwrap(), expected);
    assert!(
        new.diff(&root, "a/y.rs", 12)
            .unwrap()
            .ends_with("\n… 43 more lines\n")
    );
    assert_eq!(new.diff(&root, "a/none.rs", 12).unwrap(), "");
}

#[test]
fn a_manifest_with_another_first_line_is_still_ours() {
    let (_folder, root) = folder();
    output(&[("a/x.rs", "x")]).write(&root).unwrap();
    let path = root.join("a").join(MANIFEST);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replace(MARKER, "Made by an older oasmith.")).unwrap();
    let changes = output(&[("a/x.rs", "y")]).write(&root).unwrap();
    assert_eq!(changes.changed, ["a/.oasmith-files", "a/x.rs"]);
}
