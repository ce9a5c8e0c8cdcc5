//! What stands in a request, read as the type that it has to be.

use serde::de::value::SeqDeserializer;
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor,
};
use serde_json::Value;

use super::Error;
use super::node::Node;
use crate::support::excerpt;
use crate::support::text::FromText;

/// Reads a value.
///
/// Text doesn't say whether it is a number. Where a type takes both, what looks like a number or a
/// boolean is one; where that fits nothing, it is text after all.
pub(super) fn typed<T: DeserializeOwned>(node: Node) -> Result<T, Error> {
    let text = Typed {
        node: node.clone(),
        guess: false,
    };
    let guessed = T::deserialize(Typed { node, guess: true });
    guessed.or_else(|error| T::deserialize(text).map_err(|_| error))
}

struct Typed {
    node: Node,
    /// Whether what looks like a number is one where any type will do.
    guess: bool,
}

impl Typed {
    fn value(self) -> Result<Value, Error> {
        let text = self.single()?;
        json(&text)
    }

    /// The value as one text.
    fn single(self) -> Result<String, Error> {
        match self.node.text {
            Some(text) => Ok(text),
            None if self.node.list.is_some_and(|list| list.len() > 1) => {
                Err(Error::new("is there more than once"))
            }
            None => Err(Error::new("isn't a single value")),
        }
    }

    fn parse<T: FromText>(self) -> Result<T, Error> {
        let text = self.single()?;
        T::from_text(&text).map_err(|error| {
            let start = excerpt::quote(&text);
            Error::new(format!("`{start}` isn't valid: {error}"))
        })
    }

    /// What is JSON where the style has no word for what it has to be.
    fn is_json(&self, open: char) -> bool {
        let text = self.node.text.as_deref();
        self.node.is_json || text.is_some_and(|text| text.starts_with(open))
    }

    fn items(self) -> Vec<Self> {
        let guess = self.guess;
        let numbered = self.node.members.into_iter().flatten();
        let mut items: Vec<Node> = match self.node.list {
            Some(list) => list,
            None => numbered.map(|(_, item)| item).collect(),
        };
        let unnumbered = self.node.unnumbered;
        items.extend(unnumbered.and_then(|node| node.list).unwrap_or_default());
        items.into_iter().map(|node| Self { node, guess }).collect()
    }

    fn any(self) -> Result<Value, Error> {
        let text = match (self.node.is_json, self.node.text) {
            (true, Some(text)) => return json(&text),
            (_, text) => text.unwrap_or_default(),
        };
        if self.guess
            && text.starts_with(['{', '['])
            && let Ok(value) = serde_json::from_str(&text)
        {
            return Ok(value);
        }
        let number = text.parse::<serde_json::Number>().ok();
        // What would be written in another way is kept as it is: `007` is no number.
        let number = number.filter(|number| number.to_string() == text);
        Ok(match (self.guess, text.as_str(), number) {
            (true, "true" | "false", _) => Value::Bool(text == "true"),
            (true, _, Some(number)) => Value::Number(number),
            _ => Value::String(text),
        })
    }
}

fn json(text: &str) -> Result<Value, Error> {
    serde_json::from_str(text).map_err(unfit)
}

fn unfit(error: serde_json::Error) -> Error {
    Error::new(error.to_string())
}

macro_rules! parsed {
    ($($method:ident $visit:ident)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            if self.node.is_json {
                return self.value()?.$method(visitor).map_err(unfit);
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
        let structured = self.node.text.is_none();
        let is_list = self.node.members.is_none() || self.node.unnumbered.is_some();
        match (structured, is_list) {
            (true, false) => self.deserialize_map(visitor),
            (true, true) => self.deserialize_seq(visitor),
            (false, _) => self.any()?.deserialize_any(visitor).map_err(unfit),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.node.is_json && self.node.text.as_deref() == Some("null") {
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_string(visitor)
    }

    fn deserialize_byte_buf<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        self.deserialize_string(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.is_json('[') {
            return self.value()?.deserialize_seq(visitor).map_err(unfit);
        }
        let mut items = SeqDeserializer::new(self.items().into_iter());
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
        if self.is_json('{') {
            return self.value()?.deserialize_map(visitor).map_err(unfit);
        }
        let Some(members) = self.node.members else {
            return Err(Error::new("isn't an object"));
        };
        visitor.visit_map(Entries {
            rest: members.into_iter(),
            member: None,
            guess: self.guess,
        })
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let value = Value::String(self.single()?);
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

/// The members of an object one after the other.
struct Entries {
    rest: std::vec::IntoIter<(String, Node)>,
    member: Option<(String, Node)>,
    guess: bool,
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
        let guess = self.guess;
        let value = seed.deserialize(Typed { node, guess });
        value.map_err(|error| error.below(&name))
    }
}
