//! What bodies hold, what headers stand with them, and how values are written.

use serde_json::Value;

use super::constraints::{Constraints, Size};
use super::types::{TypeId, TypeRef};
use crate::source::Pointer;

/// How a value is written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// By one of the specification's styles.
    Style(Style),
    /// As JSON.
    Json,
}

/// One of the specification's styles, and how it is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Which one.
    pub kind: StyleKind,
    /// Whether each item of a list, or member of an object, stands by itself.
    pub explode: bool,
    /// Whether reserved characters (RFC 3986, section 2.2) stand as they are.
    pub allow_reserved: bool,
}

/// The styles (OpenAPI 3.0.4, section Style Values).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the specification")]
pub enum StyleKind {
    Simple,
    Label,
    Matrix,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

/// What a body may be: one payload, under one or more media types.
#[derive(Clone, Debug)]
pub struct Content {
    /// The media types, as the document spells them; never none.
    pub media_types: Vec<String>,
    /// What the body holds.
    pub payload: Payload,
    /// What is asked of text, which has no type of its own.
    pub asked: Constraints,
    /// Where it stands: the Media Type Object of the first.
    pub origin: Pointer,
}

impl Content {
    /// The media types of a response that nothing but their names tells apart, so that whoever
    /// answers, and whoever asks, chooses one; never none. A name of JSON that says the same as
    /// another, such as `text/json` beside `application/json`, is no choice.
    #[must_use]
    pub fn choices(&self) -> Vec<&str> {
        let all = || self.media_types.iter().map(String::as_str);
        let first = all().take(1);
        match &self.payload {
            Payload::Text | Payload::Binary => all().collect(),
            Payload::Json(_) => {
                let names = all().filter(|name| !name.contains(['*', ',']));
                let has_json = names.clone().any(|name| name == "application/json");
                let mut choices: Vec<&str> = Vec::new();
                for name in names.filter(|name| !(has_json && *name == "text/json")) {
                    let is_known = choices.iter().any(|known| essence(known) == essence(name));
                    if !is_known {
                        choices.push(name);
                    }
                }
                if choices.is_empty() {
                    choices.push("application/json");
                }
                choices
            }
            _ => first.collect(),
        }
    }
}

/// A media type without its parameters.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

/// What a body holds.
#[derive(Clone, Debug)]
pub enum Payload {
    /// A JSON value.
    Json(TypeRef),
    /// `application/x-www-form-urlencoded`: a value of this type, and how its properties are
    /// written where that isn't as usual.
    Form(TypeRef, Vec<(String, Encoding)>),
    /// `multipart/form-data` (RFC 7578).
    Multipart(Form),
    /// Text as it is.
    Text,
    /// Bytes as they are.
    Binary,
    /// Values of this type, one after the other.
    Stream(TypeRef, Stream),
}

impl Payload {
    /// The types that it names.
    pub fn types_mut(&mut self) -> Vec<&mut TypeId> {
        match self {
            Self::Json(kind) | Self::Form(kind, _) | Self::Stream(kind, _) => vec![&mut kind.id],
            Self::Multipart(form) => form.parts.iter_mut().flat_map(Part::types_mut).collect(),
            Self::Text | Self::Binary => Vec::new(),
        }
    }
}

/// How values stand in a body, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// In server-sent events (WHATWG HTML, section 9.2): one in each.
    Events(Framing),
    /// As JSON, one a line, or as `application/json-seq` (RFC 7464).
    Lines,
}

/// Where in a server-sent event a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Its data, as JSON.
    Json,
    /// Its data, as text.
    Text,
    /// All of it: an object with `data`, and with `event`, `id` and `retry` as far as they are
    /// described. The data is text, as it stands on the wire.
    Fields,
    /// The same with data that is text or any JSON value, whatever its type asks for.
    Whole,
}

/// A header of a response, or of a part of a multipart body.
#[derive(Clone, Debug)]
pub struct Header {
    /// Its name on the wire.
    pub name: String,
    /// Its type.
    pub kind: TypeId,
    /// How it is written: in style `simple`, or as JSON.
    pub encoding: Encoding,
    /// Whether it is always there.
    pub required: bool,
    /// Its description, in Markdown.
    pub description: Option<String>,
    /// Where it stands.
    pub origin: Pointer,
}

/// A multipart body.
#[derive(Clone, Debug)]
pub struct Form {
    /// The parts in the document's order.
    pub parts: Vec<Part>,
    /// Whether there can be no others: `additionalProperties: false`.
    pub closed: bool,
    /// How many parts of different names there may be.
    pub size: Size,
    /// The parts that must be there where another one is, by that one.
    pub dependent_required: Vec<(String, Vec<String>)>,
}

/// A part of a multipart body.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name on the wire.
    pub name: String,
    /// What it holds.
    pub kind: PartKind,
    /// Whether there may be several of it.
    pub list: bool,
    /// What is asked of all of these together.
    pub asked: Constraints,
    /// How many bytes it has, or each of these, if it is a file.
    pub size: Size,
    /// Its media type, where that isn't the usual one.
    pub content_type: Option<String>,
    /// The media types that a file may have, where whoever sends it has to choose.
    pub choice: Option<String>,
    /// Whether it is always there.
    pub required: bool,
    /// The default that a server takes when the part is absent; a list, where the part may be
    /// repeated.
    pub default: Option<Value>,
    /// The headers that it has beside those of every part.
    pub headers: Vec<Header>,
    /// Its description, in Markdown.
    pub description: Option<String>,
    /// Where it stands.
    pub origin: Pointer,
}

impl Part {
    fn types_mut(&mut self) -> Vec<&mut TypeId> {
        let kind = match &mut self.kind {
            PartKind::File => None,
            PartKind::Text(kind) => Some(kind),
            PartKind::Json(kind) | PartKind::Union(kind) => Some(&mut kind.id),
        };
        let headers = self.headers.iter_mut().map(|header| &mut header.kind);
        kind.into_iter().chain(headers).collect()
    }
}

/// What a part of a multipart body holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// A file.
    File,
    /// A boolean, a number, a string or an enum, as text.
    Text(TypeId),
    /// A value of several types, each written by what it is: text as text, an object as JSON, and
    /// each item of a list as a part (OpenAPI 3.1.1, Encoding Object).
    Union(TypeRef),
    /// Anything else, as JSON.
    Json(TypeRef),
}
