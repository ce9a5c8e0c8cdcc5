//! The bodies of responses: which of a document's media types are the same, and which differ.

use super::super::schema::Schemas;
use super::events::event_payload;
use super::file::warn_of_json;
use super::media_type::{Media, check_charset, essence, meaning, warn_of_encodings};
use super::stream::{item_of, warn_of_text};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Constraints, Content, Method, Payload, Step, Stream, TypeName, TypeRef};
use crate::source::Pointer;
use crate::spec::{self, MediaType, SchemaId, SchemaType};

/// An `allOf` of one in another, before it is called a circle.
const MAX_STEPS: usize = 32;

/// What a schema describes, as far as the choice of a payload asks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Described {
    /// There is none, or one that asks for nothing.
    Open,
    /// Bytes.
    Binary,
    /// Text.
    Text,
    /// Anything else.
    Other,
}

/// An entry of a content map.
struct Entry<'a> {
    media_type: &'a str,
    schema: Option<SchemaId>,
    media: Media,
    described: Described,
    /// Whether the schema is that of one item of a stream: `itemSchema` of OpenAPI 3.2.
    is_item: bool,
    at: &'a Pointer,
}

impl Entry<'_> {
    /// Whether it is read and written as JSON.
    fn is_json(&self) -> bool {
        match self.media {
            Media::Json => self.described != Described::Binary,
            // Whatever comes has to be of this schema; only JSON can be.
            Media::Any => self.described == Described::Other,
            _ => false,
        }
    }
}

/// Lowers the bodies of a response: entries of the same payload are one.
pub(super) fn response_contents(
    schemas: &mut Schemas<'_>,
    content: &spec::Content,
    name: &TypeName,
) -> Vec<Content> {
    let entries: Vec<Entry<'_>> = content
        .iter()
        .filter_map(|(media_type, media)| entry_of(schemas, media_type, media))
        .collect();
    let json: Vec<Option<SchemaId>> = entries
        .iter()
        .filter(|entry| entry.is_json() && entry.media == Media::Json)
        .map(|entry| entry.schema)
        .collect();
    let mut contents: Vec<Content> = Vec::new();
    // Nodes that are equal make one type, so that the same inline schema isn't two.
    let mut known: Vec<(SchemaId, TypeRef)> = Vec::new();
    for entry in &entries {
        if is_alternate(schemas, entry, &json) {
            continue;
        }
        let alike: Vec<&str> = entries
            .iter()
            .filter(|other| {
                other.is_json() && are_same_schemas(schemas, other.schema, entry.schema)
            })
            .map(|other| other.media_type)
            .collect();
        let count = contents.len();
        let name = if count == 0 {
            name.clone()
        } else {
            name.step(Step::MediaType(essence(entry.media_type)))
        };
        let payload = response_payload(schemas, entry, &name, &mut known);
        let says = |media_type: &str| match &payload {
            // Nothing in text or bytes tells what they are: each media type is a choice.
            Payload::Json(_) => meaning(media_type, &payload, &alike, Method::Get),
            _ => String::new(),
        };
        match contents.iter_mut().find(|content| {
            let mut media_types = content.media_types.iter();
            is_same_payload(schemas, &content.payload, &payload)
                && media_types.any(|known| says(known) == says(entry.media_type))
        }) {
            Some(content) => content.media_types.push(entry.media_type.to_owned()),
            None => contents.push(Content {
                asked: Constraints::default(),
                media_types: vec![entry.media_type.to_owned()],
                payload,
                origin: entry.at.clone(),
            }),
        }
    }
    contents
}

fn entry_of<'r>(
    schemas: &mut Schemas<'_>,
    media_type: &'r str,
    media: &'r MediaType,
) -> Option<Entry<'r>> {
    let at = &media.at;
    if !is_media_type(media_type) {
        let message = format!("`{}` isn't a media type", media_type.escape_debug());
        schemas
            .diagnostics
            .push(Diagnostic::warning(Code::Shape, message).at_key(at, "left out"));
        return None;
    }
    check_charset(media_type, at, schemas.diagnostics);
    warn_of_encodings(media, schemas.diagnostics);
    let schema = media.any_schema();
    Some(Entry {
        media_type,
        schema,
        media: Media::of(media_type),
        is_item: media.item_schema.is_some(),
        described: schema.map_or(Described::Open, |schema| description_of(schemas, schema)),
        at,
    })
}

/// Looks at a schema without lowering it.
fn description_of(schemas: &mut Schemas<'_>, mut id: SchemaId) -> Described {
    for _ in 0..MAX_STEPS {
        let Some((schema, _)) = schemas.inspect(id) else {
            return Described::Other;
        };
        if let ([only], true) = (schema.all_of.as_slice(), schema.is_only_all_of()) {
            // A reference that has to say more is written as an `allOf` of one.
            id = *only;
            continue;
        }
        return match schema.effective_type() {
            Some(SchemaType::String) if schema.is_binary() => Described::Binary,
            Some(SchemaType::String) => Described::Text,
            None if !schema.applies_others() => Described::Open,
            _ => Described::Other,
        };
    }
    Described::Other
}

