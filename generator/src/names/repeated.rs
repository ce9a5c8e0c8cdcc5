//! What the name of a variant repeats of its union's.
//!
//! The problem: components have long names, for they stand beside all others. As a variant, one stands
//! in its union, and `Message::ChatCompletionRequestUserMessage` says little that `Message::User`
//! doesn't.
//!
//! The idea: words at the start and at the end go that the union's name has too, and those that
//! all variants share. What is left must say something alone: a preposition, a version or a word
//! such as `object` doesn't. Every shorter name is a candidate only, with the whole name last: where
//! two variants want the same one, they go on to their next.
//!
//! An example: in `ChatCompletionRequestMessage`, `ChatCompletionRequestUserMessage` is `User`.
//!
//! Why it ends: each round takes at least one word away.

/// Words that say that something is a type, and not which.
const FILLERS: &[&str] = &[
    "data",
    "dto",
    "model",
    "object",
    "param",
    "parameters",
    "params",
    "request",
    "resource",
    "response",
    "schema",
    "type",
];

/// Words that nothing ends with, and that say nothing alone.
const PREPOSITIONS: &[&str] = &[
    "and", "as", "by", "for", "from", "in", "of", "on", "or", "to",
];

/// Words that nothing begins with, for they belong to what is in front of them.
const LINKS: &[&str] = &["and", "of", "or"];

/// So many variants have to begin with the same words before these are taken for a namespace.
const MIN_NAMESPACE: usize = 3;

/// How many words all of several names have in common, at their start and at their end.
#[derive(Clone, Copy, Default)]
pub(super) struct Shared {
    start: usize,
    end: usize,
}

impl Shared {
    pub(super) fn of(names: &[&[String]]) -> Self {
        let Some((first, others)) = names.split_first() else {
            return Self::default();
        };
        if others.is_empty() {
            return Self::default();
        }
        let common = |alike: fn(&[String], &[String], usize) -> bool| {
            let all = (0..first.len())
                .take_while(|at| others.iter().all(|other| alike(first, other, *at)));
            all.count()
        };
        let start = common(|one, other, at| one.get(at) == other.get(at));
        let end = common(|one, other, at| one.iter().rev().nth(at) == other.iter().rev().nth(at));
        Self {
            start: if names.len() < MIN_NAMESPACE {
                0
            } else {
                start
            },
            end,
        }
    }
}

/// The words that are left of a variant's name without those that its union's name has too, at the
/// start and at the end, and without those that all variants share: the shortest first, the whole
/// name last.
pub(super) fn without_repeated(
    variant: &[String],
    union: &[String],
    shared: Shared,
) -> Vec<Vec<String>> {
    let start = leading(variant, union).max(shared.start);
    let end = trailing(variant, union).min(variant.len().saturating_sub(shared.end));
    let end = without_prepositions(variant, end);
    let whole = variant.len();
    let mut names = Vec::new();
    for (start, end) in [(start, end), (start, whole), (0, end), (0, whole)] {
        let name = variant.get(start..end).unwrap_or_default();
        if (start, end) == (0, whole) || says_something(name) && !names.contains(&name) {
            names.push(name);
        }
    }
    names.into_iter().map(<[String]>::to_vec).collect()
}

/// Whether words can stand alone as a name.
fn says_something(name: &[String]) -> bool {
    let is_preposition = |word: &String| PREPOSITIONS.contains(&word.as_str());
    let starts_well = name.first().is_some_and(|first| {
        first.starts_with(char::is_alphabetic) && !LINKS.contains(&first.as_str())
    });
    starts_well
        && !name
            .iter()
            .all(|word| is_filler(word) || is_preposition(word))
}

/// A version says no more than a filler does.
fn is_filler(word: &str) -> bool {
    let is_version = word.strip_prefix('v').is_some_and(|number| {
        !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
    });
    is_version || FILLERS.contains(&word)
}

/// How many words at the start stand in the union's name too, those before the others perhaps at
/// another place.
fn leading(variant: &[String], union: &[String]) -> usize {
    let mut start = 0;
    loop {
        let mut ends = (start + 1..=variant.len()).rev();
        let found = ends.find(|end| has(union, variant.get(start..*end).unwrap_or_default()));
        match found {
            Some(end) => start = end,
            None => return start,
        }
    }
}

/// Where the words at the end begin that stand in the union's name too. Fillers behind those go
/// with them, and prepositions in front.
fn trailing(variant: &[String], union: &[String]) -> usize {
    let mut end = variant.len();
    loop {
        let rest = variant.get(..end).unwrap_or_default();
        let fillers = rest.iter().rev().take_while(|word| is_filler(word)).count();
        let found = (0..=fillers).find_map(|fillers| {
            let end = end - fillers;
            let mut starts = 0..end;
            starts.find(|start| has(union, variant.get(*start..end).unwrap_or_default()))
        });
        match found {
            Some(start) => end = without_prepositions(variant, start),
            None => return end,
        }
    }
}

