//! Requests as both sides see them.

use serde_json::Value;

use super::literal::{DefaultValue, Literal};
use super::rust_type::{Resolver, RustType};
use super::union::{MAX_DEPTH, text};
use crate::ir::{
    Additional, Content, Encoding, Header, Kind, Location, Operation, Parameter, PartKind, Payload,
    Style, StyleKind, TypeId, TypeRef,
};
use crate::names::OperationNames;

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
    /// The text that it always is: nobody has to give it.
    pub constant: Option<String>,
    /// How it is written, where that isn't just its text.
    pub codec: Option<Codec>,
    /// What a missing one stands for.
    pub default: Option<DefaultValue>,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
    /// Whether the document discourages its use.
    pub deprecated: bool,
}

/// How a value is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codec {
    /// By a style or as JSON.
    pub encoding: Encoding,
    /// Which names are its members, where it stands without a name of its own.
    pub members: Members,
}

/// Which names of a query are members of an object that has no name of its own there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Members {
    /// None at all.
    None,
    /// These.
    Only(Vec<String>),
    /// All but these.
    Except(Vec<String>),
}

/// A request body.
#[derive(Debug)]
pub struct BodyView {
    /// Whether it is always there.
    pub required: bool,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
    /// Its enum, where it has several variants.
    pub name: String,
    /// What it may be; never nothing.
    pub variants: Vec<BodyVariant>,
}

/// One of the types that a request body may have.
#[derive(Debug)]
pub struct BodyVariant {
    /// Its variant.
    pub name: String,
    /// Its type.
    pub kind: BodyKind,
    /// How it may be written, the one that the client uses first.
    pub codecs: Vec<BodyCodec>,
}

/// The type of a request body.
#[derive(Debug, PartialEq)]
pub enum BodyKind {
    /// A value of this type.
    Value(RustType),
    /// `multipart/form-data`: the form's struct, and its parts.
    Multipart(String, Vec<PartView>),
    /// Bytes, which are streamed.
    Binary,
}

/// One way to write a request body.
#[derive(Debug)]
pub struct BodyCodec {
    /// How.
    pub kind: CodecKind,
    /// The media types, which may have wildcards.
    pub media_types: Vec<String>,
    /// The media type that a client sends.
    pub content_type: String,
}

/// How a request body is written.
#[derive(Debug)]
pub enum CodecKind {
    /// As JSON.
    Json,
    /// As a form, some of its members in another way than the others.
    Form(Vec<(String, Codec)>),
    /// As parts.
    Multipart,
    /// As text.
    Text,
    /// As it is.
    Binary,
}

/// A part of a multipart body.
#[derive(Debug, PartialEq)]
pub struct PartView {
    /// Its identifier.
    pub name: String,
    /// Its name on the wire.
    pub wire: String,
    /// Its type where it isn't a file.
    pub kind: Option<RustType>,
    /// Whether it is JSON rather than text.
    pub json: bool,
    /// Whether there may be several of it.
    pub list: bool,
    /// Its media type, where that isn't the usual one.
    pub content_type: Option<String>,
    /// Whether it is always there.
    pub required: bool,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
}

pub(super) fn parameters(
    operation: &Operation,
    names: &OperationNames,
    resolver: &Resolver<'_>,
) -> Vec<ParameterView> {
    operation
        .parameters
        .iter()
        .zip(&names.parameters)
        .map(|(parameter, name)| {
            let type_ref = reference(parameter.kind);
            let codec = codec(parameter, operation, resolver);
            ParameterView {
                name: name.clone(),
                wire: parameter.name.clone(),
                location: parameter.location,
                required: parameter.required,
                kind: match codec {
                    None => resolver.scalar(parameter.kind),
                    Some(_) => resolver.resolve(type_ref),
                },
                constant: parameter.constant.clone(),
                codec,
                default: parameter
                    .default
                    .as_ref()
                    .and_then(|value| default(value, type_ref, resolver)),
                docs: parameter
                    .description
                    .clone()
                    .unwrap_or_else(|| format!("The parameter `{}`.", parameter.name)),
                deprecated: parameter.deprecated,
            }
        })
        .collect()
}

