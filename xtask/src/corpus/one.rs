//! One document in a process of its own, so that a crash of it ends nothing else.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use oasmith::Generated;
use oasmith::config::{DocumentConfig, Undeclared};
use oasmith::diagnostic::{Diagnostic, Diagnostics, Severity};
use oasmith::source::{FileId, Source};
use serde::{Deserialize, Serialize};

use super::examples;
use crate::{Console, Failure, memory};

/// A message may quote the document, and the document may be anything.
const MAX_MESSAGE: usize = 300;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    document: PathBuf,
    #[arg(long)]
    name: String,
    #[arg(long)]
    out: Option<PathBuf>,
    #[arg(long)]
    skip_unsupported: bool,
    #[arg(long)]
    keep_undeclared: bool,
    #[arg(long)]
    cli: bool,
    /// Write a driver for the examples, too
    #[arg(long, requires = "out")]
    examples: bool,
}

/// What came of a document.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Found {
    /// Whether there are crates; without them, there are errors.
    pub(crate) generated: bool,
    /// Whether it is no document of its own, but a part of one, or something else entirely.
    #[serde(default)]
    pub(crate) no_document: bool,
    pub(crate) operations: usize,
    pub(crate) types: usize,
    pub(crate) fields: usize,
    /// How many fields are any JSON value, by the reason.
    pub(crate) untyped: BTreeMap<String, usize>,
    /// How often each code is among the errors.
    pub(crate) errors: BTreeMap<String, usize>,
    /// How often each code is among the warnings.
    pub(crate) warnings: BTreeMap<String, usize>,
    /// The first error; without one, the first warning.
    pub(crate) first: Option<String>,
    /// The lines of Rust of the crates.
    pub(crate) lines: Lines,
    /// How many examples there are to try, where that was asked for.
    #[serde(default)]
    pub(crate) examples: Option<usize>,
    pub(crate) peak_kib: Option<u64>,
}

/// How long crates are, by kind.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Lines(BTreeMap<String, usize>);

impl Lines {
    pub(crate) fn of(&self, kind: &str) -> usize {
        self.0.get(kind).copied().unwrap_or_default()
    }

    pub(crate) fn all(&self) -> usize {
        self.0.values().sum()
    }
}

pub(crate) fn run<O: Write, E>(
    options: &Options,
    console: &mut Console<O, E>,
) -> Result<(), Failure> {
    let source = Source::open(&options.document)?;
    let mut config = DocumentConfig::named(&options.name)?;
    config.skip_unsupported = options.skip_unsupported;
    config.cli = options.cli;
    if options.keep_undeclared {
        config.undeclared = Undeclared::Keep;
    }
    let mut found = match oasmith::generate(&source, &config) {
        Ok(generated) => {
            let mut found = made(&generated, &options.name);
            if let Some(out) = &options.out {
                fs::create_dir_all(out)?;
                generated.output.overwrite(out)?;
                if options.examples {
                    let count = examples::prepare(&source, &generated, &options.name, out)?;
                    found.examples = Some(count);
                }
            }
            found.with(&generated.diagnostics, &source)
        }
        Err(diagnostics) => {
            let found = Found {
                no_document: is_no_document(&source),
                ..Found::default()
            };
            found.with(&diagnostics, &source)
        }
    };
    found.peak_kib = memory::own_peak();
    writeln!(console.out, "{}", serde_json::to_string(&found)?)?;
    Ok(())
}

/// Whether a file is readable but doesn't call itself a document of any version.
fn is_no_document(source: &Source) -> bool {
    let value = oasmith::parse::read(source, FileId::default(), &mut Diagnostics::default());
    value.is_some_and(|value| value.get("openapi").is_none() && value.get("swagger").is_none())
}

fn made(generated: &Generated, name: &str) -> Found {
    let mut untyped = BTreeMap::new();
    for field in &generated.untyped {
        *untyped.entry(field.reason.to_string()).or_default() += 1;
    }
    let cli = generated.view.cli.is_some().then_some("cli");
    let lines = oasmith::emit::kinds().chain(cli).map(|kind| {
        let folder = format!("{name}-{kind}/");
        let files = generated.output.iter();
        let files = files.filter(|(path, _)| path.starts_with(&folder) && path.ends_with(".rs"));
        let lines = files.map(|(_, text)| text.lines().count());
        (kind.to_owned(), lines.sum())
    });
    Found {
        generated: true,
        operations: generated.operations,
        types: generated.types,
        fields: generated.fields,
        untyped,
        lines: Lines(lines.collect()),
        ..Found::default()
    }
}

impl Found {
    /// Adds what there is to say.
    fn with(mut self, diagnostics: &Diagnostics, source: &Source) -> Self {
        for diagnostic in diagnostics.iter() {
            let codes = match diagnostic.severity {
                Severity::Error => &mut self.errors,
                Severity::Warning => &mut self.warnings,
            };
            *codes.entry(diagnostic.code.to_string()).or_default() += 1;
        }
        let first = diagnostics.iter().min_by_key(|each| each.severity);
        self.first = first.map(|each| short(each, source));
        self
    }
}

/// A diagnostic in one line.
fn short(diagnostic: &Diagnostic, source: &Source) -> String {
    let mut text = diagnostic.to_string();
    if let Some(pointer) = diagnostic.pointer() {
        let start = source.locate(pointer, oasmith::source::Part::Key).start;
        text.push_str(&format!(" line {}", source.line_column(start).0));
    }
    one_line(&text)
}

/// The start of a text, in one line and without control characters.
pub(crate) fn one_line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let plain = line.chars().filter(|character| !character.is_control());
    plain.take(MAX_MESSAGE).collect()
}
