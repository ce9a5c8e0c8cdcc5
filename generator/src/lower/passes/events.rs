//! What goes without saying of server-sent events (WHATWG HTML, section 9.2).
//!
//! The problem: a schema that describes the fields of events says less than what holds. Without
//! data there is no event. One that names no type has the type `message`; so among others that are
//! told apart by constants of `event`, one that says nothing of it is for that type alone. And a
//! constant that may be left out would leave the type out on the wire.
//!
//! The idea: in types that are used for nothing but events, `data` and constants of `event` become
//! required, and an `event` that isn't told becomes `message`. Then the union knows its variants by
//! their constants as any other does, and an event of a type that the document doesn't have is none
//! of them. The constants name the variants, too.
//!
//! An example: of `{event: {const: made}, data}` and `{data: {const: '[DONE]'}}` the first one is
//! `Made`, whose `event` is always there. The second one is `Done`; its `event` may be left out, and
//! is `message` otherwise.
//!
//! Why it ends: unions in unions are entered to a limited depth.

use std::collections::HashMap;

use serde_json::Value;

use crate::ir::{
    Access, Api, Enum, Framing, Kind, Object, Payload, Property, SchemaName, Step, Stream, Type,
    TypeId, TypeName, TypeRef, Types, VariantName, Webhook,
};
use crate::source::Pointer;

/// The type of events that name none.
const MESSAGE: &str = "message";

/// Unions inside of unions, deeper than any real ones.
const MAX_DEPTH: usize = 16;

/// A longer constant is a text, not a name.
const MAX_NAME: usize = 40;

/// Completes the types that describe events.
pub(in crate::lower) fn complete_events(api: &mut Api) {
    let mut uses: HashMap<TypeId, isize> = HashMap::new();
    let mut items: Vec<TypeId> = Vec::new();
    for operation in &mut api.operations {
        for id in operation.types_mut() {
            *uses.entry(*id).or_default() += 1;
        }
        let contents = operation.responses.iter();
        for content in contents.flat_map(|response| &response.contents) {
            if let Payload::Stream(item, Stream::Events(Framing::Fields | Framing::Whole)) =
                content.payload
            {
                *uses.entry(item.id).or_default() -= 1;
                if !items.contains(&item.id) {
                    items.push(item.id);
                }
            }
        }
    }
    for id in api.webhooks.iter().flat_map(Webhook::types) {
        *uses.entry(id).or_default() += 1;
    }
    let others = uses.into_iter().filter(|(_, count)| *count > 0);
    let others = api.types.reachable(others.map(|(id, _)| id));
    for item in items {
        name_variants(&mut api.types, item, MAX_DEPTH);
        let mut events = Vec::new();
        gather(&api.types, item, MAX_DEPTH, &mut events);
        if events.iter().any(|event| others.contains(event)) {
            continue;
        }
        // What a discriminator says of each is all that there is to be told.
        let told = !has_discriminator(&api.types, item, MAX_DEPTH)
            && events.iter().any(|event| is_told(&api.types, *event));
        for event in events {
            require(&mut api.types, event);
            if told && !is_told(&api.types, event) {
                make_message(&mut api.types, event);
            }
        }
        if told {
            drop_combined(&mut api.types, item);
        }
    }
}

fn target(types: &Types, id: TypeId) -> TypeId {
    let nullable = false;
    types.unalias(TypeRef { id, nullable }).id
}

/// Gathers the objects that a type consists of.
fn gather(types: &Types, id: TypeId, depth: usize, events: &mut Vec<TypeId>) {
    let id = target(types, id);
    match &types.get(id).kind {
        Kind::Object(_) if !events.contains(&id) => events.push(id),
        Kind::Union(union) if depth > 0 => {
            for variant in union.variants.iter().filter(|variant| !variant.combined) {
                gather(types, variant.kind.id, depth - 1, events);
            }
        }
        _ => {}
    }
}

fn has_discriminator(types: &Types, id: TypeId, depth: usize) -> bool {
    let Kind::Union(union) = &types.get(target(types, id)).kind else {
        return false;
    };
    let mut variants = union.variants.iter();
    union.discriminator.is_some()
        || depth > 0 && variants.any(|variant| has_discriminator(types, variant.kind.id, depth - 1))
}

fn property<'a>(types: &'a Types, event: TypeId, name: &str) -> Option<&'a Property> {
    let Kind::Object(object) = &types.get(event).kind else {
        return None;
    };
    object.properties.iter().find(|known| known.name == name)
}

