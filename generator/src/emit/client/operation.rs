//! The file of an operation on the client.

use proc_macro2::TokenStream;
use quote::quote;
use serde::Serialize;

use super::super::body::part_names;
use super::super::code::{block, format, ident, verbatim};
use super::super::docs;
use super::super::files::Files;
use super::super::operation_docs;
use super::super::tokens::From;
use super::{accept, body, payload, send};
use crate::view::{
    Argument, BodyView, Location, OperationView, ParameterView, PathPartView, TagView,
};

#[derive(Serialize)]
struct Context {
    docs: String,
}

pub(super) fn file(
    operation: &OperationView,
    tag: &TagView,
    has_credentials: bool,
    path: &str,
    files: &mut Files<'_>,
) {
    let mut items = vec![
        format(definition(operation, tag)),
        block(
            &format!("impl<'a> {}<'a>", operation.name),
            methods(operation, has_credentials),
        ),
        verbatim(format!(
            "crate::support::request::call_options!({});",
            operation.name
        )),
    ];
    items.extend(operation.body.iter().flat_map(body::items));
    items.extend(accept::items(operation));
    items.extend(payload::items(operation));
    let docs = docs::inner(&[format!(
        "{}: {}",
        operation_docs::route(operation),
        docs::summary(&operation.summary)
    )]);
    files.render_items(path, "client/operation.rs", Context { docs }, &items);
}

/// What the tag's module exports of the file.
pub(super) fn exports(operation: &OperationView) -> Vec<String> {
    let mut names = vec![operation.name.clone()];
    let body = operation.body.iter();
    names.extend(
        body.clone()
            .filter_map(|body| Some(body.form()?.name.clone())),
    );
    names.extend(body.clone().filter_map(BodyView::form).flat_map(part_names));
    let bodies = body.filter(|body| body.is_client_enum());
    names.extend(bodies.map(|body| body.name.clone()));
    let accept = operation.accept.as_ref();
    names.extend(accept.and_then(|accept| accept.name.clone()));
    names.extend(payload::names(operation));
    names.sort();
    names
}

fn definition(operation: &OperationView, tag: &TagView) -> TokenStream {
    let name = ident(&operation.name);
    let mut lines = operation_docs::lines(operation);
    let arguments = arguments(operation);
    if !arguments.is_empty() {
        lines.extend([String::new(), "# Arguments".to_owned(), String::new()]);
        lines.extend(arguments);
    }
    lines.extend([
        String::new(),
        format!(
            "Created by [`{0}::{1}`](super::{0}::{2}).",
            tag.name,
            operation.method,
            // Links know no raw identifiers.
            operation.method.trim_start_matches("r#")
        ),
    ]);
    let docs = docs::attributes(&lines);
    quote! {
        #docs
        #[derive(Debug)]
        #[must_use = "a request does nothing until it is sent"]
        pub struct #name<'a> {
            client: &'a Client,
            request: Request,
        }
    }
}

/// What the method that makes the request must be given, as a list.
fn arguments(operation: &OperationView) -> Vec<String> {
    let parameters = operation
        .required()
        .map(|parameter| (&parameter.name, &parameter.docs));
    let body = String::from("body");
    let body = operation
        .body
        .iter()
        .filter(|body| body.required)
        .map(|given| (&body, &given.docs));
    parameters
        .chain(body)
        .map(|(name, docs)| {
            format!(
                "- `{}`: {}",
                name.trim_start_matches("r#"),
                docs::summary(docs)
            )
        })
        .collect()
}

fn methods(operation: &OperationView, has_credentials: bool) -> Vec<TokenStream> {
    let mut methods = vec![constructor(operation)];
    methods.extend(
        operation
            .parameters
            .iter()
            .filter(|parameter| !parameter.required)
            .map(setter),
    );
    methods.extend(
        operation
            .body
            .iter()
            .filter(|body| !body.required)
            .map(|body| {
                let docs = docs::prose(&body.docs);
                let (kind, send) = (
                    body::argument(body, &quote!()),
                    body::send(body, &quote!(self.request)),
                );
                quote! {
                    #docs
                    pub fn body(mut self, body: #kind) -> Self {
                        #send
                        self
                    }
                }
            }),
    );
    methods.extend(accept::setter(operation));
    if !operation.servers.is_empty() {
        methods.push(server());
    }
    methods.push(send::send(operation, has_credentials));
    methods
}

