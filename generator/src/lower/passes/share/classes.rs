//! Which types are equal.
//!
//! The problem: two types are equal if they mean the same and are made of equal types. That is no
//! rule to begin with where types hold themselves: `Tree {left?: Tree}` is equal to another such
//! tree if it is equal to it. And the components of a document are never equal to each other, for
//! people gave them different names.
//!
//! The idea: all types are taken for equal that have the same [`Meaning`], and classes of these are
//! split as long as two of a class are made of types of different classes (Hopcroft, "An n log n
//! algorithm for minimizing states in a finite automaton", 1971). When no class has to be split any
//! more, what is left in one can't be told apart. Then each component but the first of a class
//! leaves it, and what is made of that one is split off in the same way; at last classes that are
//! the same but for one component are put together, so that what is equal to another component than
//! the first one comes to it.
//!
//! An example: of `{kind: [a], next?: X}`, `{kind: [a], next?: Y}` and `{kind: [b]}`, the first two
//! are one class at first, and stay one if `X` and `Y` do.
//!
//! Why it ends: each split makes a class more, and there are no more than types. Of the parts of a
//! class the largest keeps its number, so a type gets a new one only when its class has become half
//! as large: the number of types times its logarithm. Putting together ends with the classes, or
//! after [`MAX_ROUNDS`]; what isn't together by then stays apart, which costs a type and nothing
//! else.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::meaning::{Meaning, meaning};
use crate::ir::{Kind, TypeId, Types};

/// Types within types whose classes are put together only after those of what is in them.
const MAX_ROUNDS: usize = 64;

/// The classes of types, by the type.
pub(super) struct Classes {
    nodes: Vec<TypeId>,
    classes: Vec<usize>,
    count: usize,
}

impl Classes {
    /// The classes of some types. `first` says of components which of a class is its first.
    pub(super) fn of(
        types: &Types,
        ids: impl Iterator<Item = TypeId>,
        first: impl Fn(TypeId, TypeId) -> bool,
    ) -> Self {
        let mut partition = Partition::of(types, ids);
        partition.refine();
        partition.set_apart(first);
        partition.refine();
        partition.join();
        Self {
            count: partition.members.len(),
            nodes: partition.nodes,
            classes: partition.classes,
        }
    }

    /// The types of each class, in the order of the arena.
    pub(super) fn members(&self) -> Vec<Vec<TypeId>> {
        let mut members = vec![Vec::new(); self.count];
        for (id, class) in self.nodes.iter().zip(&self.classes) {
            if let Some(members) = members.get_mut(*class) {
                members.push(*id);
            }
        }
        members.retain(|members| !members.is_empty());
        members
    }
}

/// Types in classes that can be split.
struct Partition {
    nodes: Vec<TypeId>,
    /// By node, whether it is a component with a definition of its own.
    components: Vec<bool>,
    /// By node, which meaning it has.
    meanings: Vec<usize>,
    /// By node, the nodes that it is made of.
    parts: Vec<Vec<usize>>,
    /// By node, those that are made of it: each with the place in its parts.
    holders: Vec<Vec<(usize, usize)>>,
    /// By node, its class.
    classes: Vec<usize>,
    /// By node, its place among those of its class.
    places: Vec<usize>,
    /// By class, its nodes.
    members: Vec<Vec<usize>>,
    /// The nodes that have come to another class and whose holders haven't been looked at.
    moved: Vec<usize>,
}

/// What has changed of what a node is made of: the places, and the classes of what is there.
type Change = Vec<(usize, usize)>;

impl Partition {
    /// Classes of what means the same.
    fn of(types: &Types, ids: impl Iterator<Item = TypeId>) -> Self {
        let nodes: Vec<TypeId> = ids
            .filter(|id| !matches!(types.get(*id).kind, Kind::Alias(_)))
            .collect();
        let numbers: HashMap<TypeId, usize> = nodes.iter().copied().zip(0..).collect();
        let mut known: HashMap<Meaning<'_>, usize> = HashMap::new();
        let mut parts: Vec<Vec<usize>> = Vec::new();
        let mut meanings = Vec::new();
        for id in &nodes {
            let (meaning, made_of) = meaning(types, *id);
            let next = known.len();
            meanings.push(*known.entry(meaning).or_insert(next));
            let made_of = made_of.iter().filter_map(|id| numbers.get(id));
            parts.push(made_of.copied().collect());
        }
        let is_component = |id: &TypeId| {
            let known = types.get(*id);
            known.name.is_component() && known.kind.is_defined()
        };
        let mut partition = Self {
            components: nodes.iter().map(is_component).collect(),
            holders: holders(&parts),
            classes: meanings.clone(),
            places: vec![0; nodes.len()],
            members: vec![Vec::new(); known.len()],
            moved: (0..nodes.len()).collect(),
            nodes,
            meanings,
            parts,
        };
        for node in 0..partition.nodes.len() {
            partition.put(node, partition.class(node));
        }
        partition
    }

