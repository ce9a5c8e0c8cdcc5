//! The responses of an operation on the server.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};
use serde::Serialize;

use super::super::block::{block, format, ident};
use super::super::docs;
use super::super::operation_docs;
use super::super::rust_type::From;
use super::super::shared::{self, json_type};
use super::media_type::{concrete, with_charset};
use crate::ir::Status;
use crate::view::{ContentView, Framing, OperationView, ResponseView};

/// What the file needs from the support code.
#[derive(Serialize)]
pub(super) struct Uses {
    /// Functions and types of `support::respond`, in order.
    respond: Vec<&'static str>,
    /// The same of `support::style`, `support::events` and `support::lines`.
    style: Vec<&'static str>,
    events: Vec<&'static str>,
    lines: Vec<&'static str>,
}

/// Whether a response has such a body.
pub(super) fn has(operation: &OperationView, test: fn(&ContentView) -> bool) -> bool {
    let mut responses = operation.responses.iter();
    responses.any(|response| test(&response.content))
}

/// Whether a response is for a range of statuses.
pub(super) fn has_range(operation: &OperationView) -> bool {
    let mut responses = operation.responses.iter();
    responses.any(|response| matches!(response.status, Status::Range(_)))
}

pub(super) fn is_events(content: &ContentView) -> bool {
    matches!(content, ContentView::Events(..))
}

pub(super) fn is_lines(content: &ContentView) -> bool {
    matches!(content, ContentView::Lines(_))
}

pub(super) fn uses(operation: &OperationView) -> Uses {
    let any = |test: &dyn Fn(&ResponseView) -> bool| operation.responses.iter().any(test);
    let variants = variants(operation);
    let json = |plain: bool| {
        let mut json = variants
            .iter()
            .filter(|variant| matches!(variant.response.content, ContentView::Json(_)));
        json.any(|variant| (variant.media_type == Some("application/json")) == plain)
    };
    let header = |required: bool| {
        any(&|response| {
            let mut headers = response.headers.iter();
            headers.any(|header| {
                header.codec.is_none() && !header.lines && header.required == required
            })
        })
    };
    let styled = |required: bool| {
        any(&|response| {
            let mut headers = response.headers.iter();
            headers.any(|header| header.codec.is_some() && header.required == required)
        })
    };
    let has_others = |response: &ResponseView| !others(operation, response.status).is_empty();
    let binary = variants.iter().any(Variant::is_binary);
    let uses = [
        ("Binary", binary),
        ("StatusOf", has_range(operation)),
        ("check_status", any(&has_others)),
        ("binary", binary),
        (
            "empty",
            any(&|response| response.content == ContentView::Empty),
        ),
        ("header", header(true)),
        (
            "header_lines",
            any(&|response| response.headers.iter().any(|header| header.lines)),
        ),
        ("header_optional", header(false)),
        ("json", json(true)),
        ("json_as", json(false)),
        (
            "text",
            variants.iter().any(|variant| {
                variant.response.content == ContentView::Text && !variant.is_binary()
            }),
        ),
    ];
    let named = |uses: &[(&'static str, bool)]| {
        let used = uses.iter().filter(|(_, used)| *used);
        used.map(|(name, _)| *name).collect()
    };
    Uses {
        respond: named(&uses),
        events: named(&[
            ("Events", has(operation, is_events)),
            ("events", has(operation, is_events)),
        ]),
        style: named(&[
            ("header_styled", styled(true)),
            ("header_styled_optional", styled(false)),
        ]),
        lines: named(&[
            ("JsonLines", has(operation, is_lines)),
            ("json_lines", has(operation, is_lines)),
        ]),
    }
}

/// A variant: a status and, where there are several, a media type.
struct Variant<'a> {
    name: &'a str,
    media_type: Option<&'a str>,
    response: &'a ResponseView,
}

impl Variant<'_> {
    /// Whether its body says itself of which media type it is, or else is bytes.
    fn is_binary(&self) -> bool {
        match self.response.content {
            ContentView::Binary => true,
            ContentView::Text => self.is_range(),
            _ => false,
        }
    }

    /// Whether the document has many media types for it.
    fn is_range(&self) -> bool {
        self.media_type
            .is_some_and(|media_type| media_type.contains('*'))
    }
}

fn variants(operation: &OperationView) -> Vec<Variant<'_>> {
    let mut variants = Vec::new();
    for response in &operation.responses {
        if response.media_variants.is_empty() {
            let media_type = match &response.content {
                ContentView::Json(_) => Some(json_type(response)),
                _ => response.media_types.first().map(String::as_str),
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
        "The documented responses of {}, by status.",
        operation_docs::route(operation)
    )]);
    let definition = quote! {
        #docs
        #[allow(clippy::large_enum_variant, reason = "a response is made once and soon sent")]
        #[derive(Debug)]
        pub enum #name {
            #(#definitions)*
            #[doc = " A response with an additional header; see [`with_header`](Self::with_header)."]
            WithHeader(Box<WithHeader<Self>>),
        }
    };
    let with_header = quote! {
        #[doc = " Adds a header that the document doesn't describe. If the response has the header already,"]
        #[doc = " another line is added. `Content-Type` and `Content-Length` follow from the body: setting"]
        #[doc = " them here makes the response a 500."]
        #[must_use]
        pub fn with_header(self, name: HeaderName, value: HeaderValue) -> Self {
            Self::WithHeader(WithHeader::new(self, name, value))
        }
    };
    let arms = variants.iter().map(|variant| arm(operation, variant));
    let method = quote! {
        fn into_response(self) -> Response {
            match self {
                #(#arms)*
                Self::WithHeader(with) => with.into_response(),
            }
        }
    };
    vec![
        format(definition),
        block(&format!("impl {name}"), vec![with_header]),
        block(&format!("impl IntoResponse for {name}"), vec![method]),
    ]
}

