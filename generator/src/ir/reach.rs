//! The types that an operation names itself: one place to extend when it can name more.

use super::{Operation, PartKind, Payload, TypeId};

impl Operation {
    /// The types that go from the client to the server.
    pub fn request_types_mut(&mut self) -> Vec<&mut TypeId> {
        let parameters = self.parameters.iter_mut();
        let mut types: Vec<&mut TypeId> = parameters.map(|parameter| &mut parameter.kind).collect();
        let contents = self.body.iter_mut().flat_map(|body| &mut body.contents);
        types.extend(contents.flat_map(|content| payload(&mut content.payload)));
        types
    }

    /// The types that go from the server to the client.
    pub fn response_types_mut(&mut self) -> Vec<&mut TypeId> {
        let mut types = Vec::new();
        for response in &mut self.responses {
            let headers = response.headers.iter_mut();
            types.extend(headers.map(|header| &mut header.kind));
            let contents = response.contents.iter_mut();
            types.extend(contents.flat_map(|content| payload(&mut content.payload)));
        }
        types
    }
}

fn payload(payload: &mut Payload) -> Vec<&mut TypeId> {
    match payload {
        Payload::Json(kind)
        | Payload::Form(kind, _)
        | Payload::Events(kind, _)
        | Payload::Lines(kind) => vec![&mut kind.id],
        Payload::Multipart(parts) => parts
            .iter_mut()
            .filter_map(|part| match &mut part.kind {
                PartKind::File => None,
                PartKind::Text(kind) => Some(kind),
                PartKind::Json(kind) => Some(&mut kind.id),
            })
            .collect(),
        Payload::Text | Payload::Binary => Vec::new(),
    }
}
