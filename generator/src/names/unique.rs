//! Names that must differ from each other: those of one [`Scope`], taken one after the other, and
//! those that [`distinct`] finds for several things at once.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::source::Pointer;

/// Names that nothing can have, not even with `r#`.
const NEVER: &[&str] = &["Self", "crate", "self", "super"];

/// A scope: no two things in it have the same name.
#[derive(Default)]
pub(super) struct Scope {
    reserved: HashSet<String>,
    taken: HashMap<String, Option<Pointer>>,
}

impl Scope {
    /// A scope in which the emitted code uses some names itself.
    pub(super) fn reserving(names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        let names = names.into_iter();
        Self {
            reserved: names.map(|name| name.as_ref().to_owned()).collect(),
            taken: HashMap::new(),
        }
    }

    /// Keeps a name that was decided elsewhere from being taken.
    pub(super) fn reserve(&mut self, name: &str, at: &Pointer) {
        self.taken.insert(without_case(name), Some(at.clone()));
    }

    /// Keeps a name from being taken that the emitted code uses itself.
    pub(super) fn reserve_own(&mut self, name: &str) {
        self.taken.insert(without_case(name), None);
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
            self.taken.insert(without_case(name), Some(at.clone()));
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
        let earlier = self.taken.get(&without_case(name)).cloned().flatten();
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
        self.taken.insert(without_case(&free), Some(at.clone()));
        free
    }

    fn is_reserved(&self, name: &str) -> bool {
        self.reserved.contains(name) || NEVER.contains(&name)
    }

    fn is_taken(&self, name: &str) -> bool {
        self.taken.contains_key(&without_case(name))
    }
}

/// Names that differ only in case are too alike: as file names, some systems can't tell them apart.
fn without_case(name: &str) -> String {
    name.to_lowercase()
}

/// So often things go on to their next candidates: each of them can drive others on.
const MAX_ROUNDS: usize = 64;

/// A name for each: the first of its candidates, the best of which come first. Where several want
/// the same name none of them gets it, and each goes on to its next candidate; so a name never
/// depends on which of them comes first. Who has no next one keeps its last, which then may be
/// another's too.
pub(super) fn distinct(candidates: &[Vec<String>]) -> Vec<String> {
    distinct_by_weight(candidates, &vec![0; candidates.len()])
}

/// Who wants a name so much more than any other who wants it, keeps it.
const MUCH_MORE: usize = 4;

/// The same, but what is much heavier than all others that want its name keeps it.
pub(super) fn distinct_by_weight(candidates: &[Vec<String>], weights: &[usize]) -> Vec<String> {
    let weight = |index: usize| weights.get(index).copied().unwrap_or_default();
    let mut chosen = vec![0_usize; candidates.len()];
    for _ in 0..MAX_ROUNDS {
        let mut wanted: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, (names, chosen)) in candidates.iter().zip(&chosen).enumerate() {
            if let Some(name) = names.get(*chosen) {
                wanted.entry(without_case(name)).or_default().push(index);
            }
        }
        let mut moved = false;
        let mut to_next = Vec::new();
        for mut who in wanted.into_values().filter(|who| who.len() > 1) {
            who.sort_by_key(|index| Reverse(weight(*index)));
            if let [first, second, ..] = who.as_slice()
                && weight(*first) > weight(*second).saturating_mul(MUCH_MORE)
            {
                who.remove(0);
            }
            to_next.extend(who);
        }
        for index in to_next {
            let last = candidates.get(index).map_or(0, Vec::len).saturating_sub(1);
            if let Some(chosen) = chosen.get_mut(index)
                && *chosen < last
            {
                *chosen += 1;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    let names = candidates.iter().zip(&chosen);
    names
        .map(|(names, chosen)| names.get(*chosen).cloned().unwrap_or_default())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{distinct, distinct_by_weight};

    #[test]
    fn what_is_much_heavier_keeps_its_name() {
        let candidates = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        let all: Vec<Vec<String>> = vec![
            candidates(&["A", "XA"]),
            candidates(&["A", "YA"]),
            candidates(&["A", "ZA"]),
        ];
        assert_eq!(distinct_by_weight(&all, &[2, 90, 9]), ["XA", "A", "ZA"]);
        assert_eq!(distinct_by_weight(&all, &[2, 30, 9]), ["XA", "YA", "ZA"]);
    }

    #[test]
    fn what_several_want_is_nobody_s() {
        for (candidates, names) in [
            (&[&["A", "XA"][..], &["B"]][..], &["A", "B"][..]),
            (&[&["A", "XA"], &["a", "YA"]], &["XA", "YA"]),
            // One that has no other name keeps it.
            (&[&["A", "XA"], &["A"]], &["XA", "A"]),
            // What one goes on to can be another's.
            (
                &[&["A", "B", "C"], &["A", "D"], &["B", "E"]],
                &["C", "D", "E"],
            ),
            (&[&["A"], &["A"]], &["A", "A"]),
        ] {
            let candidates: Vec<Vec<String>> = candidates
                .iter()
                .map(|names| names.iter().map(|name| (*name).to_owned()).collect())
                .collect();
            assert_eq!(distinct(&candidates), names);
        }
    }
}