pub(super) fn reference(id: TypeId) -> TypeRef {
    TypeRef {
        id,
        nullable: false,
    }
}

fn default(json: &Value, type_ref: TypeRef, resolver: &Resolver<'_>) -> Option<DefaultValue> {
    let id = resolver.types.unalias(type_ref).id;
    let value = match (&resolver.types.get(id).kind, json) {
        (Kind::Array(item), Value::Array(values)) => {
            let values = values.iter().map(|value| resolver.literal(value, *item));
            values.collect::<Option<Vec<_>>>().map(Literal::List)
        }
        _ => resolver.literal(json, type_ref),
    };
    Some(DefaultValue {
        value: value?,
        json: json.to_string(),
    })
}

/// How a response header is written; `None` where its text is all there is to it.
pub(super) fn header_codec(header: &Header, resolver: &Resolver<'_>) -> Option<Codec> {
    let plain = header.encoding != Encoding::Json && is_scalar(header.kind, resolver);
    (!plain).then_some(Codec {
        encoding: header.encoding,
        members: Members::None,
    })
}

/// How a parameter is written; `None` where its text is all there is to it.
fn codec(parameter: &Parameter, operation: &Operation, resolver: &Resolver<'_>) -> Option<Codec> {
    let plain = match parameter.encoding {
        Encoding::Json => false,
        Encoding::Style(style) => {
            matches!(style.kind, StyleKind::Simple | StyleKind::Form)
                && !style.allow_reserved
                && is_scalar(parameter.kind, resolver)
        }
    };
    (!plain).then(|| Codec {
        encoding: parameter.encoding,
        members: members(parameter, operation, resolver),
    })
}

/// Whether every value of a type is one text, and reads from it.
fn is_scalar(id: TypeId, resolver: &Resolver<'_>) -> bool {
    let id = resolver.types.unalias(reference(id)).id;
    match &resolver.types.get(id).kind {
        Kind::Boolean | Kind::Number(_) | Kind::String(_) | Kind::Enum(_) => true,
        Kind::Union(union) => text(union, resolver, MAX_DEPTH).is_some(),
        _ => false,
    }
}

/// The names that belong to an object whose members stand in the query by themselves.
fn members(parameter: &Parameter, operation: &Operation, resolver: &Resolver<'_>) -> Members {
    if !matches!(parameter.location, Location::Query | Location::Cookie) {
        return Members::None;
    }
    let others = operation
        .parameters
        .iter()
        .filter(|other| other.location == parameter.location && other.name != parameter.name);
    let others = others.map(|other| other.name.clone());
    unnamed(parameter.encoding, parameter.kind, others, resolver)
}

/// The names that belong to a value beside `others`, if it stands there without its own.
fn unnamed(
    encoding: Encoding,
    kind: TypeId,
    others: impl Iterator<Item = String>,
    resolver: &Resolver<'_>,
) -> Members {
    let exploded = matches!(
        encoding,
        Encoding::Style(Style { explode: true, kind, .. }) if kind != StyleKind::DeepObject
    );
    if !exploded {
        return Members::None;
    }
    let id = resolver.types.unalias(reference(kind)).id;
    match &resolver.types.get(id).kind {
        Kind::Object(object) if !matches!(object.additional, Additional::Typed(_)) => {
            let names = object.properties.iter();
            Members::Only(names.map(|property| property.name.clone()).collect())
        }
        Kind::Object(_) | Kind::Map(_) | Kind::Union(_) => Members::Except(others.collect()),
        _ => Members::None,
    }
}

