//! Deserializes a [`Node`], which is split as its type asks for.

use serde::de::value::SeqDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess,
    Visitor,
};
use serde_json::Value;

use super::Error;
use super::node::Node;
use crate::support::json_integers::JsonIntegers;
use crate::support::text::FromText;
use crate::support::{excerpt, reading};

/// Deserializes a value.
pub(super) fn typed<T: DeserializeOwned>(node: Node) -> Result<T, Error> {
    T::deserialize(JsonIntegers(Typed(node)))
}

struct Typed(Node);

/// Deserializes a text as JSON. It uses a reader, as the value must not borrow from the text.
macro_rules! json {
    ($text:ident.$method:ident($visitor:ident)) => {{
        let mut json = serde_json::Deserializer::from_reader($text.as_bytes());
        let value = json.$method($visitor).map_err(unfit)?;
        json.end().map_err(unfit)?;
        Ok(value)
    }};
}

impl Typed {
    /// The text of the value if it must be JSON to be a list.
    fn json_list(&self) -> Option<&str> {
        match &self.0 {
            Node::Json(text) | Node::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text of the value if it must be JSON to be an object.
    fn json_object(&self) -> Option<&str> {
        match &self.0 {
            Node::Json(text) | Node::Text(text) => Some(text),
            // A single value is an object only if it is JSON.
            Node::Texts(texts) => match texts.as_slice() {
                [text] => Some(text),
                _ => None,
            },
            _ => None,
        }
    }

    fn parse<T: FromText>(self) -> Result<T, Error> {
        let text = self.0.text()?;
        T::from_text(&text).map_err(|error| invalid(&text, &error))
    }

    fn members<'de, V: Visitor<'de>>(self, fields: &[&str], visitor: V) -> Result<V::Value, Error> {
        match self.json_object() {
            Some(text) => json!(text.deserialize_map(visitor)),
            None => visitor.visit_map(Entries {
                rest: self.0.members(fields)?.into_iter(),
                member: None,
            }),
        }
    }
}

fn unfit(error: serde_json::Error) -> Error {
    Error::new(error.to_string())
}

fn invalid(text: &str, reason: &str) -> Error {
    let start = excerpt::quote(text);
    Error::new(format!("`{start}` isn't valid: {reason}"))
}

/// The value of a text if its type can be any: a number or a boolean if it looks like one, and JSON if it
/// starts with one of the characters in `json`.
fn guess(text: String, json: &[char]) -> Value {
    if text.starts_with(json)
        && let Ok(value) = serde_json::from_str(&text)
    {
        return value;
    }
    let number = text.parse::<serde_json::Number>().ok();
    // `007` stays a string, as the number 7 is written differently.
    let number = number.filter(|number| number.to_string() == text);
    match (text.as_str(), number) {
        ("true" | "false", _) => Value::Bool(text == "true"),
        (_, Some(number)) => Value::Number(number),
        _ => Value::String(text),
    }
}

macro_rules! parsed {
    ($($method:ident $visit:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            if let Node::Json(text) = &self.0 {
                return json!(text.$method(visitor));
            }
            visitor.$visit(self.parse()?)
        }
    )*};
}

impl<'de> Deserializer<'de> for Typed {
    type Error = Error;

    parsed! {
        deserialize_bool visit_bool
        deserialize_i8 visit_i8
        deserialize_i16 visit_i16
        deserialize_i32 visit_i32
        deserialize_i64 visit_i64
        deserialize_i128 visit_i128
        deserialize_u8 visit_u8
        deserialize_u16 visit_u16
        deserialize_u32 visit_u32
        deserialize_u64 visit_u64
        deserialize_f32 visit_f32
        deserialize_f64 visit_f64
        deserialize_char visit_char
        deserialize_str visit_string
        deserialize_string visit_string
        deserialize_identifier visit_string
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let (is_list, opening): (bool, &[char]) = match &self.0 {
            Node::Json(text) => return json!(text.deserialize_any(visitor)),
            _ if reading::is_text() => return visitor.visit_string(self.0.text()?),
            Node::Text(_) => (false, &['{', '[']),
            Node::Joined(joined) => (joined.is_list(), &[]),
            Node::Exploded(texts, _) if texts.is_empty() => return self.deserialize_map(visitor),
            Node::Texts(texts) | Node::Exploded(texts, _) => (texts.len() != 1, &['{']),
            Node::Deep(deep) if !deep.is_text() && !deep.is_list() => {
                return self.deserialize_map(visitor);
            }
            Node::Deep(deep) => (deep.is_list(), &[]),
            Node::Faulty(error) => return Err(error.clone()),
            Node::Members(_) | Node::Form(_) => return self.deserialize_map(visitor),
        };
        if is_list {
            return self.deserialize_seq(visitor);
        }
        let value = guess(self.0.text()?, opening);
        value.deserialize_any(visitor).map_err(unfit)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match &self.0 {
            Node::Json(text) if text.trim() == "null" => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0.text()?.trim() {
            "" | "null" => visitor.visit_unit(),
            text => Err(invalid(text, "it isn't `null`")),
        }
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        match name {
            reading::TEXT if !matches!(self.0, Node::Json(_)) => {
                visitor.visit_string(self.0.text()?)
            }
            reading::UNION if !matches!(self.0, Node::Json(_)) => visitor.visit_seq(Again(self.0)),
            _ => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_string(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_string(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if let Some(text) = self.json_list() {
            return json!(text.deserialize_seq(visitor));
        }
        let items = self.0.items()?.into_iter();
        let mut items = SeqDeserializer::new(items.map(Typed));
        let value = visitor.visit_seq(&mut items)?;
        items.end()?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _length: usize,
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.members(&[], visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.members(fields, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let value = Value::String(self.0.text()?);
        value
            .deserialize_enum(name, variants, visitor)
            .map_err(unfit)
    }
}

impl IntoDeserializer<'_, Error> for Typed {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// A sequence that yields the same value again and again, for a union to read it as one variant after
/// the other.
struct Again(Node);

impl<'de> SeqAccess<'de> for Again {
    type Error = Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, Error> {
        seed.deserialize(Typed(self.0.clone())).map(Some)
    }
}

/// The properties of an object.
struct Entries {
    rest: std::vec::IntoIter<(String, Node)>,
    member: Option<(String, Node)>,
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Error> {
        self.member = self.rest.next();
        let Some((name, _)) = &self.member else {
            return Ok(None);
        };
        let name = name.as_str().into_deserializer();
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Error> {
        let Some((name, node)) = self.member.take() else {
            return Err(Error::new("has a member without a value"));
        };
        // Where it stands is noted otherwise while faults are collected, and it may be skipped.
        if reading::is_collecting() {
            return seed.deserialize(Typed(node));
        }
        let value = match node {
            Node::Faulty(error) => Err(error),
            node => seed.deserialize(Typed(node)),
        };
        value.map_err(|error| error.below(&name))
    }
}
