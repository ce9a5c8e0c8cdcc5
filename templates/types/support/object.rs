//! Objects: how structs are read from JSON objects and written as such.
//!
//! A derive would have to be expanded, checked and compiled for every struct. Here a struct adds a
//! line for each property, and all that doesn't depend on its fields is written once.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::excerpt;
use super::reading;
use super::whole::Whole;

/// A struct that stands for an object.
pub trait Object: Sized {
    /// The names of its properties.
    const PROPERTIES: &'static [&'static str];
    /// The numbers of those that must be there.
    const REQUIRED: &'static [usize];
    /// What becomes of other properties.
    const OTHERS: Others;

    /// Reads the members; none if one is missing, or where [`Reader`] has met an error.
    fn read<'de, M: MapAccess<'de>>(members: &mut Reader<'de, M>) -> Option<Self>;
}

/// What becomes of properties that a struct has no field for.
#[derive(Clone, Copy, PartialEq, Eq)]
#[allow(non_camel_case_types, reason = "they stand as words in `object!`")]
pub enum Others {
    /// They are passed over.
    skipped,
    /// They are an error.
    denied,
    /// They are an error in requests, and passed over elsewhere.
    denied_in_requests,
    /// They are kept by name.
    kept,
}

/// Reads a value that has to be an object: a list of its properties' values isn't one.
///
/// # Errors
///
/// Where the value isn't an object, or where a member isn't what it should be.
pub fn deserialize<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    // What reads lists and maps wraps what they hold; the members of a struct wrap themselves.
    deserializer.deserialize_struct("", T::PROPERTIES, ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, members: M) -> Result<T, M::Error> {
        let mut reader = Reader {
            members,
            properties: T::PROPERTIES,
            others: T::OTHERS,
            seen: Seen::default(),
            next: 0,
            other: String::new(),
            error: None,
            marker: PhantomData,
        };
        let value = T::read(&mut reader);
        match (reader.error, value) {
            (Some(error), _) => Err(error),
            (None, Some(value)) => Ok(value),
            (None, None) => Err(missing(T::PROPERTIES, T::REQUIRED, &reader.seen)),
        }
    }
}

/// What a value that may be left out is: a request stands for the default where it has none.
/// Elsewhere it isn't known that the sender means the default, so nothing is made up.
pub fn assume<T>(value: Option<T>, default: impl FnOnce() -> T) -> Option<T> {
    match value {
        None if reading::is_request() => Some(default()),
        value => value,
    }
}

fn missing<E: Error>(properties: &[&'static str], required: &[usize], seen: &Seen) -> E {
    let missing = required.iter().find(|index| !seen.contains(**index));
    let name = missing.and_then(|index| properties.get(*index));
    E::missing_field(name.copied().unwrap_or_default())
}

/// The members of an object, one after the other. An error ends them.
pub struct Reader<'de, M: MapAccess<'de>> {
    members: M,
    properties: &'static [&'static str],
    others: Others,
    seen: Seen,
    /// Where the name of the next member is looked for first: most senders keep to an order.
    next: usize,
    /// The name of a member without a field.
    other: String,
    error: Option<M::Error>,
    marker: PhantomData<&'de ()>,
}

impl<'de, M: MapAccess<'de>> Reader<'de, M> {
    /// Which property the next member is; past the last of them it is one without a field.
    pub fn property(&mut self) -> Option<usize> {
        if self.error.is_some() {
            return None;
        }
        let name = Name {
            properties: self.properties,
            others: self.others,
            next: self.next,
            other: &mut self.other,
        };
        match self.members.next_key_seed(name) {
            Ok(None) => None,
            Ok(Some(index)) => {
                if let Some(name) = self.properties.get(index)
                    && !self.seen.insert(index)
                {
                    self.error = Some(M::Error::duplicate_field(name));
                    return None;
                }
                self.next = index + 1;
                Some(index)
            }
            Err(error) => {
                self.error = Some(error);
                None
            }
        }
    }

    /// Reads a value that has to be there.
    pub fn required<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) {
        match self.members.next_value_seed(Whole(PhantomData)) {
            Ok(value) => *slot = Some(value),
            Err(error) => self.error = Some(error),
        }
    }

    /// Reads a value that can't be `null`. A request must not have one there, unless the generator
    /// was told to be kind; elsewhere it is the same as nothing.
    pub fn optional<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) {
        if reading::is_request() && !super::NULL_AS_ABSENT {
            return self.required(slot);
        }
        match self.members.next_value_seed(Whole(PhantomData)) {
            Ok(value) => *slot = value,
            Err(error) => self.error = Some(error),
        }
    }

    /// Reads a value for which `null` is not the same as nothing.
    pub fn nullable<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) {
        self.required(slot);
    }

    /// Passes over a member.
    pub fn skip(&mut self) {
        if let Err(error) = self.members.next_value::<IgnoredAny>() {
            self.error = Some(error);
        }
    }

    /// Keeps a member without a field.
    pub fn keep<T: Deserialize<'de>>(&mut self, others: &mut BTreeMap<String, T>) {
        match self.members.next_value_seed(Whole(PhantomData)) {
            Ok(value) => {
                let name = std::mem::take(&mut self.other);
                if others.insert(name, value).is_some() {
                    self.error = Some(M::Error::custom("a property stands there twice"));
                }
            }
            Err(error) => self.error = Some(error),
        }
    }
}

