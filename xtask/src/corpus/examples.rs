//! The examples of each document, decoded with the types that are emitted for it and encoded again.

mod collect;
mod judge;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;
use std::{env, fs};

use oasmith::Generated;
use oasmith::diagnostic::Diagnostics;
use oasmith::source::Source;
use serde::{Deserialize, Serialize};

use self::judge::Case;
pub(crate) use self::judge::{Failure, Fault, Outcome};
use super::compile::Compile;
use super::generate::folder;
use super::one::one_line;
use super::specs::Spec;
use crate::values::document::Document;
use crate::values::driver::{self, Mode, Types};
use crate::watch::{self, Limits};
use crate::{Console, crates};

/// The file of the cases, in the folder of the driver.
const CASES: &str = "cases.json";
/// The file of what came of them.
const JUDGED: &str = "judged.json";

const LIMITS: Limits = Limits {
    time: Duration::from_secs(300),
    memory_kib: 8 * 1024 * 1024,
};

/// What came of the examples of a document.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Examples {
    /// How many were tried.
    pub(crate) tried: usize,
    /// How many have no type of their own to try: those of files, say, or of a member of `allOf`.
    pub(crate) unplaced: usize,
    pub(crate) failures: Vec<Failure>,
    /// Why none could be tried.
    pub(crate) error: Option<String>,
}

impl Examples {
    pub(crate) fn of(&self, outcome: Outcome) -> usize {
        let failures = self.failures.iter();
        failures
            .filter(|failure| failure.outcome == outcome)
            .count()
    }

    pub(crate) fn by(&self, fault: Fault) -> usize {
        let failures = self.failures.iter();
        failures.filter(|failure| failure.fault == fault).count()
    }

    pub(crate) fn same(&self) -> usize {
        self.tried.saturating_sub(self.failures.len())
    }

    fn failed(error: &str) -> Self {
        Self {
            error: Some(one_line(error)),
            ..Self::default()
        }
    }
}

/// Examples that wait for their driver.
#[derive(Serialize, Deserialize)]
struct Cases {
    unplaced: usize,
    cases: Vec<Case>,
}

/// Writes the driver of a document beside its crates, with the cases for it. Says how many there are.
pub(crate) fn prepare(
    source: &Source,
    generated: &Generated,
    name: &str,
    out: &Path,
) -> io::Result<usize> {
    let document = Document::new(source);
    let mut types = Types::default();
    let examples = collect::collect(&document);
    let (cases, unplaced) = judge::cases(&document, &generated.values, examples, &mut types);
    types.write(out, name)?;
    let count = cases.len();
    let text = serde_json::to_string(&Cases { unplaced, cases })?;
    fs::write(out.join(driver::package(name)).join(CASES), text)?;
    Ok(count)
}

/// The part that is a process of its own, for a schema can ask for anything.
#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    document: PathBuf,
    /// The folder of the driver
    folder: PathBuf,
    /// The driver
    program: PathBuf,
}

pub(crate) fn run<O: Write, E>(
    options: &Options,
    _: &mut Console<O, E>,
) -> Result<(), crate::Failure> {
    let source = Source::open(&options.document)?;
    let document = Document::new(&source);
    let text = fs::read_to_string(options.folder.join(CASES))?;
    let cases: Cases = serde_json::from_str(&text)?;
    if cases.cases.iter().any(Case::is_elsewhere) {
        // The files have to be read in the order in which the generator met them.
        oasmith::parse::parse(&source, &mut Diagnostics::default());
    }
    let mut failures: Vec<Option<Failure>> = Vec::new();
    // What a server can read of a request, a client can read too.
    for mode in [Mode::Plain, Mode::Request] {
        let found = failed(&document, &cases.cases, mode, options)?;
        if failures.is_empty() {
            failures = found;
        } else {
            let both = failures.iter_mut().zip(found);
            both.for_each(|(failure, found)| *failure = failure.take().or(found));
        }
    }
    let examples = Examples {
        tried: cases.cases.len(),
        unplaced: cases.unplaced,
        failures: failures.into_iter().flatten().collect(),
        error: None,
    };
    let text = serde_json::to_string(&examples)?;
    fs::write(options.folder.join(JUDGED), text)?;
    Ok(())
}

