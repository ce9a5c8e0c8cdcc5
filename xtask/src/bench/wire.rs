//! `cargo xtask bench server` and `bench client`: what emitted code costs at work, beside the same
//! written by hand.
//!
//! The program is `tests/bench/wire`, and the crates are made of `tests/bench/wire.yaml`. It starts
//! its servers itself, lets both sides take turns, and ends all that it started.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::{Deserialize, Serialize};

use super::kept::Kept;
use super::table::{self, Amount, Ratio, Table};
use super::{Work, picture};
use crate::{Console, Failure, crates};

const DOCUMENT: &str = "tests/bench/wire.yaml";
const NAME: &str = "wire";

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// How often each side has its turn: the medians count, of the ratios the one of single rounds
    #[arg(long, value_name = "N", default_value_t = 201)]
    rounds: usize,
    /// How long a turn is. The shorter it is, the less can change on the machine between two of them
    #[arg(long, value_name = "SECONDS", default_value_t = 0.05)]
    seconds: f64,
    /// The program `oasmith` [default: the one of this workspace, built with --release]
    #[arg(long, value_name = "PATH")]
    oasmith: Option<PathBuf>,
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Server,
    Client,
}

impl What {
    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::Server => "server",
            Self::Client => "client",
        }
    }

    /// How many routes are measured.
    fn routes(self) -> u32 {
        match self {
            Self::Server => 4,
            Self::Client => 2,
        }
    }
}

/// What each side did with a route, in each of its turns.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Row {
    #[serde(rename = "emitted")]
    emitted: Turns,
    #[serde(rename = "by-hand")]
    by_hand: Turns,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Turns {
    /// Requests per second.
    per_second: Vec<f64>,
    /// Allocations per request.
    allocations: Vec<f64>,
}

pub(crate) fn run<O: Write, E: Write>(
    what: What,
    options: &Options,
    work: &Work,
    console: &mut Console<O, E>,
) -> Result<(), Failure> {
    let program = build(options, work, console)?;
    let count = options.rounds.max(1);
    let seconds = options.seconds * 2.0 * f64::from(what.routes());
    #[expect(clippy::cast_precision_loss, reason = "it is said roughly")]
    let seconds = seconds * count as f64;
    writeln!(console.err, "measuring for about {seconds:.0} s …")?;
    let output = Command::new(program)
        .arg(what.kind())
        .args([count.to_string(), options.seconds.to_string()])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(Failure::Message(format!(
            "the {} can't be measured ({})",
            what.kind(),
            output.status
        )));
    }
    let rows: BTreeMap<String, Row> = serde_json::from_slice(&output.stdout)?;
    let mut kept = Kept::open(&work.folder, what.kind());
    for (route, row) in &rows {
        kept.add(route, row.clone())?;
    }
    table(what, &rows).write(&mut console.out)?;
    Ok(())
}

/// Writes the crates, and builds the program that uses them.
fn build<O, E: Write>(
    options: &Options,
    work: &Work,
    console: &mut Console<O, E>,
) -> Result<PathBuf, Failure> {
    let oasmith = work.oasmith(options.oasmith.as_deref(), console)?;
    let folder = work.folder.join(NAME);
    fs::create_dir_all(&folder)?;
    let generated = Command::new(oasmith)
        .arg("generate")
        .arg(work.root.join(DOCUMENT))
        .arg("--out")
        .arg(&folder)
        .args(["--name", NAME, "--overwrite"])
        .stdin(Stdio::null())
        .output()?;
    if !generated.status.success() {
        let said = String::from_utf8_lossy(&generated.stderr).into_owned();
        return Err(Failure::Message(said));
    }
    copy(
        &work.root.join("tests/bench").join(NAME),
        &folder.join(NAME),
    )?;
    let kinds = oasmith::emit::kinds();
    let mut members: Vec<String> = kinds.map(|kind| format!("{NAME}-{kind}")).collect();
    members.push(NAME.to_owned());
    crates::write_workspace(&folder, &members)?;
    crates::lend_lock(&work.root, &folder)?;
    writeln!(
        console.err,
        "building the emitted crates and those by hand …"
    )?;
    let target = work.folder.join("wire-build");
    let mut cargo = crates::cargo(&folder, &target);
    let status = cargo
        .args(["build", "--release", "--quiet", "--package", NAME])
        .status()?;
    if !status.success() {
        return Err(Failure::Message("they can't be built".to_owned()));
    }
    let program = target.join("release").join(NAME);
    Ok(program.with_extension(std::env::consts::EXE_EXTENSION))
}

