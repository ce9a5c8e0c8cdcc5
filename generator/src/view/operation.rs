//! Operations as both sides see them.

use super::rust_type::{Literal, Resolver, RustType};
use crate::ir::{
    Api, Body, Content, Location, Method, Operation, PartKind, PathPart, Response, SecurityKind,
    Status, TypeRef,
};
use crate::names::{Names, OperationNames, ResponseNames};

/// A tag and its operations.
#[derive(Debug)]
pub struct TagView {
    /// The server's trait and the client's handle.
    pub name: String,
    /// The client's method.
    pub method: String,
    /// The module on both sides.
    pub module: String,
    /// The tag's name in the document.
    pub wire: String,
    /// Its description, in Markdown.
    pub docs: Option<String>,
    /// Its operations, in the document's order.
    pub operations: Vec<OperationView>,
}

/// A security scheme.
#[derive(Debug)]
pub struct SchemeView {
    /// The field of its credentials.
    pub field: String,
    /// Its variant.
    pub variant: String,
    /// Its name in the document.
    pub wire: String,
    /// Its description, in Markdown.
    pub docs: Option<String>,
    /// Its kind.
    pub kind: SecurityKind,
}

/// An operation.
#[derive(Debug)]
pub struct OperationView {
    /// The prefix of its types.
    pub name: String,
    /// Its method on both sides.
    pub method: String,
    /// Its module on both sides.
    pub module: String,
    /// `operationId`.
    pub id: String,
    /// The HTTP method.
    pub http_method: Method,
    /// The path template as the document spells it.
    pub path: String,
    /// The path template in parts.
    pub path_parts: Vec<PathPartView>,
    /// One line that says what it does.
    pub summary: String,
    /// More about it, in Markdown.
    pub docs: Option<String>,
    /// Whether the document discourages its use.
    pub deprecated: bool,
    /// Its parameters.
    pub parameters: Vec<ParameterView>,
    /// Its request body.
    pub body: Option<BodyView>,
    /// Its responses.
    pub responses: Vec<ResponseView>,
    /// What credentials it takes.
    pub security: Security,
    /// What a client gets when all goes well.
    pub success: Success,
}

/// A part of a path template.
#[derive(Debug)]
pub enum PathPartView {
    /// Text that is sent as it is.
    Literal(String),
    /// The index of a parameter in [`OperationView::parameters`].
    Parameter(usize),
}

/// A parameter.
#[derive(Debug)]
pub struct ParameterView {
    /// Its identifier.
    pub name: String,
    /// Its name on the wire.
    pub wire: String,
    /// Where it stands in a request.
    pub location: Location,
    /// Whether it is always there.
    pub required: bool,
    /// Its type.
    pub kind: RustType,
    /// What a missing one stands for.
    pub default: Option<Literal>,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
    /// Whether the document discourages its use.
    pub deprecated: bool,
}

/// A request body.
#[derive(Debug)]
pub struct BodyView {
    /// Whether it is always there.
    pub required: bool,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
    /// What it is made of.
    pub kind: BodyKind,
}

/// What a request body is made of.
#[derive(Debug)]
pub enum BodyKind {
    /// A JSON value of this type, and its media type.
    Json(RustType, String),
    /// `multipart/form-data`: the form's struct, and its parts.
    Multipart(String, Vec<PartView>),
}

/// A part of a multipart body.
#[derive(Debug)]
pub struct PartView {
    /// Its identifier.
    pub name: String,
    /// Its name on the wire.
    pub wire: String,
    /// Its type where it isn't a file.
    pub kind: Option<RustType>,
    /// Whether it is JSON rather than text.
    pub json: bool,
    /// Whether it is always there.
    pub required: bool,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
}

/// A response.
#[derive(Debug)]
pub struct ResponseView {
    /// Its status.
    pub status: Status,
    /// Whether a client takes it as what it asked for.
    pub success: bool,
    /// Its variant.
    pub variant: String,
    /// One variant and media type each, where it has several.
    pub media_variants: Vec<(String, String)>,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
    /// Its headers.
    pub headers: Vec<HeaderView>,
    /// Its body.
    pub content: ContentView,
}

