//! What it costs to check crates, when all that they depend on is built.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use super::Work;
use super::process::{End, Most, Ran, milliseconds};
use crate::corpus::messages;
use crate::corpus::one::one_line;
use crate::crates;
use crate::rustc;

/// So often cargo is asked whether it is done.
const INTERVAL: Duration = Duration::from_millis(10);
/// So often whoever waits is told that it goes on.
const NEWS: Duration = Duration::from_secs(20);

/// What `cargo check` of some crates took. The peak is that of the rustc that took the most.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Step {
    pub(crate) lines: usize,
    pub(crate) ran: Ran,
}

impl Step {
    pub(crate) fn of(self, lines: usize) -> Self {
        Self { lines, ..self }
    }
}

/// Measures steps, and says how far it is.
pub(crate) struct Meter<'a> {
    log: PathBuf,
    out: PathBuf,
    most: Most,
    /// The document.
    shown: &'a str,
    err: &'a mut dyn Write,
}

impl<'a> Meter<'a> {
    pub(crate) fn new(work: &Work, most: Most, shown: &'a str, err: &'a mut dyn Write) -> Self {
        Self {
            log: work.folder.join("rustc.jsonl"),
            out: work.folder.join("check.jsonl"),
            most,
            shown,
            err,
        }
    }

    pub(crate) fn say(&mut self, text: &str) -> io::Result<()> {
        writeln!(self.err, "{}: {text}", self.shown)
    }

    /// Runs a command first with empty libraries, for what they depend on, and then measures it
    /// with the libraries as they are.
    pub(crate) fn check(
        &mut self,
        command: impl Fn() -> Command,
        target: &Path,
        packages: &[Package],
        what: &str,
    ) -> io::Result<Step> {
        self.say(&format!("{what} …"))?;
        let built = built_before(&command, packages)?;
        for package in packages {
            crates::drop_artefacts(target, &package.name)?;
        }
        let ran = if built.status.success() {
            self.measure(command(), packages, what)?
        } else {
            let said = String::from_utf8_lossy(&built.stderr);
            let said = one_line(&said);
            failed(
                Duration::ZERO,
                format!("dependencies can't be built: {said}"),
            )
        };
        self.say(&format!("{what}: {}", short(&ran)))?;
        Ok(Step { lines: 0, ran })
    }

    fn measure(
        &mut self,
        mut command: Command,
        packages: &[Package],
        what: &str,
    ) -> io::Result<Ran> {
        rustc::watch(&mut command, &self.log, self.most.limits())?;
        command.args(["--message-format", "json"]);
        let start = Instant::now();
        let mut child = command
            .stdout(File::create(&self.out)?)
            .stderr(Stdio::null())
            .spawn()?;
        let mut next = NEWS;
        // Each rustc has its limits, and cargo does nothing but wait for them.
        let status = loop {
            if let Some(status) = child.try_wait()? {
                break status;
            }
            if start.elapsed() > next {
                next += NEWS;
                let seconds = start.elapsed().as_secs();
                self.say(&format!("{what}: {seconds} s so far"))?;
            }
            thread::sleep(INTERVAL);
        };
        let time = start.elapsed();
        let took = rustc::took(&self.log);
        let took: Vec<_> = packages
            .iter()
            .filter_map(|package| took.get(&package.name))
            .collect();
        let end = if let Some(limit) = took.iter().find_map(|took| took.exceeded) {
            End::Exceeded(limit)
        } else if status.success() {
            End::Well
        } else if took.iter().any(|took| took.killed) {
            End::Failed("the system ended rustc, perhaps for want of memory".to_owned())
        } else {
            End::Failed(errors(&fs::read(&self.out)?))
        };
        Ok(Ran {
            end,
            ms: milliseconds(time),
            cpu_ms: None,
            peak_kib: took.iter().map(|took| took.peak_kib).max(),
        })
    }
}

/// A package that is measured.
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) library: PathBuf,
}

