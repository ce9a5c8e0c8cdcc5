//! Names that are wanted for several things at once.

use std::collections::HashMap;

/// So often things go on to their next candidates: each of them can drive others on.
const MAX_ROUNDS: usize = 64;

/// A name for each: the first of its candidates, the best of which come first. Where several want
/// the same name none of them gets it, and each goes on to its next candidate; so a name never
/// depends on which of them comes first. Who has no next one keeps its last, which then may be
/// another's too.
pub(super) fn distinct(candidates: &[Vec<String>]) -> Vec<String> {
    let mut chosen = vec![0_usize; candidates.len()];
    for _ in 0..MAX_ROUNDS {
        let mut wanted: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, (names, chosen)) in candidates.iter().zip(&chosen).enumerate() {
            if let Some(name) = names.get(*chosen) {
                // Names that differ only in case are too alike.
                wanted.entry(name.to_lowercase()).or_default().push(index);
            }
        }
        let mut moved = false;
        for index in wanted.into_values().filter(|who| who.len() > 1).flatten() {
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
    use super::distinct;

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
