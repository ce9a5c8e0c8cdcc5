//! Operations as both sides see them.

use super::body::BodyView;
use super::message::MessageField;
use super::model::features::OperationFeatures;
use super::request::{Codec, ParameterView};
use super::rust_type::RustType;
use crate::ir::{Method, SecurityKind, Status};

/// A tag and its operations.
#[derive(Debug)]
pub struct TagView {
    /// The server's trait and the client's handle.
    pub name: String,
    /// The client's method.
    pub method: String,
    /// The module on both sides.
    pub module: String,
    /// The tag's name in the document.
    pub wire: String,
    /// Its description, in Markdown.
    pub docs: Option<String>,
    /// Its operations, in the document's order.
    pub operations: Vec<OperationView>,
}

/// A security scheme.
#[derive(Debug)]
pub struct SchemeView {
    /// The field of its credentials.
    pub field: String,
    /// Its variant.
    pub variant: String,
    /// Its name in the document.
    pub wire: String,
    /// Its description, in Markdown.
    pub docs: Option<String>,
    /// Its kind.
    pub kind: SecurityKind,
    /// Whether the server has an operation that takes its credentials.
    pub served: bool,
}

/// An operation.
#[derive(Debug)]
pub struct OperationView {
    /// The prefix of its types.
    pub name: String,
    /// Its method on both sides.
    pub method: String,
    /// Its module on both sides.
    pub module: String,
    /// `operationId`.
    pub id: String,
    /// The HTTP method.
    pub http_method: Method,
    /// The path template, its parameters by the names that they are declared with.
    pub path: String,
    /// The path template in parts.
    pub path_parts: Vec<PathPartView>,
    /// The pairs of the query that the path template fixes, percent-encoded.
    pub fixed_query: Vec<(String, String)>,
    /// Whether the server can tell it from the operations before it, and so has it.
    pub served: bool,
    /// One line that says what it does.
    pub summary: String,
    /// More about it, in Markdown.
    pub docs: Option<String>,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// Its parameters.
    pub parameters: Vec<ParameterView>,
    /// Its request body.
    pub body: Option<BodyView>,
    /// Its responses.
    pub responses: Vec<ResponseView>,
    /// What a client can ask for, where there is a choice.
    pub accept: Option<AcceptView>,
    /// What credentials it takes.
    pub security: Security,
    /// The URLs that it has instead of the client's base URL; the first is the one that is used.
    pub servers: Vec<String>,
    /// What a client gets when all goes well.
    pub success: Success,
    /// What it has on either side.
    pub features: OperationFeatures,
}

impl OperationView {
    /// The parameters whose values can differ.
    pub fn arguments(&self) -> impl Iterator<Item = &ParameterView> {
        let parameters = self.parameters.iter();
        parameters.filter(|parameter| parameter.constant.is_none())
    }

    /// The parameters that always have the same value, and the value.
    pub fn constants(&self) -> impl Iterator<Item = (&ParameterView, &str)> {
        let parameters = self.parameters.iter();
        parameters.filter_map(|parameter| Some((parameter, parameter.constant.as_deref()?)))
    }
}

/// The media types that a client can ask for.
#[derive(Debug)]
pub struct AcceptView {
    /// A variant for each, where there are any beside ranges.
    pub variants: Vec<(String, String)>,
    /// Ranges such as `image/*`.
    pub ranges: Vec<String>,
    /// The variant of any media type in the ranges.
    pub other: String,
}

/// A part of a path template.
#[derive(Debug)]
pub enum PathPartView {
    /// Text that is sent as it is.
    Literal(String),
    /// The index of a parameter in [`OperationView::parameters`].
    Parameter(usize),
}

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
    /// One variant and media type each, where whoever answers has to choose one.
    pub media_variants: Vec<(String, String)>,
    /// Whether the status has other bodies as well.
    pub is_choice: bool,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
    /// Its headers.
    pub headers: Vec<HeaderView>,
    /// Its body.
    pub content: ContentView,
    /// The fields that lead from the body to a message for people, if it has one.
    pub message: Option<Vec<MessageField>>,
}

impl ResponseView {
    /// Whether a client may get it as an error: the default stands for every status that nothing
    /// else does, those of errors too.
    #[must_use]
    pub fn fails(&self) -> bool {
        !self.success || self.status == Status::Default
    }
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
    /// Server-sent events of this type.
    Events(RustType, Framing),
    /// JSON values of this type, one a line.
    Lines(RustType),
}

impl ContentView {
    /// Whether a client reads it while it arrives.
    #[must_use]
    pub fn is_stream(&self) -> bool {
        matches!(self, Self::Binary | Self::Events(..) | Self::Lines(_))
    }

    /// The type in it, where it has one.
    #[must_use]
    pub fn kind(&self) -> Option<&RustType> {
        match self {
            Self::Json(kind) | Self::Events(kind, _) | Self::Lines(kind) => Some(kind),
            Self::Empty | Self::Text | Self::Binary => None,
        }
    }
}

/// Where in a server-sent event a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Its data, as JSON.
    Json,
    /// Its data, as text.
    Text,
    /// All of it: an object with `data`, and with `event`, `id` and `retry` as far as they are there.
    Whole,
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
    /// How it is written, where that isn't just its text.
    pub codec: Option<Codec>,
    /// Whether it is a list, each item of which stands in a line of its own.
    pub lines: bool,
    /// Whether it is always there.
    pub required: bool,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
}

/// One alternative of credentials.
#[derive(Debug)]
pub struct Alternative {
    /// The schemes that must all be satisfied, by their variants.
    pub schemes: Vec<String>,
    /// The scopes that the credentials must have.
    pub scopes: Vec<String>,
}

/// What credentials an operation takes.
#[derive(Debug)]
pub enum Security {
    /// None.
    Open,
    /// It can do with and without.
    Optional(Vec<Alternative>),
    /// One alternative must be there.
    Required(Vec<Alternative>),
}

impl Security {
    /// The alternatives.
    #[must_use]
    pub fn alternatives(&self) -> &[Alternative] {
        match self {
            Self::Open => &[],
            Self::Optional(alternatives) | Self::Required(alternatives) => alternatives,
        }
    }
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