/// Whether two bodies are described by the same words, or both not at all.
fn are_same_schemas(schemas: &Schemas<'_>, one: Option<SchemaId>, other: Option<SchemaId>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => schemas.spec.is_same(one, other),
        (one, other) => one == other,
    }
}

/// Whether an entry is another representation of what there is as JSON, which is warned of.
fn is_alternate(schemas: &mut Schemas<'_>, entry: &Entry<'_>, json: &[Option<SchemaId>]) -> bool {
    if json.is_empty() {
        return false;
    }
    let mut json = json.iter();
    let twin = json.any(|schema| are_same_schemas(schemas, *schema, entry.schema));
    let alternate = match entry.media {
        Media::Json | Media::Events | Media::Lines => false,
        Media::Xml => true,
        Media::Any => twin || entry.described != Described::Binary,
        Media::Form | Media::Multipart | Media::Text => twin || entry.described == Described::Other,
        Media::Binary => twin && entry.described != Described::Binary,
    };
    if alternate {
        let message = format!(
            "the representation `{}` is left out: the same comes as JSON",
            entry.media_type
        );
        schemas.diagnostics.push(
            Diagnostic::warning(Code::Unsupported, message)
                .at_key(entry.at, "never asked for, and never sent"),
        );
    }
    alternate
}

fn response_payload(
    schemas: &mut Schemas<'_>,
    entry: &Entry<'_>,
    name: &TypeName,
    known: &mut Vec<(SchemaId, TypeRef)>,
) -> Payload {
    let instead = match (entry.media, entry.described) {
        (Media::Xml | Media::Form, described) if described != Described::Binary => Some("text"),
        (Media::Text, Described::Other) => Some("text"),
        (Media::Multipart, _) => Some("bytes"),
        (Media::Any, Described::Other) => Some("JSON"),
        (Media::Binary, Described::Other) => Some("bytes"),
        _ => None,
    };
    if let Some(instead) = instead {
        let message = format!(
            "a response of type `{}` is taken as {instead}",
            entry.media_type
        );
        schemas
            .diagnostics
            .push(Diagnostic::warning(Code::Unsupported, message).at_key(
                entry.at,
                format!("{instead}, whatever else its schema says"),
            ));
    }
    match entry.media {
        _ if entry.is_json() => Payload::Json(response_type(schemas, entry, name, known)),
        Media::Events => {
            let item = item_type(schemas, entry, name, known);
            event_payload(&schemas.types, item)
        }
        Media::Lines if entry.described == Described::Text && !entry.is_item => {
            warn_of_text(schemas, "response", entry.media_type, entry.at);
            Payload::Stream(schemas.any(name, entry.at), Stream::Lines)
        }
        Media::Lines if entry.described != Described::Binary => {
            Payload::Stream(item_type(schemas, entry, name, known), Stream::Lines)
        }
        Media::Xml | Media::Form | Media::Text if entry.described != Described::Binary => {
            warn_of_json(schemas, entry.schema);
            Payload::Text
        }
        _ => {
            warn_of_json(schemas, entry.schema);
            Payload::Binary
        }
    }
}

fn response_type(
    schemas: &mut Schemas<'_>,
    entry: &Entry<'_>,
    name: &TypeName,
    known: &mut Vec<(SchemaId, TypeRef)>,
) -> TypeRef {
    let Some(schema) = entry.schema else {
        return schemas.any(name, entry.at);
    };
    let mut same = known.iter();
    if let Some((_, type_ref)) = same.find(|(known, _)| schemas.spec.is_same(*known, schema)) {
        return *type_ref;
    }
    let type_ref = schemas.type_ref(schema, name);
    known.push((schema, type_ref));
    type_ref
}

/// The type of each item of a stream.
fn item_type(
    schemas: &mut Schemas<'_>,
    entry: &Entry<'_>,
    name: &TypeName,
    known: &mut Vec<(SchemaId, TypeRef)>,
) -> TypeRef {
    let whole = response_type(schemas, entry, name, known);
    item_of(schemas, whole, entry.is_item)
}

fn is_same_payload(schemas: &Schemas<'_>, one: &Payload, other: &Payload) -> bool {
    match (one, other) {
        (Payload::Json(one), Payload::Json(other)) => schemas.types.same(*one, *other),
        (Payload::Stream(one, stream), Payload::Stream(other, same)) => {
            stream == same && schemas.types.same(*one, *other)
        }
        (Payload::Text, Payload::Text) | (Payload::Binary, Payload::Binary) => true,
        _ => false,
    }
}

/// Whether a key of a content map can be a media type or a range of them, and a header's value.
fn is_media_type(text: &str) -> bool {
    let essence = essence(text);
    let named = essence == "*"
        || essence
            .split_once('/')
            .is_some_and(|(kind, subtype)| !kind.is_empty() && !subtype.is_empty());
    named && http::HeaderValue::from_str(text).is_ok()
}
