//! The keywords about the items of a list.

use serde_json::{Map, Value, json};

use super::any_of::any_of;
use super::assertions;
use crate::parse::extracted;
use crate::parse::rewriter::Rewriter;
use crate::parse::version::Version;
use crate::source::Pointer;

/// `unevaluatedItems` where it means the same as `items`: nothing else looks at the items.
pub(super) fn unevaluated(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
) {
    let keyword = "unevaluatedItems";
    let others = [
        "items", "contains", "allOf", "anyOf", "oneOf", "if", "then", "else", "not", "$ref",
    ];
    if rewriter.version < Version::V31 || others.iter().any(|other| members.contains_key(*other)) {
        // `true` is what holds without it, and after `items` there is nothing left.
        if members.get(keyword) == Some(&Value::Bool(true)) || members.contains_key("items") {
            members.shift_remove(keyword);
        }
        return;
    }
    rewriter.rename(members, (keyword, "items"), at);
}

/// `prefixItems`: a tuple where the list has exactly those items, else a list of any of them.
///
/// By JSON Schema, a list may be shorter than `prefixItems` unless `minItems` says otherwise, and
/// longer unless `items` or `maxItems` does.
pub(super) fn prefix(rewriter: &mut Rewriter<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    if !members.get("prefixItems").is_some_and(Value::is_array) {
        return;
    }
    let Some(Value::Array(mut items)) = members.shift_remove("prefixItems") else {
        return;
    };
    rewriter.warn_later_keyword("prefixItems", at);
    let count = |name: &str| {
        let count = members.get(name).and_then(Value::as_u64)?;
        usize::try_from(count).ok()
    };
    let (least, most) = (count("minItems").unwrap_or(0), count("maxItems"));
    if let Some(most) = most {
        items.truncate(most);
    }
    if items.is_empty() {
        return;
    }
    let asserted = Map::from_iter(
        [
            ("prefixItems", Some(Value::Array(items.clone()))),
            ("items", members.get("items").cloned()),
        ]
        .into_iter()
        .filter_map(|(keyword, schema)| Some((keyword.to_owned(), schema?))),
    );
    let none_follow =
        members.get("items").is_some_and(is_never) || most.is_some_and(|most| most <= items.len());
    members.entry("type").or_insert(json!("array"));
    if none_follow && least == items.len() {
        for keyword in ["items", "minItems", "maxItems"] {
            members.shift_remove(keyword);
        }
        tuple(rewriter, items, at);
    } else {
        assertions::assert(rewriter, "prefixItems", asserted, at);
        list(rewriter, members, items, none_follow, at);
    }
}

/// Whether no value at all satisfies a schema.
fn is_never(schema: &Value) -> bool {
    *schema == Value::Bool(false) || *schema == json!({"not": {}})
}

/// The items as references: 3.0 has no place for several schemas of items.
fn tuple(rewriter: &mut Rewriter<'_>, items: Vec<Value>, at: &Pointer) {
    let mut references = Vec::new();
    for (index, item) in items.into_iter().enumerate() {
        let wanted = format!("{}Item{}", extracted::name_at(at), index + 1);
        let from = at.key("prefixItems").index(index);
        references.push(rewriter.extract(item, &wanted, &from));
    }
    rewriter
        .supplement
        .add(at, |schema| schema.prefix_items = references);
}

/// One schema that each of the items satisfies, wherever it stands: a list of one type keeps no places,
/// so its values are held against the keywords.
fn list(
    rewriter: &mut Rewriter<'_>,
    members: &mut Map<String, Value>,
    items: Vec<Value>,
    none_follow: bool,
    at: &Pointer,
) {
    let place = at.key("prefixItems");
    let mut schemas: Vec<(Pointer, Value)> = Vec::new();
    for (index, item) in items.into_iter().enumerate() {
        schemas.push((place.index(index), item));
    }
    let rest = members.shift_remove("items");
    if !none_follow {
        let rest = rest.unwrap_or(Value::Bool(true));
        schemas.push((at.key("items"), rest));
    }
    if let Some(any) = any_of(rewriter, schemas, &at.key("items")) {
        members.insert("items".to_owned(), any);
    }
}
