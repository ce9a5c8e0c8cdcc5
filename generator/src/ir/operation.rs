//! Operations, and what they send and receive.

use serde_json::Value;

use super::content::{Content, Encoding};
use super::pages::Paging;
use super::response::{Response, succeeds};
use super::types::TypeId;
use crate::method::Method;
use crate::source::Pointer;

/// A Tag Object, or a tag that an operation names without one.
#[derive(Clone, Debug)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// Its description, in Markdown.
    pub description: Option<String>,
    /// Where it stands: the Tag Object, or the operation that names it first.
    pub origin: Pointer,
}

/// An Operation Object with all that it inherits.
#[derive(Clone, Debug)]
pub struct Operation {
    /// `operationId`.
    pub id: String,
    /// Its method.
    pub method: Method,
    /// Its path template, its parameters by the names that they are declared with.
    pub path: String,
    /// The path template in parts, without a query.
    pub path_parts: Vec<PathPart>,
    /// The pairs of the query that the path template fixes, percent-encoded.
    pub fixed_query: Vec<(String, String)>,
    /// Whether the router of a server can take its path apart and tell it from the operations before
    /// it.
    pub is_routable: bool,
    /// Index of its first tag in [`Api::tags`](super::Api::tags).
    pub tag: usize,
    /// `summary`.
    pub summary: Option<String>,
    /// `description`, in Markdown.
    pub description: Option<String>,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// Its parameters: those of the path template in its order, then the others in the document's.
    pub parameters: Vec<Parameter>,
    /// Its request body.
    pub body: Option<RequestBody>,
    /// Its responses: those of single statuses in ascending order, then ranges, then the default.
    pub responses: Vec<Response>,
    /// The alternatives of credentials that it asks for; none at all means that it is open.
    pub security: Vec<Requirement>,
    /// The servers that it has instead of the document's; none where it has those.
    pub servers: Vec<Server>,
    /// What is said of the pages of its list.
    pub paging: Paging,
    /// Where it stands.
    pub origin: Pointer,
}

impl Operation {
    /// The types that go from the client to the server.
    pub fn request_types_mut(&mut self) -> Vec<&mut TypeId> {
        request_types(&mut self.parameters, self.body.as_mut())
    }

    /// The types that go from the server to the client.
    pub fn response_types_mut(&mut self) -> Vec<&mut TypeId> {
        response_types(&mut self.responses)
    }

    /// All types that it names itself.
    pub fn types_mut(&mut self) -> Vec<&mut TypeId> {
        let mut types = request_types(&mut self.parameters, self.body.as_mut());
        types.extend(response_types(&mut self.responses));
        types
    }
}

impl Operation {
    /// The media types and ranges that a success may come in, where there is a choice: several
    /// media types, or a range of them.
    #[must_use]
    pub fn choices(&self) -> Vec<&str> {
        let responses = self.responses.iter();
        let successes = responses.filter(|response| succeeds(response.status, &self.responses));
        let mut choices: Vec<&str> = Vec::new();
        for media_type in successes
            .flat_map(|response| &response.contents)
            .flat_map(Content::choices)
        {
            if !choices.contains(&media_type) {
                choices.push(media_type);
            }
        }
        match choices.as_slice() {
            [only] if !only.contains('*') => Vec::new(),
            _ => choices,
        }
    }
}

pub(super) fn request_types<'a>(
    parameters: &'a mut [Parameter],
    body: Option<&'a mut RequestBody>,
) -> Vec<&'a mut TypeId> {
    let mut types: Vec<&mut TypeId> = parameters
        .iter_mut()
        .map(|parameter| &mut parameter.kind)
        .collect();
    let contents = body.into_iter().flat_map(|body| &mut body.contents);
    types.extend(contents.flat_map(|content| content.payload.types_mut()));
    types
}

pub(super) fn response_types(responses: &mut [Response]) -> Vec<&mut TypeId> {
    let mut types = Vec::new();
    for response in responses {
        let headers = response.headers.iter_mut();
        types.extend(headers.map(|header| &mut header.kind));
        let contents = response.contents.iter_mut();
        types.extend(contents.flat_map(|content| content.payload.types_mut()));
    }
    types
}

/// A part of a path template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathPart {
    /// Text that is sent as it is, percent-encoded where it has to be.
    Literal(String),
    /// The index of a parameter in [`Operation::parameters`].
    Parameter(usize),
}

