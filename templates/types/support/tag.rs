//! How unions are written: what a variant holds, and in an object the property that names the
//! variant. It is written member by member, in the order of the object's type.

use std::fmt;

use serde::ser::{Error, SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::union::Union;

/// A value of the property that names a variant.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs, reason = "the names are those of JSON")]
pub enum Tag {
    Text(&'static str),
    Integer(i64),
    Number(f64),
    Boolean(bool),
}

impl Tag {
    /// Whether a JSON value is this one.
    #[must_use]
    pub fn is(&self, value: &Value) -> bool {
        match self {
            Self::Text(text) => value.as_str() == Some(text),
            Self::Integer(number) => {
                let given = value.as_f64().filter(|_| value.is_f64());
                value.as_i64() == Some(*number) || given == Some(*number as f64)
            }
            Self::Number(number) => value.as_f64() == Some(*number),
            Self::Boolean(given) => value.as_bool() == Some(*given),
        }
    }
}

impl Serialize for Tag {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Integer(number) => serializer.serialize_i64(*number),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Boolean(value) => serializer.serialize_bool(*value),
        }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(formatter, "`{text}`"),
            Self::Integer(number) => number.fmt(formatter),
            Self::Number(number) => number.fmt(formatter),
            Self::Boolean(value) => value.fmt(formatter),
        }
    }
}

/// Writes what a variant holds.
///
/// # Errors
///
/// What the serializer finds wrong.
pub fn plain<T: Union, V: Serialize, S: Serializer>(
    _index: usize,
    value: &V,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.serialize(serializer)
}

/// Writes what a variant holds. Its type has the property that names the variant, but may be
/// without it: what was read without it is written so, and else it is put right.
///
/// # Errors
///
/// What the serializer finds wrong.
pub fn optional<T: Union, V: Serialize, S: Serializer>(
    index: usize,
    value: &V,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    write::<T, V, S>(index, value, serializer, true)
}

/// Writes what a variant holds, and the property that names the variant.
///
/// # Errors
///
/// What the serializer finds wrong.
pub fn tagged<T: Union, V: Serialize, S: Serializer>(
    index: usize,
    value: &V,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    write::<T, V, S>(index, value, serializer, false)
}

fn write<T: Union, V: Serialize, S: Serializer>(
    index: usize,
    value: &V,
    serializer: S,
    optional: bool,
) -> Result<S::Ok, S::Error> {
    let of = |own: bool| {
        let named = T::TAGS.iter();
        let named = named.filter(move |(_, variant)| (*variant == index) == own);
        named.map(|(tag, _)| *tag).collect::<Vec<Tag>>()
    };
    let tags = of(true);
    let others = (T::DEFAULT == Some(index)).then(|| of(false));
    let signs = T::SIGNS.get(index);
    let tag = Tags {
        property: T::PROPERTY,
        values: &tags,
        others: others.as_deref(),
        known: signs.is_some_and(|signs| signs.known.contains(&T::PROPERTY)),
        optional,
    };
    value.serialize(Tagged { serializer, tag })
}

/// The property that names a variant.
#[derive(Clone, Copy)]
struct Tags<'a> {
    property: &'static str,
    /// What names the variant: the first is written where the object doesn't name it itself.
    values: &'a [Tag],
    /// What names the other variants, where all values but those name this one.
    others: Option<&'a [Tag]>,
    /// Whether the type of the object has the property: then it stands where the type has it.
    known: bool,
    /// Whether it may be left out, or be `null`.
    optional: bool,
}

/// Adds the tag to what is written if that is an object; nothing else has a place for it.
struct Tagged<'a, S> {
    serializer: S,
    tag: Tags<'a>,
}

/// The members of an object on their way.
struct Members<'a, M> {
    members: M,
    tag: Tags<'a>,
    written: bool,
    /// Whether the value that comes next is the tag's.
    expected: bool,
}

impl Tags<'_> {
    /// Whether a value names the variant.
    fn name(&self, given: &Value) -> bool {
        let is_one_of = |tags: &[Tag]| tags.iter().any(|tag| tag.is(given));
        if given.is_null() {
            return self.optional;
        }
        let is_another = |others: &[Tag]| !is_one_of(others);
        is_one_of(self.values) || self.others.is_some_and(is_another)
    }
}

