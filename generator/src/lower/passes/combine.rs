//! Members of `anyOf` that can hold at once.
//!
//! The problem: a value can satisfy several objects of an `anyOf`, and each of their types would keep
//! its own properties alone.
//!
//! The idea: the union has one more variant, with the properties of all that can hold together: it
//! is read where one of them alone would lose something. Objects are put into groups, each with the
//! first group whose members it can be merged with. What is an object beside a union of objects can
//! hold with each of these.
//!
//! An example: `anyOf` of `{email}` and `{phone}` becomes `Email`, `Phone`, and `Both` with `email`
//! and `phone`.
//!
//! Why it ends: each object is put into one group; objects in objects are merged to a limited depth.

use super::discriminants::{Lookup, are_disjoint};
use crate::formats::Format;
use crate::ir::{
    Additional, Discriminants, Kind, Object, Property, SchemaName, Step, Type, TypeId, TypeName,
    TypeRef, Types, Union, Variant, VariantName,
};
use crate::source::Pointer;

/// Objects in objects that differ, deeper than in any real document.
const MAX_DEPTH: usize = 8;

/// More of these variants than anyone would want to read through.
const MAX_COMBINED: usize = 4;

/// An object among the variants of a union.
#[derive(Clone)]
struct Member {
    object: Object,
    discriminants: Discriminants,
}

/// Adds a variant to a union for each group of its objects that can hold at once.
pub(super) fn add_combined(types: &mut Types, id: TypeId) {
    let Kind::Union(mut union) = types.get(id).kind.clone() else {
        return;
    };
    if union.discriminator.is_some() || union.variants.iter().any(|variant| variant.combined) {
        return;
    }
    let owner = types.get(id).name.clone();
    let origin = types.get(id).origin.clone();
    let members = members(types, &union);
    let mut groups = groups(types, &members, &owner);
    groups.extend(beside_unions(types, &union, &members, &owner));
    if groups.len() > MAX_COMBINED {
        return;
    }
    for group in groups {
        let variant = VariantName::of(vec![SchemaName::Combined(group.len())]);
        let name = owner.step(Step::Variant(variant.clone()));
        let Some(object) = merge_all(types, &group, &name) else {
            continue;
        };
        let description = "What several of the types hold together.".to_owned();
        let kind = push(types, Kind::Object(object), name, origin.clone());
        types.get_mut(kind.id).description = Some(description);
        union.variants.push(Variant {
            name: variant,
            kind,
            discriminants: Discriminants::default(),
            combined: true,
            origin: origin.clone(),
        });
    }
    types.get_mut(id).kind = Kind::Union(union);
}

/// The objects among the variants that leave room for the properties of others: one that is closed
/// has none, and one that keeps all has them already.
fn members(types: &Types, union: &Union) -> Vec<Member> {
    let mut lookup = Lookup::new(types);
    let variants = union.variants.iter();
    let targets = variants.map(|variant| types.unalias(variant.kind).id);
    let member = |id: TypeId| match &types.get(id).kind {
        Kind::Object(object) if matches!(object.additional, Additional::Unspecified) => {
            Some(Member {
                object: object.clone(),
                discriminants: lookup.of(id),
            })
        }
        _ => None,
    };
    targets.filter_map(member).collect()
}

/// The objects that can hold at once, where none of them has the properties of all.
fn groups(types: &mut Types, members: &[Member], name: &TypeName) -> Vec<Vec<Member>> {
    let mut groups: Vec<Vec<Member>> = Vec::new();
    for member in members {
        let mut found = None;
        for (index, group) in groups.iter().enumerate() {
            let mut wider = group.clone();
            wider.push(member.clone());
            if merge_all(types, &wider, name).is_some() {
                found = Some(index);
                break;
            }
        }
        match found.and_then(|index| groups.get_mut(index)) {
            Some(group) => group.push(member.clone()),
            None => groups.push(vec![member.clone()]),
        }
    }
    groups.retain(|group| {
        let merged = merge_all(types, group, name);
        merged.is_some_and(|merged| !has_all(types, group, &merged))
    });
    groups
}

/// Pairs of an object and one of a union beside it.
fn beside_unions(
    types: &mut Types,
    union: &Union,
    objects: &[Member],
    name: &TypeName,
) -> Vec<Vec<Member>> {
    let mut pairs = Vec::new();
    for variant in &union.variants {
        let target = types.unalias(variant.kind).id;
        let inner = match &types.get(target).kind {
            Kind::Union(inner) if inner.discriminator.is_none() => members(types, inner),
            _ => continue,
        };
        for (object, inner) in objects
            .iter()
            .flat_map(|object| inner.iter().map(move |inner| (object, inner)))
        {
            let pair = vec![object.clone(), inner.clone()];
            if let Some(merged) = merge_all(types, &pair, name)
                && !has_all(types, &pair, &merged)
            {
                pairs.push(pair);
            }
        }
    }
    pairs
}

