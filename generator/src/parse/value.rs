//! A value as JSON knows it, from what a reader of JSON or YAML finds.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
};
use serde_json::{Map, Number, Value};

use crate::source::Pointer;

/// So many findings of one file are kept.
const MAX_FINDINGS: usize = 1000;

/// What is to be said about a node that was read.
pub(super) struct Finding {
    pub(super) at: Pointer,
    pub(super) problem: Problem,
}

pub(super) enum Problem {
    /// The key stands in its mapping more than once.
    DuplicateKey,
    /// Infinity, or not a number at all.
    NotFinite,
    /// A tag of YAML that says a type of its own.
    Tag(String),
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Syntax {
    Json,
    /// With merge keys (`<<`).
    Yaml,
}

/// So many values of one file are read, whatever they come of.
const MAX_VALUES: usize = 10_000_000;

/// How much of what is read may come of aliases, in all files of a document. A few kilobytes of them
/// can stand for gigabytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    pub(super) values: usize,
    pub(super) text: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            values: 250_000,
            text: 16 * 1024 * 1024,
        }
    }
}

/// What is found while a file is read.
pub(super) struct Reading {
    syntax: Syntax,
    pub(super) findings: RefCell<Vec<Finding>>,
    /// What may still be read: as much as the file has, and what aliases may add.
    left: Cell<Budget>,
    /// Where reading stopped.
    stopped: RefCell<Option<Pointer>>,
    /// Whether it stopped because there was too much.
    exceeded: Cell<bool>,
}

impl Reading {
    /// For a file of so many bytes: what isn't an alias takes at least a byte for each value, each
    /// key and each byte of text.
    pub(super) fn new(syntax: Syntax, bytes: usize, budget: Budget) -> Self {
        let left = Budget {
            values: bytes.min(MAX_VALUES).saturating_add(budget.values),
            text: bytes.saturating_add(budget.text),
        };
        Self {
            syntax,
            findings: RefCell::default(),
            left: Cell::new(left),
            stopped: RefCell::default(),
            exceeded: Cell::default(),
        }
    }

    /// What is left of a budget once the file is read.
    pub(super) fn remaining(&self, budget: Budget) -> Budget {
        let left = self.left.get();
        Budget {
            values: budget.values.min(left.values),
            text: budget.text.min(left.text),
        }
    }

    /// Where reading stopped because there was too much, if it did: this reader or the one below it,
    /// which says so in its error, may have seen it.
    pub(super) fn exceeded_at(&self, error: &str) -> Option<Pointer> {
        let is_below = error.starts_with("repetition limit exceeded");
        let stopped = self.stopped.take();
        stopped.filter(|_| self.exceeded.get() || is_below)
    }

    /// Notes where reading stopped: the innermost place is the first to say so.
    fn stop(&self, place: &Place<'_>) {
        let mut stopped = self.stopped.borrow_mut();
        stopped.get_or_insert_with(|| place.pointer());
    }

    /// Takes so many values and so much text from what may be read.
    fn take<E: Error>(&self, place: &Place<'_>, values: usize, text: usize) -> Result<(), E> {
        let left = self.left.get();
        let less = left
            .values
            .checked_sub(values)
            .zip(left.text.checked_sub(text));
        let Some((values, text)) = less else {
            self.exceeded.set(true);
            self.stop(place);
            return Err(E::custom("too much to read"));
        };
        self.left.set(Budget { values, text });
        Ok(())
    }
}

/// Reads one node. Of a key that stands in a mapping twice the last one is kept, as most readers
/// do, and a finding says so.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    reading: &'a Reading,
    place: Place<'a>,
}

/// The steps to a node, put together only when there is something to say.
#[derive(Clone, Copy)]
enum Place<'a> {
    Root,
    Key(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

impl Place<'_> {
    fn pointer(&self) -> Pointer {
        match self {
            Self::Root => Pointer::root(),
            Self::Key(parent, key) => parent.pointer().key(key),
            Self::Item(parent, index) => parent.pointer().index(*index),
        }
    }
}

impl<'a> Reader<'a> {
    pub(super) fn new(reading: &'a Reading) -> Self {
        Self {
            reading,
            place: Place::Root,
        }
    }

    fn below<'b>(&'b self, place: Place<'b>) -> Reader<'b> {
        Reader {
            reading: self.reading,
            place,
        }
    }

    fn find(&self, place: &Place<'_>, problem: Problem) {
        let mut findings = self.reading.findings.borrow_mut();
        if findings.len() < MAX_FINDINGS {
            findings.push(Finding {
                at: place.pointer(),
                problem,
            });
        }
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.reading.take(&self.place, 1, 0)?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    // A whole number of more than 64 bits is as exact as JSON readers are with it.
    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or_else(
            || {
                self.find(&self.place, Problem::NotFinite);
                Value::Null
            },
            Value::Number,
        ))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.reading.take(&self.place, 0, value.len())?;
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: Error>(self, value: String) -> Result<Value, E> {
        self.reading.take(&self.place, 0, value.len())?;
        Ok(Value::String(value))
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value, A::Error> {
        let (tag, content) = tagged.variant::<String>()?;
        self.find(&self.place, Problem::Tag(tag));
        content.newtype_variant_seed(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            let place = Place::Item(&self.place, list.len());
            let item = items.next_element_seed(self.below(place));
            match item.inspect_err(|_| self.reading.stop(&place))? {
                Some(item) => list.push(item),
                None => break,
            }
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        let mut merged = Vec::new();
        while let Some(key) = members.next_key::<String>()? {
            let place = Place::Key(&self.place, &key);
            self.reading.take(&place, 1, key.len())?;
            let value = members.next_value_seed(self.below(place));
            let value = value.inspect_err(|_| self.reading.stop(&place))?;
            if self.reading.syntax == Syntax::Yaml && key == "<<" && mergeable(&value) {
                merged.push(value);
                continue;
            }
            if map.contains_key(&key) {
                self.find(&place, Problem::DuplicateKey);
            }
            map.insert(key, value);
        }
        for value in merged {
            merge(&mut map, value);
        }
        Ok(Value::Object(map))
    }
}

/// Whether the value of a merge key is one that YAML merges.
fn mergeable(value: &Value) -> bool {
    match value {
        Value::Object(_) => true,
        Value::Array(items) => items.iter().all(Value::is_object),
        _ => false,
    }
}

/// Adds the members that a mapping doesn't have itself; of several mappings the first one counts.
fn merge(map: &mut Map<String, Value>, value: Value) {
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                map.entry(key).or_insert(value);
            }
        }
        Value::Array(items) => {
            for item in items {
                merge(map, item);
            }
        }
        _ => {}
    }
}