/// The values that a property can have, where they are listed.
fn values<'a>(types: &'a Types, event: TypeId, name: &str) -> Option<&'a [Value]> {
    let property = property(types, event, name)?;
    match &types.get(target(types, property.kind.id)).kind {
        Kind::Enum(values) => Some(&values.values),
        _ => None,
    }
}

/// Whether the type of an event is told by the values that its `event` can have.
fn is_told(types: &Types, event: TypeId) -> bool {
    values(types, event, "event").is_some()
}

/// The one value that a property can have, where that can be a name.
fn constant(types: &Types, event: TypeId, name: &str) -> Option<String> {
    let [Value::String(text)] = values(types, event, name)? else {
        return None;
    };
    let word = text.trim_matches(|character: char| !character.is_alphanumeric());
    let is_name = word.starts_with(char::is_alphabetic) && word.chars().count() <= MAX_NAME;
    is_name.then(|| text.clone())
}

/// Makes required what every event has.
fn require(types: &mut Types, event: TypeId) {
    let has_constant = matches!(values(types, event, "event"), Some([_]));
    if let Kind::Object(object) = &mut types.get_mut(event).kind {
        for property in &mut object.properties {
            property.required |= match property.name.as_str() {
                "data" => true,
                "event" => has_constant,
                _ => false,
            };
        }
    }
}

/// Makes `message` the type of an event that tells none.
fn make_message(types: &mut Types, event: TypeId) {
    let known = property(types, event, "event");
    let required = known.is_some_and(|property| property.required);
    let described = types.get(event);
    let origin = known.map_or(&described.origin, |property| &property.origin);
    let (name, origin) = (described.name.clone(), origin.clone());
    let property = Property {
        name: "event".to_owned(),
        kind: message(types, &name, &origin),
        required,
        default: None,
        access: Access::Both,
        description: Some("The type of the event: one that has none is a `message`.".to_owned()),
        deprecated: false,
        origin,
        also: Vec::new(),
    };
    if let Kind::Object(Object { properties, .. }) = &mut types.get_mut(event).kind {
        let known = properties.iter_mut().find(|known| known.name == "event");
        match known {
            Some(known) => *known = property,
            None => properties.insert(0, property),
        }
    }
}

/// The type of nothing but `message`.
fn message(types: &mut Types, event: &TypeName, origin: &Pointer) -> TypeRef {
    let id = types.push(Type::new(
        event.step(Step::Property("event".to_owned())),
        Kind::Enum(Enum {
            values: vec![Value::from(MESSAGE)],
            notes: Vec::new(),
        }),
        origin.clone(),
    ));
    TypeRef {
        id,
        nullable: false,
    }
}

/// Takes out what would be several events at once: each has one type.
fn drop_combined(types: &mut Types, id: TypeId) {
    let id = target(types, id);
    if let Kind::Union(union) = &mut types.get_mut(id).kind {
        union.variants.retain(|variant| !variant.combined);
    }
}

/// Names the variants of a union after the constant that each has for `event`; one that has none and
/// no name of its own, after that of `data`.
fn name_variants(types: &mut Types, id: TypeId, depth: usize) {
    let (Some(depth), id) = (depth.checked_sub(1), target(types, id)) else {
        return;
    };
    let Kind::Union(mut union) = types.get(id).kind.clone() else {
        return;
    };
    let wanted = union.variants.iter().map(|variant| {
        let event = target(types, variant.kind.id);
        let data = || constant(types, event, "data").filter(|_| variant.name.is_nameless());
        constant(types, event, "event").or_else(data)
    });
    let wanted: Vec<Option<String>> = wanted.collect();
    let owner = types.get(id).name.clone();
    for (variant, name) in union.variants.iter_mut().zip(&wanted) {
        name_variants(types, variant.kind.id, depth);
        let same = wanted.iter().filter(|other| *other == name);
        if let (Some(name), 1) = (name, same.count()) {
            let name = VariantName::of(vec![SchemaName::Constant(name.clone())]);
            rename(types, &owner, &variant.name, &name);
            variant.name = name;
        }
    }
    types.get_mut(id).kind = Kind::Union(union);
}

/// Calls the types within a variant after its new name.
fn rename(types: &mut Types, union: &TypeName, before: &VariantName, now: &VariantName) {
    let step = Step::Variant(before.clone());
    let place = union.path.len();
    let ids: Vec<TypeId> = types.iter().map(|(id, _)| id).collect();
    for id in ids {
        let name = &mut types.get_mut(id).name;
        let is_inside = name.owner == union.owner && name.path.starts_with(&union.path);
        if let Some(inner) = name.path.get_mut(place).filter(|_| is_inside)
            && *inner == step
        {
            *inner = Step::Variant(now.clone());
        }
    }
}
