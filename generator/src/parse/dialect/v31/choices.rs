//! Choices of single values, which are one `enum`.
//!
//! JSON Schema has no place for a name or a description of one value of an `enum`, so many documents
//! write a `oneOf` of constants, each with a title.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::parse::rewriter::Rewriter;
use crate::source::Pointer;

/// The extensions that carry the names and the descriptions of the values of an `enum`. They aren't
/// ours: many generators know them.
const NAMES: &str = "x-enum-varnames";
const DESCRIPTIONS: &str = "x-enum-descriptions";

/// One value, and what is said of it.
struct Constant {
    value: Value,
    title: String,
    description: String,
}

/// Makes an `enum` of a choice of which each member allows one value alone.
pub(super) fn merge(rewriter: &mut Rewriter<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    if ["enum", "const", "discriminator"]
        .iter()
        .any(|keyword| members.contains_key(*keyword))
    {
        return;
    }
    for keyword in ["oneOf", "anyOf"] {
        let Some(Value::Array(variants)) = members.get(keyword) else {
            continue;
        };
        let constants: Option<Vec<Constant>> = variants.iter().map(constant).collect();
        let Some(constants) = constants.filter(|constants| constants.len() > 1) else {
            continue;
        };
        let kind = kind(&constants);
        let fits = match (members.get("type").map(Value::as_str), kind) {
            (None, _) => true,
            (Some(Some(said)), Some(kind)) => said == kind || (said, kind) == ("number", "integer"),
            (Some(_), _) => false,
        };
        if !fits {
            continue;
        }
        let from = at.key(keyword);
        for (index, variant) in variants.iter().enumerate() {
            if variant.get("const").is_some() {
                rewriter.warn_later_keyword("const", &from.index(index));
            }
            let to = at.key("enum").index(index);
            rewriter.moved(&from.index(index), &to);
        }
        members.shift_remove(keyword);
        write(members, kind, constants);
        return;
    }
}

fn write(members: &mut Map<String, Value>, kind: Option<&str>, constants: Vec<Constant>) {
    if let Some(kind) = kind {
        members.insert("type".to_owned(), json!(kind));
    }
    let titles = constants.iter().map(|constant| &constant.title).collect();
    let descriptions = constants
        .iter()
        .map(|constant| &constant.description)
        .collect();
    let lists: [(&str, Vec<&String>); 2] = [(NAMES, titles), (DESCRIPTIONS, descriptions)];
    for (extension, texts) in lists {
        if texts.iter().any(|text| !text.is_empty()) {
            members.insert(extension.to_owned(), json!(texts));
        }
    }
    let values = constants.into_iter().map(|constant| constant.value);
    members.insert("enum".to_owned(), values.collect());
}

/// The one value that a schema allows, if it says nothing else that has an effect.
fn constant(schema: &Value) -> Option<Constant> {
    let members = schema.as_object()?;
    let known = [
        "const",
        "enum",
        "type",
        "format",
        "title",
        "description",
        "example",
        "examples",
    ];
    let plain = members
        .keys()
        .all(|name| known.contains(&name.as_str()) || name.starts_with("x-"));
    let value = match (members.get("const"), members.get("enum")) {
        (Some(value), None) => value,
        (None, Some(Value::Array(values))) => match values.as_slice() {
            [only] => only,
            _ => return None,
        },
        _ => return None,
    };
    let own = kind_of(value)?;
    let of_type = members
        .get("type")
        .is_none_or(|kind| kind == own || (kind == "number" && own == "integer"));
    let text = |name: &str| {
        let text = members.get(name).and_then(Value::as_str);
        text.unwrap_or_default().trim().to_owned()
    };
    (plain && of_type).then(|| Constant {
        value: value.clone(),
        title: text("title"),
        description: text("description"),
    })
}

/// The one type of all values; none where they are of several.
fn kind(constants: &[Constant]) -> Option<&'static str> {
    let kinds = constants.iter().map(|constant| kind_of(&constant.value));
    let kinds: BTreeSet<&str> = kinds.flatten().collect();
    let mut kinds = kinds.into_iter();
    match (kinds.next(), kinds.next(), kinds.next()) {
        (Some(only), None, _) => Some(only),
        (Some("integer"), Some("number"), None) => Some("number"),
        _ => None,
    }
}

fn kind_of(value: &Value) -> Option<&'static str> {
    match value {
        Value::String(_) => Some("string"),
        Value::Number(number) if number.is_i64() => Some("integer"),
        Value::Number(_) => Some("number"),
        Value::Bool(_) => Some("boolean"),
        _ => None,
    }
}