/// What failed of each case in a mode.
fn failed(
    document: &Document<'_>,
    cases: &[Case],
    mode: Mode,
    options: &Options,
) -> io::Result<Vec<Option<Failure>>> {
    let tried = || cases.iter().filter(|case| case.is_tried(mode));
    let run = |values: Vec<(Mode, usize, &serde_json::Value)>| {
        driver::run(&options.program, &options.folder, values.into_iter())
    };
    let whole = tried().map(|case| (mode, case.number, &case.value));
    let mut came = run(whole.collect())?.into_iter();
    let parts = tried().filter_map(|case| Some((mode, case.number, case.travelling.as_ref()?)));
    let mut parts = run(parts.collect())?.into_iter();
    let failures = cases.iter().map(|case| {
        if !case.is_tried(mode) {
            return None;
        }
        let came = came.next()?;
        let part = case.travelling.as_ref().and_then(|_| parts.next());
        judge::failure(document, case, mode, &came, part.as_ref())
    });
    Ok(failures.collect())
}

impl Compile {
    /// Tries the examples of a batch.
    pub(crate) fn examples(&self, specs: &[&Spec]) -> io::Result<Vec<Examples>> {
        let err = self.build(specs)?;
        let examples = specs.iter().map(|spec| {
            let program = driver::program(&self.target, &spec.name);
            if program.is_file() {
                self.judge(spec, &program)
            } else {
                Ok(Examples::failed(&format!("the driver isn't built: {err}")))
            }
        });
        examples.collect()
    }

    /// Builds the drivers of a batch; gives what cargo said.
    fn build(&self, specs: &[&Spec]) -> io::Result<String> {
        let members: Vec<String> = specs
            .iter()
            .flat_map(|spec| {
                let name = &spec.name;
                let packages = [format!("{name}-types"), driver::package(name)];
                packages.map(|package| format!("{name}/{package}"))
            })
            .collect();
        crates::write_workspace(&self.crates, &members)?;
        crates::lend_lock(&self.root, &self.crates)?;
        let names = specs.iter().map(|spec| spec.name.as_str());
        driver::build(names, &self.crates, &self.target, self.jobs)
    }

    fn judge(&self, spec: &Spec, program: &Path) -> io::Result<Examples> {
        let folder = folder(&self.crates, spec).join(driver::package(&spec.name));
        let mut command = Command::new(env::current_exe()?);
        command
            .arg("corpus-judge")
            .args([&spec.path, &folder, program])
            .env("RUST_BACKTRACE", "0")
            .stdin(Stdio::null());
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?;
        let watched = watch::wait(&mut child, LIMITS)?;
        let limit = watched.exceeded.map(|limit| limit.to_string());
        let ended = limit.or_else(|| {
            let status = watched.status;
            (!status.success()).then(|| status.to_string())
        });
        match ended {
            Some(ended) => Ok(Examples::failed(&ended)),
            None => Ok(serde_json::from_str(&fs::read_to_string(
                folder.join(JUDGED),
            )?)?),
        }
    }

    /// Removes what was built of the driver of a document, and of its types.
    pub(crate) fn clean_driver(&self, spec: &Spec) -> io::Result<()> {
        let package = driver::package(&spec.name);
        crates::drop_artefacts(&self.target, &package)?;
        crates::drop_artefacts(&self.target, &format!("{}-types", spec.name))?;
        let debug = self.target.join("debug");
        for file in [debug.join(&package), debug.join(format!("{package}.d"))] {
            if file.is_file() {
                fs::remove_file(file)?;
            }
        }
        Ok(())
    }
}
