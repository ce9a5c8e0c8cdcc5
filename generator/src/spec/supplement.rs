//! What a document says that OpenAPI 3.0 has no word for.
//!
//! `parse` carries it in members `x-oasmith-…` of the model of 3.0. They are read here and nowhere
//! else, and taken away: no extension of this kind is part of the document.

use serde_json::Value;

use super::{Extensions, SecurityKind};
use crate::parse::supplement;

/// The `scheme` that `type: mutualTLS` is carried in.
const MUTUAL_TLS: [&str; 2] = ["mutual-tls", "mutualTLS"];

/// What 3.0 can't say of a schema.
pub(super) struct OfSchema {
    /// Whether the schema stands inside of another, though it is a component here.
    pub(super) is_part: bool,
    /// An example that is a number beyond those of an `i64`.
    pub(super) large_example: Option<Value>,
    /// `contentMediaType`.
    pub(super) content_media_type: Option<String>,
    /// `prefixItems`, as references.
    pub(super) prefix_items: Vec<String>,
    /// Whether it has `unevaluatedProperties: false`.
    pub(super) is_closed: bool,
    /// Whether `additionalProperties` stands for `unevaluatedProperties`.
    pub(super) is_unevaluated: bool,
    /// Whether `default` is `null`.
    pub(super) has_null_default: bool,
}

/// Takes what belongs to a schema out of its extensions.
pub(super) fn of_schema(extensions: &mut Extensions) -> OfSchema {
    let mut take = |name: &str| take(extensions, name);
    OfSchema {
        is_part: take(supplement::PART).is_some(),
        large_example: take(supplement::LARGE_EXAMPLE),
        content_media_type: match take(supplement::CONTENT_MEDIA_TYPE) {
            Some(Value::String(media_type)) => Some(media_type),
            _ => None,
        },
        prefix_items: match take(supplement::PREFIX_ITEMS) {
            Some(Value::Array(items)) => items.into_iter().filter_map(text).collect(),
            _ => Vec::new(),
        },
        is_closed: take(supplement::CLOSED) == Some(Value::Bool(true)),
        is_unevaluated: take(supplement::UNEVALUATED).is_some(),
        has_null_default: take(supplement::NULL_DEFAULT).is_some(),
    }
}

/// Whether the `schema` of a media type is its `itemSchema`.
pub(super) fn is_item_schema(extensions: &mut Extensions) -> bool {
    take(extensions, supplement::ITEM_SCHEMA).is_some()
}

/// Whether a header has `explode: true`.
pub(super) fn is_exploded(extensions: &mut Extensions) -> bool {
    take(extensions, supplement::EXPLODE).is_some()
}

/// The kind of a scheme of `type: http`.
pub(super) fn http(scheme: String, bearer_format: Option<String>) -> SecurityKind {
    if MUTUAL_TLS
        .iter()
        .any(|name| scheme.eq_ignore_ascii_case(name))
    {
        SecurityKind::MutualTls
    } else {
        SecurityKind::Http {
            scheme,
            bearer_format,
        }
    }
}

fn take(extensions: &mut Extensions, name: &str) -> Option<Value> {
    if extensions.is_empty() {
        return None;
    }
    extensions.shift_remove(name)
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        _ => None,
    }
}
