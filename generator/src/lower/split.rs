//! `readOnly` and `writeOnly`: a type whose requests and responses differ becomes two.

use std::collections::{HashMap, HashSet};

use super::usage::Way;
use crate::ir::{Access, Kind, Operation, Type, TypeId, Types, Usage};

/// Takes out of each type what doesn't travel its way. A type that travels both ways stays what
/// responses have, and gets a copy for requests.
pub(super) fn split(types: &mut Types, operations: &mut [Operation]) {
    keep_discriminators(types);
    let differing = differing(types);
    let mut requests: HashMap<TypeId, TypeId> = HashMap::new();
    for id in &differing {
        let kind = types.get(*id);
        if kind.usage.request && kind.usage.response {
            let form = Type {
                name: kind.name.step("Request"),
                usage: Usage {
                    request: true,
                    response: false,
                },
                ..kind.clone()
            };
            types.get_mut(*id).usage.request = false;
            requests.insert(*id, types.push(form));
        }
    }
    let ids: Vec<TypeId> = types.iter().map(|(id, _)| id).collect();
    for id in ids {
        let kind = types.get_mut(id);
        match (kind.usage.request, kind.usage.response) {
            (true, false) => {
                reduce(&mut kind.kind, Way::Request);
                for inner in kind.kind.inner_mut() {
                    inner.id = requests.get(&inner.id).copied().unwrap_or(inner.id);
                }
            }
            (false, true) => reduce(&mut kind.kind, Way::Response),
            _ => {}
        }
    }
    for operation in operations {
        for id in operation.request_types_mut() {
            *id = requests.get(id).copied().unwrap_or(*id);
        }
    }
}

/// Takes out the properties that don't travel one way.
fn reduce(kind: &mut Kind, way: Way) {
    if let Kind::Object(object) = kind {
        object
            .properties
            .retain(|property| way.carries(property.access));
    }
}

/// A property that tells the variants of a union apart has to travel with them.
fn keep_discriminators(types: &mut Types) {
    let mut kept: Vec<(TypeId, String)> = Vec::new();
    for (_, kind) in types.iter() {
        if let Kind::Union(union) = &kind.kind
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

/// The types that differ by the way they travel, themselves or in what they are made of, in the
/// order of the arena.
fn differing(types: &Types) -> Vec<TypeId> {
    let mut holders: HashMap<TypeId, Vec<TypeId>> = HashMap::new();
    let mut pending = Vec::new();
    for (id, kind) in types.iter() {
        for inner in kind.kind.inner() {
            holders.entry(inner.id).or_default().push(id);
        }
        if let Kind::Object(object) = &kind.kind
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
