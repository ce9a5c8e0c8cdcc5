//! The collector of diagnostics.

use std::collections::HashMap;
use std::fmt;

use indexmap::IndexSet;

use super::{Code, Diagnostic, Severity};
use crate::source::Origins;

/// So many errors, and so many warnings, are kept. What comes after is only counted, unless less is
/// kept of its kind than of another: what is said a thousand times gives way to what is said once.
pub const MAX_KEPT: usize = 1000;

/// All there is to say about a document, in the order in which it was found, without duplicates.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    kept: IndexSet<Diagnostic>,
    errors: Count,
    warnings: Count,
    alike: Box<Alike>,
}

/// How many diagnostics are kept that are alike.
#[derive(Clone, Debug, Default)]
struct Alike {
    counts: HashMap<Wording, usize>,
    /// No count is higher.
    most: usize,
}

/// How many diagnostics of one severity there are.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    kept: usize,
    dropped: usize,
}

/// What diagnostics of one kind have in common: all but what they quote.
type Wording = (Severity, Code, String);

impl Count {
    fn total(self) -> usize {
        self.kept.saturating_add(self.dropped)
    }
}

impl Diagnostics {
    /// Nothing to say yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a diagnostic, unless the very same one is there already.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if self.kept.contains(&diagnostic) {
            return;
        }
        let wording = wording_of(&diagnostic);
        let severity = diagnostic.severity;
        if self.count(severity).kept == MAX_KEPT {
            let alike = self.alike.counts.get(&wording).copied().unwrap_or_default();
            self.count(severity).dropped = self.count(severity).dropped.saturating_add(1);
            if !self.make_room(severity, alike) {
                return;
            }
        } else {
            self.count(severity).kept += 1;
        }
        let alike = self.alike.counts.entry(wording).or_default();
        *alike += 1;
        self.alike.most = self.alike.most.max(*alike);
        self.kept.insert(diagnostic);
    }

    fn count(&mut self, severity: Severity) -> &mut Count {
        match severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        }
    }

    /// Takes away the last one of the wording that is kept most often, if that is more often than
    /// `alike` and one more; gives whether there was such a one.
    fn make_room(&mut self, severity: Severity, alike: usize) -> bool {
        // No need to look through all wordings for each of many that are alike.
        if alike + 1 >= self.alike.most {
            return false;
        }
        let mine = self
            .alike
            .counts
            .iter()
            .filter(|(wording, _)| wording.0 == severity);
        let most = mine.map(|(_, count)| *count).max().unwrap_or_default();
        if alike + 1 >= most {
            return false;
        }
        let last = self.kept.iter().rposition(|one| {
            one.severity == severity && self.alike.counts.get(&wording_of(one)) == Some(&most)
        });
        let Some(removed) = last.and_then(|index| self.kept.shift_remove_index(index)) else {
            return false;
        };
        if let Some(count) = self.alike.counts.get_mut(&wording_of(&removed)) {
            *count -= 1;
        }
        true
    }

    /// Adds all that another collector holds.
    pub fn append(&mut self, other: Self) {
        let Self {
            kept,
            errors,
            warnings,
            ..
        } = other;
        for diagnostic in kept {
            self.push(diagnostic);
        }
        self.errors.dropped = self.errors.dropped.saturating_add(errors.dropped);
        self.warnings.dropped = self.warnings.dropped.saturating_add(warnings.dropped);
    }

    /// Forgets those that `keep` refuses. What was only counted stays counted.
    pub(crate) fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        let Self {
            mut kept,
            errors,
            warnings,
            ..
        } = std::mem::take(self);
        kept.retain(keep);
        self.errors.dropped = errors.dropped;
        self.warnings.dropped = warnings.dropped;
        for diagnostic in kept {
            self.push(diagnostic);
        }
    }

    /// Whether code can't be generated.
    pub fn has_errors(&self) -> bool {
        self.error_count() > 0
    }

    /// The number of errors, those that were only counted included.
    pub fn error_count(&self) -> usize {
        self.errors.total()
    }

    /// The number of warnings, those that were only counted included.
    pub fn warning_count(&self) -> usize {
        self.warnings.total()
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The number of diagnostics that [`iter`](Self::iter) gives.
    pub fn len(&self) -> usize {
        self.kept.len()
    }

    /// The diagnostics, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.kept.iter()
    }

    /// Leads the labels back to where their nodes stood in the files of the document. Labels that
    /// say their file already stay as they are.
    pub fn trace(&mut self, origins: &Origins) {
        let kept = std::mem::take(&mut self.kept);
        self.kept = kept
            .into_iter()
            .map(|diagnostic| diagnostic.trace(origins))
            .collect();
        for (severity, count) in [
            (Severity::Error, &mut self.errors),
            (Severity::Warning, &mut self.warnings),
        ] {
            let kept = self.kept.iter().filter(|one| one.severity == severity);
            count.kept = kept.count();
        }
    }

    /// How many diagnostics of each severity there are, in one line.
    pub(super) fn summary(&self) -> String {
        let counts = [
            (Severity::Error, self.errors),
            (Severity::Warning, self.warnings),
        ];
        let parts = counts.iter().filter(|(_, count)| count.total() > 0);
        let parts = parts.map(|(severity, count)| {
            let plural = if count.total() == 1 { "" } else { "s" };
            let mut part = format!("{} {}{plural}", count.total(), severity.as_str());
            if count.dropped > 0 {
                part.push_str(&format!(" ({} not shown)", count.dropped));
            }
            part
        });
        parts.collect::<Vec<_>>().join(", ")
    }
}

fn wording_of(diagnostic: &Diagnostic) -> Wording {
    let wording = wording(&diagnostic.message);
    (diagnostic.severity, diagnostic.code, wording)
}

/// A message without what it quotes and without numbers: those differ from place to place.
pub(super) fn wording(message: &str) -> String {
    let mut wording = String::with_capacity(message.len());
    for (index, part) in message.split('`').enumerate() {
        if index % 2 == 1 {
            wording.push('`');
            continue;
        }
        wording.extend(part.chars().filter(|character| !character.is_ascii_digit()));
    }
    wording
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<T: IntoIterator<Item = Diagnostic>>(&mut self, diagnostics: T) {
        for diagnostic in diagnostics {
            self.push(diagnostic);
        }
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<T: IntoIterator<Item = Diagnostic>>(diagnostics: T) -> Self {
        let mut collected = Self::new();
        collected.extend(diagnostics);
        collected
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        std::iter::once(diagnostic).collect()
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = indexmap::set::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.kept.into_iter()
    }
}

/// One line each, for when the source is not at hand; see [`Diagnostics::render`].
impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in self.iter() {
            writeln!(f, "{diagnostic}")?;
        }
        f.write_str(&self.summary())
    }
}

impl std::error::Error for Diagnostics {}