impl<M: SerializeMap> Members<'_, M> {
    /// Writes the tag if nothing has done so yet.
    fn complete(&mut self) -> Result<(), M::Error> {
        match self.tag.values.first() {
            Some(value) if !self.written => {
                self.written = true;
                self.members.serialize_entry(self.tag.property, value)
            }
            _ => Ok(()),
        }
    }
}

impl<M: SerializeMap> SerializeMap for Members<'_, M> {
    type Ok = M::Ok;
    type Error = M::Error;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Result<(), M::Error> {
        let key = serde_json::to_value(key).map_err(M::Error::custom)?;
        self.expected = key.as_str() == Some(self.tag.property);
        if self.expected {
            return Ok(());
        }
        self.members.serialize_key(&key)
    }

    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), M::Error> {
        if !self.expected {
            return self.members.serialize_value(value);
        }
        self.expected = false;
        if self.written {
            return Ok(());
        }
        let given = serde_json::to_value(value).map_err(M::Error::custom)?;
        if self.tag.name(&given) {
            self.written = true;
            return self.members.serialize_entry(self.tag.property, &given);
        }
        self.complete()
    }

    fn end(mut self) -> Result<M::Ok, M::Error> {
        if !self.tag.optional {
            self.complete()?;
        }
        self.members.end()
    }
}

impl<M: SerializeMap> SerializeStruct for Members<'_, M> {
    type Ok = M::Ok;
    type Error = M::Error;

    fn serialize_field<T: ?Sized + Serialize>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), M::Error> {
        self.serialize_entry(key, value)
    }

    fn end(self) -> Result<M::Ok, M::Error> {
        SerializeMap::end(self)
    }
}

/// What isn't an object is written as it is.
macro_rules! as_it_is {
    ($($method:ident($($argument:ident: $kind:ty),*) -> $output:ident;)*) => {
        $(fn $method(self, $($argument: $kind),*) -> Result<S::$output, S::Error> {
            self.serializer.$method($($argument),*)
        })*
    };
}

impl<'a, S: Serializer> Serializer for Tagged<'a, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = S::SerializeSeq;
    type SerializeTuple = S::SerializeTuple;
    type SerializeTupleStruct = S::SerializeTupleStruct;
    type SerializeTupleVariant = S::SerializeTupleVariant;
    type SerializeMap = Members<'a, S::SerializeMap>;
    type SerializeStruct = Members<'a, S::SerializeMap>;
    type SerializeStructVariant = S::SerializeStructVariant;

    fn serialize_map(self, _length: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        let mut members = Members {
            members: self.serializer.serialize_map(None)?,
            tag: self.tag,
            written: false,
            expected: false,
        };
        if !self.tag.known && !self.tag.optional {
            members.complete()?;
        }
        Ok(members)
    }

    fn serialize_struct(
        self,
        _name: &'static str,
        length: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        self.serialize_map(Some(length))
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(
        self,
        _name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        self.serializer
            .serialize_newtype_variant(name, index, variant, value)
    }

    as_it_is! {
        serialize_bool(value: bool) -> Ok;
        serialize_i8(value: i8) -> Ok;
        serialize_i16(value: i16) -> Ok;
        serialize_i32(value: i32) -> Ok;
        serialize_i64(value: i64) -> Ok;
        serialize_i128(value: i128) -> Ok;
        serialize_u8(value: u8) -> Ok;
        serialize_u16(value: u16) -> Ok;
        serialize_u32(value: u32) -> Ok;
        serialize_u64(value: u64) -> Ok;
        serialize_f32(value: f32) -> Ok;
        serialize_f64(value: f64) -> Ok;
        serialize_char(value: char) -> Ok;
        serialize_str(value: &str) -> Ok;
        serialize_bytes(value: &[u8]) -> Ok;
        serialize_none() -> Ok;
        serialize_unit() -> Ok;
        serialize_unit_struct(name: &'static str) -> Ok;
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str) -> Ok;
        serialize_seq(length: Option<usize>) -> SerializeSeq;
        serialize_tuple(length: usize) -> SerializeTuple;
        serialize_tuple_struct(name: &'static str, length: usize) -> SerializeTupleStruct;
        serialize_tuple_variant(
            name: &'static str, index: u32, variant: &'static str, length: usize
        ) -> SerializeTupleVariant;
        serialize_struct_variant(
            name: &'static str, index: u32, variant: &'static str, length: usize
        ) -> SerializeStructVariant;
    }
}
