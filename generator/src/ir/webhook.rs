//! The requests that an API makes itself.

use super::operation::{
    Location, Operation, Parameter, RequestBody, request_types, response_types,
};
use super::pages::Paging;
use super::response::Response;
use super::types::TypeId;
use crate::method::Method;
use crate::source::Pointer;

/// A request that the API makes itself: whoever uses it is the server then.
#[derive(Clone, Debug)]
pub struct Webhook {
    /// Its `operationId`, or what it is called by; no other and no operation has the same.
    pub id: String,
    /// What tells it from the others that are sent with its method: the name of a webhook, that of a
    /// callback behind the id of its operation.
    pub name: String,
    /// What makes the API send it.
    pub trigger: Trigger,
    /// Its method.
    pub method: Method,
    /// `summary`.
    pub summary: Option<String>,
    /// `description`, in Markdown.
    pub description: Option<String>,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// Its parameters, in the document's order.
    pub parameters: Vec<Parameter>,
    /// Its request body, which the API sends.
    pub body: Option<RequestBody>,
    /// What the API takes for an answer.
    pub responses: Vec<Response>,
    /// Where it stands.
    pub origin: Pointer,
}

/// What makes an API send a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// Something that happens there: a member of `webhooks`, by its name.
    Event(String),
    /// A call of an operation: one of its `callbacks`.
    Callback {
        /// The id of the operation.
        operation: String,
        /// The name of the callback.
        name: String,
        /// The expression that gives its URL.
        url: String,
    },
}

impl Webhook {
    /// The types that the API sends.
    pub fn sent_types_mut(&mut self) -> Vec<&mut TypeId> {
        request_types(&mut self.parameters, self.body.as_mut())
    }

    /// The types that the API is answered with.
    pub fn answer_types_mut(&mut self) -> Vec<&mut TypeId> {
        response_types(&mut self.responses)
    }

    /// As an operation, for those who look at what its request and its responses are made of: one
    /// without a path, credentials and servers.
    #[must_use]
    pub fn to_operation(&self) -> Operation {
        let parameters = self.parameters.iter();
        // A path that isn't the API's has no parameters of the API.
        let parameters = parameters.filter(|parameter| parameter.location != Location::Path);
        Operation {
            id: self.id.clone(),
            method: self.method,
            path: String::new(),
            path_parts: Vec::new(),
            fixed_query: Vec::new(),
            is_routable: true,
            tag: 0,
            summary: self.summary.clone(),
            description: self.description.clone(),
            deprecated: self.deprecated,
            parameters: parameters.cloned().collect(),
            body: self.body.clone(),
            responses: self.responses.clone(),
            security: Vec::new(),
            servers: Vec::new(),
            paging: Paging::None,
            origin: self.origin.clone(),
        }
    }

    /// All types that it names itself.
    pub fn types_mut(&mut self) -> Vec<&mut TypeId> {
        let mut types = request_types(&mut self.parameters, self.body.as_mut());
        types.extend(response_types(&mut self.responses));
        types
    }

    /// The same to look at.
    #[must_use]
    pub fn types(&self) -> Vec<TypeId> {
        let mut copy = self.clone();
        copy.types_mut().into_iter().map(|id| *id).collect()
    }
}
