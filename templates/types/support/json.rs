//! Reads values of JSON; writes them, and refuses numbers that JSON doesn't have.
//!
//! JSON has no infinity and no NaN (RFC 8259, section 6), for which `serde_json` writes `null`. The
//! serializer here refuses them, and records the JSON Pointer while the error is passed up.

use std::cell::RefCell;
use std::fmt;

use serde::de::DeserializeOwned;
use serde::ser::{
    Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use super::json_integers::JsonIntegers;

/// The error for a value that can't be written as JSON.
#[derive(Debug)]
pub struct Error {
    /// The JSON Pointer (RFC 6901) of the part at fault.
    pointer: String,
    error: serde_json::Error,
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            return self.error.fmt(formatter);
        }
        write!(formatter, "`{}`: {}", self.pointer, self.error)
    }
}

impl std::error::Error for Error {}

/// Writes a value.
///
/// # Errors
///
/// Returns an error if a part of it can't be written as JSON.
pub fn to_vec<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::with_capacity(1024);
    write(value, &mut serde_json::Serializer::new(&mut bytes))?;
    Ok(bytes)
}

/// Writes a value as text.
///
/// # Errors
///
/// Returns an error if a part of it can't be written as JSON.
pub fn to_string<T: Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    String::from_utf8(to_vec(value)?).map_err(|error| Error {
        pointer: String::new(),
        error: serde_json::Error::custom(error),
    })
}

/// Reads a value, which is all that there is. Where it can't be read, [`collecting`](super::collecting)
/// finds out which of its parts are at fault.
///
/// # Errors
///
/// Returns an error if it isn't JSON, or not of the type.
pub fn from_slice<T: DeserializeOwned>(json: &[u8]) -> Result<T, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_slice(json);
    let value = T::deserialize(JsonIntegers(&mut deserializer))?;
    deserializer.end()?;
    Ok(value)
}

/// Looks whether a value has JSON.
///
/// # Errors
///
/// Returns an error if a part of it can't be written as JSON.
pub fn check<T: Serialize + ?Sized>(value: &T) -> Result<(), Error> {
    to_vec(value).map(drop)
}

/// Makes a value one of any kind.
///
/// # Errors
///
/// Returns an error if a part of it can't be written as JSON.
pub fn to_value<T: Serialize + ?Sized>(value: &T) -> Result<serde_json::Value, Error> {
    write(value, serde_json::value::Serializer)
}

fn write<T, S>(value: &T, serializer: S) -> Result<S::Ok, Error>
where
    T: Serialize + ?Sized,
    S: Serializer<Error = serde_json::Error>,
{
    let place = Place::default();
    let written = Checked {
        inner: value,
        place: &place,
    }
    .serialize(serializer);
    written.map_err(|error| Error {
        pointer: place.pointer(),
        error,
    })
}

/// The path of the value at fault, in reverse.
#[derive(Default)]
struct Place(RefCell<Vec<String>>);

impl Place {
    fn below<E>(&self, name: impl fmt::Display, error: E) -> E {
        self.0.borrow_mut().push(name.to_string());
        error
    }

    fn pointer(&self) -> String {
        let names = self.0.borrow();
        let tokens = names.iter().rev();
        let tokens = tokens.map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1")));
        tokens.collect()
    }
}

/// A value or a serializer that is watched.
struct Checked<'a, T> {
    inner: T,
    place: &'a Place,
}

impl<T: Serialize + ?Sized> Serialize for Checked<'_, &T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.inner.serialize(Checked {
            inner: serializer,
            place: self.place,
        })
    }
}

/// The parts of a list or an object that is watched.
struct Parts<'a, P> {
    inner: P,
    place: &'a Place,
    /// How many items there are so far.
    count: usize,
    /// The name of the next member.
    key: String,
}

impl<'a, P> Parts<'a, P> {
    fn new(inner: P, place: &'a Place) -> Self {
        Self {
            inner,
            place,
            count: 0,
            key: String::new(),
        }
    }

    fn item<E>(&mut self, add: impl FnOnce(&mut P, &'a Place) -> Result<(), E>) -> Result<(), E> {
        let (index, place) = (self.count, self.place);
        self.count += 1;
        add(&mut self.inner, place).map_err(|error| place.below(index, error))
    }
}

macro_rules! scalars {
    ($($method:ident($($argument:ident: $kind:ty),*);)*) => {
        $(fn $method(self, $($argument: $kind),*) -> Result<S::Ok, S::Error> {
            self.inner.$method($($argument),*)
        })*
    };
}

macro_rules! floats {
    ($($method:ident $kind:ty;)*) => {
        $(fn $method(self, value: $kind) -> Result<S::Ok, S::Error> {
            if !value.is_finite() {
                let message = format_args!("JSON has no number for `{value}`");
                return Err(S::Error::custom(message));
            }
            self.inner.$method(value)
        })*
    };
}

macro_rules! parts {
    ($($method:ident($($argument:ident: $kind:ty),*) -> $output:ident;)*) => {
        $(fn $method(self, $($argument: $kind),*) -> Result<Self::$output, S::Error> {
            let parts = self.inner.$method($($argument),*)?;
            Ok(Parts::new(parts, self.place))
        })*
    };
}

impl<'a, S: Serializer> Serializer for Checked<'a, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Parts<'a, S::SerializeSeq>;
    type SerializeTuple = Parts<'a, S::SerializeTuple>;
    type SerializeTupleStruct = Parts<'a, S::SerializeTupleStruct>;
    type SerializeTupleVariant = Parts<'a, S::SerializeTupleVariant>;
    type SerializeMap = Parts<'a, S::SerializeMap>;
    type SerializeStruct = Parts<'a, S::SerializeStruct>;
    type SerializeStructVariant = Parts<'a, S::SerializeStructVariant>;

