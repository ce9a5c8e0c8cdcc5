//! The types that an operation names itself: one place to extend when it can name more.

use super::{Body, Content, Operation, PartKind, TypeId};

impl Operation {
    /// The types that go from the client to the server.
    pub fn request_types_mut(&mut self) -> Vec<&mut TypeId> {
        let parameters = self.parameters.iter_mut();
        let mut types: Vec<&mut TypeId> = parameters.map(|parameter| &mut parameter.kind).collect();
        match self.body.as_mut().map(|body| &mut body.body) {
            None => {}
            Some(Body::Json(kind, _)) => types.push(&mut kind.id),
            Some(Body::Multipart(parts)) => {
                types.extend(parts.iter_mut().filter_map(|part| match &mut part.kind {
                    PartKind::File => None,
                    PartKind::Text(kind) => Some(kind),
                    PartKind::Json(kind) => Some(&mut kind.id),
                }));
            }
        }
        types
    }

    /// The types that go from the server to the client.
    pub fn response_types_mut(&mut self) -> Vec<&mut TypeId> {
        let mut types = Vec::new();
        for response in &mut self.responses {
            let headers = response.headers.iter_mut();
            types.extend(headers.map(|header| &mut header.kind));
            match &mut response.content {
                Content::Json(kind, _) => types.push(&mut kind.id),
                Content::Empty | Content::Binary(_) => {}
            }
        }
        types
    }
}
