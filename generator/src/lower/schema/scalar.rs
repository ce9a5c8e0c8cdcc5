//! Booleans, numbers and text.

use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::Schemas;
use super::keywords::{Bounds, whole_number};
use super::merge::content_name;
use super::merged::{JsonContent, MergedSchema};
use crate::diagnostic::{Code, Diagnostic};
use crate::formats::{Format, JsonType};
use crate::ir::{Enum, Kind, TypeName, Untyped, ValueNote, in_range, plainest};
use crate::source::Pointer;
use crate::spec::SchemaType;

impl Schemas<'_> {
    pub(super) fn scalar(&mut self, merged: &MergedSchema, at: &Pointer, name: &TypeName) -> Kind {
        self.misplaced(merged, at, &["items", "properties"]);
        if let Some(content) = &merged.content
            && let Some(kind) = self.json_text(content, merged, name)
        {
            return kind;
        }
        let format = merged.format.as_ref().map(|(format, _)| format.as_str());
        let kind = match merged.effective_type() {
            Some(kind) => Some(kind),
            None if merged.enumeration.is_none() => self.implied_type(format),
            None => None,
        };
        if let Some((values, at)) = &merged.enumeration {
            let at = at.clone();
            if let Some(mut enumeration) = self.enumeration(kind, values, &at) {
                annotate(&mut enumeration, &merged.values);
                return enumeration;
            }
        }
        match kind {
            Some(SchemaType::Boolean) => Kind::Boolean,
            Some(SchemaType::Integer) => self.integer(format.unwrap_or_default(), merged),
            Some(SchemaType::Number) => Kind::Number(self.number(format)),
            Some(_) => self.text(merged, at),
            None => Kind::Any(Untyped::Open),
        }
    }

    fn integer(&mut self, format: &str, merged: &MergedSchema) -> Kind {
        let listed = merged.enumeration.iter().flat_map(|(values, _)| values);
        let mut said = listed.chain(&merged.default_number);
        let known = self.choices.formats.get(JsonType::Integer, format);
        let number = known.unwrap_or_else(|| {
            let large = &merged.large_examples;
            smallest(merged.bounds, said.clone().chain(large))
        });
        let beyond = said.find(|value| value.is_i64() && !in_range(&number, value));
        if let Some(value) = beyond
            && let Some((_, at)) = &merged.format
        {
            let message = format!("{value} is beyond the range of `{format}`");
            let warning = Diagnostic::warning(Code::Shape, message);
            self.diagnostics.push(warning.at(at, "taken as `int64`"));
            return Kind::Number(Format::INT64);
        }
        Kind::Number(number)
    }

    /// A string that holds JSON; `None` where it has another type, as what else is said of it tells.
    fn json_text(
        &mut self,
        content: &JsonContent,
        merged: &MergedSchema,
        name: &TypeName,
    ) -> Option<Kind> {
        let formats = &self.choices.formats;
        let has_format =
            |format: &str| format == "binary" || formats.get(JsonType::String, format).is_some();
        let reason = match (&merged.enumeration, &merged.format) {
            _ if merged.effective_type() != Some(SchemaType::String) => {
                self.misplaced_content(merged);
                return None;
            }
            (Some(_), _) => "an `enum`".to_owned(),
            (None, Some((format, _))) if has_format(format) => format!("`format: {format}`"),
            _ => {
                let name = content_name(name);
                return Some(Kind::JsonText(match content.schemas.as_slice() {
                    [] => self.any(&name, &content.at),
                    schemas => self.all(schemas, &content.at, &name),
                }));
            }
        };
        let message = format!("JSON within a string with {reason} isn't read");
        self.warn_unsupported(message, &content.at, "not honoured");
        None
    }

    /// Warns of a `contentSchema` of what isn't a string.
    pub(super) fn misplaced_content(&mut self, merged: &MergedSchema) {
        if let Some(content) = &merged.content
            && !content.schemas.is_empty()
        {
            let message = "a `contentSchema` has an effect on strings alone";
            self.warn_unsupported(message, &content.at, "not honoured");
        }
    }

    fn text(&mut self, merged: &MergedSchema, type_at: &Pointer) -> Kind {
        let Some((format, at)) = &merged.format else {
            return Kind::String(Format::TEXT);
        };
        if format == "binary" {
            self.findings.note_binary(type_at, at);
        }
        // Other formats tell people what the text means (OpenAPI 3.0.3, section Data Types).
        let known = self.choices.formats.get(JsonType::String, format);
        Kind::String(known.unwrap_or(Format::TEXT))
    }

    /// The format of a `number`, which may be that of a whole one.
    fn number(&self, format: Option<&str>) -> Format {
        let formats = &self.choices.formats;
        let known = format.and_then(|format| {
            let number = formats.get(JsonType::Number, format);
            number.or_else(|| formats.get(JsonType::Integer, format))
        });
        known.unwrap_or(Format::DOUBLE)
    }

    /// The type that a format only makes sense with.
    fn implied_type(&self, format: Option<&str>) -> Option<SchemaType> {
        Some(match self.choices.formats.implied_type(format?)? {
            JsonType::String => SchemaType::String,
            JsonType::Integer => SchemaType::Integer,
            JsonType::Number => SchemaType::Number,
        })
    }

    /// A closed list of values; `None` where no type here can be one of these.
    fn enumeration(
        &mut self,
        kind: Option<SchemaType>,
        values: &[Value],
        at: &Pointer,
    ) -> Option<Kind> {
        if values.iter().all(Value::is_null) {
            return Some(Kind::Null);
        }
        let said = |boolean: bool| values.contains(&Value::Bool(boolean));
        let booleans = values.iter().filter(|value| value.is_boolean()).count();
        let nulls = values.iter().filter(|value| value.is_null()).count();
        if kind == Some(SchemaType::Boolean) || booleans + nulls == values.len() {
            if said(true) == said(false) {
                if booleans == 0 {
                    self.not_listed("these values", at);
                }
                return Some(Kind::Boolean);
            }
            return Some(Kind::Enum(Enum {
                values: vec![Value::Bool(said(true))],
                notes: Vec::new(),
            }));
        }
        let mut kept: Vec<Value> = Vec::new();
        let mut known = HashSet::new();
        for (index, value) in values.iter().enumerate() {
            let at = at.index(index);
            // `null` makes the schema nullable.
            if value.is_null() {
                continue;
            }
            let Some(fitting) = self.listed(kind, value, &at) else {
                self.not_listed("these values", &at);
                return match kind {
                    Some(_) => None,
                    None => Some(self.because("a list of values of several types", &at)),
                };
            };
            if !known.insert(fitting.to_string()) {
                let message = format!("`{}` stands in this `enum` twice", plain(&fitting));
                let warning = Diagnostic::warning(Code::Shape, message);
                self.diagnostics.push(warning.at(&at, "the second one"));
            } else {
                kept.push(fitting);
            }
        }
        Some(Kind::Enum(Enum {
            values: kept,
            notes: Vec::new(),
        }))
    }

    /// A value of an `enum` as one of the schema's type.
    fn listed(&mut self, kind: Option<SchemaType>, value: &Value, at: &Pointer) -> Option<Value> {
        let fitting = match (kind, value) {
            (Some(SchemaType::String) | None, Value::String(_)) | (None, Value::Bool(_)) => {
                return Some(value.clone());
            }
            (Some(SchemaType::Number) | None, Value::Number(_)) => return Some(plainest(value)),
            (Some(SchemaType::Integer), Value::Number(_)) => {
                let whole = value.as_f64().is_some_and(|float| float.fract() == 0.0);
                return whole.then(|| plainest(value));
            }
            // What looks like a number or a boolean was meant as text, without quotes.
            (Some(SchemaType::String), Value::Number(_) | Value::Bool(_)) => {
                Value::String(plain(value))
            }
            (Some(SchemaType::Integer | SchemaType::Number), Value::String(text)) => {
                Value::from(text.trim().parse::<i64>().ok()?)
            }
            _ => return None,
        };
        let kind = kind.map_or("", SchemaType::as_str);
        let message = format!("`{value}` in this `enum` isn't of type `{kind}`");
        let warning = Diagnostic::warning(Code::Shape, message);
        self.diagnostics
            .push(warning.at(at, format!("taken as `{fitting}`")));
        Some(fitting)
    }

    fn not_listed(&mut self, what: &str, at: &Pointer) {
        let message = format!("an `enum` of {what} has no effect on the emitted crates");
        let warning = Diagnostic::warning(Code::Unsupported, message);
        self.diagnostics.push(warning.at(at, "not honoured"));
    }
}