/// Where a parameter stands in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(missing_docs, reason = "the names are those of the specification")]
pub enum Location {
    Path,
    Query,
    Header,
    Cookie,
}

/// A Parameter Object.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// Where it stands in a request.
    pub location: Location,
    /// Whether it is always there.
    pub required: bool,
    /// Its type.
    pub kind: TypeId,
    /// The text that it always is: that of a query or a header which has to be there and whose
    /// schema lists one value.
    pub constant: Option<String>,
    /// How it is written.
    pub encoding: Encoding,
    /// The value that a missing one stands for; one of its type.
    pub default: Option<Value>,
    /// Its description, in Markdown.
    pub description: Option<String>,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// Where it stands in the document.
    pub origin: Pointer,
}

/// A Request Body Object.
#[derive(Clone, Debug)]
pub struct RequestBody {
    /// Its description, in Markdown.
    pub description: Option<String>,
    /// Whether it is always there.
    pub required: bool,
    /// What it may be, told apart by the media type; never none.
    pub contents: Vec<Content>,
    /// Where it stands.
    pub origin: Pointer,
}

/// One alternative of credentials: the schemes that must all be satisfied. An empty one lets
/// everyone in.
pub type Requirement = Vec<RequiredScheme>;

/// A scheme that a requirement asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredScheme {
    /// Its index in [`Api::security_schemes`](super::Api::security_schemes).
    pub scheme: usize,
    /// The scopes or roles that the credentials must have.
    pub scopes: Vec<String>,
}

/// A Security Scheme Object.
#[derive(Clone, Debug)]
pub struct SecurityScheme {
    /// Its name in the document.
    pub name: String,
    /// Its description, in Markdown.
    pub description: Option<String>,
    /// What kind of credentials it takes.
    pub kind: SecurityKind,
    /// Where it stands.
    pub origin: Pointer,
}

/// What kind of credentials a security scheme takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecurityKind {
    /// A bearer token (RFC 6750): `type: http` with `scheme: bearer`, `type: oauth2` and
    /// `type: openIdConnect`.
    Bearer,
    /// A user name and a password (RFC 7617): `type: http` with `scheme: basic`.
    Basic,
    /// `type: http` with another scheme: what stands behind this name in the header `Authorization`.
    Http(String),
    /// `type: apiKey`: a key at a place of its own, under this name.
    Key(KeyLocation, String),
    /// `type: mutualTLS`: a certificate that the client shows when it connects.
    Certificate,
}

/// Where an API key stands in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of the specification")]
pub enum KeyLocation {
    Query,
    Header,
    Cookie,
}

/// A Server Object.
#[derive(Clone, Debug)]
pub struct Server {
    /// The URL, its variables in braces.
    pub url: String,
    /// The URL in parts.
    pub parts: Vec<ServerPart>,
    /// What it is, in Markdown.
    pub description: Option<String>,
    /// The variables of the URL, each once, in the order in which it names them.
    pub variables: Vec<ServerVariable>,
    /// Where it stands.
    pub origin: Pointer,
}

impl Server {
    /// The variable that the URL begins with, if it does.
    #[must_use]
    pub fn leading_variable(&self) -> Option<&ServerVariable> {
        match self.parts.first()? {
            ServerPart::Variable(index) => self.variables.get(*index),
            ServerPart::Literal(_) => None,
        }
    }

    /// The URL with the default of every variable.
    #[must_use]
    pub fn default_url(&self) -> String {
        let parts = self.parts.iter().map(|part| match part {
            ServerPart::Literal(text) => text.as_str(),
            ServerPart::Variable(index) => self
                .variables
                .get(*index)
                .map_or("", |variable| variable.default.as_str()),
        });
        parts.collect()
    }
}

/// A part of the URL of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerPart {
    /// Text as it is.
    Literal(String),
    /// The index of a variable in [`Server::variables`].
    Variable(usize),
}

/// A Server Variable Object.
#[derive(Clone, Debug)]
pub struct ServerVariable {
    /// Its name.
    pub name: String,
    /// What stands for it unless something else is given.
    pub default: String,
    /// The values that it can have; none where it can have any.
    pub values: Vec<String>,
    /// Its description, in Markdown.
    pub description: Option<String>,
    /// Where it stands.
    pub origin: Pointer,
}
