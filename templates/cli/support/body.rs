//! Bodies: as a whole, or by their members.

use std::io::Read;
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::failure::Failure;
use super::given::{Given, missing};
use super::json::{self, Members};
use super::operation::{Argument, Place, Value, Way};
use crate::api::types::support::json as typed;
use crate::api::types::support::style;

impl Given {
    /// Whether there is a body, or a part of one.
    #[must_use]
    pub fn has_body(&self) -> bool {
        let arguments = self.operation.arguments.iter();
        let mut parts = arguments.filter(|argument| argument.place != Place::Parameter);
        parts.any(|argument| self.texts(argument.name).is_some()) || self.one("body").is_some()
    }

    /// The way in which a body is sent.
    ///
    /// # Errors
    ///
    /// Says which flags aren't part of such a body.
    pub fn body_type(&self) -> Result<usize, Failure> {
        let ways = self
            .operation
            .body
            .as_ref()
            .map_or(&[][..], |body| body.ways);
        let chosen = self.one("body-type");
        let position = ways
            .iter()
            .position(|(media_type, _)| Some(*media_type) == chosen);
        let index = position.unwrap_or_else(|| self.guess(ways));
        let way = ways.get(index).map(|(_, way)| *way);
        for argument in self.operation.arguments {
            let fits = match argument.place {
                Place::Parameter => true,
                Place::Member(_, ways) => ways.contains(&index),
                Place::Part => way == Some(Way::Parts),
            };
            if !fits && self.texts(argument.name).is_some() {
                let (media_type, _) = ways.get(index).copied().unwrap_or(("", Way::Bytes));
                let name = argument.name;
                let message = format!("'--{name}' isn't part of a body of the type {media_type}");
                return Err(Failure::usage(message));
            }
        }
        if way == Some(Way::Parts) && self.one("body").is_some() {
            let message = "a form is given by its parts, and not by '--body'; see '--body-type'";
            return Err(Failure::usage(message));
        }
        Ok(index)
    }

    /// The first way that has all of what is given.
    fn guess(&self, ways: &[(&str, Way)]) -> usize {
        let given = |argument: &&Argument| self.texts(argument.name).is_some();
        let given: Vec<&Argument> = self.operation.arguments.iter().filter(given).collect();
        let has_whole = self.one("body").is_some();
        let fits = |(index, (_, way)): &(usize, &(&str, Way))| {
            let is_form = *way == Way::Parts;
            let mut arguments = given.iter();
            !(is_form && has_whole)
                && arguments.all(|argument| match argument.place {
                    Place::Parameter => true,
                    Place::Member(_, ways) => ways.contains(index),
                    Place::Part => is_form,
                })
        };
        let found = ways.iter().enumerate().find(fits);
        found.map_or(0, |(index, _)| index)
    }

    /// A body that is given as JSON, in the way of this index.
    ///
    /// # Errors
    ///
    /// Says what is wrong with it.
    pub fn body<T: DeserializeOwned + Serialize>(&self, way: usize) -> Result<T, Failure> {
        let given = self.json_body(way)?;
        let body: T = typed::from_slice(given.as_bytes())
            .map_err(|error| Failure::usage(format!("the body isn't what is expected: {error}")))?;
        let sent = typed::to_value(&body)
            .map_err(|error| Failure::usage(format!("the body can't be sent: {error}")))?;
        check_sent(&given, &sent)?;
        Ok(body)
    }

    /// The JSON of a body.
    fn json_body(&self, way: usize) -> Result<String, Failure> {
        let whole = self.whole_body()?;
        let arguments = self.operation.arguments.iter();
        let members = arguments.filter_map(|argument| match argument.place {
            Place::Member(name, ways) if ways.contains(&way) => {
                Some((name, argument, self.texts(argument.name)?))
            }
            _ => None,
        });
        let mut members = members.peekable();
        if members.peek().is_none() {
            return whole.ok_or_else(|| missing("body"));
        }
        let whole = whole.unwrap_or_else(|| "{}".to_owned());
        let Some(mut object) = Members::read(&whole) else {
            let message = "'--body' has to be an object if members of it are given by flags";
            return Err(Failure::usage(message));
        };
        for (name, argument, texts) in members {
            object.set(name, member(argument, &texts)?);
        }
        Ok(object.text())
    }

