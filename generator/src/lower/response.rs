//! Responses.

use openapiv3::{ReferenceOr, Responses, StatusCode};

use super::Lowering;
use super::keywords::{Keywords, Node};
use super::media::Media;
use crate::ir::{Response, ResponseContent, Status, TypeName};
use crate::source::Pointer;

impl<'a> Lowering<'a> {
    /// Lowers an operation's responses, sorted by status.
    pub(super) fn responses(
        &mut self,
        responses: &'a Responses,
        at: &Pointer,
        name: &TypeName,
    ) -> Vec<Response> {
        let mut lowered = Vec::new();
        for (code, response) in &responses.responses {
            let status = match code {
                StatusCode::Code(code) => Status::Code(*code),
                StatusCode::Range(digit) => Status::Range(*digit),
            };
            lowered.extend(self.response(status, response, &at.key(&code.to_string()), name));
        }
        if let Some(response) = &responses.default {
            lowered.extend(self.response(Status::Default, response, &at.key("default"), name));
        }
        lowered.sort_by_key(|response| response.status);
        lowered
    }

    fn response(
        &mut self,
        status: Status,
        response: &'a ReferenceOr<openapiv3::Response>,
        at: &Pointer,
        name: &TypeName,
    ) -> Option<Response> {
        let found = self.resolve(response, at)?;
        let word = match status {
            Status::Code(code) => http::StatusCode::from_u16(code)
                .ok()
                .and_then(|code| code.canonical_reason())
                .map_or_else(|| format!("Status {code}"), str::to_owned),
            Status::Range(digit) => format!("Status {digit}xx"),
            Status::Default => "Default".to_owned(),
        };
        let owner = found.owner.clone().unwrap_or_else(|| name.step(&word));
        let headers = found
            .item
            .headers
            .iter()
            .filter_map(|(header, item)| {
                self.header(header, item, &found.at.key("headers").key(header), &owner)
            })
            .collect();
        let content = self.content(
            &found.item.content,
            &found.at.key("content"),
            &owner.step("Body"),
        )?;
        Some(Response {
            status,
            description: found.item.description.clone(),
            headers,
            content,
            origin: at.clone(),
        })
    }

    fn content(
        &mut self,
        content: &'a openapiv3::Content,
        at: &Pointer,
        name: &TypeName,
    ) -> Option<ResponseContent> {
        let mut binary = Vec::new();
        let mut json = None;
        for (media_type, media) in content {
            let at = at.key(media_type);
            self.charset(media_type, &at);
            let node = media.schema.as_ref().map(Node::from);
            if let Some(Node::Schema(schema)) = node
                && super::body::is_binary(&Keywords::of(schema))
            {
                binary.push(media_type.clone());
            } else if Media::of(media_type) == Media::Json && json.is_none() {
                let kind = match node {
                    Some(node) => self.type_ref(node, &at.key("schema"), name),
                    None => self.any(name, &at),
                };
                json = Some((kind, media_type.clone()));
            } else {
                self.unsupported(
                    format!(
                        "a response body of type `{media_type}` with this schema isn't supported"
                    ),
                    &at,
                );
                return None;
            }
        }
        match (json, binary) {
            (None, binary) if binary.is_empty() => Some(ResponseContent::Empty),
            (None, binary) => Some(ResponseContent::Binary(binary)),
            (Some((kind, media_type)), binary) if binary.is_empty() => {
                Some(ResponseContent::Json(kind, media_type))
            }
            _ => {
                self.unsupported("a response of JSON or bytes isn't supported", at);
                None
            }
        }
    }
}
