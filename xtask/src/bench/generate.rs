//! `cargo xtask bench generate`: what it costs to write crates, and what it costs a peer to write
//! its client.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::{Deserialize, Serialize};
use tempfile::TempDir;

use super::kept::Kept;
use super::peer::{self, Peer};
use super::process::{Allowance, End, Ran, Runner};
use super::table::{self, Ratio, Table};
use super::{Work, again, documents, lines, picture, scale};
use crate::corpus::specs::Spec;
use crate::{Console, Failure};

pub(crate) const KIND: &str = "generate";

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    documents: documents::Choice,
    #[command(flatten)]
    peer: peer::Against,
    #[command(flatten)]
    allowance: Allowance,
    /// The program `oasmith` [default: the one of this workspace, built with --release]
    #[arg(long, value_name = "PATH")]
    oasmith: Option<PathBuf>,
    /// Measure runs that have nothing to do instead: those of the Users document, whose crates are
    /// there already
    #[arg(long, conflicts_with = "scale")]
    nothing_to_do: bool,
    /// Measure the first of the documents instead, multiplied to so many operations: its paths, its
    /// components and its tags, again and again
    #[arg(long, value_name = "OPERATIONS", value_delimiter = ',', num_args = 0..)]
    #[arg(default_missing_value = "2500,5000,10000")]
    scale: Option<Vec<usize>>,
}

/// What it costs to write the crates of a document.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) operations: usize,
    pub(crate) own: Ran,
    /// By kind of crate.
    pub(crate) lines: BTreeMap<String, usize>,
    pub(crate) peer: Option<Ran>,
    pub(crate) peer_lines: usize,
}

pub(crate) fn run<O: Write, E: Write>(
    options: &Options,
    work: &Work,
    console: &mut Console<O, E>,
) -> Result<(), Failure> {
    let runner = Runner::new(&work.folder, options.allowance)?;
    let program = work.oasmith(options.oasmith.as_deref(), console)?;
    let own = Own::new(program, work.folder.join("written"), &runner)?;
    if options.nothing_to_do {
        return again::run(&own, work, console);
    }
    let documents = options.documents.documents(&work.folder, console)?;
    if let Some(sizes) = &options.scale {
        return scale::run(&documents, sizes, &own, work, console);
    }
    let peer = options.peer.find(&work.folder, console)?;
    let mut kept = Kept::open(&work.folder, KIND);
    let mut rows = Vec::new();
    for spec in &documents {
        writeln!(console.err, "{} …", spec.shown)?;
        let row = measure(spec, &own, peer.as_ref())?;
        say_failures(&spec.shown, &row, &mut console.err)?;
        kept.add(&spec.shown, row.clone())?;
        rows.push((spec.shown.as_str(), row));
    }
    table(&rows).write(&mut console.out)?;
    Ok(())
}

fn measure(spec: &Spec, own: &Own<'_>, peer: Option<&Peer>) -> io::Result<Row> {
    let written = own.generate(spec)?;
    let (peer, peer_lines) = match peer {
        Some(peer) => {
            let (ran, lines) = peer.generate(spec, own.runner)?;
            (Some(ran), lines)
        }
        None => (None, 0),
    };
    Ok(Row {
        operations: written.operations,
        own: written.ran,
        lines: written.lines,
        peer,
        peer_lines,
    })
}

/// The command `oasmith`, and where it writes to.
pub(crate) struct Own<'a> {
    pub(crate) program: PathBuf,
    pub(crate) out: PathBuf,
    /// What it wrote before. Nothing of it is removed before the end: files are created more slowly right
    /// after others were removed (ext4 goes past inodes that were used a few seconds ago), and a run that
    /// is measured would pay for that.
    before: TempDir,
    pub(crate) runner: &'a Runner,
}

/// What was written.
pub(crate) struct Written {
    pub(crate) ran: Ran,
    pub(crate) operations: usize,
    /// By kind of crate.
    pub(crate) lines: BTreeMap<String, usize>,
}

impl<'a> Own<'a> {
    pub(crate) fn new(program: PathBuf, out: PathBuf, runner: &'a Runner) -> io::Result<Self> {
        let beside = out.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(beside)?;
        Ok(Self {
            program,
            before: tempfile::tempdir_in(beside)?,
            out,
            runner,
        })
    }

    /// What it takes to write the three crates of a document into an empty folder.
    pub(crate) fn generate(&self, spec: &Spec) -> io::Result<Written> {
        let ran = self.runner.run(|| {
            self.empty()?;
            Ok(self.command(&spec.path, &spec.name))
        })?;
        let (operations, lines) = match ran.end {
            End::Well => (operations(&self.runner.said()?), self.lines(&spec.name)?),
            _ => (0, BTreeMap::new()),
        };
        self.empty()?;
        Ok(Written {
            ran,
            operations,
            lines,
        })
    }

    pub(crate) fn command(&self, document: &Path, name: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.arg("generate").arg(document);
        command.arg("--out").arg(&self.out).args(["--name", name]);
        command
    }

