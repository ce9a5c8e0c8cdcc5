//! Where shared types are used, and what they belong to.
//!
//! The problem: a type is named by the way to it, and stands in the file of the component or
//! operation that the way begins at. A shared type has many ways to it.
//!
//! The idea: what all ways to a type lead through (see [`dominators`](super::dominators)) is what it
//! belongs to: if that is an operation, a component, or a type of one of them, it stands there, and
//! is named by the shortest way. If there is nothing of that kind, it is an owner itself, and what
//! is used by it alone belongs to it. `names` then finds a name for it from the places where it is
//! used.
//!
//! An example: `listRepos` has a parameter and a body with the same `Order`, which stays
//! `listRepos` → `order`. `listIssues` has `State`, as `Issue` has: that one belongs to neither of them.
//!
//! Why it ends: types are named from the operations and components on, each once.

use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};

use super::dominators::dominators;
use super::homes::{Homes, is_named};
use crate::ir::{Kind, Owner, Step, TypeId, TypeName, Types};

/// A use of a type: by which type (that of an operation has none), and as which of the equal ones.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Use {
    by: Option<TypeId>,
    of: TypeId,
}

/// What the types are called, and where the shared ones are used.
pub(super) struct Places {
    /// By type, what it is called now.
    pub(super) names: HashMap<TypeId, TypeName>,
    /// By type that is used at several places, these.
    pub(super) uses: HashMap<TypeId, Vec<TypeName>>,
}

impl Places {
    /// Finds the places of all types that operations, each with the types that it names, and
    /// components are made of.
    pub(super) fn of(types: &Types, operations: &[Vec<TypeId>], homes: &Homes) -> Self {
        let graph = Graph::of(types, operations, homes);
        let names = graph.names(types);
        let mut places = Self {
            names,
            uses: HashMap::new(),
        };
        for (id, uses) in &graph.uses {
            let known = types.get(*id);
            if homes.is_shared(*id) && !is_named(&known.name) {
                let uses = uses.iter().filter_map(|found| {
                    let mut way = place(types, *found, &places.names)?;
                    way.path.extend(last_step(types, *found, &way));
                    Some(way)
                });
                let mut uses: Vec<TypeName> = uses.collect();
                uses.sort_unstable();
                uses.dedup();
                if uses.len() > 1 {
                    places.uses.insert(*id, uses);
                }
            }
        }
        places
    }
}

/// The way to what is used, by the names that types have now; none if that of its user isn't known.
fn place(types: &Types, found: Use, names: &HashMap<TypeId, TypeName>) -> Option<TypeName> {
    let own = &types.get(found.of).name;
    let Some(by) = found.by else {
        return Some(own.clone());
    };
    let (before, now) = (&types.get(by).name, names.get(&by)?);
    if before == now {
        return Some(own.clone());
    }
    let inside = own.path.strip_prefix(before.path.as_slice());
    let inside = inside.filter(|_| own.owner == before.owner);
    // What isn't named by the way through its user is at least named by its last step.
    let inside = inside.or(own.path.last().map(std::slice::from_ref));
    let mut name = now.clone();
    name.path.extend(inside.into_iter().flatten().cloned());
    Some(name)
}

/// The step from a list to its items, or from a mapping to its values, that types aren't named by.
fn last_step(types: &Types, found: Use, way: &TypeName) -> Option<Step> {
    let step = match types.get(found.by?).kind {
        Kind::Array(_) => Step::Items,
        Kind::Map(_) => Step::Values,
        _ => return None,
    };
    (way.path.last() != Some(&step)).then_some(step)
}

/// The types that stay, and who uses which.
struct Graph<'a> {
    homes: &'a Homes,
    /// The types in the order in which ways from components and operations come to them.
    nodes: Vec<TypeId>,
    /// The components.
    components: Vec<TypeId>,
    /// By type, its uses.
    uses: BTreeMap<TypeId, Vec<Use>>,
    /// The types that nothing but the whole document leads to by all ways.
    roots: HashSet<TypeId>,
}

