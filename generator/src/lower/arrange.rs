//! Unions once all types are known: what is no variant goes, and the rest is put in order.

use std::collections::HashSet;

use super::cycle::circling;
use super::joint;
use super::signs::{Reader, distinct};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{
    Additional, JsonKind, Kind, Mapped, Number, Object, Operation, Property, StringFormat, TypeId,
    TypeRef, Types, Union, Untyped,
};
use crate::source::Pointer;

/// Puts every union in order. `any_of` are those of which several variants can hold at once.
pub(super) fn arrange(types: &mut Types, any_of: &HashSet<Pointer>, diagnostics: &mut Diagnostics) {
    let unions: Vec<TypeId> = types
        .iter()
        .filter(|(_, kind)| matches!(kind.kind, Kind::Union(_)))
        .map(|(id, _)| id)
        .collect();
    let circling = circling(types, |kind| {
        matches!(kind, Kind::Alias(_) | Kind::Union(_))
    });
    for id in unions.iter().filter(|id| circling.contains(id)) {
        without_itself(types, *id, diagnostics);
    }
    let mut reader = Reader::new(types);
    let mut arranged = Vec::new();
    for id in &unions {
        if let Kind::Union(union) = types.get(*id).kind.clone() {
            let union = without_doubles(types, union);
            arranged.push((*id, in_order(types, &mut reader, union)));
        }
    }
    for (id, union) in arranged {
        types.get_mut(id).kind = match union.variants.as_slice() {
            [only] => Kind::Alias(only.kind),
            _ => Kind::Union(union),
        };
    }
    for id in unions {
        if !any_of.contains(&types.get(id).origin) {
            continue;
        }
        match overlapping(types, id) {
            Some(merged) => types.get_mut(id).kind = Kind::Object(merged),
            None => joint::add(types, id),
        }
    }
}

/// Empties the types that nothing is made of: what was merged into another, or is no variant.
pub(super) fn sweep(types: &mut Types, operations: &mut [Operation]) {
    let mut pending: Vec<TypeId> = Vec::new();
    for (id, kind) in types.iter() {
        if kind.name.is_component() {
            pending.push(id);
        }
    }
    for operation in operations {
        pending.extend(operation.request_types_mut().into_iter().map(|id| *id));
        pending.extend(operation.response_types_mut().into_iter().map(|id| *id));
    }
    let mut kept: HashSet<TypeId> = pending.iter().copied().collect();
    while let Some(id) = pending.pop() {
        let inner = types.get(id).kind.inner();
        pending.extend(
            inner
                .into_iter()
                .map(|inner| inner.id)
                .filter(|id| kept.insert(*id)),
        );
    }
    let ids: Vec<TypeId> = types.iter().map(|(id, _)| id).collect();
    for id in ids.into_iter().filter(|id| !kept.contains(id)) {
        types.get_mut(id).kind = Kind::Any(Untyped::Open);
    }
}

/// Takes the variants out of a union that are the union itself under another name.
fn without_itself(types: &mut Types, id: TypeId, diagnostics: &mut Diagnostics) {
    let Kind::Union(union) = types.get(id).kind.clone() else {
        return;
    };
    let kept: Vec<bool> = union
        .variants
        .iter()
        .map(|variant| !leads_to(types, variant.kind.id, id))
        .collect();
    if kept.iter().all(|kept| *kept) {
        return;
    }
    for (variant, _) in union.variants.iter().zip(&kept).filter(|(_, kept)| !**kept) {
        let message = "a union that is one of its own variants";
        let warning = Diagnostic::warning(Code::Reference, message);
        diagnostics.push(warning.at(&variant.origin, "this variant is passed over"));
    }
    let union = select(union, &kept);
    let itself = TypeRef {
        id,
        nullable: false,
    };
    types.get_mut(id).kind = if union.variants.is_empty() {
        // Refused as an alias of itself.
        Kind::Alias(itself)
    } else {
        Kind::Union(union)
    };
}

/// Whether a type is another, or a union of which that is a variant.
fn leads_to(types: &Types, from: TypeId, to: TypeId) -> bool {
    let mut seen = HashSet::from([from]);
    let mut pending = vec![from];
    while let Some(id) = pending.pop() {
        if id == to {
            return true;
        }
        let kind = &types.get(id).kind;
        if matches!(kind, Kind::Alias(_) | Kind::Union(_)) {
            let further = kind.inner().into_iter().map(|inner| inner.id);
            pending.extend(further.filter(|id| seen.insert(*id)));
        }
    }
    false
}

fn without_doubles(types: &Types, mut union: Union) -> Union {
    for variant in &mut union.variants {
        let target = types.unalias(variant.kind);
        if target.nullable {
            variant.kind = TypeRef {
                nullable: false,
                ..target
            };
        }
    }
    let mut kept: Vec<bool> = Vec::new();
    for (index, variant) in union.variants.iter().enumerate() {
        let earlier = union.variants.iter().zip(&kept).take(index);
        let known = earlier
            .filter(|(_, kept)| **kept)
            .any(|(earlier, _)| types.same(earlier.kind, variant.kind));
        kept.push(!known);
    }
    if kept.iter().all(|kept| *kept) {
        return union;
    }
    if let Some(discriminator) = &mut union.discriminator {
        // The values of a double lead to the first.
        let mapped = discriminator.mapping.iter_mut();
        let mapped = mapped.map(|mapped| &mut mapped.variant);
        for variant in mapped.chain(&mut discriminator.default) {
            let kind = union.variants.get(*variant).map(|variant| variant.kind);
            let first = kind.and_then(|kind| {
                union
                    .variants
                    .iter()
                    .position(|earlier| types.same(earlier.kind, kind))
            });
            *variant = first.unwrap_or(*variant);
        }
    }
    select(union, &kept)
}

