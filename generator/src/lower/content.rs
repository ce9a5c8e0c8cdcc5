//! The bodies of responses: which of a document's media types are the same, and which differ.

use super::Lowering;
use super::media::{Media, essence, meaning};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Content, EventPart, Kind, Method, Payload, TypeName, TypeRef};
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

impl Lowering<'_> {
    /// Lowers the bodies of a response: entries of the same payload are one.
    pub(super) fn contents(&mut self, content: &spec::Content, name: &TypeName) -> Vec<Content> {
        let entries: Vec<Entry<'_>> = content
            .iter()
            .filter_map(|(media_type, media)| self.entry(media_type, media))
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
            if self.is_alternate(entry, &json) {
                continue;
            }
            let alike: Vec<&str> = entries
                .iter()
                .filter(|other| other.is_json() && self.are_same(other.schema, entry.schema))
                .map(|other| other.media_type)
                .collect();
            let count = contents.len();
            let name = if count == 0 {
                name.clone()
            } else {
                name.step(&essence(entry.media_type))
            };
            let payload = self.response_payload(entry, &name, &mut known);
            let says = |media_type: &str| match &payload {
                // Nothing in text or bytes tells what they are: each media type is a choice.
                Payload::Json(_) => meaning(media_type, &payload, &alike, Method::Get),
                _ => String::new(),
            };
            match contents.iter_mut().find(|content| {
                let mut media_types = content.media_types.iter();
                self.is_same(&content.payload, &payload)
                    && media_types.any(|known| says(known) == says(entry.media_type))
            }) {
                Some(content) => content.media_types.push(entry.media_type.to_owned()),
                None => contents.push(Content {
                    media_types: vec![entry.media_type.to_owned()],
                    payload,
                    origin: entry.at.clone(),
                }),
            }
        }
        contents
    }

    fn entry<'r>(&mut self, media_type: &'r str, media: &'r MediaType) -> Option<Entry<'r>> {
        let at = &media.at;
        if !is_media_type(media_type) {
            let message = format!("`{}` isn't a media type", media_type.escape_debug());
            self.diagnostics
                .push(Diagnostic::warning(Code::Shape, message).at_key(at, "left out"));
            return None;
        }
        self.charset(media_type, at);
        self.no_encodings(media);
        let schema = media.any_schema();
        Some(Entry {
            media_type,
            schema,
            media: Media::of(media_type),
            is_item: media.item_schema.is_some(),
            described: schema.map_or(Described::Open, |schema| self.described(schema)),
            at,
        })
    }

    /// Looks at a schema without lowering it.
    fn described(&mut self, mut id: SchemaId) -> Described {
        for _ in 0..MAX_STEPS {
            let Some((schema, _)) = self.schema_of(id) else {
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
    fn are_same(&self, one: Option<SchemaId>, other: Option<SchemaId>) -> bool {
        match (one, other) {
            (Some(one), Some(other)) => self.spec.is_same(one, other),
            (one, other) => one == other,
        }
    }

    /// Whether an entry is another representation of what there is as JSON, which is warned of.
    fn is_alternate(&mut self, entry: &Entry<'_>, json: &[Option<SchemaId>]) -> bool {
        if json.is_empty() {
            return false;
        }
        let mut json = json.iter();
        let twin = json.any(|schema| self.are_same(*schema, entry.schema));
        let alternate = match entry.media {
            Media::Json | Media::Events | Media::Lines => false,
            Media::Xml => true,
            Media::Any => twin || entry.described != Described::Binary,
            Media::Form | Media::Multipart | Media::Text => {
                twin || entry.described == Described::Other
            }
            Media::Binary => twin && entry.described != Described::Binary,
        };
        if alternate {
            let message = format!(
                "the representation `{}` is left out: the same comes as JSON",
                entry.media_type
            );
            self.diagnostics.push(
                Diagnostic::warning(Code::Unsupported, message)
                    .at_key(entry.at, "never asked for, and never sent"),
            );
        }
        alternate
    }

    fn response_payload(
        &mut self,
        entry: &Entry<'_>,
        name: &TypeName,
        known: &mut Vec<(SchemaId, TypeRef)>,
    ) -> Payload {
        let instead = match (entry.media, entry.described) {
            (Media::Xml | Media::Form, glance) if glance != Described::Binary => Some("text"),
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
            self.diagnostics
                .push(Diagnostic::warning(Code::Unsupported, message).at_key(
                    entry.at,
                    format!("{instead}, whatever else its schema says"),
                ));
        }
        match entry.media {
            _ if entry.is_json() => Payload::Json(self.response_type(entry, name, known)),
            Media::Events => {
                let item = self.item_type(entry, name, known);
                match self.data_alone(item) {
                    Some(data) => Payload::Events(data, EventPart::Data),
                    None => Payload::Events(item, EventPart::Any),
                }
            }
            Media::Lines if entry.described == Described::Text && !entry.is_item => {
                let message = format!(
                    "the values of a response of type `{}` are taken as any JSON",
                    entry.media_type
                );
                let warning = Diagnostic::warning(Code::Unsupported, message)
                    .at(
                        &entry.at.key("schema"),
                        "it says only that all of them are text",
                    )
                    .help("describe one of them by `itemSchema`");
                self.diagnostics.push(warning);
                Payload::Lines(self.any(name, entry.at))
            }
            Media::Lines if entry.described != Described::Binary => {
                Payload::Lines(self.item_type(entry, name, known))
            }
            Media::Xml | Media::Form | Media::Text if entry.described != Described::Binary => {
                Payload::Text
            }
            _ => Payload::Binary,
        }
    }

    fn response_type(
        &mut self,
        entry: &Entry<'_>,
        name: &TypeName,
        known: &mut Vec<(SchemaId, TypeRef)>,
    ) -> TypeRef {
        let Some(schema) = entry.schema else {
            return self.any(name, entry.at);
        };
        let mut same = known.iter();
        if let Some((_, type_ref)) = same.find(|(known, _)| self.spec.is_same(*known, schema)) {
            return *type_ref;
        }
        let type_ref = self.type_ref(schema, name);
        known.push((schema, type_ref));
        type_ref
    }

    /// The type of each item of a stream. A schema of a list describes the whole stream, as
    /// OpenAPI 3.2 has it; any other describes one item, as nearly every document means it.
    fn item_type(
        &mut self,
        entry: &Entry<'_>,
        name: &TypeName,
        known: &mut Vec<(SchemaId, TypeRef)>,
    ) -> TypeRef {
        let whole = self.response_type(entry, name, known);
        let resolved = self.types.unalias(whole);
        match self.types.get(resolved.id).kind {
            Kind::Array(item) if !entry.is_item => item,
            _ => whole,
        }
    }

    /// The type of the data where an item is an event of `data` alone. It is a field of the event
    /// then, and not a property within its data.
    fn data_alone(&self, item: TypeRef) -> Option<TypeRef> {
        let id = self.types.unalias(item).id;
        let Kind::Object(object) = &self.types.get(id).kind else {
            return None;
        };
        match object.properties.as_slice() {
            [only] if only.name == "data" => Some(only.kind),
            _ => None,
        }
    }

    fn is_same(&self, one: &Payload, other: &Payload) -> bool {
        match (one, other) {
            (Payload::Json(one), Payload::Json(other))
            | (Payload::Lines(one), Payload::Lines(other)) => self.types.same(*one, *other),
            (Payload::Events(one, part), Payload::Events(other, same)) => {
                part == same && self.types.same(*one, *other)
            }
            (Payload::Text, Payload::Text) | (Payload::Binary, Payload::Binary) => true,
            _ => false,
        }
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
