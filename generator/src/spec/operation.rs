//! Paths, operations, and what these send and receive.

use std::fmt;

use indexmap::IndexMap;

use super::{Extensions, RefOr, SchemaId, SecurityRequirement, Server};
use crate::source::Pointer;

/// A Path Item Object.
#[derive(Clone, Debug)]
pub struct PathItem {
    /// Where it stands.
    pub at: Pointer,
    /// `summary`.
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// Its operations by the name of their method, as it stands in a request: `GET`.
    pub operations: IndexMap<String, Operation>,
    /// `servers`.
    pub servers: Vec<Server>,
    /// `parameters`: those of all its operations.
    pub parameters: Vec<RefOr<Parameter>>,
    /// Its members `x-…`.
    pub extensions: Extensions,
}

/// An Operation Object.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Where it stands.
    pub at: Pointer,
    /// `tags`.
    pub tags: Vec<String>,
    /// `summary`.
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `operationId`.
    pub operation_id: Option<String>,
    /// `parameters`.
    pub parameters: Vec<RefOr<Parameter>>,
    /// `requestBody`.
    pub request_body: Option<RefOr<RequestBody>>,
    /// `responses`, the default one last.
    pub responses: IndexMap<Status, RefOr<Response>>,
    /// `callbacks`: what the API asks of the client later on.
    pub callbacks: IndexMap<String, RefOr<Callback>>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `security`, where it says something of its own.
    pub security: Option<Vec<SecurityRequirement>>,
    /// `servers`.
    pub servers: Vec<Server>,
    /// Its members `x-…`.
    pub extensions: Extensions,
}

/// A Callback Object: path items by the expression that gives their URL.
pub type Callback = IndexMap<String, PathItem>;

/// A key of a Responses Object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// A status.
    Code(u16),
    /// All statuses that begin with a digit: `2XX`.
    Range(u16),
    /// `default`: all others.
    Default,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Range(digit) => write!(f, "{digit}XX"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// A Parameter Object.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Where it stands.
    pub at: Pointer,
    /// `name`.
    pub name: String,
    /// `in`.
    pub location: Location,
    /// `description`.
    pub description: Option<String>,
    /// `required`.
    pub required: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// `allowEmptyValue`.
    pub allow_empty_value: bool,
    /// `style`, or the usual one of its location.
    pub style: Style,
    /// `explode`, if it says so.
    pub explode: Option<bool>,
    /// `allowReserved`.
    pub allow_reserved: bool,
    /// `schema` or `content`.
    pub value: SchemaOrContent,
    /// Its members `x-…`.
    pub extensions: Extensions,
}

/// Where a parameter stands in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of OpenAPI")]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// How a value is written as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are those of OpenAPI")]
pub enum Style {
    Matrix,
    Label,
    Simple,
    Form,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

/// What describes the value of a parameter or a header.
#[derive(Clone, Debug)]
pub enum SchemaOrContent {
    /// A schema, whose values are written in a style.
    Schema(SchemaId),
    /// A media type.
    Content(Content),
}

/// Media Type Objects by their media types.
pub type Content = IndexMap<String, MediaType>;

/// A Header Object.
#[derive(Clone, Debug)]
pub struct Header {
    /// Where it stands.
    pub at: Pointer,
    /// `description`.
    pub description: Option<String>,
    /// `required`.
    pub required: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// `explode`.
    pub explode: bool,
    /// `schema` or `content`.
    pub value: SchemaOrContent,
    /// Its members `x-…`.
    pub extensions: Extensions,
}

/// A Request Body Object.
#[derive(Clone, Debug)]
pub struct RequestBody {
    /// Where it stands.
    pub at: Pointer,
    /// `description`.
    pub description: Option<String>,
    /// `content`.
    pub content: Content,
    /// `required`.
    pub required: bool,
    /// Its members `x-…`.
    pub extensions: Extensions,
}

/// A Response Object.
#[derive(Clone, Debug)]
pub struct Response {
    /// Where it stands.
    pub at: Pointer,
    /// `description`.
    pub description: String,
    /// `headers`.
    pub headers: IndexMap<String, RefOr<Header>>,
    /// `content`.
    pub content: Content,
    /// Its members `x-…`.
    pub extensions: Extensions,
}

/// A Media Type Object.
#[derive(Clone, Debug)]
pub struct MediaType {
    /// Where it stands.
    pub at: Pointer,
    /// `schema`: that of the whole.
    pub schema: Option<SchemaId>,
    /// `itemSchema`: that of each item of a stream.
    pub item_schema: Option<SchemaId>,
    /// `encoding`: how the members of a form are written, by their names.
    pub encoding: IndexMap<String, Encoding>,
    /// Its members `x-…`.
    pub extensions: Extensions,
}

impl MediaType {
    /// The schema of the whole, or else that of each item.
    #[must_use]
    pub fn any_schema(&self) -> Option<SchemaId> {
        self.schema.or(self.item_schema)
    }
}

/// An Encoding Object.
#[derive(Clone, Debug)]
pub struct Encoding {
    /// Where it stands.
    pub at: Pointer,
    /// `contentType`.
    pub content_type: Option<String>,
    /// `headers`.
    pub headers: IndexMap<String, RefOr<Header>>,
    /// `style`, if it says so.
    pub style: Option<Style>,
    /// `explode`, or what is usual for the style.
    pub explode: bool,
    /// `allowReserved`.
    pub allow_reserved: bool,
    /// Its members `x-…`.
    pub extensions: Extensions,
}
