//! Objects: how structs are read from JSON objects and written as such.
//!
//! `object!` defines a struct and implements `Serialize` and `Deserialize` for it. It stands in for
//! the derives of serde, which would cost every build their expansion and a good deal of code per
//! struct: here all that doesn't depend on the types of the fields is compiled once.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Error as _, SerializeMap};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::blank;
use super::collecting::{self, Holder, Part};
use super::excerpt;
use super::json_integers::JsonIntegers;
use super::reading::{self, Before};

/// A struct that is read from an object and written as one.
pub trait Object: Sized {
    /// The names of its properties in JSON, in the order of the fields.
    const PROPERTIES: &'static [&'static str];
    /// The names of the required ones.
    const REQUIRED: &'static [&'static str];
    /// What happens to properties that have no field.
    const ADDITIONAL: Additional = Additional::ignored;
    /// The properties that responses alone have (`readOnly`), of a struct that requests alone have.
    const READ_ONLY: ReadOnly = ReadOnly::ignored(&[]);

    /// Reads the members, up to the first error, which [`Reader`] holds.
    ///
    /// # Errors
    ///
    /// Returns the name of the first required property that isn't there.
    fn read<'de>(members: &mut Reader<'de, impl MapAccess<'de>>) -> Result<Self, &'static str>;
}

/// What happens to properties that have no field (`additionalProperties`).
#[derive(Clone, Copy, PartialEq, Eq)]
#[allow(non_camel_case_types, reason = "they are words of `object!`")]
pub enum Additional {
    /// They are ignored.
    ignored,
    /// They are an error.
    denied,
    /// They are an error in requests, and ignored in responses.
    denied_in_requests,
    /// They are kept in a map.
    kept,
}

/// Properties that a request must not have, and what happens where one is there.
#[derive(Clone, Copy)]
pub struct ReadOnly {
    names: &'static [&'static str],
    is_refused: bool,
}

impl ReadOnly {
    /// They are ignored.
    pub const fn ignored(names: &'static [&'static str]) -> Self {
        Self {
            names,
            is_refused: false,
        }
    }

    /// They are an error.
    #[allow(dead_code, reason = "it takes an option of the generator")]
    pub const fn refused(names: &'static [&'static str]) -> Self {
        Self {
            names,
            is_refused: true,
        }
    }
}

/// Reads an object. An array of the properties' values, which serde's derive would take, is refused.
///
/// # Errors
///
/// Returns an error if the value isn't an object, a required property is missing, or the value of
/// a property has another type.
pub fn deserialize<'de, T: Object, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
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
            required: T::REQUIRED,
            names: Names {
                properties: T::PROPERTIES,
                additional: T::ADDITIONAL,
                read_only: T::READ_ONLY,
                next: 0,
                additional_name: String::new(),
                holder: Holder::current(),
            },
            seen: Seen::default(),
            text: None,
            part: None,
            is_mending: reading::is_mending(),
            is_blank: false,
            error: None,
            marker: PhantomData,
        };
        let value = T::read(&mut reader);
        reader.end()?;
        value.map_err(M::Error::missing_field)
    }
}

/// Fills in the default of an absent property, in requests only: there the document says what a
/// server assumes. In a response the property stays absent.
pub fn or_default<T>(value: Option<T>, default: impl FnOnce() -> T) -> Option<T> {
    match value {
        None if reading::is_request() => Some(default()),
        value => value,
    }
}

/// A property that isn't given to a constructor.
#[must_use]
pub fn absent<T>(_property: &str) -> Option<T> {
    None
}

/// The properties without a field that a map keeps.
#[must_use]
pub fn kept<T>(map: Option<BTreeMap<String, T>>) -> BTreeMap<String, T> {
    map.unwrap_or_default()
}

/// Reads the members of an object one by one, up to the first error.
pub struct Reader<'de, M: MapAccess<'de>> {
    members: M,
    required: &'static [&'static str],
    names: Names,
    seen: Seen,
    /// While a value is read as text.
    text: Option<Before>,
    /// The member that is being read, if all faults are noted.
    part: Option<Part>,
    /// Whether required properties that can't be read are blank, and whether the next one is.
    is_mending: bool,
    is_blank: bool,
    error: Option<M::Error>,
    marker: PhantomData<&'de ()>,
}

