//! How operations come to look as they do.

use super::operation::{
    ContentView, HeaderView, OperationView, PathPartView, Payload, ResponseView, SchemeView,
    Security, Success, TagView,
};
use super::request;
use super::rust_type::{Resolver, RustType};
use crate::ir::{Api, Operation, PathPart, Response, ResponseContent, Status};
use crate::names::{Names, OperationNames, ResponseNames};

/// The tags with their operations; one without is left out.
pub(super) fn tags(api: &Api, resolver: &Resolver<'_>) -> Vec<TagView> {
    let mut tags: Vec<TagView> = api
        .tags
        .iter()
        .zip(&resolver.names.tags)
        .map(|(tag, names)| TagView {
            name: names.name.clone(),
            method: names.method.clone(),
            module: names.module.clone(),
            wire: tag.name.clone(),
            docs: tag.description.clone(),
            operations: Vec::new(),
        })
        .collect();
    for (operation, names) in api.operations.iter().zip(&resolver.names.operations) {
        if let Some(tag) = tags.get_mut(operation.tag) {
            tag.operations.push(view(operation, names, resolver));
        }
    }
    tags
}

/// The security schemes in use.
pub(super) fn schemes(api: &Api, names: &Names) -> Vec<SchemeView> {
    api.security_schemes
        .iter()
        .zip(&names.security_schemes)
        .map(|(scheme, names)| SchemeView {
            field: names.field.clone(),
            variant: names.variant.clone(),
            wire: scheme.name.clone(),
            docs: scheme.description.clone(),
            kind: scheme.kind.clone(),
        })
        .collect()
}

fn view(operation: &Operation, names: &OperationNames, resolver: &Resolver<'_>) -> OperationView {
    // Where the document has no response for success, its default stands for it as well.
    let no_success = !operation
        .responses
        .iter()
        .any(|response| response.status.is_success());
    let responses: Vec<ResponseView> = operation
        .responses
        .iter()
        .zip(&names.responses)
        .map(|(response, names)| {
            let success =
                response.status.is_success() || (no_success && response.status == Status::Default);
            self::response(response, names, success, resolver)
        })
        .collect();
    OperationView {
        name: names.name.clone(),
        method: names.method.clone(),
        module: names.module.clone(),
        id: operation.id.clone(),
        http_method: operation.method,
        path: operation.path.clone(),
        path_parts: operation
            .path_parts
            .iter()
            .map(|part| match part {
                PathPart::Literal(text) => PathPartView::Literal(text.clone()),
                PathPart::Parameter(index) => PathPartView::Parameter(*index),
            })
            .collect(),
        fixed_query: operation.fixed_query.clone(),
        served: operation.served,
        summary: summary(operation),
        docs: operation.description.clone(),
        deprecated: operation.deprecated,
        parameters: request::parameters(operation, names, resolver),
        body: request::body(operation, names, resolver),
        success: success(&names.name, &responses),
        responses,
        security: security(operation, resolver.names),
    }
}

/// The summary, or what it would be without one, as one line.
fn summary(operation: &Operation) -> String {
    let text = operation.summary.as_deref().unwrap_or_default();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        format!("Calls `{}`.", operation.id)
    } else {
        line
    }
}

fn response(
    response: &Response,
    names: &ResponseNames,
    success: bool,
    resolver: &Resolver<'_>,
) -> ResponseView {
    let content = match &response.content {
        ResponseContent::Empty => ContentView::Empty,
        ResponseContent::Json(kind, media_type) => {
            ContentView::Json(resolver.resolve(*kind), media_type.clone())
        }
        ResponseContent::Binary(types) => ContentView::Binary(types.clone()),
    };
    let media_variants = match &response.content {
        ResponseContent::Binary(types) => names
            .media_variants
            .iter()
            .cloned()
            .zip(types.iter().cloned())
            .collect(),
        ResponseContent::Empty | ResponseContent::Json(..) => Vec::new(),
    };
    let headers = response
        .headers
        .iter()
        .zip(&names.headers)
        .map(|(header, name)| HeaderView {
            name: name.clone(),
            wire: header.name.clone(),
            kind: resolver.scalar(header.kind),
            required: header.required,
            docs: header
                .description
                .clone()
                .unwrap_or_else(|| format!("The header `{}`.", header.name)),
        });
    let docs = match response.description.trim() {
        "" => names.variant.clone(),
        description => description.to_owned(),
    };
    ResponseView {
        status: response.status,
        success,
        variant: names.variant.clone(),
        media_variants,
        docs,
        headers: headers.collect(),
        content,
    }
}

fn security(operation: &Operation, names: &Names) -> Security {
    let alternatives: Vec<Vec<String>> = operation
        .security
        .iter()
        .filter(|alternative| !alternative.is_empty())
        .map(|alternative| {
            let schemes = alternative
                .iter()
                .filter_map(|scheme| names.security_schemes.get(*scheme));
            schemes.map(|scheme| scheme.variant.clone()).collect()
        })
        .collect();
    let open = operation.security.iter().any(Vec::is_empty);
    match (alternatives.is_empty(), open) {
        (true, _) => Security::Open,
        (false, true) => Security::Optional(alternatives),
        (false, false) => Security::Required(alternatives),
    }
}

/// Responses that carry the same share one type, named after the first.
fn success(operation: &str, responses: &[ResponseView]) -> Success {
    let mut payloads: Vec<(usize, Payload)> = Vec::new();
    for (index, response) in responses
        .iter()
        .enumerate()
        .filter(|(_, response)| response.success)
    {
        let alike = payloads.iter().find(|(earlier, _)| {
            responses.get(*earlier).is_some_and(|earlier| {
                earlier
                    .headers
                    .iter()
                    .map(wire_form)
                    .eq(response.headers.iter().map(wire_form))
                    && earlier.content == response.content
            })
        });
        let payload = match alike {
            Some((_, payload)) => payload.clone(),
            None if response.headers.is_empty() => Payload::Body(response.content.clone()),
            None => Payload::Struct(format!("{operation}{}", response.variant)),
        };
        payloads.push((index, payload));
    }
    match payloads.split_first() {
        None => Success::One(Payload::Body(ContentView::Empty)),
        Some(((_, first), rest)) if rest.iter().all(|(_, payload)| payload == first) => {
            Success::One(first.clone())
        }
        Some(_) => Success::Many(format!("{operation}Success"), payloads),
    }
}

fn wire_form(header: &HeaderView) -> (&str, &RustType, bool) {
    (&header.wire, &header.kind, header.required)
}
