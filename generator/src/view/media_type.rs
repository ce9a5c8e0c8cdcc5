//! The media types that responses are sent as, and that a client asks for.

use super::model::operation::AcceptView;
use super::model::response::{ContentView, ResponseView, SentBody};
use crate::ir::Operation;
use crate::names::OperationNames;

const JSON: &str = "application/json";

/// The media type of JSON to ask for and to send.
pub(super) fn json(media_types: &[String]) -> &str {
    match media_types.first() {
        Some(first)
            if !first.contains(['*', ',']) && !media_types.iter().any(|other| other == JSON) =>
        {
            first
        }
        _ => JSON,
    }
}

/// What the server sends a body as.
pub(super) fn sent(content: &ContentView, media_type: Option<&str>) -> SentBody {
    let is_range = media_type.is_some_and(|media_type| media_type.contains('*'));
    let media_type = media_type.map(concrete).unwrap_or_default();
    match content {
        ContentView::Empty => SentBody::Empty,
        ContentView::Json(_) if media_type == JSON => SentBody::Json,
        ContentView::Json(_) => SentBody::JsonAs(media_type.to_owned()),
        // Whoever answers says which of the range it is.
        ContentView::Text if is_range => SentBody::Bytes("text/plain; charset=utf-8".to_owned()),
        ContentView::Text => SentBody::Text(with_charset(media_type)),
        ContentView::Binary => SentBody::Bytes(media_type.to_owned()),
        ContentView::Stream(_, stream) => SentBody::Stream(*stream, media_type.to_owned()),
    }
}

/// A media type that can be sent; a range of them can't, and stands for whatever the bytes are.
fn concrete(media_type: &str) -> &str {
    let essence = media_type.split(';').next().unwrap_or_default();
    if essence.contains('*') {
        "application/octet-stream"
    } else {
        media_type
    }
}

/// A media type of text with its charset (RFC 9110, section 8.3.2), which is always UTF-8.
fn with_charset(media_type: &str) -> String {
    let (essence, parameters) = media_type.split_once(';').unwrap_or((media_type, ""));
    let parameters = parameters.split(';').map(str::trim).filter(|parameter| {
        !parameter.is_empty() && !parameter.to_ascii_lowercase().starts_with("charset")
    });
    let parts = std::iter::once(essence.trim()).chain(parameters);
    parts
        .chain(["charset=utf-8"])
        .collect::<Vec<_>>()
        .join("; ")
}

/// What a client can ask for; `None` where there is no choice.
pub(super) fn accept(
    operation: &Operation,
    names: &OperationNames,
    responses: &[ResponseView],
) -> Option<AcceptView> {
    let choices = operation.choices();
    let (ranges, named): (Vec<&str>, Vec<&str>) =
        choices.into_iter().partition(|choice| choice.contains('*'));
    let (other, variants) = names.accept.split_last()?;
    let named = named.into_iter().map(str::to_owned);
    let variants: Vec<(String, String)> = variants.iter().cloned().zip(named).collect();
    let successes = documented(responses, |success| success);
    let errors = documented(responses, |success| !success).into_iter();
    let errors = errors.filter(|media_type| !successes.contains(media_type));
    Some(AcceptView {
        name: (!variants.is_empty()).then(|| names.types.accept.clone()),
        variants,
        ranges: ranges.into_iter().map(str::to_owned).collect(),
        other: other.clone(),
        errors: errors.map(str::to_owned).collect(),
    })
}

/// The media types to ask for unless the caller chooses, where JSON alone isn't enough.
pub(super) fn default_accept(responses: &[ResponseView]) -> Option<String> {
    let types = documented(responses, |_| true);
    let json_alone = types.iter().all(|media_type| *media_type == JSON);
    (!json_alone).then(|| types.join(", "))
}

/// The media types of some of the responses, each once.
fn documented(responses: &[ResponseView], is_asked: impl Fn(bool) -> bool) -> Vec<&str> {
    let mut types: Vec<&str> = Vec::new();
    for response in responses {
        if !is_asked(response.success) {
            continue;
        }
        let usual = match &response.content {
            ContentView::Json(_) => Some(json(&response.media_types)),
            _ => None,
        };
        let others = response.media_types.iter().map(String::as_str);
        // A range of JSON and its other plain name say no more than the usual one.
        let others = others
            .filter(|name| usual.is_none() || !name.contains(['*', ',']) && *name != "text/json");
        for media_type in usual.into_iter().chain(others) {
            if !types.contains(&media_type) {
                types.push(media_type);
            }
        }
    }
    types
}