    /// A body that is given as text.
    ///
    /// # Errors
    ///
    /// Says what is wrong with it.
    pub fn text<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        let text = self.whole_body()?.ok_or_else(|| missing("body"))?;
        style::texts(vec![text]).map_err(|error| Failure::usage(format!("the body {error}")))
    }

    /// What `--body` gives: text, a file or standard input.
    pub(super) fn whole_body(&self) -> Result<Option<String>, Failure> {
        let Some(given) = self.one("body") else {
            return Ok(None);
        };
        let bytes = match (given, given.strip_prefix('@')) {
            ("-", _) | (_, Some("-")) => {
                let mut bytes = Vec::new();
                let read = std::io::stdin().lock().read_to_end(&mut bytes);
                read.map_err(|error| Failure::file(Path::new("standard input"), &error))?;
                bytes
            }
            (_, Some(path)) => {
                let path = Path::new(path);
                std::fs::read(path).map_err(|error| Failure::file(path, &error))?
            }
            _ => return Ok(Some(given.to_owned())),
        };
        let text = String::from_utf8(bytes);
        let text = text.map_err(|_| Failure::usage("the body isn't UTF-8"))?;
        Ok(Some(text))
    }
}

/// The JSON of a member.
fn member(argument: &Argument, texts: &[String]) -> Result<Box<RawValue>, Failure> {
    let values = texts.iter().map(|text| {
        let is_text = matches!(argument.value, Value::Text(_) | Value::Words(_));
        let json = if is_text {
            json::string(text)
        } else {
            text.clone()
        };
        RawValue::from_string(json).map_err(|_| {
            let expected = match argument.value {
                Value::Number(_) | Value::Values(_) => "expected a number",
                Value::Boolean => "expected true or false",
                _ => "expected JSON",
            };
            Failure::value(argument.name, text, &expected)
        })
    });
    let values = values.collect::<Result<Vec<Box<RawValue>>, Failure>>()?;
    let json = if argument.list {
        let items: Vec<&str> = values.iter().map(|value| value.get()).collect();
        format!("[{}]", items.join(","))
    } else {
        values.last().map_or("null", |value| value.get()).to_owned()
    };
    let value = RawValue::from_string(json);
    value.map_err(|error| Failure::value(argument.name, "", &error))
}

/// Whether all members that are given are sent, too: one that the document doesn't know isn't.
fn check_sent(given: &str, sent: &Json) -> Result<(), Failure> {
    let given: Json = serde_json::from_str(given).unwrap_or_default();
    match lost(&given, sent, String::new()) {
        None => Ok(()),
        Some(pointer) => Err(Failure::usage(format!(
            "such a request can't have this member of the body: {pointer}"
        ))),
    }
}

/// The JSON Pointer of a member that there is in one value, but not in the other.
fn lost(given: &Json, sent: &Json, pointer: String) -> Option<String> {
    match (given, sent) {
        (Json::Object(given), Json::Object(sent)) => given.iter().find_map(|(name, value)| {
            let escaped = name.replace('~', "~0").replace('/', "~1");
            let pointer = format!("{pointer}/{escaped}");
            match sent.get(name) {
                Some(sent) => lost(value, sent, pointer),
                None if value.is_null() => Some(format!("{pointer} (which can't be null)")),
                None => Some(pointer),
            }
        }),
        (Json::Array(given), Json::Array(sent)) => {
            let mut pairs = given.iter().zip(sent).enumerate();
            pairs.find_map(|(index, (given, sent))| lost(given, sent, format!("{pointer}/{index}")))
        }
        _ => None,
    }
}
