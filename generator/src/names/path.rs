//! The way from what owns a type to the type: the words that its name is made of.

use std::collections::{HashMap, HashSet};

use super::distinct::distinct;
use super::identifier::camel;
use super::plural::singular;
use super::reserved::TYPES;
use super::shorten::shorter;
use super::variant;
use super::words::{all_words, words};
use crate::ir::{Kind, Owner, Type, TypeId, TypeName, Types};

/// Letters of a name that is short enough to be read.
const MAX_LETTERS: usize = 40;

/// So many words that are said twice one after the other are said once.
const MAX_TWICE: usize = 8;

/// What the value of the only property of an object is called that is called after the property.
const VALUE: &str = "Value";

/// The step to the items of a list that is a component.
const ITEM: &str = "Item";

/// The last step to the form of a type that requests have.
const REQUEST: &str = "Request";

/// What the variants of all unions are called, and what the types inside of them are called after.
#[derive(Default)]
pub(super) struct Variants {
    names: HashMap<TypeId, Vec<String>>,
    /// By the way to it, the last step to a type that is a variant.
    steps: HashMap<TypeName, String>,
    /// The components that are lists and have a plural for a name, each with the singular.
    lists: HashMap<Owner, String>,
}

impl Variants {
    pub(super) fn of(types: &Types) -> Self {
        let mut variants = Self::default();
        let unions = types
            .iter()
            .filter(|(_, kind)| matches!(kind.kind, Kind::Union(_)));
        let mut unions: Vec<(TypeId, &Type)> = unions.collect();
        // What a union is called stands before what the ones inside of it are.
        unions.sort_by_key(|(_, kind)| kind.name.steps.len());
        for (id, kind) in unions {
            let Kind::Union(union) = &kind.kind else {
                continue;
            };
            let own = variants.path(&kind.name);
            let words: Vec<String> = own.iter().flat_map(|step| words(step)).collect();
            let names = variant::variants(types, id, &words);
            for (variant, name) in union.variants.iter().zip(&names) {
                let inner = &types.get(variant.kind.id).name;
                let step = step_to(&kind.name, &variant.name, inner);
                if let Some(step) = step.filter(|_| camel(&variant.name) != *name) {
                    variants.steps.entry(step).or_insert_with(|| name.clone());
                }
            }
            variants.names.insert(id, names);
        }
        for (_, kind) in types.iter() {
            if let Kind::Array(_) = kind.kind
                && kind.name.is_component()
                && let Some(one) = singular(&all_words(owner_name(&kind.name.owner)))
            {
                variants
                    .lists
                    .insert(kind.name.owner.clone(), one.join(" "));
            }
        }
        variants
    }

    /// The way to an item of a list, or to what is inside of it, with one item instead of the list:
    /// an item of `Tags` is a `Tag`.
    fn of_lists(&self, name: &TypeName, path: &[String]) -> Option<Vec<String>> {
        let one = self.lists.get(&name.owner)?;
        let rest = path.get(1..)?.strip_prefix(&[ITEM.to_owned()])?;
        Some([std::slice::from_ref(one), rest].concat())
    }

    /// The names of the variants of a union.
    pub(super) fn names(&self, id: TypeId) -> &[String] {
        self.names.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The owner and the steps to a type, those to variants as these are called.
    fn path(&self, name: &TypeName) -> Vec<String> {
        let mut path = vec![owner_name(&name.owner).to_owned()];
        let mut way = TypeName {
            owner: name.owner.clone(),
            steps: Vec::new(),
        };
        let mut called: Option<&String> = None;
        for step in &name.steps {
            way.steps.push(step.clone());
            let is_said = called.is_some_and(|called| camel(step) == *called);
            called = self.steps.get(&way);
            path.push(match called {
                Some(called) => called.clone(),
                None if is_said => VALUE.to_owned(),
                None => step.clone(),
            });
        }
        path
    }
}

/// The way to a variant of a union, if that is inside of it.
fn step_to(union: &TypeName, variant: &str, inner: &TypeName) -> Option<TypeName> {
    let forms = |name: &TypeName| {
        let mut both = name.clone();
        let is_form = both.steps.last().is_some_and(|last| last == REQUEST);
        both.steps.pop_if(|_| is_form);
        [name.clone(), both]
    };
    let steps = forms(union).map(|union| union.step(variant));
    forms(inner).into_iter().find(|inner| steps.contains(inner))
}

pub(super) fn owner_name(owner: &Owner) -> &str {
    match owner {
        Owner::Component(_, name) | Owner::Operation(name) => name,
    }
}

/// Names for types, no two of them the same as far as possible.
pub(super) fn type_names(named: &[(TypeId, &Type)], variants: &Variants) -> Vec<String> {
    let paths: Vec<Vec<String>> = named
        .iter()
        .map(|(_, kind)| variants.path(&kind.name))
        .collect();
    let whole: Vec<Vec<String>> = paths.iter().map(|path| shorter(path)).collect();
    let taken: HashSet<&str> = whole
        .iter()
        .flat_map(|names| names.first().map(String::as_str))
        .collect();
    let candidates = named.iter().zip(&paths).zip(&whole);
    let candidates = candidates.map(|(((_, kind), path), whole)| {
        let item = variants.of_lists(&kind.name, path);
        let mut names = item.map_or_else(Vec::new, |path| shortened(&path));
        names.retain(|name| !TYPES.contains(&name.as_str()));
        names.extend(shortened(path));
        names.extend(unrepeated(path, &kind.kind));
        // What is another's whole name is left to that one.
        names.retain(|name| whole.contains(name) || !taken.contains(name.as_str()));
        names.extend(whole.iter().cloned());
        let mut plain = vec![owner_name(&kind.name.owner).to_owned()];
        plain.extend(kind.name.steps.iter().cloned());
        names.extend(shorter(&plain));
        names.dedup();
        names
    });
    distinct(&candidates.collect::<Vec<_>>())
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

/// The steps without the words that end what is before them already.
fn once(path: &[String]) -> Vec<String> {
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
