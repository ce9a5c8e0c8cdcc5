//! TypeSpec Spector, the suite that generators of clients and servers are held to: documents, and
//! scenarios with every request and response.
//!
//! Each document's crates are made, and a crate beside them that uses them as a user would: it makes
//! the calls of the scenarios with the client, or answers them with the server's traits. One program
//! links all of these. The other side of each socket is here, and looks at the bytes.

mod causes;
mod client;
mod http;
mod judge;
mod live;
mod model;
mod peer;
mod process;
mod route;
mod run;
mod rust;
mod send;
mod server;
mod suite;
#[cfg(test)]
mod tests;
mod wire;
mod workspace;

use std::collections::BTreeMap;
use std::env;
use std::io::Write;
use std::path::{Path, PathBuf};

use self::run::Trial;
use super::scoreboard::{Line, Scoreboard};
use crate::{Console, Failure};

/// Says where the data of the suite is.
const VARIABLE: &str = "OASMITH_SPECTOR";

/// Whose a failure is that has no other cause.
const OURS: &str = "ours";

/// What `cargo xtask ci` tries: of each kind of call some.
const SAMPLE: [&str; 7] = [
    "authentication/union",
    "parameters/collection-format",
    "payload/multipart",
    "payload/pageable",
    "response/body-or-no-content",
    "streaming/jsonl",
    "versioning/added",
];

#[derive(Debug, Default, clap::Args)]
pub(super) struct Scenarios {
    /// Try only specs whose name holds this
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Write the scoreboard
    #[arg(long, conflicts_with = "filter")]
    bless: bool,
    /// Let the suite itself call and be called: it is installed with npm
    #[arg(long, conflicts_with = "bless")]
    live: bool,
    /// The folder of the suite's data [default: `spector` in `../shared`, or what OASMITH_SPECTOR
    /// says]
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// Which of the emitted crates is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Client,
    Server,
}

impl Side {
    /// The end of the names of the emitted crates.
    fn word(self) -> &'static str {
        match self {
            Self::Client => "client",
            Self::Server => "server",
        }
    }

    /// The end of the names of the crates that use them.
    fn user(self) -> &'static str {
        match self {
            Self::Client => "calls",
            Self::Server => "answers",
        }
    }

    /// The program that links these.
    fn program(self) -> &'static str {
        match self {
            Self::Client => "conformance-client",
            Self::Server => "conformance-server",
        }
    }
}

/// The folder of the data, if it is at hand.
fn at_hand(root: &Path) -> Option<PathBuf> {
    let folder = match env::var_os(VARIABLE) {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(".").join(root).join("../shared/spector"),
    };
    folder.is_dir().then_some(folder)
}

pub(super) fn run<O: Write, E>(
    options: &Scenarios,
    side: Side,
    root: &Path,
    console: &mut Console<O, E>,
) -> Result<(), Failure> {
    let folder = options.data.clone().or_else(|| at_hand(root));
    let Some(folder) = folder else {
        return Err(Failure::Message(format!(
            "the data of the suite isn't at hand: give its folder with --data, or set {VARIABLE}"
        )));
    };
    let wanted = |spec: &str| match &options.filter {
        Some(filter) => spec.contains(filter.as_str()),
        None => true,
    };
    let mut trial = Trial::new(&folder, wanted)?;
    if options.live {
        trial.keep_first();
    }
    let verdicts = trial.run(side, options.live, root)?;
    if options.live {
        return scoreboard(&trial, &verdicts, side, true).show(OURS, console);
    }
    let covered = options.filter.as_ref().map(|_| trial.rows());
    hold(
        &trial,
        &verdicts,
        side,
        covered,
        options.bless,
        root,
        console,
    )
}

/// Tries the sample, for `cargo xtask ci`.
pub(super) fn sample<O: Write, E>(root: &Path, console: &mut Console<O, E>) -> Result<(), Failure> {
    let Some(folder) = at_hand(root) else {
        writeln!(
            console.out,
            "skipped: the data of TypeSpec Spector isn't at hand ({VARIABLE} says where it is)"
        )?;
        return Ok(());
    };
    let trial = Trial::new(&folder, |spec| SAMPLE.contains(&spec))?;
    for side in [Side::Client, Side::Server] {
        let verdicts = trial.run(side, false, root)?;
        let covered = Some(trial.rows());
        hold(&trial, &verdicts, side, covered, false, root, console)?;
    }
    Ok(())
}

fn hold<O: Write, E>(
    trial: &Trial,
    verdicts: &[run::Verdict],
    side: Side,
    covered: Option<Vec<String>>,
    bless: bool,
    root: &Path,
    console: &mut Console<O, E>,
) -> Result<(), Failure> {
    let word = side.word();
    let path = root.join(format!("tests/conformance/{word}.snap"));
    let scoreboard = scoreboard(trial, verdicts, side, false);
    let command = format!("cargo xtask conformance {word}");
    match covered {
        None => scoreboard.hold(&path, bless, &command, console),
        Some(rows) => {
            let is_covered = |value: &str| {
                let row = value.split(" › ").next().unwrap_or_default();
                rows.iter().any(|covered| covered == row)
            };
            scoreboard.hold_part(&path, is_covered, &command, console)
        }
    }
}

/// What came of all scenarios, in the order of their specs.
fn scoreboard(trial: &Trial, verdicts: &[run::Verdict], side: Side, live: bool) -> Scoreboard {
    let mut rows: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let mut failures = Vec::new();
    let (mut calls, mut failed) = (0, 0);
    for verdict in verdicts {
        let (passed, all) = rows.entry(&verdict.row).or_default();
        *all += 1;
        calls += verdict.calls;
        failed += verdict.failures.len();
        let causes = verdict.failures.iter().map(|(number, reason)| {
            let cause = causes::cause(side, live, &verdict.name, *number);
            (*number, reason, cause)
        });
        // What is ours counts before what isn't.
        let Some((number, reason, cause)) = causes.min_by_key(|(_, _, cause)| cause.is_some())
        else {
            *passed += 1;
            continue;
        };
        let place = match verdict.calls {
            1 => String::new(),
            _ => format!("call {}: ", number + 1),
        };
        let why = cause.map_or(String::new(), |cause| format!(" ({})", cause.why));
        failures.push(Line {
            value: format!("{} › {}", verdict.row, verdict.name),
            places: vec![cause.map_or(OURS, |cause| cause.whose)],
            reason: format!("{place}{}{why}", reason.replace(['\n', '\r'], " ")),
        });
    }
    let passed: usize = rows.values().map(|(passed, _)| passed).sum();
    let mut counts = vec![format!(
        "{}: {passed} of {} scenarios pass, {} of {calls} calls ({} documents)",
        side.word(),
        verdicts.len(),
        calls - failed,
        trial.documents(),
    )];
    for whose in [OURS, causes::DOCUMENT, causes::SUITE] {
        let count = failures
            .iter()
            .filter(|line| line.places == [whose])
            .count();
        counts.push(format!("failures that are {whose}: {count}"));
    }
    let rows = rows.into_iter();
    counts.extend(rows.map(|(row, (passed, all))| format!("{row}: {passed} of {all}")));
    Scoreboard { counts, failures }
}