impl<'de, M: MapAccess<'de>> Reader<'de, M> {
    /// Reads the name of the next member: one of [`Object::PROPERTIES`], or `None` within if it has
    /// no field. Its value has to be read next.
    pub fn property(&mut self) -> Option<Option<&'static str>> {
        self.text = None;
        // Not by recursion: a sender decides how many of them there are.
        loop {
            if self.error.is_some() {
                return None;
            }
            if let Some(holder) = self.names.holder {
                holder.back();
            }
            match self.members.next_key_seed(&mut self.names) {
                Ok(None) => return self.missing(),
                Ok(Some(index)) if index > self.names.properties.len() => self.skip(),
                Ok(Some(index)) => {
                    let name = self.names.properties.get(index).copied();
                    if let Some(name) = name
                        && !self.seen.insert(index)
                    {
                        self.note(M::Error::duplicate_field(name));
                        self.skip();
                        continue;
                    }
                    self.names.next = index + 1;
                    if self.begin(name) {
                        return Some(name);
                    }
                    if self.is_mending {
                        self.seen.remove(index);
                    }
                    self.skip();
                }
                Err(error) => {
                    self.error = Some(error);
                    return None;
                }
            }
        }
    }

    /// The next required property that has to be blank.
    fn missing(&mut self) -> Option<Option<&'static str>> {
        if !self.is_mending {
            return None;
        }
        let seen = &mut self.seen;
        let mut indices = self.names.properties.iter().enumerate();
        let (_, name) =
            indices.find(|(index, name)| self.required.contains(name) && seen.insert(*index))?;
        if let Some(holder) = self.names.holder
            && holder.blank(name)
        {
            collecting::note(|| M::Error::missing_field(name));
        }
        self.is_blank = true;
        Some(Some(name))
    }

    /// Notes where the next value stands, if faults are collected; returns whether it is to be read.
    fn begin(&mut self, name: Option<&str>) -> bool {
        let Some(holder) = self.names.holder else {
            return true;
        };
        let name = match self.names.additional {
            Additional::kept => name.or(Some(self.names.additional_name.as_str())),
            _ => name,
        };
        self.part = name.and_then(|name| holder.member(name));
        self.part.is_some() || name.is_none()
    }

    /// Notes a fault of the object, which is the error unless faults are collected.
    fn note(&mut self, error: M::Error) {
        match self.names.holder {
            Some(_) => collecting::note(|| error),
            None => self.error = Some(error),
        }
    }

    /// Notes that the next value couldn't be read.
    fn fail(&mut self, error: M::Error) {
        if !self.part.is_some_and(|part| part.failed(&error)) {
            self.error = Some(error);
        }
    }

    /// Ends the object.
    fn end(&mut self) -> Result<(), M::Error> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        let Some(holder) = self.names.holder.filter(|_| !self.is_mending) else {
            return Ok(());
        };
        holder.back();
        for name in self.required {
            let mut properties = self.names.properties.iter();
            let index = properties.position(|known| known == name);
            if !index.is_some_and(|index| self.seen.contains(index)) {
                collecting::note(|| M::Error::missing_field(name));
            }
        }
        match holder.is_faulty() {
            true => Err(M::Error::custom("it has faults")),
            false => Ok(()),
        }
    }

    /// Reads the next value as text; see [`reading::text`].
    pub fn text(&mut self) {
        self.text = Some(reading::text());
    }

    /// Reads the value of a required property.
    pub fn required<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) {
        if self.is_blank {
            return self.blank(slot);
        }
        match self.members.next_value_seed(JsonIntegers(PhantomData)) {
            Ok(value) => *slot = Some(value),
            Err(error) => self.fail(error),
        }
    }

    fn blank<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) {
        *slot = blank::blank();
        if slot.is_none() {
            self.error = Some(M::Error::custom("nothing can stand in for it"));
        }
    }

    /// Reads the value of an optional property that isn't nullable. `null` is an error in requests,
    /// unless the generator's option `null_as_absent` is set; in responses it means "absent".
    pub fn optional<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) {
        if reading::is_request() && !super::NULL_AS_ABSENT {
            return self.required(slot);
        }
        match self.members.next_value_seed(JsonIntegers(PhantomData)) {
            Ok(value) => *slot = value,
            Err(error) => self.fail(error),
        }
    }

    /// Reads the value of an optional and nullable property: `null` isn't the same as "absent".
    pub fn optional_nullable<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) {
        self.required(slot);
    }

    /// Ignores the value of a member that has no field.
    pub fn skip(&mut self) {
        if let Err(error) = self.members.next_value::<IgnoredAny>() {
            self.error = Some(error);
        }
    }

    /// Reads the value of a member that has no field into a map.
    pub fn kept<T: Deserialize<'de>>(&mut self, map: &mut Option<BTreeMap<String, T>>) {
        match self.members.next_value_seed(JsonIntegers(PhantomData)) {
            Ok(value) => {
                let name = std::mem::take(&mut self.names.additional_name);
                if map.get_or_insert_default().insert(name, value).is_some() {
                    self.note(M::Error::custom("a property occurs twice"));
                }
            }
            Err(error) => self.fail(error),
        }
    }
}

