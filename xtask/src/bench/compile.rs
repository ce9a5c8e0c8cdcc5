//! `cargo xtask bench compile`: what emitted crates cost to check, and what a peer's client does.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use super::generate::Own;
use super::kept::Kept;
use super::measure::{Crates, Meter, Step};
use super::peer::{self, Peer};
use super::process::{Allowance, End, Most, Runner};
use super::table::{self, Ratio, Table};
use super::{Work, documents, picture};
use crate::corpus::specs::Spec;
use crate::{Console, Failure};

pub(crate) const KIND: &str = "compile";

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    #[command(flatten)]
    documents: documents::Choice,
    #[command(flatten)]
    peer: peer::Against,
    #[command(flatten)]
    most: Most,
    /// The program `oasmith` [default: the one of this workspace, built with --release]
    #[arg(long, value_name = "PATH")]
    oasmith: Option<std::path::PathBuf>,
    /// Check the client with this feature alone, too, where it has it: that of a tag
    #[arg(long, value_name = "FEATURE")]
    tag: Option<String>,
    /// Check nothing else
    #[arg(long, requires = "tag")]
    only_tag: bool,
    /// Check with all features: what no operation uses, too
    #[arg(long)]
    all_features: bool,
}

/// What the crates of a document cost. What wasn't checked is nothing.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Row {
    operations: usize,
    /// Types and client.
    client: Option<Step>,
    /// Types and server.
    server: Option<Step>,
    /// Types and client, as far as one tag needs them.
    part: Option<Step>,
    peer: Option<Step>,
}

pub(crate) fn run<O: Write, E: Write>(
    options: &Options,
    work: &Work,
    console: &mut Console<O, E>,
) -> Result<(), Failure> {
    let runner = Runner::new(&work.folder, Allowance::once(options.most))?;
    let bench = Bench {
        options,
        own: Own::new(
            work.oasmith(options.oasmith.as_deref(), console)?,
            work.folder.join("crates"),
            &runner,
        )?,
        peer: options.peer.find(&work.folder, console)?,
        work,
    };
    let documents = options.documents.documents(&work.folder, console)?;
    let mut kept: Kept<Row> = Kept::open(&work.folder, KIND);
    let mut rows = Vec::new();
    for spec in &documents {
        let row = bench.measure(spec, &mut console.err)?;
        let row = match kept.rows.get(&spec.shown) {
            Some(earlier) if options.only_tag => Row {
                part: row.part,
                ..earlier.clone()
            },
            _ => row,
        };
        kept.add(&spec.shown, row.clone())?;
        rows.push((spec.shown.as_str(), row));
    }
    table(&rows).write(&mut console.out)?;
    Ok(())
}

struct Bench<'a> {
    options: &'a Options,
    own: Own<'a>,
    peer: Option<Peer>,
    work: &'a Work,
}

impl Bench<'_> {
    fn measure(&self, spec: &Spec, err: &mut impl Write) -> io::Result<Row> {
        let shown = &spec.shown;
        let mut meter = Meter::new(self.work, self.options.most, shown, err);
        meter.say("writing the crates …")?;
        self.own.empty()?;
        let runner = self.own.runner;
        let ran = runner.once(self.own.command(&spec.path, &spec.name))?;
        if ran.end != End::Well {
            meter.say(&format!("oasmith {}", ran.end))?;
            return Ok(Row::default());
        }
        let said = runner.said()?;
        let lines = self.own.lines(&spec.name)?;
        let lines = |kind: &str| lines.get(kind).copied().unwrap_or_default();
        let of = |kind: &str| lines("types") + lines(kind);
        let mut row = Row {
            operations: super::generate::operations(&said),
            ..Row::default()
        };
        let crates = Crates::new(&self.own.out, &spec.name, self.work)?;
        if !self.options.only_tag {
            let features: &[&str] = match self.options.all_features {
                true => &["--all-features"],
                false => &[],
            };
            let client = crates.check("client", features, "types and client", &mut meter)?;
            row.client = Some(client.of(of("client")));
            let server = crates.check("server", features, "types and server", &mut meter)?;
            row.server = Some(server.of(of("server")));
        }
        if let Some(tag) = self.options.tag.as_deref()
            && crates.has_feature("client", tag)?
        {
            let features = ["--no-default-features", "--features", tag];
            let what = format!("types and client of {tag}");
            row.part = Some(crates.check("client", &features, &what, &mut meter)?);
        }
        crates.clean()?;
        self.own.empty()?;
        if let Some(peer) = self.peer.as_ref().filter(|_| !self.options.only_tag) {
            row.peer = Some(peer.check(spec, runner, &mut meter)?);
        }
        Ok(row)
    }
}

