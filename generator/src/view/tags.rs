//! The properties that name the variants of unions: who writes them.
//!
//! A variant whose type has the property always writes it. Where the property may be left out, what
//! came without it goes on without it; so who makes a value has to put it there, which `new` and
//! `From` do. A type that doesn't have the property can't tell: its union writes it.

use std::collections::HashMap;

use serde_json::Value;

use super::model::union::Tagging;
use crate::ir::{Discriminator, Kind, Property, TypeId, TypeRef, Types, Union};

/// Unions inside of unions, deeper than any real ones.
const MAX_DEPTH: usize = 16;

/// The optional properties that name a variant, each with its value; none where unions differ.
#[derive(Debug, Default)]
pub(super) struct Tags(HashMap<(TypeId, String), Option<Value>>);

impl Tags {
    pub(super) fn new(types: &Types) -> Self {
        let mut tags: HashMap<(TypeId, String), Option<Value>> = HashMap::new();
        for (_, definition) in types.iter() {
            let Kind::Union(union) = &definition.kind else {
                continue;
            };
            let Some(discriminator) = &union.discriminator else {
                continue;
            };
            for (index, variant) in union.variants.iter().enumerate() {
                let id = types.unalias(variant.kind).id;
                let Some(value) = first(discriminator, index) else {
                    continue;
                };
                if optional(types, id, &discriminator.property).is_some() {
                    let tag = tags.entry((id, discriminator.property.clone()));
                    let known = tag.or_insert_with(|| Some(value.clone()));
                    known.take_if(|known| known != value);
                }
            }
        }
        Self(tags)
    }

    /// What an optional property names its object as.
    pub(super) fn value(&self, id: TypeId, property: &str) -> Option<&Value> {
        self.0.get(&(id, property.to_owned()))?.as_ref()
    }
}

/// The value that a variant is written with.
pub(super) fn first(discriminator: &Discriminator, variant: usize) -> Option<&Value> {
    let mut mapping = discriminator.mapping.iter();
    let first = mapping.find(|mapped| mapped.variant == variant)?;
    Some(&first.value)
}

fn property<'a>(types: &'a Types, id: TypeId, name: &str) -> Option<(usize, &'a Property)> {
    let Kind::Object(object) = &types.get(id).kind else {
        return None;
    };
    let mut properties = object.properties.iter().enumerate();
    properties.find(|(_, property)| property.name == name)
}

/// A property that an object may go without, or with `null` for it; with its index.
pub(super) fn optional<'a>(
    types: &'a Types,
    id: TypeId,
    name: &str,
) -> Option<(usize, &'a Property)> {
    let found = property(types, id, name);
    found.filter(|(_, property)| !property.required || types.unalias(property.kind).nullable)
}

/// Who writes the property that names a variant of a union.
pub(super) fn tagging(index: usize, union: &Union, types: &Types) -> Tagging {
    let Some((discriminator, variant)) =
        union.discriminator.as_ref().zip(union.variants.get(index))
    else {
        return Tagging::Plain;
    };
    if first(discriminator, index).is_none() {
        return Tagging::Plain;
    }
    let id = types.unalias(variant.kind).id;
    let Some((_, property)) = property(types, id, &discriminator.property) else {
        return if writes(types, variant.kind, &discriminator.property, MAX_DEPTH) {
            Tagging::Optional
        } else {
            Tagging::Tagged
        };
    };
    if optional(types, id, &discriminator.property).is_some() {
        return Tagging::Optional;
    }
    let definition = types.get(types.unalias(property.kind).id);
    let named = |value: &Value| {
        let mut mapping = discriminator.mapping.iter();
        mapping.any(|mapped| mapped.variant == index && mapped.value == *value)
    };
    match &definition.kind {
        Kind::Enum(values) if !definition.usage.is_open() && values.values.iter().all(named) => {
            Tagging::Plain
        }
        _ => Tagging::Tagged,
    }
}

/// Whether every object of a union has the property, or is given it by a union in between.
fn writes(types: &Types, of: TypeRef, name: &str, depth: usize) -> bool {
    let id = types.unalias(of).id;
    let Some((Kind::Union(union), depth)) = Some(&types.get(id).kind).zip(depth.checked_sub(1))
    else {
        return property(types, id, name).is_some();
    };
    let names = |index| {
        let discriminator = union.discriminator.as_ref();
        let own = discriminator.filter(|discriminator| discriminator.property == name);
        own.is_some_and(|own| first(own, index).is_some())
    };
    let mut variants = union.variants.iter().enumerate();
    variants.all(|(index, variant)| names(index) || writes(types, variant.kind, name, depth))
}
