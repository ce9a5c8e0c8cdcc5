//! Media types that responses are sent with.

/// A media type that can be sent; a range of them can't, and stands for whatever the bytes are.
pub(super) fn concrete(media_type: &str) -> &str {
    let essence = media_type.split(';').next().unwrap_or_default();
    if essence.contains('*') {
        "application/octet-stream"
    } else {
        media_type
    }
}

/// A media type of text with its charset (RFC 9110, section 8.3.2), which is always UTF-8.
pub(super) fn with_charset(media_type: &str) -> String {
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
