//! Integers as JSON Schema defines them: `5.0` and `5e0` are integers as much as `5` is, while serde
//! takes only the last one.
//!
//! A deserializer in [`JsonIntegers`] takes all three, also within arrays, maps and `Option`s. The
//! members of structs aren't wrapped here: `object!` does that for each member, because
//! the types of a recursive struct would be wrapped without end. On its way it sees every map, and has
//! [`UniqueNames`] look at the names there. It also sees where each part stands, which is noted while
//! [faults are collected](super::collecting).

use std::fmt;

use serde::Deserialize;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, IntoDeserializer, MapAccess,
    SeqAccess, Visitor,
};

use super::collecting::{self, Holder, Part};
use super::unique_names::{self, UniqueNames};

/// Wraps a deserializer, its parts or a type so that all spellings of integers are read.
pub struct JsonIntegers<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for JsonIntegers<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(JsonIntegers(deserializer)).map(Self)
    }
}

macro_rules! methods {
    ($($method:ident)* => $wrap:path) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
            self.0.$method($wrap(visitor))
        })*
    };
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for JsonIntegers<D> {
    type Error = D::Error;

    methods! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        => Number
    }

    methods! { deserialize_option deserialize_seq deserialize_map => JsonIntegers }

    methods! { deserialize_any => Any }

    methods! {
        deserialize_bool deserialize_i128 deserialize_u128 deserialize_f32 deserialize_f64 deserialize_char
        deserialize_str deserialize_string deserialize_bytes deserialize_byte_buf deserialize_unit
        deserialize_identifier deserialize_ignored_any
        => std::convert::identity
    }

    fn deserialize_tuple<V: Visitor<'de>>(
        self,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple(length, Tuple(visitor))
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_unit_struct(name, visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_newtype_struct(name, Newtype(visitor))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        length: usize,
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_tuple_struct(name, length, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_struct(name, fields, visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, D::Error> {
        self.0.deserialize_enum(name, variants, visitor)
    }

    fn is_human_readable(&self) -> bool {
        self.0.is_human_readable()
    }
}

/// The visitor of an integer.
struct Number<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Number<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<V::Value, E> {
        self.0.visit_i64(number)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<V::Value, E> {
        self.0.visit_u64(number)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<V::Value, E> {
        /// A larger float may have lost digits.
        const MAX: f64 = 9_007_199_254_740_992.0;
        if number.fract() == 0.0 && number.abs() < MAX {
            self.0.visit_i64(number as i64)
        } else {
            self.0.visit_f64(number)
        }
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for JsonIntegers<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(JsonIntegers(deserializer))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Items::new(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Members::new(members))
    }
}

/// The visitor of a tuple.
struct Tuple<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Tuple<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        let mut items = Items::new(items);
        items.is_tuple = true;
        self.0.visit_seq(items)
    }
}

/// The visitor of a value of any type.
struct Any<V>(V);

macro_rules! visits {
    ($($method:ident $kind:ty;)*) => {
        $(fn $method<E: Error>(self, value: $kind) -> Result<V::Value, E> {
            self.0.$method(value)
        })*
    };
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Any<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    visits! {
        visit_bool bool;
        visit_i64 i64;
        visit_u64 u64;
        visit_i128 i128;
        visit_u128 u128;
        visit_f64 f64;
        visit_char char;
        visit_str &str;
        visit_borrowed_str &'de str;
        visit_string String;
        visit_bytes &[u8];
        visit_borrowed_bytes &'de [u8];
        visit_byte_buf Vec<u8>;
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_unit()
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.0.visit_none()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.0.visit_some(JsonIntegers(deserializer))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(JsonIntegers(deserializer))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(Items::new(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(Members::new(members))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, variant: A) -> Result<V::Value, A::Error> {
        self.0.visit_enum(variant)
    }
}

/// The visitor of a newtype, which may be one with a name of [`reading`](super::reading).
struct Newtype<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Newtype<V> {
    type Value = V::Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(formatter)
    }

    visits! {
        visit_str &str;
        visit_string String;
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<V::Value, D::Error> {
        self.0.visit_newtype_struct(JsonIntegers(deserializer))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        self.0.visit_seq(items)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        self.0.visit_map(members)
    }
}

/// The items of a list.
struct Items<A> {
    inner: A,
    /// Whether each item is of a type of its own.
    is_tuple: bool,
    /// The list, if the faults of its items are collected.
    holder: Option<Holder>,
    next: usize,
}

impl<'de, A: SeqAccess<'de>> Items<A> {
    fn new(inner: A) -> Self {
        Self {
            inner,
            is_tuple: false,
            holder: Holder::current(),
            next: 0,
        }
    }

    /// Goes to the next item that is to be read; `None` if there is none.
    fn part(&mut self, holder: Holder) -> Result<Option<Part>, A::Error> {
        loop {
            let part = holder.item(self.next);
            if part.is_some() {
                self.next += 1;
                return Ok(part);
            }
            // The next item has another type than the skipped one, which the caller asks for.
            if self.is_tuple {
                self.skip()?;
                return Ok(None);
            }
            self.next += 1;
            self.inner.next_element::<IgnoredAny>()?;
        }
    }

    fn skip(&mut self) -> Result<(), A::Error> {
        while self.inner.next_element::<IgnoredAny>()?.is_some() {}
        Ok(())
    }

    /// Ends the list at an item with faults; an error if it wasn't read to its end.
    fn end(&mut self, part: Part, error: A::Error) -> Result<(), A::Error> {
        if !part.failed(&error) {
            return Err(error);
        }
        part.skip();
        self.skip()
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Items<A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        let mut part = None;
        if let Some(holder) = self.holder {
            part = self.part(holder)?;
            if part.is_none() {
                return Ok(None);
            }
        }
        match (self.inner.next_element_seed(JsonIntegers(seed)), part) {
            (Err(error), Some(part)) => self.end(part, error).map(|()| None),
            (read, _) => read,
        }
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

/// The members of a map.
struct Members<A> {
    inner: A,
    names: UniqueNames,
    /// The map and the member that is read next, if the faults are collected.
    holder: Option<Holder>,
    part: Option<Part>,
}

impl<'de, A: MapAccess<'de>> Members<A> {
    fn new(inner: A) -> Self {
        Self {
            inner,
            names: UniqueNames::none_yet(),
            holder: Holder::current(),
            part: None,
        }
    }

    /// Goes to the next member that is to be read, and returns its name; `None` if there is none.
    fn name(&mut self, holder: Holder) -> Result<Option<String>, A::Error> {
        while let Some(name) = self.inner.next_key::<String>()? {
            self.part = holder.member(&name);
            if self.part.is_some() {
                if self.names.add(&name) {
                    return Ok(Some(name));
                }
                collecting::note(|| unique_names::duplicate(&name));
            }
            self.inner.next_value::<IgnoredAny>()?;
        }
        Ok(None)
    }

    /// Ends the map at a member with faults; an error if it wasn't read to its end.
    fn end(&mut self, error: A::Error) -> A::Error {
        let Some(part) = self.part.take().filter(|part| part.failed(&error)) else {
            return error;
        };
        part.skip();
        loop {
            match self.inner.next_entry::<IgnoredAny, IgnoredAny>() {
                Ok(Some(_)) => {}
                Ok(None) => return error,
                Err(error) => return error,
            }
        }
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Members<A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        let Some(holder) = self.holder else {
            return self.inner.next_key_seed(self.names.next(seed));
        };
        let Some(name) = self.name(holder)? else {
            return Ok(None);
        };
        match seed.deserialize(name.as_str().into_deserializer()) {
            Ok(name) => Ok(Some(name)),
            Err(error) => Err(self.end(error)),
        }
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        let value = self.inner.next_value_seed(JsonIntegers(seed));
        value.map_err(|error| self.end(error))
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for JsonIntegers<S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.0.deserialize(JsonIntegers(deserializer))
    }
}
