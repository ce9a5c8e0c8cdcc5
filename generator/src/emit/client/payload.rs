//! The types that hold what a server answers.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::super::code::{Code, expression, format, ident, type_text, verbatim};
use super::super::docs;
use super::super::operation_docs;
use super::super::tokens::From;
use crate::view::{
    ContentView, FieldStep, Framing, HeaderView, OperationView, Payload, ResponseView, Status,
    Stream, Success,
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
            items.push(payload_struct(name, response));
        }
    }
    if let Success::Many(name, variants) = &operation.success {
        items.push(success_enum(operation, name, variants));
    }
    items.extend(errors(operation));
    items
}

/// The call of `answer!`, which defines the struct of a response.
fn payload_struct(name: &str, response: &ResponseView) -> Code {
    let about = format!(
        "The headers and body of a response: {}",
        docs::summary(&response.docs)
    );
    let mut text = format!(
        "answer! {{\n{}\n    pub struct {name} of headers {{\n",
        docs::outer(&[about], 4)
    );
    for header in &response.headers {
        let value = expression(header_value(header));
        text.push_str(&format!("{} = {value},\n", field(header)));
    }
    let kind = body_type(&response.content);
    if response.content != ContentView::Empty {
        let kind = type_text(kind.clone());
        text.push_str(&format!("        ..body: {kind}\n"));
    }
    text.push_str("    }\n}");
    let mut code = verbatim(text);
    // Inside of a macro, the name of a type alone could be anything.
    code.names.define(name.to_owned());
    code.names.mention(format(quote!(type Body = #kind;)).names);
    code
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

/// The call of `errors!`, which defines the enum of the errors.
fn errors(operation: &OperationView) -> Option<Code> {
    operation.errors().next()?;
    let mut text = format!("errors! {{\n    pub enum {}", operation.types.error);
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
        text.push_str(&error(response));
    }
    text.push('}');
    let mut code = verbatim(text);
    code.names.define(operation.types.error.clone());
    Some(code)
}

/// An error: its docs, its status, its variant, and the message in its body.
fn error(response: &ResponseView) -> String {
    let status = match response.status {
        Status::Default => "default".to_owned(),
        status => operation_docs::status(status),
    };
    let docs = operation_docs::variant(response, &response.media_types);
    let kind = error_body_type(&response.content).map(type_text);
    let (fields, value) = if response.headers.is_empty() {
        let value = error_value(&response.content);
        let kind = kind.map(|kind| format!("({value}: {kind})"));
        (kind.unwrap_or_default(), value)
    } else {
        let mut fields = String::from(" {\n");
        for header in &response.headers {
            fields.push_str(&format!("{},\n", field(header)));
        }
        if let Some(kind) = kind {
            fields.push_str(&format!("        ..body: {kind}\n"));
        }
        (fields + "    }", "body")
    };
    let message = response.message.as_ref().map(|path| {
        let value = ident(value);
        format!(", {}", expression(message_in(&quote!(#value), path)))
    });
    format!(
        "{}\n    {}{fields} = {status}{};\n",
        docs::outer(&[docs], 4),
        response.variant,
        message.unwrap_or_default()
    )
}

/// The name of an error's body, by which `errors!` knows how it is read.
fn error_value(content: &ContentView) -> &'static str {
    match content {
        ContentView::Empty => "",
        ContentView::Json(_) => "json",
        ContentView::Text => "text",
        ContentView::Binary | ContentView::Stream(..) => "bytes",
    }
}

/// A header as a field.
fn field(header: &HeaderView) -> String {
    let mut docs = docs::outer(&docs::lines(&header.docs), 8);
    if !docs.is_empty() {
        docs.push('\n');
    }
    let kind = type_text(header.kind.tokens(From::Outside));
    let kind = match header.required {
        true => kind,
        false => format!("Option<{kind}>"),
    };
    format!("{docs}        {}: {kind}", header.name)
}

/// The message in a body, as an `Option<&str>`.
fn message_in(value: &TokenStream, path: &[FieldStep]) -> TokenStream {
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

/// The fields of headers, each with what reads it.
pub(super) fn header_values(response: &ResponseView) -> Vec<TokenStream> {
    let values = response.headers.iter().map(|header| {
        let (name, value) = (ident(&header.name), header_value(header));
        quote!(#name: #value)
    });
    values.collect()
}

/// What reads a header.
fn header_value(header: &HeaderView) -> TokenStream {
    let wire = &header.wire;
    let (presence, fallible) = if header.required {
        ("required", Some(quote!(?)))
    } else {
        ("optional", None)
    };
    match &header.codec {
        None => {
            let lines = if header.lines { "_lines" } else { "" };
            let get = format_ident!("{presence}{lines}");
            quote!(headers.#get(#wire) #fallible)
        }
        Some(codec) => {
            let (get, codec) = (format_ident!("{presence}_styled"), codec.tokens());
            quote!(headers.#get(#wire, #codec) #fallible)
        }
    }
}
