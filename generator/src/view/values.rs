//! Which Rust type holds the values of each schema: what a reader of the emitted crates would look
//! up, so that tools can decode the examples of a document with the very types that it makes.

use super::rust_type::{Resolver, RustType};
use crate::ir::{Api, Content, Kind, Payload, TypeRef, Usage};
use crate::source::Pointer;

/// A schema at one place, and the Rust type of its values.
#[derive(Debug)]
pub struct ValueView {
    /// Where the schema stands.
    pub at: Pointer,
    /// Its type, `Option` where the place allows `null`.
    pub kind: RustType,
    /// Which way its values travel.
    pub usage: Usage,
}

/// The bodies of operations, then the properties of objects, then all types: what comes first knows
/// more of its place.
pub(super) fn values(api: &Api, resolver: &Resolver<'_>) -> Vec<ValueView> {
    let view = |at: Pointer, type_ref: TypeRef, usage: Usage| ValueView {
        at,
        kind: resolver.resolve(type_ref),
        usage,
    };
    let mut values = Vec::new();
    let request = Usage {
        request: true,
        response: false,
    };
    let response = Usage {
        request: false,
        response: true,
    };
    for operation in &api.operations {
        let bodies = operation.body.iter().flat_map(|body| &body.contents);
        let bodies = bodies.map(|content| (content, request));
        let answers = operation.responses.iter();
        let answers = answers.flat_map(|response| &response.contents);
        for (content, way) in bodies.chain(answers.map(|content| (content, response))) {
            if let Some((at, type_ref)) = whole(content) {
                values.push(view(at, type_ref, way));
            }
        }
    }
    let objects = api.types.iter().filter_map(|(_, kind)| match &kind.kind {
        Kind::Object(object) => Some((object, kind.usage)),
        _ => None,
    });
    let properties = objects.flat_map(|(object, usage)| {
        let properties = object.properties.iter();
        properties.map(move |property| (property, usage))
    });
    let properties: Vec<_> = properties.collect();
    for (property, usage) in &properties {
        values.push(view(property.origin.clone(), property.kind, *usage));
    }
    for (property, usage) in &properties {
        let also = property.also.iter();
        values.extend(also.map(|at| view(at.clone(), property.kind, *usage)));
    }
    for (id, kind) in api.types.iter() {
        let type_ref = TypeRef {
            id,
            nullable: false,
        };
        values.push(view(kind.origin.clone(), type_ref, kind.usage));
    }
    values
}

/// The schema of a body that is one value, and its type.
fn whole(content: &Content) -> Option<(Pointer, TypeRef)> {
    match content.payload {
        Payload::Json(kind) | Payload::Form(kind, _) => Some((content.origin.key("schema"), kind)),
        Payload::Multipart(_)
        | Payload::Text
        | Payload::Binary
        | Payload::Events(..)
        | Payload::Lines(_) => None,
    }
}
