//! Bodies: their media types, and what stands in place of them.

use serde_json::{Map, Value, json};

use crate::parse::rewriter::Rewriter;
use crate::source::Pointer;

/// What is taken where no media type is named.
const DEFAULT: &str = "application/json";
/// The members of a Media Type Object.
const MEMBERS: [&str; 5] = ["schema", "example", "examples", "encoding", "itemSchema"];
/// Keywords that only schemas have.
const KEYWORDS: [&str; 7] = [
    "$ref",
    "type",
    "properties",
    "items",
    "allOf",
    "oneOf",
    "anyOf",
];

/// A schema that stands directly in a body, as in Swagger 2.0, and the names of its content.
pub(super) fn repair(rewriter: &mut Rewriter<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    if !members.contains_key("content")
        && let Some(schema) = members.shift_remove("schema")
    {
        let from = at.key("schema");
        let to = at.key("content").key(DEFAULT).key("schema");
        rewriter.moved(&from, &to);
        let message = "a schema can't stand here without a media type";
        rewriter.warn_key(message, &format!("taken as `{DEFAULT}`"), &to);
        members.insert("content".to_owned(), json!({DEFAULT: {"schema": schema}}));
    }
    if let Some(Value::Object(content)) = members.get_mut("content") {
        media_types(rewriter, content, &at.key("content"));
    }
}

/// Writes down the default of `explode`, which depends on `style`: the model has no word for an
/// `explode` that isn't there.
pub(super) fn encoding(members: &mut Map<String, Value>) {
    let is_form = members.get("style").is_none_or(|style| style == "form");
    if is_form && !members.contains_key("explode") {
        members.insert("explode".to_owned(), Value::Bool(true));
    }
}

/// Media types whose names aren't names of media types.
fn media_types(rewriter: &mut Rewriter<'_>, content: &mut Map<String, Value>, at: &Pointer) {
    let is_misnamed = |name: &str| !name.contains('/') && !name.starts_with("x-");
    if !content.keys().any(|name| is_misnamed(name)) {
        content
            .iter_mut()
            .for_each(|(name, value)| wrap_schema(rewriter, value, &at.key(name)));
        return;
    }
    let mut direct = Map::new();
    let mut left_out = Vec::new();
    let mut named = Map::new();
    for (name, value) in std::mem::take(content) {
        if !is_misnamed(&name) {
            named.insert(name, value);
        } else if MEMBERS.contains(&name.as_str()) {
            direct.insert(name, value);
        } else if let Some(meant) = media_type_of(&name) {
            let (from, to) = (at.key(&name), at.key(meant));
            rewriter.moved(&from, &to);
            let message = format!("`{name}` isn't a media type");
            rewriter.warn_key(message, &format!("taken as `{meant}`"), &to);
            named.entry(meant).or_insert(value);
        } else {
            left_out.push(name);
        }
    }
    if let [first, others @ ..] = left_out.as_slice() {
        // Members of an example, as a rule: they come in numbers.
        let message = match others.len() {
            0 => format!("`{first}` isn't a media type"),
            1 => format!("`{first}` and another name here aren't media types"),
            more => format!("`{first}` and {more} other names here aren't media types"),
        };
        rewriter.warn_key(message, "left out", &at.key(first));
    }
    if !direct.is_empty() {
        let to = at.key(DEFAULT);
        for name in direct.keys() {
            rewriter.moved(&at.key(name), &to.key(name));
        }
        let message = "this content has no media type";
        rewriter.warn_key(message, &format!("taken as `{DEFAULT}`"), at);
        named.entry(DEFAULT).or_insert(Value::Object(direct));
    }
    *content = named;
    content
        .iter_mut()
        .for_each(|(name, value)| wrap_schema(rewriter, value, &at.key(name)));
}

/// The media type that a short name stands for.
fn media_type_of(name: &str) -> Option<&'static str> {
    match name.trim().to_ascii_lowercase().as_str() {
        "json" | "default" | "" => Some(DEFAULT),
        "xml" => Some("application/xml"),
        "text" | "plain" | "string" => Some("text/plain"),
        "html" => Some("text/html"),
        "csv" => Some("text/csv"),
        "form" | "x-www-form-urlencoded" => Some("application/x-www-form-urlencoded"),
        "multipart" | "form-data" => Some("multipart/form-data"),
        "binary" | "file" => Some("application/octet-stream"),
        "*" => Some("*/*"),
        _ => None,
    }
}

/// A schema that stands where its media type's description should.
fn wrap_schema(rewriter: &mut Rewriter<'_>, value: &mut Value, at: &Pointer) {
    let Value::Object(members) = value else {
        return;
    };
    let has = |names: &[&str]| names.iter().any(|name| members.contains_key(*name));
    if has(&MEMBERS) || !has(&KEYWORDS) {
        return;
    }
    for name in members.keys() {
        let from = at.key(name);
        rewriter.moved(&from, &at.key("schema").key(name));
    }
    rewriter.warn_key(
        "a schema stands here where a Media Type Object should",
        "taken as its `schema`",
        at,
    );
    let schema = Value::Object(std::mem::take(members));
    members.insert("schema".to_owned(), schema);
}
