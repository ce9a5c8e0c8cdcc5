//! What types are called that several components and operations share.
//!
//! The problem: such a type belongs to none of the places where it is used, so it can't be named by
//! the way to one of them. What these have in common can be said in one word, or in no word at all; and
//! what is the best word for one type may be that for another.
//!
//! The idea: of each place there is the word that it has for the type (the name of a property or
//! parameter, that of a list in the singular) and the words of what is around it. The candidates are,
//! the best first: the title; the word that most places have, unless it says nothing; words that all
//! places have; the same after what they stand in; the values of an enum; the whole way. Types that
//! want the same name go on to their next candidate, but for one that is used far more often than
//! the others: so a new use of a type seldom changes names.
//!
//! An example: `sort` of `listIssues` and `listIssuesOfUser` is `Sort`, unless other parameters of that
//! name have other values; then it is `ListIssuesSort`.
//!
//! Why it ends: the lists of candidates have an end.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

use super::identifier::joined;
use super::plural::singular;
use super::reserved::Reserved;
use super::types::{MAX_LETTERS, once, shorter};
use super::unique::distinct_by_weight;
use super::words::{all_words, words};
use crate::ir::{Enum, Kind, Object, Owner, Status, Step, Type, TypeId, TypeName, Types};

/// Words that say nothing of what something is.
const VAGUE: &[&str] = &[
    "attributes",
    "body",
    "class",
    "content",
    "contents",
    "data",
    "details",
    "element",
    "entries",
    "entry",
    "field",
    "fields",
    "id",
    "info",
    "item",
    "items",
    "key",
    "kind",
    "list",
    "meta",
    "name",
    "node",
    "object",
    "option",
    "options",
    "params",
    "payload",
    "properties",
    "property",
    "record",
    "request",
    "resource",
    "response",
    "result",
    "results",
    "set",
    "type",
    "types",
    "value",
    "values",
];

/// Words that nothing ends with.
const LINKS: &[&str] = &[
    "and", "as", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with",
];

/// So many surroundings are tried for a name.
const MAX_AROUND: usize = 6;

/// So many whole ways are tried for a name.
const MAX_WAYS: usize = 4;

/// So many values or properties can name a type together.
const MAX_JOINED: usize = 3;

/// A longer value is a text, not a name.
const MAX_VALUE: usize = 40;

/// Names for the shared types that are owners, as wire names: for each the one that it has, and those
/// that it could have instead.
pub(super) fn names(
    types: &Types,
    named: &[(TypeId, &Type)],
    reserved: &Reserved,
) -> HashMap<Owner, Vec<String>> {
    let is_shared = |ty: &Type| matches!(ty.name.owner, Owner::Shared(_));
    let others = named.iter().filter(|(_, ty)| !is_shared(ty));
    let taken: HashSet<String> = others
        .flat_map(|(_, ty)| shorter(&way(&ty.name)))
        .map(|name| name.to_lowercase())
        .collect();
    let shared: Vec<&Type> = named
        .iter()
        .map(|(_, ty)| *ty)
        .filter(|ty| is_shared(ty) && ty.name.path.is_empty())
        .collect();
    let candidates = shared.iter().map(|ty| {
        let mut names = candidates(types, ty);
        let last = names.last().cloned();
        names.retain(|name| {
            let name = joined(name);
            !reserved.schemas.contains(&name) && !taken.contains(&name.to_lowercase())
        });
        if names.is_empty() {
            names.extend(last);
        }
        let names = names.iter().map(|words| words.join(" "));
        names.collect()
    });
    let candidates: Vec<Vec<String>> = candidates.collect();
    let weights: Vec<usize> = shared.iter().map(|ty| ty.places.len()).collect();
    let names = distinct_by_weight(&candidates, &weights);
    let all = shared.iter().zip(candidates).zip(names);
    let all = all.map(|((ty, candidates), name)| {
        let others = candidates.into_iter().skip_while(|other| *other != name);
        (ty.name.owner.clone(), others.collect())
    });
    all.collect()
}

/// The texts of a way.
fn way(name: &TypeName) -> Vec<String> {
    let mut way = vec![name.owner.name().to_owned()];
    way.extend(name.path.iter().map(Step::to_string));
    way
}

type Words = Vec<String>;

/// The words for a type at one place.
struct Site {
    /// What the place has for it.
    word: Words,
    /// What is around it, the closest first.
    around: Vec<Words>,
}

impl Site {
    fn of(place: &TypeName) -> Self {
        let mut said: Vec<Words> = Vec::new();
        if !place.owner.name().is_empty() {
            said.push(words(place.owner.name()));
        }
        for step in &place.path {
            match step {
                Step::Parameter(name) | Step::Header(name) | Step::Property(name) => {
                    said.push(words(name));
                }
                Step::Response(status) if !status.is_success() && *status != Status::Default => {
                    said.push(words(&step.to_string()));
                }
                Step::RequestBody | Step::ResponseBody => said.push(vec!["body".to_owned()]),
                Step::Items | Step::Values => {
                    if let Some(last) = said.last_mut()
                        && let Some(one) = singular(last)
                    {
                        *last = one;
                    }
                }
                Step::Item(_) => said.push(words(&step.to_string())),
                Step::Variant(name) if !name.is_nameless() => said.push(words(&name.to_string())),
                Step::Base => said.push(vec!["base".to_owned()]),
                Step::Response(_)
                | Step::MediaType(_)
                | Step::Content
                | Step::Variant(_)
                | Step::Request
                | Step::Unused => {}
            }
        }
        let word = said.pop().unwrap_or_default();
        said.retain(|words| !is_vague(words));
        said.reverse();
        Self { word, around: said }
    }
}

