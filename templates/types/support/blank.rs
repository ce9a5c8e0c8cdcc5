//! Blank values: they stand in for required properties that are missing or can't be read, so that the
//! rest of an object can be read all the same. Nobody takes them for values that were sent: where one
//! is made, a fault is told, too.
//!
//! A blank value is `null`, if the type takes that, or an empty text, 0, `false`, an empty list, an
//! object whose required properties are blank, or else the first listed value of an `enum`, or a date,
//! a time and the like that can be told from a real one. Other types have none.

use std::cell::Cell;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{DeserializeOwned, DeserializeSeed};

use super::collecting;
use super::json_integers::JsonIntegers;
use super::reading;
use super::text::FromText;

/// What is read as a blank value: the first one that the type takes.
const BLANKS: &[&str] = &[
    "null",
    r#""""#,
    "0",
    "false",
    "[]",
    "{}",
    r#""00000000-0000-0000-0000-000000000000""#,
    r#""1970-01-01T00:00:00Z""#,
    r#""1970-01-01""#,
    r#""00:00:00""#,
    r#""PT0S""#,
    r#""0""#,
    r#""0.0.0.0""#,
    r#""::""#,
    r#""about:blank""#,
];

/// How deep blank objects may lie in each other: a type may require itself.
const MAX_DEPTH: u8 = 16;

thread_local! {
    static DEPTH: Cell<u8> = const { Cell::new(0) };
}

/// The blank value of a type, while others are read around it; `None` if it has none.
pub fn blank<'de, T: Deserialize<'de>>() -> Option<T> {
    if DEPTH.get() == MAX_DEPTH {
        return None;
    }
    DEPTH.set(DEPTH.get() + 1);
    let mut blanks = BLANKS.iter();
    let blank = blanks.find_map(|json| {
        if !collecting::try_blank() {
            return None;
        }
        let mut deserializer = serde_json::Deserializer::from_slice(json.as_bytes());
        let seed = JsonIntegers(PhantomData);
        reading::blank(|| seed.deserialize(&mut deserializer)).ok()
    });
    DEPTH.set(DEPTH.get() - 1);
    blank
}

/// The blank value of a type, for a value that is read by itself, such as a part of a form.
pub fn alone<T: DeserializeOwned>() -> Option<T> {
    collecting::begin_blank();
    blank()
}

/// The blank value of a type that is read from text.
pub fn text<T: FromText>() -> Option<T> {
    let mut blanks = BLANKS.iter();
    blanks.find_map(|json| T::from_text(json.trim_matches('"')).ok())
}
