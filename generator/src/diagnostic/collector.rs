//! The collector of diagnostics.

use std::collections::HashMap;
use std::fmt;

use indexmap::IndexSet;

use super::fold::wording;
use super::render::{self, Style};
use super::{Code, Diagnostic, Severity, json};
use crate::source::{Origins, Source};

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
pub(super) struct Count {
    pub(super) kept: usize,
    pub(super) dropped: usize,
}

/// What diagnostics of one kind have in common: all but what they quote.
type Wording = (Severity, Code, String);

impl Count {
    pub(super) fn total(self) -> usize {
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

    /// The diagnostics as text for people, each with the part of the source that it is about, and
    /// a last line that counts them. Empty when there are none.
    pub fn render(&self, source: &Source, style: Style) -> String {
        render::render(self, source, style)
    }

    /// The diagnostics as JSON for tools: a list of objects with `code`, `severity`, `message`,
    /// `help` and `labels`, each label with `file`, `line`, `column`, `pointer` and `text`.
    pub fn to_json(&self, source: &Source) -> serde_json::Value {
        json::list(self, source)
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

    pub(super) fn counts(&self) -> [(Severity, Count); 2] {
        [
            (Severity::Error, self.errors),
            (Severity::Warning, self.warnings),
        ]
    }
}

fn wording_of(diagnostic: &Diagnostic) -> Wording {
    let wording = wording(&diagnostic.message);
    (diagnostic.severity, diagnostic.code, wording)
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
        f.write_str(&render::summary(self))
    }
}

impl std::error::Error for Diagnostics {}
