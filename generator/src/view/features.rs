//! Finds out which features operations and crates have.

use super::model::checks::{Checks, Rule};
use super::model::features::{CrateFeatures, Feature, Features, OperationFeatures};
use super::model::{
    BodyKind, CodecKind, ContentView, HeaderView, Item, Literal, OperationView, PartCodec,
    PartHolder, PartView, Routing, RustType, SchemeView, Security, TagView, TypeFile, WebhooksView,
};
use crate::formats::Scalar;
use crate::ir::{Keyword, SecurityKind, Status, Stream};
use crate::pattern::{Engine, Pattern};

/// The features of one operation.
pub(super) fn of_operation(operation: &OperationView) -> OperationFeatures {
    let both = request(operation);
    OperationFeatures {
        client: client(operation, &both),
        server: if operation.routed {
            server(operation, &both)
        } else {
            Features::default()
        },
    }
}

/// What the request is made of.
fn request(operation: &OperationView) -> Features {
    let mut features = Features::default();
    let bodies = operation.body.iter();
    for variant in bodies.flat_map(|body| &body.variants) {
        match &variant.kind {
            BodyKind::Value(_) => {}
            BodyKind::Multipart(_) => features.add(Feature::Multipart),
            BodyKind::Lines(_) => features.add(Feature::LineUploads),
            BodyKind::Binary => features.add(Feature::Uploads),
        }
        let mut codecs = variant.codecs.iter();
        let is_form = codecs.any(|codec| matches!(codec.kind, CodecKind::Form(_)));
        features.add_if(Feature::Styles, is_form);
    }
    let parameters = operation.parameters.iter();
    let headers = operation.responses.iter();
    let headers = headers.flat_map(|response| &response.headers);
    let mut codecs = parameters.map(|parameter| &parameter.codec).chain(
        headers
            .chain(part_headers(operation))
            .map(|header| &header.codec),
    );
    features.add_if(Feature::Styles, codecs.any(Option::is_some));
    let has_unions = parts(operation).any(|part| part.codec == PartCodec::Union);
    features.add_if(Feature::Styles, has_unions);
    features.add_if(Feature::PartUnions, has_unions);
    let has_headers = part_headers(operation).next().is_some();
    features.add_if(Feature::PartHeaders, has_headers);
    features.add_if(Feature::Styles, has_headers);
    features
}

fn client(operation: &OperationView, both: &Features) -> Features {
    let mut features = both.clone();
    let responses = operation.responses.iter();
    for response in responses.filter(|response| response.success) {
        features.extend(&body(&response.content));
    }
    features.add_if(Feature::Buffered, !features.has(Feature::Streams));
    let sends_credentials = !matches!(operation.sent_security, Security::Open);
    features.add_if(Feature::Credentials, sends_credentials);
    features
}

fn server(operation: &OperationView, both: &Features) -> Features {
    let mut features = both.clone();
    for response in &operation.responses {
        features.extend(&body(&response.content));
        let is_range = matches!(response.status, Status::Range(_));
        features.add_if(Feature::StatusRanges, is_range);
    }
    let takes_credentials = !matches!(operation.security, Security::Open);
    features.add_if(Feature::Credentials, takes_credentials);
    let mut alternatives = operation.security.alternatives().iter();
    let has_scopes = alternatives.any(|alternative| !alternative.scopes.is_empty());
    features.add_if(Feature::Scopes, has_scopes);
    features.add_if(
        Feature::RequiredCredentials,
        matches!(operation.security, Security::Required(_)),
    );
    features
}

/// What the body of a response is.
fn body(content: &ContentView) -> Features {
    let mut features = Features::default();
    match content {
        ContentView::Binary => features.add(Feature::Bytes),
        ContentView::Stream(_, Stream::Events(_)) => features.add(Feature::Events),
        ContentView::Stream(_, Stream::Lines) => features.add(Feature::JsonLines),
        ContentView::Empty | ContentView::Json(_) | ContentView::Text => {}
    }
    features.add_if(Feature::Streams, content.is_stream());
    features
}

