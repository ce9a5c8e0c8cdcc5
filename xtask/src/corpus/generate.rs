//! Generates from many documents at a time, each in a process of its own.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;
use std::{env, thread};

use oasmith::diagnostic::Code;

use super::one::{Found, one_line};
use super::results::{Outcome, Record};
use super::specs::Spec;
use crate::watch::{self, Limits, Watched};

const LIMITS: Limits = Limits {
    time: Duration::from_secs(60),
    memory_kib: 8 * 1024 * 1024,
};

/// What to generate, and where to.
pub(crate) struct Generate {
    program: PathBuf,
    /// The folder that gets a folder of crates for each document; without it, nothing is written.
    pub(crate) out: Option<PathBuf>,
    pub(crate) skip_unsupported: bool,
    pub(crate) keep_undeclared: bool,
    pub(crate) cli: bool,
    /// Whether drivers for the examples are written, too.
    pub(crate) examples: bool,
}

/// A document that is still to be generated from, with the key of its record.
pub(crate) struct Task<'a> {
    pub(crate) spec: &'a Spec,
    pub(crate) key: String,
}

impl Generate {
    pub(crate) fn new(out: Option<PathBuf>, skip_unsupported: bool) -> io::Result<Self> {
        Ok(Self {
            program: env::current_exe()?,
            out,
            skip_unsupported,
            keep_undeclared: false,
            cli: false,
            examples: false,
        })
    }

    /// Generates from all, so many at a time, and hands each record on as soon as it is there.
    pub(crate) fn all<Error>(
        &self,
        tasks: &[Task<'_>],
        jobs: usize,
        mut done: impl FnMut(&Spec, Record) -> Result<(), Error>,
    ) -> Result<(), Error>
    where
        Error: From<io::Error>,
    {
        let next = AtomicUsize::new(0);
        let (sender, receiver) = mpsc::channel();
        thread::scope(|scope| {
            for _ in 0..jobs {
                let (sender, next) = (sender.clone(), &next);
                scope.spawn(move || {
                    while let Some(task) = tasks.get(next.fetch_add(1, Ordering::Relaxed)) {
                        // Nobody receives any more once the other side has failed.
                        if sender.send((task.spec, self.one(task))).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            for (spec, record) in receiver {
                done(spec, record?)?;
            }
            Ok(())
        })
    }

    /// Generates from one.
    pub(crate) fn one(&self, task: &Task<'_>) -> io::Result<Record> {
        let spec = task.spec;
        let mut command = Command::new(&self.program);
        command.arg("corpus-one").arg(&spec.path);
        command.args(["--name", &spec.name]);
        if let Some(out) = &self.out {
            command.arg("--out").arg(folder(out, spec));
            if self.examples {
                command.arg("--examples");
            }
        }
        if self.skip_unsupported {
            command.arg("--skip-unsupported");
        }
        if self.cli {
            command.arg("--cli");
        }
        if self.keep_undeclared {
            command.arg("--keep-undeclared");
        }
        command.env("RUST_BACKTRACE", "0");
        command.stdin(Stdio::null());
        let mut child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        // What a process says here fits into a pipe: it never waits for a reader.
        let watched = watch::wait(&mut child, LIMITS)?;
        let (out, err) = said(&mut child)?;
        Ok(record(task, &watched, &out, &err))
    }
}

/// The folder of a document's crates.
pub(crate) fn folder(out: &Path, spec: &Spec) -> PathBuf {
    out.join(&spec.name)
}

fn said(child: &mut Child) -> io::Result<(String, String)> {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    if let Some(mut pipe) = child.stdout.take() {
        pipe.read_to_end(&mut out)?;
    }
    if let Some(mut pipe) = child.stderr.take() {
        pipe.read_to_end(&mut err)?;
    }
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Ok((text(out), text(err)))
}

fn record(task: &Task<'_>, watched: &Watched, out: &str, err: &str) -> Record {
    let found: Option<Found> = serde_json::from_str(out).ok();
    let (outcome, message) = match (&watched.exceeded, &found) {
        (Some(limit), _) => (Outcome::Exceeded, Some(limit.to_string())),
        (None, Some(found)) if watched.status.success() => match found.generated {
            true => (Outcome::Generated, None),
            false if found.no_document => (Outcome::NoDocument, found.first.clone()),
            false if found.errors.contains_key(Code::Internal.as_str()) => {
                (Outcome::Internal, found.first.clone())
            }
            false => (Outcome::Refused, found.first.clone()),
        },
        // What a Rust program exits with after a panic.
        _ if watched.status.code() == Some(101) => (Outcome::Panicked, Some(one_line(err))),
        // What can't be read is the document's fault.
        _ if watched.status.code() == Some(1) => (Outcome::Refused, Some(one_line(err))),
        _ => {
            let message = format!("{}: {err}", watched.status);
            (Outcome::Crashed, Some(one_line(&message)))
        }
    };
    let own = found.as_ref().and_then(|found| found.peak_kib);
    Record {
        spec: task.spec.shown.clone(),
        key: task.key.clone(),
        outcome,
        message,
        ms: u64::try_from(watched.time.as_millis()).unwrap_or(u64::MAX),
        peak_kib: own.max(watched.peak_kib),
        found,
        check: None,
        examples: None,
    }
}
