//! Single keywords.

use serde_json::{Map, Value, json};

use super::{assertions, nulls};
use crate::parse::extracted;
use crate::parse::rewriter::Rewriter;
use crate::source::Pointer;

/// `const` as an `enum` of one.
pub(super) fn constant(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    let Some(value) = members.shift_remove("const") else {
        return;
    };
    rewriter.warn_later_keyword("const", at);
    let kind = match &value {
        Value::Null => {
            members.shift_remove("type");
            nulls::only(members);
            return;
        }
        Value::Bool(_) => "boolean",
        Value::String(_) => "string",
        Value::Number(number) if number.is_i64() || number.is_u64() => "integer",
        Value::Number(_) => "number",
        Value::Array(_) | Value::Object(_) => {
            let asserted = Map::from_iter([("const".to_owned(), value)]);
            assertions::assert(rewriter, "const", asserted, at);
            return;
        }
    };
    // A `const` fits one of several types; which one, the value says.
    if !members.get("type").is_some_and(Value::is_string) {
        members.insert("type".to_owned(), json!(kind));
    }
    rewriter.moved(&at.key("const"), &at.key("enum").index(0));
    members.insert("enum".to_owned(), json!([value]));
}

/// `contentEncoding` and `contentMediaType` as the formats of 3.0, and what a string holds that is
/// JSON.
pub(super) fn content(rewriter: &mut Rewriter<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    let text = |name: &str| Some(members.get(name)?.as_str()?.trim().to_ascii_lowercase());
    let (encoding, media_type) = (text("contentEncoding"), text("contentMediaType"));
    let media_type = media_type.map(|text| essence(&text).to_owned());
    json(
        rewriter,
        members,
        encoding.as_deref(),
        media_type.as_deref(),
        at,
    );
    let (keyword, format) = match (encoding.as_deref(), media_type.as_deref()) {
        (Some("base64"), _) => ("contentEncoding", Some("byte")),
        // Bytes as they are (RFC 2045, section 2.9).
        (Some("binary"), _) => ("contentEncoding", Some("binary")),
        (Some(encoding), _) if is_no_encoding(encoding) => ("contentEncoding", None),
        (None, Some(media_type)) => {
            let is_text = media_type.starts_with("text/")
                || media_type.ends_with("json")
                || media_type.ends_with("xml");
            ("contentMediaType", Some("binary").filter(|_| !is_text))
        }
        _ => return,
    };
    rewriter.warn_later_keyword(keyword, at);
    members.shift_remove("contentEncoding");
    if let Some(Value::String(media_type)) = members.shift_remove("contentMediaType") {
        rewriter
            .supplement
            .add(at, |schema| schema.content_media_type = Some(media_type));
    }
    if let Some(format) = format
        && !members.contains_key("format")
    {
        rewriter.moved(&at.key(keyword), &at.key("format"));
        members.insert("format".to_owned(), json!(format));
        members.entry("type").or_insert(json!("string"));
    }
}

/// Whether a `contentEncoding` leaves text as it is (RFC 2045, section 6.2).
fn is_no_encoding(encoding: &str) -> bool {
    matches!(encoding, "7bit" | "8bit" | "identity")
}

/// A media type without its parameters.
fn essence(media_type: &str) -> &str {
    media_type.split(';').next().unwrap_or_default().trim()
}

fn is_json(media_type: &str) -> bool {
    matches!(media_type, "application/json" | "text/json") || media_type.ends_with("+json")
}

/// Notes that a string holds JSON, and by which schema; says why where that isn't honoured.
fn json(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    encoding: Option<&str>,
    media_type: Option<&str>,
    at: &Pointer,
) {
    let is_plain = encoding.is_none_or(is_no_encoding);
    let holds_json = media_type.is_some_and(is_json);
    let content = members.shift_remove("contentSchema");
    if content.is_some() {
        rewriter.warn_later_keyword("contentSchema", at);
    }
    let is_string = match members.get("type") {
        Some(Value::Array(kinds)) => kinds.iter().any(|kind| kind == "string"),
        Some(kind) => kind == "string",
        None => true,
    };
    // Text of any kind is what every other text is taken as.
    let is_any_text =
        media_type.is_some_and(|media_type| media_type.starts_with("text/")) && is_plain;
    let message = match &content {
        None if !holds_json || !is_string => return,
        // Bytes may well be JSON; and an encoding that isn't known is reported anyway.
        None if !is_plain && encoding != Some("base64") => return,
        Some(schema) if !holds_json && is_any_text && says_only_text(schema) => return,
        Some(_) if media_type.is_none() => {
            "a `contentSchema` has no effect without a `contentMediaType` beside it"
        }
        Some(_) if !holds_json => {
            "a `contentSchema` has an effect on the emitted crates only where `contentMediaType` is JSON"
        }
        Some(_) if !is_string => "a `contentSchema` has an effect on strings alone",
        _ if !is_plain => "JSON within a string with a `contentEncoding` isn't read",
        _ if members.contains_key("enum") => "JSON within a string with an `enum` isn't read",
        _ => {
            let reference = content.map(|schema| {
                let wanted = format!("{}Content", extracted::name_at(at));
                rewriter.extract(schema, &wanted, &at.key("contentSchema"))
            });
            rewriter.supplement.add(at, |schema| {
                schema.holds_json = true;
                schema.content_schema = reference;
            });
            return;
        }
    };
    let keyword = if content.is_some() {
        "contentSchema"
    } else {
        "contentMediaType"
    };
    rewriter.not_honoured(message, &at.key(keyword));
}

/// Whether a schema asks for nothing but a string.
fn says_only_text(schema: &Value) -> bool {
    *schema == Value::Bool(true) || *schema == json!({}) || *schema == json!({"type": "string"})
}

/// Exclusive bounds, which are numbers of their own in OpenAPI 3.1.
pub(super) fn bounds(rewriter: &mut Rewriter<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    // The second one says whether a bound excludes more than another.
    bound(
        rewriter,
        members,
        ("exclusiveMinimum", "minimum"),
        |a, b| a >= b,
        at,
    );
    bound(
        rewriter,
        members,
        ("exclusiveMaximum", "maximum"),
        |a, b| a <= b,
        at,
    );
}

fn bound(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    (exclusive, inclusive): (&str, &str),
    tighter: fn(f64, f64) -> bool,
    at: &Pointer,
) {
    let Some(bound) = members.get(exclusive).filter(|bound| bound.is_number()) else {
        return;
    };
    let bound = bound.clone();
    rewriter.warn_later_keyword(exclusive, at);
    let counts = match (
        bound.as_f64(),
        members.get(inclusive).and_then(Value::as_f64),
    ) {
        (Some(bound), Some(other)) => tighter(bound, other),
        _ => true,
    };
    if counts {
        rewriter.moved(&at.key(exclusive), &at.key(inclusive));
        members.insert(inclusive.to_owned(), bound);
        members.insert(exclusive.to_owned(), Value::Bool(true));
    } else {
        members.shift_remove(exclusive);
    }
}
