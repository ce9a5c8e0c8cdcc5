//! Types that lead back to themselves with nothing in between.

use std::collections::HashSet;

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Kind, TypeId, Types};

/// Refuses types that are nothing but other names of each other.
pub(super) fn refuse(types: &Types, diagnostics: &mut Diagnostics) {
    for (id, kind) in types.iter() {
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

/// Marks the lists, tuples and mappings that hold themselves: components first, for they have a
/// name already.
pub(super) fn mark(types: &mut Types) {
    for components in [true, false] {
        let lists: Vec<TypeId> = types
            .iter()
            .filter(|(_, kind)| kind.name.is_component() == components && is_list(&kind.kind))
            .map(|(id, _)| id)
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
