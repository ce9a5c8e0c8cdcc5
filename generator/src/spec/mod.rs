//! The document, as the lowering reads it: plain owned data that knows no version of OpenAPI.
//!
//! `parse` reads every version into the model of `openapiv3`, which is that of OpenAPI 3.0, and
//! carries beside it what 3.0 has no word for. [`Spec::new`] puts both together again. It takes
//! the foreign model apart exhaustively, so that a member that a new version of it has can't get
//! lost, and nothing behind this room knows `openapiv3`.
//!
//! What the model is like:
//!
//! - Every node keeps its [`Pointer`].
//! - Schemas stand in one arena and refer to each other by [`SchemaId`], so that who works on them
//!   borrows nothing. A schema is one flat [`Schema`], whatever combination of keywords it has.
//! - A reference to a schema knows the component that it names.
//! - An operation is found by the name of its method: any name will do, as for those that
//!   OpenAPI 3.2 adds.
//! - A keyword of 3.1 and 3.2 stands here under its own name, however it came through 3.0
//!   (`unevaluatedProperties`, `prefixItems`, `contentMediaType`, `itemSchema`).
//!
//! There is a place for what can be known of a document, used or not. What `parse` takes away,
//! as nobody behind it would read it, has none: examples, links, external documentation,
//! contacts, `xml`. Some keywords of JSON Schema arrive in other words: `const` as `enum`, a list
//! of types as `anyOf` or `nullable`, `patternProperties` as `additionalProperties`.

mod convert;
mod operation;
mod schema;
mod security;
#[cfg(test)]
mod tests;

use indexmap::IndexMap;
use serde_json::Value;

pub use self::operation::{
    Callback, Content, Encoding, Header, Location, MediaType, Operation, Parameter, PathItem,
    RequestBody, Response, SchemaOrContent, Status, Style,
};
pub use self::schema::{
    AdditionalProperties, Bound, Discriminator, Schema, SchemaId, SchemaNode, SchemaReference,
    SchemaType,
};
pub use self::security::{
    KeyLocation, OAuthFlow, SecurityKind, SecurityRequirement, SecurityScheme,
};
use crate::source::Pointer;

/// The members `x-…` of an object.
pub type Extensions = IndexMap<String, Value>;

/// A document.
#[derive(Clone, Debug)]
pub struct Spec {
    /// `openapi`: the version that the document is written in.
    pub openapi: String,
    /// `info`.
    pub info: Info,
    /// `servers`.
    pub servers: Vec<Server>,
    /// `paths`, each by its template.
    pub paths: IndexMap<String, RefOr<PathItem>>,
    /// `webhooks`, each by its name: the requests that the API makes itself.
    pub webhooks: IndexMap<String, PathItem>,
    /// `components`.
    pub components: Components,
    /// `security`, for operations that say nothing of their own.
    pub security: Vec<SecurityRequirement>,
    /// `tags`.
    pub tags: Vec<Tag>,
    /// Its members `x-…`.
    pub extensions: Extensions,
    schemas: Vec<SchemaNode>,
}

/// An Info Object.
#[derive(Clone, Debug)]
pub struct Info {
    /// `title`.
    pub title: String,
    /// `description`.
    pub description: Option<String>,
    /// `termsOfService`.
    pub terms_of_service: Option<String>,
    /// `license`.
    pub license: Option<License>,
    /// `version`: that of the API.
    pub version: String,
    /// Its members `x-…`.
    pub extensions: Extensions,
}

/// A License Object.
#[derive(Clone, Debug)]
pub struct License {
    /// `name`.
    pub name: String,
    /// `url`.
    pub url: Option<String>,
}

/// A Tag Object.
#[derive(Clone, Debug)]
pub struct Tag {
    /// Where it stands.
    pub at: Pointer,
    /// `name`.
    pub name: String,
    /// `description`.
    pub description: Option<String>,
    /// Its members `x-…`.
    pub extensions: Extensions,
}

/// A Server Object.
#[derive(Clone, Debug)]
pub struct Server {
    /// Where it stands.
    pub at: Pointer,
    /// `url`: a template.
    pub url: String,
    /// `description`.
    pub description: Option<String>,
    /// `variables`: those of the template.
    pub variables: IndexMap<String, ServerVariable>,
    /// Its members `x-…`.
    pub extensions: Extensions,
}

/// A Server Variable Object.
#[derive(Clone, Debug)]
pub struct ServerVariable {
    /// Where it stands.
    pub at: Pointer,
    /// `enum`.
    pub values: Vec<String>,
    /// `default`.
    pub default: String,
    /// `description`.
    pub description: Option<String>,
    /// Its members `x-…`.
    pub extensions: Extensions,
}

/// A Components Object.
#[derive(Clone, Debug, Default)]
pub struct Components {
    /// `schemas`.
    pub schemas: IndexMap<String, SchemaId>,
    /// `responses`.
    pub responses: IndexMap<String, RefOr<Response>>,
    /// `parameters`.
    pub parameters: IndexMap<String, RefOr<Parameter>>,
    /// `requestBodies`.
    pub request_bodies: IndexMap<String, RefOr<RequestBody>>,
    /// `headers`.
    pub headers: IndexMap<String, RefOr<Header>>,
    /// `securitySchemes`.
    pub security_schemes: IndexMap<String, RefOr<SecurityScheme>>,
    /// `callbacks`.
    pub callbacks: IndexMap<String, RefOr<Callback>>,
    /// Its members `x-…`.
    pub extensions: Extensions,
}

/// An object, or a reference to one.
#[derive(Clone, Debug)]
pub enum RefOr<T> {
    /// A Reference Object.
    Reference(Reference),
    /// The object itself.
    Item(T),
}

/// A Reference Object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// Where it stands.
    pub at: Pointer,
    /// `$ref`.
    pub target: String,
}

impl Spec {
    /// A schema, or a reference to one.
    #[must_use]
    pub fn schema(&self, id: SchemaId) -> &SchemaNode {
        let SchemaId(index) = id;
        self.schemas
            .get(index)
            .expect("an id is that of a schema of this document")
    }
}
