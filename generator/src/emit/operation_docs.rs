//! What both sides say of an operation in its docs.

use super::docs;
use crate::view::{OperationView, ParameterView, ResponseView, Status, WebhookView};

/// `METHOD /path` and the summary in one line, and all else that is to be known of it.
pub(super) fn lines(operation: &OperationView) -> Vec<String> {
    let summary = docs::summary(&operation.summary);
    let mut lines = vec![format!("{}: {summary}", beginning(&route(operation)))];
    if operation.deprecated {
        lines.extend([String::new(), "**Deprecated** by the document.".to_owned()]);
    }
    if !operation.servers.is_empty() {
        let servers: Vec<String> = operation.servers.iter().map(|url| code(url)).collect();
        let text = format!("Served at {}.", servers.join(" or "));
        lines.extend([String::new(), text]);
    }
    let description = operation.docs.as_ref();
    if let Some(description) = description.filter(|text| !text.trim().is_empty()) {
        lines.push(String::new());
        lines.extend(docs::lines(description));
    }
    lines
}

/// `METHOD /path` as code, or which webhook it is.
pub(super) fn route(operation: &OperationView) -> String {
    let method = operation.http_method.as_str();
    match &operation.webhook {
        None => format!("`{method} {}`", shown(&operation.path)),
        Some(WebhookView::Event(name)) => format!("webhook `{}` (`{method}`)", shown(name)),
        Some(WebhookView::Callback {
            name,
            operation,
            url,
        }) => format!(
            "callback `{}` of `{}` (`{method} {}`)",
            shown(name),
            shown(operation),
            shown(url)
        ),
    }
}

/// A text as it stands in code. What can't stand there, or be seen there, is shown as in a URL.
fn shown(text: &str) -> String {
    let mut shown = String::new();
    for char in text.chars() {
        if char == '`' || docs::is_hidden(char) {
            for byte in char.encode_utf8(&mut [0; 4]).bytes() {
                shown.push_str(&format!("%{byte:02X}"));
            }
        } else {
            shown.push(char);
        }
    }
    shown
}

/// A text as the beginning of a sentence.
fn beginning(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
}

/// A response as one of several variants: `media_types` are its own, where its status has others.
pub(super) fn variant(response: &ResponseView, media_types: &[String]) -> String {
    let mut text = format!(
        "{}: {}",
        status(response.status),
        docs::summary(&response.docs)
    );
    if response.is_choice && !media_types.is_empty() {
        text.push_str(&media(media_types));
    }
    text
}

/// A sentence that names media types.
pub(super) fn media(media_types: &[String]) -> String {
    let types: Vec<String> = media_types.iter().map(|text| code(text)).collect();
    format!(" As {}.", types.join(" or "))
}

fn code(text: &str) -> String {
    format!("`{}`", docs::one_line(text).replace('`', ""))
}

/// A status as people write it.
pub(super) fn status(status: Status) -> String {
    match status {
        Status::Code(code) => code.to_string(),
        Status::Range(digit) => format!("{digit}XX"),
        Status::Default => "any other status".to_owned(),
    }
}

/// Its summary and `METHOD /path` in one line.
pub(super) fn brief(operation: &OperationView) -> String {
    let deprecated = if operation.deprecated {
        " **Deprecated** by the document."
    } else {
        ""
    };
    format!(
        "{} {}{deprecated}",
        docs::summary(&operation.summary),
        beginning(&route(operation))
    )
}

/// The docs of a parameter.
pub(super) fn parameter(parameter: &ParameterView) -> Vec<String> {
    let mut lines = docs::lines(&parameter.docs);
    lines.extend(parameter.default.iter().flat_map(docs::default));
    if parameter.deprecated {
        lines.extend([String::new(), "**Deprecated** by the document.".to_owned()]);
    }
    lines
}
