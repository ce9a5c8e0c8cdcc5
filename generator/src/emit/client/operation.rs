//! The file of an operation on the client.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::super::body::part_names;
use super::super::code::{Code, MacroCall, block, ident, literal};
use super::super::docs;
use super::super::files::Files;
use super::super::operation_docs;
use super::super::tokens::From;
use super::{accept, body, layout, pages, payload, send};
use crate::view::{
    Argument, BodyView, Location, OperationView, ParameterView, PathPartView, TagView, WebhookView,
};

pub(super) fn file(
    operation: &OperationView,
    tag: &TagView,
    has_credentials: bool,
    path: &str,
    files: &mut Files<'_>,
) {
    // Who sends webhooks has a client of their own.
    let head = match operation.webhook {
        None => format!("impl<'a> {0}<'a>", tag.name),
        Some(_) => format!("impl {}", tag.name),
    };
    let mut begin = block(&head, vec![constructor(operation)]);
    let mut builder = builder(operation, tag, has_credentials);
    let methods = methods(operation, has_credentials);
    let mut methods =
        (!methods.is_empty()).then(|| block(&format!("impl {}<'_>", operation.name), methods));
    for code in [&mut begin, &mut builder].into_iter().chain(&mut methods) {
        code.text = layout::joined(&code.text);
    }
    let mut items = vec![begin, builder];
    items.extend(methods);
    items.extend(operation.body.iter().flat_map(body::items));
    items.extend(pages::item(operation));
    items.extend(accept::items(operation));
    items.extend(payload::items(operation));
    files.render_items(path, "client/operation.rs", (), &items);
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

/// The call of `builder!`, or of `webhook!`, which defines the type of the request.
fn builder(operation: &OperationView, tag: &TagView, has_credentials: bool) -> Code {
    // It is for a link, and links know no raw identifiers.
    let method = operation.method.trim_start_matches("r#");
    let id = literal(&operation.id);
    let url = match &operation.webhook {
        Some(WebhookView::Callback { url, .. }) => format!(", {}", literal(url)),
        Some(WebhookView::Event(_)) | None => String::new(),
    };
    let mut call = MacroCall::new(match &operation.webhook {
        None => "builder",
        Some(_) => "webhook",
    });
    let body = call.kind(send::success_type(operation));
    let error = call.kind(send::error_type(operation));
    let (name, tag) = (&operation.name, &tag.name);
    call.line(&format!(
        "{name}, {tag}::{method}, {id}{url} -> {body}, {error};"
    ));
    send::lines(operation, has_credentials, &mut call);
    let mut code = call.finish();
    code.names.define(operation.name.clone());
    code
}

/// What the method that makes the request must be given, as a list.
fn arguments(operation: &OperationView) -> Vec<String> {
    let parameters = operation
        .required()
        .map(|parameter| (&parameter.name, &parameter.docs));
    let url = operation.webhook.as_ref();
    let url = url.map(|_| "- `url`: The `http` or `https` URL to send it to.".to_owned());
    let body = String::from("body");
    let body = operation
        .body
        .iter()
        .filter(|body| body.required)
        .map(|given| (&body, &given.docs));
    let others = parameters.chain(body).map(|(name, docs)| {
        format!(
            "- `{}`: {}",
            name.trim_start_matches("r#"),
            docs::summary(docs)
        )
    });
    url.into_iter().chain(others).collect()
}

fn methods(operation: &OperationView, has_credentials: bool) -> Vec<TokenStream> {
    let optional = operation.parameters.iter();
    let optional = optional.filter(|parameter| !parameter.required);
    let mut methods: Vec<TokenStream> = optional.map(setter).collect();
    methods.extend(
        operation
            .body
            .iter()
            .filter(|body| !body.required)
            .map(|body| {
                let docs = docs::prose(&body.docs);
                let (kind, send) = (
                    body::argument(body),
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
    methods.extend(send::method(operation, has_credentials));
    methods
}

/// The method of the tag that begins the request: all docs of the operation, and its required
/// arguments.
fn constructor(operation: &OperationView) -> TokenStream {
    let (name, builder) = (ident(&operation.method), ident(&operation.name));
    let docs = docs::attributes(&constructor_docs(operation));
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
    let (template, mut path) = path(operation);
    path.extend(
        operation
            .fixed_query
            .iter()
            .map(|(name, value)| quote!(.fixed_query(#name, #value))),
    );
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
    if operation.webhook.is_some() {
        statements.push(quote!(request.target(url);));
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
        let kind = body::argument(body);
        arguments.push(quote!(body: #kind));
        statements.push(body::send(body, &quote!(request)));
    }
    let request = begin(operation.http_method.as_str(), &template);
    let request = if statements.is_empty() {
        request
    } else {
        statements.insert(0, quote!(let mut request = #request;));
        quote!(request)
    };
    if operation.webhook.is_some() {
        return quote! {
            #docs
            pub fn #name(&self, url: &str, #(#arguments),*) -> #builder<'_> {
                #(#statements)*
                #builder::new(self.begin(), #request)
            }
        };
    }
    quote! {
        #docs
        pub fn #name(&self, #(#arguments),*) -> #builder<'a> {
            #(#statements)*
            #builder::new(self.client, #request)
        }
    }
}

/// The call that begins a request.
fn begin(method: &str, path: &str) -> TokenStream {
    match method {
        "GET" | "POST" | "PUT" | "PATCH" | "DELETE" => {
            let method = ident(&method.to_lowercase());
            quote!(Request::#method(#path))
        }
        method => {
            let method = ident(method);
            quote!(Request::new(Method::#method, #path))
        }
    }
}

/// The path that a request begins with, and the calls that complete it.
fn path(operation: &OperationView) -> (String, Vec<TokenStream>) {
    if let Some((template, values)) = plain_path(operation) {
        let values = (!values.is_empty()).then(|| quote!(.path_values(&[#(&#values),*])));
        return (template, values.into_iter().collect());
    }
    let parts = operation.path_parts.iter().map(|part| match part {
        PathPartView::Literal(text) => quote!(.path(#text)),
        PathPartView::Parameter(index) => {
            let parameter = operation.parameters.get(*index);
            parameter.map(set).unwrap_or_default()
        }
    });
    (String::new(), parts.collect())
}

/// The path with the names of its parameters in braces, and their values; `None` if one of these has
/// a style, or braces that are text would be taken for those of a parameter.
fn plain_path(operation: &OperationView) -> Option<(String, Vec<Ident>)> {
    let (mut template, mut values) = (String::new(), Vec::new());
    let has_braces = |text: &str| text.contains(['{', '}']);
    for part in &operation.path_parts {
        match part {
            PathPartView::Literal(text) => {
                template.push_str((!has_braces(text)).then_some(text)?);
            }
            PathPartView::Parameter(index) => {
                let parameter = operation.parameters.get(*index)?;
                if parameter.codec.is_some() || has_braces(&parameter.wire) {
                    return None;
                }
                template.push_str(&format!("{{{}}}", parameter.wire));
                values.push(ident(&parameter.name));
            }
        }
    }
    Some((template, values))
}

/// What the document says of the operation, and what the method must be given.
fn constructor_docs(operation: &OperationView) -> Vec<String> {
    let mut lines = operation_docs::lines(operation);
    let arguments = arguments(operation);
    if !arguments.is_empty() {
        lines.extend([String::new(), "# Arguments".to_owned()]);
        lines.extend(arguments);
    }
    lines
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

/// The doc comment of a setter: the description of the parameter, and its default. Behind a description
/// of one sentence the default stands on the same line.
fn setter_docs(parameter: &ParameterView) -> Vec<String> {
    let lines = operation_docs::parameter(parameter);
    match lines.as_slice() {
        [sentence, empty, default]
            if empty.is_empty()
                && default.starts_with("Default: ")
                && sentence.starts_with(char::is_alphanumeric)
                && sentence.ends_with('.') =>
        {
            vec![format!("{sentence} {default}")]
        }
        _ => lines,
    }
}

fn setter(parameter: &ParameterView) -> TokenStream {
    let name = ident(&parameter.name);
    let docs = docs::attributes(&setter_docs(parameter));
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