/// Builds what packages depend on, by building them with nothing in them.
fn built_before(command: &impl Fn() -> Command, packages: &[Package]) -> io::Result<Output> {
    let mut texts = Vec::new();
    for package in packages {
        texts.push(fs::read(&package.library)?);
        fs::write(&package.library, "")?;
    }
    let output = command().output();
    for (package, text) in packages.iter().zip(texts) {
        fs::write(&package.library, text)?;
    }
    output
}

fn failed(time: Duration, said: String) -> Ran {
    Ran {
        end: End::Failed(said),
        ms: milliseconds(time),
        cpu_ms: None,
        peak_kib: None,
    }
}

/// How many errors there are in what cargo writes, and the first.
fn errors(messages: &[u8]) -> String {
    let said = messages::read(messages);
    let count: usize = said.values().map(|said| said.errors).sum();
    let first = said.values().find_map(|said| said.first_error.as_deref());
    match first {
        Some(first) => format!("{count} errors, the first: {first}"),
        None => "cargo failed without an error of rustc".to_owned(),
    }
}

fn short(ran: &Ran) -> String {
    let seconds = Duration::from_millis(ran.ms).as_secs_f64();
    let mebibytes = ran.peak_kib.unwrap_or_default() / 1024;
    let took = format!("{seconds:.1} s, {mebibytes} MiB");
    match &ran.end {
        End::Well => took,
        End::Failed(_) => ran.end.to_string(),
        End::Exceeded(limit) => format!("{limit}: ended after {took}"),
    }
}

/// The crates of a document, as a workspace.
pub(crate) struct Crates<'a> {
    folder: PathBuf,
    name: &'a str,
    target: PathBuf,
}

impl<'a> Crates<'a> {
    /// Makes a workspace of the folder that they are in.
    pub(crate) fn new(folder: &Path, name: &'a str, work: &Work) -> io::Result<Self> {
        let kinds = oasmith::emit::kinds();
        let members: Vec<String> = kinds.map(|kind| format!("{name}-{kind}")).collect();
        crates::write_workspace(folder, &members)?;
        crates::lend_lock(&work.root, folder)?;
        Ok(Self {
            folder: folder.to_path_buf(),
            name,
            target: work.folder.join("build"),
        })
    }

    /// Checks the client or the server as who depends on it does, types included.
    pub(crate) fn check(
        &self,
        kind: &str,
        features: &[&str],
        what: &str,
        meter: &mut Meter<'_>,
    ) -> io::Result<Step> {
        let packages = ["types", kind].map(|kind| Package {
            name: self.package(kind),
            library: self.folder.join(self.package(kind)).join("src/lib.rs"),
        });
        let command = || {
            let mut command = crates::cargo(&self.folder, &self.target);
            command.args(["check", "--offline", "--quiet", "--package"]);
            command.arg(self.package(kind)).args(features);
            command
        };
        meter.check(command, &self.target, &packages, what)
    }

    fn package(&self, kind: &str) -> String {
        format!("{}-{kind}", self.name)
    }

    /// Whether a crate has a feature, by its manifest.
    pub(crate) fn has_feature(&self, kind: &str, feature: &str) -> io::Result<bool> {
        let manifest = self.folder.join(self.package(kind)).join("Cargo.toml");
        let text = fs::read_to_string(manifest)?;
        let features = text.split_once("[features]").map_or("", |(_, rest)| rest);
        let start = format!("{feature} = ");
        Ok(features.lines().any(|line| line.starts_with(&start)))
    }

    /// Removes what was built of them.
    pub(crate) fn clean(&self) -> io::Result<()> {
        for kind in oasmith::emit::kinds() {
            crates::drop_artefacts(&self.target, &self.package(kind))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_counted() {
        let text = r#"{"reason":"compiler-message","manifest_path":"/x/a/Cargo.toml","message":{"level":"error","message":"no","spans":[{"file_name":"a.rs","line_start":3,"is_primary":true}],"code":{"code":"E0001"}}}
{"reason":"build-finished","success":false}"#;
        let twice = format!("{text}\n{text}");
        let said = "2 errors, the first: E0001 no (a.rs:3)";
        assert_eq!(errors(twice.as_bytes()), said);
        assert_eq!(errors(b""), "cargo failed without an error of rustc");
    }
}
