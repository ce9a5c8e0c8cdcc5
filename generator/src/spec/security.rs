//! Security schemes and requirements.

use indexmap::IndexMap;

use super::Extensions;
use crate::source::Pointer;

/// A Security Requirement Object: scopes by the names of the schemes that are needed together.
pub type SecurityRequirement = IndexMap<String, Vec<String>>;

/// A Security Scheme Object.
#[derive(Clone, Debug)]
pub struct SecurityScheme {
    /// Where it stands.
    pub at: Pointer,
    /// `description`.
    pub description: Option<String>,
    /// `type`, and what belongs to it.
    pub kind: SecurityKind,
    /// Its members `x-…`.
    pub extensions: Extensions,
}

/// The type of a security scheme.
#[derive(Clone, Debug)]
pub enum SecurityKind {
    /// `apiKey`.
    ApiKey {
        /// `in`.
        location: KeyLocation,
        /// `name`.
        name: String,
    },
    /// `http`.
    Http {
        /// `scheme`.
        scheme: String,
        /// `bearerFormat`.
        bearer_format: Option<String>,
    },
    /// `mutualTLS`.
    MutualTls,
    /// `oauth2`, with its flows by their names.
    OAuth2(IndexMap<String, OAuthFlow>),
    /// `openIdConnect`, with its URL.
    OpenIdConnect(String),
}

/// Where an API key stands in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of OpenAPI")]
pub enum KeyLocation {
    Query,
    Header,
    Cookie,
}

/// An OAuth Flow Object.
#[derive(Clone, Debug)]
pub struct OAuthFlow {
    /// `authorizationUrl`.
    pub authorization_url: Option<String>,
    /// `tokenUrl`.
    pub token_url: Option<String>,
    /// `refreshUrl`.
    pub refresh_url: Option<String>,
    /// `scopes`, with a description each.
    pub scopes: IndexMap<String, String>,
    /// Its members `x-…`.
    pub extensions: Extensions,
}
