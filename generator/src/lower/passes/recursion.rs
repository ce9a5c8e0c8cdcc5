//! Types that lead back to themselves.
//!
//! The problem: Rust takes a struct or an enum that holds itself (the plan boxes it), but not an
//! alias that names itself: `type Tree = Vec<Tree>` is an error. And a schema that is nothing but
//! a reference to itself has no values at all.
//!
//! The idea: types that are written as aliases (references, lists, tuples, mappings, JSON within
//! text) are looked at
//! as a graph. A type is in a circle, or leads to one, exactly if it is left when all types are
//! taken away whose ways all end. Of those left, each is followed back to itself; the first of a
//! circle gets a definition of its own, which breaks the circle for the others.
//!
//! An example: `Tree: {type: array, items: {$ref: Tree}}` becomes a newtype `struct
//! Tree(Vec<Tree>)`. `A: {$ref: B}` with `B: {$ref: A}` is refused.
//!
//! Why it ends: a type is taken away once, and a walk enters each type once.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Api, Kind, TypeId, Types};

/// Refuses types that are nothing but other names of each other.
pub(in crate::lower) fn refuse_circles(api: &Api, diagnostics: &mut Diagnostics) {
    let types = &api.types;
    let cyclic = cyclic(types, |kind| matches!(kind, Kind::Alias(_)));
    for (id, found) in types.iter().filter(|(id, _)| cyclic.contains(id)) {
        let mut seen = HashSet::new();
        let mut next = id;
        while let Kind::Alias(inner) = types.get(next).kind
            && seen.insert(next)
        {
            next = inner.id;
            if next == id {
                let message = "this schema is made of nothing but itself";
                let error = Diagnostic::error(Code::Reference, message);
                diagnostics.push(error.at(&found.origin, "leads in a circle"));
            }
        }
    }
}

/// The types that are in a circle of types of some kinds, or lead to one.
pub(super) fn cyclic(types: &Types, follows: impl Fn(&Kind) -> bool) -> HashSet<TypeId> {
    let mut holders: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
    let mut open: HashMap<TypeId, usize> = HashMap::new();
    let mut ended = Vec::new();
    for (id, found) in types.iter() {
        let inner = if follows(&found.kind) {
            found.kind.inner()
        } else {
            Vec::new()
        };
        if inner.is_empty() {
            ended.push(id);
        }
        open.insert(id, inner.len());
        for inner in inner {
            holders.entry(inner.id).or_default().push(id);
        }
    }
    // A type whose ways all end is in no circle.
    while let Some(id) = ended.pop() {
        open.remove(&id);
        for holder in holders.get(&id).into_iter().flatten() {
            if let Some(ways) = open.get_mut(holder) {
                *ways -= 1;
                if *ways == 0 {
                    ended.push(*holder);
                }
            }
        }
    }
    open.into_keys().collect()
}

/// Marks the lists, tuples and mappings that hold themselves: components first, for they have a
/// name already.
pub(in crate::lower) fn mark_recursion(api: &mut Api) {
    let types = &mut api.types;
    let cyclic = cyclic(types, |kind| {
        is_container(kind) || matches!(kind, Kind::Alias(_))
    });
    for components in [true, false] {
        let containers: Vec<TypeId> = types
            .iter()
            .filter(|(_, found)| found.name.is_component() == components)
            .filter(|(id, found)| is_container(&found.kind) && cyclic.contains(id))
            .map(|(id, _)| id)
            .collect();
        for id in containers {
            if holds_itself(types, id) {
                types.get_mut(id).recursive = true;
            }
        }
    }
}

fn is_container(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::JsonText(_) | Kind::Array(_) | Kind::Map(_) | Kind::Tuple(_)
    )
}

/// Whether a type leads back to itself through what has no definition of its own.
fn holds_itself(types: &Types, start: TypeId) -> bool {
    let mut seen = HashSet::new();
    let mut pending = vec![start];
    while let Some(id) = pending.pop() {
        let found = types.get(id);
        let is_open = is_container(&found.kind) && !found.recursive;
        if is_open || matches!(found.kind, Kind::Alias(_)) {
            for inner in found.kind.inner() {
                if inner.id == start {
                    return true;
                }
                if seen.insert(inner.id) {
                    pending.push(inner.id);
                }
            }
        }
    }
    false
}