impl<'a> Graph<'a> {
    fn of(types: &Types, operations: &[Vec<TypeId>], homes: &'a Homes) -> Self {
        let components = types.iter().filter(|(_, known)| known.name.is_component());
        let components: Vec<TypeId> = components.map(|(id, _)| id).collect();
        let named = operations.iter().flatten().map(|id| homes.get(*id));
        let mut pending: VecDeque<TypeId> = components.iter().copied().chain(named).collect();
        let mut seen: HashSet<TypeId> = HashSet::new();
        let mut graph = Self {
            homes,
            nodes: Vec::new(),
            components,
            uses: BTreeMap::new(),
            roots: HashSet::new(),
        };
        for of in operations.iter().flatten() {
            graph.add(Use { by: None, of: *of });
        }
        while let Some(id) = pending.pop_front() {
            if !seen.insert(id) {
                continue;
            }
            graph.nodes.push(id);
            for inner in types.get(id).kind.inner() {
                graph.add(Use {
                    by: Some(id),
                    of: inner.id,
                });
                pending.push_back(homes.get(inner.id));
            }
        }
        graph.find_roots(types, operations);
        graph
    }

    fn add(&mut self, found: Use) {
        let uses = self.uses.entry(self.homes.get(found.of)).or_default();
        uses.push(found);
    }

    /// Finds the types that operations and components have in common, and that are part of none.
    fn find_roots(&mut self, types: &Types, operations: &[Vec<TypeId>]) {
        let first = operations.len() + 1;
        let numbers: HashMap<TypeId, usize> = self.nodes.iter().copied().zip(first..).collect();
        let number = |id: TypeId| numbers.get(&self.homes.get(id)).copied();
        let components = self.components.iter().filter_map(|id| number(*id));
        let mut successors: Vec<Vec<usize>> = vec![(1..first).chain(components).collect()];
        for named in operations {
            successors.push(named.iter().filter_map(|id| number(*id)).collect());
        }
        for id in &self.nodes {
            let inner = types.get(*id).kind.inner().into_iter();
            successors.push(inner.filter_map(|inner| number(inner.id)).collect());
        }
        let before = dominators(&successors);
        let nodes = self.nodes.iter().zip(before.iter().skip(first));
        let roots = nodes.filter(|(_, before)| **before == Some(0));
        self.roots = roots.map(|(id, _)| *id).collect();
    }

    /// Names each type, level by level: by the shortest way to it, and of several of a length by the
    /// first in the order of their names.
    fn names(&self, types: &Types) -> HashMap<TypeId, TypeName> {
        let mut names: HashMap<TypeId, TypeName> = HashMap::new();
        let mut owners = 0;
        let by_document = self
            .uses
            .values()
            .flatten()
            .filter(|used| used.by.is_none());
        let mut level: Vec<Use> = by_document.copied().collect();
        for id in &self.components {
            names.insert(*id, types.get(*id).name.clone());
        }
        let mut named = self.components.clone();
        while !level.is_empty() || !named.is_empty() {
            for id in &named {
                let inner = types.get(*id).kind.inner().into_iter();
                level.extend(inner.map(|inner| Use {
                    by: Some(*id),
                    of: inner.id,
                }));
            }
            named.clear();
            let mut ways: BTreeMap<TypeId, TypeName> = BTreeMap::new();
            for used in std::mem::take(&mut level) {
                let id = self.homes.get(used.of);
                let Some(way) = place(types, used, &names).filter(|_| !names.contains_key(&id))
                else {
                    continue;
                };
                let known = ways.entry(id).or_insert_with(|| way.clone());
                if (way.path.len(), &way) < (known.path.len(), known) {
                    *known = way;
                }
            }
            for (id, way) in ways {
                let own = &types.get(id).name;
                let name = if is_named(own) {
                    own.clone()
                } else if self.is_owner(id) {
                    owners += 1;
                    TypeName::of(Owner::Shared(owners))
                } else {
                    way
                };
                names.insert(id, name);
                named.push(id);
            }
        }
        names
    }

    /// Whether a type belongs to none of those that use it.
    fn is_owner(&self, id: TypeId) -> bool {
        let uses = self.uses.get(&id).into_iter().flatten();
        let used: HashSet<TypeId> = uses.map(|used| used.of).collect();
        self.homes.is_shared(id) && used.len() > 1 && self.roots.contains(&id)
    }
}
