//! Which Rust type holds the values of each schema: what a reader of the emitted crates would look
//! up, so that tools can decode the examples of a document with the very types that it makes.

use super::model::plan::ValueView;
use super::resolver::Resolver;
use crate::ir::{Api, Content, Kind, Payload, TypeRef, Usage};
use crate::source::Pointer;

/// The bodies of operations, then the properties of objects, then all types: what comes first knows
/// more of its place.
pub(super) fn values(api: &Api, resolver: &Resolver<'_>) -> Vec<ValueView> {
    let view = |at: Pointer, type_ref: TypeRef, usage: Usage| ValueView {
        at,
        kind: resolver.resolve(type_ref),
        checks: resolver.checks(type_ref),
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
    let objects = api
        .types
        .iter()
        .filter_map(|(_, definition)| match &definition.kind {
            Kind::Object(object) => Some((object, definition.usage)),
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
    for (id, definition) in api.types.iter() {
        let type_ref = TypeRef {
            id,
            nullable: false,
        };
        // One that became another travels as that does.
        let usage = api.types.get(api.types.unalias(type_ref).id).usage;
        values.push(view(definition.origin.clone(), type_ref, usage));
    }
    values
}

/// The schema of a body that is one value, and its type.
fn whole(content: &Content) -> Option<(Pointer, TypeRef)> {
    match content.payload {
        Payload::Json(kind) | Payload::Form(kind, _) => Some((content.origin.key("schema"), kind)),
        Payload::Multipart(_) | Payload::Text | Payload::Binary | Payload::Stream(..) => None,
    }
}
