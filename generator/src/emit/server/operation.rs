//! The file of an operation on the server.

use proc_macro2::TokenStream;
use quote::quote;

use super::super::body::part_names;
use super::super::checks::{self, At, Place};
use super::super::code::{Code, MacroCall, literal};
use super::super::docs;
use super::super::files::Files;
use super::super::operation_docs;
use super::super::security::{alternatives, alternatives_with_scopes};
use super::super::tokens::From;
use super::{body, response};
use crate::view::{BodyView, Location, OperationView, ParameterView, Security, TagView};

pub(super) fn file(
    operation: &OperationView,
    tag: &TagView,
    has_scopes: bool,
    path: &str,
    files: &mut Files<'_>,
) {
    let mut items = vec![request(operation, tag, has_scopes)];
    items.extend(operation.body.iter().flat_map(body::items));
    items.push(response::item(operation));
    files.render_items(path, "server/operation.rs", (), &items);
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
pub(super) fn request_type(operation: &OperationView) -> String {
    let generics = if is_generic(operation) {
        "<Self::Principal>"
    } else {
        ""
    };
    format!("{}{generics}", operation.types.request)
}

/// Whether the request says who sent it.
pub(super) fn is_generic(operation: &OperationView) -> bool {
    !matches!(operation.security, Security::Open)
}

/// The call of `request!`, or of `webhook!`: what the operation is, how it is served, and a line for each
/// parameter.
fn request(operation: &OperationView, tag: &TagView, has_scopes: bool) -> Code {
    let is_webhook = operation.webhook.is_some();
    let mut call = MacroCall::new(if is_webhook { "webhook" } else { "request" });
    let generics = if is_generic(operation) { "<P>" } else { "" };
    call.docs(&operation_docs::lines(operation));
    call.line(&format!(
        "pub struct {}{generics};",
        operation.types.request
    ));
    let about = [literal(&operation.id), literal(&tag.wire)];
    call.call("", "operation", &about, ';');
    let method = operation.http_method.as_str();
    let route = [literal(method), literal(&operation.path)];
    let media_types = media_types(operation);
    if media_types.is_empty() {
        call.call("", "route", &route, ';');
    } else {
        let head = format!("route({}) -> ", route.join(", "));
        call.list(&head, &media_types, ';');
    }
    if let Some((kind, function)) = principal(&operation.security) {
        let security = if has_scopes {
            alternatives_with_scopes(&operation.security)
        } else {
            alternatives(&operation.security)
        };
        let alternatives = call.value(quote!(#security));
        call.call(
            &format!("principal: {kind} = "),
            function,
            &[alternatives],
            ';',
        );
    }
    if let Some(body) = &operation.body {
        let (function, arguments) = body::read(body);
        call.call("await ", function, &arguments, ';');
    }
    // What a newer API sends is taken.
    let constants = operation.constants().filter(|_| !is_webhook);
    for (parameter, value) in constants {
        let function = match parameter.location {
            Location::Header => "header_constant",
            Location::Path | Location::Query | Location::Cookie => "query_constant",
        };
        let arguments = [literal(&parameter.wire), literal(value)];
        call.call("check ", function, &arguments, ';');
    }
    call.line(&format!(
        "serve {}::{} -> {};",
        tag.name, operation.method, operation.types.response
    ));
    if operation.arguments().next().is_some() || operation.body.is_some() {
        call.blank();
    }
    for parameter in operation.arguments() {
        call.docs(&operation_docs::parameter(parameter));
        let kind = call.kind(parameter_type(parameter));
        let (function, arguments) = read(parameter, &mut call);
        let head = format!("{}: {kind} = ", parameter.name);
        let value = Place::reference(quote!(value));
        let checks = checks::statements(&parameter.checks, &value, &At::Here);
        field(&head, &function, &arguments, checks, &mut call);
    }
    if let Some(body) = &operation.body {
        call.docs(&docs::lines(&body.docs));
        let kind = call.kind(body::field(body));
        let (function, arguments) = body::decode(body, &mut call);
        field(
            &format!("body: {kind} = "),
            function,
            &arguments,
            body::checks(body),
            &mut call,
        );
    }
    call.finish()
}

/// The media types of the responses that a client asks for, as literals.
fn media_types(operation: &OperationView) -> Vec<String> {
    let responses = operation.responses.iter();
    let responses = responses.filter(|response| response.success);
    let mut media_types = Vec::new();
    for media_type in responses.flat_map(|response| &response.media_types) {
        let media_type = literal(media_type);
        if !media_types.contains(&media_type) {
            media_types.push(media_type);
        }
    }
    media_types
}

/// The line of a field: how it is read, and how its value is checked.
fn field(
    head: &str,
    function: &str,
    arguments: &[String],
    checks: TokenStream,
    call: &mut MacroCall,
) {
    if checks.is_empty() {
        return call.call(head, function, arguments, ';');
    }
    call.call(head, function, arguments, ',');
    call.closure("value, check", checks);
}

/// The type of the field with the caller, and the function that finds out who that is.
fn principal(security: &Security) -> Option<(&'static str, &'static str)> {
    match security {
        Security::Open => None,
        Security::Required(_) => Some(("P", "required")),
        Security::Optional(_) => Some(("Option<P>", "optional")),
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

/// The method that reads a parameter, and what it is called with.
fn read(parameter: &ParameterView, call: &mut MacroCall) -> (String, Vec<String>) {
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
    let wire = literal(&parameter.wire);
    let (function, mut arguments) = if let Some(codec) = &parameter.codec {
        let location = call.value(location);
        let codec = call.value(codec.reading_tokens());
        (format!("styled_{how}"), vec![location, wire, codec])
    } else if parameter.location == Location::Path {
        ("path".to_owned(), vec![wire])
    } else {
        (format!("{place}_{how}"), vec![wire])
    };
    arguments.extend(default.map(|default| call.value(quote!(|| #default))));
    (function, arguments)
}