    pub(crate) fn empty(&self) -> io::Result<()> {
        if !self.out.exists() {
            return Ok(());
        }
        let aside = tempfile::tempdir_in(self.before.path())?.keep();
        fs::rename(&self.out, aside.join("written"))
    }

    pub(crate) fn lines(&self, name: &str) -> io::Result<BTreeMap<String, usize>> {
        let kinds = oasmith::emit::kinds();
        let counted = kinds.map(|kind| {
            let folder = self.out.join(format!("{name}-{kind}"));
            Ok((kind.to_owned(), lines::below(&folder)?))
        });
        counted.collect()
    }
}

/// How many operations there are, by what `oasmith` says.
pub(crate) fn operations(said: &str) -> usize {
    let mut numbers = said.lines().filter_map(|line| {
        let (before, _) = line.split_once(" operations, ")?;
        before.rsplit(' ').next()?.parse().ok()
    });
    numbers.next_back().unwrap_or_default()
}

/// Says why there are no numbers, where there are none.
fn say_failures(shown: &str, row: &Row, err: &mut impl Write) -> io::Result<()> {
    let sides = [
        ("oasmith", Some(&row.own)),
        (peer::PROGRAM, row.peer.as_ref()),
    ];
    for (program, ran) in sides {
        if let Some(ran) = ran.filter(|ran| ran.end != End::Well) {
            writeln!(err, "{shown}: {program} {}", ran.end)?;
        }
    }
    Ok(())
}

const HEADS: [&str; 13] = [
    "three crates, against a client",
    "operations",
    "types, lines",
    "client, lines",
    "server, lines",
    "s",
    "s of CPU",
    "MiB",
    "peer, lines",
    "s",
    "MiB",
    "ratio of s",
    "of MiB",
];

/// The ratios, for the picture.
pub(crate) fn group(rows: &BTreeMap<String, Row>) -> picture::Group {
    let mut rows: Vec<_> = rows.iter().collect();
    rows.sort_by_key(|(_, row)| row.operations);
    let rows = rows.into_iter().map(|(about, row)| picture::Row {
        about: about.clone(),
        ratios: [row.time_ratio(), row.peak_ratio()],
    });
    picture::Group {
        title: "To write three crates: against openapi-to-rust, which writes a client",
        of: ["the time", "the memory"],
        rows: rows.collect(),
    }
}

/// All rows, with ratios.
pub(crate) fn table(rows: &[(&str, Row)]) -> Table {
    let mut table = Table::new(&HEADS);
    for (shown, row) in rows {
        let lines = |kind: &str| match row.lines.get(kind) {
            Some(lines) => table::grouped(*lines),
            None => "-".to_owned(),
        };
        let peer = row.peer.as_ref();
        let peer_lines = match row.peer_lines {
            0 => "-".to_owned(),
            lines => table::grouped(lines),
        };
        table.add(vec![
            (*shown).to_owned(),
            table::grouped(row.operations),
            lines("types"),
            lines("client"),
            lines("server"),
            table::seconds(table::time(&row.own)),
            table::seconds(table::cpu(&row.own)),
            table::mebibytes(table::peak(&row.own)),
            peer_lines,
            table::seconds(peer.and_then(table::time)),
            table::mebibytes(peer.and_then(table::peak)),
            table::ratio(row.time_ratio()),
            table::ratio(row.peak_ratio()),
        ]);
    }
    table
}

impl Row {
    pub(crate) fn time_ratio(&self) -> Option<Ratio> {
        Ratio::of(table::time(&self.own), table::time(self.peer.as_ref()?))
    }

    pub(crate) fn peak_ratio(&self) -> Option<Ratio> {
        Ratio::of(table::peak(&self.own), table::peak(self.peer.as_ref()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::watch::Exceeded;

    #[test]
    fn operations_are_read() {
        let said = "users: 62 operations, 51 types\n250 added, 0 changed\n";
        assert_eq!(operations(said), 62);
        assert_eq!(operations(""), 0);
    }

    #[test]
    fn a_peer_that_is_ended_gives_bounds() {
        let ran = |end, ms, peak| Ran {
            end,
            ms,
            cpu_ms: Some(ms),
            peak_kib: Some(peak),
        };
        let row = Row {
            operations: 845,
            own: ran(End::Well, 2500, 100 * 1024),
            lines: [("types".to_owned(), 1234)].into(),
            peer: Some(ran(
                End::Exceeded(Exceeded::Seconds(10)),
                10_000,
                400 * 1024,
            )),
            peer_lines: 0,
        };
        let alone = Row {
            peer: None,
            ..row.clone()
        };
        let mut text = Vec::new();
        let rows = [("a", row), ("b", alone)];
        table(&rows).write(&mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        let cells: Vec<Vec<&str>> = text
            .lines()
            .skip(2)
            .map(|line| line.split('|').map(str::trim).skip(6).collect())
            .collect();
        let expected = [
            vec![
                "2.5", "2.5", "100", "-", "> 10.0", "> 400", "< 0.25", "< 0.25", "",
            ],
            vec!["2.5", "2.5", "100", "-", "-", "-", "-", "-", ""],
        ];
        assert_eq!(cells, expected);
    }
}
