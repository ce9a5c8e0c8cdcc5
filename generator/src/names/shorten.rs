//! Shorter names for types whose full ones nobody would write.

use std::collections::{HashMap, HashSet};

use super::identifier::joined;
use super::words::all_words;

/// Letters of a name that is still good to read.
const MAX_LETTERS: usize = 50;

/// Letters of a name that had to be cut, at least one word of which is of its beginning.
const HEAD_LETTERS: usize = 16;

/// Words that say how something is built and not what it is.
const FILLERS: &[&str] = &["body", "item", "parameter", "response", "value", "variant"];

/// Letters of a word that isn't cut.
const MAX_WORD_LETTERS: usize = 24;

/// A name of several wire names, one after the other.
pub(super) struct Long {
    words: Vec<String>,
    /// Without the namespaces of the wire names.
    local: Vec<String>,
}

impl Long {
    pub(super) fn new<'a>(wire: impl IntoIterator<Item = &'a str>) -> Self {
        let mut name = Self {
            words: Vec::new(),
            local: Vec::new(),
        };
        for wire in wire {
            name.words.extend(all_words(wire));
            name.local.extend(all_words(&local(wire)));
        }
        name
    }
}

/// A name for each: the full one, or where that is long, the first of its shorter ones that is
/// nobody else's.
pub(super) fn shorten(names: &[Long]) -> Vec<String> {
    let full: Vec<String> = names.iter().map(|name| joined(&name.words)).collect();
    // Names that differ only in case are too alike.
    let taken: HashSet<String> = full.iter().map(|name| name.to_lowercase()).collect();
    let shorter: Vec<Vec<String>> = names
        .iter()
        .zip(&full)
        .map(|(name, full)| {
            if letters(full) > MAX_LETTERS {
                candidates(name)
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
        .map(|(shorter, full)| {
            let name = shorter.iter().find(is_free).or(shorter.last());
            name.cloned().unwrap_or(full)
        })
        .collect()
}

/// Shorter names, the best first, and none twice.
fn candidates(name: &Long) -> Vec<String> {
    let words = cut(&name.words);
    let local = cut(&name.local);
    let mut names = vec![
        within(&without_fillers(&local), MAX_LETTERS),
        within(&local, MAX_LETTERS),
        within(&without_fillers(&words), MAX_LETTERS),
        within(&words, MAX_LETTERS),
        within(&without_fillers(&local), MAX_LETTERS + 14),
        within(&without_fillers(&words), MAX_LETTERS + 14),
        within(&words, MAX_LETTERS + 30),
    ];
    let mut seen = HashSet::new();
    names.retain(|name| seen.insert(name.to_lowercase()));
    names
}

/// A wire name without namespaces: the last part of each row of names with dots between.
fn local(wire: &str) -> String {
    let is_part = |char: char| char.is_alphanumeric() || char == '.';
    let parts = wire.split(|char| !is_part(char)).map(|row| {
        let last = row.rsplit('.').next().unwrap_or(row);
        if last.starts_with(char::is_alphabetic) {
            last
        } else {
            row
        }
    });
    parts.collect::<Vec<_>>().join(" ")
}

/// Words of which none is a whole name without gaps.
fn cut(words: &[String]) -> Vec<String> {
    let cut = |word: &String| word.chars().take(MAX_WORD_LETTERS).collect();
    words.iter().map(cut).collect()
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
    use super::{Long, shorten};

    #[test]
    fn long_names_lose_their_middle_unless_another_would_be_called_the_same() {
        let wire = [
            "AppsListResponse200Variant1AppsItemActiveDeploymentSpecRegion",
            "Company.Product.Rest.PagedResult[[System.Collections.Generic.List[Company.Shipment]]]",
            "Company.Product.Rest.PagedResult[[System.Collections.Generic.List[Company.Order]]]",
            "goals_one_with_words_in_the_middle_of_it_of_everything_there_is",
            "goals_two_with_words_in_the_middle_of_it_of_everything_there_is",
            "Short.Name",
        ];
        let long: Vec<_> = wire.iter().map(|name| Long::new([*name])).collect();
        assert_eq!(
            shorten(&long),
            [
                "AppsListAppsActiveDeploymentSpecRegion",
                "PagedResultListShipment",
                "PagedResultListOrder",
                "GoalsOneWithInTheMiddleOfItOfEverythingThereIs",
                "GoalsTwoWithInTheMiddleOfItOfEverythingThereIs",
                "ShortName",
            ]
        );
    }
}
