//! Security schemes, and the variables of servers.

use serde_json::{Map, Value, json};

use crate::parse::rewriter::Rewriter;
use crate::source::Pointer;

/// Repairs a security scheme.
pub(super) fn scheme(rewriter: &mut Rewriter<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    let text = |name: &str| {
        let value = members.get(name).and_then(Value::as_str);
        value.unwrap_or_default().trim().to_ascii_lowercase()
    };
    let kind = text("type");
    // Its kind, the scheme of HTTP, and whether it is written as the specification has it.
    let (meant, scheme, exact) = match kind.as_str() {
        "apikey" => ("apiKey", None, true),
        "api_key" | "api-key" => ("apiKey", None, false),
        "http" => ("http", None, true),
        "basic" => ("http", Some("basic"), false),
        "bearer" | "jwt" | "token" => ("http", Some("bearer"), false),
        "oauth2" => ("oauth2", None, true),
        "oauth" | "oauth2.0" => ("oauth2", None, false),
        "openidconnect" => ("openIdConnect", None, true),
        "openid" | "oidc" => ("openIdConnect", None, false),
        "mutualtls" => ("http", Some("mutual-tls"), true),
        "" if members.contains_key("flows") => ("oauth2", None, false),
        "" if members.contains_key("scheme") => ("http", None, false),
        "" if members.contains_key("openIdConnectUrl") => ("openIdConnect", None, false),
        "" if members.contains_key("in") => ("apiKey", None, false),
        // What no scheme of HTTP is called can't be served, but its requirements stay.
        unknown => (
            "http",
            Some(if unknown.is_empty() {
                "unknown"
            } else {
                unknown
            }),
            false,
        ),
    };
    if !exact {
        let message = format!("`{kind}` isn't a kind of security scheme");
        rewriter.assumed(message, &json!(meant), &at.key("type"));
    }
    members.insert("type".to_owned(), json!(meant));
    if let Some(scheme) = scheme {
        members.insert("scheme".to_owned(), json!(scheme));
    }
    match meant {
        "apiKey" => {
            missing(rewriter, members, "in", &json!("header"), at);
            let name = at.last().unwrap_or_default().into_owned();
            missing(rewriter, members, "name", &json!(name), at);
        }
        "http" => missing(rewriter, members, "scheme", &json!("bearer"), at),
        "oauth2" => missing(rewriter, members, "flows", &json!({}), at),
        // Nothing reads where it is.
        _ => {
            let url = members
                .entry("openIdConnectUrl")
                .or_insert_with(|| json!(""));
            if !url.is_string() {
                *url = json!("");
            }
        }
    }
}

fn missing(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    name: &str,
    value: &Value,
    at: &Pointer,
) {
    let there = match members.get(name) {
        Some(found) if name == "in" => found
            .as_str()
            .is_some_and(|place| ["query", "header", "cookie"].contains(&place)),
        Some(found) => value.is_object() == found.is_object() && !found.is_null(),
        None => false,
    };
    if there {
        return;
    }
    let message = format!("this Security Scheme Object has no usable `{name}`");
    rewriter.assumed(message, value, at);
    members.insert(name.to_owned(), value.clone());
}

/// A variable of a server without a default has the first of its values.
pub(super) fn variable(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    if members.contains_key("default") {
        return;
    }
    let first = members.get("enum").and_then(|values| values.get(0));
    if let Some(first) = first.cloned() {
        rewriter.assumed("this variable has no `default`", &first, at);
        members.insert("default".to_owned(), first);
    }
}
