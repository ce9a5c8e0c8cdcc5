//! Which way the values of each type travel.

use crate::ir::{Operation, PartKind, Payload, TypeId, Types};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Request,
    Response,
}

/// Marks every type that an operation's request or response can hold.
pub(super) fn mark(types: &mut Types, operations: &[Operation]) {
    for operation in operations {
        for parameter in &operation.parameters {
            reach(types, parameter.kind, Way::Request);
        }
        for content in operation.body.iter().flat_map(|body| &body.contents) {
            payload(types, &content.payload, Way::Request);
        }
        for response in &operation.responses {
            for header in &response.headers {
                reach(types, header.kind, Way::Response);
            }
            for content in &response.contents {
                payload(types, &content.payload, Way::Response);
            }
        }
    }
}

fn payload(types: &mut Types, payload: &Payload, way: Way) {
    match payload {
        Payload::Json(kind)
        | Payload::Form(kind, _)
        | Payload::Events(kind)
        | Payload::Lines(kind) => reach(types, kind.id, way),
        Payload::Multipart(parts) => {
            for part in parts {
                match part.kind {
                    PartKind::File => {}
                    PartKind::Text(kind) => reach(types, kind, way),
                    PartKind::Json(kind) => reach(types, kind.id, way),
                }
            }
        }
        Payload::Text | Payload::Binary => {}
    }
}

fn reach(types: &mut Types, start: TypeId, way: Way) {
    let mut pending = vec![start];
    while let Some(id) = pending.pop() {
        let reached = types.get_mut(id);
        let mark = match way {
            Way::Request => &mut reached.usage.request,
            Way::Response => &mut reached.usage.response,
        };
        if std::mem::replace(mark, true) {
            continue;
        }
        pending.extend(reached.kind.inner().into_iter().map(|inner| inner.id));
    }
}
