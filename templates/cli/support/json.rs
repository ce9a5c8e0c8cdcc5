//! JSON as text: numbers stay as they are, and members in their order.

use std::fmt;
use std::io::{self, Write};

use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// The members of an object, in their order.
pub struct Members(pub Vec<(String, Box<RawValue>)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Collect;

        impl<'de> Visitor<'de> for Collect {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(Collect)
    }
}

impl Members {
    /// Reads an object.
    pub fn read(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    /// The member of a name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&RawValue> {
        let mut members = self.0.iter();
        let (_, value) = members.find(|(known, _)| known == name)?;
        Some(value)
    }

    /// Sets a member, in the place of one that is there.
    pub fn set(&mut self, name: &str, value: Box<RawValue>) {
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value,
            None => self.0.push((name.to_owned(), value)),
        }
    }

    /// The object as JSON.
    #[must_use]
    pub fn text(&self) -> String {
        let members = self.0.iter();
        let members = members.map(|(name, value)| format!("{}:{}", string(name), value.get()));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    }
}

/// A text as JSON.
#[must_use]
pub fn string(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// Whether a text is JSON.
#[must_use]
pub fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// The items of a list.
#[must_use]
pub fn items(json: &str) -> Option<Vec<Box<RawValue>>> {
    serde_json::from_str(json).ok()
}

/// What the names of members lead to.
#[must_use]
pub fn at(json: &str, path: &[&str]) -> Option<String> {
    let Some((name, rest)) = path.split_first() else {
        return Some(json.to_owned());
    };
    at(Members::read(json)?.get(name)?.get(), rest)
}

/// Writes JSON with a line for each member and item.
///
/// # Errors
///
/// Those of `out`.
pub fn pretty(json: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut depth = 0_usize;
    let mut chars = json.trim().chars().peekable();
    let mut buffer = String::new();
    while let Some(char) = chars.next() {
        match char {
            '"' => string_end(&mut buffer, &mut chars),
            '{' | '[' => {
                buffer.push(char);
                while chars.next_if(|next| next.is_ascii_whitespace()).is_some() {}
                if let Some(end) = chars.next_if(|next| matches!(next, '}' | ']')) {
                    buffer.push(end);
                } else {
                    depth += 1;
                    line(&mut buffer, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut buffer, depth);
                buffer.push(char);
            }
            ',' => {
                buffer.push(',');
                line(&mut buffer, depth);
            }
            ':' => buffer.push_str(": "),
            char if char.is_ascii_whitespace() => {}
            char => buffer.push(char),
        }
        if buffer.len() > 8192 {
            out.write_all(buffer.as_bytes())?;
            buffer.clear();
        }
    }
    buffer.push('\n');
    out.write_all(buffer.as_bytes())
}

/// JSON in one line.
#[must_use]
pub fn compact(json: &str) -> String {
    let mut buffer = String::with_capacity(json.len());
    let mut chars = json.chars().peekable();
    while let Some(char) = chars.next() {
        match char {
            '"' => string_end(&mut buffer, &mut chars),
            char if char.is_ascii_whitespace() => {}
            char => buffer.push(char),
        }
    }
    buffer
}

/// Takes a string, from behind its first quotation mark on. Control characters in it could move the
/// cursor of a terminal.
fn string_end(buffer: &mut String, chars: &mut impl Iterator<Item = char>) {
    buffer.push('"');
    while let Some(char) = chars.next() {
        match char {
            '\\' => {
                buffer.push('\\');
                buffer.extend(chars.next());
            }
            '"' => {
                buffer.push('"');
                return;
            }
            char if char.is_control() => buffer.push_str(&format!("\\u{:04x}", u32::from(char))),
            char => buffer.push(char),
        }
    }
}

fn line(buffer: &mut String, depth: usize) {
    buffer.push('\n');
    buffer.extend(std::iter::repeat_n("  ", depth));
}
