//! What types that hold themselves need: a box where they do so in place, and a struct where they
//! are nothing but lists and mappings.

use std::collections::{HashMap, HashSet};

use crate::ir::{Kind, TypeId, Types};
use crate::names::Names;

/// What becomes of types that hold themselves.
#[derive(Debug, Default)]
pub(super) struct Cycles {
    /// The properties, items and variants to box: the type, and the index in it.
    pub(super) boxed: HashSet<(TypeId, usize)>,
    /// The lists and mappings that are structs: an alias can't stand for a part of itself.
    pub(super) newtypes: HashSet<TypeId>,
}

impl Cycles {
    pub(super) fn new(types: &Types, names: &Names) -> Self {
        let mut newtypes = HashSet::new();
        // A list that has a name is the better one to break a circle at.
        for only_aliases in [false, true] {
            let edges = |id: TypeId| flat(types, id, &newtypes);
            let reach = components(types, &edges);
            let circular: Vec<TypeId> = types
                .iter()
                .filter(|(id, kind)| {
                    names.get(*id).is_some()
                        && matches!(kind.kind, Kind::Alias(_)) == only_aliases
                        && edges(*id)
                            .iter()
                            .any(|next| reach.get(next) == reach.get(id))
                })
                .map(|(id, _)| id)
                .collect();
            newtypes.extend(circular);
        }
        Self {
            boxed: boxed(types),
            newtypes,
        }
    }
}

fn boxed(types: &Types) -> HashSet<(TypeId, usize)> {
    let reach = components(types, &|id| held(types, id));
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

/// The types that an alias of a type would have to spell out.
fn flat(types: &Types, id: TypeId, newtypes: &HashSet<TypeId>) -> Vec<TypeId> {
    match &types.get(id).kind {
        kind @ (Kind::Array(_) | Kind::Map(_) | Kind::Tuple(_) | Kind::Alias(_))
            if !newtypes.contains(&id) =>
        {
            kind.inner().into_iter().map(|inner| inner.id).collect()
        }
        _ => Vec::new(),
    }
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
fn components(types: &Types, edges: &dyn Fn(TypeId) -> Vec<TypeId>) -> HashMap<TypeId, usize> {
    let mut search = Search::default();
    for (id, _) in types.iter() {
        if !search.order.contains_key(&id) {
            search.from(edges, id);
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
    fn from(&mut self, edges: &dyn Fn(TypeId) -> Vec<TypeId>, start: TypeId) {
        let mut path = vec![(start, edges(start))];
        self.enter(start);
        while let Some((id, pending)) = path.last_mut() {
            let id = *id;
            match pending.pop() {
                Some(next) if !self.order.contains_key(&next) => {
                    self.enter(next);
                    path.push((next, edges(next)));
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
