//! The types that hold what a server answers.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::body::header_field;
use super::super::code::{Code, block, format, ident, verbatim};
use super::super::docs;
use super::super::operation_docs;
use super::super::tokens::From;
use crate::view::{
    ContentView, Framing, MessageField, OperationView, Payload, ResponseView, Status, Stream,
    Success,
};

/// The types of responses that the file has.
pub(super) fn names(operation: &OperationView) -> Vec<String> {
    let structs = operation.payloads.iter();
    let mut names: Vec<String> = structs.map(|(name, _)| name.clone()).collect();
    if let Success::Many(name, _) = &operation.success {
        names.push(name.clone());
    }
    if operation.errors().next().is_some() {
        names.push(operation.types.error.clone());
    }
    names
}

/// The structs and enums for what a server answers.
pub(super) fn items(operation: &OperationView) -> Vec<Code> {
    let mut items = Vec::new();
    for (name, index) in &operation.payloads {
        if let Some(response) = operation.responses.get(*index) {
            items.extend(payload_struct(name, response));
        }
    }
    if let Success::Many(name, variants) = &operation.success {
        items.push(success_enum(operation, name, variants));
    }
    items.extend(error_items(operation));
    items
}

fn payload_struct(name: &str, response: &ResponseView) -> Vec<Code> {
    let name = ident(name);
    let docs = docs::attributes(&[format!(
        "The headers and body of a response: {}",
        docs::summary(&response.docs)
    )]);
    let headers = response
        .headers
        .iter()
        .map(|header| header_field(header, &quote!(pub)));
    let body = (response.content != ContentView::Empty).then(|| {
        let kind = body_type(&response.content);
        quote!(#[doc = " The body."] pub body: #kind,)
    });
    let definition = format(quote! {
        #docs
        #[derive(Debug)]
        pub struct #name { #(#headers)* #body }
    });
    let values = header_values(response);
    let (argument, body) = match body_type(&response.content) {
        _ if response.content == ContentView::Empty => (None, None),
        kind => (Some(quote!(body: #kind)), Some(quote!(body))),
    };
    let method = quote! {
        fn read(headers: &Headers<'_>, #argument) -> Result<Self, Mismatch> {
            Ok(Self { #(#values,)* #body })
        }
    };
    vec![definition, block(&format!("impl {name}"), vec![method])]
}

fn success_enum(operation: &OperationView, name: &str, variants: &[(usize, Payload)]) -> Code {
    let name = ident(name);
    let variants = variants.iter().filter_map(|(index, payload)| {
        let response = operation.responses.get(*index)?;
        let variant = ident(&response.variant);
        let docs = response_docs(response);
        Some(match payload {
            Payload::Body(ContentView::Empty) => quote!(#docs #variant,),
            Payload::Body(content) => {
                let kind = body_type(content);
                quote!(#docs #variant(#kind),)
            }
            Payload::Struct(name) => {
                let name = ident(name);
                quote!(#docs #variant(#name),)
            }
        })
    });
    format(quote! {
        #[doc = " The successful responses, by status and media type."]
        #[allow(clippy::large_enum_variant, reason = "a response is matched on once")]
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum #name { #(#variants)* }
    })
}

fn error_items(operation: &OperationView) -> Vec<Code> {
    if operation.errors().next().is_none() {
        return Vec::new();
    }
    let name = ident(&operation.types.error);
    let variants = operation.errors().map(|response| {
        let variant = ident(&response.variant);
        let docs = response_docs(response);
        let kind = error_body_type(&response.content);
        match (response.headers.is_empty(), kind) {
            (true, None) => quote!(#docs #variant,),
            (true, Some(kind)) => quote!(#docs #variant(#kind),),
            (false, kind) => {
                let headers = response
                    .headers
                    .iter()
                    .map(|header| header_field(header, &quote!()));
                let body = kind.map(|kind| quote!(#[doc = " The body."] body: #kind,));
                quote!(#docs #variant { #(#headers)* #body },)
            }
        }
    });
    let lines = [format!(
        "The documented errors of [`{}`], by status.",
        operation.name
    )];
    let docs = docs::attributes(&lines);
    let mut items = vec![format(quote! {
        #docs
        #[allow(clippy::large_enum_variant, reason = "an error is matched on once")]
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum #name { #(#variants)* }
    })];
    items.extend(shared_body(operation));
    items.push(block(
        &format!("impl crate::support::error::OperationError for {name}"),
        vec![describe(operation)],
    ));
    items.push(verbatim(format!(
        "crate::support::error::display!({name});"
    )));
    items
}

/// `body`, where all bodies of errors are of one type.
fn shared_body(operation: &OperationView) -> Option<Code> {
    let shared = operation.error_body.as_ref()?;
    let kind = error_body_type(&shared.content);
    let arms = operation.errors().map(|response| {
        let variant = ident(&response.variant);
        match (response.headers.is_empty(), &response.content) {
            (true, ContentView::Empty) => (quote!(Self::#variant), false),
            (true, _) => (quote!(Self::#variant(body)), true),
            (false, ContentView::Empty) => (quote!(Self::#variant { .. }), false),
            (false, _) => (quote!(Self::#variant { body, .. }), true),
        }
    });
    let (with, without): (Vec<_>, Vec<_>) = arms.partition(|(_, has_body)| *has_body);
    let patterns = |arms: Vec<(TokenStream, bool)>| arms.into_iter().map(|(pattern, _)| pattern);
    let (with, without) = (patterns(with), patterns(without));
    let method = if shared.is_always_there {
        quote! {
            #[doc = " The body. Its type is the same for all statuses."]
            pub fn body(&self) -> &#kind {
                match self { #(#with)|* => body }
            }
        }
    } else {
        quote! {
            #[doc = " The body, if the status has one. Its type is the same for all statuses."]
            pub fn body(&self) -> Option<&#kind> {
                match self {
                    #(#with)|* => Some(body),
                    #(#without)|* => None,
                }
            }
        }
    };
    let head = format!("impl {}", operation.types.error);
    Some(block(&head, vec![method]))
}

/// The method of `OperationError`: the status of each error, and the message in its body.
fn describe(operation: &OperationView) -> TokenStream {
    let arms = operation.errors().map(|response| {
        let variant = ident(&response.variant);
        let status = match response.status {
            Status::Default => "default".to_owned(),
            status => operation_docs::status(status),
        };
        let message = response.message.as_deref().map(message);
        let has_body = response.content != ContentView::Empty;
        let pattern = match (response.headers.is_empty(), &message) {
            (true, Some(_)) => quote!((body)),
            (false, Some(_)) => quote!({ body, .. }),
            (true, None) if has_body => quote!((_)),
            (true, None) => TokenStream::new(),
            (false, None) => quote!({ .. }),
        };
        let message = message.unwrap_or_else(|| quote!(None));
        quote!(Self::#variant #pattern => (#status, #message),)
    });
    quote! {
        fn describe(&self) -> (&'static str, Option<&str>) {
            match self { #(#arms)* }
        }
    }
}

/// The message in `body`, as an `Option<&str>`.
fn message(path: &[MessageField]) -> TokenStream {
    message_in(&quote!(body), path)
}

fn message_in(value: &TokenStream, path: &[MessageField]) -> TokenStream {
    let Some((field, rest)) = path.split_first() else {
        return quote!(Some(#value.as_str()));
    };
    let name = ident(&field.name);
    let value = quote!(#value.#name);
    let flatten = (1..field.options).map(|_| quote!(.and_then(Option::as_ref)));
    match (field.options, rest) {
        (0, rest) => message_in(&value, rest),
        (1, []) => quote!(#value.as_deref()),
        (_, []) => quote!(#value.as_ref() #(#flatten)* .map(String::as_str)),
        (_, rest) => {
            let inner = message_in(&quote!(#name), rest);
            quote!(#value.as_ref() #(#flatten)* .and_then(|#name| #inner))
        }
    }
}

fn response_docs(response: &ResponseView) -> TokenStream {
    docs::attributes(&[operation_docs::variant(response, &response.media_types)])
}

pub(super) fn body_type(content: &ContentView) -> TokenStream {
    match content {
        ContentView::Empty => quote!(()),
        ContentView::Json(kind) => kind.tokens(From::Outside),
        ContentView::Text => quote!(String),
        ContentView::Binary => quote!(ByteStream),
        ContentView::Stream(kind, stream) => {
            let (reader, kind) = (stream_reader(*stream).0, kind.tokens(From::Outside));
            quote!(#reader<#kind>)
        }
    }
}

/// What reads the values of a stream, and the function that makes it of the bytes that arrive.
pub(super) fn stream_reader(stream: Stream) -> (TokenStream, TokenStream) {
    match stream {
        Stream::Events(framing) => {
            let open = match framing {
                Framing::Json => quote!(json),
                Framing::Text => quote!(text),
                Framing::Fields => quote!(fields),
                Framing::Whole => quote!(whole),
            };
            (quote!(EventStream), open)
        }
        Stream::Lines => (quote!(JsonLines), quote!(new)),
    }
}

pub(super) fn error_body_type(content: &ContentView) -> Option<TokenStream> {
    match content {
        ContentView::Empty => None,
        ContentView::Json(kind) => Some(kind.tokens(From::Outside)),
        ContentView::Text => Some(quote!(String)),
        ContentView::Binary | ContentView::Stream(..) => Some(quote!(bytes::Bytes)),
    }
}

pub(super) fn header_values(response: &ResponseView) -> Vec<TokenStream> {
    let values = response.headers.iter().map(|header| {
        let (name, wire) = (ident(&header.name), &header.wire);
        let (presence, fallible) = if header.required {
            ("required", Some(quote!(?)))
        } else {
            ("optional", None)
        };
        match &header.codec {
            None => {
                let lines = if header.lines { "_lines" } else { "" };
                let get = format_ident!("{presence}{lines}");
                quote!(#name: headers.#get(#wire) #fallible)
            }
            Some(codec) => {
                let (get, codec) = (format_ident!("{presence}_styled"), codec.tokens());
                quote!(#name: headers.#get(#wire, #codec) #fallible)
            }
        }
    });
    values.collect()
}
