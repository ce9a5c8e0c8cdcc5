//! Media types, and what oasmith makes of a body of each.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Method, Payload, Stream};
use crate::source::Pointer;
use crate::spec::MediaType;

/// How a body of a media type is read and written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/json`, `text/json`, or a type with the suffix `+json` (RFC 6839).
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data` (RFC 7578).
    Multipart,
    /// `text/event-stream`: a stream of events (WHATWG HTML, section 9.2).
    Events,
    /// `application/jsonl`, `application/x-ndjson`, `application/json-seq`: a stream of JSON values.
    Lines,
    /// XML of any type, which is kept as text.
    Xml,
    /// Other text.
    Text,
    /// `*/*`, `application/*`: any of many.
    Any,
    /// Bytes.
    Binary,
}

impl Media {
    /// What a media type is; its parameters don't matter.
    pub(super) fn of(media_type: &str) -> Self {
        let essence = essence(media_type);
        let subtype = essence.split_once('/').map_or("", |(_, subtype)| subtype);
        match essence.as_str() {
            "application/json" | "text/json" => Self::Json,
            "application/x-www-form-urlencoded" => Self::Form,
            "multipart/form-data" => Self::Multipart,
            "text/event-stream" => Self::Events,
            "application/jsonl"
            | "application/x-jsonl"
            | "application/x-ndjson"
            | "application/ndjson"
            | "application/json-lines"
            | "application/stream+json"
            | "application/x-json-stream"
            | "application/json-seq" => Self::Lines,
            // RFC 8091.
            _ if subtype.ends_with("+json-seq") => Self::Lines,
            "application/xml" | "text/xml" => Self::Xml,
            "*/*" | "*" | "application/*" => Self::Any,
            _ if subtype.ends_with("+json") => Self::Json,
            _ if subtype.ends_with("+xml") && !essence.starts_with("image/") => Self::Xml,
            _ if subtype.ends_with("+yaml") => Self::Text,
            "application/yaml"
            | "application/x-yaml"
            | "application/javascript"
            | "application/graphql"
            | "application/jwt"
            | "application/sql" => Self::Text,
            _ if essence.starts_with("text/") => Self::Text,
            _ => Self::Binary,
        }
    }
}

/// Whether nothing of a media type can be text.
pub(super) fn is_bytes(media_type: &str) -> bool {
    let essence = essence(media_type);
    let kind = essence.split('/').next().unwrap_or_default();
    matches!(kind, "image" | "audio" | "video" | "font") && essence != "image/svg+xml"
        || matches!(
            essence.as_str(),
            "application/octet-stream" | "application/pdf" | "application/zip" | "application/gzip"
        )
}

/// A media type without its parameters, in lower case. Some documents set those apart by a comma.
pub(super) fn essence(media_type: &str) -> String {
    media_type
        .split([';', ','])
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// A word for a media type, to call a type after: `merge-patch+json`.
pub(super) fn word(media_type: &str) -> String {
    let essence = essence(media_type);
    match essence.split_once('/') {
        Some(("application", "x-www-form-urlencoded")) => "form".to_owned(),
        Some(("application" | "text", subtype)) => {
            subtype.strip_prefix("x-").unwrap_or(subtype).to_owned()
        }
        _ => essence,
    }
}

/// What a media type says of a body beside how it is written. Of media types with one payload,
/// those that say the same are one content; `among` has all of them.
///
/// The suffix `+json` (RFC 6839) only tells how a body is read; what it means is told by the rest
/// of the name. So `application/merge-patch+json` and `application/json-patch+json` differ though
/// one schema may stand for both, as do `text/csv` and `text/html`. Names that say the same are:
///
/// - `application/json` and `text/json`, and in the same way `text/xml` and `application/xml`, or
///   a name with `x-` and one without (RFC 6648);
/// - whatever stands beside a range such as `application/*+json`: any other name would do as well;
/// - a special name of JSON beside a plain one: a document that describes both by one schema says
///   that the plain one will do. A patch is the exception where the method is PATCH: how it is
///   applied is all that such a name is about.
///
/// Bytes name their media type themselves.
pub(super) fn meaning(
    media_type: &str,
    payload: &Payload,
    among: &[&str],
    method: Method,
) -> String {
    let essence = essence(media_type);
    let (_, subtype) = essence.split_once('/').unwrap_or_default();
    let own = subtype.strip_prefix("x-").unwrap_or(subtype);
    let is_own = match payload {
        Payload::Text => true,
        Payload::Json(_) if among.iter().any(|other| other.contains('*')) => false,
        Payload::Json(_) if method == Method::Patch && is_patch(media_type) => true,
        Payload::Json(_) => !among.iter().any(|other| is_plain_json(other)),
        // What sets the values apart differs.
        Payload::Stream(_, Stream::Lines) => {
            return if own.ends_with("json-seq") {
                "json-seq"
            } else {
                ""
            }
            .to_owned();
        }
        _ => false,
    };
    if is_own && !is_plain_json(media_type) {
        own.to_owned()
    } else {
        String::new()
    }
}

fn is_plain_json(media_type: &str) -> bool {
    matches!(
        essence(media_type).as_str(),
        "application/json" | "text/json"
    )
}

/// Whether a media type is that of a patch document, such as `application/merge-patch+json`.
pub(super) fn is_patch(media_type: &str) -> bool {
    let essence = essence(media_type);
    let (name, _) = essence.split_once('+').unwrap_or((&essence, ""));
    name.ends_with("patch")
}

/// The one media type that an Encoding Object gives, if it gives one.
pub(super) fn single_media_type(content_type: Option<&str>) -> Option<String> {
    let media_type = content_type?.trim();
    let plain = !media_type.contains([',', '*']) && essence(media_type).contains('/');
    plain.then(|| media_type.to_owned())
}

/// Warns that a media type's parameters are passed over where they would change the encoding.
pub(super) fn check_charset(media_type: &str, at: &Pointer, diagnostics: &mut Diagnostics) {
    let lower = media_type.to_ascii_lowercase();
    if let Some((_, charset)) = lower.split_once("charset=")
        && charset.trim_matches('"') != "utf-8"
    {
        let message = format!("`{media_type}` is taken as UTF-8");
        diagnostics.push(
            Diagnostic::warning(Code::Unsupported, message)
                .at_key(at, "this charset is passed over"),
        );
    }
}

/// Warns of encodings where nothing is a form.
pub(super) fn warn_of_encodings(media: &MediaType, diagnostics: &mut Diagnostics) {
    if !media.encoding.is_empty() {
        let message = "`encoding` has an effect on the forms of requests alone";
        let warning = Diagnostic::warning(Code::Unsupported, message);
        diagnostics.push(warning.at_key(&media.at.key("encoding"), "not honoured"));
    }
}

#[cfg(test)]
mod tests {
    use super::Media;

    #[test]
    fn media_types_are_told_apart() {
        for (media_type, media) in [
            ("application/json; charset=utf-8", Media::Json),
            ("application/json, charset=utf-8", Media::Json),
            ("application/vnd.api+json", Media::Json),
            ("application/x-www-form-urlencoded", Media::Form),
            ("multipart/form-data", Media::Multipart),
            ("text/event-stream", Media::Events),
            ("application/x-ndjson", Media::Lines),
            ("application/geo+json-seq", Media::Lines),
            ("application/atom+xml", Media::Xml),
            ("application/apply-patch+yaml", Media::Text),
            ("image/svg+xml", Media::Binary),
            ("text/csv", Media::Text),
            ("*/*", Media::Any),
            ("image/*", Media::Binary),
            ("application/pdf", Media::Binary),
        ] {
            assert_eq!(Media::of(media_type), media, "{media_type}");
        }
    }
}
