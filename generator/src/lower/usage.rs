//! Which way the values of each type travel.

use crate::ir::{Access, Additional, Kind, Operation, TypeId, Types};

/// A way that values travel.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Response,
}

impl Way {
    /// Whether a property travels this way.
    pub(super) fn carries(self, access: Access) -> bool {
        match self {
            Self::Request => access != Access::ReadOnly,
            Self::Response => access != Access::WriteOnly,
        }
    }
}

/// Marks every type that an operation's request or response can hold.
pub(super) fn mark(types: &mut Types, operations: &mut [Operation]) {
    for operation in operations {
        for id in operation.request_types_mut() {
            reach(types, *id, Way::Request);
        }
        for id in operation.response_types_mut() {
            reach(types, *id, Way::Response);
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
        pending.extend(held(&reached.kind, way));
    }
}

/// The types that a value holds that travels one way.
fn held(kind: &Kind, way: Way) -> Vec<TypeId> {
    let Kind::Object(object) = kind else {
        return kind.inner().into_iter().map(|inner| inner.id).collect();
    };
    let properties = object.properties.iter();
    let mut held: Vec<TypeId> = properties
        .filter(|property| way.carries(property.access))
        .map(|property| property.kind.id)
        .collect();
    if let Additional::Typed(value) = object.additional {
        held.push(value.id);
    }
    held
}
