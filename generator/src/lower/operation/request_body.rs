//! Request bodies.

use super::super::schema::Schemas;
use super::encoding::form_encodings;
use super::file::{is_file, warn_of_json};
use super::media_type::{
    Media, check_charset, essence, is_patch, meaning, warn_of_encodings, word,
};
use super::multipart::multipart_payload;
use super::stream::{item_of, warn_of_text};
use super::style::is_scalar;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{
    Constraints, Content, Kind, Method, Payload, RequestBody, Step, Stream, TypeName, TypeRef,
};
use crate::source::Pointer;
use crate::spec::{self, MediaType, RefOr, SchemaId, SchemaType};

/// The schemas of a body that have been met, and their types.
type Met = Vec<(SchemaId, TypeRef)>;

/// Lowers a request body; `None` means that there is none, or that an error was reported.
pub(super) fn request_body(
    schemas: &mut Schemas<'_>,
    body: &RefOr<spec::RequestBody>,
    method: Method,
    name: &TypeName,
) -> Option<RequestBody> {
    let found = schemas.resolve(body)?;
    let name = found
        .owner
        .clone()
        .unwrap_or_else(|| name.step(Step::RequestBody));
    let content_at = found.item.at.key("content");
    if found.item.content.is_empty() {
        let warning = Diagnostic::warning(Code::Shape, "this request body has no media type");
        schemas
            .diagnostics
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
        check_charset(media_type, at, schemas.diagnostics);
        let Some(payload) = request_payload(schemas, media_type, media, &name, &mut met) else {
            continue;
        };
        let is_form = |payload: &Payload| matches!(payload, Payload::Multipart(_));
        if is_form(&payload) && contents.iter().any(|content| is_form(&content.payload)) {
            let message = format!("a second form of type `{media_type}` isn't supported");
            schemas.warn_unsupported(message, at, "left out");
            continue;
        }
        let asked = match &payload {
            Payload::Text => schemas.asked_of_text(media.any_schema()),
            _ => Constraints::default(),
        };
        contents.push(Content {
            asked,
            media_types: vec![media_type.clone()],
            payload,
            origin: at.clone(),
        });
    }
    loosen_texts(&mut contents, schemas.diagnostics);
    let contents = joined(contents, method);
    Some(RequestBody {
        description: found.item.description.clone(),
        required: found.item.required,
        contents,
        origin: found.item.at.clone(),
    })
}

/// Asks for nothing of texts of several media types that aren't asked for the same: they are one to the
/// emitted crates.
fn loosen_texts(contents: &mut [Content], diagnostics: &mut Diagnostics) {
    let is_text = |content: &&mut Content| matches!(content.payload, Payload::Text);
    let mut texts: Vec<&mut Content> = contents.iter_mut().filter(is_text).collect();
    let Some((first, others)) = texts.split_first() else {
        return;
    };
    if others.iter().all(|other| other.asked == first.asked) {
        return;
    }
    for text in &mut texts {
        if !text.asked.is_empty() {
            let message = "what the schemas of several media types of text ask of it isn't checked where they differ";
            let warning = Diagnostic::warning(Code::Unsupported, message);
            diagnostics.push(warning.at_key(&text.origin, "not honoured"));
        }
        text.asked = Constraints::default();
    }
}

/// What a body of a media type holds; `None` where it is left out.
fn request_payload(
    schemas: &mut Schemas<'_>,
    media_type: &str,
    media: &MediaType,
    name: &TypeName,
    met: &mut Met,
) -> Option<Payload> {
    let payload = payload(schemas, media_type, media, name, met);
    if matches!(payload, Some(Payload::Binary))
        && !schemas.asked_of_text(media.any_schema()).is_empty()
    {
        schemas.warn_of_unchecked(&media.at, "a body of bytes");
    }
    payload
}

fn payload(
    schemas: &mut Schemas<'_>,
    media_type: &str,
    media: &MediaType,
    name: &TypeName,
    met: &mut Met,
) -> Option<Payload> {
    let at = &media.at;
    let kind = Media::of(media_type);
    if !matches!(kind, Media::Form | Media::Multipart) {
        warn_of_encodings(media, schemas.diagnostics);
    }
    let schema = media.any_schema();
    let binary = schema.is_some_and(|schema| is_file(schemas, schema));
    if binary && kind != Media::Multipart {
        return Some(Payload::Binary);
    }
    match kind {
        Media::Json if is_no_json_patch(schemas, media_type, schema) => {
            Some(Payload::Json(json_patch(schemas, name, at)))
        }
        Media::Json => Some(Payload::Json(body_type(schemas, schema, at, name, met))),
        Media::Form => Some(form_payload(schemas, media, name, met)),
        Media::Multipart => Some(multipart_payload(schemas, media, name)),
        Media::Any => Some(wildcard_payload(schemas, media_type, schema, at, name, met)),
        Media::Lines => Some(lines_payload(schemas, media_type, media, name, met)),
        Media::Events => {
            let message = format!("a request body of type `{media_type}` is taken as bytes");
            schemas.warn_unsupported(message, at, "what the schema says isn't honoured");
            Some(Payload::Binary)
        }
        Media::Xml | Media::Text | Media::Binary => {
            untyped_payload(schemas, kind, media_type, schema, at, name, met)
        }
    }
}

