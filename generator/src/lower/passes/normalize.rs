//! Unions in a normal form, once all types are known.
//!
//! The problem: a document can write a union in ways that no decoder could follow: with itself as a
//! member, with the same member twice, or with one that takes everything in front of one that takes
//! less, which would never be tried.
//!
//! The idea, step by step:
//!
//! 1. A variant that is the union itself under another name says nothing and is removed, with a
//!    warning.
//! 2. Of variants that are the same type the first one stays; discriminator values of the others
//!    lead to it.
//! 3. JSON within strings that can't be told from other strings is left to these, with a warning.
//! 4. A variant that takes more goes behind those that take less of the same kind of JSON value.
//! 5. A union of one variant becomes that type.
//! 6. An `anyOf` of objects that differ only in what they require becomes one object; where several
//!    can hold at once, there is a variant for them together (see [`combine`](super::combine)).
//!
//! An example: `oneOf: [string, enum [auto], string]` becomes `enum [auto]` or `string`.
//!
//! Why it ends: each step visits each union once, and none adds unions. It can run
//! again when operations have added types: what is normal stays as it is.

use std::collections::HashSet;

use super::combine::add_combined;
use super::discriminants::{Lookup, are_distinguishable};
use super::recursion::cyclic;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{
    Additional, Assertion, Constraints, Discriminants, JsonKind, Keyword, Kind, Mapped, Object,
    Property, Step, Subschema, Type, TypeId, TypeRef, Types, Union, Variant,
};
use crate::source::Pointer;

/// Brings every union into its normal form. `any_of` are those of which several variants can hold
/// at once.
pub(in crate::lower) fn normalize_unions(
    types: &mut Types,
    any_of: &HashSet<Pointer>,
    diagnostics: &mut Diagnostics,
) {
    let unions: Vec<TypeId> = types
        .iter()
        .filter(|(_, found)| matches!(found.kind, Kind::Union(_)))
        .map(|(id, _)| id)
        .collect();
    let cyclic = cyclic(types, |kind| {
        matches!(kind, Kind::Alias(_) | Kind::Union(_))
    });
    for id in unions.iter().filter(|id| cyclic.contains(id)) {
        remove_itself(types, *id, diagnostics);
    }
    let mut distinct = Vec::new();
    for id in &unions {
        if let Kind::Union(union) = types.get(*id).kind.clone() {
            distinct.push((*id, remove_duplicates(types, *id, union, diagnostics)));
        }
    }
    let mut lookup = Lookup::new(types);
    let mut sorted = Vec::new();
    for (id, union) in distinct {
        let union = remove_json_text(types, &mut lookup, union, diagnostics);
        sorted.push((id, sort_by_breadth(types, &mut lookup, union)));
    }
    for (id, union) in sorted {
        types.get_mut(id).kind = match union.variants.as_slice() {
            [only] => Kind::Alias(only.kind),
            _ => Kind::Union(union),
        };
    }
    for id in unions {
        if !any_of.contains(&types.get(id).origin) {
            continue;
        }
        match merge_alike(types, id) {
            Some((mut merged, uses)) => {
                for (property, uses) in merged.properties.iter_mut().zip(uses) {
                    let common = common(types, property.kind, &uses, false);
                    property.kind = common.unwrap_or_else(|loose| loose);
                }
                types.get_mut(id).kind = Kind::Object(merged);
            }
            None => add_combined(types, id),
        }
    }
}

