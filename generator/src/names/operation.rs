//! The identifiers of tags and operations.

use std::collections::{BTreeSet, HashSet};
use std::mem::discriminant;

use super::identifier::{camel, escape, escape_module, snake};
use super::reserved::Reserved;
use super::unique::Scope;
use crate::diagnostic::Diagnostics;
use crate::ir::{Api, Content, Header, Location, Operation, Payload, Status, Stream, Webhook};

/// The identifiers of a tag.
#[derive(Clone, Debug)]
pub struct TagNames {
    /// The server's trait and the client's handle.
    pub name: String,
    /// The client's method that gives the handle.
    pub method: String,
    /// The module of the tag in both crates.
    pub module: String,
    /// The cargo feature of the tag in all crates.
    pub feature: String,
}

/// The identifiers of an operation.
#[derive(Clone, Debug)]
pub struct OperationNames {
    /// The prefix of its types, in `UpperCamelCase`, and the request that a client builds.
    pub name: String,
    /// Its other types.
    pub types: OperationTypes,
    /// Its method on both sides.
    pub method: String,
    /// Its module on both sides.
    pub module: String,
    /// One for each of its parameters: a field on the server, an argument or setter on the client.
    pub parameters: Vec<String>,
    /// One for each content of the request body: a variant, where it has several.
    pub bodies: Vec<String>,
    /// One for each part of a multipart body.
    pub parts: Vec<PartNames>,
    /// One for each of its responses.
    pub responses: Vec<ResponseNames>,
    /// One for each media type that it can be asked for, without ranges, and one for all others;
    /// none where there is no choice.
    pub accept: Vec<String>,
}

/// The types of an operation, as far as it has them.
#[derive(Clone, Debug)]
pub struct OperationTypes {
    /// What the server's method takes.
    pub request: String,
    /// What the server's method gives.
    pub response: String,
    /// A request body that may be of several types, or written in several ways.
    pub body: String,
    /// A `multipart/form-data` body.
    pub form: String,
    /// The media types that a client can ask for.
    pub accept: String,
    /// What a client gets of several successes.
    pub success: String,
    /// What a client gets of errors.
    pub error: String,
}

impl OperationTypes {
    fn new(name: &str) -> Self {
        let named = |suffix: &str| format!("{name}{suffix}");
        Self {
            request: named("Request"),
            response: named("Response"),
            body: named("Body"),
            form: named("Form"),
            accept: named("Accept"),
            success: named("Success"),
            error: named("Error"),
        }
    }
}

/// The identifiers of a part of a multipart body.
#[derive(Clone, Debug)]
pub struct PartNames {
    /// Its field.
    pub field: String,
    /// The struct for what it holds and its headers, where it has headers of its own.
    pub holder: String,
    /// One field for each header.
    pub headers: Vec<String>,
}

/// The identifiers of a response.
#[derive(Clone, Debug)]
pub struct ResponseNames {
    /// Its variants: one for each of its contents, or one alone where it has none.
    pub variants: Vec<VariantNames>,
    /// One field for each header.
    pub headers: Vec<String>,
}

/// The identifiers of a response with one content.
#[derive(Clone, Debug)]
pub struct VariantNames {
    /// The variant.
    pub name: String,
    /// The client's struct for its headers and body, where it needs one.
    pub payload: String,
    /// One variant for each media type, where whoever answers has to choose one.
    pub media: Vec<String>,
}

/// The cargo feature of types that only webhooks and callbacks have a use for: no tag's, where there
/// are some.
pub const WEBHOOKS: &str = "webhooks";

/// The cargo feature of their signatures: no tag's either.
const STANDARD_WEBHOOKS: &str = "standard-webhooks";

pub(super) fn tags(api: &Api, reserved: &Reserved, diagnostics: &mut Diagnostics) -> Vec<TagNames> {
    let mut types = Scope::reserving(reserved.apis());
    let mut modules = Scope::reserving(&reserved.tag_modules);
    let mut features = reserved.tag_features.clone();
    if !api.webhooks.is_empty() {
        features.extend([WEBHOOKS, STANDARD_WEBHOOKS].map(str::to_owned));
    }
    api.tags
        .iter()
        .map(|tag| {
            let name = types.take(&camel(&tag.name), "Api", &tag.origin, diagnostics);
            let module = modules.take(
                &escape_module(&snake(&tag.name)),
                "_api",
                &tag.origin,
                diagnostics,
            );
            TagNames {
                name,
                method: module.clone(),
                feature: feature(&module, &mut features),
                module,
            }
        })
        .collect()
}

