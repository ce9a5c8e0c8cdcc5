//! The file of an operation on the server.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use serde::Serialize;

use super::super::body::part_names;
use super::super::code::{block, format, ident};
use super::super::docs;
use super::super::files::Files;
use super::super::operation_docs;
use super::super::security::{alternatives, alternatives_with_scopes};
use super::super::tokens::From;
use super::{body, response};
use crate::view::{BodyView, Feature, Location, OperationView, ParameterView, Security, TagView};

#[derive(Serialize)]
struct Context {
    docs: String,
}

pub(super) fn file(
    operation: &OperationView,
    tag: &TagView,
    is_shared: bool,
    has_scopes: bool,
    path: &str,
    files: &mut Files<'_>,
) {
    let mut items = vec![format(operation_static(operation, tag))];
    items.push(format(request(operation)));
    if has_decode(operation) {
        let generics = if is_generic(operation) { "<P>" } else { "" };
        let head = format!("impl{generics} {}{generics}", operation.types.request);
        items.push(block(&head, vec![decode(operation)]));
    }
    items.extend(operation.body.iter().flat_map(body::items));
    items.extend(response::items(operation));
    items.push(format(handle(operation, tag, is_shared, has_scopes)));
    let docs = docs::inner(&[format!(
        "{}: {}",
        operation_docs::route(operation),
        docs::summary(&operation.summary)
    )]);
    files.render_items(path, "server/operation.rs", Context { docs }, &items);
}

/// What the tag's module exports of the file.
pub(super) fn exports(operation: &OperationView) -> Vec<String> {
    let mut names = vec![
        operation.types.response.clone(),
        operation.types.request.clone(),
    ];
    let body = operation.body.iter();
    names.extend(
        body.clone()
            .filter_map(|body| Some(body.form()?.name.clone())),
    );
    names.extend(body.clone().filter_map(BodyView::form).flat_map(part_names));
    let bodies = body.filter(|body| body.is_server_enum());
    names.extend(bodies.map(|body| body.name.clone()));
    names.sort();
    names
}