/// Adds what is said of single values.
fn annotate(kind: &mut Kind, said: &[(Value, ValueNote)]) {
    if let Kind::Enum(found) = kind
        && !said.is_empty()
    {
        let said: HashMap<String, &ValueNote> = said
            .iter()
            .map(|(value, note)| (plainest(value).to_string(), note))
            .collect();
        let note = |value: &Value| {
            let known = said.get(&value.to_string()).copied();
            known.cloned().unwrap_or_default()
        };
        found.notes = found.values.iter().map(note).collect();
    }
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// The type of whole numbers that has room for all that is said of them, but never less than an
/// `i64`.
fn smallest<'a>(bounds: Bounds, said: impl Iterator<Item = &'a Value>) -> Format {
    // What a float says of the largest `u64` is one more.
    const MOST: i128 = u64::MAX as i128 + 1;
    let mut least = bounds.least.unwrap_or(-1);
    let mut most = bounds.most.unwrap_or(least);
    let number = |value: &Value| value.as_number().map(whole_number);
    for number in said.filter(|value| !value.is_i64()).filter_map(number) {
        (least, most) = (least.min(number), most.max(number));
    }
    if i64::try_from(most).is_ok() && i64::try_from(least).is_ok() {
        Format::INT64
    } else if most <= MOST && least >= 0 {
        Format::UINT64
    } else {
        Format::INT128
    }
}
