//! A workspace of emitted crates, and cargo in it.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io};

/// The folder that cargo builds this workspace in.
pub(crate) fn target_folder(root: &Path) -> io::Result<PathBuf> {
    let folder = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    std::path::absolute(folder.unwrap_or_else(|| root.join("target")))
}

/// Makes a folder a workspace.
pub(crate) fn write_workspace(folder: &Path, members: &[String]) -> io::Result<()> {
    let text = format!("[workspace]\nresolver = \"3\"\nmembers = {members:#?}\n");
    fs::write(folder.join("Cargo.toml"), text)
}

/// Gives a workspace the lock file of this one, so that the versions agree, and has cargo fetch
/// what the lock file names, so that the workspace can be built with `--offline`.
/// Cargo drops from it what it doesn't need, so that it is wanted anew for other members.
pub(crate) fn lend_lock(root: &Path, folder: &Path) -> io::Result<()> {
    let manifest = std::path::absolute(root.join("Cargo.toml"))?;
    let mut fetch = cargo(folder, &target_folder(root)?);
    fetch.args(["fetch", "--locked", "--quiet", "--manifest-path"]);
    fetch.arg(manifest);
    // Without a network this fails, where all that the workspace needs can be there nonetheless:
    // the lock file names packages for other systems, too. If something lacks, the build says so.
    fetch.stderr(Stdio::null()).status()?;
    fs::copy(root.join("Cargo.lock"), folder.join("Cargo.lock")).map(drop)
}

/// A cargo command in a workspace of emitted crates.
pub(crate) fn cargo(folder: &Path, target: &Path) -> Command {
    let program = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(program);
    command
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target)
        .env("CARGO_INCREMENTAL", "0")
        // What cargo sets for this program is of no concern to the one that it starts.
        .env_remove("CARGO_MANIFEST_DIR")
        .env_remove("RUSTFLAGS")
        .stdin(Stdio::null());
    command
}

/// Removes what cargo built of a package, so that it is built again or takes no room.
pub(crate) fn drop_artefacts(target: &Path, package: &str) -> io::Result<()> {
    let debug = target.join("debug");
    let library = package.replace('-', "_");
    let starts = [format!("{library}-"), format!("lib{library}-")];
    remove(&debug.join("deps"), &starts)?;
    remove(&debug.join(".fingerprint"), &[format!("{package}-")])
}

/// Removes the entries of a folder whose names have one of these starts, and a hash behind it.
fn remove(folder: &Path, starts: &[String]) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let is_hash = |rest: &str| rest.len() == 16 && rest.chars().all(|c| c.is_ascii_hexdigit());
        let mut rests = starts.iter().filter_map(|start| name.strip_prefix(start));
        if !rests.any(is_hash) {
            continue;
        }
        if path.is_dir() {
            fs::remove_dir_all(&path)?;
        } else {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}