/// The features of each crate.
pub(super) fn of_crates(
    files: &[TypeFile],
    tags: &[TagView],
    webhooks: Option<&WebhooksView>,
    schemes: &[SchemeView],
    routing: &Routing,
) -> CrateFeatures {
    let operations = || tags.iter().flat_map(|tag| &tag.operations);
    let of_webhooks = || {
        webhooks
            .iter()
            .flat_map(|webhooks| &webhooks.tag.operations)
    };
    let mut features = CrateFeatures {
        types: types(files, operations().chain(of_webhooks())),
        ..CrateFeatures::default()
    };
    if let Some(webhooks) = webhooks {
        features.types.add(Feature::Webhooks);
        let (client, server) = (&mut features.client, &mut features.server);
        client.add_if(Feature::SentWebhooks, webhooks.sent);
        server.add_if(Feature::ReceivedWebhooks, webhooks.received);
        for webhook in of_webhooks() {
            if webhooks.sent {
                client.extend(&webhook.features.client);
            }
            if webhooks.received {
                server.extend(&webhook.features.server);
            }
        }
    }
    let mut gates = tags.iter().map(|tag| &tag.gate);
    let has_gates = gates.any(|gate| !gate.is_open());
    features.server.add_if(Feature::TagFeatures, has_gates);
    for operation in operations() {
        features.client.extend(&operation.features.client);
        features.server.extend(&operation.features.server);
    }
    for scheme in schemes {
        let credential = credential(scheme);
        if scheme.on_client {
            features.client.extend(&credential);
        }
        if scheme.on_server {
            features.server.extend(&credential);
        }
    }
    let across_tags = !routing.across_tags.is_empty();
    let server = &mut features.server;
    server.add_if(Feature::RoutesAcrossTags, across_tags);
    let has_old = routing
        .routes()
        .any(|route| route.path.contains("/:") || route.path.contains("/*"));
    server.add_if(Feature::OldPathSyntax, has_old);
    features
}

fn credential(scheme: &SchemeView) -> Features {
    let kind = match scheme.kind {
        SecurityKind::Basic => Feature::BasicAuth,
        SecurityKind::Certificate => Feature::Certificates,
        SecurityKind::Bearer | SecurityKind::Http(_) | SecurityKind::Key(..) => Feature::Secrets,
    };
    let mut features = Features::from_iter([Feature::Credentials, kind]);
    let is_bearer = matches!(scheme.kind, SecurityKind::Bearer);
    features.add_if(Feature::BearerAuth, is_bearer);
    features
}

fn types<'a>(files: &[TypeFile], operations: impl Iterator<Item = &'a OperationView>) -> Features {
    let mut features = Features::default();
    features.add_if(Feature::Types, !files.is_empty());
    for item in files.iter().flat_map(|file| &file.items) {
        match item {
            Item::Struct(_) => features.add(Feature::Structs),
            Item::Enum(_) => features.extend(
                &[Feature::Enums, Feature::UnknownValues]
                    .into_iter()
                    .collect(),
            ),
            Item::Union(union) => {
                features.add(union.feature());
                features.add_if(Feature::UnknownValues, union.text.is_some());
            }
            Item::Newtype(_) => features.add(Feature::Newtypes),
            Item::Alias(_) => {}
        }
        item.checks()
            .for_each(|checks| features.extend(&checked(checks)));
        features.extend(&of_keywords(item.keywords()));
        features.add_if(Feature::Never, item.types().any(has_never));
        features.add_if(Feature::JsonText, item.types().any(has_json_text));
        let has_parsed = item.values().any(Literal::is_parsed);
        features.add_if(Feature::ParsedValues, has_parsed);
    }
    for operation in operations {
        let has_never = operation_types(operation).any(has_never);
        features.add_if(Feature::Never, has_never);
        let has_json_text = operation_types(operation).any(has_json_text);
        features.add_if(Feature::JsonText, has_json_text);
        let checks = operation_checks(operation);
        checks.for_each(|checks| features.extend(&checked(checks)));
        let has_parsed = defaults(operation).any(Literal::is_parsed);
        features.add_if(Feature::ParsedValues, has_parsed);
        let has_styles = operation.features.client.has(Feature::Styles);
        features.add_if(Feature::Styles, has_styles);
        for lines in [Feature::JsonLines, Feature::LineUploads] {
            let has_lines = [&operation.features.client, &operation.features.server];
            features.add_if(lines, has_lines.iter().any(|side| side.has(lines)));
        }
    }
    features
}

/// What the checks of a value need.
pub(super) fn checked(checks: &Checks) -> Features {
    let mut features = Features::default();
    for checks in checks.all() {
        let patterns = checks.rules.iter().filter_map(|rule| match rule {
            Rule::Pattern(pattern) => Some(pattern),
            _ => None,
        });
        features.extend(&of_patterns(patterns));
        features.extend(&of_keywords(&checks.keywords));
    }
    features
}

