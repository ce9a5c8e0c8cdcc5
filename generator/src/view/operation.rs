//! Operations as both sides see them.

use super::request::{BodyView, ParameterView};
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
    /// The path template as the document spells it.
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
    /// What credentials it takes.
    pub security: Security,
    /// What a client gets when all goes well.
    pub success: Success,
}

/// A part of a path template.
#[derive(Debug)]
pub enum PathPartView {
    /// Text that is sent as it is.
    Literal(String),
    /// The index of a parameter in [`OperationView::parameters`].
    Parameter(usize),
}

/// A response.
#[derive(Debug)]
pub struct ResponseView {
    /// Its status.
    pub status: Status,
    /// Whether a client takes it as what it asked for.
    pub success: bool,
    /// Its variant.
    pub variant: String,
    /// One variant and media type each, where it has several.
    pub media_variants: Vec<(String, String)>,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
    /// Its headers.
    pub headers: Vec<HeaderView>,
    /// Its body.
    pub content: ContentView,
}

/// The body of a response.
#[derive(Clone, Debug, PartialEq)]
pub enum ContentView {
    /// No body.
    Empty,
    /// A JSON value of this type, and its media type.
    Json(RustType, String),
    /// Bytes, and their media types.
    Binary(Vec<String>),
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
    /// Whether it is always there.
    pub required: bool,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
}

/// What credentials an operation takes: alternatives of schemes, by their variants.
#[derive(Debug)]
pub enum Security {
    /// None.
    Open,
    /// It can do with and without.
    Optional(Vec<Vec<String>>),
    /// One alternative must be there.
    Required(Vec<Vec<String>>),
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
