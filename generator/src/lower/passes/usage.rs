//! Which way the values of each type travel.
//!
//! The problem: what a type looks like depends on who reads it (a client takes values that a newer
//! server may send, a server refuses what isn't described), and a schema doesn't say where it is used.
//!
//! The idea: a type is marked where a request or a response can hold it: from the types that operations
//! name, through all that those are made of. A `readOnly` property isn't in requests, so its type isn't
//! reached through it that way; the same holds for `writeOnly` and responses.
//!
//! An example: `Page {items: [User]}` is a response, so `User` is one too; a `readOnly` `id` of type `Id`
//! in a body makes `Id` no part of a request.
//!
//! Why it ends: each type is entered once for each direction, recursive ones too.

use crate::ir::{Access, Additional, Api, Kind, TypeId, Types};

/// The direction in which a value travels.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// From the client to the server.
    Request,
    /// From the server to the client.
    Response,
}

impl Direction {
    /// Whether a property travels this way.
    pub(super) fn carries(self, access: Access) -> bool {
        match self {
            Self::Request => access != Access::ReadOnly,
            Self::Response => access != Access::WriteOnly,
        }
    }
}

/// Marks every type that an operation's request or response can hold, or a webhook's.
pub(in crate::lower) fn mark_usage(api: &mut Api) {
    let Api {
        types,
        operations,
        webhooks,
        ..
    } = api;
    for operation in operations {
        for id in operation.request_types_mut() {
            mark(types, *id, Direction::Request);
        }
        for id in operation.response_types_mut() {
            mark(types, *id, Direction::Response);
        }
    }
    // Here the API is the one that asks.
    for webhook in webhooks {
        for id in webhook.sent_types_mut() {
            mark(types, *id, Direction::Response);
        }
        for id in webhook.answer_types_mut() {
            mark(types, *id, Direction::Request);
        }
    }
}

fn mark(types: &mut Types, start: TypeId, direction: Direction) {
    let mut pending = vec![start];
    while let Some(id) = pending.pop() {
        let reached = types.get_mut(id);
        let is_marked = match direction {
            Direction::Request => &mut reached.usage.request,
            Direction::Response => &mut reached.usage.response,
        };
        if std::mem::replace(is_marked, true) {
            continue;
        }
        pending.extend(held(&reached.kind, direction));
    }
}

/// The types that a value holds that travels in one direction.
fn held(kind: &Kind, direction: Direction) -> Vec<TypeId> {
    let Kind::Object(object) = kind else {
        return kind.inner().into_iter().map(|inner| inner.id).collect();
    };
    let properties = object.properties.iter();
    let mut held: Vec<TypeId> = properties
        .filter(|property| direction.carries(property.access))
        .map(|property| property.kind.id)
        .collect();
    if let Additional::Typed(value) = object.additional {
        held.push(value.id);
    }
    held
}