/// What the keywords need that are checked of a value as it is in JSON.
fn of_keywords(keywords: &[Keyword]) -> Features {
    let mut features = of_patterns(keywords.iter().flat_map(Keyword::patterns));
    features.add_if(Feature::Keywords, !keywords.is_empty());
    features
}

fn of_patterns<'a>(patterns: impl Iterator<Item = &'a Pattern>) -> Features {
    patterns
        .map(|pattern| match pattern.engine {
            Engine::Regex(_) => Feature::Patterns,
            Engine::Regress => Feature::EcmaPatterns,
        })
        .collect()
}

/// The Rust types for formats that the types crate has, each once.
pub(super) fn scalars<'a>(
    files: &'a [TypeFile],
    operations: impl Iterator<Item = &'a OperationView>,
) -> Vec<Scalar> {
    let mut scalars: Vec<Scalar> = Vec::new();
    let mut add = |kind: &RustType| {
        kind.visit(&mut |kind| match kind {
            RustType::Scalar(scalar) if !scalars.contains(scalar) => scalars.push(scalar.clone()),
            _ => {}
        });
    };
    let items = files.iter().flat_map(|file| &file.items);
    items.flat_map(Item::types).for_each(&mut add);
    operations.flat_map(operation_types).for_each(&mut add);
    scalars
}

fn has_never(kind: &RustType) -> bool {
    let mut has_never = false;
    kind.visit(&mut |kind| has_never |= *kind == RustType::Never);
    has_never
}

fn has_json_text(kind: &RustType) -> bool {
    let mut has_json_text = false;
    kind.visit(&mut |kind| has_json_text |= matches!(kind, RustType::JsonText(_)));
    has_json_text
}

/// What is checked of the request of an operation.
fn operation_checks(operation: &OperationView) -> impl Iterator<Item = &Checks> {
    let parameters = operation.parameters.iter();
    let variants = operation.body.iter().flat_map(|body| &body.variants);
    parameters
        .map(|parameter| &parameter.checks)
        .chain(variants.map(|variant| &variant.checks))
        .chain(parts(operation).map(|part| &part.checks))
        .chain(holders(operation).map(|holder| &holder.checks))
        .chain(part_headers(operation).map(|header| &header.checks))
}

/// The types of an operation's parameters, bodies and headers.
pub(super) fn operation_types(operation: &OperationView) -> impl Iterator<Item = &RustType> {
    let parameters = operation.parameters.iter();
    let variants = operation.body.iter().flat_map(|body| &body.variants);
    let bodies = variants.filter_map(|variant| match &variant.kind {
        BodyKind::Value(kind) | BodyKind::Lines(kind) => Some(kind),
        BodyKind::Multipart(_) | BodyKind::Binary => None,
    });
    let parts = parts(operation).filter_map(|part| part.kind.as_ref());
    let headers = operation.responses.iter();
    let headers = headers.flat_map(|response| &response.headers);
    let headers = headers.chain(part_headers(operation));
    let contents = operation.responses.iter();
    parameters
        .map(|parameter| &parameter.kind)
        .chain(bodies)
        .chain(parts)
        .chain(headers.map(|header| &header.kind))
        .chain(contents.filter_map(|response| response.content.kind()))
}

fn parts(operation: &OperationView) -> impl Iterator<Item = &PartView> {
    let variants = operation.body.iter().flat_map(|body| &body.variants);
    variants.flat_map(|variant| match &variant.kind {
        BodyKind::Multipart(form) => form.parts.as_slice(),
        BodyKind::Value(_) | BodyKind::Lines(_) | BodyKind::Binary => &[],
    })
}

/// The headers of the parts.
fn part_headers(operation: &OperationView) -> impl Iterator<Item = &HeaderView> {
    holders(operation).flat_map(|holder| &holder.headers)
}

/// The parts with headers of their own.
fn holders(operation: &OperationView) -> impl Iterator<Item = &PartHolder> {
    parts(operation).filter_map(|part| part.holder.as_ref())
}

/// The defaults of parameters and parts.
fn defaults(operation: &OperationView) -> impl Iterator<Item = &Literal> {
    let parameters = operation.parameters.iter();
    let parameters = parameters.filter_map(|parameter| parameter.default.as_ref());
    let parts = parts(operation).filter_map(|part| part.default.as_ref());
    parameters.chain(parts).map(|default| &default.value)
}