/// Which properties there were.
#[derive(Default)]
struct Seen {
    first: u64,
    /// Few objects have more than 64 properties.
    more: Vec<bool>,
}

impl Seen {
    /// Whether it is new.
    fn insert(&mut self, index: usize) -> bool {
        if index < 64 {
            let bit = 1 << index;
            let new = self.first & bit == 0;
            self.first |= bit;
            return new;
        }
        let index = index - 64;
        if self.more.len() <= index {
            self.more.resize(index + 1, false);
        }
        self.more
            .get_mut(index)
            .is_some_and(|seen| !std::mem::replace(seen, true))
    }

    fn contains(&self, index: usize) -> bool {
        if index < 64 {
            self.first & (1 << index) != 0
        } else {
            self.more.get(index - 64).copied().unwrap_or_default()
        }
    }
}

/// The name of a member.
struct Name<'a> {
    properties: &'static [&'static str],
    others: Others,
    next: usize,
    other: &'a mut String,
}

impl<'de> DeserializeSeed<'de> for Name<'_> {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a property")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        let properties = self.properties;
        if properties.get(self.next).is_some_and(|next| *next == name) {
            return Ok(self.next);
        }
        if let Some(index) = properties.iter().position(|property| *property == name) {
            return Ok(index);
        }
        match self.others {
            Others::denied_in_requests if reading::is_request() => {
                return Err(E::unknown_field(&excerpt::quote(name), properties));
            }
            Others::skipped | Others::denied_in_requests => {}
            Others::kept => name.clone_into(self.other),
            Others::denied => {
                return Err(E::unknown_field(&excerpt::quote(name), properties));
            }
        }
        Ok(properties.len())
    }
}

/// Writes members, and keeps the first error until the end.
pub struct Writer<S: Serializer> {
    members: Result<S::SerializeMap, S::Error>,
}

impl<S: Serializer> Writer<S> {
    /// Begins an object.
    pub fn new(serializer: S) -> Self {
        Self {
            members: serializer.serialize_map(None),
        }
    }

    /// Writes a value that is always there.
    pub fn required<T: Serialize>(&mut self, name: &'static str, value: &T) {
        if let Ok(members) = &mut self.members
            && let Err(error) = members.serialize_entry(name, value)
        {
            self.members = Err(error);
        }
    }

    /// Writes a value if it is there.
    pub fn optional<T: Serialize>(&mut self, name: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            self.required(name, value);
        }
    }

    /// Writes a value if it is there, be it `null`.
    pub fn nullable<T: Serialize>(&mut self, name: &'static str, value: &Option<T>) {
        self.optional(name, value);
    }

    /// Writes members without a field.
    pub fn kept<T: Serialize>(&mut self, others: &BTreeMap<String, T>) {
        for (name, value) in others {
            if let Ok(members) = &mut self.members
                && let Err(error) = members.serialize_entry(name, value)
            {
                self.members = Err(error);
            }
        }
    }

    /// Ends the object.
    ///
    /// # Errors
    ///
    /// The first error on the way.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.members?.end()
    }
}

/// Gives a struct its traits: for each property a number, its field, its name on the wire, and how
/// it is read and written, which is a method of [`Reader`] and of [`Writer`]; then which of them have
/// to be there, and what a request stands for where others are not.
macro_rules! object {
    (
        $name:ident $others:ident $($rest:ident)?;
        $($index:literal $field:ident $wire:literal $kind:ident;)*
        $(requires $($number:literal $required:ident)+;)?
        $(defaults $($default:ident = $value:expr;)+)?
    ) => {
        impl $crate::support::object::Object for $name {
            const PROPERTIES: &'static [&'static ::core::primitive::str] = &[$($wire),*];
            const REQUIRED: &'static [::core::primitive::usize] = &[$($($number),+)?];
            const OTHERS: $crate::support::object::Others =
                $crate::support::object::Others::$others;

            fn read<'de, M: ::serde::de::MapAccess<'de>>(
                members: &mut $crate::support::object::Reader<'de, M>,
            ) -> ::core::option::Option<Self> {
                $(let mut $field = ::core::option::Option::None;)*
                $(let mut $rest = ::std::collections::BTreeMap::new();)?
                while let ::core::option::Option::Some(property) = members.property() {
                    match property {
                        $($index => members.$kind(&mut $field),)*
                        $(other if other >= Self::PROPERTIES.len() => members.keep(&mut $rest),)?
                        _ => members.skip(),
                    }
                }
                $(let ($(::core::option::Option::Some($required),)+) = ($($required,)+) else {
                    return ::core::option::Option::None;
                };)?
                $($(let $default = $crate::support::object::assume($default, || $value);)+)?
                ::core::option::Option::Some(Self { $($field,)* $($rest)? })
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::support::object::deserialize(deserializer)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                #[allow(unused_mut, reason = "an object may have no properties")]
                let mut members = $crate::support::object::Writer::new(serializer);
                $(members.$kind($wire, &self.$field);)*
                $(members.kept(&self.$rest);)?
                members.end()
            }
        }
    };
}

pub(crate) use object;
