//! Types that lead back to themselves with nothing in between.

use std::collections::{HashMap, HashSet};

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Kind, TypeId, Types};

/// Refuses types that are nothing but other names of each other.
pub(super) fn refuse(types: &Types, diagnostics: &mut Diagnostics) {
    let circling = circling(types, |kind| matches!(kind, Kind::Alias(_)));
    for (id, kind) in types.iter().filter(|(id, _)| circling.contains(id)) {
        let mut seen = HashSet::new();
        let mut next = id;
        while let Kind::Alias(inner) = types.get(next).kind
            && seen.insert(next)
        {
            next = inner.id;
            if next == id {
                let message = "this schema is made of nothing but itself";
                let error = Diagnostic::error(Code::Reference, message);
                diagnostics.push(error.at(&kind.origin, "leads in a circle"));
            }
        }
    }
}

/// The types that are in a circle of types of some kinds, or lead to one.
pub(super) fn circling(types: &Types, followed: impl Fn(&Kind) -> bool) -> HashSet<TypeId> {
    let mut holders: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
    let mut open: HashMap<TypeId, usize> = HashMap::new();
    let mut ended = Vec::new();
    for (id, kind) in types.iter() {
        let inner = if followed(&kind.kind) {
            kind.kind.inner()
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
pub(super) fn mark(types: &mut Types) {
    let circling = circling(types, |kind| {
        is_list(kind) || matches!(kind, Kind::Alias(_))
    });
    for components in [true, false] {
        let lists: Vec<TypeId> = types
            .iter()
            .filter(|(_, kind)| kind.name.is_component() == components && is_list(&kind.kind))
            .map(|(id, _)| id)
            .filter(|id| circling.contains(id))
            .collect();
        for id in lists {
            if holds_itself(types, id) {
                types.get_mut(id).recursive = true;
            }
        }
    }
}

fn is_list(kind: &Kind) -> bool {
    matches!(kind, Kind::Array(_) | Kind::Map(_) | Kind::Tuple(_))
}

fn holds_itself(types: &Types, start: TypeId) -> bool {
    let mut seen = HashSet::new();
    let mut pending = vec![start];
    while let Some(id) = pending.pop() {
        let kind = types.get(id);
        let transparent = is_list(&kind.kind) && !kind.recursive;
        if transparent || matches!(kind.kind, Kind::Alias(_)) {
            for inner in kind.kind.inner() {
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