/// A body of JSON values, one after the other.
fn lines_payload(
    schemas: &mut Schemas<'_>,
    media_type: &str,
    media: &MediaType,
    name: &TypeName,
    met: &mut Met,
) -> Payload {
    let at = &media.at;
    let is_item = media.item_schema.is_some();
    let schema = media.any_schema();
    let described = schema.and_then(|schema| schemas.inspect(schema));
    let is_text =
        described.is_some_and(|(schema, _)| schema.effective_type() == Some(SchemaType::String));
    if is_text && !is_item {
        warn_of_text(schemas, "request body", media_type, at);
        return Payload::Stream(schemas.any(name, at), Stream::Lines);
    }
    let whole = body_type(schemas, schema, at, name, met);
    Payload::Stream(item_of(schemas, whole, is_item), Stream::Lines)
}

/// Whether a schema calls a JSON Patch an object of no properties in particular, as one that
/// stands for patches of every kind does. It is a list of operations (RFC 6902).
fn is_no_json_patch(schemas: &mut Schemas<'_>, media_type: &str, schema: Option<SchemaId>) -> bool {
    if essence(media_type) != "application/json-patch+json" {
        return false;
    }
    let schema = schema.and_then(|schema| schemas.inspect(schema));
    schema.is_some_and(|(schema, _)| {
        schema.kind == Some(SchemaType::Object)
            && schema.properties.is_empty()
            && !schema.applies_others()
    })
}

/// A list of any values.
fn json_patch(schemas: &mut Schemas<'_>, name: &TypeName, at: &Pointer) -> TypeRef {
    schemas.warn_unsupported(
        "a JSON Patch is taken as a list of any values".to_owned(),
        at,
        "its schema is that of an object, and no JSON Patch is one",
    );
    let name = name.step(Step::MediaType("JsonPatch".to_owned()));
    let operation = schemas.any(&name.step(Step::Items), at);
    schemas.add(Kind::Array(operation), &name, at)
}

/// A body of a media type whose values have no types of their own.
fn untyped_payload(
    schemas: &mut Schemas<'_>,
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
    let text = match schemas.inspect(schema) {
        Some((schema, _)) => {
            let kind = schema.effective_type();
            let plain = !matches!(kind, Some(SchemaType::Object | SchemaType::Array));
            plain && schema.all_of.is_empty() && schema.one_of.is_empty()
        }
        None => true,
    };
    if text && kind != Media::Xml {
        warn_of_json(schemas, Some(schema));
        return Some(payload);
    }
    // A patch is applied in a way of its own, which no other media type stands for.
    let mut known = met.iter();
    if !is_patch(media_type) && known.any(|(known, _)| schemas.spec.is_same(*known, schema)) {
        let message = format!("a request body of type `{media_type}` isn't supported");
        schemas.warn_unsupported(message, at, "left out: another media type says the same");
        return None;
    }
    // The type is part of the types crate all the same.
    body_type(schemas, Some(schema), at, name, met);
    let what = if kind == Media::Binary {
        "bytes"
    } else {
        "text"
    };
    let message = format!("a request body of type `{media_type}` is taken as {what}");
    schemas.warn_unsupported(message, at, "what the schema says isn't honoured");
    Some(payload)
}

/// A body of any media type, such as `*/*`.
fn wildcard_payload(
    schemas: &mut Schemas<'_>,
    media_type: &str,
    schema: Option<SchemaId>,
    at: &Pointer,
    name: &TypeName,
    met: &mut Met,
) -> Payload {
    let structured = schema.and_then(|schema| schemas.inspect(schema));
    let structured = structured.is_some_and(|(schema, _)| match schema.effective_type() {
        Some(kind) => kind != SchemaType::String,
        None => schema.applies_others(),
    });
    if !structured {
        warn_of_json(schemas, schema);
        return Payload::Binary;
    }
    let message = format!("a request body of type `{media_type}` is taken as JSON");
    schemas.warn_unsupported(message, at, "the schema isn't one of text or bytes");
    Payload::Json(body_type(schemas, schema, at, name, met))
}

/// The type of a body; the same one for the same schema.
fn body_type(
    schemas: &mut Schemas<'_>,
    schema: Option<SchemaId>,
    at: &Pointer,
    name: &TypeName,
    met: &mut Met,
) -> TypeRef {
    let Some(schema) = schema else {
        return schemas.any(name, at);
    };
    let mut known = met.iter();
    if let Some((_, kind)) = known.find(|(known, _)| schemas.spec.is_same(*known, schema)) {
        return *kind;
    }
    let media_type = at.last().unwrap_or_default();
    let name = match met.len() {
        0 => name.clone(),
        _ => name.step(Step::MediaType(word(&media_type))),
    };
    let kind = schemas.type_ref(schema, &name);
    met.push((schema, kind));
    kind
}

/// A body of `application/x-www-form-urlencoded`.
fn form_payload(
    schemas: &mut Schemas<'_>,
    media: &MediaType,
    name: &TypeName,
    met: &mut Met,
) -> Payload {
    let at = &media.at;
    let schema = media.any_schema();
    if schema.is_none() {
        let value = schemas.any(&name.step(Step::Values), at);
        let kind = schemas.add(Kind::Map(value), name, at);
        return Payload::Form(kind, Vec::new());
    }
    let kind = body_type(schemas, schema, at, name, met);
    let id = schemas.types.unalias(kind).id;
    if is_scalar(&schemas.types, id) || matches!(schemas.types.get(id).kind, Kind::Array(_)) {
        schemas.warn_unsupported(
            "a form without members is taken as text".to_owned(),
            at,
            "its schema isn't that of an object",
        );
        return Payload::Text;
    }
    Payload::Form(kind, form_encodings(schemas, media, kind))
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
        (Payload::Stream(one, stream), Payload::Stream(other, same)) => {
            one == other && stream == same
        }
        (Payload::Form(one, encodings), Payload::Form(other, others)) => {
            one == other && encodings == others
        }
        (Payload::Text, Payload::Text) | (Payload::Binary, Payload::Binary) => true,
        _ => false,
    }
}