/// The cargo feature of a tag, called after its module: `pull-requests`.
fn feature(module: &str, taken: &mut BTreeSet<String>) -> String {
    let mut feature = module.trim_matches('_').replace('_', "-");
    while !taken.insert(feature.clone()) {
        feature.push_str("-tag");
    }
    feature
}

pub(super) fn operations(
    api: &Api,
    tags: &[TagNames],
    reserved: &Reserved,
    diagnostics: &mut Diagnostics,
) -> Vec<OperationNames> {
    let mut names = Scope::reserving(reserved.apis().chain(stems(reserved)));
    for (tag, named) in api.tags.iter().zip(tags) {
        names.reserve(&named.name, &tag.origin);
    }
    named(&api.operations, tags, names, reserved, diagnostics)
}

/// The identifiers of webhooks.
#[derive(Clone, Debug)]
pub struct WebhookNames {
    /// Those of all of them, as those of a tag.
    pub tag: TagNames,
    /// One for each of [`Api::webhooks`].
    pub operations: Vec<OperationNames>,
}

/// Names the webhooks as the operations of a tag. It gives way to the document's tags, so that no tag is
/// called otherwise once somebody asks for the webhooks.
pub(super) fn webhooks(
    api: &Api,
    tags: &[TagNames],
    reserved: &Reserved,
    diagnostics: &mut Diagnostics,
) -> WebhookNames {
    let is_taken = |module: &str| tags.iter().any(|tag| tag.module == module);
    let mut module = WEBHOOKS.to_owned();
    while is_taken(&module) {
        module.insert_str(0, "api_");
    }
    let tag = TagNames {
        name: camel(WEBHOOKS),
        method: module.clone(),
        feature: WEBHOOKS.to_owned(),
        module,
    };
    let reserved = reserved.of_webhooks();
    let names = Scope::reserving(reserved.apis().chain(stems(&reserved)));
    let operations: Vec<Operation> = api.webhooks.iter().map(Webhook::to_operation).collect();
    let tags = std::slice::from_ref(&tag);
    let operations = named(&operations, tags, names, &reserved, diagnostics);
    WebhookNames { tag, operations }
}

/// Names operations, their types in a scope that has the other names.
fn named(
    operations: &[Operation],
    tags: &[TagNames],
    mut names: Scope,
    reserved: &Reserved,
    diagnostics: &mut Diagnostics,
) -> Vec<OperationNames> {
    let mut methods = Scope::reserving(&reserved.operation_methods);
    let mut modules = Scope::default();
    let ids = operations.iter().map(|operation| &operation.id);
    let all: HashSet<String> = ids.map(|id| camel(&snake(id))).collect();
    operations
        .iter()
        .map(|operation| {
            let method = methods.take(&snake(&operation.id), "_", &operation.origin, diagnostics);
            let name = name(&camel(&method), &all, &mut names, operation, diagnostics);
            let types = OperationTypes::new(&name);
            OperationNames {
                module: modules.take(
                    &module(&method, tags.get(operation.tag), reserved),
                    "_",
                    &operation.origin,
                    diagnostics,
                ),
                method: escape(&method),
                parameters: parameters(operation, reserved, diagnostics),
                bodies: bodies(operation, diagnostics),
                parts: parts(operation, &types.form, &mut names, diagnostics),
                responses: responses(operation, &name, diagnostics),
                accept: accept(operation, diagnostics),
                types,
                name,
            }
        })
        .collect()
}

/// What the names of an operation's types end with.
const SUFFIXES: &[&str] = &[
    "Accept", "Body", "Error", "Form", "Request", "Response", "Success",
];

/// What a name of the imports begins with, where one of these ends it: an operation `Into` would have
/// an `IntoResponse` of its own.
fn stems(reserved: &Reserved) -> impl Iterator<Item = &str> {
    let imports = reserved.imports.iter();
    imports.flat_map(|name| {
        let stems = SUFFIXES.iter();
        stems.filter_map(|suffix| name.strip_suffix(suffix).filter(|stem| !stem.is_empty()))
    })
}

