//! `cargo xtask ci`: all checks, in the order in which they are likely and quick to fail.

use std::ffi::OsString;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use crate::codegen::{self, Colours};
use crate::conformance;
use crate::{Console, Failure};

pub(crate) fn run<O: Write, E: Write + Colours>(
    root: &Path,
    console: &mut Console<O, E>,
) -> Result<(), Failure> {
    let checks = Checks { root };
    checks.cargo("", "fmt --all --check", console)?;
    checks.rustfmt_templates(console)?;
    let clippy = "clippy --workspace --all-targets -- -D warnings";
    checks.cargo("", clippy, console)?;
    checks.cargo(
        "RUSTDOCFLAGS=-Dwarnings",
        "doc --workspace --no-deps",
        console,
    )?;
    checks.browser(console)?;
    checks.codegen(console)?;
    announce("cargo xtask conformance", console)?;
    conformance::all(root, console)?;
    // Last, so that its summary ends the output.
    checks.cargo("", "test --workspace", console)
}

struct Checks<'a> {
    root: &'a Path,
}

impl Checks<'_> {
    /// Runs cargo with arguments that are set apart by spaces, and a variable where one is given.
    fn cargo<O: Write, E: Write>(
        &self,
        variable: &str,
        arguments: &str,
        console: &mut Console<O, E>,
    ) -> Result<(), Failure> {
        let program = env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let mut command = Command::new(program);
        command.args(arguments.split(' '));
        let mut shown = format!("cargo {arguments}");
        if let Some((name, value)) = variable.split_once('=') {
            command.env(name, value);
            shown = format!("{variable} {shown}");
        }
        self.execute(command, &shown, console)
    }

    /// The client compiles for browsers, where the target for them is installed.
    fn browser<O: Write, E: Write>(&self, console: &mut Console<O, E>) -> Result<(), Failure> {
        const TARGET: &str = "wasm32-unknown-unknown";
        if !is_installed(TARGET) {
            let hint = format!("`rustup target add {TARGET}` installs it");
            writeln!(
                console.out,
                "the check for {TARGET} is skipped, as it isn't installed: {hint}"
            )?;
            return Ok(());
        }
        let features = "--package users-client --no-default-features --features full";
        let clippy = format!("clippy --target {TARGET} {features} -- -D warnings");
        self.cargo("", &clippy, console)
    }

    /// The support code of the templates belongs to no crate, so that `cargo fmt` doesn't see it.
    fn rustfmt_templates<O: Write, E: Write>(
        &self,
        console: &mut Console<O, E>,
    ) -> Result<(), Failure> {
        let files = support_files(self.root)?;
        if files.is_empty() {
            return Ok(());
        }
        let mut command = Command::new("rustfmt");
        command.args(["--check", "--edition", "2024"]).args(files);
        let shown = "rustfmt --check --edition 2024 templates/*/support/*.rs";
        self.execute(command, shown, console)
    }

    fn codegen<O: Write, E: Write + Colours>(
        &self,
        console: &mut Console<O, E>,
    ) -> Result<(), Failure> {
        let options = codegen::Options {
            check: true,
            ..codegen::Options::default()
        };
        announce("cargo xtask codegen --check", console)?;
        codegen::run(&options, self.root, console)
    }

    fn execute<O: Write, E: Write>(
        &self,
        mut command: Command,
        shown: &str,
        console: &mut Console<O, E>,
    ) -> Result<(), Failure> {
        announce(shown, console)?;
        // An empty path is no folder to start a command in.
        command.current_dir(Path::new(".").join(self.root));
        let status = command
            .status()
            .map_err(|error| format!("cannot run `{shown}`: {error}"))?;
        if status.success() {
            return Ok(());
        }
        Err(Failure::Message(format!("`{shown}` failed ({status})")))
    }
}

/// Whether the standard library of a target is there.
fn is_installed(target: &str) -> bool {
    let mut command = Command::new("rustc");
    let output = command
        .args(["--print", "target-libdir", "--target", target])
        .output();
    let folder = output
        .ok()
        .and_then(|output| String::from_utf8(output.stdout).ok());
    folder.is_some_and(|folder| !folder.trim().is_empty() && Path::new(folder.trim()).is_dir())
}

fn announce<O: Write, E: Write>(shown: &str, console: &mut Console<O, E>) -> Result<(), Failure> {
    writeln!(console.out, "$ {shown}")?;
    console.out.flush()?;
    Ok(())
}

/// The files `templates/*/support/*.rs`, as seen from the root, in order.
fn support_files(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for template in entries(&root.join("templates"))? {
        for file in entries(&template.join("support"))? {
            if file.extension().is_some_and(|extension| extension == "rs") {
                files.push(file.strip_prefix(root).unwrap_or(&file).to_path_buf());
            }
        }
    }
    files.sort_unstable();
    Ok(files)
}

/// What is in a folder; nothing when it isn't there, or is no folder.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(folder)?;
    entries.map(|entry| Ok(entry?.path())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn support_files_are_found() {
        let root = tempfile::tempdir().unwrap();
        assert!(support_files(root.path()).unwrap().is_empty());
        for path in [
            "a/support/y.rs",
            "a/support/x.rs",
            "a/z.rs",
            "b/support/x.jinja",
        ] {
            let file = root.path().join("templates").join(path);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, "").unwrap();
        }
        let expected = ["templates/a/support/x.rs", "templates/a/support/y.rs"];
        let expected = expected.map(PathBuf::from);
        assert_eq!(support_files(root.path()).unwrap(), expected);
    }
}
