//! Plans operations and their tags.

use super::model::features::OperationFeatures;
use super::model::gate::Gate;
use super::model::operation::{
    Alternative, OperationView, PathPartView, SchemeView, Security, TagView, no_summary,
};
use super::receive::receive;
use super::resolver::Resolver;
use super::{body, features, media_type, request, response, server};
use crate::ir::{Api, Operation, PathPart, RequiredScheme, SecurityKind, SecurityScheme};
use crate::names::{Names, OperationNames};

/// The tags with their operations; one without is left out.
pub(super) fn tags(api: &Api, resolver: &Resolver<'_>) -> Vec<TagView> {
    let is_alone = api.tags.len() == 1;
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
            gate: if is_alone {
                Gate::default()
            } else {
                Gate::of([&names.feature])
            },
        })
        .collect();
    for (operation, names) in api.operations.iter().zip(&resolver.names.operations) {
        if let Some(tag) = tags.get_mut(operation.tag) {
            tag.operations.push(view(api, operation, names, resolver));
        }
    }
    tags
}

/// The security schemes in use.
pub(super) fn schemes(api: &Api, names: &Names, tags: &[TagView]) -> Vec<SchemeView> {
    api.security_schemes
        .iter()
        .zip(&names.security_schemes)
        .map(|(scheme, names)| SchemeView {
            field: names.field.clone(),
            variant: names.variant.clone(),
            wire: scheme.name.clone(),
            docs: scheme.description.clone(),
            kind: scheme.kind.clone(),
            on_server: is_on_server(&names.variant, tags),
            on_client: is_sent(scheme),
        })
        .collect()
}

/// Whether an operation that the server has takes the credentials of a scheme.
fn is_on_server(scheme: &str, tags: &[TagView]) -> bool {
    let operations = tags.iter().flat_map(|tag| &tag.operations);
    let routed = operations.filter(|operation| operation.routed);
    let mut alternatives = routed.flat_map(|operation| operation.security.alternatives());
    alternatives.any(|alternative| alternative.schemes.iter().any(|other| other == scheme))
}

pub(super) fn view(
    api: &Api,
    operation: &Operation,
    names: &OperationNames,
    resolver: &Resolver<'_>,
) -> OperationView {
    let responses = response::responses(operation, names, resolver);
    let success = response::success(names, &responses);
    let mut view = OperationView {
        name: names.name.clone(),
        types: names.types.clone(),
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
        routed: operation.is_routable,
        summary: summary(operation),
        docs: operation.description.clone(),
        deprecated: operation.deprecated,
        parameters: request::parameters(api, operation, names, resolver),
        body: body::body(operation, names, resolver),
        accept: media_type::accept(operation, names, &responses),
        default_accept: media_type::default_accept(&responses),
        payloads: response::payloads(&success, &responses),
        error_body: response::error_body(&responses),
        receive: receive(&responses, &success),
        pages: None,
        expects_redirect: responses
            .iter()
            .any(|response| response.success && response.status.is_redirect()),
        success,
        responses,
        security: security(api, operation, resolver.names, |_| true),
        sent_security: security(api, operation, resolver.names, is_sent),
        servers: operation.servers.iter().map(server::default_url).collect(),
        features: OperationFeatures::default(),
        webhook: None,
    };
    view.features = features::of_operation(&view);
    view
}

/// The summary, or what it would be without one, as one line.
fn summary(operation: &Operation) -> String {
    let text = operation.summary.as_deref().unwrap_or_default();
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.is_empty() {
        no_summary(&operation.id)
    } else {
        line
    }
}

/// Whether credentials are part of a request: a certificate belongs to the connection.
fn is_sent(scheme: &SecurityScheme) -> bool {
    scheme.kind != SecurityKind::Certificate
}

/// The alternatives of an operation, of each the schemes that count.
fn security(
    api: &Api,
    operation: &Operation,
    names: &Names,
    counts: fn(&SecurityScheme) -> bool,
) -> Security {
    let counts = |required: &&RequiredScheme| {
        let scheme = api.security_schemes.get(required.scheme);
        scheme.is_some_and(counts)
    };
    let alternatives = operation.security.iter().map(|alternative| {
        let required = || alternative.iter().filter(counts);
        let schemes = required().filter_map(|it| names.security_schemes.get(it.scheme));
        let mut scopes: Vec<String> = Vec::new();
        for scope in required().flat_map(|required| &required.scopes) {
            if !scopes.contains(scope) {
                scopes.push(scope.clone());
            }
        }
        Alternative {
            schemes: schemes.map(|scheme| scheme.variant.clone()).collect(),
            scopes,
        }
    });
    let (alternatives, open): (Vec<_>, Vec<_>) =
        alternatives.partition(|alternative| !alternative.schemes.is_empty());
    let open = !open.is_empty();
    match (alternatives.is_empty(), open) {
        (true, _) => Security::Open,
        (false, true) => Security::Optional(alternatives),
        (false, false) => Security::Required(alternatives),
    }
}
