//! `cargo xtask bench generate` as people run it, with programs that only pretend.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    reason = "a test that can't go on fails, and says where"
)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

fn program(folder: &Path, name: &str, script: &str) -> PathBuf {
    let path = folder.join(name);
    // A run of no time at all has no ratio.
    fs::write(&path, format!("#!/bin/sh\nset -e\nsleep 0.1\n{script}")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[test]
fn a_document_is_measured_and_drawn() {
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("shop.yaml");
    fs::write(&document, "openapi: 3.0.3").unwrap();
    // generate DOCUMENT --out DIR --name NAME
    let own = program(
        folder.path(),
        "own",
        "for kind in types client server; do\n\
         mkdir -p \"$4/$6-$kind/src\"; echo '// One.' > \"$4/$6-$kind/src/lib.rs\"\n\
         done\n\
         echo \"$6: 3 operations, 2 types\"\n",
    );
    // generate DOCUMENT --output-dir DIR
    let peer = program(folder.path(), "peer", "printf '\\n\\n' > \"$4/mod.rs\"\n");
    let broken = program(
        folder.path(),
        "broken",
        "echo 'it is no good' >&2; exit 1\n",
    );
    let svg = folder.path().join("bench.svg");
    let bench = |peer: &Path| {
        let output = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .args(["bench", "generate", "--only-given"])
            .arg(&document)
            .arg("--oasmith")
            .arg(&own)
            .arg("--peer")
            .arg(peer)
            .arg("--svg")
            .arg(&svg)
            .env("CARGO_TARGET_DIR", folder.path().join("target"))
            .output()
            .unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let (out, err) = (text(output.stdout), text(output.stderr));
        assert!(output.status.success(), "{err}");
        (out, err)
    };

    let (out, _) = bench(&peer);
    let row = out.lines().last().unwrap();
    let cells: Vec<&str> = row.split('|').map(str::trim).collect();
    assert!(
        matches!(
            cells.as_slice(),
            ["", "shop.yaml", "3", "1", "1", "1", .., ""]
        ),
        "{out}"
    );
    assert_eq!(cells.get(9), Some(&"2"), "{out}");
    let kept = fs::read_to_string(folder.path().join("target/bench/generate.json")).unwrap();
    assert!(kept.contains("\"shop.yaml\""), "{kept}");
    let drawn = fs::read_to_string(&svg).unwrap();
    assert!(drawn.contains(">shop.yaml</text>"), "{drawn}");

    let (out, err) = bench(&broken);
    let said = "shop.yaml: openapi-to-rust fails: it is no good";
    assert!(err.contains(said), "{err}");
    assert!(out.trim_end().ends_with("- |"), "{out}");
}
