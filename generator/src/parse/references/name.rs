//! The names of components that are made of what references lead to.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::node::home;
use crate::parse::version::Version;
use crate::source::Pointer;

/// The names that are taken, by section.
pub(super) struct TakenNames {
    version: Version,
    sections: HashMap<&'static str, HashSet<String>>,
}

impl TakenNames {
    pub(super) fn new(version: Version) -> Self {
        Self {
            version,
            sections: HashMap::new(),
        }
    }

    /// A name that no component of the section has: `wanted`, or `wanted` with a number.
    pub(super) fn take(&mut self, section: &'static str, wanted: &str, root: &Value) -> String {
        let version = self.version;
        let names = self.sections.entry(section).or_insert_with(|| {
            let home = root.pointer(home(version, section).as_str());
            let members = home.and_then(Value::as_object);
            let names = members.into_iter().flat_map(|members| members.keys());
            names.map(|name| folded(name)).collect()
        });
        let mut name = wanted.to_owned();
        let mut number = 2;
        while !names.insert(folded(&name)) {
            name = format!("{wanted}{number}");
            number += 1;
        }
        name
    }
}

/// Names that differ in their case or their signs alone would be the same Rust name.
fn folded(name: &str) -> String {
    name.chars()
        .filter(|character| character.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a component's name can stand in a reference as it is.
pub(super) fn is_plain(name: &str) -> bool {
    !name.is_empty() && !name.contains(['/', '~', '%', '#'])
}

/// A readable name for what stands at `at` in a file with this name.
pub(super) fn readable(file: &str, root: &Value, at: &Pointer) -> String {
    let tokens: Vec<_> = at.tokens().collect();
    let mut words = Vec::new();
    let mut named = 0;
    // An operation has a name of its own, for its path and its method.
    if let [paths, path, method, _, ..] = tokens.as_slice()
        && paths == "paths"
        && let Some(operation) = root
            .get(paths.as_ref())
            .and_then(|all| all.get(path.as_ref()))
        && let Some(operation) = operation.get(method.as_ref())
        && let Some(Value::String(id)) = operation.get("operationId")
    {
        words.push(camel(id));
        named = 3;
    }
    let mut node = Some(root);
    let mut ends_with_name = false;
    for (index, token) in tokens.iter().enumerate() {
        let around = node;
        node = around.and_then(|around| child(around, token));
        if index >= named {
            let before = index.checked_sub(1).and_then(|index| tokens.get(index));
            let is_last = index + 1 == tokens.len();
            let word = match token.as_ref() {
                // What an item is made of is told apart by words of its own.
                "items" if !is_last && before.is_none_or(|before| before != "properties") => None,
                _ => word(token, before.map(AsRef::as_ref), node, around),
            };
            ends_with_name = word.is_some();
            words.extend(word);
        }
    }
    match words.as_slice() {
        [] => camel(file),
        // The name that the file itself gives it.
        [_] if ends_with_name => {
            let name = tokens.last().map(AsRef::as_ref).unwrap_or_default();
            if name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
            {
                name.to_owned()
            } else {
                camel(name)
            }
        }
        // What a component that isn't a schema is made of.
        [only] => {
            let section = tokens.get(1).map(AsRef::as_ref);
            let kind = match section {
                Some("responses") => "Response",
                Some("parameters") => "Parameter",
                Some("requestBodies") => "Body",
                Some("headers") => "Header",
                _ => "",
            };
            let kind = if only.ends_with(kind) { "" } else { kind };
            format!("{only}{kind}")
        }
        words => words.concat(),
    }
}

fn child<'a>(node: &'a Value, token: &str) -> Option<&'a Value> {
    match node {
        Value::Array(items) => items.get(token.parse::<usize>().ok()?),
        node => node.get(token),
    }
}

/// What a step on the way says about the thing, if anything. `node` is where the step leads, and
/// `around` is where it comes from.
fn word(
    token: &str,
    before: Option<&str>,
    node: Option<&Value>,
    around: Option<&Value>,
) -> Option<String> {
    let siblings = around.and_then(Value::as_array);
    let word = match (before, token) {
        // The name of a property can be any of the words below.
        (Some("properties"), name) => camel(name),
        (None, "components" | "paths" | "definitions" | "webhooks" | "x-webhooks") => return None,
        (
            Some("components"),
            "schemas" | "responses" | "parameters" | "requestBodies" | "headers",
        ) => return None,
        (
            _,
            "properties" | "schema" | "content" | "$defs" | "definitions" | "headers" | "allOf"
            | "oneOf" | "anyOf",
        ) => {
            return None;
        }
        // A media type.
        (Some("content"), _) => return None,
        (_, "responses") => "Response".to_owned(),
        (_, "requestBody") => "Body".to_owned(),
        (_, "parameters") => return None,
        (_, "items") => "Item".to_owned(),
        (_, "additionalProperties") => "Value".to_owned(),
        (_, other) => match (before, node, siblings) {
            (Some("oneOf" | "anyOf"), Some(node), Some(siblings)) => variant(node, siblings),
            (Some("allOf"), Some(node), Some(_)) => {
                title(node).unwrap_or_else(|| "Part".to_owned())
            }
            (Some("parameters"), Some(node), Some(_)) => {
                let name = node.get("name").and_then(Value::as_str);
                name.map_or_else(|| "Parameter".to_owned(), camel)
            }
            _ => camel(other),
        },
    };
    (!word.is_empty()).then_some(word)
}

