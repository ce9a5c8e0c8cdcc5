//! Plans responses.

use super::media_type;
use super::model::checks::Checks;
use super::model::parameter::Codec;
use super::model::response::{
    ContentView, ErrorBody, HeaderView, Payload as PayloadView, ResponseView, SentVariant, Success,
};
use super::model::rust_type::RustType;
use super::request;
use super::resolver::Resolver;
use crate::ir::{
    Content, Encoding, Header, Kind, Operation, Payload, Response, Status, Stream, TypeId, succeeds,
};
use crate::names::{OperationNames, ResponseNames, VariantNames, status_constant};

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
            let other_statuses = other_statuses(response.status, &operation.responses);
            let view = view(response, content, names, variant, resolver);
            responses.push(ResponseView {
                success,
                other_statuses,
                ..view
            });
        }
    }
    responses
}

fn view(
    response: &Response,
    content: Option<&Content>,
    names: &ResponseNames,
    variant: &VariantNames,
    resolver: &Resolver<'_>,
) -> ResponseView {
    let media_types = content.map_or_else(Vec::new, |content| content.media_types.clone());
    let choices = content.map(Content::choices).unwrap_or_default();
    let choices = variant.media.iter().zip(choices);
    let body = content.map_or(ContentView::Empty, |content| {
        payload(&content.payload, resolver)
    });
    let usual = match &body {
        ContentView::Json(_) => Some(media_type::json(&media_types)),
        _ => media_types.first().map(String::as_str),
    };
    let is_choice = response.contents.len() > 1;
    let is_alone = choices.len() == 0;
    let alone = is_alone.then(|| SentVariant {
        name: variant.name.clone(),
        media_type: usual.filter(|_| is_choice).map(str::to_owned),
        body: media_type::sent(&body, usual),
    });
    let chosen = choices.map(|(name, media_type)| SentVariant {
        name: name.clone(),
        media_type: Some(media_type.to_owned()),
        body: media_type::sent(&body, Some(media_type)),
    });
    let variants = chosen.chain(alone).collect();
    let headers = response.headers.iter().zip(&names.headers);
    let docs = match response.description.trim() {
        "" => variant.name.clone(),
        description => description.to_owned(),
    };
    ResponseView {
        status: response.status,
        success: false,
        variant: variant.name.clone(),
        variants,
        media_types,
        status_constant: match response.status {
            Status::Code(code) => status_constant(code),
            Status::Range(_) | Status::Default => None,
        },
        other_statuses: Vec::new(),
        is_choice,
        docs,
        headers: headers
            .map(|(header, name)| self::header(header, name, resolver))
            .collect(),
        content: body,
        message: None,
    }
}

fn payload(payload: &Payload, resolver: &Resolver<'_>) -> ContentView {
    match payload {
        Payload::Json(kind) => ContentView::Json(resolver.resolve(*kind)),
        Payload::Text => ContentView::Text,
        Payload::Stream(kind, stream) => {
            let untyped = matches!(
                resolver.types.get(resolver.types.unalias(*kind).id).kind,
                Kind::Any(_)
            );
            let kind = match stream {
                // The data of an event is text.
                Stream::Events(_) if untyped => RustType::String,
                _ => resolver.resolve(*kind),
            };
            ContentView::Stream(kind, *stream)
        }
        // No response is lowered to a form.
        Payload::Binary | Payload::Form(..) | Payload::Multipart(_) => ContentView::Binary,
    }
}

pub(super) fn header(header: &Header, name: &str, resolver: &Resolver<'_>) -> HeaderView {
    let codec = request::header_codec(header, resolver);
    let line = line(header, resolver);
    let checks = resolver.checks(request::reference(header.kind));
    HeaderView {
        name: name.to_owned(),
        wire: header.name.clone(),
        kind: match (line, &codec) {
            (Some(line), _) => RustType::Vec(Box::new(resolver.scalar(line))),
            (None, None) => resolver.scalar(header.kind),
            (None, Some(_)) => resolver.resolve_id(header.kind),
        },
        checks: Checks {
            options: checks.options + usize::from(!header.required),
            ..checks
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
pub(super) fn success(names: &OperationNames, responses: &[ResponseView]) -> Success {
    let variants = names.responses.iter();
    let variants = variants.flat_map(|response| &response.variants);
    let structs: Vec<&str> = variants.map(|variant| variant.payload.as_str()).collect();
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
            None => PayloadView::Struct(structs.get(index).copied().unwrap_or_default().to_owned()),
        };
        payloads.push((index, payload));
    }
    match payloads.split_first() {
        None => Success::One(PayloadView::Body(ContentView::Empty)),
        Some(((_, first), rest)) if rest.iter().all(|(_, payload)| payload == first) => {
            Success::One(first.clone())
        }
        Some(_) => Success::Many(names.types.success.clone(), payloads),
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

/// The structs of the successes, each once, with the response that it is named after.
pub(super) fn payloads(success: &Success, responses: &[ResponseView]) -> Vec<(String, usize)> {
    let payloads: Vec<(usize, &PayloadView)> = match success {
        Success::One(payload) => {
            let first = responses.iter().position(|response| response.success);
            first.map(|index| (index, payload)).into_iter().collect()
        }
        Success::Many(_, variants) => {
            let variants = variants.iter();
            variants.map(|(index, payload)| (*index, payload)).collect()
        }
    };
    let mut structs: Vec<(String, usize)> = Vec::new();
    for (index, payload) in payloads {
        if let PayloadView::Struct(name) = payload
            && !structs.iter().any(|(other, _)| other == name)
        {
            structs.push((name.clone(), index));
        }
    }
    structs
}

/// What the bodies of all errors are, where they are the same.
pub(super) fn error_body(responses: &[ResponseView]) -> Option<ErrorBody> {
    let errors = responses.iter().filter(|response| response.fails());
    let contents = errors.map(|response| &response.content);
    let mut bodies = contents.clone().filter(|content| !content.is_empty());
    let content = bodies.next()?;
    // Errors are read to memory, so that streams are bytes.
    let is_alike = |other: &ContentView| match (content, other) {
        (one, other) if one.is_stream() => other.is_stream(),
        (ContentView::Json(RustType::String) | ContentView::Text, other) => matches!(
            other,
            ContentView::Json(RustType::String) | ContentView::Text
        ),
        (one, other) => one == other,
    };
    bodies.all(is_alike).then(|| ErrorBody {
        content: content.clone(),
        is_always_there: !contents.clone().any(ContentView::is_empty),
    })
}

/// The statuses that other responses are for, of those that a response for more than one status
/// would cover without them.
fn other_statuses(status: Status, responses: &[Response]) -> Vec<(u16, u16)> {
    let others = responses.iter();
    let others = others.filter_map(|response| match (status, response.status) {
        (Status::Default, Status::Code(code)) => Some((code, code)),
        (Status::Default, Status::Range(digit)) => Some((digit * 100, digit * 100 + 99)),
        (Status::Range(digit), Status::Code(code)) if code / 100 == digit => Some((code, code)),
        _ => None,
    });
    others.collect()
}
