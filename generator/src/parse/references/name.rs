//! The names of components that are made of what references lead to.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::kind::Version;
use crate::source::Pointer;

/// The names that are taken, by section.
pub(super) struct Taken {
    version: Version,
    sections: HashMap<&'static str, HashSet<String>>,
}

impl Taken {
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
            let home = root.pointer(version.home(section).as_str());
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
    for (index, token) in tokens.iter().enumerate().skip(named) {
        let before = index.checked_sub(1).and_then(|index| tokens.get(index));
        words.extend(word(token, before.map(AsRef::as_ref)));
    }
    match words.as_slice() {
        [] => camel(file),
        // The name that the file itself gives it.
        [_] => {
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
        words => words.concat(),
    }
}

/// What a step on the way says about the thing, if anything.
fn word(token: &str, before: Option<&str>) -> Option<String> {
    let index = token.bytes().all(|byte| byte.is_ascii_digit());
    let word = match (before, token) {
        // The name of a property can be any of the words below.
        (Some("properties"), name) => camel(name),
        (None, "components" | "paths" | "definitions" | "webhooks") => return None,
        (
            Some("components"),
            "schemas" | "responses" | "parameters" | "requestBodies" | "headers",
        ) => return None,
        (_, "properties" | "schema" | "content" | "$defs" | "definitions" | "headers") => {
            return None;
        }
        // A media type.
        (Some("content"), _) => return None,
        (_, "responses") => "Response".to_owned(),
        (_, "requestBody") => "Body".to_owned(),
        (_, "parameters") => "Parameter".to_owned(),
        (_, "items") => "Item".to_owned(),
        (_, "additionalProperties") => "Value".to_owned(),
        (_, "allOf" | "oneOf" | "anyOf") => "Variant".to_owned(),
        (Some("allOf" | "oneOf" | "anyOf" | "parameters"), index_of) if index => {
            let number: usize = index_of.parse().unwrap_or_default();
            number.saturating_add(1).to_string()
        }
        (_, other) => camel(other),
    };
    (!word.is_empty()).then_some(word)
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
