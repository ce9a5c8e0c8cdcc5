//! Writes the discriminator property of unions.
//!
//! The value of a variant is serialized as usual, by a serializer that adds the property to the
//! object on its way, or corrects it. If the type of the object has the property itself, it keeps its
//! place among the members; otherwise it comes first.

use std::fmt;

use serde::ser::{Error, SerializeMap, SerializeStruct};
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::discriminants::Discriminants;
use super::union::Union;

/// A value of the discriminator property that names a variant.
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

/// Writes the value of a variant without a discriminator property.
///
/// # Errors
///
/// Returns the error of the serializer.
pub fn untagged<T: Union, V: Serialize, S: Serializer>(
    _variant: &str,
    value: &V,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    value.serialize(serializer)
}

/// Writes the value of a variant with the discriminator property.
///
/// # Errors
///
/// Returns the error of the serializer.
pub fn tagged<T: Union, V: Serialize, S: Serializer>(
    variant: &str,
    value: &V,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    write::<T, V, S>(variant, value, serializer, false)
}

/// Writes the value of a variant whose type has the discriminator property, but not as a required
/// one: it stays absent if it is, and is corrected if it names another variant.
///
/// # Errors
///
/// Returns the error of the serializer.
pub fn optionally_tagged<T: Union, V: Serialize, S: Serializer>(
    variant: &str,
    value: &V,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    write::<T, V, S>(variant, value, serializer, true)
}

fn write<T: Union, V: Serialize, S: Serializer>(
    variant: &str,
    value: &V,
    serializer: S,
    optional: bool,
) -> Result<S::Ok, S::Error> {
    let (own, others): (Vec<_>, Vec<_>) =
        T::VARIANTS.iter().partition(|other| other.name == variant);
    let Some(own) = own.first() else {
        return value.serialize(serializer);
    };
    let tag = Discriminator {
        property: T::PROPERTY,
        tags: own.tags,
        others: own.is_default.then_some(others.as_slice()),
        is_member: own.properties.contains(&T::PROPERTY),
        optional,
    };
    value.serialize(Tagged { serializer, tag })
}

/// The discriminator property of a variant.
#[derive(Clone, Copy)]
struct Discriminator<'a> {
    property: &'static str,
    /// The values that name the variant. The first one is written if the object has none.
    tags: &'static [Tag],
    /// The other variants, if this one is named by all values that name none of them.
    others: Option<&'a [&'static Discriminants]>,
    /// Whether the type of the object has the property itself.
    is_member: bool,
    /// Whether it may be absent or `null`.
    optional: bool,
}

/// A serializer that adds the discriminator property to an object. Other values are written as they
/// are.
struct Tagged<'a, S> {
    serializer: S,
    tag: Discriminator<'a>,
}

/// Writes the members of an object, and the discriminator property among them.
struct Members<'a, M> {
    members: M,
    tag: Discriminator<'a>,
    written: bool,
    /// Whether the next value is that of the discriminator property.
    expected: bool,
}

impl Discriminator<'_> {
    /// Whether a value names the variant.
    fn is_named_by(&self, given: &Value) -> bool {
        if given.is_null() {
            return self.optional;
        }
        let has = |tags: &[Tag]| tags.iter().any(|tag| tag.is(given));
        let names_no = |others: &[&Discriminants]| !others.iter().any(|other| has(other.tags));
        has(self.tags) || self.others.is_some_and(names_no)
    }
}

impl<M: SerializeMap> Members<'_, M> {
    /// Writes the discriminator property unless it is written already.
    fn complete(&mut self) -> Result<(), M::Error> {
        match self.tag.tags.first() {
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
        if self.tag.is_named_by(&given) {
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

/// Methods that pass a value on to the inner serializer.
macro_rules! pass_on {
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
        if !self.tag.is_member && !self.tag.optional {
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

    pass_on! {
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
