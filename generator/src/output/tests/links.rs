//! Symbolic links in the output folder.

use std::os::unix::fs::symlink;

use super::*;

#[test]
fn links_are_not_followed_out_of_the_root() {
    let (folder, root) = folder();
    let outside = folder.path().join("outside");
    fs::create_dir_all(&outside).unwrap();
    fs::write(outside.join("stale.rs"), text("")).unwrap();
    fs::create_dir_all(root.join("b/within")).unwrap();
    symlink(&outside, root.join("a")).unwrap();
    symlink(&outside, root.join("b/out")).unwrap();
    symlink("within", root.join("b/in")).unwrap();
    symlink(outside.join("stale.rs"), root.join("b/file.rs")).unwrap();

    for path in ["a/x.rs", "b/out/x.rs", "b/out/deep/x.rs"] {
        let files = output(&[(path, "x")]);
        assert!(
            matches!(files.write(&root), Err(OutputError::Escape { .. })),
            "{path}"
        );
        assert!(matches!(
            files.diff(&root, path, 9),
            Err(OutputError::Escape { .. })
        ));
    }
    let error = output(&[("b/file.rs", "x")]).write(&root).unwrap_err();
    assert!(matches!(error, OutputError::Foreign { .. }));
    assert_eq!(names(&outside), ["stale.rs"]);
    output(&[("b/in/x.rs", "x")]).write(&root).unwrap();
    assert!(root.join("b/within/x.rs").exists());
}

#[test]
fn nothing_is_removed_through_a_link() {
    let (folder, root) = folder();
    output(&[("a/x.rs", "x"), ("a/m/y.rs", "y"), ("a/z.rs", "z")])
        .write(&root)
        .unwrap();
    // The same files, but elsewhere.
    let outside = folder.path().join("outside");
    fs::rename(root.join("a/m"), &outside).unwrap();
    fs::rename(root.join("a/z.rs"), outside.join("z.rs")).unwrap();
    symlink(outside.join("z.rs"), root.join("a/z.rs")).unwrap();
    let next = output(&[("a/x.rs", "x")]);
    next.write(&root).unwrap();
    assert_eq!(names(&outside), ["y.rs", "z.rs"]);
    let listed = output(&[("a/x.rs", "x"), ("a/m/y.rs", "y")]);
    listed.write(&root).unwrap();
    fs::remove_dir_all(root.join("a/m")).unwrap();
    symlink(&outside, root.join("a/m")).unwrap();
    let error = next.overwrite(&root).unwrap_err();
    assert!(matches!(error, OutputError::Escape { .. }), "{error}");
    assert_eq!(names(&outside), ["y.rs", "z.rs"]);
    // Nor is the list read or written through one.
    fs::remove_file(root.join("a/m")).unwrap();
    fs::rename(root.join("a/.oasmith-files"), outside.join("list")).unwrap();
    symlink(outside.join("list"), root.join("a/.oasmith-files")).unwrap();
    let error = next.overwrite(&root).unwrap_err();
    assert!(matches!(error, OutputError::Foreign { .. }), "{error}");
}