/// Whether one of a group has all that the group has together.
fn has_all(types: &Types, group: &[Member], merged: &Object) -> bool {
    group.iter().any(|member| {
        merged.properties.iter().all(|property| {
            let mut own = member.object.properties.iter();
            own.any(|own| own.name == property.name && types.same(own.kind, property.kind))
        })
    })
}

/// One object for all of a group, if no two of them rule each other out.
fn merge_all(types: &mut Types, group: &[Member], name: &TypeName) -> Option<Object> {
    let (first, others) = group.split_first()?;
    let mut merged = first.object.clone();
    for (index, member) in others.iter().enumerate() {
        let mut earlier = group.iter().take(index + 1);
        if earlier.any(|earlier| are_disjoint(&earlier.discriminants, &member.discriminants)) {
            return None;
        }
        merged = merge(types, &merged, &member.object, name, MAX_DEPTH)?;
    }
    Some(merged)
}

/// Every property of both objects, required where it is in both.
fn merge(
    types: &mut Types,
    one: &Object,
    other: &Object,
    name: &TypeName,
    depth: usize,
) -> Option<Object> {
    let mut properties: Vec<Property> = one.properties.clone();
    for property in &mut properties {
        let mut others = other.properties.iter();
        let Some(found) = others.find(|found| found.name == property.name) else {
            property.required = false;
            continue;
        };
        property.required &= found.required;
        if !types.same(property.kind, found.kind) {
            let name = name.step(Step::Property(property.name.clone()));
            property.kind = wider(types, property.kind, found.kind, &name, depth)?;
            property.default = None;
        }
    }
    for property in &other.properties {
        if !properties.iter().any(|known| known.name == property.name) {
            properties.push(Property {
                required: false,
                ..property.clone()
            });
        }
    }
    Some(Object {
        properties,
        dependent_required: one.common_dependents(other),
        additional: Additional::Unspecified,
        read_only: Vec::new(),
    })
}

/// A type that takes the values of both, where it is plain to see which.
fn wider(
    types: &mut Types,
    one: TypeRef,
    other: TypeRef,
    name: &TypeName,
    depth: usize,
) -> Option<TypeRef> {
    let depth = depth.checked_sub(1)?;
    let (one, other) = (types.unalias(one), types.unalias(other));
    let nullable = one.nullable || other.nullable;
    let origin = types.get(one.id).origin.clone();
    let (kind, beside) = (&types.get(one.id).kind, &types.get(other.id).kind);
    let is_variant = |union: &Union, of: TypeRef| {
        let mut variants = union.variants.iter();
        let nullable = false;
        variants.any(|variant| types.same(variant.kind, TypeRef { nullable, ..of }))
    };
    let wider = match (kind, beside) {
        _ if types.same(TypeRef { nullable, ..one }, TypeRef { nullable, ..other }) => one,
        (Kind::Object(object), Kind::Object(beside))
            if matches!(object.additional, Additional::Unspecified)
                && matches!(beside.additional, Additional::Unspecified) =>
        {
            let (object, beside) = (object.clone(), beside.clone());
            let merged = merge(types, &object, &beside, name, depth)?;
            push(types, Kind::Object(merged), name.clone(), origin)
        }
        (Kind::Array(item), Kind::Array(beside)) => {
            let (item, beside) = (*item, *beside);
            let item = wider(types, item, beside, &name.step(Step::Items), depth)?;
            push(types, Kind::Array(item), name.clone(), origin)
        }
        (Kind::Union(union), _) if is_variant(union, other) => one,
        (_, Kind::Union(union)) if is_variant(union, one) => other,
        (Kind::Number(format), Kind::Number(_)) if *format == Format::DOUBLE => one,
        (Kind::Number(_), Kind::Number(format)) if *format == Format::DOUBLE => other,
        (Kind::String(format), Kind::String(_)) if *format == Format::TEXT => one,
        (Kind::String(_), Kind::String(format)) if *format == Format::TEXT => other,
        (Kind::String(format), Kind::Enum(values))
            if *format == Format::TEXT && values.strings().is_some() =>
        {
            one
        }
        (Kind::Enum(values), Kind::String(format))
            if *format == Format::TEXT && values.strings().is_some() =>
        {
            other
        }
        (Kind::Any(_), _) => one,
        (_, Kind::Any(_)) => other,
        _ => return None,
    };
    Some(TypeRef {
        id: wider.id,
        nullable,
    })
}

/// Adds a type.
fn push(types: &mut Types, kind: Kind, name: TypeName, origin: Pointer) -> TypeRef {
    let id = types.push(Type::new(name, kind, origin));
    TypeRef {
        id,
        nullable: false,
    }
}
