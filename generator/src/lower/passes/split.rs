//! `readOnly` and `writeOnly`: a type whose requests and responses differ becomes two.
//!
//! The problem: `User` has a `readOnly` property `id`. A request must not have it, a response has
//! it always, and one Rust type can't say both. Nor can a type that holds a `User`.
//!
//! The idea: a type differs if one of its properties travels one way only, or if a type that it is
//! made of differs. Of each differing type that travels both ways there is a copy for requests,
//! and requests refer to the copies. Then every type loses the properties that don't travel its
//! way. A type that doesn't differ stays one for both.
//!
//! An example: `Team { members: [User] }` gets `TeamRequest { members: [UserRequest] }`.
//!
//! Why it ends: whether a type differs is passed on from what it is made of to its holders, to each
//! once; and each differing type is copied once, also where types hold each other.

use std::collections::{HashMap, HashSet};

use super::usage::Direction;
use crate::ir::{Access, Api, Kind, Step, Type, TypeId, Types, Usage};

/// Takes out of each type what doesn't travel its way. A type that travels both ways stays what
/// responses have, and gets a copy for requests.
pub(in crate::lower) fn split_by_direction(api: &mut Api) {
    keep_discriminators(&mut api.types);
    let copies = copy_for_requests(&mut api.types);
    let for_request = |id: TypeId| copies.get(&id).copied().unwrap_or(id);
    let ids: Vec<TypeId> = api.types.iter().map(|(id, _)| id).collect();
    for id in ids {
        let found = api.types.get_mut(id);
        match (found.usage.request, found.usage.response) {
            (true, false) => {
                remove_others(&mut found.kind, Direction::Request);
                for inner in found.kind.inner_mut() {
                    inner.id = for_request(inner.id);
                }
            }
            (false, true) => remove_others(&mut found.kind, Direction::Response),
            _ => {}
        }
    }
    for operation in &mut api.operations {
        for id in operation.request_types_mut() {
            *id = for_request(*id);
        }
    }
    for webhook in &mut api.webhooks {
        for id in webhook.answer_types_mut() {
            *id = for_request(*id);
        }
    }
}

/// A copy for requests of each differing type that travels both ways, by that type.
fn copy_for_requests(types: &mut Types) -> HashMap<TypeId, TypeId> {
    let mut copies: HashMap<TypeId, TypeId> = HashMap::new();
    for id in differing(types) {
        let found = types.get_mut(id);
        if found.usage.request && found.usage.response {
            found.usage.request = false;
            let copy = Type {
                name: found.name.step(Step::Request),
                usage: Usage {
                    request: true,
                    response: false,
                },
                ..found.clone()
            };
            copies.insert(id, types.push(copy));
        }
    }
    copies
}

/// Takes out the properties that don't travel in one direction.
fn remove_others(kind: &mut Kind, direction: Direction) {
    if let Kind::Object(object) = kind {
        if direction == Direction::Request {
            let read_only = object.properties.iter();
            let read_only = read_only.filter(|property| property.access == Access::ReadOnly);
            object.read_only = read_only.map(|property| property.name.clone()).collect();
        }
        object.retain(|property| direction.carries(property.access));
    }
}

/// A property that tells the variants of a union apart has to travel with them.
fn keep_discriminators(types: &mut Types) {
    let mut kept: Vec<(TypeId, String)> = Vec::new();
    for (_, found) in types.iter() {
        if let Kind::Union(union) = &found.kind
            && let Some(discriminator) = &union.discriminator
        {
            for variant in &union.variants {
                let id = types.unalias(variant.kind).id;
                kept.push((id, discriminator.property.clone()));
            }
        }
    }
    for (id, name) in kept {
        if let Kind::Object(object) = &mut types.get_mut(id).kind {
            for property in &mut object.properties {
                if property.name == name {
                    property.access = Access::Both;
                }
            }
        }
    }
}

/// The types that differ by direction, themselves or in what they are made of, in the order of the
/// arena.
fn differing(types: &Types) -> Vec<TypeId> {
    let mut holders: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
    let mut pending = Vec::new();
    for (id, found) in types.iter() {
        for inner in found.kind.inner() {
            holders.entry(inner.id).or_default().push(id);
        }
        if let Kind::Object(object) = &found.kind
            && object
                .properties
                .iter()
                .any(|property| property.access != Access::Both)
        {
            pending.push(id);
        }
    }
    let mut differing: HashSet<TypeId> = pending.iter().copied().collect();
    while let Some(id) = pending.pop() {
        for holder in holders.get(&id).into_iter().flatten() {
            if differing.insert(*holder) {
                pending.push(*holder);
            }
        }
    }
    let mut differing: Vec<TypeId> = differing.into_iter().collect();
    differing.sort_unstable();
    differing
}