/// The indices of the properties that were read.
#[derive(Default)]
struct Seen {
    first: u64,
    /// Few objects have more than 64 properties.
    more: Vec<bool>,
}

impl Seen {
    /// Adds an index; returns whether it is new.
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

    fn remove(&mut self, index: usize) {
        match index.checked_sub(64) {
            None => self.first &= !(1 << index),
            Some(index) => {
                if let Some(seen) = self.more.get_mut(index) {
                    *seen = false;
                }
            }
        }
    }

    fn contains(&self, index: usize) -> bool {
        match index.checked_sub(64) {
            None => self.first & (1 << index) != 0,
            Some(index) => self.more.get(index).is_some_and(|seen| *seen),
        }
    }
}

/// Reads the name of a member as its index in the properties, or as one behind the last: the next of
/// these for a member that is ignored whatever becomes of others.
struct Names {
    properties: &'static [&'static str],
    additional: Additional,
    read_only: ReadOnly,
    /// The index at which the next name is looked up first: most senders keep to an order.
    next: usize,
    /// The name of a member that has no field.
    additional_name: String,
    /// The object, if its faults are collected.
    holder: Option<Holder>,
}

impl Names {
    /// A name that isn't the next one.
    #[cold]
    fn other<E: Error>(&mut self, name: &str) -> Result<usize, E> {
        let properties = self.properties;
        if let Some(index) = properties.iter().position(|property| *property == name) {
            return Ok(index);
        }
        if self.read_only.names.contains(&name) {
            return match self.read_only.is_refused {
                true => self.refuse(name, || E::custom(format_args!("`{name}` is read-only"))),
                false => Ok(properties.len() + 1),
            };
        }
        let is_denied = match self.additional {
            Additional::ignored | Additional::kept => false,
            Additional::denied => true,
            Additional::denied_in_requests => reading::is_request(),
        };
        if is_denied {
            let unknown = || E::unknown_field(&excerpt::quote(name), properties);
            return self.refuse(name, unknown);
        }
        if self.additional == Additional::kept {
            name.clone_into(&mut self.additional_name);
        }
        Ok(properties.len())
    }

    /// Refuses a member: an error, unless it is noted and the member ignored.
    fn refuse<E: Error>(&self, name: &str, error: impl FnOnce() -> E) -> Result<usize, E> {
        let Some(holder) = self.holder else {
            return Err(error());
        };
        holder.member(name);
        collecting::note(error);
        Ok(self.properties.len() + 1)
    }
}

impl<'de> DeserializeSeed<'de> for &mut Names {
    type Value = usize;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for &mut Names {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a property")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        match self.properties.get(self.next) {
            Some(next) if *next == name => Ok(self.next),
            _ => self.other(name),
        }
    }
}

/// Writes the members of an object, and keeps the first error until the end.
pub struct Writer<S: Serializer> {
    members: Result<S::SerializeMap, S::Error>,
}

impl<S: Serializer> Writer<S> {
    /// Starts an object.
    pub fn new(serializer: S) -> Self {
        Self {
            members: serializer.serialize_map(None),
        }
    }

    /// Writes a required property.
    pub fn required<T: Serialize>(&mut self, name: &'static str, value: &T) {
        if let Ok(members) = &mut self.members
            && let Err(error) = members.serialize_entry(name, value)
        {
            self.members = Err(error);
        }
    }

    /// Writes an optional property unless it is absent.
    pub fn optional<T: Serialize>(&mut self, name: &'static str, value: &Option<T>) {
        if let Some(value) = value {
            self.required(name, value);
        }
    }

    /// Writes an optional and nullable property unless it is absent: `Some(None)` is `null`.
    pub fn optional_nullable<T: Serialize>(&mut self, name: &'static str, value: &Option<T>) {
        self.optional(name, value);
    }