fn body_type(variant: &Variant<'_>) -> Option<TokenStream> {
    match &variant.response.content {
        _ if variant.is_binary() => Some(quote!(Binary)),
        ContentView::Empty => None,
        ContentView::Json(kind) => Some(kind.tokens(From::Outside)),
        ContentView::Text => Some(quote!(String)),
        ContentView::Binary => None,
        ContentView::Events(kind, _) => {
            let kind = kind.tokens(From::Outside);
            Some(quote!(Events<#kind>))
        }
        ContentView::Lines(kind) => {
            let kind = kind.tokens(From::Outside);
            Some(quote!(JsonLines<#kind>))
        }
    }
}

/// Whether a variant has named fields: for headers, or a status that isn't one code.
fn is_struct(response: &ResponseView) -> bool {
    !response.headers.is_empty() || !matches!(response.status, Status::Code(_))
}

fn definition(variant: &Variant<'_>) -> TokenStream {
    let response = variant.response;
    let name = ident(variant.name);
    let mut text = operation_docs::variant(response, &[]);
    let chosen = response.is_choice || !response.media_variants.is_empty();
    if let Some(media_type) = variant.media_type.filter(|_| chosen) {
        text.push_str(&operation_docs::media(&[media_type.to_owned()]));
    }
    let docs = docs::attributes(&[text]);
    let body = body_type(variant);
    if !is_struct(response) {
        let body = body.map(|kind| quote!((#kind)));
        return quote!(#docs #name #body,);
    }
    let status = match response.status {
        Status::Code(_) => None,
        Status::Range(digit) => {
            let digit = Literal::u16_unsuffixed(digit);
            Some(quote!(#[doc = " The status to send."] status: StatusOf<#digit>,))
        }
        Status::Default => Some(quote! {
            #[doc = " The status to send, which must not be that of another documented response."]
            status: StatusCode,
        }),
    };
    let headers = response
        .headers
        .iter()
        .map(|header| shared::header_field(header, &quote!()));
    let body = body.map(|kind| quote!(#[doc = " The body."] body: #kind,));
    quote!(#docs #name { #status #(#headers)* #body },)
}

fn arm(operation: &OperationView, variant: &Variant<'_>) -> TokenStream {
    let response = variant.response;
    let name = ident(variant.name);
    let status = status(response.status);
    let media_type = variant.media_type.map(concrete).unwrap_or_default();
    let make = match &response.content {
        ContentView::Empty => quote!(empty(#status)),
        ContentView::Json(_) if media_type == "application/json" => quote!(json(#status, &body)),
        ContentView::Json(_) => quote!(json_as(#status, #media_type, &body)),
        _ if variant.is_binary() => {
            let usual = match response.content {
                ContentView::Text => "text/plain; charset=utf-8",
                _ => media_type,
            };
            quote!(binary(#status, #usual, body))
        }
        ContentView::Text => {
            let media_type = with_charset(media_type);
            quote!(text(#status, #media_type, body))
        }
        ContentView::Binary => quote!(),
        ContentView::Events(_, Framing::Whole) => quote!(events(#status, body.whole())),
        ContentView::Events(_, Framing::Text) => quote!(events(#status, body.text())),
        ContentView::Events(_, Framing::Json) => quote!(events(#status, body.json())),
        ContentView::Lines(_) => quote!(json_lines(#status, #media_type, body)),
    };
    let make = match others(operation, response.status).as_slice() {
        [] => make,
        others => quote!(check_status(&[#(#others),*], #make)),
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
        match (&header.codec, header.required) {
            (None, true) if header.lines => quote!(header_lines(&mut response, #wire, &#name);),
            (None, false) if header.lines => {
                quote!(header_lines(&mut response, #wire, &#name.unwrap_or_default());)
            }
            (None, true) => quote!(header(&mut response, #wire, &#name);),
            (None, false) => quote!(header_optional(&mut response, #wire, #name.as_ref());),
            (Some(codec), true) => {
                let codec = codec.tokens();
                quote!(header_styled(&mut response, #wire, &#name, #codec);)
            }
            (Some(codec), false) => {
                let codec = codec.tokens();
                quote!(header_styled_optional(&mut response, #wire, #name.as_ref(), #codec);)
            }
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

/// The statuses that other responses of an operation are for, of those that a response for more
/// than one status would cover without them.
fn others(operation: &OperationView, status: Status) -> Vec<TokenStream> {
    let mut others: Vec<(u16, u16)> = operation
        .responses
        .iter()
        .filter_map(|response| match (status, response.status) {
            (Status::Default, Status::Code(code)) => Some((code, code)),
            (Status::Default, Status::Range(digit)) => Some((digit * 100, digit * 100 + 99)),
            (Status::Range(digit), Status::Code(code)) if code / 100 == digit => Some((code, code)),
            _ => None,
        })
        .collect();
    others.dedup();
    let others = others.into_iter().map(|(first, last)| {
        let first = Literal::u16_unsuffixed(first);
        let last = Literal::u16_unsuffixed(last);
        quote!(#first..=#last)
    });
    others.collect()
}

/// A status by its name in the `http` crate, or by its number.
fn status(status: Status) -> TokenStream {
    let code = match status {
        Status::Code(code) => code,
        Status::Range(_) => return quote!(status.get()),
        Status::Default => return quote!(status),
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
            let code = Literal::u16_unsuffixed(code);
            quote!(StatusCode::from_u16(#code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
        }
    }
}
