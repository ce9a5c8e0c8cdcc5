//! Request bodies.

use super::Lowering;
use super::media::{Media, essence, is_patch, meaning, word};
use super::style::is_scalar;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Content, Kind, Method, Payload, RequestBody, TypeName, TypeRef};
use crate::source::Pointer;
use crate::spec::{self, MediaType, RefOr, Schema, SchemaId, SchemaNode, SchemaType};

/// The schemas of a body that have been met, and their types.
type Met = Vec<(SchemaId, TypeRef)>;

impl Lowering<'_> {
    /// Lowers a request body; `None` means that there is none, or that an error was reported.
    pub(super) fn body(
        &mut self,
        body: &RefOr<spec::RequestBody>,
        method: Method,
        name: &TypeName,
    ) -> Option<RequestBody> {
        let found = self.resolve(body)?;
        let name = found.owner.clone().unwrap_or_else(|| name.step("Body"));
        let content_at = found.item.at.key("content");
        if found.item.content.is_empty() {
            let warning = Diagnostic::warning(Code::Shape, "this request body has no media type");
            self.diagnostics
                .push(warning.at_key(&content_at, "taken as no body at all"));
            return None;
        }
        let mut contents: Vec<Content> = Vec::new();
        let mut met = Met::new();
        // What has a type of its own comes first, so that what only writes the same in another way
        // can be known; and JSON, which is what a client sends where it can choose, before all.
        let mut media_types: Vec<_> = found.item.content.iter().collect();
        media_types.sort_by_key(|(media_type, _)| match Media::of(media_type) {
            Media::Json => 0,
            Media::Form => 1,
            _ => 2,
        });
        for (media_type, media) in media_types {
            let at = &media.at;
            self.charset(media_type, at);
            let Some(payload) = self.payload(media_type, media, &name, &mut met) else {
                continue;
            };
            let is_form = |payload: &Payload| matches!(payload, Payload::Multipart(_));
            if is_form(&payload) && contents.iter().any(|content| is_form(&content.payload)) {
                let message = format!("a second form of type `{media_type}` isn't supported");
                self.body_warning(message, at, "left out");
                continue;
            }
            contents.push(Content {
                media_types: vec![media_type.clone()],
                payload,
                origin: at.clone(),
            });
        }
        let contents = joined(contents, method);
        Some(RequestBody {
            description: found.item.description.clone(),
            required: found.item.required,
            contents,
            origin: found.item.at.clone(),
        })
    }

    /// What a body of a media type holds; `None` where it is left out.
    fn payload(
        &mut self,
        media_type: &str,
        media: &MediaType,
        name: &TypeName,
        met: &mut Met,
    ) -> Option<Payload> {
        let at = &media.at;
        let kind = Media::of(media_type);
        if !matches!(kind, Media::Form | Media::Multipart) {
            self.no_encodings(media);
        }
        let schema = media.any_schema();
        let binary = schema.is_some_and(|schema| self.is_file(schema));
        if binary && kind != Media::Multipart {
            return Some(Payload::Binary);
        }
        match kind {
            Media::Json if self.is_no_json_patch(media_type, schema) => {
                Some(Payload::Json(self.json_patch(name, at)))
            }
            Media::Json => Some(Payload::Json(self.body_type(schema, at, name, met))),
            Media::Form => Some(self.form(media, name, met)),
            Media::Multipart => Some(self.multipart(media, name)),
            Media::Any => Some(self.wildcard(media_type, schema, at, name, met)),
            Media::Events | Media::Lines => {
                let message = format!("a request body of type `{media_type}` is taken as bytes");
                self.body_warning(message, at, "what the schema says isn't honoured");
                Some(Payload::Binary)
            }
            Media::Xml | Media::Text | Media::Binary => {
                self.untyped(kind, media_type, schema, at, name, met)
            }
        }
    }

    /// Whether a schema calls a JSON Patch an object of no properties in particular, as one that
    /// stands for patches of every kind does. It is a list of operations (RFC 6902).
    fn is_no_json_patch(&mut self, media_type: &str, schema: Option<SchemaId>) -> bool {
        if essence(media_type) != "application/json-patch+json" {
            return false;
        }
        let schema = schema.and_then(|schema| self.schema_of(schema));
        schema.is_some_and(|(schema, _)| {
            schema.kind == Some(SchemaType::Object)
                && schema.properties.is_empty()
                && !schema.applies_others()
        })
    }

    /// A list of any values.
    fn json_patch(&mut self, name: &TypeName, at: &Pointer) -> TypeRef {
        self.body_warning(
            "a JSON Patch is taken as a list of any values".to_owned(),
            at,
            "its schema is that of an object, and no JSON Patch is one",
        );
        let name = name.step("JsonPatch");
        let operation = self.any(&name.step("Operation"), at);
        let list = self.any(&name, at);
        self.types.get_mut(list.id).kind = Kind::Array(operation);
        list
    }

    /// A body of a media type whose values have no types of their own.
    fn untyped(
        &mut self,
        kind: Media,
        media_type: &str,
        schema: Option<SchemaId>,
        at: &Pointer,
        name: &TypeName,
        met: &mut Met,
    ) -> Option<Payload> {
        let payload = if kind == Media::Binary {
            Payload::Binary
        } else {
            Payload::Text
        };
        let Some(schema) = schema else {
            return Some(payload);
        };
        let text = match self.schema_of(schema) {
            Some((schema, _)) => {
                let kind = schema.effective_type();
                let plain = !matches!(kind, Some(SchemaType::Object | SchemaType::Array));
                plain && schema.all_of.is_empty() && schema.one_of.is_empty()
            }
            None => true,
        };
        if text && kind != Media::Xml {
            return Some(payload);
        }
        // A patch is applied in a way of its own, which no other media type stands for.
        let mut known = met.iter();
        if !is_patch(media_type) && known.any(|(known, _)| self.spec.is_same(*known, schema)) {
            let message = format!("a request body of type `{media_type}` isn't supported");
            self.body_warning(message, at, "left out: another media type says the same");
            return None;
        }
        // The type is part of the types crate all the same.
        self.body_type(Some(schema), at, name, met);
        let what = if kind == Media::Binary {
            "bytes"
        } else {
            "text"
        };
        let message = format!("a request body of type `{media_type}` is taken as {what}");
        self.body_warning(message, at, "what the schema says isn't honoured");
        Some(payload)
    }

    /// A body of any media type, such as `*/*`.
    fn wildcard(
        &mut self,
        media_type: &str,
        schema: Option<SchemaId>,
        at: &Pointer,
        name: &TypeName,
        met: &mut Met,
    ) -> Payload {
        let structured = schema.and_then(|schema| self.schema_of(schema));
        let structured = structured.is_some_and(|(schema, _)| match schema.effective_type() {
            Some(kind) => kind != SchemaType::String,
            None => schema.applies_others(),
        });
        if !structured {
            return Payload::Binary;
        }
        let message = format!("a request body of type `{media_type}` is taken as JSON");
        self.body_warning(message, at, "the schema isn't one of text or bytes");
        Payload::Json(self.body_type(schema, at, name, met))
    }

    /// The type of a body; the same one for the same schema.
    fn body_type(
        &mut self,
        schema: Option<SchemaId>,
        at: &Pointer,
        name: &TypeName,
        met: &mut Met,
    ) -> TypeRef {
        let Some(schema) = schema else {
            return self.any(name, at);
        };
        let mut known = met.iter();
        if let Some((_, kind)) = known.find(|(known, _)| self.spec.is_same(*known, schema)) {
            return *kind;
        }
        let media_type = at.last().unwrap_or_default();
        let name = match met.len() {
            0 => name.clone(),
            _ => name.step(&word(&media_type)),
        };
        let kind = self.type_ref(schema, &name);
        met.push((schema, kind));
        kind
    }

    /// A body of `application/x-www-form-urlencoded`.
    fn form(&mut self, media: &MediaType, name: &TypeName, met: &mut Met) -> Payload {
        let at = &media.at;
        let schema = media.any_schema();
        if schema.is_none() {
            let value = self.any(&name.step("Value"), at);
            let kind = self.any(name, at);
            self.types.get_mut(kind.id).kind = Kind::Map(value);
            return Payload::Form(kind, Vec::new());
        }
        let kind = self.body_type(schema, at, name, met);
        let id = self.types.unalias(kind).id;
        if is_scalar(&self.types, id) || matches!(self.types.get(id).kind, Kind::Array(_)) {
            self.body_warning(
                "a form without members is taken as text".to_owned(),
                at,
                "its schema isn't that of an object",
            );
            return Payload::Text;
        }
        Payload::Form(kind, self.form_encodings(media, kind))
    }

    pub(super) fn body_warning(&mut self, message: String, at: &Pointer, label: &str) {
        self.diagnostics
            .push(Diagnostic::warning(Code::Unsupported, message).at_key(at, label));
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

/// Joins the contents that are the same but for media types that say the same.
fn joined(contents: Vec<Content>, method: Method) -> Vec<Content> {
    let alike = |payload: &Payload| {
        let same = contents.iter();
        same.filter(|other| self::alike(&other.payload, payload))
            .flat_map(|other| &other.media_types)
            .map(String::as_str)
            .collect::<Vec<_>>()
    };
    let mut joined: Vec<(String, Content)> = Vec::new();
    for content in &contents {
        let first = content.media_types.first().map_or("", String::as_str);
        let meaning = meaning(first, &content.payload, &alike(&content.payload), method);
        let same = joined.iter_mut().find(|(other, known)| {
            *other == meaning && self::alike(&known.payload, &content.payload)
        });
        match same {
            Some((_, known)) => known
                .media_types
                .extend(content.media_types.iter().cloned()),
            None => joined.push((meaning, content.clone())),
        }
    }
    joined.into_iter().map(|(_, content)| content).collect()
}

/// Whether two payloads are the same but for their media types.
fn alike(one: &Payload, other: &Payload) -> bool {
    match (one, other) {
        (Payload::Json(one), Payload::Json(other)) => one == other,
        (Payload::Form(one, encodings), Payload::Form(other, others)) => {
            one == other && encodings == others
        }
        (Payload::Text, Payload::Text) | (Payload::Binary, Payload::Binary) => true,
        _ => false,
    }
}

/// The one media type that an Encoding Object gives, if it gives one.
pub(super) fn single_media_type(content_type: Option<&str>) -> Option<String> {
    let media_type = content_type?.trim();
    let plain = !media_type.contains([',', '*']) && essence(media_type).contains('/');
    plain.then(|| media_type.to_owned())
}

impl<'s> Lowering<'s> {
    /// The schema at the end of a chain of references, and what names it: for what makes no type of
    /// the schema.
    pub(super) fn schema_of(&mut self, id: SchemaId) -> Option<(&'s Schema, Option<TypeName>)> {
        match self.spec.schema(id) {
            SchemaNode::Schema(schema) => Some((schema, None)),
            SchemaNode::Reference(reference) => {
                let component = self.schema_component(reference)?;
                let known = self.components.get(&component).map(|known| known.id);
                self.findings.raw.extend(known);
                let (schema, owner) = self.resolve_schema(component)?;
                let owner = owner.unwrap_or_else(|| self.component_name(component));
                Some((schema, Some(owner)))
            }
        }
    }
}
