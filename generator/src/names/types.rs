//! What types are called.
//!
//! The problem: a type is named by the way to it, from the component or operation that it belongs
//! to through properties, lists and variants. Names of that kind get longer than anyone would
//! write, and say the same twice; shorter ones can be those of other types.
//!
//! The idea: for each type there is a list of names, the best first. Words that end what is before
//! them are said once. A name that is still long is made without the steps in its middle, without the
//! namespaces of wire names, without words that say how something is built (`response`, `item`), and
//! at last without its middle. Types that want the same name all go on to their next candidate, so
//! that no name depends on the order of types.
//!
//! An example: the way `Company.Order` → `order` → `lines` is `OrderLines`, unless another
//! type is called so: then both have their whole names.
//!
//! Why it ends: each list of candidates has an end, and rounds are limited (see [`distinct`]).

use std::collections::{HashMap, HashSet};

use super::identifier::{camel, joined};
use super::plural::singular;
use super::reserved::Reserved;
use super::unique::distinct;
use super::variant;
use super::words::{all_words, words};
use crate::ir::{Kind, Owner, Section, Step, Type, TypeId, TypeName, Types, VariantName};

/// Letters of a name that is short enough to be read.
pub(super) const MAX_LETTERS: usize = 40;

/// So many words that are said twice one after the other are said once.
const MAX_TWICE: usize = 8;

/// What the value of the only property of an object is called that is called after the property.
const VALUE: &str = "Value";

/// Letters of a name that is still good to read.
const MAX_GOOD_LETTERS: usize = 50;

/// Letters of a name that had to be cut, at least one word of which is of its beginning.
const HEAD_LETTERS: usize = 16;

/// Words that say how something is built and not what it is.
const FILLERS: &[&str] = &["body", "item", "parameter", "response", "value", "variant"];

/// Letters of a word that isn't cut.
const MAX_WORD_LETTERS: usize = 24;

/// What the variants of all unions are called, and what the types inside of them are called after.
#[derive(Default)]
pub(super) struct Variants {
    names: HashMap<TypeId, Vec<String>>,
    /// By the way to it, the last step to a type that is a variant.
    steps: HashMap<TypeName, String>,
    /// The components that are lists and have a plural for a name, each with the singular.
    lists: HashMap<Owner, String>,
    /// What the shared types are called that others belong to, and what they could be called.
    shared: HashMap<Owner, Vec<String>>,
}

impl Variants {
    pub(super) fn of(types: &Types, shared: HashMap<Owner, Vec<String>>) -> Self {
        let mut variants = Self {
            shared,
            ..Self::default()
        };
        let unions = types
            .iter()
            .filter(|(_, ty)| matches!(ty.kind, Kind::Union(_)));
        let mut unions: Vec<(TypeId, &Type)> = unions.collect();
        // What a union is called stands before what the ones inside of it are.
        unions.sort_by_key(|(_, ty)| ty.name.path.len());
        for (id, ty) in unions {
            let Kind::Union(union) = &ty.kind else {
                continue;
            };
            let own = variants.path(&ty.name);
            let words: Vec<String> = own.iter().flat_map(|step| words(step)).collect();
            let names = variant::variants(types, id, &words);
            for (variant, name) in union.variants.iter().zip(&names) {
                let inner = &types.get(variant.kind.id).name;
                let step = step_to(&ty.name, &variant.name, inner);
                if let Some(step) = step.filter(|_| camel(&variant.name.to_string()) != *name) {
                    variants.steps.entry(step).or_insert_with(|| name.clone());
                }
            }
            variants.names.insert(id, names);
        }
        for (_, ty) in types.iter() {
            if let Kind::Array(_) = ty.kind
                && ty.name.is_component()
                && let Some(one) = singular(&all_words(ty.name.owner.name()))
            {
                variants.lists.insert(ty.name.owner.clone(), one.join(" "));
            }
        }
        variants
    }

