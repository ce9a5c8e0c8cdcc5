//! The responses of an operation on the server.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::super::body::header_type;
use super::super::code::{Code, MacroCall, ident, literal};
use super::super::docs;
use super::super::operation_docs;
use super::super::tokens::From;
use crate::view::{
    Framing, HeaderView, OperationView, ResponseView, SentBody, SentVariant, Status, Stream,
};

/// The call of `responses!`: each variant with its docs, what it holds, and how it is sent.
pub(super) fn item(operation: &OperationView) -> Code {
    let mut call = MacroCall::new("responses");
    call.docs(&[format!(
        "The documented responses of {}, by status.",
        operation_docs::route(operation)
    )]);
    call.line(&format!("pub enum {};", operation.types.response));
    for response in &operation.responses {
        for sent in &response.variants {
            variant(response, sent, &mut call);
        }
    }
    call.finish()
}

fn variant(response: &ResponseView, sent: &SentVariant, call: &mut MacroCall) {
    let mut text = operation_docs::variant(response, &[]);
    if let Some(media_type) = &sent.media_type {
        text.push_str(&operation_docs::media(std::slice::from_ref(media_type)));
    }
    call.docs(&[text]);
    let body = body_type(response, sent).map(|kind| call.kind(kind));
    let (function, arguments) = make(response, sent, call);
    if response.has_fields() {
        call.line(&format!("{} {{", sent.name));
        status_field(response, call);
        for header in &response.headers {
            header_field(header, call);
        }
        if let Some(kind) = body {
            call.line(&format!("    /// The body.\n    body: {kind},"));
        }
        call.call("} => ", function, &arguments, ';');
    } else {
        let body = body.map_or_else(String::new, |kind| format!("(body: {kind})"));
        let head = format!("{}{body} => ", sent.name);
        call.call(&head, function, &arguments, ';');
    }
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

/// The field of the status, where the method chooses it.
fn status_field(response: &ResponseView, call: &mut MacroCall) {
    let (docs, kind) = match response.status {
        Status::Code(_) => return,
        Status::Range(digit) => {
            let digit = Literal::u16_unsuffixed(digit);
            ("The status to send.", quote!(StatusOf<#digit>))
        }
        Status::Default => (
            "The status to send, which must not be that of another documented response.",
            quote!(StatusCode),
        ),
    };
    let kind = call.kind(kind);
    let others = response.other_statuses.iter();
    let others = others.map(|(first, last)| format!("{first}..={last}"));
    let others: Vec<String> = others.collect();
    let check = if others.is_empty() {
        String::new()
    } else {
        format!(" = other_than(&[{}])", others.join(", "))
    };
    call.line(&format!("    /// {docs}\n    status: {kind}{check},"));
}

fn header_field(header: &HeaderView, call: &mut MacroCall) {
    call.inner_docs(&docs::lines(&header.docs));
    let kind = call.kind(header_type(header));
    let mut arguments = vec![literal(&header.wire.to_ascii_lowercase())];
    let function = match (&header.codec, header.lines) {
        (Some(codec), _) => {
            arguments.push(call.value(codec.tokens()));
            "header_styled"
        }
        (None, true) => "header_lines",
        (None, false) => "header",
    };
    let optional = if header.required { "" } else { "_optional" };
    let function = format!("{function}{optional}");
    let head = format!("{}: {kind} = ", header.name);
    call.inner_call(&head, &function, &arguments, ',');
}

/// The function that begins a response, and what it is called with.
fn make(
    response: &ResponseView,
    sent: &SentVariant,
    call: &mut MacroCall,
) -> (&'static str, Vec<String>) {
    let status = call.value(status(response));
    let with = |more: &[&str]| {
        let more = more.iter().map(|more| (*more).to_owned());
        [status.clone()].into_iter().chain(more).collect()
    };
    match &sent.body {
        SentBody::Empty => ("empty", with(&[])),
        SentBody::Json => ("json", with(&["body"])),
        SentBody::JsonAs(media_type) => ("json_as", with(&[&literal(media_type), "body"])),
        SentBody::Text(media_type) => ("text", with(&[&literal(media_type), "body"])),
        SentBody::Bytes(usual) => ("binary", with(&[&literal(usual), "body"])),
        SentBody::Stream(Stream::Events(framing), _) => {
            let data = match framing {
                Framing::Fields | Framing::Whole => "body.whole()",
                Framing::Text => "body.text()",
                Framing::Json => "body.json()",
            };
            ("events", with(&[data]))
        }
        SentBody::Stream(Stream::Lines, media_type) => {
            ("json_lines", with(&[&literal(media_type), "body"]))
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
