//! Responses as both sides see them.

use super::checks::Checks;
use super::item::Field;
use super::parameter::Codec;
use super::rust_type::RustType;
use crate::ir::{Status, Stream};

/// A response: a status, and one of the bodies that it may come with.
#[derive(Debug)]
pub struct ResponseView {
    /// Its status.
    pub status: Status,
    /// Whether a client takes it as what it asked for.
    pub success: bool,
    /// Its variant.
    pub variant: String,
    /// Its media types; none where it has no body.
    pub media_types: Vec<String>,
    /// The server's variants: one for each media type where whoever answers has to choose one.
    pub variants: Vec<SentVariant>,
    /// The constant of the `http` crate for its status, where it is one that has a name.
    pub status_constant: Option<String>,
    /// The statuses, of those that it would stand for, that other responses are for.
    pub other_statuses: Vec<(u16, u16)>,
    /// Whether the status has other bodies as well.
    pub is_choice: bool,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
    /// Its headers.
    pub headers: Vec<HeaderView>,
    /// Its body.
    pub content: ContentView,
    /// The fields that lead from the body to a message for people, if it has one.
    pub message: Option<Vec<FieldStep>>,
}

impl ResponseView {
    /// Whether a client may get it as an error: the default stands for every status that nothing
    /// else does, those of errors too.
    #[must_use]
    pub fn fails(&self) -> bool {
        !self.success || self.status == Status::Default
    }

    /// Whether a server's variant has named fields: for headers, or for a status that isn't one
    /// code.
    #[must_use]
    pub fn has_fields(&self) -> bool {
        !self.headers.is_empty() || !matches!(self.status, Status::Code(_))
    }
}

/// A variant of the server's response.
#[derive(Debug)]
pub struct SentVariant {
    /// Its name.
    pub name: String,
    /// The media type that tells it from others.
    pub media_type: Option<String>,
    /// What it is sent as.
    pub body: SentBody,
}

/// The body of a variant, with the media type that it is sent as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SentBody {
    /// None.
    Empty,
    /// `application/json`.
    Json,
    /// JSON under another name.
    JsonAs(String),
    /// Text.
    Text(String),
    /// Bytes, which may say themselves what they are.
    Bytes(String),
    /// Values, one after the other, and their media type.
    Stream(Stream, String),
}

/// The body of a response.
#[derive(Clone, Debug, PartialEq)]
pub enum ContentView {
    /// No body.
    Empty,
    /// A JSON value of this type.
    Json(RustType),
    /// Text.
    Text,
    /// Bytes.
    Binary,
    /// Values of this type, one after the other.
    Stream(RustType, Stream),
}

impl ContentView {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::Empty
    }

    /// Whether a client reads it while it arrives.
    #[must_use]
    pub fn is_stream(&self) -> bool {
        matches!(self, Self::Binary | Self::Stream(..))
    }

    /// The type in it, where it has one.
    #[must_use]
    pub fn kind(&self) -> Option<&RustType> {
        match self {
            Self::Json(kind) | Self::Stream(kind, _) => Some(kind),
            Self::Empty | Self::Text | Self::Binary => None,
        }
    }
}

/// A field on the way to a value in a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldStep {
    /// Its identifier.
    pub name: String,
    /// The property's name; none where it is a field of our own.
    pub wire: Option<String>,
    /// How many `Option`s it is wrapped in.
    pub options: usize,
}

impl FieldStep {
    /// The step to a field that is wrapped in some `Option`s.
    #[must_use]
    pub fn of(field: &Field, options: usize) -> Self {
        Self {
            name: field.name.clone(),
            wire: Some(field.wire.clone()),
            options,
        }
    }
}

/// A header of a response.
#[derive(Clone, Debug, PartialEq)]
pub struct HeaderView {
    /// Its identifier.
    pub name: String,
    /// Its name on the wire.
    pub wire: String,
    /// Its type.
    pub kind: RustType,
    /// What is checked of it, where it is a header of a part.
    pub checks: Checks,
    /// How it is written, where that isn't just its text.
    pub codec: Option<Codec>,
    /// Whether it is a list, each item of which stands in a line of its own.
    pub lines: bool,
    /// Whether it is always there.
    pub required: bool,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
}

/// What a client gets from one response.
#[derive(Clone, Debug, PartialEq)]
pub enum Payload {
    /// The body alone: `()` where there is none.
    Body(ContentView),
    /// A struct of this name with the headers and the body.
    Struct(String),
}

/// What a client gets when all goes well.
#[derive(Debug)]
pub enum Success {
    /// The same from every response that isn't an error.
    One(Payload),
    /// An enum of this name, with a variant for each of them by its index.
    Many(String, Vec<(usize, Payload)>),
}

/// The type of the bodies of all errors.
#[derive(Debug)]
pub struct ErrorBody {
    /// The body of one of them.
    pub content: ContentView,
    /// Whether every error has one.
    pub is_always_there: bool,
}

/// What a client does with the answer: it looks at the status, and at the media type where a status
/// has several bodies.
#[derive(Debug, Default)]
pub struct Receive {
    /// The bodies that are read while they arrive, which are looked for first.
    pub streams: Vec<StreamArm>,
    /// What becomes of all other answers, which are read to memory.
    pub arms: Vec<StatusArm>,
}

/// A response whose body is read while it arrives.
#[derive(Debug)]
pub struct StreamArm {
    /// The statuses that it is for.
    pub statuses: StatusPattern,
    /// The media types that tell it from other bodies of the status, and which of them it is.
    pub media_type: Option<(MediaTypes, usize)>,
    /// Its index.
    pub response: usize,
}

/// The media types of each body of a status.
pub type MediaTypes = Vec<Vec<String>>;

/// An arm of the match over the status.
#[derive(Debug)]
pub struct StatusArm {
    /// The statuses that it is for.
    pub statuses: Vec<StatusPattern>,
    /// How the body is read.
    pub reading: Reading,
}

/// A pattern for statuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusPattern {
    /// One status.
    Code(u16),
    /// All from the first to the last.
    Range(u16, u16),
    /// Whatever is left.
    Any,
}

/// How the body of a status is read.
#[derive(Debug, PartialEq, Eq)]
pub enum Reading {
    /// In one way.
    Always(Read),
    /// By its media type.
    ByMediaType {
        /// The media types of each body.
        media_types: MediaTypes,
        /// How those of some index are read.
        arms: Vec<(usize, Read)>,
        /// How all others are.
        others: Read,
    },
}

/// What an answer is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read {
    /// The success of this index: the first of those that are read in the same way.
    Success(usize),
    /// The error of this index.
    Error(usize),
    /// Whichever error the document has for the status, or one that it hasn't: all that are left are
    /// read in the same way.
    Errors,
    /// An answer that the document doesn't describe.
    Undocumented,
}
