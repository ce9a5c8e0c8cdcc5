//! What documents say of single values of an `enum`.
//!
//! OpenAPI has no place for it; these extensions are what the tools of ASP.NET, Azure and others
//! write, and what the reading of OpenAPI 3.1 makes of a `oneOf` of constants.

use indexmap::IndexMap;
use serde_json::Value;

use crate::ir::ValueNote;

/// Lists of names, one for each value.
const NAMES: [&str; 3] = ["x-enum-varnames", "x-enumNames", "x-enum-names"];
/// Lists of descriptions, or mappings from values to them.
const DESCRIPTIONS: [&str; 2] = ["x-enum-descriptions", "x-enumDescriptions"];
/// A longer name is a sentence.
const MAX_NAME: usize = 60;

/// What the extensions of a schema say of the values of its `enum`.
pub(super) fn notes(
    extensions: &IndexMap<String, Value>,
    values: &[Value],
) -> Vec<(Value, ValueNote)> {
    if extensions.is_empty() {
        return Vec::new();
    }
    let names = find(extensions, &NAMES);
    let descriptions = find(extensions, &DESCRIPTIONS);
    let azure = extensions
        .get("x-ms-enum")
        .and_then(|found| found.get("values"))
        .and_then(Value::as_array);
    let mut notes = Vec::new();
    for (index, value) in values.iter().enumerate() {
        let of_azure = azure
            .into_iter()
            .flatten()
            .find(|found| found.get("value") == Some(value));
        let said = |name: &str| text(of_azure?.get(name));
        let note = ValueNote {
            name: said("name")
                .or_else(|| text(of(names, values.len(), index, value)))
                .filter(|name| name.chars().count() <= MAX_NAME),
            description: said("description")
                .or_else(|| text(of(descriptions, values.len(), index, value))),
        };
        if note.name.is_some() || note.description.is_some() {
            notes.push((value.clone(), note));
        }
    }
    notes
}

fn find<'a>(extensions: &'a IndexMap<String, Value>, names: &[&str]) -> Option<&'a Value> {
    names.iter().find_map(|name| extensions.get(*name))
}

/// What a list of as many texts as there are values says of one, or a mapping from values to texts.
fn of<'a>(said: Option<&'a Value>, count: usize, index: usize, value: &Value) -> Option<&'a Value> {
    match said? {
        Value::Array(texts) if texts.len() == count => texts.get(index),
        Value::Object(texts) => match value {
            Value::String(name) => texts.get(name),
            other => texts.get(&other.to_string()),
        },
        _ => None,
    }
}

fn text(said: Option<&Value>) -> Option<String> {
    let text = said?.as_str()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}
