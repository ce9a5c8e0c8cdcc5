//! The table of formats: what each value of the keyword `format` means, and which Rust type holds
//! such values.
//!
//! A format belongs to a JSON type: `type: string` with `format: date-time` is a row of its own, and
//! so is `type: integer` without a format. Whoever has to know something of a format asks its row,
//! so that a new format is a new row in `table`, and nothing else where no support code goes with
//! it. `[formats]` of `oasmith.toml` adds rows, and replaces those that are here.

mod choice;
mod path;
mod row;
mod table;
mod text;

use std::collections::BTreeMap;

pub use choice::Choice;
pub use path::TypePath;
pub use row::{Dependency, Format, JsonType, Path, Row, RustScalar, Scalar, TextForm, Values};

/// The formats that a document is read with.
#[derive(Clone, Debug, Default)]
pub struct Formats {
    added: Vec<Format>,
}

impl Formats {
    /// The table with what was chosen.
    #[must_use]
    pub fn new(choices: &BTreeMap<String, Choice>) -> Self {
        Self {
            added: choices
                .iter()
                .map(|(name, choice)| choice.format(name))
                .collect(),
        }
    }

    /// The format of a name that values of a JSON type have; none where the name says nothing that
    /// is known here.
    #[must_use]
    pub fn get(&self, json: JsonType, name: &str) -> Option<Format> {
        let mut added = self.added.iter();
        let is_it = |format: &&Format| format.json == json && format.name == name;
        added.find(is_it).cloned().or_else(|| built_in(json, name))
    }

    /// The JSON type that a format only makes sense with.
    #[must_use]
    pub fn implied_type(&self, name: &str) -> Option<JsonType> {
        // Text without a type of its own here, but text all the same.
        const TEXTS: &[&str] = &["binary", "email", "uri"];
        let types = [JsonType::Integer, JsonType::Number, JsonType::String];
        let known = types
            .into_iter()
            .find(|json| self.get(*json, name).is_some());
        known.or_else(|| TEXTS.contains(&name).then_some(JsonType::String))
    }
}

fn built_in(json: JsonType, name: &str) -> Option<Format> {
    let mut rows = table::ROWS.iter();
    let row = rows.find(|row| row.json == json && row.is_called(name))?;
    Some(Format::built_in(row))
}
