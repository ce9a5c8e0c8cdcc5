//! What the crates make of a document in the same way.

use proc_macro2::{Literal, TokenStream};
use quote::quote;
use serde::Serialize;

use super::block::{format, ident};
use super::docs;
use super::rust_type::From;
use crate::ir::{KeyLocation, SecurityKind};
use crate::view::{
    BodyCodec, BodyKind, BodyView, HeaderView, OperationView, ParameterView, PartView,
    ResponseView, RustType, SchemeView, Security,
};

/// A module and what its parent exports of it.
#[derive(Serialize)]
pub(super) struct Module {
    pub(super) name: String,
    /// Whether the whole crate may use it.
    pub(super) is_shared: bool,
    pub(super) items: Vec<String>,
}

/// The modules of a tag: one for each operation, and the tag's own.
pub(super) fn modules<'a>(
    operations: impl Iterator<Item = &'a OperationView>,
    exports: fn(&OperationView) -> Vec<String>,
    own: &[(&str, Vec<String>)],
) -> Vec<Module> {
    let operations = operations.map(|operation| Module {
        name: operation.module.clone(),
        is_shared: false,
        items: exports(operation),
    });
    let own = own.iter().map(|(name, items)| Module {
        name: (*name).to_owned(),
        is_shared: false,
        items: items.clone(),
    });
    let mut modules: Vec<Module> = operations.chain(own).collect();
    modules.sort_by(|one, other| one.name.cmp(&other.name));
    modules
}

#[derive(Serialize)]
pub(super) struct Scheme {
    field: String,
    variant: String,
    wire: String,
    docs: String,
    /// `bearer`, `basic`, `http`, or where a key stands: `header`, `query` or `cookie`.
    pub(super) kind: &'static str,
    /// The name of a key or of a scheme of HTTP on the wire, as a literal.
    key: String,
}

pub(super) fn schemes<'a>(schemes: impl Iterator<Item = &'a SchemeView>) -> Vec<Scheme> {
    schemes.map(scheme).collect()
}

fn scheme(scheme: &SchemeView) -> Scheme {
    let (kind, key, docs) = match &scheme.kind {
        SecurityKind::Bearer => ("bearer", "", "A bearer token (RFC 6750)."),
        SecurityKind::Basic => ("basic", "", "A user name and a password (RFC 7617)."),
        SecurityKind::Http(name) => (
            "http",
            name.as_str(),
            "The credentials behind the scheme's name in the header `Authorization` (RFC 9110).",
        ),
        SecurityKind::Key(location, name) => {
            let kind = match location {
                KeyLocation::Query => "query",
                KeyLocation::Header => "header",
                KeyLocation::Cookie => "cookie",
            };
            (kind, name.as_str(), "An API key.")
        }
    };
    Scheme {
        field: scheme.field.clone(),
        variant: scheme.variant.clone(),
        wire: docs::one_line(&scheme.wire).replace('`', ""),
        docs: docs::outer(&docs::lines(scheme.docs.as_deref().unwrap_or(docs)), 4),
        kind,
        key: Literal::string(key).to_string(),
    }
}

/// The form and parts of a multipart body.
pub(super) fn multipart(operation: &OperationView) -> Option<(&str, &[PartView])> {
    let variants = operation.body.iter().flat_map(|body| &body.variants);
    let mut forms = variants.filter_map(|variant| match &variant.kind {
        BodyKind::Multipart(form, parts) => Some((form.as_str(), parts.as_slice())),
        _ => None,
    });
    forms.next()
}

/// The type of a body that one owns.
pub(super) fn body_type(kind: &BodyKind) -> TokenStream {
    match kind {
        BodyKind::Value(kind) => kind.tokens(From::Outside),
        BodyKind::Multipart(form, _) => {
            let form = ident(form);
            quote!(#form)
        }
        BodyKind::Binary => quote!(Upload),
    }
}

/// The enum of a body: its variants, each with its type and how that is written.
pub(super) fn body_enum<'a>(
    body: &BodyView,
    variants: impl Iterator<Item = (&'a str, &'a BodyKind, Vec<&'a BodyCodec>)>,
) -> TokenStream {
    let name = ident(&body.name);
    let docs = docs::prose(&body.docs);
    let variants = variants.map(|(variant, kind, codecs)| {
        let types: Vec<String> = codecs
            .iter()
            .flat_map(|codec| &codec.media_types)
            .map(|media_type| format!("`{media_type}`"))
            .collect();
        let docs = docs::attributes(&[format!("As {}.", docs::one_line(&types.join(", ")))]);
        let (variant, kind) = (ident(variant), body_type(kind));
        quote!(#docs #variant(#kind),)
    });
    quote! {
        #docs
        #[allow(clippy::large_enum_variant, reason = "a body is made once and soon sent or taken apart")]
        #[derive(Debug)]
        pub enum #name { #(#variants)* }
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

/// The media type of JSON to ask for and to send.
pub(super) fn json_type(response: &ResponseView) -> &str {
    const USUAL: &str = "application/json";
    match response.media_types.first() {
        Some(first)
            if !first.contains(['*', ','])
                && !response.media_types.iter().any(|other| other == USUAL) =>
        {
            first
        }
        _ => USUAL,
    }
}

pub(super) fn part_type(part: &PartView) -> TokenStream {
    part.kind.as_ref().map_or_else(
        || quote!(FilePart),
        |kind: &RustType| kind.tokens(From::Outside),
    )
}

/// The docs of a parameter.
pub(super) fn parameter_docs(parameter: &ParameterView) -> TokenStream {
    let mut lines = docs::lines(&parameter.docs);
    lines.extend(parameter.default.iter().flat_map(docs::default));
    if parameter.deprecated {
        lines.extend([String::new(), "**Deprecated** by the document.".to_owned()]);
    }
    docs::attributes(&lines)
}

/// The struct of a multipart body.
pub(super) fn form(name: &str, parts: &[PartView]) -> String {
    let name = ident(name);
    let fields = parts.iter().map(|part| {
        let (name, kind) = (ident(&part.name), part_type(part));
        let mut lines = docs::lines(&part.docs);
        lines.extend(part.default.iter().flat_map(docs::default));
        let docs = docs::attributes(&lines);
        let kind = match (part.list, part.required) {
            (true, _) => quote!(Vec<#kind>),
            (false, true) => kind,
            (false, false) => quote!(Option<#kind>),
        };
        quote!(#docs pub #name: #kind,)
    });
    let default = parts.iter().all(|part| !part.required);
    let default = default.then(|| quote!(Default,));
    format(quote! {
        #[doc = " A `multipart/form-data` body."]
        #[derive(Debug, #default)]
        pub struct #name { #(#fields)* }
    })
}

/// A header of a response as a field.
pub(super) fn header_field(header: &HeaderView, visibility: &TokenStream) -> TokenStream {
    let (name, kind) = (ident(&header.name), header.kind.tokens(From::Outside));
    let docs = docs::prose(&header.docs);
    let kind = if header.required {
        kind
    } else {
        quote!(Option<#kind>)
    };
    quote!(#docs #visibility #name: #kind,)
}
