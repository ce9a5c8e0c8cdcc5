//! The types that hold what a server answers.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::body::header_field;
use super::super::code::{Code, block, expression, format, ident, type_text, verbatim};
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
        #[derive(Debug)]
        #[non_exhaustive]
        pub enum #name { #(#variants)* }
    })];
    items.push(verbatim(errors(operation)));
    items
}

/// The call of `errors!`: the status of each error, the message in its body, and the type of their
/// bodies where it is the same.
fn errors(operation: &OperationView) -> String {
    let mut text = format!(
        "crate::support::error::errors! {{\n    {}",
        operation.types.error
    );
    if let Some(shared) = &operation.error_body
        && let Some(kind) = error_body_type(&shared.content)
    {
        let key = if shared.is_always_there {
            "body"
        } else {
            "body?"
        };
        text.push_str(&format!(", {key}: {}", type_text(kind)));
    }
    text.push_str(";\n");
    for response in operation.errors() {
        text.push_str(&format!("    {};\n", error(response)));
    }
    text.push('}');
    text
}

/// An error's variant, its status, and the message in its body.
fn error(response: &ResponseView) -> String {
    let status = match response.status {
        Status::Default => "default".to_owned(),
        status => operation_docs::status(status),
    };
    let has_body = response.content != ContentView::Empty;
    let pattern = match (response.headers.is_empty(), has_body) {
        (true, true) => "(body)",
        (true, false) => "",
        (false, true) => " { body, .. }",
        (false, false) => " { .. }",
    };
    let mut text = format!("{}{pattern} => {status:?}", response.variant);
    if let Some(path) = &response.message {
        text.push_str(&format!(", {}", expression(message(path))));
    }
    text
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