/// Where a name ends that ends with a preposition.
fn without_prepositions(name: &[String], mut end: usize) -> usize {
    let is_preposition = |end: usize| {
        let last = end.checked_sub(1).and_then(|last| name.get(last));
        last.is_some_and(|word| PREPOSITIONS.contains(&word.as_str()))
    };
    while is_preposition(end) && end < name.len() {
        end -= 1;
    }
    end
}

/// Whether words stand in a name one after the other, in the singular or the plural.
fn has(name: &[String], words: &[String]) -> bool {
    let alike = |(one, other): (&String, &String)| stem(one) == stem(other);
    !words.is_empty()
        && name
            .windows(words.len())
            .any(|window| window.iter().zip(words).all(alike))
}

/// A word as far as its singular and its plural are alike.
fn stem(word: &str) -> &str {
    let stem = word
        .strip_suffix('s')
        .filter(|stem| stem.len() > 1)
        .unwrap_or(word);
    let stem = stem.strip_suffix("ie").unwrap_or(stem);
    stem.strip_suffix('y')
        .filter(|stem| stem.len() > 1)
        .unwrap_or(stem)
}

#[cfg(test)]
mod tests {
    use super::{Shared, without_repeated};
    use crate::names::identifier::joined;
    use crate::names::words::all_words;

    fn stripped(union: &str, variants: &[&str]) -> Vec<String> {
        let words: Vec<Vec<String>> = variants.iter().map(|name| all_words(name)).collect();
        let all: Vec<&[String]> = words.iter().map(Vec::as_slice).collect();
        let shared = Shared::of(&all);
        let union = all_words(union);
        let short = words
            .iter()
            .map(|name| without_repeated(name, &union, shared));
        short.map(|names| joined(names.first().unwrap())).collect()
    }

    #[test]
    fn variants_dont_repeat_the_name_of_their_union() {
        for (union, variants, names) in [
            (
                "ChatCompletionRequestMessage",
                &[
                    "ChatCompletionRequestUserMessage",
                    "ChatCompletionRequestToolMessage",
                ][..],
                &["User", "Tool"][..],
            ),
            (
                "InputMedia",
                &["InputMediaVideo", "InputMediaPhoto"],
                &["Video", "Photo"],
            ),
            // A plural is no other word.
            ("Entries", &["TextEntry", "ListEntry"], &["Text", "List"]),
            // In another order, and with words between them.
            (
                "ChatCompletionToolChoiceOption",
                &["ChatCompletionNamedToolChoice", "ToolChoiceMode"],
                &["Named", "Mode"],
            ),
            (
                "RunStepDeltaObjectStepDetails",
                &["RunStepDeltaStepDetailsToolCallsObject"],
                &["ToolCalls"],
            ),
            // With words behind that say nothing.
            (
                "Tool",
                &["FunctionToolParam", "FileSearchTool"],
                &["Function", "FileSearch"],
            ),
            // All variants share them.
            (
                "Hook",
                &[
                    "GuildHookResponse",
                    "ChannelHookResponse",
                    "AppHookResponse",
                ],
                &["Guild", "Channel", "App"],
            ),
            (
                "Part",
                &["SectionComponentForMessage", "ButtonComponentForMessage"],
                &["Section", "Button"],
            ),
            (
                "Event",
                &["ThreadRunMade", "ThreadRunDone", "ThreadRunLost"],
                &["Made", "Done", "Lost"],
            ),
            // Two that begin alike can be all there is today.
            (
                "Event",
                &["UserMade", "UserLost"],
                &["UserMade", "UserLost"],
            ),
            // Nothing would be left, or nothing that says anything.
            ("UserOrTeam", &["User", "Team"], &["User", "Team"]),
            (
                "Item",
                &["Item", "ItemParam", "ItemV2"],
                &["Item", "ItemParam", "ItemV2"],
            ),
            (
                "Area",
                &["Area2d", "Area51", "AreaFor", "AreaForModel"],
                &["Area2d", "Area51", "AreaFor", "AreaForModel"],
            ),
            // A preposition can begin what says something; a word that links two can't.
            (
                "RunEvent",
                &["RunInProgress", "RunOnHold", "RunByMail", "RunForAll"],
                &["InProgress", "OnHold", "ByMail", "ForAll"],
            ),
            (
                "User",
                &["UserOrTeam", "UserAndGroup", "UserOfHost"],
                &["UserOrTeam", "UserAndGroup", "UserOfHost"],
            ),
            ("Cat", &["Category"], &["Category"]),
        ] {
            assert_eq!(stripped(union, variants), names, "{union}");
        }
    }
}