/// The request's type in the trait.
pub(super) fn request_type(operation: &OperationView) -> TokenStream {
    let name = ident(&operation.types.request);
    let generics = is_generic(operation).then(|| quote!(<Self::Principal>));
    quote!(#name #generics)
}

/// Whether the request says who sent it.
fn is_generic(operation: &OperationView) -> bool {
    !matches!(operation.security, Security::Open)
}

/// Whether the request holds anything that must be decoded.
fn has_decode(operation: &OperationView) -> bool {
    operation.arguments().next().is_some() || operation.body.is_some()
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
    let name = ident(&operation.types.request);
    let docs = docs::attributes(&operation_docs::lines(operation));
    let generics = is_generic(operation).then(|| quote!(<P>));
    let principal = match operation.security {
        Security::Open => quote!(),
        Security::Required(_) => quote! {
            #[doc = " The authenticated caller."]
            pub principal: P,
        },
        Security::Optional(_) => quote! {
            #[doc = " The authenticated caller; `None` if the request has no credentials."]
            pub principal: Option<P>,
        },
    };
    let parameters = operation.arguments().map(|parameter| {
        let (name, kind) = (ident(&parameter.name), parameter_type(parameter));
        let docs = operation_docs::parameter(parameter);
        quote!(#docs pub #name: #kind,)
    });
    let body = operation.body.as_ref().map(|body| {
        let docs = docs::prose(&body.docs);
        let kind = body::field(body);
        quote!(#docs pub body: #kind,)
    });
    quote! {
        #docs
        #[derive(Debug)]
        pub struct #name #generics {
            #principal
            #(#parameters)*
            #body
            #[doc = " The head of the request: method, URI, headers and extensions."]
            pub parts: RequestParts,
        }
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
    let mut reads = checks(operation);
    let mut names = Vec::new();
    for parameter in operation.arguments() {
        let name = ident(&parameter.name);
        let read = read(parameter);
        reads.push(quote!(let #name = #read;));
        names.push(name);
    }
    if let Some(body) = &operation.body {
        let read = body::decode(body);
        reads.push(quote!(let body = #read;));
        names.push(ident("body"));
    }
    let form = operation.body.as_ref().and_then(body::form_argument);
    let principal = match operation.security {
        Security::Open => None,
        Security::Required(_) => Some(quote!(principal: P)),
        Security::Optional(_) => Some(quote!(principal: Option<P>)),
    };
    let first = principal.as_ref().map(|_| quote!(principal,));
    quote! {
        fn decode(call: &mut Call, #form #principal) -> Result<Self, Invalid> {
            #(#reads)*
            Ok(Self { #first #(#names: #names?,)* parts: call.parts() })
        }
    }
}

/// Looks whether the parameters that always have the same value do.
fn checks(operation: &OperationView) -> Vec<TokenStream> {
    let checks = operation.constants().map(|(parameter, value)| {
        let wire = &parameter.wire;
        match parameter.location {
            Location::Header => quote!(call.header_constant(#wire, #value);),
            _ => quote!(call.query_constant(#wire, #value);),
        }
    });
    checks.collect()
}

fn read(parameter: &ParameterView) -> TokenStream {
    let wire = &parameter.wire;
    let (place, location) = match parameter.location {
        Location::Path => ("path", quote!(Location::Path)),
        Location::Query => ("query", quote!(Location::Query)),
        Location::Header => ("header", quote!(Location::Header)),
        Location::Cookie => ("cookie", quote!(Location::Cookie)),
    };
    let default = parameter
        .default
        .as_ref()
        .filter(|_| !parameter.required)
        .map(|default| default.value.tokens(From::Outside));
    let how = match (&default, parameter.required) {
        (_, true) => "required",
        (Some(_), false) => "or",
        (None, false) => "optional",
    };
    let default = default.map(|default| quote!(, || #default));
    if let Some(codec) = &parameter.codec {
        let call = format_ident!("styled_{how}");
        let codec = codec.reading_tokens();
        return quote!(call.#call(#location, #wire, #codec #default));
    }
    if parameter.location == Location::Path {
        return quote!(call.path(#wire));
    }
    let call = format_ident!("{place}_{how}");
    quote!(call.#call(#wire #default))
}

/// The handler that the router calls.
fn handle(
    operation: &OperationView,
    tag: &TagView,
    is_shared: bool,
    has_scopes: bool,
) -> TokenStream {
    let (interface, method) = (ident(&tag.name), ident(&operation.method));
    let security = if has_scopes {
        alternatives_with_scopes(&operation.security)
    } else {
        alternatives(&operation.security)
    };
    let authenticate = match operation.security {
        Security::Open => quote!(),
        Security::Required(_) => {
            quote!(let principal = credentials::required(&*api, &call, #security).await?;)
        }
        Security::Optional(_) => {
            quote!(let principal = credentials::optional(&*api, &call, #security).await?;)
        }
    };
    let read = operation.body.as_ref().map(body::read);
    let build = build(operation);
    // A client that still sends the body would lose an answer that comes before its end.
    let drain = operation.body.is_some().then(|| {
        quote! {
            if served.is_err() {
                call.drain().await;
            }
        }
    });
    let is_read = has_decode(operation) || operation.constants().next().is_some();
    let mutable = is_read.then(|| quote!(mut));
    let visibility = if is_shared {
        quote!(pub(crate))
    } else {
        quote!(pub(super))
    };
    quote! {
        #visibility async fn handle<A: #interface>(State(api): State<Arc<A>>, request: Request) -> Response {
            let #mutable call = Call::new(&OPERATION, request);
            let served = async {
                #authenticate
                #read
                #build
                Ok(#interface::#method(&*api, request).await?.into_response())
            };
            let served = served.await;
            #drain
            finish(&*api, &call, served)
        }
    }
}

/// Makes the request that the method gets, and rejects one that is faulty.
fn build(operation: &OperationView) -> TokenStream {
    let request = ident(&operation.types.request);
    let features = &operation.features.server;
    let form = features.has(Feature::Multipart).then(|| quote!(form,));
    let principal = is_generic(operation).then(|| quote!(principal));
    if has_decode(operation) {
        // A closure that only calls a function is one too many.
        return if form.is_none() && principal.is_none() {
            quote!(let request = call.decode(#request::decode)?;)
        } else {
            quote!(let request = call.decode(|call| #request::decode(call, #form #principal))?;)
        };
    }
    let checks = checks(operation);
    let checks = (!checks.is_empty()).then(|| quote!(call.decode(|call| { #(#checks)* Ok(()) })?;));
    let principal = principal.map(|principal| quote!(#principal,));
    quote!(#checks let request = #request { #principal parts: call.parts() };)
}