fn constructor(operation: &OperationView) -> TokenStream {
    let method = ident(operation.http_method.as_str());
    let (mut arguments, mut statements) = (Vec::new(), Vec::new());
    for parameter in operation.required() {
        let (name, kind) = (
            ident(&parameter.name),
            parameter.kind.argument(parameter.argument, From::Outside),
        );
        arguments.push(quote!(#name: #kind));
        if parameter.argument == Argument::Texts {
            statements.push(body::texts(&name));
        }
    }
    let path = operation.path_parts.iter().map(|part| match part {
        PathPartView::Literal(text) => quote!(.path(#text)),
        PathPartView::Parameter(index) => operation
            .parameters
            .get(*index)
            .map(set)
            .unwrap_or_default(),
    });
    let fixed = operation
        .fixed_query
        .iter()
        .map(|(name, value)| quote!(.fixed_query(#name, #value)));
    let path: Vec<TokenStream> = path.chain(fixed).collect();
    if !path.is_empty() {
        statements.push(quote!(request #(#path)*;));
    }
    for parameter in operation
        .required()
        .filter(|parameter| parameter.location != Location::Path)
    {
        let set = set(parameter);
        statements.push(quote!(request #set;));
    }
    for (parameter, value) in operation.constants() {
        let wire = &parameter.wire;
        statements.push(match parameter.location {
            Location::Header => quote!(request.header(#wire, &#value);),
            _ => quote!(request.query(#wire, &#value);),
        });
    }
    if let Some(url) = operation.servers.first() {
        statements.push(quote!(request.server(#url);));
    }
    if operation.expects_redirect {
        statements.push(quote!(request.expects_redirect();));
    }
    if let Some(media_types) = &operation.default_accept {
        statements.push(quote!(request.accept(#media_types);));
    }
    if let Some(body) = operation.body.as_ref().filter(|body| body.required) {
        let kind = body::argument(body, &quote!());
        arguments.push(quote!(body: #kind));
        statements.push(body::send(body, &quote!(request)));
    }
    quote! {
        pub(super) fn new(client: &'a Client, #(#arguments),*) -> Self {
            let mut request = Request::new(Method::#method);
            #(#statements)*
            Self { client, request }
        }
    }
}

/// The setter of another server, for an operation that the document serves elsewhere.
fn server() -> TokenStream {
    quote! {
        #[doc = " Sends the request to another server than the documented one: an absolute URL, or a path"]
        #[doc = " relative to the client's base URL. Credentials are sent only if it has the origin of the"]
        #[doc = " base URL."]
        pub fn server(mut self, url: impl Into<String>) -> Self {
            self.request.other_server(url);
            self
        }
    }
}

/// The call that puts a parameter into the request.
fn set(parameter: &ParameterView) -> TokenStream {
    let (name, wire) = (ident(&parameter.name), &parameter.wire);
    if let Some(codec) = &parameter.codec {
        let value = match parameter.argument {
            Argument::Value | Argument::Texts => quote!(&#name),
            Argument::Text | Argument::Slice | Argument::Reference => quote!(#name),
        };
        let codec = codec.writing_tokens();
        let call = match parameter.location {
            Location::Path => quote!(path_styled),
            Location::Query => quote!(query_styled),
            Location::Header => quote!(header_styled),
            Location::Cookie => quote!(cookie_styled),
        };
        return quote!(.#call(#wire, #value, #codec));
    }
    match parameter.location {
        Location::Path => quote!(.path_parameter(#wire, &#name)),
        Location::Query => quote!(.query(#wire, &#name)),
        Location::Header => quote!(.header(#wire, &#name)),
        Location::Cookie => quote!(.cookie(#wire, &#name)),
    }
}

fn setter(parameter: &ParameterView) -> TokenStream {
    let name = ident(&parameter.name);
    let docs = operation_docs::parameter(parameter);
    let kind = parameter.kind.argument(parameter.argument, From::Outside);
    let texts = (parameter.argument == Argument::Texts).then(|| body::texts(&name));
    let set = set(parameter);
    quote! {
        #docs
        pub fn #name(mut self, #name: #kind) -> Self {
            #texts
            self.request #set;
            self
        }
    }
}
