//! Operations as both sides see them.

use super::body::BodyView;
use super::features::OperationFeatures;
use super::gate::Gate;
use super::pages::PagesView;
use super::parameter::ParameterView;
use super::response::{ErrorBody, Receive, ResponseView, Success};
use crate::ir::{Method, SecurityKind};
use crate::names::OperationTypes;

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
    /// What has to be asked for to compile it.
    pub gate: Gate,
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
    pub on_server: bool,
    /// Whether a client sends its credentials with a request.
    pub on_client: bool,
}

/// An operation.
#[derive(Debug)]
pub struct OperationView {
    /// The request that a client builds.
    pub name: String,
    /// Its other types.
    pub types: OperationTypes,
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
    pub routed: bool,
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
    /// What of them a client sends with the request.
    pub sent_security: Security,
    /// The URLs that it has instead of the client's base URL; the first is the one that is used.
    pub servers: Vec<String>,
    /// What a client gets when all goes well.
    pub success: Success,
    /// The structs in it for headers and body, each with the index of the response that it is for.
    pub payloads: Vec<(String, usize)>,
    /// What the bodies of all errors are, where they are the same.
    pub error_body: Option<ErrorBody>,
    /// What a client does with the answer.
    pub receive: Receive,
    /// How it gives a list in pages, if it does.
    pub pages: Option<PagesView>,
    /// Whether a redirect is what a client asked for.
    pub expects_redirect: bool,
    /// The header `Accept` unless the caller chooses, where it isn't `application/json`.
    pub default_accept: Option<String>,
    /// What it has on either side.
    pub features: OperationFeatures,
    /// What it is, where it isn't an operation but a request that the API makes itself.
    pub webhook: Option<WebhookView>,
}

/// A request that the API makes itself.
#[derive(Debug)]
pub enum WebhookView {
    /// A webhook of this name.
    Event(String),
    /// A callback.
    Callback {
        /// Its name.
        name: String,
        /// The `operationId` of the operation that it belongs to.
        operation: String,
        /// The runtime expression of its URL.
        url: String,
    },
}

/// The webhooks and callbacks, if something shall send or receive them.
#[derive(Debug)]
pub struct WebhooksView {
    /// All of them, as the operations of a tag.
    pub tag: TagView,
    /// Whether the server crate receives them.
    pub received: bool,
    /// Whether the client crate sends them.
    pub sent: bool,
}

/// The summary that an operation gets if the document has none: ``Calls `getUser`.``
pub(in crate::view) fn no_summary(id: &str) -> String {
    format!("Calls `{id}`.")
}

impl OperationView {
    /// Whether the document has no summary of it.
    #[must_use]
    pub fn has_no_summary(&self) -> bool {
        self.summary == no_summary(&self.id)
    }

    /// The parameters whose values can differ.
    pub fn arguments(&self) -> impl Iterator<Item = &ParameterView> {
        let parameters = self.parameters.iter();
        parameters.filter(|parameter| parameter.constant.is_none())
    }

    /// The parameters that a client's method takes: those that are always there.
    pub fn required(&self) -> impl Iterator<Item = &ParameterView> {
        self.arguments().filter(|parameter| parameter.required)
    }

    /// The responses that a client may get as errors.
    pub fn errors(&self) -> impl Iterator<Item = &ResponseView> {
        self.responses.iter().filter(|response| response.fails())
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
    /// Their enum; none where there are only ranges.
    pub name: Option<String>,
    /// A variant for each, where there are any beside ranges.
    pub variants: Vec<(String, String)>,
    /// Ranges such as `image/*`.
    pub ranges: Vec<String>,
    /// The variant of any media type in the ranges.
    pub other: String,
    /// The media types of errors that no success has: a server must not refuse to send one.
    pub errors: Vec<String>,
}

/// A part of a path template.
#[derive(Debug)]
pub enum PathPartView {
    /// Text that is sent as it is.
    Literal(String),
    /// The index of a parameter in [`OperationView::parameters`].
    Parameter(usize),
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
