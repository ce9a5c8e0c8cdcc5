//! Shorter names for types whose full ones nobody would write.

use std::collections::HashSet;

use super::distinct::distinct;
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

/// A name for each: the full one, or where that is long, the first of its shorter ones that is
/// nobody else's.
pub(super) fn shorten(names: &[&str]) -> Vec<String> {
    let names = names.iter().map(|name| shorter(&[(*name).to_owned()]));
    distinct(&names.collect::<Vec<_>>())
}

/// The names of what several wire names name, one after the other: the full one, or where that is
/// long, shorter ones, the best first.
pub(super) fn shorter(wire: &[String]) -> Vec<String> {
    let words: Vec<String> = wire.iter().flat_map(|wire| all_words(wire)).collect();
    let full = joined(&words);
    if letters(&full) <= MAX_LETTERS {
        return vec![full];
    }
    let local = wire.iter().flat_map(|wire| all_words(&local(wire)));
    candidates(&words, &local.collect::<Vec<_>>())
}

/// Shorter names, the best first, and none twice.
fn candidates(words: &[String], local: &[String]) -> Vec<String> {
    let words = cut(words);
    // Without the namespaces of the wire names.
    let local = cut(local);
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
    use super::shorten;

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
        assert_eq!(
            shorten(&wire),
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
