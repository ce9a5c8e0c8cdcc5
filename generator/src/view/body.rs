//! Request bodies as both sides see them.

use std::collections::HashSet;
use std::mem::discriminant;

use serde_json::Value;

use super::literal::DefaultValue;
use super::request::{Codec, Members, is_chosen, is_plain, is_scalar, reference, unnamed};
use super::rust_type::{Argument, Resolver, RustType};
use crate::formats::Scalar;
use crate::ir::{Content, Encoding, Kind, Operation, Part, PartKind, Payload, TypeRef};
use crate::names::OperationNames;

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

impl BodyView {
    /// Each way to write it, with the variant that it is one of.
    pub fn codecs(&self) -> impl Iterator<Item = (&BodyVariant, &BodyCodec)> {
        let variants = self.variants.iter();
        variants.flat_map(|variant| variant.codecs.iter().map(move |codec| (variant, codec)))
    }
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
    /// How the client takes its value.
    pub argument: Argument,
}

/// The type of a request body.
#[derive(Clone, Debug, PartialEq)]
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
    /// Its variant, for whoever has to choose one.
    pub name: String,
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
#[derive(Clone, Debug, PartialEq)]
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
    /// What a server takes a missing one for.
    pub default: Option<DefaultValue>,
    /// What stands in its doc comment, in Markdown.
    pub docs: String,
}

impl PartView {
    /// Whether it is text in Base64.
    #[must_use]
    pub fn is_base64(&self) -> bool {
        !self.json && self.kind == Some(RustType::Scalar(Scalar::BASE64))
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
                // Those with brackets are read as parts of the properties.
                let others = properties
                    .iter()
                    .flat_map(|property| [property.name.clone(), format!("{}[", property.name)]);
                unnamed(*encoding, property.kind.id, others, resolver)
            }
            _ => Members::None,
        };
        let plain = property.map(|property| is_plain(*encoding, property.kind.id, resolver));
        let codec = Codec {
            encoding: *encoding,
            plain: plain.unwrap_or_default(),
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
    let kinds = body.contents.iter();
    let kinds: Vec<BodyKind> = kinds
        .map(|content| body_kind(content, names, resolver))
        .collect();
    // What decodes to the same type is one variant, however it is written; but not where it may be
    // written in the same way and still mean something else.
    let is_one = |kind: &BodyKind| {
        let same = body.contents.iter().zip(&kinds);
        let mut ways = same
            .filter(|(_, other)| *other == kind)
            .map(|(content, _)| discriminant(&content.payload));
        let mut seen = HashSet::new();
        ways.all(|way| seen.insert(way))
    };
    let mut variants: Vec<BodyVariant> = Vec::new();
    for ((content, name), kind) in body.contents.iter().zip(&names.bodies).zip(&kinds) {
        let codec = body_codec(content, name, resolver);
        let same = variants.iter_mut().find(|variant| variant.kind == *kind);
        match same.filter(|_| is_one(kind)) {
            Some(variant) => variant.codecs.push(codec),
            None => variants.push(BodyVariant {
                name: name.clone(),
                kind: kind.clone(),
                codecs: vec![codec],
                argument: Argument::Reference,
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
                    PartKind::Text(kind)
                        if is_scalar(kind, resolver) || is_chosen(kind, resolver) =>
                    {
                        (Some(resolver.scalar(kind)), false)
                    }
                    PartKind::Text(kind) => (Some(resolver.resolve(reference(kind))), true),
                    PartKind::Json(kind) => (Some(resolver.resolve(kind)), true),
                };
                let default = part.default.as_ref();
                PartView {
                    default: default.and_then(|json| part_default(json, part, resolver)),
                    name: name.clone(),
                    wire: part.name.clone(),
                    kind,
                    json,
                    list: part.list,
                    content_type: part.content_type.clone(),
                    required: part.required,
                    docs: part_docs(part),
                }
            });
            BodyKind::Multipart(format!("{}Form", names.name), parts.collect())
        }
        Payload::Text => BodyKind::Value(RustType::String),
        Payload::Binary | Payload::Events(..) | Payload::Lines(_) => BodyKind::Binary,
    }
}

fn part_docs(part: &Part) -> String {
    let description = part.description.clone();
    let docs = description.unwrap_or_else(|| format!("The part `{}`.", part.name));
    match &part.choice {
        Some(media_types) => format!("{docs}\n\nIts media type has to be of `{media_types}`."),
        None => docs,
    }
}

fn part_default(json: &Value, part: &Part, resolver: &Resolver<'_>) -> Option<DefaultValue> {
    let kind = match part.kind {
        PartKind::File => return None,
        PartKind::Text(id) => reference(id),
        PartKind::Json(kind) => kind,
    };
    match json {
        Value::Array(values) if part.list => resolver.default_list(values, kind),
        _ => resolver.default_value(json, kind),
    }
}

fn body_codec(content: &Content, name: &str, resolver: &Resolver<'_>) -> BodyCodec {
    let (kind, usual) = match &content.payload {
        Payload::Json(_) => (CodecKind::Json, "application/json"),
        Payload::Form(form, encodings) => (
            CodecKind::Form(form_codecs(*form, encodings, resolver)),
            "application/x-www-form-urlencoded",
        ),
        Payload::Multipart(_) => (CodecKind::Multipart, "multipart/form-data"),
        Payload::Text => (CodecKind::Text, "text/plain"),
        Payload::Binary | Payload::Events(..) | Payload::Lines(_) => {
            (CodecKind::Binary, "application/octet-stream")
        }
    };
    let has_usual = content.media_types.iter().find(|known| *known == usual);
    let concrete = has_usual.or_else(|| {
        let mut concrete = content.media_types.iter();
        // Anything else can't stand in a header.
        concrete.find(|media_type| {
            !media_type.contains('*') && media_type.chars().all(|char| (' '..='~').contains(&char))
        })
    });
    let is_any = |media_type: &String| matches!(media_type.trim(), "*/*" | "*" | "application/*");
    let content_type = match (concrete, &kind) {
        (Some(concrete), _) => concrete.clone(),
        // The caller has to say which one it is.
        (None, CodecKind::Binary) if !content.media_types.iter().any(is_any) => {
            content.media_types.join(", ")
        }
        (None, _) => usual.to_owned(),
    };
    BodyCodec {
        name: name.to_owned(),
        kind,
        media_types: content.media_types.clone(),
        content_type,
    }
}