/// How the members of a form are written that aren't written as usual.
fn form_codecs(
    form: TypeRef,
    encodings: &[(String, Encoding)],
    resolver: &Resolver<'_>,
) -> Vec<(String, Codec)> {
    let form = &resolver.types.get(resolver.types.unalias(form).id).kind;
    let properties = match form {
        Kind::Object(object) => object.properties.as_slice(),
        _ => &[],
    };
    let codecs = encodings.iter().map(|(name, encoding)| {
        let property = properties.iter().find(|property| property.name == *name);
        let members = match property {
            Some(property) if !is_scalar(property.kind.id, resolver) => {
                let others = properties.iter().map(|property| property.name.clone());
                unnamed(*encoding, property.kind.id, others, resolver)
            }
            _ => Members::None,
        };
        let codec = Codec {
            encoding: *encoding,
            members,
        };
        (name.clone(), codec)
    });
    codecs.collect()
}

pub(super) fn body(
    operation: &Operation,
    names: &OperationNames,
    resolver: &Resolver<'_>,
) -> Option<BodyView> {
    let body = operation.body.as_ref()?;
    let mut variants: Vec<BodyVariant> = Vec::new();
    for (content, name) in body.contents.iter().zip(&names.bodies) {
        let kind = body_kind(content, names, resolver);
        let codec = body_codec(content, resolver);
        // What decodes to the same type is one variant, however it is written.
        match variants.iter_mut().find(|variant| variant.kind == kind) {
            Some(variant) => variant.codecs.push(codec),
            None => variants.push(BodyVariant {
                name: name.clone(),
                kind,
                codecs: vec![codec],
            }),
        }
    }
    let docs = body
        .description
        .clone()
        .unwrap_or_else(|| "The request body.".to_owned());
    Some(BodyView {
        required: body.required,
        docs,
        name: format!("{}Body", names.name),
        variants,
    })
}

fn body_kind(content: &Content, names: &OperationNames, resolver: &Resolver<'_>) -> BodyKind {
    match &content.payload {
        Payload::Json(kind) | Payload::Form(kind, _) => BodyKind::Value(resolver.resolve(*kind)),
        Payload::Multipart(parts) => {
            let parts = parts.iter().zip(&names.parts).map(|(part, name)| {
                let (kind, json) = match part.kind {
                    PartKind::File => (None, false),
                    PartKind::Text(kind) if is_scalar(kind, resolver) => {
                        (Some(resolver.scalar(kind)), false)
                    }
                    PartKind::Text(kind) => (Some(resolver.resolve(reference(kind))), true),
                    PartKind::Json(kind) => (Some(resolver.resolve(kind)), true),
                };
                PartView {
                    name: name.clone(),
                    wire: part.name.clone(),
                    kind,
                    json,
                    list: part.list,
                    content_type: part.content_type.clone(),
                    required: part.required,
                    docs: part
                        .description
                        .clone()
                        .unwrap_or_else(|| format!("The part `{}`.", part.name)),
                }
            });
            BodyKind::Multipart(format!("{}Form", names.name), parts.collect())
        }
        Payload::Text => BodyKind::Value(RustType::String),
        Payload::Binary | Payload::Events(_) | Payload::Lines(_) => BodyKind::Binary,
    }
}

fn body_codec(content: &Content, resolver: &Resolver<'_>) -> BodyCodec {
    let (kind, usual) = match &content.payload {
        Payload::Json(_) => (CodecKind::Json, "application/json"),
        Payload::Form(form, encodings) => (
            CodecKind::Form(form_codecs(*form, encodings, resolver)),
            "application/x-www-form-urlencoded",
        ),
        Payload::Multipart(_) => (CodecKind::Multipart, "multipart/form-data"),
        Payload::Text => (CodecKind::Text, "text/plain"),
        Payload::Binary | Payload::Events(_) | Payload::Lines(_) => {
            (CodecKind::Binary, "application/octet-stream")
        }
    };
    let concrete = content.media_types.iter().find(|media_type| {
        // Anything else can't stand in a header.
        !media_type.contains('*') && media_type.chars().all(|char| (' '..='~').contains(&char))
    });
    BodyCodec {
        kind,
        media_types: content.media_types.clone(),
        content_type: concrete.map_or(usual, String::as_str).to_owned(),
    }
}
