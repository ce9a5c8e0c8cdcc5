//! Which type of several equal ones stays, and what it says to people.
//!
//! The problem: of types that are equal one is emitted, and the others become that one. People have
//! named some of them, and have said something different of each.
//!
//! The idea: a component schema is the one that stays, then what another component (a response, a
//! parameter) is itself; of several components that with the shortest name. If there is none, the
//! first stays. It keeps a title or a description that most of them have, is deprecated if all of
//! them are, and knows where else its properties are described. A component keeps its own words; one
//! that is deprecated is no home for a type that isn't.
//!
//! The variants of a union stay different types, even if they are equal: each is called otherwise, and
//! may be told from the others by a discriminator that isn't its own. What a base class is without
//! those that extend it is no other class.
//!
//! An example: of `App.permissions` and `Installation.permissions`, the first stays. Had the document
//! a component `Permissions` that is equal to them, that one would.
//!
//! Why it ends: each type is looked at once.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;

use crate::ir::{Kind, Owner, Property, Section, Step, TypeId, TypeName, Types};
use crate::source::Pointer;

/// The types that stay, by those that become them.
pub(super) struct Homes {
    homes: HashMap<TypeId, TypeId>,
    /// The types that others become.
    shared: HashSet<TypeId>,
}

impl Homes {
    /// Finds the home of each type in a class with others. Only what has a definition of its own is
    /// one type with others: there is no difference between two lists of the same type.
    pub(super) fn of(types: &Types, classes: &[Vec<TypeId>]) -> Self {
        let mut homes = Self {
            homes: HashMap::new(),
            shared: HashSet::new(),
        };
        for members in classes {
            let is_defined = |id: &TypeId| types.get(*id).kind.is_defined();
            let members = members.iter().copied();
            let members: Vec<TypeId> = members
                .filter(|id| is_defined(id) && !is_base(&types.get(*id).name))
                .collect();
            homes.add(types, &members);
        }
        homes.keep_variants(types);
        homes.shared = homes.homes.values().copied().collect();
        homes
    }

    /// Takes away the home of a variant that is another one's of the same union too.
    fn keep_variants(&mut self, types: &Types) {
        for (_, known) in types.iter() {
            let Kind::Union(union) = &known.kind else {
                continue;
            };
            let variants = union.variants.iter();
            let variants: Vec<TypeId> = variants
                .map(|variant| types.unalias(variant.kind).id)
                .collect();
            let (gone, stay): (Vec<TypeId>, Vec<TypeId>) =
                variants.iter().partition(|id| self.homes.contains_key(*id));
            let mut taken: HashSet<TypeId> = stay.into_iter().collect();
            for id in gone {
                if !taken.insert(self.get(id)) {
                    self.homes.remove(&id);
                }
            }
        }
    }

    fn add(&mut self, types: &Types, members: &[TypeId]) {
        let is_deprecated = |id: &TypeId| types.get(*id).deprecated;
        let component = members
            .iter()
            .find(|id| types.get(**id).name.is_component());
        let (to_component, others): (Vec<TypeId>, Vec<TypeId>) =
            members.iter().copied().partition(|id| match component {
                Some(component) => is_deprecated(id) || !is_deprecated(component),
                None => false,
            });
        if let Some(component) = component {
            self.settle(&to_component, *component);
        }
        let named = others.iter().filter(|id| is_named(&types.get(**id).name));
        let named = named.min_by_key(|id| rank(&types.get(**id).name));
        if let Some(home) = named.or(others.first()) {
            self.settle(&others, *home);
        }
    }

    fn settle(&mut self, members: &[TypeId], home: TypeId) {
        for id in members.iter().filter(|id| **id != home) {
            self.homes.insert(*id, home);
        }
    }

    /// What a type becomes; itself if it stays.
    pub(super) fn get(&self, id: TypeId) -> TypeId {
        self.homes.get(&id).copied().unwrap_or(id)
    }

    /// Whether others become this type.
    pub(super) fn is_shared(&self, id: TypeId) -> bool {
        self.shared.contains(&id)
    }

    /// Notes at each type that stays what the ones say that become it.
    pub(super) fn gather_words(&self, types: &mut Types) {
        let mut all: IndexMap<TypeId, Vec<TypeId>> = IndexMap::new();
        for (id, _) in types.iter() {
            let home = self.get(id);
            if self.is_shared(home) {
                all.entry(home).or_default().push(id);
            }
        }
        for (home, members) in all {
            gather_places(types, home, &members);
            if types.get(home).name.is_component() {
                continue;
            }
            let all = || members.iter().map(|id| types.get(*id));
            let title = most(all().map(|known| known.title.as_deref()), members.len());
            let descriptions = all().map(|known| known.description.as_deref());
            let said = descriptions.clone().flatten().count();
            let description = most(descriptions, said);
            let deprecated = all().all(|known| known.deprecated);
            let home = types.get_mut(home);
            home.title = title;
            home.description = description;
            home.deprecated = deprecated;
        }
    }
}

/// Which of two components of a class is a home for its other types: the one with the shorter name.
pub(super) fn comes_first(types: &Types, one: TypeId, other: TypeId) -> bool {
    let rank = |id: TypeId| {
        let known = types.get(id);
        (known.deprecated, rank(&known.name))
    };
    rank(one) < rank(other)
}

fn rank(name: &TypeName) -> (usize, &TypeName) {
    (name.owner.name().chars().count(), name)
}

/// Whether a type is what a component is itself, so that people named it.
pub(super) fn is_named(name: &TypeName) -> bool {
    matches!(
        (&name.owner, name.path.as_slice()),
        (Owner::Component(..), [])
            | (
                Owner::Component(Section::Responses, _),
                [Step::ResponseBody]
            )
    )
}

fn is_base(name: &TypeName) -> bool {
    name.path.last() == Some(&Step::Base)
}

/// What more than half of so many say.
fn most<'a>(said: impl Iterator<Item = Option<&'a str>>, of: usize) -> Option<String> {
    let mut counts: IndexMap<&str, usize> = IndexMap::new();
    for text in said.flatten() {
        *counts.entry(text).or_default() += 1;
    }
    let (text, count) = counts
        .into_iter()
        .min_by_key(|(_, count)| Reverse(*count))?;
    (count * 2 > of).then(|| text.to_owned())
}

/// Notes at the properties of a type where those of equal ones are described.
fn gather_places(types: &mut Types, home: TypeId, members: &[TypeId]) {
    let mut found: HashMap<String, Vec<Pointer>> = HashMap::new();
    for id in members.iter().filter(|id| **id != home) {
        if let Kind::Object(object) = &types.get(*id).kind {
            for property in &object.properties {
                let places = found.entry(property.name.clone()).or_default();
                places.push(property.origin.clone());
                places.extend(property.also.iter().cloned());
            }
        }
    }
    if let Kind::Object(object) = &mut types.get_mut(home).kind {
        for property in &mut object.properties {
            if let Some(places) = found.remove(&property.name) {
                add_places(property, places);
            }
        }
    }
}

fn add_places(property: &mut Property, places: Vec<Pointer>) {
    let mut known: HashSet<Pointer> = property.also.iter().cloned().collect();
    known.insert(property.origin.clone());
    let new = places.into_iter();
    property
        .also
        .extend(new.filter(|place| known.insert(place.clone())));
}
