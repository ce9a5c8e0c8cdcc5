//! The types that an operation names itself: one place to extend when it can name more.
//!
//! Everything is taken apart exhaustively, so that a new member can't be forgotten here: a type
//! that isn't found is taken for one that nobody uses.

use super::{Body, Content, Header, Operation, Parameter, Part, PartKind, Response, TypeId};

impl Operation {
    /// The types that go from the client to the server.
    pub fn request_types_mut(&mut self) -> Vec<&mut TypeId> {
        let (parameters, body, _) = self.with_types();
        let mut types: Vec<&mut TypeId> = parameters.iter_mut().map(of_parameter).collect();
        match body {
            None => {}
            Some(Body::Json(kind, _)) => types.push(&mut kind.id),
            Some(Body::Multipart(parts)) => types.extend(parts.iter_mut().filter_map(of_part)),
        }
        types
    }

    /// The types that go from the server to the client.
    pub fn response_types_mut(&mut self) -> Vec<&mut TypeId> {
        let (_, _, responses) = self.with_types();
        let mut types = Vec::new();
        for response in responses {
            let Response {
                status: _,
                description: _,
                headers,
                content,
                origin: _,
            } = response;
            types.extend(headers.iter_mut().map(of_header));
            match content {
                Content::Json(kind, _) => types.push(&mut kind.id),
                Content::Empty | Content::Binary(_) => {}
            }
        }
        types
    }

    /// The members that name types.
    fn with_types(&mut self) -> (&mut [Parameter], Option<&mut Body>, &mut [Response]) {
        let Self {
            id: _,
            method: _,
            path: _,
            path_parts: _,
            tag: _,
            summary: _,
            description: _,
            deprecated: _,
            parameters,
            body,
            responses,
            security: _,
            origin: _,
        } = self;
        let body = body.as_mut().map(|body| &mut body.body);
        (parameters, body, responses)
    }
}

fn of_parameter(parameter: &mut Parameter) -> &mut TypeId {
    let Parameter {
        name: _,
        location: _,
        required: _,
        kind,
        default: _,
        description: _,
        deprecated: _,
        origin: _,
    } = parameter;
    kind
}

fn of_part(part: &mut Part) -> Option<&mut TypeId> {
    let Part {
        name: _,
        kind,
        required: _,
        description: _,
        origin: _,
    } = part;
    match kind {
        PartKind::File => None,
        PartKind::Text(kind) => Some(kind),
        PartKind::Json(kind) => Some(&mut kind.id),
    }
}

fn of_header(header: &mut Header) -> &mut TypeId {
    let Header {
        name: _,
        kind,
        required: _,
        description: _,
        origin: _,
    } = header;
    kind
}