/// The prefix of an operation's types. One that is what another operation calls a type of its own,
/// such as `GetError` beside `Get`, is told apart.
fn name(
    wanted: &str,
    all: &HashSet<String>,
    names: &mut Scope,
    operation: &Operation,
    diagnostics: &mut Diagnostics,
) -> String {
    let suffix = SUFFIXES.iter().find(|suffix| {
        let other = wanted.strip_suffix(**suffix);
        other.is_some_and(|other| all.contains(other))
    });
    let wanted = match suffix {
        Some(_) => format!("{wanted}Operation"),
        None => wanted.to_owned(),
    };
    names.take(&wanted, "Operation", &operation.origin, diagnostics)
}

fn module(method: &str, tag: Option<&TagNames>, reserved: &Reserved) -> String {
    let module = escape_module(method);
    // A module of the same name as the one around it is confusing.
    let is_tag = tag.is_some_and(|tag| tag.module == module);
    if is_tag || reserved.operation_modules.contains(&module) {
        format!("{module}_")
    } else {
        module
    }
}

fn parameters(
    operation: &Operation,
    reserved: &Reserved,
    diagnostics: &mut Diagnostics,
) -> Vec<String> {
    // An operation with servers of its own has a method to set another, and one that can be
    // answered in several media types has one to choose.
    let mut taken: Vec<&str> = reserved.parameters.iter().map(String::as_str).collect();
    if !operation.servers.is_empty() {
        taken.push("server");
    }
    if !operation.choices().is_empty() {
        taken.push("accept");
    }
    let mut scope = Scope::reserving(taken);
    operation
        .parameters
        .iter()
        .map(|parameter| {
            let suffix = match parameter.location {
                Location::Path => "_path",
                Location::Query => "_query",
                Location::Header => "_header",
                Location::Cookie => "_cookie",
            };
            escape(&scope.take(
                &snake(&parameter.name),
                suffix,
                &parameter.origin,
                diagnostics,
            ))
        })
        .collect()
}

fn bodies(operation: &Operation, diagnostics: &mut Diagnostics) -> Vec<String> {
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    let contents: Vec<&Content> = contents.collect();
    let mut scope = Scope::default();
    let names = contents.iter().map(|content| {
        let word = match &content.payload {
            Payload::Json(_) => "Json",
            Payload::Form(..) => "Form",
            Payload::Multipart(_) => "Multipart",
            Payload::Text => "Text",
            Payload::Binary => "Binary",
            Payload::Stream(_, stream) => stream_word(*stream),
        };
        let same =
            |other: &&&Content| discriminant(&other.payload) == discriminant(&content.payload);
        let media_type = content.media_types.first().map_or("", String::as_str);
        let name = match patch_name(media_type) {
            Some(patch) => camel(patch),
            None if contents.iter().filter(same).count() == 1 || is_usual(content) => {
                word.to_owned()
            }
            None => camel(media_type),
        };
        scope.take(&name, "Body", &content.origin, diagnostics)
    });
    names.collect()
}

/// The name of a patch: `merge-patch` of `application/merge-patch+json`.
fn patch_name(media_type: &str) -> Option<&str> {
    let (_, subtype) = media_type.split_once('/')?;
    let name = subtype.split(['+', ';']).next()?.trim();
    name.ends_with("patch").then_some(name)
}

/// Whether a content is of the media type that its payload usually has.
fn is_usual(content: &Content) -> bool {
    let mut media_types = content.media_types.iter();
    media_types.any(|media_type| {
        let (essence, parameters) = media_type.split_once(';').unwrap_or((media_type, ""));
        // A parameter such as `version=2` tells it from the usual one.
        if !parameters.is_empty() && !parameters.to_ascii_lowercase().contains("charset") {
            return false;
        }
        let essence = essence.trim();
        let usual: &[&str] = match content.payload {
            Payload::Json(_) => &["application/json", "text/json", "*/*", "application/*"],
            Payload::Text => &["text/plain"],
            _ => &[],
        };
        usual
            .iter()
            .any(|usual| essence.eq_ignore_ascii_case(usual))
    })
}

fn parts(
    operation: &Operation,
    form: &str,
    types: &mut Scope,
    diagnostics: &mut Diagnostics,
) -> Vec<PartNames> {
    let mut scope = Scope::default();
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    let parts = contents.filter_map(|content| match &content.payload {
        Payload::Multipart(form) => Some(&form.parts),
        _ => None,
    });
    parts
        .flatten()
        .map(|part| PartNames {
            field: escape(&scope.take(&snake(&part.name), "_", &part.origin, diagnostics)),
            holder: match part.headers.as_slice() {
                [] => String::new(),
                _ => {
                    let name = format!("{form}{}Part", camel(&part.name));
                    types.take(&name, "Headers", &part.origin, diagnostics)
                }
            },
            headers: headers(&part.headers, diagnostics),
        })
        .collect()
}

