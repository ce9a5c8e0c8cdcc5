//! Members of `anyOf` that can hold at once.
//!
//! A value can satisfy several objects of an `anyOf`, and each of their types would keep its own
//! properties alone. So the union has one more variant, with the properties of all that can hold
//! together: it is read where one of them alone would lose something.

use super::signs::{Reader, exclusive};
use crate::ir::{
    Additional, Kind, Object, Property, Signs, Type, TypeId, TypeRef, Types, Union, Usage, Variant,
};

/// An object among the variants of a union.
struct Member {
    object: Object,
    signs: Signs,
}

/// Adds a variant to a union for each group of its objects that can hold at once.
pub(super) fn add(types: &mut Types, id: TypeId) {
    let Kind::Union(mut union) = types.get(id).kind.clone() else {
        return;
    };
    if union.discriminator.is_some() || union.variants.iter().any(|variant| variant.joint) {
        return;
    }
    for group in groups(types, &union) {
        let word = if group.len() == 2 { "Both" } else { "Several" };
        let name = types.get(id).name.step(word);
        let origin = types.get(id).origin.clone();
        let joint = types.push(Type {
            name,
            description: Some("What several of the types hold together.".to_owned()),
            deprecated: false,
            kind: Kind::Object(merge(&group)),
            usage: Usage::default(),
            recursive: false,
            origin: origin.clone(),
        });
        union.variants.push(Variant {
            name: word.to_owned(),
            kind: TypeRef {
                id: joint,
                nullable: false,
            },
            signs: Signs::default(),
            joint: true,
            origin,
        });
    }
    types.get_mut(id).kind = Kind::Union(union);
}

/// The objects that can hold at once, where none of them has the properties of all.
fn groups(types: &Types, union: &Union) -> Vec<Vec<Member>> {
    let mut reader = Reader::new(types);
    let mut groups: Vec<Vec<Member>> = Vec::new();
    for variant in &union.variants {
        let target = types.unalias(variant.kind).id;
        let Kind::Object(object) = &types.get(target).kind else {
            continue;
        };
        // One that is closed has no others' properties, and one that keeps all has them already.
        if !matches!(object.additional, Additional::Unspecified) {
            continue;
        }
        let member = Member {
            object: object.clone(),
            signs: reader.signs(target),
        };
        let mut groups_of_it = groups.iter_mut().filter(|group| {
            group
                .iter()
                .all(|other| hold_at_once(types, other, &member))
        });
        match groups_of_it.next() {
            Some(group) => group.push(member),
            None => groups.push(vec![member]),
        }
    }
    groups.retain(|group| !group.iter().any(|member| has_all(member, group)));
    groups
}

fn hold_at_once(types: &Types, one: &Member, other: &Member) -> bool {
    let mut shared = one.object.properties.iter().filter_map(|property| {
        let mut others = other.object.properties.iter();
        Some((property, others.find(|other| other.name == property.name)?))
    });
    !exclusive(&one.signs, &other.signs)
        && shared.all(|(property, other)| types.same(property.kind, other.kind))
}

fn has_all(member: &Member, group: &[Member]) -> bool {
    let mut known = group.iter().flat_map(|other| &other.signs.known);
    known.all(|name| member.signs.known.contains(name))
}

/// Every property of any of the objects, required where it is in all.
fn merge(group: &[Member]) -> Object {
    let mut properties: Vec<Property> = Vec::new();
    for property in group.iter().flat_map(|member| &member.object.properties) {
        if !properties.iter().any(|known| known.name == property.name) {
            properties.push(property.clone());
        }
    }
    for property in &mut properties {
        let mut members = group.iter();
        property.required = members.all(|member| member.signs.required.contains(&property.name));
    }
    Object {
        properties,
        additional: Additional::Unspecified,
    }
}
