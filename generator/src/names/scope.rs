//! Names that must differ from each other.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Pointer;

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

    /// Takes a name, or the first free one of `name` with `suffix`, and then with 2, 3 and so on.
    pub(super) fn take(
        &mut self,
        name: &str,
        suffix: &str,
        at: &Pointer,
        diagnostics: &mut Diagnostics,
    ) -> String {
        if !self.reserved.contains(name) && !self.is_taken(name) {
            self.taken.insert(key(name), Some(at.clone()));
            return name.to_owned();
        }
        let first = format!("{name}{suffix}");
        let mut free = first.clone();
        let mut number = 2_u32;
        while self.reserved.contains(free.as_str()) || self.is_taken(&free) {
            free = if suffix.starts_with('_') {
                format!("{first}_{number}")
            } else {
                format!("{first}{number}")
            };
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

    fn is_taken(&self, name: &str) -> bool {
        self.taken.contains_key(&key(name))
    }
}

/// Names that differ only in case are too alike: as file names, some systems can't tell them apart.
fn key(name: &str) -> String {
    name.to_lowercase()
}
