//! Plans request bodies.

use std::collections::HashSet;
use std::mem::discriminant;

use serde_json::Value;

use super::checks;
use super::item::MAX_ARGUMENTS;
use super::model::body::{
    BodyCodec, BodyKind, BodyReading, BodyVariant, BodyView, CodecKind, FormView, PartCodec,
    PartHolder, PartView,
};
use super::model::checks::{Checks, Within};
use super::model::literal::DefaultValue;
use super::model::parameter::{Codec, Members};
use super::model::rust_type::{Argument, RustType};
use super::request::{is_chosen, is_plain, is_scalar, reference, unnamed};
use super::resolver::Resolver;
use super::response;
use crate::ir::{Content, Encoding, Kind, Operation, Part, PartKind, Payload, Stream, TypeRef};
use crate::names::{OperationNames, PartNames};

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
            // The struct says that itself.
            text: false,
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
                checks: match &content.payload {
                    Payload::Json(kind)
                    | Payload::Form(kind, _)
                    | Payload::Stream(kind, Stream::Lines) => resolver.checks(*kind),
                    Payload::Text => checks::of_string(&content.asked),
                    Payload::Multipart(_) | Payload::Binary | Payload::Stream(..) => {
                        Checks::default()
                    }
                },
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
        name: names.types.body.clone(),
        reading: reading(&variants),
        variants,
    })
}

fn body_kind(content: &Content, names: &OperationNames, resolver: &Resolver<'_>) -> BodyKind {
    match &content.payload {
        Payload::Json(kind) | Payload::Form(kind, _) => BodyKind::Value(resolver.resolve(*kind)),
        Payload::Multipart(form) => {
            let parts = form.parts.iter().zip(&names.parts);
            let parts: Vec<PartView> = parts
                .map(|(part, names)| self::part(part, names, resolver))
                .collect();
            let required = parts.iter().filter(|part| part.required).count();
            BodyKind::Multipart(FormView {
                name: names.types.form.clone(),
                parts,
                has_new: (1..=MAX_ARGUMENTS).contains(&required),
                has_default: required == 0,
                closed: form.closed,
                size: form.size,
                dependents: form.dependent_required.clone(),
            })
        }
        Payload::Text => BodyKind::Value(RustType::String),
        Payload::Stream(kind, Stream::Lines) => BodyKind::Lines(resolver.resolve(*kind)),
        Payload::Binary | Payload::Stream(_, Stream::Events(_)) => BodyKind::Binary,
    }
}

fn part(part: &Part, names: &PartNames, resolver: &Resolver<'_>) -> PartView {
    let (kind, codec) = match part.kind {
        PartKind::File => (None, PartCodec::File),
        PartKind::Text(kind) if is_scalar(kind, resolver) || is_chosen(kind, resolver) => {
            (Some(resolver.scalar(kind)), PartCodec::Text)
        }
        // A union whose text only the types of other crates know.
        PartKind::Text(kind) => (Some(resolver.resolve_id(kind)), PartCodec::Union),
        PartKind::Union(kind) => (Some(resolver.resolve_id(kind.id)), PartCodec::Union),
        PartKind::Json(kind) => (Some(resolver.resolve(kind)), PartCodec::Json),
    };
    let default = part.default.as_ref();
    let headers = part.headers.iter().zip(&names.headers);
    let headers = headers.map(|(header, name)| response::header(header, name, resolver));
    let holder = (!part.headers.is_empty()).then(|| PartHolder {
        name: names.holder.clone(),
        headers: headers.collect(),
        checks: value_checks(part, resolver),
    });
    PartView {
        default: default.and_then(|json| part_default(json, part, resolver)),
        name: names.field.clone(),
        wire: part.name.clone(),
        kind,
        checks: part_checks(part, resolver),
        codec,
        list: part.list,
        content_type: part.content_type.clone(),
        required: part.required,
        holder,
        docs: part_docs(part),
    }
}

/// What is checked of a part, as a field of its form. What it holds beside headers of its own is checked
/// with these.
fn part_checks(part: &Part, resolver: &Resolver<'_>) -> Checks {
    let value = match part.headers.is_empty() {
        true => value_checks(part, resolver),
        false => Checks::default(),
    };
    if part.list {
        return Checks {
            within: match value.is_empty() {
                true => Within::Nothing,
                false => Within::Items(Box::new(value)),
            },
            ..checks::of_parts(&part.asked)
        };
    }
    Checks {
        options: value.options + usize::from(!part.required),
        ..value
    }
}

/// What is checked of the value of one part.
fn value_checks(part: &Part, resolver: &Resolver<'_>) -> Checks {
    match part.kind {
        PartKind::File => checks::of_file(part.size),
        PartKind::Text(id) => resolver.checks(reference(id)),
        PartKind::Union(kind) | PartKind::Json(kind) => resolver.checks(kind),
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
        PartKind::Json(kind) | PartKind::Union(kind) => kind,
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
        Payload::Stream(_, Stream::Lines) => (CodecKind::Lines, "application/jsonl"),
        Payload::Binary | Payload::Stream(_, Stream::Events(_)) => {
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
    // Text says its charset (RFC 9110, section 8.3.2), which is always UTF-8.
    let is_plain_text = matches!(kind, CodecKind::Text) && content_type.eq_ignore_ascii_case(usual);
    BodyCodec {
        name: name.to_owned(),
        kind,
        media_types: content.media_types.clone(),
        is_usual: content_type == usual,
        content_type: if is_plain_text {
            "text/plain; charset=utf-8".to_owned()
        } else {
            content_type
        },
    }
}

/// How the server reads a body.
fn reading(variants: &[BodyVariant]) -> BodyReading {
    let [variant] = variants else {
        return BodyReading::ByMediaType;
    };
    match (&variant.kind, variant.codecs.as_slice()) {
        (BodyKind::Multipart(form), _) => BodyReading::Multipart(form.name.clone()),
        (BodyKind::Binary | BodyKind::Lines(_), [codec]) => {
            BodyReading::Stream(codec.media_types.clone())
        }
        (BodyKind::Value(_), [codec])
            if matches!(codec.kind, CodecKind::Json)
                && codec.media_types.iter().all(|range| is_json(range)) =>
        {
            // The server takes `text/json` for it anyway.
            let is_usual =
                |name: &String| matches!(name.as_str(), "application/json" | "text/json");
            let names = &codec.media_types;
            BodyReading::Json((!names.iter().all(is_usual)).then(|| names.clone()))
        }
        _ => BodyReading::ByMediaType,
    }
}

/// Whether the emitted server takes a media type for JSON by its name.
fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    !essence.contains('*') && (essence.ends_with("/json") || essence.ends_with("+json"))
}
