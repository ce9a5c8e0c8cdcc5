//! How responses come to look as they do.

use super::operation::{
    ContentView, Framing, HeaderView, Payload as PayloadView, ResponseView, Success,
};
use super::request::{self, Codec};
use super::rust_type::{Resolver, RustType};
use crate::ir::{
    Content, Encoding, EventPart, Header, Kind, Operation, Payload, Response, TypeId, TypeRef,
    Types, succeeds,
};
use crate::names::{OperationNames, ResponseNames, VariantNames};

/// An operation's responses: one for each status and each of its bodies.
pub(super) fn responses(
    operation: &Operation,
    names: &OperationNames,
    resolver: &Resolver<'_>,
) -> Vec<ResponseView> {
    let mut responses = Vec::new();
    for (response, names) in operation.responses.iter().zip(&names.responses) {
        let success = succeeds(response.status, &operation.responses);
        let contents = response.contents.iter().map(Some);
        let empty = response.contents.is_empty().then_some(None);
        for (content, variant) in contents.chain(empty).zip(&names.variants) {
            responses.push(view(response, content, success, names, variant, resolver));
        }
    }
    responses
}

fn view(
    response: &Response,
    content: Option<&Content>,
    success: bool,
    names: &ResponseNames,
    variant: &VariantNames,
    resolver: &Resolver<'_>,
) -> ResponseView {
    let media_types = content.map_or_else(Vec::new, |content| content.media_types.clone());
    let choices = content.map(Content::choices).unwrap_or_default();
    let choices = choices.into_iter().map(str::to_owned);
    let media_variants = variant.media.iter().cloned().zip(choices);
    let headers = response.headers.iter().zip(&names.headers);
    let docs = match response.description.trim() {
        "" => variant.name.clone(),
        description => description.to_owned(),
    };
    ResponseView {
        status: response.status,
        success,
        variant: variant.name.clone(),
        media_variants: media_variants.collect(),
        media_types,
        is_choice: response.contents.len() > 1,
        docs,
        headers: headers
            .map(|(header, name)| self::header(header, name, resolver))
            .collect(),
        content: content.map_or(ContentView::Empty, |content| {
            payload(&content.payload, resolver)
        }),
        message: None,
    }
}

fn payload(payload: &Payload, resolver: &Resolver<'_>) -> ContentView {
    match payload {
        Payload::Json(kind) => ContentView::Json(resolver.resolve(*kind)),
        Payload::Text => ContentView::Text,
        Payload::Lines(kind) => ContentView::Lines(resolver.resolve(*kind)),
        Payload::Events(kind, part) => {
            let framing = framing(resolver.types, *kind, *part);
            let untyped = matches!(
                resolver.types.get(resolver.types.unalias(*kind).id).kind,
                Kind::Any(_)
            );
            let kind = if untyped {
                RustType::String
            } else {
                resolver.resolve(*kind)
            };
            ContentView::Events(kind, framing)
        }
        // No response is lowered to a form.
        Payload::Binary | Payload::Form(..) | Payload::Multipart(_) => ContentView::Binary,
    }
}

/// Where in an event its values stand.
fn framing(types: &Types, kind: TypeRef, part: EventPart) -> Framing {
    let id = types.unalias(kind).id;
    match &types.get(id).kind {
        // Data of no type in particular need not be JSON.
        Kind::Any(_) => Framing::Text,
        Kind::String(_) => Framing::Text,
        Kind::Enum(values) if values.values.iter().all(serde_json::Value::is_string) => {
            Framing::Text
        }
        _ if part == EventPart::Data => Framing::Json,
        Kind::Union(union)
            if union
                .variants
                .iter()
                .all(|variant| is_event(types, variant.kind)) =>
        {
            Framing::Whole
        }
        _ if is_event(types, kind) => Framing::Whole,
        _ => Framing::Json,
    }
}

/// Whether an object is an event: `data`, and nothing that only other objects have.
fn is_event(types: &Types, kind: TypeRef) -> bool {
    let Kind::Object(object) = &types.get(types.unalias(kind).id).kind else {
        return false;
    };
    let has = |name: &str| {
        object
            .properties
            .iter()
            .any(|property| property.name == name)
    };
    let known = ["comment", "data", "event", "id", "retry"];
    has("data")
        && object
            .properties
            .iter()
            .all(|property| known.contains(&property.name.as_str()))
}

fn header(header: &Header, name: &str, resolver: &Resolver<'_>) -> HeaderView {
    let codec = request::header_codec(header, resolver);
    let line = line(header, resolver);
    HeaderView {
        name: name.to_owned(),
        wire: header.name.clone(),
        kind: match (line, &codec) {
            (Some(line), _) => RustType::Vec(Box::new(resolver.scalar(line))),
            (None, None) => resolver.scalar(header.kind),
            (None, Some(_)) => resolver.resolve_id(header.kind),
        },
        codec: codec.filter(|_| line.is_none()),
        lines: line.is_some(),
        required: header.required,
        docs: header
            .description
            .clone()
            .unwrap_or_else(|| format!("The header `{}`.", header.name)),
    }
}

/// The type of each line of a header whose lines can't be combined (RFC 9110, section 5.3): a
/// cookie may hold commas, and `Set-Cookie` has one.
fn line(header: &Header, resolver: &Resolver<'_>) -> Option<TypeId> {
    if !header.name.eq_ignore_ascii_case("set-cookie") || header.encoding == Encoding::Json {
        return None;
    }
    let list = request::reference(header.kind);
    match &resolver.types.get(resolver.types.unalias(list).id).kind {
        Kind::Array(item) if request::is_scalar(item.id, resolver) => Some(item.id),
        _ => None,
    }
}

/// Responses that carry the same share one type, named after the first.
pub(super) fn success(operation: &str, responses: &[ResponseView]) -> Success {
    let mut payloads: Vec<(usize, PayloadView)> = Vec::new();
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
            None if response.headers.is_empty() => PayloadView::Body(response.content.clone()),
            None => PayloadView::Struct(format!("{operation}{}", response.variant)),
        };
        payloads.push((index, payload));
    }
    match payloads.split_first() {
        None => Success::One(PayloadView::Body(ContentView::Empty)),
        Some(((_, first), rest)) if rest.iter().all(|(_, payload)| payload == first) => {
            Success::One(first.clone())
        }
        Some(_) => Success::Many(format!("{operation}Success"), payloads),
    }
}

fn wire_form(header: &HeaderView) -> (&str, &RustType, Option<&Codec>, bool) {
    (
        &header.wire,
        &header.kind,
        header.codec.as_ref(),
        header.required,
    )
}
