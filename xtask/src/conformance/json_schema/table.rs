//! How many groups of each file pass.
//!
//! The suite asks of a value only whether it is taken, so that is what counts here: what a value that is
//! taken loses is told elsewhere.

use std::collections::BTreeMap;

use super::Kind;
use super::suite::Group;
use super::trial::Verdict;

/// The files of the keywords that constrain values, of which the sum is told: those that need no look
/// at what other keywords left over.
const CONSTRAINTS: [&str; 22] = [
    "additionalProperties",
    "const",
    "contains",
    "dependentRequired",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minItems",
    "minLength",
    "minProperties",
    "minimum",
    "multipleOf",
    "not",
    "pattern",
    "propertyNames",
    "required",
    "uniqueItems",
];

/// The groups of each file.
#[derive(Default)]
pub(super) struct Table(BTreeMap<String, Row>);

#[derive(Clone, Copy, Default)]
struct Row {
    groups: usize,
    /// All values are taken or refused as the suite asks.
    passed: usize,
    /// The same, but for what is done otherwise on purpose: a keyword implies a type, a format with a
    /// type is held to, and one without is an annotation.
    meant: usize,
}

impl Table {
    /// Adds a group, unless no document can say it.
    pub(super) fn add(&mut self, group: &Group, verdict: &Verdict) {
        let kinds: Vec<Kind> = match verdict {
            Verdict::Unsayable => return,
            Verdict::Refused(_) => vec![Kind::Silent],
            Verdict::Tried(places) => {
                let outcomes = places.iter().flat_map(|(_, outcomes)| outcomes);
                let tests = group.tests.iter().cycle();
                let judged = outcomes.zip(tests).map(|(outcome, test)| {
                    // A value that isn't valid has to be refused.
                    match (test.valid, outcome.kind) {
                        (true, Kind::Refused) => Kind::Silent,
                        (true, Kind::Lost) => Kind::Same,
                        (false, Kind::Refused) => Kind::Same,
                        (false, Kind::Format) => Kind::Meant,
                        (_, kind) => kind,
                    }
                });
                judged.collect()
            }
        };
        let file = group.title.split(" › ").next().unwrap_or_default();
        let row = self.0.entry(file.to_owned()).or_default();
        row.groups += 1;
        if kinds.iter().all(|kind| *kind == Kind::Same) {
            row.passed += 1;
        } else if kinds
            .iter()
            .all(|kind| matches!(kind, Kind::Same | Kind::Meant))
        {
            row.meant += 1;
        }
    }

    /// A line for each file, and one for those of the keywords that constrain values.
    pub(super) fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = self.0.iter().map(|(file, row)| row.line(file)).collect();
        let mut all = Row::default();
        for (_, row) in self
            .0
            .iter()
            .filter(|(file, _)| CONSTRAINTS.contains(&file.as_str()))
        {
            all.groups += row.groups;
            all.passed += row.passed;
            all.meant += row.meant;
        }
        lines.push(all.line("the keywords that constrain values"));
        lines
    }
}

impl Row {
    fn line(self, name: &str) -> String {
        let Self {
            groups,
            passed,
            meant,
        } = self;
        let mut line = format!("groups of {name}: {passed} of {groups} pass");
        if meant > 0 {
            line.push_str(&format!(", {meant} more but for what is meant"));
        }
        let open = groups - passed - meant;
        if open > 0 {
            line.push_str(&format!(", {open} don't"));
        }
        line
    }
}