    /// The way to an item of a list, or to what is inside of it, with one item instead of the list:
    /// an item of `Tags` is a `Tag`.
    fn of_lists(&self, name: &TypeName, path: &[String]) -> Option<Vec<String>> {
        let one = self.lists.get(&name.owner)?;
        let rest = path
            .get(2..)
            .filter(|_| name.path.first() == Some(&Step::Items))?;
        Some([std::slice::from_ref(one), rest].concat())
    }

    /// The names of the variants of a union.
    pub(super) fn names(&self, id: TypeId) -> &[String] {
        self.names.get(&id).map_or(&[], Vec::as_slice)
    }

    /// What an owner is called.
    pub(super) fn owner<'a>(&'a self, owner: &'a Owner) -> &'a str {
        let shared = self.shared.get(owner).and_then(|names| names.first());
        shared.map_or_else(|| owner.name(), String::as_str)
    }

    /// What else a shared type could be called.
    fn others(&self, name: &TypeName) -> &[String] {
        let shared = self
            .shared
            .get(&name.owner)
            .filter(|_| name.path.is_empty());
        shared.and_then(|names| names.get(1..)).unwrap_or_default()
    }

    /// The owner and the steps to a type, those to variants as these are called.
    fn path(&self, name: &TypeName) -> Vec<String> {
        let mut path = vec![self.owner(&name.owner).to_owned()];
        let mut way = TypeName::of(name.owner.clone());
        let mut called: Option<&String> = None;
        for step in &name.path {
            way.path.push(step.clone());
            let text = step.to_string();
            let is_said = called.is_some_and(|called| camel(&text) == *called);
            called = self.steps.get(&way);
            path.push(match called {
                Some(called) => called.clone(),
                None if is_said => VALUE.to_owned(),
                None => text,
            });
        }
        path
    }
}

/// The way to a variant of a union, if that is inside of it.
fn step_to(union: &TypeName, variant: &VariantName, inner: &TypeName) -> Option<TypeName> {
    let forms = |name: &TypeName| {
        let mut both = name.clone();
        both.path.pop_if(|last| *last == Step::Request);
        [name.clone(), both]
    };
    let steps = forms(union).map(|union| union.step(Step::Variant(variant.clone())));
    forms(inner).into_iter().find(|inner| steps.contains(inner))
}

/// Names for types, no two of them the same as far as possible.
pub(super) fn type_names(
    named: &[(TypeId, &Type)],
    variants: &Variants,
    reserved: &Reserved,
) -> Vec<String> {
    let paths: Vec<Vec<String>> = named
        .iter()
        .map(|(_, ty)| variants.path(&ty.name))
        .collect();
    let whole: Vec<Vec<String>> = paths.iter().map(|path| shorter(path)).collect();
    let taken: HashSet<&str> = whole
        .iter()
        .flat_map(|names| names.first().map(String::as_str))
        .collect();
    let candidates = named.iter().zip(&paths).zip(&whole);
    let candidates = candidates.map(|(((_, ty), path), whole)| {
        let item = variants.of_lists(&ty.name, path);
        let mut names = item.map_or_else(Vec::new, |path| shortened(&path));
        names.retain(|name| !reserved.schemas.contains(name));
        if !ty.name.is_component()
            && !matches!(ty.name.owner, Owner::Operation(_) | Owner::Webhook(_))
        {
            names.extend(cut_short(path));
        }
        names.extend(shortened(path));
        names.extend(unrepeated(path, &ty.kind));
        names.extend(in_section(ty));
        let others = variants.others(&ty.name).iter();
        let others: Vec<String> = others
            .flat_map(|other| shorter(std::slice::from_ref(other)))
            .collect();
        // What is another's whole name is left to that one.
        names.retain(|name| whole.contains(name) || !taken.contains(name.as_str()));
        names.extend(whole.iter().cloned());
        names.extend(others);
        let mut plain = vec![variants.owner(&ty.name.owner).to_owned()];
        plain.extend(ty.name.path.iter().map(Step::to_string));
        names.extend(shorter(&plain));
        names.dedup();
        names
    });
    distinct(&candidates.collect::<Vec<_>>())
}

