//! Single keywords.

use serde_json::{Map, Value, json};

use super::nulls;
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
            let message = "a `const` of a list or a mapping has no effect on the emitted crates";
            rewriter.not_honoured(message, &at.key("const"));
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

/// `contentEncoding` and `contentMediaType` as the formats of 3.0.
pub(super) fn encoding(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    let text = |name: &str| Some(members.get(name)?.as_str()?.to_ascii_lowercase());
    let (encoding, media_type) = (text("contentEncoding"), text("contentMediaType"));
    let (keyword, format) = match (encoding.as_deref(), media_type.as_deref()) {
        (Some("base64"), _) => ("contentEncoding", Some("byte")),
        // Bytes as they are (RFC 2045, section 2.9).
        (Some("binary"), _) => ("contentEncoding", Some("binary")),
        // Text that isn't encoded at all.
        (Some("7bit" | "8bit" | "identity"), _) => ("contentEncoding", None),
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
