//! Server-sent events (WHATWG HTML, section 9.2): what of an event a schema describes.
//!
//! By OpenAPI 3.2, a schema describes the fields of an event: an object with `data`, and perhaps
//! with `event`, `id` and `retry`, or a choice of such objects. The data is a string, which may hold
//! JSON (`contentMediaType`). Older documents describe the data alone, or the fields with data that
//! isn't a string though it comes as one.

use serde_json::Value;

use crate::ir::{Framing, Kind, Object, Payload, Stream, TypeRef, Types};

/// The fields of an event; a comment is none to whoever reads it.
const FIELDS: [&str; 5] = ["comment", "data", "event", "id", "retry"];

/// Unions inside of unions, deeper than any real ones.
const MAX_DEPTH: usize = 16;

/// Events, each of which a schema describes.
pub(super) fn event_payload(types: &Types, item: TypeRef) -> Payload {
    if let Some(data) = data_alone(types, item) {
        return data_payload(types, data);
    }
    let mut events = Vec::new();
    let are_events = gather(types, item, MAX_DEPTH, &mut events);
    let has_data = |event: &&Object| property(event, "data").is_some();
    if !are_events || !events.iter().any(has_data) {
        return data_payload(types, item);
    }
    let mut data = events.iter().filter_map(|event| property(event, "data"));
    let framing = if data.all(|data| is_text(types, data, MAX_DEPTH)) {
        Framing::Fields
    } else {
        Framing::Whole
    };
    Payload::Stream(item, Stream::Events(framing))
}

/// Events of which a schema describes the data.
fn data_payload(types: &Types, data: TypeRef) -> Payload {
    match &types.get(types.unalias(data).id).kind {
        Kind::JsonText(content) => Payload::Stream(*content, Stream::Events(Framing::Json)),
        // Data of no type in particular need not be JSON.
        Kind::Any(_) | Kind::String(_) => Payload::Stream(data, Stream::Events(Framing::Text)),
        Kind::Enum(values) if values.strings().is_some() => {
            Payload::Stream(data, Stream::Events(Framing::Text))
        }
        _ => Payload::Stream(data, Stream::Events(Framing::Json)),
    }
}

/// The type of the data where an item is an event of `data` alone. It is a field of the event
/// then, and not a property within its data.
fn data_alone(types: &Types, item: TypeRef) -> Option<TypeRef> {
    let Kind::Object(object) = &types.get(types.unalias(item).id).kind else {
        return None;
    };
    match object.properties.as_slice() {
        [only] if only.name == "data" => Some(only.kind),
        _ => None,
    }
}

/// Gathers the objects that a type consists of; `false` where one of them isn't an event.
fn gather<'a>(types: &'a Types, kind: TypeRef, depth: usize, events: &mut Vec<&'a Object>) -> bool {
    match &types.get(types.unalias(kind).id).kind {
        Kind::Object(object) => {
            events.push(object);
            is_event(object)
        }
        Kind::Union(union) if depth > 0 => {
            let mut variants = union.variants.iter();
            variants.all(|variant| gather(types, variant.kind, depth - 1, events))
        }
        _ => false,
    }
}

/// Whether an object is an event: it says what happened, and has nothing that only other objects
/// have.
fn is_event(object: &Object) -> bool {
    let mut properties = object.properties.iter();
    let says_what = ["data", "event"];
    properties.all(|property| FIELDS.contains(&property.name.as_str()))
        && says_what
            .iter()
            .any(|name| property(object, name).is_some())
}

fn property(object: &Object, name: &str) -> Option<TypeRef> {
    let mut properties = object.properties.iter();
    let found = properties.find(|property| property.name == name)?;
    Some(found.kind)
}

/// Whether all values of a type are strings.
fn is_text(types: &Types, kind: TypeRef, depth: usize) -> bool {
    match &types.get(types.unalias(kind).id).kind {
        Kind::String(_) | Kind::JsonText(_) => true,
        Kind::Enum(values) => values.values.iter().all(Value::is_string),
        Kind::Union(union) if depth > 0 => {
            let mut variants = union.variants.iter();
            variants.all(|variant| is_text(types, variant.kind, depth - 1))
        }
        _ => false,
    }
}
