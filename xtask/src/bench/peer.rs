//! The crate that `openapi-to-rust` makes of a document.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs, io};

use super::measure::{self, Cost};
use crate::corpus::specs::Spec;
use crate::crates;

const PROGRAM: &str = "openapi-to-rust";
const PACKAGE: &str = "peer-client";

/// The program, and where its crates are compiled.
pub(crate) struct Peer {
    program: PathBuf,
    folder: PathBuf,
    target: PathBuf,
    log: PathBuf,
}

impl Peer {
    /// The program at a path, or the one that the system finds, if any.
    pub(crate) fn find(path: Option<&Path>, work: &Path) -> io::Result<Option<Self>> {
        let program = match path {
            Some(path) => Some(std::path::absolute(path)?),
            None => {
                let folders = env::var_os("PATH").unwrap_or_default();
                env::split_paths::<OsStr>(&folders)
                    .map(|folder| folder.join(PROGRAM))
                    .find(|program| program.is_file())
            }
        };
        Ok(program.map(|program| Self {
            program,
            folder: work.join("peer"),
            target: work.join("peer-build"),
            log: work.join("rustc.jsonl"),
        }))
    }

    /// What its client of a document costs.
    pub(crate) fn cost(&self, spec: &Spec) -> io::Result<Cost> {
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        let code = self.folder.join("src/generated");
        fs::create_dir_all(&code)?;
        let status = Command::new(&self.program)
            .arg("generate")
            .arg(&spec.path)
            .arg("--output-dir")
            .arg(&code)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()?;
        if !status.success() {
            return Ok(Cost::default());
        }
        // It says itself what the code depends on.
        let dependencies = fs::read_to_string(code.join("REQUIRED_DEPS.toml"))?;
        let manifest = format!(
            "[workspace]\n\n[package]\nname = \"{PACKAGE}\"\nedition = \"2024\"\n\n{dependencies}"
        );
        fs::write(self.folder.join("Cargo.toml"), manifest)?;
        let library = self.folder.join("src/lib.rs");
        fs::write(&library, "pub mod generated;\n")?;
        let check = || {
            let mut command = crates::cargo(&self.folder, &self.target);
            command.args(["check", "--quiet"]);
            command
        };
        let packages = [PACKAGE.to_owned()];
        let cost = measure::measure(check, &self.target, &packages, &[library], &self.log)?;
        Ok(Cost {
            lines: lines(&code)?,
            ..cost
        })
    }
}

/// The lines of Rust in a folder.
fn lines(folder: &Path) -> io::Result<usize> {
    let mut total = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            total += lines(&path)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            total += fs::read_to_string(&path)?.lines().count();
        }
    }
    Ok(total)
}