    floats! { serialize_f32 f32; serialize_f64 f64; }

    scalars! {
        serialize_bool(value: bool);
        serialize_i8(value: i8);
        serialize_i16(value: i16);
        serialize_i32(value: i32);
        serialize_i64(value: i64);
        serialize_i128(value: i128);
        serialize_u8(value: u8);
        serialize_u16(value: u16);
        serialize_u32(value: u32);
        serialize_u64(value: u64);
        serialize_char(value: char);
        serialize_str(value: &str);
        serialize_bytes(value: &[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(name: &'static str);
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str);
    }

    parts! {
        serialize_seq(length: Option<usize>) -> SerializeSeq;
        serialize_tuple(length: usize) -> SerializeTuple;
        serialize_tuple_struct(name: &'static str, length: usize) -> SerializeTupleStruct;
        serialize_tuple_variant(
            name: &'static str, index: u32, variant: &'static str, length: usize
        ) -> SerializeTupleVariant;
        serialize_map(length: Option<usize>) -> SerializeMap;
        serialize_struct(name: &'static str, length: usize) -> SerializeStruct;
        serialize_struct_variant(
            name: &'static str, index: u32, variant: &'static str, length: usize
        ) -> SerializeStructVariant;
    }

    fn serialize_some<T: Serialize + ?Sized>(self, inner: &T) -> Result<S::Ok, S::Error> {
        let place = self.place;
        self.inner.serialize_some(&Checked { inner, place })
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        inner: &T,
    ) -> Result<S::Ok, S::Error> {
        let place = self.place;
        let inner = &Checked { inner, place };
        self.inner.serialize_newtype_struct(name, inner)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        inner: &T,
    ) -> Result<S::Ok, S::Error> {
        let place = self.place;
        let inner = &Checked { inner, place };
        let written = self
            .inner
            .serialize_newtype_variant(name, index, variant, inner);
        written.map_err(|error| place.below(variant, error))
    }
}

macro_rules! items {
    ($($part:ident $method:ident;)*) => {
        $(impl<P: $part> $part for Parts<'_, P> {
            type Ok = P::Ok;
            type Error = P::Error;

            fn $method<T: Serialize + ?Sized>(&mut self, inner: &T) -> Result<(), P::Error> {
                self.item(|parts, place| parts.$method(&Checked { inner, place }))
            }

            fn end(self) -> Result<P::Ok, P::Error> {
                self.inner.end()
            }
        })*
    };
}

items! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

macro_rules! fields {
    ($($part:ident)*) => {
        $(impl<P: $part> $part for Parts<'_, P> {
            type Ok = P::Ok;
            type Error = P::Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                inner: &T,
            ) -> Result<(), P::Error> {
                let place = self.place;
                let written = self.inner.serialize_field(name, &Checked { inner, place });
                written.map_err(|error| place.below(name, error))
            }

            fn end(self) -> Result<P::Ok, P::Error> {
                self.inner.end()
            }
        })*
    };
}

fields! { SerializeStruct SerializeStructVariant }

impl<P: SerializeMap> SerializeMap for Parts<'_, P> {
    type Ok = P::Ok;
    type Error = P::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), P::Error> {
        self.key = text(key);
        self.inner.serialize_key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, inner: &T) -> Result<(), P::Error> {
        let place = self.place;
        let written = self.inner.serialize_value(&Checked { inner, place });
        written.map_err(|error| place.below(&self.key, error))
    }

    fn serialize_entry<K, V>(&mut self, key: &K, inner: &V) -> Result<(), P::Error>
    where
        K: Serialize + ?Sized,
        V: Serialize + ?Sized,
    {
        let place = self.place;
        let written = self.inner.serialize_entry(key, &Checked { inner, place });
        written.map_err(|error| place.below(text(key), error))
    }

    fn end(self) -> Result<P::Ok, P::Error> {
        self.inner.end()
    }
}

/// The name of a member, as far as it is text.
fn text<T: Serialize + ?Sized>(key: &T) -> String {
    let key = serde_json::to_value(key).unwrap_or_default();
    key.as_str().unwrap_or_default().to_owned()
}