/// The body of a response.
#[derive(Clone, Debug, PartialEq)]
pub enum ContentView {
    /// No body.
    Empty,
    /// A JSON value of this type, and its media type.
    Json(RustType, String),
    /// Bytes, and their media types.
    Binary(Vec<String>),
}

/// A header of a response.
#[derive(Clone, Debug, PartialEq)]
pub struct HeaderView {
    /// Its identifier.
    pub name: String,
    /// Its name on the wire.
    pub wire: String,
    /// Its type.
    pub kind: RustType,
    /// Whether it is always there.
    pub required: bool,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
}

/// What credentials an operation takes: alternatives of schemes, by their variants.
#[derive(Debug)]
pub enum Security {
    /// None.
    Open,
    /// It can do with and without.
    Optional(Vec<Vec<String>>),
    /// One alternative must be there.
    Required(Vec<Vec<String>>),
}

/// What a client gets from one response.
#[derive(Clone, Debug, PartialEq)]
pub enum Payload {
    /// The body alone: `()` where there is none.
    Body(ContentView),
    /// A struct of this name with the headers and the body.
    Struct(String),
}

/// What a client gets when all goes well.
#[derive(Debug)]
pub enum Success {
    /// The same from every response that isn't an error.
    One(Payload),
    /// An enum of this name, with a variant for each of them by its index.
    Many(String, Vec<(usize, Payload)>),
}

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
            kind: scheme.kind,
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
        summary: summary(operation),
        docs: operation.description.clone(),
        deprecated: operation.deprecated,
        parameters: parameters(operation, names, resolver),
        body: body(operation, names, resolver),
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

fn parameters(
    operation: &Operation,
    names: &OperationNames,
    resolver: &Resolver<'_>,
) -> Vec<ParameterView> {
    operation
        .parameters
        .iter()
        .zip(&names.parameters)
        .map(|(parameter, name)| ParameterView {
            name: name.clone(),
            wire: parameter.name.clone(),
            location: parameter.location,
            required: parameter.required,
            kind: resolver.scalar(parameter.kind),
            default: parameter.default.as_ref().and_then(|value| {
                resolver.literal(
                    value,
                    TypeRef {
                        id: parameter.kind,
                        nullable: false,
                    },
                )
            }),
            docs: parameter
                .description
                .clone()
                .unwrap_or_else(|| format!("The parameter `{}`.", parameter.name)),
            deprecated: parameter.deprecated,
        })
        .collect()
}

fn body(
    operation: &Operation,
    names: &OperationNames,
    resolver: &Resolver<'_>,
) -> Option<BodyView> {
    let body = operation.body.as_ref()?;
    let kind = match &body.body {
        Body::Json(kind, media_type) => BodyKind::Json(resolver.resolve(*kind), media_type.clone()),
        Body::Multipart(parts) => {
            let parts = parts.iter().zip(&names.parts).map(|(part, name)| {
                let (kind, json) = match part.kind {
                    PartKind::File => (None, false),
                    PartKind::Text(kind) => (Some(resolver.scalar(kind)), false),
                    PartKind::Json(kind) => (Some(resolver.resolve(kind)), true),
                };
                PartView {
                    name: name.clone(),
                    wire: part.name.clone(),
                    kind,
                    json,
                    required: part.required,
                    docs: part
                        .description
                        .clone()
                        .unwrap_or_else(|| format!("The part `{}`.", part.name)),
                }
            });
            BodyKind::Multipart(format!("{}Form", names.name), parts.collect())
        }
    };
    let docs = body
        .description
        .clone()
        .unwrap_or_else(|| "The request body.".to_owned());
    Some(BodyView {
        required: body.required,
        docs,
        kind,
    })
}

fn response(
    response: &Response,
    names: &ResponseNames,
    success: bool,
    resolver: &Resolver<'_>,
) -> ResponseView {
    let content = match &response.content {
        Content::Empty => ContentView::Empty,
        Content::Json(kind, media_type) => {
            ContentView::Json(resolver.resolve(*kind), media_type.clone())
        }
        Content::Binary(types) => ContentView::Binary(types.clone()),
    };
    let media_variants = match &response.content {
        Content::Binary(types) => names
            .media_variants
            .iter()
            .cloned()
            .zip(types.iter().cloned())
            .collect(),
        Content::Empty | Content::Json(..) => Vec::new(),
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
