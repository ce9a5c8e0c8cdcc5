//! `cargo xtask corpus`: generates from every document of a folder, and compiles what comes of it.

mod compile;
pub(crate) mod examples;
mod generate;
pub(crate) mod messages;
pub(crate) mod one;
mod progress;
mod results;
pub(crate) mod specs;
mod summary;

use std::collections::HashMap;
use std::io::Write;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::{env, fs, thread};

use self::compile::Compile;
use self::examples::Examples;
pub(crate) use self::generate::{Generate, Task};
use self::progress::Progress;
use self::results::{Record, Results};
use self::specs::Spec;
use crate::{Console, Failure, crates};

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// The folder of the documents: every .json, .yaml and .yml below it
    #[arg(value_name = "DIR")]
    documents: PathBuf,
    /// Compile the crates, too
    #[arg(long)]
    check: bool,
    /// Decode the documents' own examples with the types and encode them again
    #[arg(long)]
    examples: bool,
    /// How many documents at a time [default: one per processor]
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
    /// Write what is known of each document to a file, as lines of JSON
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
    /// Only documents with this text in their path
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Write the crates below this folder, and leave them there
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
    /// Leave out operations that oasmith has no answer to
    #[arg(long)]
    skip_unsupported: bool,
    /// Keep members of objects that their schema neither names nor speaks of
    #[arg(long)]
    keep_undeclared: bool,
    /// Make the command lines, too
    #[arg(long)]
    cli: bool,
    /// Forget what earlier runs found
    #[arg(long)]
    fresh: bool,
}

/// How many tasks go well at a time.
pub(crate) fn jobs(asked: Option<NonZeroUsize>) -> usize {
    asked
        .or_else(|| thread::available_parallelism().ok())
        .map_or(1, NonZeroUsize::get)
}

pub(crate) fn run<O: Write, E: Write>(
    options: &Options,
    root: &Path,
    console: &mut Console<O, E>,
) -> Result<(), Failure> {
    let folder = options.documents.display();
    let mut specs = specs::below(&options.documents)
        .map_err(|error| format!("cannot read {folder}: {error}"))?;
    if let Some(text) = &options.filter {
        specs.retain(|spec| spec.shown.contains(text));
    }
    if specs.is_empty() {
        return Err(Failure::Message(format!(
            "there are no such documents in {folder}"
        )));
    }
    let work = crates::target_folder(root)?.join("corpus");
    let mut run = Run {
        results: Results::open(&work.join("results.jsonl"), options.fresh)?,
        keys: keys(&specs, options)?,
        options,
        specs: &specs,
    };
    let crates_folder = options.keep.clone().unwrap_or_else(|| work.join("crates"));
    run.generate(&crates_folder)?;
    let compile = Compile {
        root: root.to_path_buf(),
        crates: crates_folder,
        target: work.join("build"),
        log: work.join("rustc.jsonl"),
        jobs: jobs(options.jobs),
    };
    if options.examples {
        run.examples(&compile)?;
    }
    if options.check {
        run.compile(&compile)?;
    }
    if options.keep.is_some() {
        compile.finish(&specs.iter().collect::<Vec<_>>())?;
    }
    run.conclude(console)
}

/// The key of each document's record: it changes with the document, with this program, and with
/// what is asked for.
fn keys(specs: &[Spec], options: &Options) -> Result<HashMap<String, String>, Failure> {
    let program = specs::fingerprint(&env::current_exe()?)?;
    let skip = if options.skip_unsupported {
        "-skip"
    } else {
        ""
    };
    let keep = if options.keep_undeclared { "-keep" } else { "" };
    let cli = if options.cli { "-cli" } else { "" };
    let keys = specs.iter().map(|spec| {
        let document = specs::fingerprint(&spec.path)?;
        Ok((
            spec.shown.clone(),
            format!("{document:016x}-{program:016x}{skip}{keep}{cli}"),
        ))
    });
    keys.collect()
}

struct Run<'a> {
    options: &'a Options,
    specs: &'a [Spec],
    keys: HashMap<String, String>,
    results: Results,
}

