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
    checks.clients(&[("javascript", "npm"), ("python", "python3")], console)?;
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
        let shown = format!("cargo {arguments}");
        self.execute_with(variable, command, &shown, console)
    }

    /// Runs a script with arguments that are set apart by spaces, and a variable where one is given.
    fn shell<O: Write, E: Write>(
        &self,
        variable: &str,
        script: &str,
        console: &mut Console<O, E>,
    ) -> Result<(), Failure> {
        let mut command = Command::new("sh");
        command.args(script.split(' '));
        self.execute_with(variable, command, script, console)
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

    /// Clients that people use every day get along with the demo, where they can be had: where there is the
    /// program that each of them needs, and their packages can be installed.
    fn clients<O: Write, E: Write>(
        &self,
        clients: &[(&str, &str)],
        console: &mut Console<O, E>,
    ) -> Result<(), Failure> {
        const SCRIPT: &str = "tests/clients/run.sh";
        let mut run = SCRIPT.to_owned();
        for &(client, program) in clients {
            let install = format!("{SCRIPT} --install {client}");
            let lacking = if !is_there(program) {
                format!("there is no `{program}`")
            } else if self.shell("", &install, console).is_err() {
                "its packages can't be installed".to_owned()
            } else {
                run = format!("{run} {client}");
                continue;
            };
            writeln!(console.out, "`{SCRIPT} {client}` is skipped: {lacking}")?;
        }
        if run == SCRIPT {
            return Ok(());
        }
        self.shell("", &run, console)?;
        self.shell("USERS_DEMO_DB=1", &run, console)
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

    fn execute_with<O: Write, E: Write>(
        &self,
        variable: &str,
        mut command: Command,
        shown: &str,
        console: &mut Console<O, E>,
    ) -> Result<(), Failure> {
        match variable.split_once('=') {
            Some((name, value)) => {
                command.env(name, value);
                self.execute(command, &format!("{variable} {shown}"), console)
            }
            None => self.execute(command, shown, console),
        }
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

/// Whether a program can be run.
fn is_there(program: &str) -> bool {
    let output = Command::new(program).arg("--version").output();
    output.is_ok_and(|output| output.status.success())
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

    #[cfg(unix)]
    #[test]
    fn clients_that_cannot_be_had_are_skipped() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("tests/clients");
        fs::create_dir_all(&folder).unwrap();
        let script = "echo \"db=${USERS_DEMO_DB:-} $*\" >>log\n[ \"$*\" != '--install python' ]\n";
        fs::write(folder.join("run.sh"), script).unwrap();
        let checks = Checks { root: root.path() };
        let mut console = Console {
            out: Vec::new(),
            err: Vec::new(),
        };
        let known = [
            ("javascript", "rustc"),
            ("python", "rustc"),
            ("prism", "no-such-program"),
        ];
        checks.clients(&known, &mut console).unwrap();
        let said = String::from_utf8(console.out).unwrap();
        for skipped in [
            "`tests/clients/run.sh python` is skipped: its packages can't be installed",
            "`tests/clients/run.sh prism` is skipped: there is no `no-such-program`",
        ] {
            assert!(said.contains(skipped), "{said}");
        }
        let log = fs::read_to_string(root.path().join("log")).unwrap();
        let expected = "db= --install javascript\ndb= --install python\n\
            db= javascript\ndb=1 javascript\n";
        assert_eq!(log, expected);
    }

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
