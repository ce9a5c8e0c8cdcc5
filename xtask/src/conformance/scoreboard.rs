//! A scoreboard: how many values passed, then a line for each that failed, with its reason.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;

use crate::{Console, Failure};

/// What stands between the parts of a line.
pub(super) const BAR: &str = " | ";

/// The counts, in the lines before the first that is empty; then the failures.
pub(super) struct Scoreboard {
    pub(super) counts: Vec<String>,
    pub(super) failures: Vec<Line>,
}

/// A value that failed.
pub(super) struct Line {
    /// Which one it is.
    pub(super) value: String,
    /// In which places it failed, and in none but those.
    pub(super) places: Vec<&'static str>,
    pub(super) reason: String,
}

impl Line {
    fn text(&self) -> String {
        let places = self.places.join(", ");
        let parts = [self.value.as_str(), &places, &self.reason];
        parts.join(BAR)
    }
}

impl Scoreboard {
    fn text(&self) -> String {
        let mut text = self.counts.join("\n");
        text.push_str("\n\n");
        for line in &self.failures {
            text.push_str(&line.text());
            text.push('\n');
        }
        text
    }

    /// Holds the scoreboard to the one that is committed, or writes it.
    pub(super) fn hold<O: Write, E>(
        &self,
        path: &Path,
        bless: bool,
        command: &str,
        console: &mut Console<O, E>,
    ) -> Result<(), Failure> {
        let text = self.text();
        for count in &self.counts {
            writeln!(console.out, "{count}")?;
        }
        if bless {
            fs::write(path, &text)?;
            return Ok(());
        }
        let committed = fs::read_to_string(path).unwrap_or_default();
        if committed == text {
            return Ok(());
        }
        tell(changes(&committed, &text), path, command, console)
    }

    /// Shows the scoreboard; fails where something failed in a place.
    pub(super) fn show<O: Write, E>(
        &self,
        place: &str,
        console: &mut Console<O, E>,
    ) -> Result<(), Failure> {
        for count in &self.counts {
            writeln!(console.out, "{count}")?;
        }
        for line in &self.failures {
            writeln!(console.out, "{}", line.text())?;
        }
        let failed = self.failures.iter();
        match failed.filter(|line| line.places.contains(&place)).count() {
            0 => Ok(()),
            count => Err(Failure::Message(format!("{count} failures are {place}"))),
        }
    }

    /// Holds the scoreboard of some values to what is committed of them.
    pub(super) fn hold_part<O: Write, E>(
        &self,
        path: &Path,
        is_part: impl Fn(&str) -> bool,
        command: &str,
        console: &mut Console<O, E>,
    ) -> Result<(), Failure> {
        for count in &self.counts {
            writeln!(console.out, "{count}")?;
        }
        for line in &self.failures {
            writeln!(console.out, "{}", line.text())?;
        }
        let committed = fs::read_to_string(path).unwrap_or_default();
        let lines = committed.lines().skip_while(|line| !line.is_empty());
        let part = lines.filter(|line| line.split(BAR).next().is_some_and(&is_part));
        let part: String = part.map(|line| format!("{line}\n")).collect();
        let now: String = self
            .failures
            .iter()
            .map(|line| format!("{}\n", line.text()))
            .collect();
        if part == now {
            return Ok(());
        }
        tell(
            changes(&format!("\n{part}"), &format!("\n{now}")),
            path,
            command,
            console,
        )
    }
}

/// Says what changed; fails where something is worse.
fn tell<O: Write, E>(
    (worse, better): (Vec<String>, Vec<String>),
    path: &Path,
    command: &str,
    console: &mut Console<O, E>,
) -> Result<(), Failure> {
    for (word, values) in [("worse", &worse), ("better", &better)] {
        for value in values {
            writeln!(console.out, "{word}: {value}")?;
        }
    }
    let shown = path.display();
    if worse.is_empty() {
        // Nothing is worse for a reason that is told in other words.
        let renew = format!("{shown} isn't as it is now: {command} --bless");
        writeln!(console.out, "{renew}")?;
        return Ok(());
    }
    let count = worse.len();
    Err(Failure::Message(format!(
        "{count} values fail now that didn't before; where that is right: {command} --bless"
    )))
}

/// What fails now and didn't before, and the other way round: values with their places.
fn changes(before: &str, now: &str) -> (Vec<String>, Vec<String>) {
    let (before, now) = (failed(before), failed(now));
    let worse = now.difference(&before).cloned().collect();
    let better = before.difference(&now).cloned().collect();
    (worse, better)
}

fn failed(text: &str) -> BTreeSet<String> {
    let lines = text.lines().skip_while(|line| !line.is_empty());
    let mut failed = BTreeSet::new();
    for line in lines {
        let mut parts = line.split(BAR);
        let (Some(value), Some(places)) = (parts.next(), parts.next()) else {
            continue;
        };
        failed.extend(places.split(", ").map(|place| format!("{value} ({place})")));
    }
    failed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_worse_is_told_from_what_is_better() {
        let before = "passed 1 of 3\n\na | body, item | lost\nb | body | refused\n";
        let now = "passed 1 of 3\n\na | body | refused\nc | body | lost\n";
        let (worse, better) = changes(before, now);
        assert_eq!(worse, ["c (body)"]);
        assert_eq!(better, ["a (item)", "b (body)"]);
    }
}