/// Words of several texts; what ends what is before it is said once.
fn once_said(texts: &[String]) -> Words {
    let texts: Vec<String> = texts
        .iter()
        .filter(|text| !text.is_empty())
        .cloned()
        .collect();
    once(&texts)
        .iter()
        .flat_map(|text| all_words(text))
        .collect()
}

fn is_vague(words: &[String]) -> bool {
    words.iter().all(|word| VAGUE.contains(&word.as_str()))
}

/// What a shared type can be called, the best first.
fn candidates(types: &Types, ty: &Type) -> Vec<Words> {
    let sites: Vec<Site> = ty.places.iter().map(Site::of).collect();
    let word = usual(sites.iter().map(|site| &site.word));
    let title = ty.title.iter().map(|title| words(title));
    let mut names: Vec<Words> = title.filter(|title| !is_vague(title)).collect();
    let (word, count) = word.unwrap_or_default();
    let after = |around: &Words| once_said(&[around.join(" "), word.join(" ")]);
    if let Some(constant) = constant(types, &ty.kind) {
        names.push(once_said(&[constant.join(" "), word.join(" ")]));
        names.push(constant);
    }
    let value = only_value(&ty.kind);
    if count * 2 >= sites.len() && value.is_none() {
        names.push(word.clone());
    }
    if let Some(value) = value {
        names.push(once_said(&[value.join(" "), word.join(" ")]));
    }
    names.extend(common(sites.iter().map(|site| &site.word)));
    // One word says too little of what says nothing by itself.
    let least = if is_vague(&word) { 2 } else { 1 };
    let closest = || sites.iter().filter_map(|site| site.around.first());
    let all_around = common(closest()).filter(|words| words.len() >= least);
    names.extend(all_around.as_ref().map(after));
    if is_vague(&word) {
        names.extend(members(&ty.kind));
    }
    let outermost = sites.iter().filter_map(|site| site.around.last());
    for around in [ranked(closest()), ranked(outermost)] {
        names.extend(around.into_iter().take(MAX_AROUND).map(after));
    }
    names.extend(members(&ty.kind));
    let ways = ty.places.iter().map(|place| once_said(&way(place)));
    let mut whole: Vec<Words> = ways.collect();
    whole.sort_unstable_by_key(|words| (letters(words), words.clone()));
    names.extend(whole.into_iter().take(MAX_WAYS));
    // What has no meaning comes after all that has one, and so does what is long.
    names.sort_by_key(|words| (is_vague(words), letters(words) > MAX_LETTERS));
    let mut seen = HashSet::new();
    names.retain(|words| !words.is_empty() && seen.insert(words.clone()));
    names
}

fn letters(words: &[String]) -> usize {
    words.iter().map(|word| word.chars().count()).sum()
}

/// The one that says most, and how often it is there.
fn usual<'a>(all: impl Iterator<Item = &'a Words>) -> Option<(Words, usize)> {
    let all: Vec<&Words> = all.collect();
    let first = *ranked(all.iter().copied()).first()?;
    let count = all.iter().filter(|words| **words == first).count();
    Some((first.clone(), count))
}

/// All of them without repetition: those that say something first, then those that are there most
/// often, then the shortest.
fn ranked<'a>(all: impl Iterator<Item = &'a Words>) -> Vec<&'a Words> {
    let mut counts: BTreeMap<&Words, usize> = BTreeMap::new();
    for words in all {
        *counts.entry(words).or_default() += 1;
    }
    let mut ranked: Vec<(&Words, usize)> = counts.into_iter().collect();
    ranked.sort_by_key(|(words, count)| (is_vague(words), Reverse(*count), letters(words)));
    ranked.into_iter().map(|(words, _)| words).collect()
}

/// The words that all have, in the order of the first.
fn common<'a>(mut all: impl Iterator<Item = &'a Words>) -> Option<Words> {
    let mut common = all.next()?.clone();
    for words in all {
        common.retain(|word| words.contains(word));
    }
    let is_link = |word: &String| LINKS.contains(&word.as_str());
    while common.pop_if(|last| is_link(last)).is_some() {}
    Some(common).filter(|common| !common.is_empty() && !is_vague(common))
}

/// The words of the constant that tells the values of an object from those of others.
fn constant(types: &Types, kind: &Kind) -> Option<Words> {
    let Kind::Object(object) = kind else {
        return None;
    };
    let mut telling = object.properties.iter().filter(|property| {
        let name = property.name.as_str();
        property.required && matches!(name, "type" | "kind" | "object" | "event")
    });
    telling.find_map(|property| only_value(&types.get(types.unalias(property.kind).id).kind))
}

/// The words of the only value of an enum.
fn only_value(kind: &Kind) -> Option<Words> {
    let Kind::Enum(Enum { values, .. }) = kind else {
        return None;
    };
    match values.as_slice() {
        [only] => value(only.as_str()?),
        _ => None,
    }
}

fn value(text: &str) -> Option<Words> {
    let is_name = text.len() <= MAX_VALUE && text.starts_with(char::is_alphabetic);
    is_name.then(|| words(text))
}

/// The few values of an enum, or the few properties of an object.
fn members(kind: &Kind) -> Option<Words> {
    match kind {
        Kind::Enum(Enum { values, .. }) if (2..=MAX_JOINED).contains(&values.len()) => {
            let values = values.iter().map(|known| value(known.as_str()?));
            Some(
                values
                    .collect::<Option<Vec<Words>>>()?
                    .join(&"or".to_owned()),
            )
        }
        Kind::Object(Object { properties, .. }) if (1..=MAX_JOINED).contains(&properties.len()) => {
            let names = properties.iter().map(|property| words(&property.name));
            Some(names.collect::<Vec<Words>>().join(&"and".to_owned()))
        }
        _ => None,
    }
}