/// Copies a folder.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), to)?;
        }
    }
    Ok(())
}

/// All routes, with ratios.
fn table(what: What, rows: &BTreeMap<String, Row>) -> Table {
    let mut heads = vec![
        match what {
            What::Server => "requests that a server answers",
            What::Client => "calls that a client makes",
        },
        "emitted, per second",
        "by hand, per second",
        "ratio of time",
        "half of the rounds",
    ];
    if what == What::Client {
        heads.extend(["emitted, allocations", "by hand", "ratio"]);
    }
    let mut table = Table::new(&heads);
    for (route, row) in rows {
        let whole = |number: Option<f64>| match number {
            Some(number) => table::rounded(number),
            None => "-".to_owned(),
        };
        let mut cells = vec![
            route.clone(),
            whole(median(&row.emitted.per_second)),
            whole(median(&row.by_hand.per_second)),
            table::ratio(row.time_ratio()),
            row.spread(),
        ];
        if what == What::Client {
            cells.extend([
                whole(median(&row.emitted.allocations)),
                whole(median(&row.by_hand.allocations)),
                table::ratio(row.allocations_ratio()),
            ]);
        }
        table.add(cells);
    }
    table
}

impl Row {
    /// How much time a request takes, as a part of what it takes by hand: the median of the rounds. Turns
    /// of one round follow each other, so that both have the machine as it is then.
    fn time_ratio(&self) -> Option<Ratio> {
        let number = median(&self.time_ratios())?;
        Some(Ratio {
            number,
            at_most: false,
        })
    }

    fn allocations_ratio(&self) -> Option<Ratio> {
        of_medians(&self.emitted.allocations, &self.by_hand.allocations)
    }

    /// The ratio of each round. The more per second, the less time.
    fn time_ratios(&self) -> Vec<f64> {
        let rounds = self.by_hand.per_second.iter();
        let rounds = rounds.zip(&self.emitted.per_second);
        rounds.map(|(by_hand, emitted)| by_hand / emitted).collect()
    }

    /// Between which ratios half of the rounds are: how much it takes to believe their median.
    fn spread(&self) -> String {
        let mut ratios = self.time_ratios();
        ratios.sort_by(f64::total_cmp);
        let quarter = ratios.len() / 4;
        match (ratios.get(quarter), ratios.iter().nth_back(quarter)) {
            (Some(lower), Some(upper)) => format!("{lower:.2} to {upper:.2}"),
            _ => "-".to_owned(),
        }
    }
}

fn of_medians(own: &[f64], other: &[f64]) -> Option<Ratio> {
    let amount = |numbers| {
        Some(Amount {
            number: median(numbers)?,
            at_least: false,
        })
    };
    Ratio::of(amount(own), amount(other))
}

fn median(numbers: &[f64]) -> Option<f64> {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f64::total_cmp);
    let upper = sorted.get(sorted.len() / 2)?;
    let lower = sorted.get(sorted.len().checked_sub(1)? / 2)?;
    Some(f64::midpoint(*lower, *upper))
}

/// The ratios, for the picture.
pub(crate) fn group(what: What, rows: &BTreeMap<String, Row>) -> picture::Group {
    let rows = rows.iter().map(|(about, row)| picture::Row {
        about: about.clone(),
        ratios: match what {
            What::Server => [row.time_ratio(), None],
            What::Client => [row.time_ratio(), row.allocations_ratio()],
        },
    });
    picture::Group {
        title: match what {
            What::Server => "To answer a request: against the same route by hand, on axum",
            What::Client => "To make a call: against the same call by hand, with reqwest",
        },
        of: ["the time", "the allocations"],
        rows: rows.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_are_compared() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0, 1.0, 2.0]), Some(2.0));
        assert_eq!(median(&[4.0, 1.0]), Some(2.5));
        let turns = |per_second: [f64; 3], allocations: f64| Turns {
            per_second: per_second.to_vec(),
            allocations: vec![allocations],
        };
        let row = Row {
            emitted: turns([800.0, 1000.0, 900.0], 30.0),
            by_hand: turns([1000.0, 990.0, 900.0], 20.0),
        };
        let rows = [("GET".to_owned(), row)].into();
        let text = |what| {
            let mut text = Vec::new();
            table(what, &rows).write(&mut text).unwrap();
            String::from_utf8(text).unwrap()
        };
        let server: String = text(What::Server).split_whitespace().collect();
        assert!(server.contains("|900|990|1.00|0.99to1.25|"), "{server}");
        let client: String = text(What::Client).split_whitespace().collect();
        assert!(client.contains("|30|20|1.50|"), "{client}");
    }
}
