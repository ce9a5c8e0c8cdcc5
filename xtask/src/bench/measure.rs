//! What it costs to compile crates.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use std::{fs, io};

use crate::crates;
use crate::rustc;

/// What `cargo check` of some crates cost.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cost {
    pub(crate) lines: usize,
    pub(crate) ms: u64,
    /// That of the crate that took the most.
    pub(crate) peak_kib: u64,
    /// Whether it went well.
    pub(crate) compiled: bool,
}

/// Where crates are compiled.
pub(crate) struct Bench {
    root: PathBuf,
    crates: PathBuf,
    target: PathBuf,
    log: PathBuf,
}

impl Bench {
    pub(crate) fn new(root: &Path, work: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
            crates: work.join("crates"),
            target: work.join("build"),
            log: work.join("rustc.jsonl"),
        }
    }

    /// What the client or the server of a document costs, its types included.
    pub(crate) fn cost(&self, name: &str, kind: &str) -> io::Result<Cost> {
        let folder = self.crates.join(name);
        let packages = ["types", kind].map(|kind| format!("{name}-{kind}"));
        crates::write_workspace(&folder, &packages)?;
        crates::lend_lock(&self.root, &folder)?;
        let check = || {
            let mut command = crates::cargo(&folder, &self.target);
            command.args(["check", "--workspace", "--offline", "--quiet"]);
            command
        };
        let libraries = packages
            .each_ref()
            .map(|package| folder.join(package).join("src/lib.rs"));
        measure(check, &self.target, &packages, &libraries, &self.log)
    }

    /// Removes what was built of a document, and its crates.
    pub(crate) fn clean(&self, name: &str) -> io::Result<()> {
        for kind in oasmith::emit::kinds() {
            crates::drop_artefacts(&self.target, &format!("{name}-{kind}"))?;
        }
        fs::remove_dir_all(self.crates.join(name))
    }
}

/// Runs a command first with empty libraries, for what they depend on, and then measures it with the
/// libraries as they are.
pub(crate) fn measure(
    check: impl Fn() -> Command,
    target: &Path,
    packages: &[String],
    libraries: &[PathBuf],
    log: &Path,
) -> io::Result<Cost> {
    let mut texts = Vec::new();
    for library in libraries {
        texts.push(fs::read(library)?);
        fs::write(library, "")?;
    }
    check().output()?;
    for (library, text) in libraries.iter().zip(texts) {
        fs::write(library, text)?;
    }
    for package in packages {
        crates::drop_artefacts(target, package)?;
    }
    let mut command = check();
    rustc::watch(&mut command, log)?;
    let start = Instant::now();
    let output = command.output()?;
    let ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    let took = rustc::took(log);
    let peaks = packages.iter().filter_map(|package| took.get(package));
    Ok(Cost {
        lines: 0,
        ms,
        peak_kib: peaks.map(|took| took.peak_kib).max().unwrap_or_default(),
        compiled: output.status.success(),
    })
}
