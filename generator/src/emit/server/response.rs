//! The responses of an operation on the server.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde::Serialize;

use super::super::block::{block, format, ident};
use super::super::docs;
use super::super::operation_docs;
use super::super::rust_type::From;
use super::super::shared;
use crate::ir::Status;
use crate::view::{ContentView, OperationView, ResponseView};

/// What the file needs from the support code.
#[derive(Serialize)]
pub(super) struct Uses {
    /// Functions and types of `support::respond`, in order.
    respond: Vec<&'static str>,
}

/// Whether a response holds bytes.
pub(super) fn has_binary(operation: &OperationView) -> bool {
    operation
        .responses
        .iter()
        .any(|response| matches!(response.content, ContentView::Binary(_)))
}

pub(super) fn uses(operation: &OperationView) -> Uses {
    let any = |test: &dyn Fn(&ResponseView) -> bool| operation.responses.iter().any(test);
    let json = |plain: bool| {
        any(
            &|response| matches!(&response.content, ContentView::Json(_, media) if (media == "application/json") == plain),
        )
    };
    let uses = [
        ("Binary", has_binary(operation)),
        ("binary", has_binary(operation)),
        (
            "empty",
            any(&|response| response.content == ContentView::Empty),
        ),
        (
            "header",
            any(&|response| response.headers.iter().any(|header| header.required)),
        ),
        (
            "header_optional",
            any(&|response| response.headers.iter().any(|header| !header.required)),
        ),
        ("json", json(true)),
        ("json_as", json(false)),
    ];
    Uses {
        respond: uses
            .into_iter()
            .filter(|(_, used)| *used)
            .map(|(name, _)| name)
            .collect(),
    }
}

/// A variant: a status and, where there are several, a media type.
struct Variant<'a> {
    name: &'a str,
    media_type: Option<&'a str>,
    response: &'a ResponseView,
}

fn variants(operation: &OperationView) -> Vec<Variant<'_>> {
    let mut variants = Vec::new();
    for response in &operation.responses {
        if response.media_variants.is_empty() {
            let media_type = match &response.content {
                ContentView::Empty => None,
                ContentView::Json(_, media_type) => Some(media_type.as_str()),
                ContentView::Binary(media_types) => media_types.first().map(String::as_str),
            };
            variants.push(Variant {
                name: &response.variant,
                media_type,
                response,
            });
        }
        for (name, media_type) in &response.media_variants {
            variants.push(Variant {
                name,
                media_type: Some(media_type),
                response,
            });
        }
    }
    variants
}

/// The enum of responses, and how it becomes a response.
pub(super) fn items(operation: &OperationView) -> Vec<String> {
    let name = format_ident!("{}Response", operation.name);
    let variants = variants(operation);
    let definitions = variants.iter().map(definition);
    let docs = docs::attributes(&[format!(
        "What {} answers, by status.",
        operation_docs::route(operation)
    )]);
    let definition = quote! {
        #docs
        #[allow(clippy::large_enum_variant, reason = "a response is made once and soon sent")]
        #[derive(Debug)]
        pub enum #name { #(#definitions)* }
    };
    let arms = variants.iter().map(arm);
    let method = quote! {
        fn into_response(self) -> Response {
            match self { #(#arms)* }
        }
    };
    vec![
        format(definition),
        block(&format!("impl IntoResponse for {name}"), vec![method]),
    ]
}

fn body_type(content: &ContentView) -> Option<TokenStream> {
    match content {
        ContentView::Empty => None,
        ContentView::Json(kind, _) => Some(kind.tokens(From::Outside)),
        ContentView::Binary(_) => Some(quote!(Binary)),
    }
}

/// Whether a variant has named fields: for headers, or a status that isn't one code.
fn is_struct(response: &ResponseView) -> bool {
    !response.headers.is_empty() || !matches!(response.status, Status::Code(_))
}

fn definition(variant: &Variant<'_>) -> TokenStream {
    let response = variant.response;
    let name = ident(variant.name);
    let mut text = format!(
        "{}: {}",
        operation_docs::status(response.status),
        docs::summary(&response.docs)
    );
    if let Some(media_type) = variant
        .media_type
        .filter(|_| !response.media_variants.is_empty())
    {
        text.push_str(&format!(
            " As `{}`.",
            docs::one_line(media_type).replace('`', "")
        ));
    }
    let docs = docs::attributes(&[text]);
    let body = body_type(&response.content);
    if !is_struct(response) {
        let body = body.map(|kind| quote!((#kind)));
        return quote!(#docs #name #body,);
    }
    let status = (!matches!(response.status, Status::Code(_)))
        .then(|| quote!(#[doc = " The status to send."] status: StatusCode,));
    let headers = response
        .headers
        .iter()
        .map(|header| shared::header_field(header, &quote!()));
    let body = body.map(|kind| quote!(#[doc = " The body."] body: #kind,));
    quote!(#docs #name { #status #(#headers)* #body },)
}

fn arm(variant: &Variant<'_>) -> TokenStream {
    let response = variant.response;
    let name = ident(variant.name);
    let status = status(response.status);
    let make = match (&response.content, variant.media_type) {
        (ContentView::Empty, _) => quote!(empty(#status)),
        (ContentView::Json(..), Some(media_type)) if media_type != "application/json" => {
            quote!(json_as(#status, #media_type, &body))
        }
        (ContentView::Json(..), _) => quote!(json(#status, &body)),
        (ContentView::Binary(_), media_type) => {
            let media_type = media_type.unwrap_or("application/octet-stream");
            quote!(binary(#status, #media_type, body))
        }
    };
    let body = (response.content != ContentView::Empty).then(|| quote!(body));
    if !is_struct(response) {
        let body = body.map(|body| quote!((#body)));
        return quote!(Self::#name #body => #make,);
    }
    let fields = response.headers.iter().map(|header| ident(&header.name));
    let status = (!matches!(response.status, Status::Code(_))).then(|| quote!(status,));
    let pattern = quote!(Self::#name { #status #(#fields,)* #body });
    if response.headers.is_empty() {
        return quote!(#pattern => #make,);
    }
    let set = response.headers.iter().map(|header| {
        let (name, wire) = (ident(&header.name), header.wire.to_ascii_lowercase());
        if header.required {
            quote!(header(&mut response, #wire, &#name);)
        } else {
            quote!(header_optional(&mut response, #wire, #name.as_ref());)
        }
    });
    quote! {
        #pattern => {
            let mut response = #make;
            #(#set)*
            response
        }
    }
}

/// A status by its name in the `http` crate, or by its number.
fn status(status: Status) -> TokenStream {
    let Status::Code(code) = status else {
        return quote!(status);
    };
    let reason = http::StatusCode::from_u16(code)
        .ok()
        .and_then(|code| code.canonical_reason());
    match reason {
        Some(reason) => {
            let name: String = reason
                .chars()
                .filter(|char| *char != '\'')
                .map(|char| {
                    if char.is_ascii_alphanumeric() {
                        char.to_ascii_uppercase()
                    } else {
                        '_'
                    }
                })
                .collect();
            let name = ident(&name);
            quote!(StatusCode::#name)
        }
        None => {
            let code = proc_macro2::Literal::u16_unsuffixed(code);
            quote!(StatusCode::from_u16(#code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
        }
    }
}
