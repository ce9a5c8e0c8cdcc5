//! Which way the values of each type travel.

use crate::ir::{Body, Operation, PartKind, Payload, TypeId, Types};

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
        match operation.body.as_ref().map(|body| &body.body) {
            None => {}
            Some(Body::Json(kind, _)) => reach(types, kind.id, Way::Request),
            Some(Body::Multipart(parts)) => {
                for part in parts {
                    match part.kind {
                        PartKind::File => {}
                        PartKind::Text(kind) => reach(types, kind, Way::Request),
                        PartKind::Json(kind) => reach(types, kind.id, Way::Request),
                    }
                }
            }
        }
        for response in &operation.responses {
            for header in &response.headers {
                reach(types, header.kind, Way::Response);
            }
            for content in &response.contents {
                match content.payload {
                    Payload::Json(kind) | Payload::Events(kind) | Payload::Lines(kind) => {
                        reach(types, kind.id, Way::Response);
                    }
                    // No response is lowered to a form.
                    Payload::Form(..) | Payload::Multipart(_) | Payload::Text | Payload::Binary => {
                    }
                }
            }
        }
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