/// The variants that are kept, and what leads to them.
fn select(mut union: Union, kept: &[bool]) -> Union {
    let mut places = Vec::new();
    let mut next = 0;
    for kept in kept {
        places.push(kept.then_some(next));
        next += usize::from(*kept);
    }
    let mut flags = kept.iter();
    union
        .variants
        .retain(|_| flags.next().copied().unwrap_or_default());
    move_mapping(&mut union, &places);
    union
}

/// Follows the variants of a union to their new places.
fn move_mapping(union: &mut Union, places: &[Option<usize>]) {
    if let Some(discriminator) = &mut union.discriminator {
        let moved = |variant: usize| places.get(variant).copied().flatten();
        discriminator.default = discriminator.default.and_then(moved);
        let mapping = std::mem::take(&mut discriminator.mapping);
        let mapping = mapping.into_iter().filter_map(|mapped| {
            let variant = moved(mapped.variant)?;
            Some(Mapped { variant, ..mapped })
        });
        discriminator.mapping = mapping.collect();
    }
}

/// Puts a variant that takes more behind those that take less of the same, which would never be
/// tried.
fn in_order(types: &Types, reader: &mut Reader<'_>, mut union: Union) -> Union {
    let mut order: Vec<(usize, u8, Vec<JsonKind>)> = Vec::new();
    for (index, variant) in union.variants.iter().enumerate() {
        let json = reader.signs(variant.kind.id).json;
        order.push((index, breadth(types, variant.kind), json));
    }
    for place in (0..order.len()).rev() {
        let Some((_, breadth, json)) = order.get(place) else {
            continue;
        };
        let last = order.iter().rposition(|(_, other, kinds)| {
            other < breadth && kinds.iter().any(|kind| json.contains(kind))
        });
        let behind = last.filter(|last| *last > place);
        if let Some(part) = behind.and_then(|last| order.get_mut(place..=last)) {
            part.rotate_left(1);
        }
    }
    let mut places = vec![None; order.len()];
    for (place, (index, ..)) in order.iter().enumerate() {
        if let Some(slot) = places.get_mut(*index) {
            *slot = Some(place);
        }
    }
    let variants = order
        .iter()
        .filter_map(|(index, ..)| union.variants.get(*index).cloned());
    union.variants = variants.collect();
    move_mapping(&mut union, &places);
    union
}

fn breadth(types: &Types, type_ref: TypeRef) -> u8 {
    match &types.get(types.unalias(type_ref).id).kind {
        Kind::Any(_) => 2,
        Kind::String(StringFormat::Text | StringFormat::Password)
        | Kind::Number(Number::Double)
        | Kind::Map(_) => 1,
        Kind::Array(item) => u8::from(breadth(types, *item) == 2),
        _ => 0,
    }
}

/// One object for a union of objects that differ in what they require at most: each property is
/// required where it is in all. Where one of them has a property that another hasn't, a value of the
/// other may have anything there.
fn overlapping(types: &Types, id: TypeId) -> Option<Object> {
    let Kind::Union(union) = &types.get(id).kind else {
        return None;
    };
    let has_joint = union.variants.iter().any(|variant| variant.joint);
    if union.discriminator.is_some() || has_joint {
        return None;
    }
    let mut objects = Vec::new();
    for variant in &union.variants {
        let Kind::Object(object) = &types.get(types.unalias(variant.kind).id).kind else {
            return None;
        };
        objects.push(object);
    }
    let mut reader = Reader::new(types);
    let variants = union.variants.iter();
    let signs: Vec<_> = variants
        .map(|variant| reader.signs(variant.kind.id))
        .collect();
    let told_apart = signs.iter().enumerate().all(|(index, one)| {
        let others = signs.iter().skip(index + 1);
        others.into_iter().all(|other| distinct(one, other))
    });
    if told_apart {
        return None;
    }
    let (first, others) = objects.split_first()?;
    let mut merged = first.properties.clone();
    for object in others {
        let same = |property: &Property| {
            let mut known = merged.iter();
            known.any(|known| known.name == property.name && types.same(known.kind, property.kind))
        };
        if object.properties.len() != merged.len() || !object.properties.iter().all(same) {
            return None;
        }
    }
    for property in &mut merged {
        property.required = objects.iter().all(|object| {
            let mut properties = object.properties.iter();
            properties.any(|other| other.name == property.name && other.required)
        });
    }
    let mut additional = Additional::Denied;
    for object in &objects {
        additional = match (additional, object.additional) {
            (Additional::Denied, other) => other,
            (one, Additional::Denied) => one,
            (Additional::Typed(one), Additional::Typed(other)) if types.same(one, other) => {
                Additional::Typed(one)
            }
            (Additional::Unspecified, Additional::Unspecified) => Additional::Unspecified,
            _ => return None,
        };
    }
    Some(Object {
        properties: merged,
        additional,
    })
}
