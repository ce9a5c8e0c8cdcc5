//! Which warnings are shown, when there are many that say the same.

use std::collections::HashMap;

use super::collector::wording;
use super::{Code, Diagnostic, Diagnostics, Severity};

/// So many warnings with the very same message are shown; the others are counted.
const MAX_SAME: usize = 3;
/// So many warnings are shown whose messages differ in what they quote alone.
const MAX_ALIKE: usize = 12;

/// A diagnostic that is shown, and how many like it come after it and aren't.
pub(super) struct Shown<'a> {
    pub(super) diagnostic: &'a Diagnostic,
    pub(super) more: usize,
}

/// The diagnostics to show, in their order. Every error is shown.
pub(super) fn fold(diagnostics: &Diagnostics) -> Vec<Shown<'_>> {
    let mut shown: Vec<Shown<'_>> = Vec::new();
    // Per message, and per wording, how many of it are shown, and where the last one stands.
    let mut same: HashMap<(Code, &str), (usize, usize)> = HashMap::new();
    let mut alike: HashMap<(Code, String), (usize, usize)> = HashMap::new();
    for diagnostic in diagnostics.iter() {
        if diagnostic.severity == Severity::Warning {
            let same = same
                .entry((diagnostic.code, &diagnostic.message))
                .or_default();
            let alike = alike
                .entry((diagnostic.code, wording(&diagnostic.message)))
                .or_default();
            if same.0 == MAX_SAME || alike.0 == MAX_ALIKE {
                let last = if same.0 > 0 { same.1 } else { alike.1 };
                if let Some(last) = shown.get_mut(last) {
                    last.more += 1;
                }
                continue;
            }
            *same = (same.0 + 1, shown.len());
            *alike = (alike.0 + 1, shown.len());
        }
        shown.push(Shown {
            diagnostic,
            more: 0,
        });
    }
    shown
}