const HEADS: [&str; 17] = [
    "cargo check, against a client",
    "operations",
    "types + client, lines",
    "s",
    "MiB",
    "types + server, lines",
    "s",
    "MiB",
    "of the client's s",
    "one tag, s",
    "MiB",
    "of the client's s",
    "peer, lines",
    "s",
    "MiB",
    "ratio of s",
    "of MiB",
];

/// All rows, with ratios.
pub(crate) fn table(rows: &[(&str, Row)]) -> Table {
    let mut table = Table::new(&HEADS);
    for (shown, row) in rows {
        let mut cells = vec![(*shown).to_owned(), table::grouped(row.operations)];
        cells.extend(lines_and_cost(row.client.as_ref()));
        cells.extend(lines_and_cost(row.server.as_ref()));
        cells.push(table::ratio(time_ratio(
            row.server.as_ref(),
            row.client.as_ref(),
        )));
        cells.extend(cost(row.part.as_ref()));
        cells.push(table::ratio(time_ratio(
            row.part.as_ref(),
            row.client.as_ref(),
        )));
        cells.extend(lines_and_cost(row.peer.as_ref()));
        cells.extend(row.ratios().map(table::ratio));
        table.add(cells);
    }
    table
}

fn lines_and_cost(step: Option<&Step>) -> Vec<String> {
    let lines = step.map_or(0, |step| step.lines);
    let lines = match lines {
        0 => "-".to_owned(),
        lines => table::grouped(lines),
    };
    std::iter::once(lines).chain(cost(step)).collect()
}

/// The time and the memory, or that rustc refuses it.
fn cost(step: Option<&Step>) -> [String; 2] {
    let ran = step.map(|step| &step.ran);
    if matches!(ran.map(|ran| &ran.end), Some(End::Failed(_))) {
        return ["fails", "-"].map(str::to_owned);
    }
    [
        table::seconds(ran.and_then(table::time)),
        table::mebibytes(ran.and_then(table::peak)),
    ]
}

fn time_ratio(own: Option<&Step>, other: Option<&Step>) -> Option<Ratio> {
    Ratio::of(table::time(&own?.ran), table::time(&other?.ran))
}

impl Row {
    /// The client against the peer's: time and memory.
    fn ratios(&self) -> [Option<Ratio>; 2] {
        let (own, peer) = (self.client.as_ref(), self.peer.as_ref());
        let peaks = own.zip(peer);
        let peaks =
            peaks.and_then(|(own, peer)| Ratio::of(table::peak(&own.ran), table::peak(&peer.ran)));
        [time_ratio(own, peer), peaks]
    }
}

/// The ratios, for the picture.
pub(crate) fn group(rows: &BTreeMap<String, Row>) -> picture::Group {
    let mut rows: Vec<_> = rows.iter().collect();
    rows.sort_by_key(|(_, row)| row.operations);
    let rows = rows.into_iter().map(|(about, row)| picture::Row {
        about: about.clone(),
        ratios: row.ratios(),
    });
    picture::Group {
        title: "To check types and client with cargo: against openapi-to-rust's client",
        of: ["the time", "the memory"],
        rows: rows.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::process::Ran;
    use super::*;
    use crate::watch::Exceeded;

    #[test]
    fn a_failure_is_told_from_a_limit() {
        let step = |end, ms, peak: u64| Step {
            lines: 1200,
            ran: Ran {
                end,
                ms,
                cpu_ms: None,
                peak_kib: Some(peak * 1024),
            },
        };
        let row = |peer| Row {
            operations: 845,
            client: Some(step(End::Well, 10_000, 800)),
            server: Some(step(End::Well, 15_000, 900)),
            part: Some(step(End::Well, 500, 90)),
            peer,
        };
        let limit = End::Exceeded(Exceeded::Mebibytes(1600));
        let rows = [
            ("a", row(Some(step(limit, 40_000, 1600)))),
            ("b", row(Some(step(End::Failed("E0308".to_owned()), 1, 1)))),
            ("c", Row::default()),
        ];
        let mut text = Vec::new();
        table(&rows).write(&mut text).unwrap();
        let text = String::from_utf8(text).unwrap();
        let cells = |line: usize| -> Vec<String> {
            let line = text.lines().nth(line + 2).unwrap();
            line.split('|')
                .map(|cell| cell.trim().to_owned())
                .filter(|cell| !cell.is_empty())
                .skip(2)
                .collect()
        };
        let own = [
            "1,200", "10.0", "800", "1,200", "15.0", "900", "1.50", "0.500", "90", "0.05",
        ];
        let ended = ["1,200", "> 40.0", "> 1600", "< 0.25", "< 0.50"];
        assert_eq!(cells(0), [own.as_slice(), &ended].concat());
        let failed = ["1,200", "fails", "-", "-", "-"];
        assert_eq!(cells(1), [own.as_slice(), &failed].concat());
        assert_eq!(cells(2), ["-"; 15]);
    }
}