impl Run<'_> {
    fn key(&self, spec: &Spec) -> &str {
        self.keys.get(&spec.shown).map_or("", String::as_str)
    }

    fn record(&self, spec: &Spec) -> Option<&Record> {
        self.results.get(&spec.shown, self.key(spec))
    }

    /// Whether all is known of a document that this run asks for.
    fn is_known(&self, spec: &Spec, crates_folder: &Path) -> bool {
        let Some(record) = self.record(spec) else {
            return false;
        };
        if record.made().is_none() {
            return true;
        }
        let checked = record.check.is_some() || !self.options.check;
        let tried = record.examples.is_some() || !self.options.examples;
        let kept = self.options.keep.is_none() || generate::folder(crates_folder, spec).is_dir();
        checked && tried && kept
    }

    fn generate(&mut self, crates_folder: &Path) -> Result<(), Failure> {
        let unknown = self.specs.iter();
        let unknown = unknown.filter(|spec| !self.is_known(spec, crates_folder));
        let tasks: Vec<Task<'_>> = unknown
            .map(|spec| Task {
                spec,
                key: self.key(spec).to_owned(),
            })
            .collect();
        let writes = self.options.check || self.options.examples || self.options.keep.is_some();
        let out = writes.then(|| crates_folder.to_path_buf());
        let mut generate = Generate::new(out, self.options.skip_unsupported)?;
        generate.examples = self.options.examples;
        generate.keep_undeclared = self.options.keep_undeclared;
        generate.cli = self.options.cli;
        let mut progress = Progress::new("generated", tasks.len());
        let results = &mut self.results;
        generate.all(&tasks, jobs(self.options.jobs), |spec, mut record| {
            progress.done(&spec.shown);
            // What rustc said of the very same crates still holds.
            let known = results.get(&spec.shown, &record.key);
            record.check = known.and_then(|known| known.check.clone());
            record.examples = known.and_then(|known| known.examples.clone());
            results.add(record)?;
            Ok(())
        })
    }

    fn examples(&mut self, compile: &Compile) -> Result<(), Failure> {
        let unknown = self.specs.iter().filter_map(|spec| {
            let record = self.record(spec)?;
            let found = record.made().filter(|_| record.examples.is_none())?;
            Some((spec, found.lines.of("types"), found.examples?))
        });
        let unknown: Vec<_> = unknown.collect();
        let mut progress = Progress::new("examples of", unknown.len());
        let (none, some): (Vec<_>, Vec<_>) =
            unknown.into_iter().partition(|(_, _, count)| *count == 0);
        for (spec, _, _) in none {
            self.tried(spec, Examples::default(), compile)?;
            progress.done(&spec.shown);
        }
        let some: Vec<_> = some
            .iter()
            .map(|(spec, lines, _)| (*spec, *lines))
            .collect();
        for batch in compile::batches(&some) {
            let examples = compile.examples(&batch)?;
            for (spec, examples) in batch.iter().zip(examples) {
                self.tried(spec, examples, compile)?;
                progress.done(&spec.shown);
            }
        }
        Ok(())
    }

    /// Keeps what came of the examples of a document.
    fn tried(&mut self, spec: &Spec, examples: Examples, compile: &Compile) -> Result<(), Failure> {
        if let Some(record) = self.record(spec) {
            let mut record = record.clone();
            record.examples = Some(examples);
            self.results.add(record)?;
        }
        compile.clean_driver(spec)?;
        if !self.options.check && self.options.keep.is_none() {
            fs::remove_dir_all(generate::folder(&compile.crates, spec))?;
        }
        Ok(())
    }

    fn compile(&mut self, compile: &Compile) -> Result<(), Failure> {
        let unknown = self.specs.iter().filter_map(|spec| {
            let record = self.record(spec)?;
            let lines = record.made()?.lines.all();
            record.check.is_none().then_some((spec, lines))
        });
        let unknown: Vec<_> = unknown.collect();
        let mut progress = Progress::new("compiled", unknown.len());
        for batch in compile::batches(&unknown) {
            let checks = compile.batch(&batch)?;
            for (spec, check) in batch.iter().zip(checks) {
                if let Some(record) = self.record(spec) {
                    let mut record = record.clone();
                    record.check = Some(check);
                    self.results.add(record)?;
                }
                compile.clean(spec, self.options.keep.is_some())?;
                progress.done(&spec.shown);
            }
        }
        Ok(())
    }

    fn conclude<O: Write, E>(&self, console: &mut Console<O, E>) -> Result<(), Failure> {
        let records = self.specs.iter().filter_map(|spec| self.record(spec));
        let mut records: Vec<Record> = records.cloned().collect();
        if !self.options.check {
            // What isn't asked for doesn't count.
            records.iter_mut().for_each(|record| record.check = None);
        }
        if !self.options.examples {
            records.iter_mut().for_each(|record| record.examples = None);
        }
        summary::write(&records, &mut console.out)?;
        if let Some(report) = &self.options.report {
            let lines = records.iter().map(serde_json::to_string);
            let lines: Result<Vec<String>, _> = lines.collect();
            fs::write(report, lines?.join("\n") + "\n")?;
        }
        if records.iter().any(Record::is_bad) {
            return Err(Failure::Reported);
        }
        Ok(())
    }
}
