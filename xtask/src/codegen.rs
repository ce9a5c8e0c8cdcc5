//! `cargo xtask codegen`: generates the crates of all documents, or checks that they are current.

#[cfg(test)]
mod tests;

use std::io::{IsTerminal, Stderr, Write};
use std::path::{Path, PathBuf};
use std::{env, fs};

use oasmith::Generated;
use oasmith::config::{Config, DocumentConfig};
use oasmith::diagnostic::{Diagnostics, Style};
use oasmith::output::{Changes, OutputError};
use oasmith::source::Source;
use oasmith::timings::Timings;

use crate::{Console, Failure};

const DEFAULT_CONFIG: &str = "spec/oasmith.toml";
/// So many paths of each kind are listed.
const MAX_LISTED: usize = 20;
/// So many files are shown with a diff, each of so many lines.
const MAX_DIFFS: usize = 10;
const MAX_DIFF_LINES: usize = 12;

#[derive(Debug, Default, clap::Args)]
pub(crate) struct Options {
    /// Write nothing; fail when something would have to be written
    #[arg(long)]
    pub(crate) check: bool,
    /// Replace generated files even where somebody edited them since; without it, they are named
    /// and nothing is written
    #[arg(long, conflicts_with = "check")]
    pub(crate) overwrite: bool,
    /// Which documents make which crates [default: spec/oasmith.toml of the workspace]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Say on standard error how long each step took, of all documents together
    #[arg(long)]
    pub(crate) timings: bool,
}

/// Knows whether what it writes to can show colours.
pub(crate) trait Colours {
    fn style(&self) -> Style;
}

impl Colours for Stderr {
    fn style(&self) -> Style {
        let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        Style {
            colour: self.is_terminal() && !refused,
            ..Style::default()
        }
    }
}

/// A document with what it makes.
struct Made {
    document: DocumentConfig,
    folder: PathBuf,
    generated: Generated,
}

pub(crate) fn run<O: Write, E: Write + Colours>(
    options: &Options,
    root: &Path,
    console: &mut Console<O, E>,
) -> Result<(), Failure> {
    let config = options
        .config
        .clone()
        .unwrap_or_else(|| root.join(DEFAULT_CONFIG));
    let mut timings = Timings::default();
    let made = generate_all(&config, console, &mut timings)?;
    if !options.check && !options.overwrite {
        timings.time("compare", || refuse_edits(&made))?;
    }
    let mut total = Changes::default();
    let mut diffs_left = MAX_DIFFS;
    for made in &made {
        let Generated {
            output,
            operations,
            types,
            ..
        } = &made.generated;
        let name = &made.document.name;
        writeln!(
            console.out,
            "{name}: {operations} operations, {types} types"
        )?;
        let changes = if options.check {
            let changes = timings.time("compare", || output.compare(&made.folder))?;
            show_stale(made, &changes, &mut diffs_left, &mut console.out)?;
            changes
        } else {
            let changes = timings.time("write", || output.overwrite(&made.folder))?;
            list("added", &changes.added, MAX_LISTED, &mut console.out)?;
            list("changed", &changes.changed, MAX_LISTED, &mut console.out)?;
            list("edited", &changes.edited, usize::MAX, &mut console.out)?;
            list("removed", &changes.removed, usize::MAX, &mut console.out)?;
            changes
        };
        total.added.extend(changes.added);
        total.changed.extend(changes.changed);
        total.removed.extend(changes.removed);
        total.unchanged += changes.unchanged;
    }
    if options.timings {
        write!(console.err, "{timings}")?;
    }
    conclude(options, &total, &mut console.out)
}

/// Fails where writing would replace or remove what somebody edited, before anything is written.
fn refuse_edits(made: &[Made]) -> Result<(), OutputError> {
    let mut paths = Vec::new();
    for made in made {
        paths.extend(made.generated.output.compare(&made.folder)?.edited);
    }
    if paths.is_empty() {
        return Ok(());
    }
    Err(OutputError::Edited { paths })
}

/// Generates from all documents before anything is written, so that a fault in one leaves all as
/// they were.
fn generate_all<O: Write, E: Write + Colours>(
    config: &Path,
    console: &mut Console<O, E>,
    timings: &mut Timings,
) -> Result<Vec<Made>, Failure> {
    let shown = config.display();
    let text =
        fs::read_to_string(config).map_err(|error| format!("cannot read {shown}: {error}"))?;
    let parsed = Config::parse(&text).map_err(|error| format!("{shown}: {error}"))?;
    let folder = config.parent().unwrap_or(Path::new(""));
    let mut all = Vec::new();
    let mut failed = false;
    for document in parsed.documents {
        let path = folder.join(&document.path);
        let source = timings.time("read", || match &document.root {
            Some(root) => Source::open_below(&path, &folder.join(root)),
            None => Source::open(&path),
        })?;
        match oasmith::generate_timed(&source, &document, timings) {
            Ok(generated) => {
                report(&generated.diagnostics, &source, &mut console.err)?;
                all.push(Made {
                    folder: folder.join(&document.output),
                    document,
                    generated,
                });
            }
            Err(diagnostics) => {
                report(&diagnostics, &source, &mut console.err)?;
                failed = true;
            }
        }
    }
    if failed {
        return Err(Failure::Reported);
    }
    Ok(all)
}

fn report<E: Write + Colours>(
    diagnostics: &Diagnostics,
    source: &Source,
    err: &mut E,
) -> Result<(), Failure> {
    let text = diagnostics.render(source, err.style());
    err.write_all(text.as_bytes())?;
    Ok(())
}

fn list(kind: &str, paths: &[String], most: usize, out: &mut impl Write) -> Result<(), Failure> {
    for path in paths.iter().take(most) {
        writeln!(out, "  {kind:<8} {path}")?;
    }
    and_more(paths, most, out)
}

fn and_more(paths: &[String], most: usize, out: &mut impl Write) -> Result<(), Failure> {
    if paths.len() > most {
        writeln!(out, "  … and {} more", paths.len() - most)?;
    }
    Ok(())
}

fn show_stale(
    made: &Made,
    changes: &Changes,
    diffs_left: &mut usize,
    out: &mut impl Write,
) -> Result<(), Failure> {
    let kinds = [
        ("changed", &changes.changed),
        ("removed", &changes.removed),
        ("added", &changes.added),
    ];
    for (kind, paths) in kinds {
        for path in paths.iter().take(MAX_LISTED) {
            writeln!(out, "  {kind:<8} {path}")?;
            if *diffs_left > 0 {
                *diffs_left -= 1;
                let output = &made.generated.output;
                let diff = output.diff(&made.folder, path, MAX_DIFF_LINES)?;
                for line in diff.lines() {
                    writeln!(out, "    {line}")?;
                }
            }
        }
        and_more(paths, MAX_LISTED, out)?;
    }
    Ok(())
}

fn conclude(options: &Options, total: &Changes, out: &mut impl Write) -> Result<(), Failure> {
    writeln!(
        out,
        "{} added, {} changed, {} removed, {} unchanged",
        total.added.len(),
        total.changed.len(),
        total.removed.len(),
        total.unchanged
    )?;
    if !options.check || total.is_empty() {
        return Ok(());
    }
    let config = match &options.config {
        Some(config) => format!(" --config {}", config.display()),
        None => String::new(),
    };
    writeln!(
        out,
        "run `cargo xtask codegen{config}` and commit the result"
    )?;
    Err(Failure::Reported)
}
