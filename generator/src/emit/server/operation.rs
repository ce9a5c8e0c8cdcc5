//! The file of an operation on the server.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde::Serialize;

use super::super::block::{block, format, ident};
use super::super::docs;
use super::super::operation_docs;
use super::super::rust_type::From;
use super::super::shared::{self, alternatives, multipart};
use super::response;
use crate::ir::Location;
use crate::view::{BodyKind, OperationView, ParameterView, PartView, Security, TagView};

#[derive(Serialize)]
pub(super) struct Context {
    docs: String,
    uses: response::Uses,
    interface: String,
    has_call: bool,
    has_decode: bool,
    has_security: bool,
    uses_types: bool,
    has_form: bool,
    has_file_part: bool,
    #[serde(rename = "items_")]
    items: Vec<String>,
}

pub(super) fn context(operation: &OperationView, tag: &TagView, has_scopes: bool) -> Context {
    let mut items = vec![format(operation_static(operation, tag))];
    let has_request = request_type(operation).is_some();
    if has_request {
        items.push(format(request(operation)));
        let generics = if is_generic(operation) { "<P>" } else { "" };
        let head = format!("impl{generics} {}Request{generics}", operation.name);
        if has_decode(operation) {
            items.push(block(&head, vec![decode(operation)]));
        }
    }
    if let Some((form, parts)) = multipart(operation) {
        items.extend(form_items(form, parts));
    }
    items.extend(response::items(operation));
    items.push(format(handle(operation, tag, has_scopes)));
    Context {
        docs: docs::inner(&[format!(
            "{}: {}",
            operation_docs::route(operation),
            docs::summary(&operation.summary)
        )]),
        uses: response::uses(operation),
        interface: tag.name.clone(),
        has_call: has_decode(operation) || alternatives(&operation.security).is_some(),
        has_decode: has_decode(operation),
        has_security: alternatives(&operation.security).is_some(),
        uses_types: shared::uses_types(operation),
        has_form: multipart(operation).is_some(),
        has_file_part: multipart(operation)
            .is_some_and(|(_, parts)| parts.iter().any(|part| part.kind.is_none())),
        items,
    }
}

/// What the tag's module exports of the file.
pub(super) fn exports(operation: &OperationView) -> Vec<String> {
    let mut names = vec![format!("{}Response", operation.name)];
    if request_type(operation).is_some() {
        names.push(format!("{}Request", operation.name));
    }
    names.extend(multipart(operation).map(|(form, _)| form.to_owned()));
    names.sort();
    names
}

