//! What types that hold themselves need: a box where they do so in place, and a struct where they
//! are nothing but lists and mappings.

use std::collections::{HashMap, HashSet};

use crate::ir::{Kind, TypeId, Types};

/// What becomes of types that hold themselves.
#[derive(Debug, Default)]
pub(super) struct Cycles {
    /// The properties, items and variants to box: the type, and the index in it.
    pub(super) boxed: HashSet<(TypeId, usize)>,
    /// The lists and mappings that are structs: an alias can't stand for a part of itself.
    pub(super) newtypes: HashSet<TypeId>,
}

impl Cycles {
    pub(super) fn new(types: &Types) -> Self {
        let recursive = types.iter().filter(|(_, kind)| kind.recursive);
        Self {
            boxed: boxed(types),
            newtypes: recursive.map(|(id, _)| id).collect(),
        }
    }
}

fn boxed(types: &Types) -> HashSet<(TypeId, usize)> {
    let reach = components(types);
    let mut boxed = HashSet::new();
    for (id, kind) in types.iter() {
        if !matches!(kind.kind, Kind::Object(_) | Kind::Tuple(_) | Kind::Union(_)) {
            continue;
        }
        for (index, held) in held(types, id).into_iter().enumerate() {
            if reach.get(&id) == reach.get(&held) {
                boxed.insert((id, index));
            }
        }
    }
    boxed
}

/// The types that a value of a type holds in place: lists and maps are on the heap already.
fn held(types: &Types, id: TypeId) -> Vec<TypeId> {
    match &types.get(id).kind {
        Kind::Object(object) => object
            .properties
            .iter()
            .map(|property| property.kind.id)
            .collect(),
        Kind::Tuple(items) => items.iter().map(|item| item.id).collect(),
        Kind::Union(union) => union
            .variants
            .iter()
            .map(|variant| variant.kind.id)
            .collect(),
        Kind::Alias(inner) => vec![inner.id],
        _ => Vec::new(),
    }
}

/// The strongly connected component of each type (Tarjan, with a stack of its own: a document may
/// nest deeper than the thread's stack).
fn components(types: &Types) -> HashMap<TypeId, usize> {
    let mut search = Search::default();
    for (id, _) in types.iter() {
        if !search.order.contains_key(&id) {
            search.from(types, id);
        }
    }
    search.component
}

#[derive(Default)]
struct Search {
    order: HashMap<TypeId, usize>,
    low: HashMap<TypeId, usize>,
    open: Vec<TypeId>,
    component: HashMap<TypeId, usize>,
}

impl Search {
    fn from(&mut self, types: &Types, start: TypeId) {
        let mut path = vec![(start, held(types, start))];
        self.enter(start);
        while let Some((id, pending)) = path.last_mut() {
            let id = *id;
            match pending.pop() {
                Some(next) if !self.order.contains_key(&next) => {
                    self.enter(next);
                    path.push((next, held(types, next)));
                }
                Some(next) => {
                    // A type whose component is known already is not above this one.
                    if !self.component.contains_key(&next) {
                        self.lower(id, self.order.get(&next).copied());
                    }
                }
                None => {
                    path.pop();
                    let low = self.low.get(&id).copied();
                    if let Some((parent, _)) = path.last() {
                        self.lower(*parent, low);
                    }
                    if low == self.order.get(&id).copied() {
                        self.close(id);
                    }
                }
            }
        }
    }

    fn enter(&mut self, id: TypeId) {
        let number = self.order.len();
        self.order.insert(id, number);
        self.low.insert(id, number);
        self.open.push(id);
    }

    fn lower(&mut self, id: TypeId, to: Option<usize>) {
        if let (Some(low), Some(to)) = (self.low.get_mut(&id), to) {
            *low = (*low).min(to);
        }
    }

    fn close(&mut self, root: TypeId) {
        let number = self.component.len();
        while let Some(id) = self.open.pop() {
            self.component.insert(id, number);
            if id == root {
                break;
            }
        }
    }
}
