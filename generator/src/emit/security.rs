//! Security schemes and what operations ask of them.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde::Serialize;

use super::code::ident;
use super::docs;
use crate::view::{KeyLocation, SchemeView, Security, SecurityKind};

/// A security scheme.
#[derive(Serialize)]
pub(super) struct Scheme {
    field: String,
    variant: String,
    wire: String,
    docs: String,
    is_bearer: bool,
    is_basic: bool,
    /// Whether it is any other scheme of HTTP.
    is_http: bool,
    is_certificate: bool,
    is_query_key: bool,
    /// Where a key stands: `header`, `query` or `cookie`.
    place: &'static str,
    /// The name of a key or of a scheme of HTTP on the wire, as a literal.
    key: String,
}

pub(super) fn schemes<'a>(schemes: impl Iterator<Item = &'a SchemeView>) -> Vec<Scheme> {
    schemes.map(scheme).collect()
}

fn scheme(scheme: &SchemeView) -> Scheme {
    let (place, key, docs) = match &scheme.kind {
        SecurityKind::Bearer => ("", "", "A bearer token (RFC 6750)."),
        SecurityKind::Basic => ("", "", "A user name and a password (RFC 7617)."),
        SecurityKind::Http(name) => (
            "",
            name.as_str(),
            "The credentials behind the scheme's name in the header `Authorization` (RFC 9110).",
        ),
        SecurityKind::Key(location, name) => {
            let place = match location {
                KeyLocation::Query => "query",
                KeyLocation::Header => "header",
                KeyLocation::Cookie => "cookie",
            };
            (place, name.as_str(), "An API key.")
        }
        SecurityKind::Certificate => (
            "",
            "",
            "The certificate that the client showed when it connected (mutual TLS).",
        ),
    };
    Scheme {
        field: scheme.field.clone(),
        variant: scheme.variant.clone(),
        wire: docs::one_line(&scheme.wire).replace('`', ""),
        docs: docs::outer(&docs::lines(scheme.docs.as_deref().unwrap_or(docs)), 4),
        is_bearer: matches!(scheme.kind, SecurityKind::Bearer),
        is_basic: matches!(scheme.kind, SecurityKind::Basic),
        is_http: matches!(scheme.kind, SecurityKind::Http(_)),
        is_certificate: matches!(scheme.kind, SecurityKind::Certificate),
        is_query_key: matches!(scheme.kind, SecurityKind::Key(KeyLocation::Query, _)),
        place,
        key: Literal::string(key).to_string(),
    }
}

/// The alternatives of credentials as tokens.
pub(super) fn alternatives(security: &Security) -> Option<TokenStream> {
    let (Security::Required(alternatives) | Security::Optional(alternatives)) = security else {
        return None;
    };
    let alternatives = alternatives.iter().map(|alternative| {
        let schemes = alternative.schemes.iter().map(|scheme| ident(scheme));
        quote!(&[#(Scheme::#schemes),*])
    });
    Some(quote!(&[#(#alternatives),*]))
}

/// The same, each alternative with the scopes that it asks for.
pub(super) fn alternatives_with_scopes(security: &Security) -> Option<TokenStream> {
    let (Security::Required(alternatives) | Security::Optional(alternatives)) = security else {
        return None;
    };
    let alternatives = alternatives.iter().map(|alternative| {
        let schemes = alternative.schemes.iter().map(|scheme| ident(scheme));
        let scopes = &alternative.scopes;
        quote!((&[#(Scheme::#schemes),*], &[#(#scopes),*]))
    });
    Some(quote!(&[#(#alternatives),*]))
}