/// Takes the variants out of a union that are the union itself under another name.
fn remove_itself(types: &mut Types, id: TypeId, diagnostics: &mut Diagnostics) {
    let Kind::Union(union) = types.get(id).kind.clone() else {
        return;
    };
    let kept: Vec<bool> = union
        .variants
        .iter()
        .map(|variant| !is_or_contains(types, variant.kind.id, id))
        .collect();
    if kept.iter().all(|kept| *kept) {
        return;
    }
    for (variant, _) in union.variants.iter().zip(&kept).filter(|(_, kept)| !**kept) {
        let message = "a union that is one of its own variants";
        let warning = Diagnostic::warning(Code::Reference, message);
        diagnostics.push(warning.at(&variant.origin, "this variant is passed over"));
    }
    let union = retain(union, &kept);
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
fn is_or_contains(types: &Types, from: TypeId, to: TypeId) -> bool {
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

/// Keeps the first of variants that are the same type. What they don't all ask for is asked no more:
/// a value may satisfy either.
fn remove_duplicates(
    types: &mut Types,
    id: TypeId,
    mut union: Union,
    diagnostics: &mut Diagnostics,
) -> Union {
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
    let uses: Vec<TypeRef> = union.variants.iter().map(|variant| variant.kind).collect();
    for (variant, _) in union
        .variants
        .iter_mut()
        .zip(&kept)
        .filter(|(_, kept)| **kept)
    {
        let common = common(types, variant.kind, &uses, union.exclusive);
        if common.is_err() {
            let message = "a variant of this `oneOf` is the same type as another of which more is asked, so that a value satisfies just one of them isn't checked";
            let warning = Diagnostic::warning(Code::Unsupported, message);
            diagnostics.push(warning.at(&types.get(id).origin, "not honoured"));
        }
        variant.kind = common.unwrap_or_else(|loose| loose);
    }
    if let Some(discriminator) = &mut union.discriminator {
        // The values of a duplicate lead to the first.
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
    retain(union, &kept)
}

/// A type for all values of a type and of those that are the same but for constraints. If a value must
/// satisfy just one of them, which can't be told where one asks for nothing, that type is an error.
fn common(
    types: &mut Types,
    kind: TypeRef,
    others: &[TypeRef],
    exclusive: bool,
) -> Result<TypeRef, TypeRef> {
    let own = types.constraints(kind);
    let others = others.iter().filter(|other| types.same(kind, **other));
    let others: Vec<Constraints> = others.map(|other| types.constraints(*other)).collect();
    if others.iter().all(|other| *other == own) {
        return Ok(kind);
    }
    let loose = types.loosened(kind);
    if others.iter().any(Constraints::is_empty) {
        return if exclusive { Err(loose) } else { Ok(loose) };
    }
    let mut schemas: Vec<Subschema> = Vec::new();
    for schema in others.iter().map(Constraints::keywords) {
        if !schemas.contains(&schema) {
            schemas.push(schema);
        }
    }
    let Type { name, origin, .. } = types.get(kind.id);
    let mut alias = Type::new(name.step(Step::Base), Kind::Alias(loose), origin.clone());
    alias.constraints.assertions.push(Assertion {
        at: origin.clone(),
        schema: vec![match exclusive {
            true => Keyword::OneOf(schemas),
            false => Keyword::AnyOf(schemas),
        }],
    });
    let nullable = false;
    let id = types.push(alias);
    Ok(TypeRef { id, nullable })
}

/// Leaves JSON within strings to a variant that takes every string, unless it is objects or lists:
/// a text such as `1e3` would come back as another one.
fn remove_json_text(
    types: &Types,
    lookup: &mut Lookup<'_>,
    union: Union,
    diagnostics: &mut Diagnostics,
) -> Union {
    let kind = |kind: TypeRef| &types.get(types.unalias(kind).id).kind;
    let takes_all =
        |variant: &Variant| matches!(kind(variant.kind), Kind::String(text) if text.takes_all());
    if !union.variants.iter().any(takes_all) {
        return union;
    }
    let mut kept = Vec::new();
    for variant in &union.variants {
        let is_kept = match kind(variant.kind) {
            Kind::JsonText(content) => {
                let json = lookup.of(content.id).json;
                let mut json = json.iter();
                !types.takes_null(*content)
                    && json.all(|kind| matches!(kind, JsonKind::Array | JsonKind::Object))
            }
            _ => true,
        };
        if !is_kept {
            let message = "JSON within a string can't be told from other strings in this union";
            let warning = Diagnostic::warning(Code::Unsupported, message);
            diagnostics.push(warning.at(&variant.origin, "taken as text"));
        }
        kept.push(is_kept);
    }
    retain(union, &kept)
}

/// The variants that are kept, and what leads to them.
fn retain(mut union: Union, kept: &[bool]) -> Union {
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
    renumber(&mut union, &places);
    union
}

/// Follows the variants of a union to their new places in its discriminator.
fn renumber(union: &mut Union, places: &[Option<usize>]) {
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
fn sort_by_breadth(types: &Types, lookup: &mut Lookup<'_>, mut union: Union) -> Union {
    let mut order: Vec<(usize, u8, Vec<JsonKind>)> = Vec::new();
    for (index, variant) in union.variants.iter().enumerate() {
        let json = lookup.of(variant.kind.id).json;
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
    renumber(&mut union, &places);
    union
}

/// How much of a kind of JSON values a type takes: some, most, or all.
fn breadth(types: &Types, type_ref: TypeRef) -> u8 {
    match &types.get(types.unalias(type_ref).id).kind {
        Kind::Any(_) => 2,
        Kind::String(format) | Kind::Number(format) => u8::from(format.takes_all()),
        Kind::Map(_) => 1,
        Kind::Array(item) => u8::from(breadth(types, *item) == 2),
        _ => 0,
    }
}

/// One object for a union of objects that differ in what they require at most: each property is
/// required where it is in all. Where one of them has a property that another hasn't, a value of the
/// other may have anything there. With it, what each property is in all of them.
fn merge_alike(types: &Types, id: TypeId) -> Option<(Object, Vec<Vec<TypeRef>>)> {
    let Kind::Union(union) = &types.get(id).kind else {
        return None;
    };
    let has_combined = union.variants.iter().any(|variant| variant.combined);
    if union.discriminator.is_some() || has_combined {
        return None;
    }
    let objects = union.variants.iter().map(|variant| {
        let target = types.unalias(variant.kind).id;
        match &types.get(target).kind {
            Kind::Object(object) => Some(object),
            _ => None,
        }
    });
    let objects: Vec<&Object> = objects.collect::<Option<_>>()?;
    if all_distinguishable(types, union) {
        return None;
    }
    let (first, others) = objects.split_first()?;
    let mut merged = (*first).clone();
    for other in others {
        merged.dependent_required = merged.common_dependents(other);
    }
    merged.properties = merged_properties(types, &objects)?;
    merged.additional = merged_additional(types, &objects)?;
    let all = || objects.iter().flat_map(|object| &object.properties);
    let uses = merged.properties.iter().map(|merged| {
        let same = all().filter(|other| other.name == merged.name);
        same.map(|other| other.kind).collect()
    });
    let uses = uses.collect();
    Some((merged, uses))
}

/// Whether each variant can be told from each other.
fn all_distinguishable(types: &Types, union: &Union) -> bool {
    let mut lookup = Lookup::new(types);
    let variants = union.variants.iter();
    let all: Vec<Discriminants> = variants.map(|variant| lookup.of(variant.kind.id)).collect();
    all.iter().enumerate().all(|(index, one)| {
        let mut others = all.iter().skip(index + 1);
        others.all(|other| are_distinguishable(one, other))
    })
}

/// The properties of objects that have the same ones.
fn merged_properties(types: &Types, objects: &[&Object]) -> Option<Vec<Property>> {
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
    Some(merged)
}

/// What other properties objects have that agree on it.
fn merged_additional(types: &Types, objects: &[&Object]) -> Option<Additional> {
    let mut merged = Additional::Denied;
    for object in objects {
        merged = match (merged, object.additional) {
            (Additional::Denied, other) => other,
            (one, Additional::Denied) => one,
            (Additional::Typed(one), Additional::Typed(other)) if types.same(one, other) => {
                Additional::Typed(one)
            }
            (Additional::Unspecified, Additional::Unspecified) => Additional::Unspecified,
            _ => return None,
        };
    }
    Some(merged)
}