/// The name of what a component is itself, where a schema has its name too.
fn in_section(ty: &Type) -> Vec<String> {
    let section = match &ty.name.owner {
        Owner::Component(Section::Parameters, _) => "Parameter",
        Owner::Component(Section::Headers, _) => "Header",
        Owner::Component(Section::RequestBodies, _) => "Body",
        _ => return Vec::new(),
    };
    match ty.name.path.as_slice() {
        [] => shorter(&[ty.name.owner.name().to_owned(), section.to_owned()]),
        _ => Vec::new(),
    }
}

/// The names of a type whose last step is said by what is before it: what it is stands instead of
/// the step.
fn unrepeated(path: &[String], kind: &Kind) -> Vec<String> {
    let once = once(path);
    if once.len() == path.len() {
        return Vec::new();
    }
    let what = match kind {
        Kind::Enum(_) => "Kind",
        _ => VALUE,
    };
    shorter(&[once, vec![what.to_owned()]].concat())
}

/// Shorter names for a type, the best first: without the steps that are far from it where it would
/// be long, and without words that are said twice.
fn shortened(path: &[String]) -> Vec<String> {
    let path = once(path);
    let mut names = Vec::new();
    for left_out in left_out(&path) {
        let (owner, steps) = path.split_at(1);
        let steps = steps.get(left_out..).unwrap_or_default();
        names.extend(shorter(&[owner, steps].concat()));
    }
    names.extend(shorter(&path));
    names
}

/// Names for a type whose name would be long: without the middle of it.
fn cut_short(path: &[String]) -> Vec<String> {
    let words: Vec<String> = once(path).iter().flat_map(|step| all_words(step)).collect();
    if letters(&joined(&words)) <= MAX_LETTERS {
        return Vec::new();
    }
    let words = cut(&words);
    vec![
        trimmed(&without_fillers(&words), MAX_LETTERS),
        trimmed(&words, MAX_LETTERS),
    ]
}

/// The steps without the words that end what is before them already.
pub(super) fn once(path: &[String]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut steps = Vec::new();
    for step in path {
        let mut words = words(step);
        let most = words.len().min(MAX_TWICE);
        let overlap = (1..=most).rev().find(|count| {
            words
                .get(..*count)
                .is_some_and(|start| all.ends_with(start))
        });
        match overlap {
            Some(count) => {
                words.drain(..count);
                if !words.is_empty() {
                    steps.push(words.join(" "));
                }
            }
            // As it is, with its namespaces.
            None => steps.push(step.clone()),
        }
        all.extend(words);
    }
    steps
}

/// How many steps could be left out, the most first; none where the name is short as it is.
fn left_out(path: &[String]) -> impl Iterator<Item = usize> + use<> {
    let letters: usize = path
        .iter()
        .flat_map(|step| step.chars())
        .filter(|letter| letter.is_alphanumeric())
        .count();
    let steps = path.len().saturating_sub(1);
    let most = if letters > MAX_LETTERS { steps } else { 1 };
    // At least the last step stays; and the second last too if there are many.
    (1..most.saturating_sub(usize::from(most > 2))).rev()
}

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
    if letters(&full) <= MAX_GOOD_LETTERS {
        return vec![full];
    }
    let local = wire.iter().flat_map(|wire| all_words(&local(wire)));
    shorter_names(&words, &local.collect::<Vec<_>>())
}

/// Shorter names, the best first, and none twice.
fn shorter_names(words: &[String], local: &[String]) -> Vec<String> {
    let words = cut(words);
    // Without the namespaces of the wire names.
    let local = cut(local);
    let mut names = vec![
        trimmed(&without_fillers(&local), MAX_GOOD_LETTERS),
        trimmed(&local, MAX_GOOD_LETTERS),
        trimmed(&without_fillers(&words), MAX_GOOD_LETTERS),
        trimmed(&words, MAX_GOOD_LETTERS),
        trimmed(&without_fillers(&local), MAX_GOOD_LETTERS + 14),
        trimmed(&without_fillers(&words), MAX_GOOD_LETTERS + 14),
        trimmed(&words, MAX_GOOD_LETTERS + 30),
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
fn trimmed(words: &[String], most: usize) -> String {
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
