//! Schemas that become components, because OpenAPI 3.0 has no place for them where they stand.

use std::collections::{HashSet, VecDeque};

use serde_json::{Map, Value};

use crate::source::Pointer;

/// The names of the component schemas, and the schemas that are to become some.
#[derive(Default)]
pub(super) struct Extracted {
    names: HashSet<String>,
    waiting: VecDeque<Waiting>,
}

/// A schema that is to become a component.
pub(super) struct Waiting {
    pub(super) name: String,
    pub(super) schema: Value,
}

impl Extracted {
    pub(super) fn of(document: &Value) -> Self {
        let schemas = document.pointer("/components/schemas");
        let names = schemas.and_then(Value::as_object).into_iter().flatten();
        Self {
            names: names.map(|(name, _)| name.clone()).collect(),
            waiting: VecDeque::new(),
        }
    }

    /// Whether a component schema has this name.
    pub(super) fn knows(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// Makes a component of a schema. Gives its name, which is made of `wanted`.
    pub(super) fn add(&mut self, wanted: &str, schema: Value) -> String {
        let mut name = wanted.to_owned();
        let mut number = 1;
        while !self.names.insert(name.clone()) {
            number += 1;
            name = format!("{wanted}{number}");
        }
        self.waiting.push_back(Waiting {
            name: name.clone(),
            schema,
        });
        name
    }

    /// The next schema that is to become a component.
    pub(super) fn next(&mut self) -> Option<Waiting> {
        self.waiting.pop_front()
    }
}

/// The component schemas of a document, which gets them if it has none.
pub(super) fn component_schemas(document: &mut Value) -> Option<&mut Map<String, Value>> {
    let empty = || Value::Object(Map::new());
    document
        .as_object_mut()?
        .entry("components")
        .or_insert_with(empty)
        .as_object_mut()?
        .entry("schemas")
        .or_insert_with(empty)
        .as_object_mut()
}

/// A name for the schema at a place, of the words on the way to it that authors chose.
pub(super) fn name_at(at: &Pointer) -> String {
    let tokens: Vec<String> = at.tokens().map(|token| token.into_owned()).collect();
    let own = match tokens.as_slice() {
        [components, schemas, own @ ..] if components == "components" && schemas == "schemas" => {
            own
        }
        [paths, path, method, ..] if paths == "paths" => {
            return format!("{}{}", capitalized(method), capitalized(path));
        }
        all => all,
    };
    let structure = [
        "properties",
        "items",
        "schema",
        "content",
        "allOf",
        "anyOf",
        "oneOf",
    ];
    let words = own
        .iter()
        .filter(|token| !structure.contains(&token.as_str()))
        .map(|token| capitalized(token));
    words.collect()
}

/// The letters and digits of a text, each run of them with a capital first.
fn capitalized(text: &str) -> String {
    let words = text.split(|character: char| !character.is_ascii_alphanumeric());
    let mut name = String::new();
    for word in words {
        let mut characters = word.chars();
        name.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        name.push_str(characters.as_str());
    }
    name
}
