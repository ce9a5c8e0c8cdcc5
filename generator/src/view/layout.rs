//! How the emitted types lie in memory: what needs a box, and about how many bytes they take.
//!
//! The problem: a type that holds itself in place would have no end. And an enum is as large as its
//! largest variant, so that one large variant makes all values large.
//!
//! The idea: a property, an item or a variant through which a type holds itself in place is boxed. A list
//! or mapping that holds itself is on the heap already, but an alias can't stand for a part of itself,
//! so it is a struct. And a variant that is much larger than that of most is boxed too.
//!
//! An example: `Tree {left: Tree}` has `left: Option<Box<Tree>>`; `Forest: {type: array, items: Forest}`
//! is `struct Forest(Vec<Forest>)`.
//!
//! Why it ends: the circles are found first, and to find them each type is entered once. Once they are
//! boxed no type holds itself in place, and sizes are added up to a limited depth.

use std::collections::{HashMap, HashSet};

use crate::ir::{Additional, Kind, TypeId, TypeRef, Types};

/// A variant that may be larger than this many bytes is boxed.
pub(super) const MAX_VARIANT: usize = 128;

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
        let recursive = types.iter().filter(|(_, definition)| definition.recursive);
        Self {
            boxed: boxed(types),
            newtypes: recursive.map(|(id, _)| id).collect(),
        }
    }
}

fn boxed(types: &Types) -> HashSet<(TypeId, usize)> {
    let reach = components(types);
    let mut boxed = HashSet::new();
    for (id, definition) in types.iter() {
        if !matches!(
            definition.kind,
            Kind::Object(_) | Kind::Tuple(_) | Kind::Union(_)
        ) {
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

/// The types that a value of a type holds in place: lists, maps and JSON within text are on the heap
/// already.
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

/// What lies beyond this isn't told apart.
const MAX: usize = 1 << 16;

/// Types that nest deeper than this are taken for large.
const MAX_DEPTH: usize = 64;

/// The sizes that are known.
#[derive(Default)]
pub(super) struct Sizes(HashMap<TypeId, usize>);

impl Sizes {
    /// An upper bound for the size of a value.
    pub(super) fn of(&mut self, id: TypeId, types: &Types, cycles: &Cycles) -> usize {
        self.within(id, types, cycles, MAX_DEPTH)
    }

    fn within(&mut self, id: TypeId, types: &Types, cycles: &Cycles, depth: usize) -> usize {
        if let Some(size) = self.0.get(&id) {
            return *size;
        }
        let Some(depth) = depth.checked_sub(1) else {
            return MAX;
        };
        let size = match &types.get(id).kind {
            Kind::Null => 0,
            Kind::Boolean => 1,
            Kind::JsonText(_) => 8,
            Kind::Number(format) | Kind::String(format) => format.scalar.size,
            Kind::Array(_) | Kind::Map(_) | Kind::Enum(_) => 24,
            Kind::Any(_) | Kind::Never => 72,
            Kind::Alias(inner) => self.held(*inner, false, types, cycles, depth),
            Kind::Tuple(items) => {
                let items: Vec<TypeRef> = items.clone();
                self.sum(id, &items, types, cycles, depth)
            }
            Kind::Object(object) => {
                let items: Vec<TypeRef> = object
                    .properties
                    .iter()
                    .map(|property| property.kind)
                    .collect();
                let rest = match object.additional {
                    Additional::Typed(_) => 24,
                    Additional::Unspecified | Additional::Denied => 0,
                };
                self.sum(id, &items, types, cycles, depth) + rest
            }
            // The large ones of them are boxed.
            Kind::Union(_) => MAX_VARIANT + 8,
        };
        let size = size.min(MAX);
        self.0.insert(id, size);
        size
    }

    fn sum(
        &mut self,
        owner: TypeId,
        items: &[TypeRef],
        types: &Types,
        cycles: &Cycles,
        depth: usize,
    ) -> usize {
        let mut sum = 0_usize;
        for (index, item) in items.iter().enumerate() {
            let boxed = cycles.boxed.contains(&(owner, index));
            sum = sum.saturating_add(self.held(*item, boxed, types, cycles, depth));
        }
        sum.min(MAX)
    }

    /// The size with what `Option` may add, which comes in steps of eight.
    fn held(
        &mut self,
        item: TypeRef,
        boxed: bool,
        types: &Types,
        cycles: &Cycles,
        depth: usize,
    ) -> usize {
        let size = if boxed {
            8
        } else {
            self.within(item.id, types, cycles, depth)
        };
        size.div_ceil(8) * 8 + 8
    }
}
