//! Media types, and what oasmith makes of a body of each.

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
    /// `application/jsonl`, `application/x-ndjson`: a stream of JSON values, one a line.
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
            | "application/x-json-stream" => Self::Lines,
            "application/xml" | "text/xml" => Self::Xml,
            "*/*" | "*" | "application/*" => Self::Any,
            _ if subtype.ends_with("+json") => Self::Json,
            _ if subtype.ends_with("+xml") && !essence.starts_with("image/") => Self::Xml,
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

/// A media type without its parameters, in lower case. Some documents set those apart by a comma.
pub(super) fn essence(media_type: &str) -> String {
    media_type
        .split([';', ','])
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
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
            ("application/atom+xml", Media::Xml),
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
