//! The responses of an operation on the server.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::body::header_field;
use super::super::code::{Code, block, format, ident, verbatim};
use super::super::docs;
use super::super::operation_docs;
use super::super::tokens::From;
use crate::view::{Framing, OperationView, ResponseView, SentBody, SentVariant, Status, Stream};

/// The enum of responses, and how it becomes a response.
pub(super) fn items(operation: &OperationView) -> Vec<Code> {
    let name = ident(&operation.types.response);
    let variants = || {
        let responses = operation.responses.iter();
        responses.flat_map(|response| response.variants.iter().map(move |it| (response, it)))
    };
    let definitions = variants().map(|(response, variant)| definition(response, variant));
    let docs = docs::attributes(&[format!(
        "The documented responses of {}, by status.",
        operation_docs::route(operation)
    )]);
    let definition = quote! {
        #docs
        #[derive(Debug)]
        pub enum #name {
            #(#definitions)*
            #[doc = " A response with an additional header; see [`with_header`](Self::with_header)."]
            WithHeader(Box<WithHeader<Self>>),
        }
    };
    let arms = variants().map(|(response, variant)| arm(response, variant));
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
        verbatim(format!("crate::support::finalize::with_header!({name});")),
        block(&format!("impl IntoResponse for {name}"), vec![method]),
    ]
}

fn body_type(response: &ResponseView, variant: &SentVariant) -> Option<TokenStream> {
    let kind = response
        .content
        .kind()
        .map(|kind| kind.tokens(From::Outside));
    Some(match &variant.body {
        SentBody::Empty => return None,
        SentBody::Json | SentBody::JsonAs(_) => quote!(#kind),
        SentBody::Text(_) => quote!(String),
        SentBody::Bytes(_) => quote!(Binary),
        SentBody::Stream(Stream::Events(_), _) => quote!(Events<#kind>),
        SentBody::Stream(Stream::Lines, _) => quote!(JsonLines<#kind>),
    })
}

fn definition(response: &ResponseView, variant: &SentVariant) -> TokenStream {
    let name = ident(&variant.name);
    let mut text = operation_docs::variant(response, &[]);
    if let Some(media_type) = &variant.media_type {
        text.push_str(&operation_docs::media(std::slice::from_ref(media_type)));
    }
    let docs = docs::attributes(&[text]);
    let body = body_type(response, variant);
    if !response.has_fields() {
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
        .map(|header| header_field(header, &quote!()));
    let body = body.map(|kind| quote!(#[doc = " The body."] body: #kind,));
    quote!(#docs #name { #status #(#headers)* #body },)
}

fn arm(response: &ResponseView, variant: &SentVariant) -> TokenStream {
    let name = ident(&variant.name);
    let status = status(response);
    let make = match &variant.body {
        SentBody::Empty => quote!(empty(#status)),
        SentBody::Json => quote!(json(#status, &body)),
        SentBody::JsonAs(media_type) => quote!(json_as(#status, #media_type, &body)),
        SentBody::Text(media_type) => quote!(text(#status, #media_type, body)),
        SentBody::Bytes(usual) => quote!(binary(#status, #usual, body)),
        SentBody::Stream(Stream::Events(framing), _) => {
            let data = match framing {
                Framing::Fields | Framing::Whole => quote!(whole),
                Framing::Text => quote!(text),
                Framing::Json => quote!(json),
            };
            quote!(events(#status, body.#data()))
        }
        SentBody::Stream(Stream::Lines, media_type) => {
            quote!(json_lines(#status, #media_type, body))
        }
    };
    let others = response.other_statuses.iter().map(|(first, last)| {
        let first = Literal::u16_unsuffixed(*first);
        let last = Literal::u16_unsuffixed(*last);
        quote!(#first..=#last)
    });
    let make = if response.other_statuses.is_empty() {
        make
    } else {
        quote!(check_status(&[#(#others),*], #make))
    };
    let body = (variant.body != SentBody::Empty).then(|| quote!(body));
    if !response.has_fields() {
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

/// The status of a response: by its name in the `http` crate, by its number, or the variant's own.
fn status(response: &ResponseView) -> TokenStream {
    match (response.status, &response.status_constant) {
        (Status::Range(_), _) => quote!(status.get()),
        (Status::Default, _) => quote!(status),
        (Status::Code(_), Some(name)) => {
            let name = ident(name);
            quote!(StatusCode::#name)
        }
        (Status::Code(code), None) => {
            let code = Literal::u16_unsuffixed(code);
            quote!(StatusCode::from_u16(#code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR))
        }
    }
}
