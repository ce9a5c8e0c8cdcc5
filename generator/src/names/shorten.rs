//! Shorter names for types whose full ones nobody would write.

use std::collections::{HashMap, HashSet};

use super::identifier::joined;

/// Letters of a name that is still good to read.
const MAX_LETTERS: usize = 50;

/// Letters of a name that had to be cut, at least one word of which is of its beginning.
const HEAD_LETTERS: usize = 16;

/// Words that say how something is built and not what it is.
const FILLERS: &[&str] = &["body", "item", "parameter", "response", "value", "variant"];

/// A name for each list of words: the full one, or where that is long, the first of its shorter
/// ones that is nobody else's.
pub(super) fn shorten(names: &[Vec<String>]) -> Vec<String> {
    let full: Vec<String> = names.iter().map(|words| joined(words)).collect();
    // Names that differ only in case are too alike.
    let taken: HashSet<String> = full.iter().map(|name| name.to_lowercase()).collect();
    let shorter: Vec<Vec<String>> = names
        .iter()
        .zip(&full)
        .map(|(words, full)| {
            if letters(full) > MAX_LETTERS {
                candidates(words)
            } else {
                Vec::new()
            }
        })
        .collect();
    let mut wanted: HashMap<String, usize> = HashMap::new();
    for name in shorter.iter().flatten() {
        *wanted.entry(name.to_lowercase()).or_default() += 1;
    }
    let is_free = |name: &&String| {
        let name = name.to_lowercase();
        !taken.contains(&name) && wanted.get(&name) == Some(&1)
    };
    shorter
        .iter()
        .zip(full)
        .map(|(shorter, full)| shorter.iter().find(is_free).cloned().unwrap_or(full))
        .collect()
}

/// Shorter names, the best first, and none twice.
fn candidates(words: &[String]) -> Vec<String> {
    let telling = without_fillers(words);
    let mut names = vec![
        within(&telling, MAX_LETTERS),
        within(words, MAX_LETTERS),
        within(&telling, MAX_LETTERS + 14),
        within(words, MAX_LETTERS + 14),
        within(words, MAX_LETTERS + 30),
    ];
    let mut seen = HashSet::new();
    names.retain(|name| seen.insert(name.to_lowercase()));
    names
}

/// Leaves out fillers with their numbers, but not at the ends.
fn without_fillers(words: &[String]) -> Vec<String> {
    let last = words.len().saturating_sub(1);
    let is_filler = |word: &str| {
        let stem = word.trim_end_matches(|char: char| char.is_ascii_digit());
        FILLERS.contains(&stem) || stem.is_empty()
    };
    let kept = words
        .iter()
        .enumerate()
        .filter(|(index, word)| *index == 0 || *index == last || !is_filler(word));
    let mut kept: Vec<String> = kept.map(|(_, word)| word.clone()).collect();
    kept.dedup();
    kept
}

/// The first words and the last, as many as there is room for.
fn within(words: &[String], most: usize) -> String {
    let size = |words: &[String]| letters(&joined(words));
    if size(words) <= most {
        return joined(words);
    }
    let mut head = 1;
    while words
        .get(..=head)
        .is_some_and(|words| size(words) <= HEAD_LETTERS)
    {
        head += 1;
    }
    let (head, tail) = words.split_at(head.min(words.len()));
    let start = (0..tail.len()).find(|start| {
        let tail = tail.get(*start..).unwrap_or_default();
        size(head) + size(tail) <= most
    });
    let tail = tail.get(start.unwrap_or(tail.len())..).unwrap_or_default();
    joined(&[head, tail].concat())
}

fn letters(name: &str) -> usize {
    name.chars().count()
}

#[cfg(test)]
mod tests {
    use super::shorten;
    use crate::names::words::all_words;

    #[test]
    fn long_names_lose_their_middle_unless_another_would_be_called_the_same() {
        let wire = [
            "AppsListResponse200Variant1AppsItemActiveDeploymentSpecRegion",
            "Company.Product.Service.Rest.Api.Goals.Models.GoalFundingListModel",
            "Company.Product.Service.Rest.Api.Goals.One.GoalFundingListModelOfEverything",
            "Company.Product.Service.Rest.Api.Goals.Two.GoalFundingListModelOfEverything",
            "Short",
        ];
        let words: Vec<_> = wire.iter().map(|name| all_words(name)).collect();
        assert_eq!(
            shorten(&words),
            [
                "AppsListAppsActiveDeploymentSpecRegion",
                "CompanyProductApiGoalsModelsGoalFundingListModel",
                "CompanyProductOneGoalFundingListModelOfEverything",
                "CompanyProductTwoGoalFundingListModelOfEverything",
                "Short",
            ]
        );
    }
}
