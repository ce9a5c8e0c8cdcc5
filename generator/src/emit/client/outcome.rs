//! What a client makes of the responses.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::super::block::{block, ident};
use super::super::docs;
use super::super::operation_docs;
use super::super::rust_type::From;
use super::{alternatives, item};
use crate::ir::Status;
use crate::view::{ContentView, HeaderView, OperationView, Payload, ResponseView, Success};

/// Whether a response with what was asked for is read as a stream.
pub(super) fn is_streamed(operation: &OperationView) -> bool {
    operation
        .responses
        .iter()
        .any(|response| response.success && matches!(response.content, ContentView::Binary(_)))
}

/// The responses that stand for an error.
pub(super) fn errors(operation: &OperationView) -> impl Iterator<Item = &ResponseView> {
    operation
        .responses
        .iter()
        .filter(|response| !response.success)
}

/// The types that the outcome adds to the file.
pub(super) fn names(operation: &OperationView) -> Vec<String> {
    let mut names = structs(operation)
        .map(|(name, _)| name.to_owned())
        .collect::<Vec<_>>();
    if let Success::Many(name, _) = &operation.success {
        names.push(name.clone());
    }
    if errors(operation).next().is_some() {
        names.push(format!("{}Error", operation.name));
    }
    names
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

/// The structs and enums of the outcome.
pub(super) fn items(operation: &OperationView) -> Vec<String> {
    let mut items: Vec<String> = structs(operation)
        .flat_map(|(name, response)| payload_struct(name, response))
        .collect();
    if let Success::Many(name, variants) = &operation.success {
        items.push(success_enum(operation, name, variants));
    }
    items.extend(error_items(operation));
    items
}

/// Whether the file has a struct for headers and body.
pub(super) fn has_struct(operation: &OperationView) -> bool {
    structs(operation).next().is_some()
}

/// The structs for headers and body, each once, with the response that it is named after.
fn structs(operation: &OperationView) -> impl Iterator<Item = (&str, &ResponseView)> {
    let payloads: Vec<(usize, &Payload)> = match &operation.success {
        Success::One(payload) => {
            let first = operation
                .responses
                .iter()
                .position(|response| response.success);
            first.map(|index| (index, payload)).into_iter().collect()
        }
        Success::Many(_, variants) => variants
            .iter()
            .map(|(index, payload)| (*index, payload))
            .collect(),
    };
    let mut seen: Vec<&str> = Vec::new();
    payloads
        .into_iter()
        .filter_map(move |(index, payload)| match payload {
            Payload::Struct(name) if !seen.contains(&name.as_str()) => {
                seen.push(name);
                Some((name.as_str(), operation.responses.get(index)?))
            }
            Payload::Struct(_) | Payload::Body(_) => None,
        })
}

fn payload_struct(name: &str, response: &ResponseView) -> Vec<String> {
    let name = ident(name);
    let docs = docs::attributes(&[format!(
        "The headers and body of an answer: {}",
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
    let definition = item(quote! {
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
        fn read(headers: &Headers<'_>, #argument) -> Result<Self, Misfit> {
            Ok(Self { #(#values,)* #body })
        }
    };
    vec![definition, block(&format!("impl {name}"), vec![method])]
}

fn success_enum(operation: &OperationView, name: &str, variants: &[(usize, Payload)]) -> String {
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
    item(quote! {
        #[doc = " What the server answers when all goes well."]
        #[allow(clippy::large_enum_variant, reason = "an answer is made once and soon taken apart")]
        #[derive(Debug)]
        pub enum #name { #(#variants)* }
    })
}

fn error_items(operation: &OperationView) -> Vec<String> {
    if errors(operation).next().is_none() {
        return Vec::new();
    }
    let name = format_ident!("{}Error", operation.name);
    let variants = errors(operation).map(|response| {
        let variant = ident(&response.variant);
        let docs = response_docs(response);
        let kind = error_body_type(&response.content);
        match (has_typed_headers(response), kind) {
            (false, None) => quote!(#docs #variant,),
            (false, Some(kind)) => quote!(#docs #variant(#kind),),
            (true, kind) => {
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
        "What the server answers to [`{}`] when it fails, by status.",
        operation.name
    )];
    let docs = docs::attributes(&lines);
    let mut items = vec![item(quote! {
        #docs
        #[allow(clippy::large_enum_variant, reason = "an error is made once and soon taken apart")]
        #[derive(Debug)]
        pub enum #name { #(#variants)* }
    })];
    items.extend(shared_body(operation, &name.to_string()));
    items
}

/// `body`, where every error has a body of one type.
fn shared_body(operation: &OperationView, name: &str) -> Option<String> {
    let first = errors(operation).next()?;
    let alike = errors(operation)
        .all(|response| !has_typed_headers(response) && response.content == first.content);
    let kind = error_body_type(&first.content).filter(|_| alike)?;
    let variants = errors(operation).map(|response| ident(&response.variant));
    let method = quote! {
        #[doc = " The body, which is of one type whatever the status."]
        pub fn body(&self) -> &#kind {
            match self { #(Self::#variants(body))|* => body }
        }
    };
    Some(block(&format!("impl {name}"), vec![method]))
}

fn response_docs(response: &ResponseView) -> TokenStream {
    docs::attributes(&[format!(
        "{}: {}",
        operation_docs::status(response.status),
        docs::summary(&response.docs)
    )])
}

fn header_field(header: &HeaderView, visibility: &TokenStream) -> TokenStream {
    let (name, kind) = (ident(&header.name), header.kind.tokens(From::Outside));
    let docs = docs::prose(&header.docs);
    let kind = if header.required {
        kind
    } else {
        quote!(Option<#kind>)
    };
    quote!(#docs #visibility #name: #kind,)
}

/// A header of a response whose body is bytes stays in the untyped headers.
fn has_typed_headers(response: &ResponseView) -> bool {
    !response.headers.is_empty() && !matches!(response.content, ContentView::Binary(_))
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

fn body_type(content: &ContentView) -> TokenStream {
    match content {
        ContentView::Empty => quote!(()),
        ContentView::Json(kind, _) => kind.tokens(From::Outside),
        ContentView::Binary(_) => quote!(ByteStream),
    }
}

fn error_body_type(content: &ContentView) -> Option<TokenStream> {
    match content {
        ContentView::Empty => None,
        ContentView::Json(kind, _) => Some(kind.tokens(From::Outside)),
        ContentView::Binary(_) => Some(quote!(bytes::Bytes)),
    }
}

fn header_values(response: &ResponseView) -> Vec<TokenStream> {
    let values = response.headers.iter().map(|header| {
        let (name, wire) = (ident(&header.name), &header.wire);
        let get = if header.required {
            quote!(required)
        } else {
            quote!(optional)
        };
        quote!(#name: headers.#get(#wire)?)
    });
    values.collect()
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
