//! The client that `openapi-to-rust` makes of a document.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use super::lines;
use super::measure::{Meter, Package, Step};
use super::process::{End, Ran, Runner};
use crate::corpus::specs::Spec;
use crate::{Console, Failure, crates};

pub(crate) const PROGRAM: &str = "openapi-to-rust";
/// The version that is measured.
const VERSION: &str = "0.23.0";
const PACKAGE: &str = "peer-client";

/// Which program to compare with.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Against {
    /// The program `openapi-to-rust`, to compare with [default: the one that the bench installed or
    /// that can be found, if any]
    #[arg(long, value_name = "PATH")]
    peer: Option<PathBuf>,
    /// Install it first, below `target/bench`
    #[arg(long, conflicts_with = "peer")]
    install_peer: bool,
}

/// The program, and where its crates are compiled.
pub(crate) struct Peer {
    program: PathBuf,
    folder: PathBuf,
    target: PathBuf,
}

impl Against {
    /// The program that is chosen, the one of this bench, or the one that the system finds, if any.
    pub(crate) fn find<O, E: Write>(
        &self,
        work: &Path,
        console: &mut Console<O, E>,
    ) -> Result<Option<Peer>, Failure> {
        let installed = work.join("peer-tool").join("bin").join(PROGRAM);
        if self.install_peer && !installed.is_file() {
            install(work, console)?;
        }
        let program = match &self.peer {
            Some(path) => Some(std::path::absolute(path)?),
            None if installed.is_file() => Some(installed),
            None => {
                let folders = env::var_os("PATH").unwrap_or_default();
                env::split_paths::<OsStr>(&folders)
                    .map(|folder| folder.join(PROGRAM))
                    .find(|program| program.is_file())
            }
        };
        if program.is_none() {
            writeln!(
                console.err,
                "{PROGRAM} isn't installed, so nothing is compared with it: see --install-peer"
            )?;
        }
        Ok(program.map(|program| Peer {
            program,
            folder: work.join("peer"),
            target: work.join("peer-build"),
        }))
    }
}

fn install<O, E: Write>(work: &Path, console: &mut Console<O, E>) -> Result<(), Failure> {
    writeln!(console.err, "installing {PROGRAM} {VERSION} …")?;
    fs::create_dir_all(work)?;
    let mut cargo = crates::cargo(work, &work.join("peer-tool-build"));
    cargo.args(["install", PROGRAM, "--version", VERSION, "--locked"]);
    let status = cargo.args(["--quiet", "--root", "peer-tool"]).status()?;
    if !status.success() {
        // It is compared with where it is there.
        writeln!(console.err, "{PROGRAM} can't be installed ({status})")?;
    }
    Ok(())
}

impl Peer {
    /// What it takes to write its client, and how many lines that has.
    pub(crate) fn generate(&self, spec: &Spec, runner: &Runner) -> io::Result<(Ran, usize)> {
        let ran = runner.run(|| self.command(spec))?;
        let lines = match ran.end {
            End::Well => lines::below(&self.code())?,
            _ => 0,
        };
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        Ok((ran, lines))
    }

    fn code(&self) -> PathBuf {
        self.folder.join("src/generated")
    }

    /// The command that writes its client into an empty folder.
    fn command(&self, spec: &Spec) -> io::Result<Command> {
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        fs::create_dir_all(self.code())?;
        let mut command = Command::new(&self.program);
        command.arg("generate").arg(&spec.path);
        command.arg("--output-dir").arg(self.code());
        Ok(command)
    }

    /// What it costs to check its client of a document.
    pub(crate) fn check(
        &self,
        spec: &Spec,
        runner: &Runner,
        meter: &mut Meter<'_>,
    ) -> io::Result<Step> {
        meter.say(&format!("{PROGRAM} writes its client …"))?;
        let ran = runner.once(self.command(spec)?)?;
        if ran.end != End::Well {
            meter.say(&format!("{PROGRAM} {}", ran.end))?;
            return Ok(Step { lines: 0, ran });
        }
        let lines = lines::below(&self.code())?;
        // It says itself what the code depends on.
        let dependencies = fs::read_to_string(self.code().join("REQUIRED_DEPS.toml"))?;
        let manifest = format!(
            "[workspace]\n\n[package]\nname = \"{PACKAGE}\"\nedition = \"2024\"\n\n{dependencies}"
        );
        fs::write(self.folder.join("Cargo.toml"), manifest)?;
        let library = self.folder.join("src/lib.rs");
        fs::write(&library, "pub mod generated;\n")?;
        let command = || {
            let mut command = crates::cargo(&self.folder, &self.target);
            command.args(["check", "--quiet"]);
            command
        };
        let packages = [Package {
            name: PACKAGE.to_owned(),
            library,
        }];
        let what = format!("{PROGRAM}'s client");
        let step = meter.check(command, &self.target, &packages, &what)?;
        fs::remove_dir_all(&self.folder)?;
        Ok(step.of(lines))
    }
}
