//! Headers of responses.

use indexmap::IndexMap;
use openapiv3::{ParameterSchemaOrContent, ReferenceOr};

use super::Lowering;
use super::media::Media;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Encoding, Header, Kind, Style, StyleKind, TypeId, TypeName, TypeRef};
use crate::source::Pointer;

impl<'a> Lowering<'a> {
    /// Lowers the headers of a response.
    pub(super) fn headers(
        &mut self,
        headers: &'a IndexMap<String, ReferenceOr<openapiv3::Header>>,
        at: &Pointer,
        owner: &TypeName,
    ) -> Vec<Header> {
        let mut lowered: Vec<Header> = Vec::new();
        for (name, header) in headers {
            let at = at.key(name);
            let earlier = lowered
                .iter()
                .find(|header| header.name.eq_ignore_ascii_case(name));
            if let Some(earlier) = earlier {
                let message = format!("there are two headers `{name}`: case is no matter in names");
                let warning = Diagnostic::warning(Code::Conflict, message)
                    .at_key(&at, "left out")
                    .at_key(&earlier.origin, "the first one");
                self.diagnostics.push(warning);
            } else if http::HeaderName::from_bytes(name.as_bytes()).is_err() {
                let message = format!("`{}` can't be the name of a header", name.escape_debug());
                self.diagnostics
                    .push(Diagnostic::warning(Code::Unsupported, message).at_key(&at, "left out"));
            } else {
                lowered.extend(self.header(name, header, &at, owner));
            }
        }
        lowered
    }

    fn header(
        &mut self,
        name: &str,
        header: &'a ReferenceOr<openapiv3::Header>,
        at: &Pointer,
        owner: &TypeName,
    ) -> Option<Header> {
        if name.eq_ignore_ascii_case("content-type") {
            // Response Object: a header of this name is ignored, `content` describes it.
            return None;
        }
        let found = self.resolve(header, at)?;
        let owner = found.owner.clone().unwrap_or_else(|| owner.step(name));
        let (kind, encoding) = match &found.item.format {
            ParameterSchemaOrContent::Schema(schema) => {
                let schema_at = found.at.key("schema");
                let kind = self.type_ref(schema.into(), &schema_at, &owner).id;
                self.in_a_line(kind, &schema_at);
                (kind, Encoding::Style(simple()))
            }
            ParameterSchemaOrContent::Content(content) => {
                self.header_content(content, &found.at.key("content"), &owner)
            }
        };
        Some(Header {
            name: name.to_owned(),
            kind,
            encoding,
            required: found.item.required,
            description: found.item.description.clone(),
            origin: at.clone(),
        })
    }

    /// Warns of a type that the emitted crates take as text.
    fn in_a_line(&mut self, kind: TypeId, at: &Pointer) {
        let resolved = self.types.unalias(always(kind));
        let told_apart = match self.types.get(resolved.id).kind {
            Kind::Any(_) => true,
            Kind::Array(item) => self.is_scalar(item.id),
            _ => self.is_scalar(resolved.id),
        };
        if !told_apart {
            let message = "a header of this type is taken as text";
            self.diagnostics
                .push(Diagnostic::warning(Code::Unsupported, message).at(at, "not taken apart"));
        }
    }

    fn is_scalar(&self, id: TypeId) -> bool {
        let id = self.types.unalias(always(id)).id;
        matches!(
            self.types.get(id).kind,
            Kind::Boolean | Kind::Number(_) | Kind::String(_) | Kind::Enum(_)
        )
    }

    /// A header with `content`, which has one media type.
    fn header_content(
        &mut self,
        content: &'a openapiv3::Content,
        at: &Pointer,
        owner: &TypeName,
    ) -> (TypeId, Encoding) {
        let mut entries = content.iter();
        let (Some((media_type, media)), None) = (entries.next(), entries.next()) else {
            let message = "a header with `content` has exactly one media type";
            self.diagnostics
                .push(Diagnostic::warning(Code::Shape, message).at_key(at, "taken as text"));
            return (self.any(owner, at).id, Encoding::Style(simple()));
        };
        let at = at.key(media_type);
        if Media::of(media_type) != Media::Json {
            return (self.any(owner, &at).id, Encoding::Style(simple()));
        }
        let kind = match &media.schema {
            Some(schema) => self.type_ref(schema.into(), &at.key("schema"), owner),
            None => self.any(owner, &at),
        };
        (kind.id, Encoding::Json)
    }
}

/// The only style of headers (OpenAPI 3.0.3, Header Object).
fn simple() -> Style {
    Style {
        kind: StyleKind::Simple,
        explode: false,
        allow_reserved: false,
    }
}

fn always(id: TypeId) -> TypeRef {
    TypeRef {
        id,
        nullable: false,
    }
}