/// The request's type in the trait; `None` where there is nothing in a request.
pub(super) fn request_type(operation: &OperationView) -> Option<TokenStream> {
    let name = format_ident!("{}Request", operation.name);
    if is_generic(operation) {
        Some(quote!(#name<Self::Principal>))
    } else {
        has_decode(operation).then(|| quote!(#name))
    }
}

/// Whether the request says who sent it.
fn is_generic(operation: &OperationView) -> bool {
    !matches!(operation.security, Security::Open)
}

/// Whether the request holds anything that must be decoded.
fn has_decode(operation: &OperationView) -> bool {
    !operation.parameters.is_empty() || operation.body.is_some()
}

fn operation_static(operation: &OperationView, tag: &TagView) -> TokenStream {
    let (id, method, path, tag) = (
        &operation.id,
        operation.http_method.as_str(),
        &operation.path,
        &tag.wire,
    );
    quote!(static OPERATION: Operation = Operation { id: #id, method: #method, path: #path, tag: #tag };)
}

fn request(operation: &OperationView) -> TokenStream {
    let name = format_ident!("{}Request", operation.name);
    let docs = docs::attributes(&operation_docs::lines(operation));
    let generics = is_generic(operation).then(|| quote!(<P>));
    let principal = match operation.security {
        Security::Open => quote!(),
        Security::Required(_) => quote! {
            #[doc = " Who sent the request."]
            pub principal: P,
        },
        Security::Optional(_) => quote! {
            #[doc = " Who sent the request, if it says so."]
            pub principal: Option<P>,
        },
    };
    let parameters = operation.parameters.iter().map(|parameter| {
        let (name, kind) = (ident(&parameter.name), parameter_type(parameter));
        let docs = shared::parameter_docs(parameter);
        quote!(#docs pub #name: #kind,)
    });
    let body = operation.body.as_ref().map(|body| {
        let docs = docs::prose(&body.docs);
        let kind = match &body.kind {
            BodyKind::Json(kind, _) => kind.tokens(From::Outside),
            BodyKind::Multipart(form, _) => {
                let form = ident(form);
                quote!(#form)
            }
        };
        let kind = if body.required {
            kind
        } else {
            quote!(Option<#kind>)
        };
        quote!(#docs pub body: #kind,)
    });
    quote! {
        #docs
        #[derive(Debug)]
        pub struct #name #generics { #principal #(#parameters)* #body }
    }
}

fn parameter_type(parameter: &ParameterView) -> TokenStream {
    let kind = parameter.kind.tokens(From::Outside);
    if parameter.required || parameter.default.is_some() {
        kind
    } else {
        quote!(Option<#kind>)
    }
}

fn decode(operation: &OperationView) -> TokenStream {
    let mut reads = Vec::new();
    let mut names = Vec::new();
    for parameter in &operation.parameters {
        let name = ident(&parameter.name);
        let read = read(parameter);
        reads.push(quote!(let #name = #read;));
        names.push(name);
    }
    if let Some(body) = &operation.body {
        let read = match (&body.kind, body.required) {
            (BodyKind::Json(..), true) => quote!(call.json()),
            (BodyKind::Json(..), false) => quote!(call.json_optional()),
            (BodyKind::Multipart(form, _), true) => {
                let form = ident(form);
                quote!(#form::decode(form, call))
            }
            (BodyKind::Multipart(form, _), false) => {
                let form = ident(form);
                quote!(form.map(|form| #form::decode(form, call)).transpose())
            }
        };
        reads.push(quote!(let body = #read;));
        names.push(ident("body"));
    }
    let form = operation
        .body
        .as_ref()
        .and_then(|body| match (&body.kind, body.required) {
            (BodyKind::Json(..), _) => None,
            (BodyKind::Multipart(..), true) => Some(quote!(form: MultipartForm,)),
            (BodyKind::Multipart(..), false) => Some(quote!(form: Option<MultipartForm>,)),
        });
    let principal = match operation.security {
        Security::Open => None,
        Security::Required(_) => Some(quote!(principal: P)),
        Security::Optional(_) => Some(quote!(principal: Option<P>)),
    };
    let first = principal.as_ref().map(|_| quote!(principal,));
    quote! {
        fn decode(call: &mut Call, #form #principal) -> Result<Self, Faulty> {
            #(#reads)*
            Ok(Self { #first #(#names: #names?),* })
        }
    }
}

fn read(parameter: &ParameterView) -> TokenStream {
    let wire = &parameter.wire;
    let place = match parameter.location {
        Location::Path => return quote!(call.path(#wire)),
        Location::Query => "query",
        Location::Header => "header",
    };
    match (&parameter.default, parameter.required) {
        (_, true) => {
            let call = format_ident!("{place}_required");
            quote!(call.#call(#wire))
        }
        (Some(default), false) => {
            let call = format_ident!("{place}_or");
            let default = default.tokens(From::Outside);
            quote!(call.#call(#wire, || #default))
        }
        (None, false) => {
            let call = format_ident!("{place}_optional");
            quote!(call.#call(#wire))
        }
    }
}

fn form_items(form: &str, parts: &[PartView]) -> Vec<String> {
    let reads = parts.iter().map(|part| {
        let (name, wire) = (ident(&part.name), &part.wire);
        let kind = match (&part.kind, part.json) {
            (None, _) => "file",
            (Some(_), false) => "text",
            (Some(_), true) => "json",
        };
        let call = format_ident!(
            "{kind}_{}",
            if part.required {
                "required"
            } else {
                "optional"
            }
        );
        quote!(let #name = form.#call(call, #wire);)
    });
    let names: Vec<_> = parts.iter().map(|part| ident(&part.name)).collect();
    let method = quote! {
        fn decode(mut form: MultipartForm, call: &mut Call) -> Result<Self, Faulty> {
            #(#reads)*
            Ok(Self { #(#names: #names?),* })
        }
    };
    vec![
        shared::form(form, parts),
        block(&format!("impl {form}"), vec![method]),
    ]
}

/// The handler that the router calls.
fn handle(operation: &OperationView, tag: &TagView, has_scopes: bool) -> TokenStream {
    let (interface, method) = (ident(&tag.name), ident(&operation.method));
    let security = if has_scopes {
        shared::alternatives_with_scopes(&operation.security)
    } else {
        alternatives(&operation.security)
    };
    let has_call = has_decode(operation) || security.is_some();
    let authenticate = match operation.security {
        Security::Open => quote!(),
        Security::Required(_) => {
            quote!(let principal = credentials::required(&*api, &call, #security).await?;)
        }
        Security::Optional(_) => {
            quote!(let principal = credentials::optional(&*api, &call, #security).await?;)
        }
    };
    let read = operation.body.as_ref().map(|body| {
        let form = match (&body.kind, body.required) {
            (BodyKind::Json(..), _) => None,
            (BodyKind::Multipart(..), true) => Some(quote!(let form = call.multipart().await?;)),
            (BodyKind::Multipart(..), false) => {
                Some(quote!(let form = call.multipart_optional().await?;))
            }
        };
        quote!(call.read_body(api.body_limit(&OPERATION)).await?; #form)
    });
    let request = format_ident!("{}Request", operation.name);
    let form = multipart(operation).map(|_| quote!(form,));
    let principal = is_generic(operation).then(|| quote!(principal));
    let build = match (has_decode(operation), is_generic(operation)) {
        // A closure that only calls a function is one too many.
        (true, false) if form.is_none() => quote!(let request = call.decode(#request::decode)?;),
        (true, _) => {
            quote!(let request = call.decode(|call| #request::decode(call, #form #principal))?;)
        }
        (false, true) => quote!(let request = #request { principal };),
        (false, false) => quote!(),
    };
    // A client that still sends the body would lose an answer that comes before its end.
    let (settle, served) = if operation.body.is_some() {
        let drain = quote! {
            let served = served.await;
            if served.is_err() {
                call.drain().await;
            }
        };
        (drain, quote!(served))
    } else {
        (quote!(), quote!(served.await))
    };
    let argument = request_type(operation).map(|_| quote!(request));
    let mutable = has_decode(operation).then(|| quote!(mut));
    let call = has_call.then(|| quote!(let #mutable call = Call::new(&OPERATION, request);));
    let parameter = has_call.then(|| quote!(, request: Request));
    quote! {
        pub(super) async fn handle<A: #interface>(State(api): State<Arc<A>> #parameter) -> Response {
            #call
            let served = async {
                #authenticate
                #read
                #build
                Ok(#interface::#method(&*api, #argument).await?.into_response())
            };
            #settle
            finish(&*api, &OPERATION, #served)
        }
    }
}
