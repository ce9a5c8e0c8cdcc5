//! The official test suite of JSON Schema: a folder of files with groups, each a schema with values
//! that are valid or not.
//!
//! A group's schema becomes a component of a document of OpenAPI 3.1: the body of an operation, a
//! property, an item, and the value of a mapping. Valid values have to come back the same; others
//! have to be refused in requests, or a warning has to tell that the keyword isn't honoured.

mod judge;
mod meant;
mod place;
mod suite;
mod table;
mod trial;

use std::collections::BTreeMap;
use std::env;
use std::io::Write;
use std::path::{Path, PathBuf};

use self::place::Place;
use self::suite::Group;
use self::table::Table;
use self::trial::{Trial, Verdict};
use super::scoreboard::{Line, Scoreboard};
use crate::{Console, Failure, crates};

/// Says where the suite is.
pub(super) const VARIABLE: &str = "OASMITH_JSON_SCHEMA_SUITE";

const COMMAND: &str = "cargo xtask conformance json-schema";

/// The folder of the suite, if it is at hand.
pub(super) fn at_hand(root: &Path) -> Option<PathBuf> {
    let folder = match env::var_os(VARIABLE) {
        Some(folder) => PathBuf::from(folder),
        None => Path::new(".")
            .join(root)
            .join("../shared/json-schema-suite"),
    };
    folder.is_dir().then_some(folder)
}

pub(super) fn run<O: Write, E>(
    suite: Option<&Path>,
    bless: bool,
    root: &Path,
    console: &mut Console<O, E>,
) -> Result<(), Failure> {
    let folder = suite.map(Path::to_path_buf).or_else(|| at_hand(root));
    let Some(folder) = folder else {
        return Err(Failure::Message(format!(
            "the suite isn't at hand: give its folder, or set {VARIABLE}"
        )));
    };
    let groups = suite::read(&folder)?;
    let target = crates::target_folder(root)?;
    let mut trial = Trial::new(root, &target);
    let verdicts = trial.run(&groups)?;
    let path = root.join("tests/conformance/json-schema.snap");
    scoreboard(&groups, &verdicts).hold(&path, bless, COMMAND, console)
}

/// What came of all groups, in the order of the groups.
fn scoreboard(groups: &[Group], verdicts: &[Verdict]) -> Scoreboard {
    let mut counts = Counts::default();
    let mut table = Table::default();
    let mut failures = Vec::new();
    for (group, verdict) in groups.iter().zip(verdicts) {
        table.add(group, verdict);
        let tried = match verdict {
            Verdict::Unsayable => {
                counts.unsayable += 1;
                continue;
            }
            Verdict::Refused(reason) => {
                counts.refused += 1;
                failures.push(Line {
                    value: group.title.clone(),
                    places: vec!["document"],
                    reason: format!("isn't generated: {reason}"),
                });
                continue;
            }
            Verdict::Tried(tried) => tried,
        };
        counts.generated += 1;
        for (index, test) in group.tests.iter().enumerate() {
            // What failed in the same way at several places is one line.
            let mut reasons: BTreeMap<&str, Vec<&'static str>> = BTreeMap::new();
            for (place, outcomes) in tried {
                let Some(outcome) = outcomes.get(index) else {
                    continue;
                };
                counts.add(*place, test.valid, outcome.kind);
                if let Some(reason) = &outcome.failure {
                    reasons.entry(reason).or_default().push(place.word());
                }
            }
            let lines = reasons.into_iter().map(|(reason, places)| Line {
                value: format!("{} › {}", group.title, test.title),
                places,
                reason: reason.to_owned(),
            });
            failures.extend(lines);
        }
    }
    let mut counts = counts.lines(groups.len());
    counts.extend(table.lines());
    Scoreboard { counts, failures }
}

/// What came of one value at one place.
#[derive(Clone, Debug)]
struct Outcome {
    kind: Kind,
    /// The reason, where it failed.
    failure: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Same,
    Lost,
    Refused,
    /// Refused on purpose: a keyword implies a type, or a format has one.
    Meant,
    /// A value that isn't valid was taken: a warning told that the keyword isn't honoured.
    Told,
    /// A value that isn't valid was taken, and only by its format it isn't.
    Format,
    /// A value that isn't valid was taken, and nothing told.
    Silent,
}

#[derive(Default)]
struct Counts {
    unsayable: usize,
    refused: usize,
    generated: usize,
    valid: BTreeMap<(Place, Kind), usize>,
    invalid: BTreeMap<(Place, Kind), usize>,
}

impl Counts {
    fn add(&mut self, place: Place, valid: bool, kind: Kind) {
        let counts = if valid {
            &mut self.valid
        } else {
            &mut self.invalid
        };
        *counts.entry((place, kind)).or_default() += 1;
    }

    fn lines(&self, groups: usize) -> Vec<String> {
        let mut lines = vec![format!(
            "{groups} groups: {} generate, {} are refused, {} say what OpenAPI 3.1 can't",
            self.generated, self.refused, self.unsayable
        )];
        for place in Place::ALL {
            let of = |kind| self.valid.get(&(place, kind)).copied().unwrap_or_default();
            let all = [Kind::Same, Kind::Lost, Kind::Refused, Kind::Meant];
            let all: usize = all.into_iter().map(of).sum();
            lines.push(format!(
                "valid values, as {}: {} of {all} come back the same, {} lose something, {} are refused, {} more on purpose",
                place.word(), of(Kind::Same), of(Kind::Lost), of(Kind::Refused), of(Kind::Meant),
            ));
        }
        for place in Place::ALL {
            let of = |kind| {
                self.invalid
                    .get(&(place, kind))
                    .copied()
                    .unwrap_or_default()
            };
            let all = [Kind::Refused, Kind::Told, Kind::Format, Kind::Silent];
            let all: usize = all.into_iter().map(of).sum();
            lines.push(format!(
                "invalid values, as {}: {} of {all} are refused, {} are taken after a warning, {} have another format, {} are taken in silence",
                place.word(), of(Kind::Refused), of(Kind::Told), of(Kind::Format), of(Kind::Silent),
            ));
        }
        lines
    }
}