    fn class(&self, node: usize) -> usize {
        self.classes.get(node).copied().unwrap_or_default()
    }

    /// Puts a node that is in no class into one.
    fn put(&mut self, node: usize, class: usize) {
        let (Some(members), Some(known), Some(place)) = (
            self.members.get_mut(class),
            self.classes.get_mut(node),
            self.places.get_mut(node),
        ) else {
            return;
        };
        *known = class;
        *place = members.len();
        members.push(node);
    }

    /// Takes a node out of its class.
    fn take(&mut self, node: usize) {
        let place = self.places.get(node).copied().unwrap_or_default();
        let class = self.class(node);
        let Some(members) = self.members.get_mut(class) else {
            return;
        };
        if place < members.len() {
            members.swap_remove(place);
        }
        if let Some(last) = members.get(place)
            && let Some(known) = self.places.get_mut(*last)
        {
            *known = place;
        }
    }

    /// Makes a class of some nodes of another.
    fn move_out(&mut self, group: Vec<usize>) {
        let new = self.members.len();
        self.members.push(Vec::new());
        for node in &group {
            self.take(*node);
            self.put(*node, new);
        }
        self.moved.extend(group);
    }

    /// Splits classes until all of each are made of the same.
    fn refine(&mut self) {
        while !self.moved.is_empty() {
            let mut changes: BTreeMap<usize, Change> = BTreeMap::new();
            for part in std::mem::take(&mut self.moved) {
                let class = self.class(part);
                for (holder, place) in self.holders.get(part).into_iter().flatten() {
                    changes.entry(*holder).or_default().push((*place, class));
                }
            }
            let mut groups: BTreeMap<usize, BTreeMap<Change, Vec<usize>>> = BTreeMap::new();
            for (node, mut changed) in changes {
                changed.sort_unstable();
                let groups = groups.entry(self.class(node)).or_default();
                groups.entry(changed).or_default().push(node);
            }
            for (class, groups) in groups {
                self.split(class, groups.into_values().collect());
            }
        }
    }

    /// Splits a class into groups of nodes, and the rest. The largest part stays.
    fn split(&mut self, class: usize, mut groups: Vec<Vec<usize>>) {
        let all = self.members.get(class).map_or(0, Vec::len);
        let rest = all - groups.iter().map(Vec::len).sum::<usize>();
        let largest = groups.iter().map(Vec::len).max().unwrap_or_default();
        if rest < largest {
            // No more than twice as many as those that have changed.
            let changed: HashSet<usize> = groups.iter().flatten().copied().collect();
            let members = self.members.get(class).into_iter().flatten();
            let mut others: Vec<usize> = members
                .filter(|node| !changed.contains(node))
                .copied()
                .collect();
            others.sort_unstable();
            let stays = groups.iter().position(|group| group.len() == largest);
            groups.remove(stays.unwrap_or_default());
            groups.push(others);
        }
        for group in groups.into_iter().filter(|group| !group.is_empty()) {
            self.move_out(group);
        }
    }

    /// Takes each component but the first out of its class.
    fn set_apart(&mut self, first: impl Fn(TypeId, TypeId) -> bool) {
        let nodes = self.nodes.iter().copied().zip(&self.components);
        let components = nodes.enumerate().filter(|(_, (_, is_one))| **is_one);
        let components: Vec<(usize, TypeId)> =
            components.map(|(node, (id, _))| (node, id)).collect();
        let mut firsts: HashMap<usize, (usize, TypeId)> = HashMap::new();
        for (node, id) in &components {
            let known = firsts.entry(self.class(*node)).or_insert((*node, *id));
            if first(*id, known.1) {
                *known = (*node, *id);
            }
        }
        let firsts: HashSet<usize> = firsts.into_values().map(|(node, _)| node).collect();
        for (node, _) in components {
            if !firsts.contains(&node) {
                self.move_out(vec![node]);
            }
        }
    }

    /// Puts classes together that mean the same and are made of the same, unless both have a
    /// component.
    fn join(&mut self) {
        for _ in 0..MAX_ROUNDS {
            let mut same: BTreeMap<(usize, Vec<usize>), Vec<usize>> = BTreeMap::new();
            for (class, members) in self.members.iter().enumerate() {
                let Some(node) = members.first() else {
                    continue;
                };
                let parts = self.parts.get(*node).into_iter().flatten();
                let parts = parts.map(|part| self.class(*part)).collect();
                let meaning = self.meanings.get(*node).copied().unwrap_or_default();
                same.entry((meaning, parts)).or_default().push(class);
            }
            let mut is_joined = false;
            for classes in same.into_values().filter(|classes| classes.len() > 1) {
                is_joined |= self.join_all(&classes);
            }
            if !is_joined {
                break;
            }
        }
    }

