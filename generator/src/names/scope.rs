//! Names that must differ from each other.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Pointer;

/// Names that nothing can have, not even with `r#`.
const NEVER: &[&str] = &["Self", "crate", "self", "super"];

/// A scope: no two things in it have the same name.
#[derive(Default)]
pub(super) struct Scope {
    reserved: HashSet<&'static str>,
    taken: HashMap<String, Option<Pointer>>,
}

impl Scope {
    /// A scope in which the emitted code uses some names itself.
    pub(super) fn reserving(names: &[&'static str]) -> Self {
        Self {
            reserved: names.iter().copied().collect(),
            taken: HashMap::new(),
        }
    }

    /// Keeps a name that was decided elsewhere from being taken.
    pub(super) fn hold(&mut self, name: &str, at: &Pointer) {
        self.taken.insert(key(name), Some(at.clone()));
    }

    /// Takes a name, or the first free one of `name` with `suffix`, and then with 2, 3 and so on.
    pub(super) fn take(
        &mut self,
        name: &str,
        suffix: &str,
        at: &Pointer,
        diagnostics: &mut Diagnostics,
    ) -> String {
        if !self.is_reserved(name) && !self.is_taken(name) {
            self.taken.insert(key(name), Some(at.clone()));
            return name.to_owned();
        }
        let first = format!("{name}{suffix}");
        let mut free = first.clone();
        // Rust's lints want no two underscores in a row, and none before a number in CamelCase.
        let stem = if suffix == "_" { name } else { &first };
        let stem = stem.trim_end_matches('_');
        let is_camel = name.starts_with(|c: char| c.is_uppercase());
        let gap = if is_camel { "" } else { "_" };
        let mut number = 2_u32;
        while self.is_reserved(&free) || self.is_taken(&free) {
            free = format!("{stem}{gap}{number}");
            number += 1;
        }
        let earlier = self.taken.get(&key(name)).cloned().flatten();
        let why = if earlier.is_some() {
            "is taken already"
        } else {
            "means something else in the emitted code"
        };
        let mut warning =
            Diagnostic::warning(Code::Collision, format!("the Rust name `{name}` {why}"))
                .at_key(at, format!("called `{free}`"));
        if let Some(earlier) = earlier {
            warning = warning.at_key(&earlier, format!("called `{name}`"));
        }
        diagnostics.push(warning);
        self.taken.insert(key(&free), Some(at.clone()));
        free
    }

    fn is_reserved(&self, name: &str) -> bool {
        self.reserved.contains(name) || NEVER.contains(&name)
    }

    fn is_taken(&self, name: &str) -> bool {
        self.taken.contains_key(&key(name))
    }
}

/// Names that differ only in case are too alike: as file names, some systems can't tell them apart.
fn key(name: &str) -> String {
    name.to_lowercase()
}