    /// Writes the properties that have no field. One that has is an error: it could be there twice.
    pub fn kept<T: Serialize>(&mut self, map: &BTreeMap<String, T>, properties: &[&str]) {
        for (name, value) in map {
            if properties.contains(&name.as_str()) {
                let name = excerpt::quote(name);
                let message = format_args!("`{name}` is no additional property");
                self.members = Err(S::Error::custom(message));
            }
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
    /// Returns the first error.
    pub fn end(self) -> Result<S::Ok, S::Error> {
        self.members?.end()
    }
}

/// Defines a struct, and implements `Serialize` and `Deserialize` for it. Behind the type of each
/// field stands which property it is: when it is there, and its name in JSON.
///
/// ```text
/// object! {
///     /// A session of a user.
///     #[derive(Clone, Debug, PartialEq)]
///     pub struct Session, new(id: impl Into<String>) with setters {
///         /// Its id.
///         pub id: String = required "id",
///         pub max_age: Option<i64> = optional "maxAge" default(60),
///         pub device: Option<Option<String>> = optional_nullable "device",
///         pub others: BTreeMap<String, String> = additional kept,
///     }
/// }
/// ```
///
/// - `new`: the arguments of a constructor, the properties that have to be given.
/// - `with setters`: a method for each optional field, of its name, which sets it.
/// - `required`: always there. The field has the type itself (an `Option` if it is nullable).
/// - `optional`: may be absent. The field is an `Option`.
/// - `optional_nullable`: may be absent or `null`. The field is an `Option` of an `Option`.
/// - `as text`: the value, or each of its items or members, is of another crate's type and a string in
///   JSON.
/// - `default`: what a server assumes where a request doesn't have the property.
/// - `is`: what the constructor sets.
/// - `additional`: what happens to other properties, one of [`Additional`]: they are `kept` in a field,
///   or there is a line behind the struct. They are ignored if there is neither.
/// - `read_only`: the properties that requests must not have, and what happens to them there.
macro_rules! object {
    (
        $(#[$attribute:meta])*
        pub struct $name:ident $(, new($($argument:ident: $given:ty),* $(,)?))? $(with $setters:ident)? {
            $(
                $(#[$about:meta])*
                pub $field:ident: $kind:ty =
                    $(
                        required $required:literal
                        $(as $required_how:ident)?
                        $(is($required_value:expr))?
                    )?
                    $(
                        optional $optional:literal
                        $(as $optional_how:ident)?
                        $(default($optional_default:expr))?
                        $(is($optional_value:expr))?
                    )?
                    $(
                        optional_nullable $nullable:literal
                        $(as $nullable_how:ident)?
                        $(default($nullable_default:expr))?
                        $(is($nullable_value:expr))?
                    )?
                    $(additional $additional:ident $(as $additional_how:ident)?)?,
            )*
        }
        $(additional $policy:ident;)?
        $(read_only $rule:ident $($read_only:literal),+;)?
    ) => {
        $(#[$attribute])*
        #[allow(missing_docs, reason = "the document may say nothing of a property")]
        pub struct $name {
            $($(#[$about])* pub $field: $kind,)*
        }

        $crate::support::object::constructor! {
            $name [$(($($argument: $given),*))?]
            $(
                $field
                $($(= $required_value)?)?
                $(
                    = $crate::support::object::absent($optional)
                    $(.or(::core::option::Option::Some($optional_value)))?
                )?
                $(
                    = $crate::support::object::absent($nullable)
                    $(.or(::core::option::Option::Some($nullable_value)))?
                )?
                $(= $crate::support::object::$additional(::core::option::Option::None))?;
            )*
        }

        $crate::support::object::setters! {
            $name [$($setters)?]
            $($(
                $crate::support::object::setter!($field: $kind = optional $optional);
            )?)*
            $($(
                $crate::support::object::setter!($field: $kind = optional_nullable $nullable);
            )?)*
        }

        impl $crate::support::object::Object for $name {
            const PROPERTIES: &'static [&'static ::core::primitive::str] =
                &[$($($required,)? $($optional,)? $($nullable,)?)*];
            const REQUIRED: &'static [&'static ::core::primitive::str] = &[$($($required,)?)*];
            $($(const ADDITIONAL: $crate::support::object::Additional =
                $crate::support::object::Additional::$additional;)?)*
            $(const ADDITIONAL: $crate::support::object::Additional =
                $crate::support::object::Additional::$policy;)?
            $(const READ_ONLY: $crate::support::object::ReadOnly =
                $crate::support::object::ReadOnly::$rule(&[$($read_only),+]);)?

            fn read<'de>(
                members: &mut $crate::support::object::Reader<
                    'de,
                    impl ::serde::de::MapAccess<'de>,
                >,
            ) -> ::core::result::Result<Self, &'static ::core::primitive::str> {
                $(let mut $field = ::core::option::Option::None;)*
                while let ::core::option::Option::Some(property) = members.property() {
                    match property {
                        $(
                            $(::core::option::Option::Some($required) => {
                                $(members.$required_how();)?
                                members.required(&mut $field)
                            })?
                            $(::core::option::Option::Some($optional) => {
                                $(members.$optional_how();)?
                                members.optional(&mut $field)
                            })?
                            $(::core::option::Option::Some($nullable) => {
                                $(members.$nullable_how();)?
                                members.optional_nullable(&mut $field)
                            })?
                            $(::core::option::Option::None => {
                                $(members.$additional_how();)?
                                members.$additional(&mut $field)
                            })?
                        )*
                        _ => members.skip(),
                    }
                }
                $(
                    $(let ::core::option::Option::Some($field) = $field else {
                        return ::core::result::Result::Err($required);
                    };)?
                    $(let $field = $crate::support::object::$additional($field);)?
                    $($(let $field = $crate::support::object::or_default(
                        $field,
                        || $optional_default,
                    );)?)?
                    $($(let $field = $crate::support::object::or_default(
                        $field,
                        || $nullable_default,
                    );)?)?
                )*
                ::core::result::Result::Ok(Self { $($field),* })
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
                $(
                    $(members.required($required, &self.$field);)?
                    $(members.optional($optional, &self.$field);)?
                    $(members.optional_nullable($nullable, &self.$field);)?
                    $(members.$additional(
                        &self.$field,
                        <Self as $crate::support::object::Object>::PROPERTIES,
                    );)?
                )*
                members.end()
            }
        }
    };
}

/// Defines `new` of a struct, if there are arguments in the brackets: each field has the argument of
/// its name, or else the value behind it.
macro_rules! constructor {
    ($name:ident [] $($fields:tt)*) => {};
    (
        $name:ident [($($argument:ident: $given:ty),*)]
        $($field:ident $(= $value:expr)?;)*
    ) => {
        impl $name {
            /// Creates a value. A property that isn't given has the only value that it can have, or is
            /// absent.
            #[must_use]
            pub fn new($($argument: $given),*) -> Self {
                $(let $argument = ::core::convert::Into::into($argument);)*
                Self { $($field $(: $value)?),* }
            }
        }
    };
}

/// What an optional field holds.
pub trait Optional {
    /// Its type.
    type Value;
}

impl<T> Optional for Option<T> {
    type Value = T;
}

/// Defines the setters of a struct, if it is to have some.
macro_rules! setters {
    ($name:ident [] $($setters:tt)*) => {};
    ($name:ident [setters] $($setters:tt)*) => {
        impl $name {
            $($setters)*
        }
    };
}

/// The setter of a field, unless it would stand in the way of another method or function of that name.
#[allow(
    unused_macros,
    reason = "a document may have no optional properties in requests"
)]
macro_rules! setter {
    (borrow: $($rest:tt)*) => {};
    (clone: $($rest:tt)*) => {};
    (clone_from: $($rest:tt)*) => {};
    (default: $($rest:tt)*) => {};
    (deserialize: $($rest:tt)*) => {};
    (eq: $($rest:tt)*) => {};
    (fmt: $($rest:tt)*) => {};
    (into: $($rest:tt)*) => {};
    (ne: $($rest:tt)*) => {};
    (new: $($rest:tt)*) => {};
    (serialize: $($rest:tt)*) => {};
    (to_owned: $($rest:tt)*) => {};
    (try_into: $($rest:tt)*) => {};
    (validate: $($rest:tt)*) => {};
    ($field:ident: $kind:ty = optional $wire:literal) => {
        #[doc = ::core::concat!("Sets `", $wire, "`.")]
        #[must_use]
        pub fn $field(
            mut self,
            value: impl ::core::convert::Into<<$kind as $crate::support::object::Optional>::Value>,
        ) -> Self {
            self.$field = ::core::option::Option::Some(::core::convert::Into::into(value));
            self
        }
    };
    ($field:ident: $kind:ty = optional_nullable $wire:literal) => {
        #[doc = ::core::concat!(
            "Says what becomes of `", $wire, "`: [`set`](crate::set), [`clear`](crate::clear) or ",
            "[`leave`](crate::leave).",
        )]
        #[must_use]
        pub fn $field(mut self, value: $kind) -> Self {
            self.$field = value;
            self
        }
    };
}

#[allow(
    unused_imports,
    reason = "a document may have no optional properties in requests"
)]
pub(crate) use setter;
pub(crate) use {constructor, object, setters};
