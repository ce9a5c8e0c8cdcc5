//! What a client makes of the responses.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::super::block::ident;
use super::super::docs;
use super::super::operation_docs;
use super::super::shared::alternatives;
use super::payload::{body_type, errors, has_typed_headers, header_values};
use crate::ir::Status;
use crate::view::{ContentView, OperationView, Payload, ResponseView, Success};

/// Whether a response with what was asked for is read as a stream.
pub(super) fn is_streamed(operation: &OperationView) -> bool {
    operation
        .responses
        .iter()
        .any(|response| response.success && matches!(response.content, ContentView::Binary(_)))
}

/// The media types to accept, where JSON alone isn't enough.
pub(super) fn accept(operation: &OperationView) -> Option<String> {
    let mut types: Vec<&str> = Vec::new();
    for response in &operation.responses {
        let found: Vec<&str> = match &response.content {
            ContentView::Empty => Vec::new(),
            ContentView::Json(_, media_type) => vec![media_type],
            ContentView::Binary(media_types) => media_types.iter().map(String::as_str).collect(),
        };
        found.into_iter().for_each(|media_type| {
            if !types.contains(&media_type) {
                types.push(media_type);
            }
        });
    }
    let json_alone = types
        .iter()
        .all(|media_type| *media_type == "application/json");
    (!json_alone).then(|| types.join(", "))
}

/// Arms of the match over the status.
#[derive(Default)]
struct Arms {
    arms: Vec<(Vec<TokenStream>, TokenStream)>,
}

impl Arms {
    /// Adds an arm; one that does the same as the last joins it.
    fn push(&mut self, pattern: TokenStream, handle: TokenStream) {
        match self.arms.last_mut() {
            Some((patterns, last)) if last.to_string() == handle.to_string() => {
                patterns.push(pattern)
            }
            _ => self.arms.push((vec![pattern], handle)),
        }
    }