/// A longer title or constant is a text, not a name.
const MAX_NAME: usize = 40;

/// So many of the other members of a choice are looked at, for each member that is named.
const MAX_SIBLINGS: usize = 64;

/// What one of several schemas is called: by its title, by the value or the property that it has
/// alone, or by its kind of value.
fn variant(schema: &Value, siblings: &[Value]) -> String {
    let others = || {
        let others = siblings.iter().take(MAX_SIBLINGS);
        others.filter(|other| !std::ptr::eq(*other, schema))
    };
    let is_own = |name: &str| others().all(|other| property(other, name).is_none());
    let properties = || schema.get("properties").and_then(Value::as_object);
    let constants = || {
        properties()
            .into_iter()
            .flatten()
            .filter_map(|(_, schema)| constant(schema))
    };
    title(schema)
        .or_else(|| constant(schema))
        .or_else(|| constants().next())
        .or_else(|| {
            let mut names = properties().into_iter().flatten().map(|(name, _)| name);
            names.find(|name| is_own(name)).map(|name| camel(name))
        })
        .unwrap_or_else(|| kind(schema).to_owned())
}

fn property<'a>(schema: &'a Value, name: &str) -> Option<&'a Value> {
    schema.get("properties")?.get(name)
}

/// A title that can be a name.
fn title(schema: &Value) -> Option<String> {
    let title = schema.get("title")?.as_str()?;
    let is_name = title.len() <= MAX_NAME && title.starts_with(char::is_alphabetic);
    is_name.then(|| camel(title))
}

/// The only value of a schema, if that can be a name.
fn constant(schema: &Value) -> Option<String> {
    let only = match schema.get("enum").and_then(Value::as_array) {
        Some(values) => match values.as_slice() {
            [only] => only,
            _ => return None,
        },
        None => schema.get("const")?,
    };
    let only = only.as_str()?;
    let is_name = only.len() <= MAX_NAME && only.starts_with(char::is_alphabetic);
    is_name.then(|| camel(only))
}

/// A word for a schema's kind of value.
fn kind(schema: &Value) -> &'static str {
    match schema.get("type").and_then(Value::as_str) {
        Some("string") if schema.get("enum").is_some() => "Known",
        Some("string") => "String",
        Some("integer") => "Integer",
        Some("number") => "Number",
        Some("boolean") => "Boolean",
        Some("array") => "List",
        Some("object") => "Object",
        _ if schema.get("properties").or(schema.get("allOf")).is_some() => "Object",
        _ => "Value",
    }
}

/// Whether a schema is one of plain values, that needs no name.
pub(super) fn is_scalar(schema: &Value) -> bool {
    let kind = schema.get("type").and_then(Value::as_str);
    let others = [
        "enum",
        "const",
        "properties",
        "items",
        "allOf",
        "anyOf",
        "oneOf",
        "$ref",
    ];
    matches!(kind, Some("string" | "integer" | "number" | "boolean"))
        && others.iter().all(|keyword| schema.get(*keyword).is_none())
}

/// Whether the document itself gives a name to what stands there, as it does to components.
pub(super) fn has_name(at: &Pointer) -> bool {
    let tokens: Vec<_> = at.tokens().collect();
    let holders = ["schemas", "definitions", "$defs"];
    match tokens.as_slice() {
        [] | [_] => true,
        [.., holder, _] => holders.contains(&holder.as_ref()),
    }
}

/// The letters and digits of a text, each word of it with a capital.
fn camel(text: &str) -> String {
    let words = text.split(|character: char| !character.is_alphanumeric());
    let capitals = words.flat_map(|word| {
        let mut characters = word.chars();
        let first = characters.next().into_iter();
        first.flat_map(char::to_uppercase).chain(characters)
    });
    let name: String = capitals.collect();
    if name.is_empty() {
        "Unnamed".to_owned()
    } else {
        name
    }
}
