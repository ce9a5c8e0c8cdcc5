//! Request bodies.

use openapiv3::{MediaType, ReferenceOr};

use super::Lowering;
use super::keywords::{Keywords, Node};
use super::media::Media;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Body, Kind, Part, PartKind, RequestBody, TypeName};
use crate::source::Pointer;

impl<'a> Lowering<'a> {
    /// Lowers a request body; `None` means that an error was reported.
    pub(super) fn body(
        &mut self,
        body: &'a ReferenceOr<openapiv3::RequestBody>,
        at: &Pointer,
        name: &TypeName,
    ) -> Option<RequestBody> {
        let found = self.resolve(body, at)?;
        let name = found.owner.clone().unwrap_or_else(|| name.step("Body"));
        let content_at = found.at.key("content");
        let mut content = found.item.content.iter();
        let (Some((media_type, media)), None) = (content.next(), content.next()) else {
            self.unsupported(
                "a request body of no or several media types isn't supported",
                &content_at,
            );
            return None;
        };
        let at = content_at.key(media_type);
        let body = if Media::of(media_type) == Media::Json {
            let kind = match &media.schema {
                Some(schema) => self.type_ref(schema.into(), &at.key("schema"), &name),
                None => self.any(&name, &at),
            };
            Body::Json(kind, media_type.clone())
        } else if Media::of(media_type) == Media::Multipart {
            Body::Multipart(self.parts(media, &at, &name)?)
        } else {
            self.unsupported(
                format!("a request body of type `{media_type}` isn't supported"),
                &at,
            );
            return None;
        };
        Some(RequestBody {
            description: found.item.description.clone(),
            required: found.item.required,
            body,
            origin: found.at,
        })
    }

    fn parts(&mut self, media: &'a MediaType, at: &Pointer, name: &TypeName) -> Option<Vec<Part>> {
        let schema_at = at.key("schema");
        let schema = media.schema.as_ref();
        let Some(found) = schema.and_then(|schema| self.resolve(schema, &schema_at)) else {
            if schema.is_none() {
                self.unsupported("a multipart body without a schema isn't supported", at);
            }
            return None;
        };
        let name = found.owner.clone().unwrap_or_else(|| name.clone());
        let keywords = Keywords::of(found.item);
        let Some(properties) = keywords.properties.filter(|_| keywords.all_of.is_empty()) else {
            self.unsupported(
                "a multipart body that isn't an object with properties isn't supported",
                &found.at,
            );
            return None;
        };
        let mut parts = Vec::new();
        for (property, schema) in properties {
            let at = found.at.key("properties").key(property);
            let node = Node::from(schema);
            let description = match node {
                Node::Schema(schema) => schema.schema_data.description.clone(),
                Node::Reference(_) => None,
            };
            parts.push(Part {
                name: property.clone(),
                kind: self.part_kind(node, &at, &name.step(property)),
                required: keywords.required.contains(property),
                description,
                origin: at,
            });
        }
        Some(parts)
    }

    /// Media Type Object, "Special Considerations for multipart Content": a file, text or JSON.
    fn part_kind(&mut self, node: Node<'a>, at: &Pointer, name: &TypeName) -> PartKind {
        if let Node::Schema(schema) = node
            && is_binary(&Keywords::of(schema))
        {
            return PartKind::File;
        }
        let kind = self.type_ref(node, at, name);
        let resolved = self.types.unalias(kind);
        match self.types.get(resolved.id).kind {
            Kind::Boolean | Kind::Number(_) | Kind::String(_) | Kind::Enum(_) => {
                PartKind::Text(kind.id)
            }
            Kind::Array(_) => {
                self.unsupported("a list as part of a multipart body isn't supported", at);
                PartKind::Json(kind)
            }
            _ => PartKind::Json(kind),
        }
    }

    /// Warns that a media type's parameters are passed over where they would change the encoding.
    pub(super) fn charset(&mut self, media_type: &str, at: &Pointer) {
        let lower = media_type.to_ascii_lowercase();
        if let Some((_, charset)) = lower.split_once("charset=")
            && charset.trim_matches('"') != "utf-8"
        {
            let message = format!("`{media_type}` is taken as UTF-8");
            self.diagnostics.push(
                Diagnostic::warning(Code::Unsupported, message)
                    .at_key(at, "this charset is passed over"),
            );
        }
    }
}

/// Whether a schema stands for bytes as they are.
pub(super) fn is_binary(keywords: &Keywords<'_>) -> bool {
    keywords.kind == Some("string") && keywords.format == Some("binary")
}