    fn tokens(&self) -> Vec<TokenStream> {
        self.arms
            .iter()
            .map(|(patterns, handle)| quote!(#(#patterns)|* => #handle,))
            .collect()
    }
}

/// `send`.
pub(super) fn send(operation: &OperationView, has_credentials: bool) -> TokenStream {
    let body = success_type(operation);
    let error = error_type(operation);
    let security =
        has_credentials.then(|| alternatives(&operation.security).unwrap_or_else(|| quote!(&[])));
    let (mut arms, mut streams) = (Arms::default(), Arms::default());
    for (index, response) in operation.responses.iter().enumerate() {
        let pattern = pattern(response);
        if !response.success {
            arms.push(pattern, error_arm(operation, response));
        } else if matches!(response.content, ContentView::Binary(_)) {
            let handle = success_arm(operation, index, response);
            streams.push(pattern, quote!(return #handle));
        } else {
            arms.push(pattern, success_arm(operation, index, response));
        }
    }
    if !operation.responses.iter().any(is_total) {
        arms.push(quote!(_), quote!(Err(reply.unexpected())));
    }
    let receive = if streams.arms.is_empty() {
        quote!(let reply = self.client.execute(self.request, #security).await?;)
    } else {
        let checks = streams.arms.iter().map(|(patterns, handle)| {
            quote!(if matches!(incoming.status().as_u16(), #(#patterns)|*) { #handle; })
        });
        quote! {
            let incoming = self.client.open(self.request, #security).await?;
            #(#checks)*
            let reply = incoming.buffer().await?;
        }
    };
    let arms = arms.tokens();
    let docs = docs::attributes(&send_docs(operation));
    quote! {
        #docs
        pub async fn send(self) -> Result<Response<#body>, Error<#error>> {
            #receive
            match reply.status().as_u16() { #(#arms)* }
        }
    }
}

/// Whether a response leaves no status to any other.
fn is_total(response: &ResponseView) -> bool {
    response.status == Status::Default && !response.success
}

fn pattern(response: &ResponseView) -> TokenStream {
    match response.status {
        Status::Code(code) => {
            let code = Literal::u16_unsuffixed(code);
            quote!(#code)
        }
        Status::Range(digit) => {
            let (first, last) = (
                Literal::u16_unsuffixed(digit * 100),
                Literal::u16_unsuffixed(digit * 100 + 99),
            );
            quote!(#first..=#last)
        }
        // Standing for success as well, it says nothing of an error's body.
        Status::Default if response.success => quote!(200..=299),
        Status::Default => quote!(_),
    }
}

fn send_docs(operation: &OperationView) -> Vec<String> {
    let mut lines = vec!["Sends the request.", "", "# Errors", ""];
    if errors(operation).next().is_none() {
        lines.push("Where there is no answer, or one that the document doesn't describe.");
    } else {
        lines.push("Where there is no answer, or one that the document doesn't describe; and:");
        lines.push("");
    }
    let lines = lines.into_iter().map(str::to_owned);
    lines
        .chain(errors(operation).map(operation_docs::response))
        .collect()
}

fn success_type(operation: &OperationView) -> TokenStream {
    match &operation.success {
        Success::One(Payload::Body(content)) => body_type(content),
        Success::One(Payload::Struct(name)) | Success::Many(name, _) => {
            let name = ident(name);
            quote!(#name)
        }
    }
}

fn error_type(operation: &OperationView) -> TokenStream {
    if errors(operation).next().is_none() {
        return quote!(Infallible);
    }
    let name = format_ident!("{}Error", operation.name);
    quote!(#name)
}

fn success_arm(operation: &OperationView, index: usize, response: &ResponseView) -> TokenStream {
    let (variant, payload) = match &operation.success {
        Success::One(payload) => (None, payload),
        Success::Many(name, variants) => {
            let Some((_, payload)) = variants.iter().find(|(other, _)| *other == index) else {
                return quote!();
            };
            let (name, variant) = (ident(name), ident(&response.variant));
            (Some(quote!(#name::#variant)), payload)
        }
    };
    let reply = if matches!(response.content, ContentView::Binary(_)) {
        quote!(incoming)
    } else {
        quote!(reply)
    };
    let read = match (variant, payload) {
        (None, Payload::Body(_)) => {
            return match response.content {
                ContentView::Empty => quote!(#reply.empty()),
                ContentView::Json(..) => quote!(#reply.json()),
                ContentView::Binary(_) => quote!(Ok(#reply.stream())),
            };
        }
        (None, Payload::Struct(name)) => {
            let name = ident(name);
            quote!(#name::read)
        }
        (Some(variant), Payload::Struct(name)) => {
            let name = ident(name);
            match response.content {
                ContentView::Empty => quote!(|headers| #name::read(headers).map(#variant)),
                _ => quote!(|headers, body| #name::read(headers, body).map(#variant)),
            }
        }
        (Some(variant), Payload::Body(ContentView::Empty)) => quote!(|_| Ok(#variant)),
        (Some(variant), Payload::Body(_)) => quote!(|_, body| Ok(#variant(body))),
    };
    match response.content {
        ContentView::Empty => quote!(#reply.empty_with(#read)),
        ContentView::Json(..) => quote!(#reply.json_with(#read)),
        ContentView::Binary(_) => quote!(#reply.stream_with(#read)),
    }
}

fn error_arm(operation: &OperationView, response: &ResponseView) -> TokenStream {
    let name = format_ident!("{}Error", operation.name);
    let variant = ident(&response.variant);
    let call = if has_typed_headers(response) {
        let headers = header_values(response);
        match response.content {
            ContentView::Json(..) => {
                quote!(json_error_with(|headers, body| Ok(#name::#variant { #(#headers,)* body })))
            }
            ContentView::Empty | ContentView::Binary(_) => {
                quote!(empty_error_with(|headers| Ok(#name::#variant { #(#headers,)* })))
            }
        }
    } else {
        match response.content {
            ContentView::Empty => quote!(empty_error(#name::#variant)),
            ContentView::Json(..) => quote!(json_error(#name::#variant)),
            ContentView::Binary(_) => quote!(bytes_error(#name::#variant)),
        }
    };
    quote!(Err(reply.#call))
}