    /// Puts the classes without a component into the first one that has one, or into the first.
    fn join_all(&mut self, classes: &[usize]) -> bool {
        let has_component = |class: &usize| {
            let mut members = self.members.get(*class).into_iter().flatten();
            members.any(|node| self.components.get(*node) == Some(&true))
        };
        let (named, others): (Vec<usize>, Vec<usize>) =
            classes.iter().copied().partition(has_component);
        let Some(target) = named.first().or(others.first()).copied() else {
            return false;
        };
        let mut is_joined = false;
        for class in others.into_iter().filter(|class| *class != target) {
            let moved = self.members.get_mut(class).map(std::mem::take);
            for node in moved.unwrap_or_default() {
                self.put(node, target);
                is_joined = true;
            }
        }
        is_joined
    }
}

/// By node, those that are made of it.
fn holders(parts: &[Vec<usize>]) -> Vec<Vec<(usize, usize)>> {
    let mut holders = vec![Vec::new(); parts.len()];
    for (node, parts) in parts.iter().enumerate() {
        for (place, part) in parts.iter().enumerate() {
            if let Some(holders) = holders.get_mut(*part) {
                holders.push((node, place));
            }
        }
    }
    holders
}

#[cfg(test)]
mod tests {
    use super::Classes;
    use crate::formats::Format;
    use crate::ir::{
        Access, Additional, Kind, Object, Owner, Property, Section, Step, Type, TypeId, TypeName,
        TypeRef, Types,
    };
    use crate::source::Pointer;

    /// A type of the component `owner`, or the component itself.
    fn push(types: &mut Types, owner: &str, inner: Option<&str>, kind: Kind) -> TypeId {
        let name = TypeName::of(Owner::Component(Section::Schemas, owner.to_owned()));
        types.push(Type::new(
            match inner {
                Some(inner) => name.step(Step::Property(inner.to_owned())),
                None => name,
            },
            kind,
            Pointer::root(),
        ))
    }

    fn object(properties: &[(&str, TypeId)]) -> Kind {
        let properties = properties.iter().map(|(name, id)| Property {
            name: (*name).to_owned(),
            kind: TypeRef {
                id: *id,
                nullable: false,
            },
            required: false,
            default: None,
            access: Access::Both,
            description: None,
            deprecated: false,
            origin: Pointer::root(),
            also: Vec::new(),
        });
        Kind::Object(Object {
            properties: properties.collect(),
            read_only: Vec::new(),
            dependent_required: indexmap::IndexMap::new(),
            additional: Additional::Unspecified,
        })
    }

    /// The classes with more than one type.
    fn classes(types: &Types) -> Vec<Vec<TypeId>> {
        let ids = types.iter().map(|(id, _)| id);
        let mut classes = Classes::of(types, ids, |one, other| one < other).members();
        classes.retain(|members| members.len() > 1);
        classes.sort_unstable();
        classes
    }

    #[test]
    fn types_that_hold_themselves_are_equal() {
        let mut types = Types::default();
        let text = push(&mut types, "A", Some("text"), Kind::String(Format::TEXT));
        let new = |types: &mut Types, owner| push(types, owner, Some("tree"), Kind::Null);
        let trees = ["A", "B", "C"].map(|owner| new(&mut types, owner));
        // The first holds itself, the next two each other, which is no difference.
        for (tree, held) in [(0, 0), (1, 2), (2, 1)] {
            types.get_mut(trees[tree]).kind = object(&[("next", trees[held]), ("text", text)]);
        }
        let other = new(&mut types, "D");
        types.get_mut(other).kind = object(&[("next", text), ("text", text)]);
        assert_eq!(classes(&types), [trees.to_vec()]);
        // A component that is one of them, and one that is so too but isn't the first.
        let one = push(&mut types, "One", None, Kind::Null);
        let two = push(&mut types, "Two", None, Kind::Null);
        for id in [one, two] {
            types.get_mut(id).kind = object(&[("next", id), ("text", text)]);
        }
        let mut all = trees.to_vec();
        all.push(one);
        assert_eq!(classes(&types), [all]);
    }

    #[test]
    fn what_is_made_of_another_component_is_another_type() {
        let mut types = Types::default();
        let text = push(&mut types, "A", Some("text"), Kind::String(Format::TEXT));
        let one = push(&mut types, "One", None, object(&[("text", text)]));
        let two = push(&mut types, "Two", None, object(&[("text", text)]));
        let mut holders = Vec::new();
        for (owner, held) in [("A", one), ("B", two), ("C", one), ("D", two)] {
            holders.push(push(&mut types, owner, Some("x"), object(&[("x", held)])));
        }
        let equal = push(&mut types, "E", Some("y"), object(&[("text", text)]));
        holders.push(push(&mut types, "E", Some("x"), object(&[("x", equal)])));
        // A component whose first equal one it isn't, with a type that is equal to it alone.
        let first = push(&mut types, "First", None, object(&[("x", one)]));
        let second = push(&mut types, "Second", None, object(&[("x", two)]));
        assert_eq!(
            classes(&types),
            [
                vec![one, equal],
                vec![holders[0], holders[2], holders[4], first],
                vec![holders[1], holders[3], second],
            ]
        );
    }
}