fn responses(
    operation: &Operation,
    prefix: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<ResponseNames> {
    let mut scope = Scope::default();
    operation
        .responses
        .iter()
        .map(|response| {
            let base = status_name(response.status);
            let names = match response.contents.as_slice() {
                [] => vec![(base, Vec::new())],
                [only] => vec![(base.clone(), media_variants(&base, only))],
                several => several
                    .iter()
                    .map(|content| {
                        let name = format!("{base}{}", content_word(content, several));
                        (name, media_variants(&base, content))
                    })
                    .collect(),
            };
            let variants = names.into_iter().map(|(name, media)| {
                let mut take = |name: &str| scope.take(name, "_", &response.origin, diagnostics);
                let media: Vec<String> = media.iter().map(|name| take(name)).collect();
                // The variants of media types are what the server has instead of this one.
                let name = if media.contains(&name) {
                    name
                } else {
                    take(&name)
                };
                VariantNames {
                    payload: format!("{prefix}{name}"),
                    name,
                    media,
                }
            });
            ResponseNames {
                variants: variants.collect(),
                headers: headers(&response.headers, diagnostics),
            }
        })
        .collect()
}

fn accept(operation: &Operation, diagnostics: &mut Diagnostics) -> Vec<String> {
    let choices = operation.choices();
    if choices.is_empty() {
        return Vec::new();
    }
    let mut scope = Scope::default();
    let names = choices.iter().filter(|choice| !choice.contains('*'));
    let words: Vec<String> = names.map(|choice| camel(choice)).collect();
    let words = words.iter().map(String::as_str).chain(["Other"]);
    words
        .map(|word| scope.take(word, "_", &operation.origin, diagnostics))
        .collect()
}

fn stream_word(stream: Stream) -> &'static str {
    match stream {
        Stream::Events(_) => "Events",
        Stream::Lines => "Lines",
    }
}

/// What tells one of several contents apart from the others: what it is, or else its media type.
fn content_word(content: &Content, several: &[Content]) -> String {
    let kind = |content: &Content| match content.payload {
        Payload::Json(_) => "Json",
        Payload::Form(..) | Payload::Multipart(_) => "Form",
        Payload::Text => "Text",
        Payload::Binary => "Bytes",
        Payload::Stream(_, stream) => stream_word(stream),
    };
    let word = kind(content);
    let alike = several.iter().filter(|other| kind(other) == word).count();
    match content.media_types.first() {
        Some(media_type) if alike > 1 => camel(media_type),
        _ => word.to_owned(),
    }
}

/// The variants of the media types of one content, where there are several: nothing in such a body
/// says which of them it is.
fn media_variants(base: &str, content: &Content) -> Vec<String> {
    match content.payload {
        Payload::Binary | Payload::Text | Payload::Json(_) if content.choices().len() > 1 => {
            let choices = content.choices().into_iter();
            choices
                .map(|media| format!("{base}{}", camel(media)))
                .collect()
        }
        _ => Vec::new(),
    }
}

fn headers(headers: &[Header], diagnostics: &mut Diagnostics) -> Vec<String> {
    let mut scope = Scope::reserving(["body", "status"]);
    headers
        .iter()
        .map(|header| {
            escape(&scope.take(&snake(&header.name), "_header", &header.origin, diagnostics))
        })
        .collect()
}

/// The constant of the `http` crate for a status, if it has one.
#[must_use]
pub fn status_constant(code: u16) -> Option<String> {
    let status = http::StatusCode::from_u16(code).ok()?;
    let reason = status.canonical_reason()?.chars();
    let letters = reason.filter(|char| *char != '\'').map(|char| {
        if char.is_ascii_alphanumeric() {
            char.to_ascii_uppercase()
        } else {
            '_'
        }
    });
    Some(letters.collect())
}

/// A status by its reason phrase (RFC 9110, section 15), or by its number.
fn status_name(status: Status) -> String {
    match status {
        Status::Code(code) => http::StatusCode::from_u16(code)
            .ok()
            .and_then(|code| code.canonical_reason())
            .map_or_else(|| format!("Status{code}"), camel),
        Status::Range(digit) => format!("Status{digit}xx"),
        Status::Default => "Default".to_owned(),
    }
}
