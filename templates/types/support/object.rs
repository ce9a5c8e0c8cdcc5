//! Objects: how structs are read from JSON objects and written as such.
//!
//! `object!` defines a struct and implements `Serialize` and `Deserialize` for it. It stands in for
//! the derives of serde, which would cost every build their expansion and a good deal of code per
//! struct: here all that doesn't depend on the types of the fields is compiled once.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Error as _, SerializeMap};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::blank;
use super::collecting::{self, Holder, Part};
use super::excerpt;
use super::json_integers::JsonIntegers;
use super::names::{Names, Seen};
use super::reading;

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

    /// Reads the members.
    ///
    /// # Errors
    ///
    /// Returns the first error, or one for the first required property that isn't there.
    fn read<'de, M: MapAccess<'de>>(members: &mut Reader<'de, M>) -> Result<Self, M::Error>;
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
    pub(super) names: &'static [&'static str],
    pub(super) is_refused: bool,
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
            found: Reader::<M>::END,
            passed: 0,
            seen: Seen::default(),
            part: None,
            is_mending: reading::is_mending(),
            is_blank: false,
            error: None,
            marker: PhantomData,
        };
        reader.advance();
        T::read(&mut reader)
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
///
/// The properties are gone through in their order, again and again until the members are at their end:
/// mostly once, as most senders keep to that order.
pub struct Reader<'de, M: MapAccess<'de>> {
    members: M,
    required: &'static [&'static str],
    names: Names,
    /// The next member: the index of its property, one behind the last if it has no field, or `END`.
    found: usize,
    /// How many properties were passed since they are gone through anew.
    passed: usize,
    seen: Seen,
    /// The member that is being read, if all faults are noted.
    part: Option<Part>,
    /// Whether required properties that can't be read are blank, and whether the next one is.
    is_mending: bool,
    is_blank: bool,
    error: Option<M::Error>,
    marker: PhantomData<&'de ()>,
}

impl<'de, M: MapAccess<'de>> Reader<'de, M> {
    const END: usize = usize::MAX;

    /// Goes back to the first property; `false` if there are no more members.
    pub fn again(&mut self) -> bool {
        self.passed = 0;
        self.found != Self::END
    }

    /// Goes to the next property, which has this name, and returns whether the next member is the one.
    fn is_next(&mut self, name: &'static str) -> bool {
        let index = self.passed;
        debug_assert_eq!(self.names.properties.get(index), Some(&name));
        self.passed += 1;
        self.found == index
    }

    /// Goes to the next member that is to be read.
    fn advance(&mut self) {
        let name = self.name();
        self.found = match name {
            Ok(Some(index)) if self.takes_at_once(index) => index,
            Ok(None) if !self.is_mending => Self::END,
            name => self.search(name),
        };
    }

    /// Reads the name of the next member: its index.
    fn name(&mut self) -> Result<Option<usize>, M::Error> {
        if let Some(holder) = self.names.holder {
            holder.back();
        }
        self.members.next_key_seed(&mut self.names)
    }

    /// Whether the value of a member is to be read, by its index, where nothing else is to be looked at.
    fn takes_at_once(&mut self, index: usize) -> bool {
        let is_taken = self.names.holder.is_none()
            && index < self.names.properties.len()
            && self.seen.insert(index);
        if is_taken {
            self.names.next = index + 1;
        }
        is_taken
    }

    /// The next member that is to be read, beginning with the one of this name.
    #[cold]
    fn search(&mut self, mut name: Result<Option<usize>, M::Error>) -> usize {
        // Not by recursion: a sender decides how many of them there are.
        loop {
            match name {
                Ok(Some(index)) if self.takes(index) => return index,
                Ok(Some(_)) => self.skip(),
                Ok(None) => return self.next_missing().unwrap_or(Self::END),
                Err(error) => self.error = Some(error),
            }
            if self.error.is_some() {
                return Self::END;
            }
            name = self.name();
        }
    }

    /// Whether the value of a member is to be read, by its index.
    fn takes(&mut self, index: usize) -> bool {
        let Some(name) = self.names.properties.get(index).copied() else {
            return self.keeps(index);
        };
        if !self.seen.insert(index) {
            self.note(M::Error::duplicate_field(name));
            return false;
        }
        self.names.next = index + 1;
        match self.names.holder {
            None => true,
            Some(holder) => self.begins(holder, index, name),
        }
    }

    /// Whether a member that has no field is kept.
    fn keeps(&mut self, index: usize) -> bool {
        if self.names.additional != Additional::kept || index > self.names.properties.len() {
            return false;
        }
        if let Some(holder) = self.names.holder {
            self.part = holder.member(&self.names.additional_name);
            return self.part.is_some();
        }
        true
    }

    /// Notes where the next value stands, as faults are collected; returns whether it is to be read.
    fn begins(&mut self, holder: Holder, index: usize, name: &str) -> bool {
        self.part = holder.member(name);
        if self.part.is_none() && self.is_mending {
            self.seen.remove(index);
        }
        self.part.is_some()
    }

    /// The next required property that has to be blank.
    fn next_missing(&mut self) -> Option<usize> {
        if !self.is_mending {
            return None;
        }
        let seen = &mut self.seen;
        let mut properties = self.names.properties.iter().enumerate();
        let (index, name) =
            properties.find(|(index, name)| self.required.contains(name) && seen.insert(*index))?;
        if let Some(holder) = self.names.holder
            && holder.blank(name)
        {
            collecting::note(|| M::Error::missing_field(name));
        }
        self.is_blank = true;
        Some(index)
    }

    /// Notes a fault of the object, which is the error unless faults are collected.
    fn note(&mut self, error: M::Error) {
        match self.names.holder {
            Some(_) => collecting::note(|| error),
            None => self.error = Some(error),
        }
    }

    /// The error for a required property that isn't there.
    #[cold]
    pub fn missing(&self, name: &'static str) -> M::Error {
        M::Error::missing_field(name)
    }

    /// Goes on behind a value that couldn't be read, if faults are collected.
    #[cold]
    fn fail(&mut self, error: M::Error) {
        match self.part {
            Some(part) if part.failed(&error) => self.advance(),
            _ => self.stop(error),
        }
    }

    fn stop(&mut self, error: M::Error) {
        self.error = Some(error);
        self.found = Self::END;
    }

    /// Ends the object.
    ///
    /// # Errors
    ///
    /// Returns the first error.
    pub fn end(&mut self) -> Result<(), M::Error> {
        if let Some(error) = self.error.take() {
            return Err(error);
        }
        match self.names.holder {
            Some(holder) if !self.is_mending => self.report(holder),
            _ => Ok(()),
        }
    }

    /// Notes which required properties aren't there; an error if the object has faults.
    #[cold]
    fn report(&mut self, holder: Holder) -> Result<(), M::Error> {
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

    /// Reads the value of a required property, the next one, if it is the next member.
    #[inline]
    pub fn required<T: Deserialize<'de>>(&mut self, name: &'static str, slot: &mut Option<T>) {
        if self.is_next(name) {
            self.value(slot);
        }
    }

    fn value<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) {
        if self.is_blank {
            return self.blank(slot);
        }
        match self.members.next_value_seed(JsonIntegers(PhantomData)) {
            Ok(value) => {
                *slot = Some(value);
                self.advance();
            }
            Err(error) => self.fail(error),
        }
    }

    #[cold]
    fn blank<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) {
        *slot = blank::blank();
        match slot {
            Some(_) => self.advance(),
            None => self.stop(M::Error::custom("nothing can stand in for it")),
        }
    }

    /// Reads the value of an optional property that isn't nullable, the next one, if it is the next member.
    /// `null` is an error in requests, unless the generator's option `null_as_absent` is set; in responses it
    /// means "absent".
    #[inline]
    pub fn optional<T: Deserialize<'de>>(&mut self, name: &'static str, slot: &mut Option<T>) {
        if self.is_next(name) {
            self.value_or_null(slot);
        }
    }

    fn value_or_null<T: Deserialize<'de>>(&mut self, slot: &mut Option<T>) {
        if reading::is_request() && !super::NULL_AS_ABSENT {
            return self.value(slot);
        }
        match self.members.next_value_seed(JsonIntegers(PhantomData)) {
            Ok(value) => {
                *slot = value;
                self.advance();
            }
            Err(error) => self.fail(error),
        }
    }

    /// Reads the value of an optional and nullable property, the next one, if it is the next member: `null`
    /// isn't the same as "absent".
    #[inline]
    pub fn optional_nullable<T: Deserialize<'de>>(
        &mut self,
        name: &'static str,
        slot: &mut Option<T>,
    ) {
        self.required(name, slot);
    }

    /// Passes over the value of a member.
    fn skip(&mut self) {
        if let Err(error) = self.members.next_value::<IgnoredAny>() {
            self.error = Some(error);
        }
    }

    /// Reads the value of the next member into a map, if it has no field.
    pub fn kept<T: Deserialize<'de>>(&mut self, map: &mut Option<BTreeMap<String, T>>) {
        if self.found != self.names.properties.len() {
            return;
        }
        let value = match self.members.next_value_seed(JsonIntegers(PhantomData)) {
            Ok(value) => value,
            Err(error) => return self.fail(error),
        };
        let name = std::mem::take(&mut self.names.additional_name);
        if map.get_or_insert_default().insert(name, value).is_some() {
            let error = M::Error::custom("a property occurs twice");
            match self.names.holder {
                Some(_) => collecting::note(|| error),
                None => return self.stop(error),
            }
        }
        self.advance();
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

            fn read<'de, M: ::serde::de::MapAccess<'de>>(
                members: &mut $crate::support::object::Reader<'de, M>,
            ) -> ::core::result::Result<Self, M::Error> {
                $(let mut $field = ::core::option::Option::None;)*
                while members.again() {
                    $(
                        $({
                            $(let _as = $crate::support::reading::$required_how();)?
                            members.required($required, &mut $field);
                        })?
                        $({
                            $(let _as = $crate::support::reading::$optional_how();)?
                            members.optional($optional, &mut $field);
                        })?
                        $({
                            $(let _as = $crate::support::reading::$nullable_how();)?
                            members.optional_nullable($nullable, &mut $field);
                        })?
                        $({
                            $(let _as = $crate::support::reading::$additional_how();)?
                            members.$additional(&mut $field);
                        })?
                    )*
                }
                members.end()?;
                $(
                    $(let ::core::option::Option::Some($field) = $field else {
                        return ::core::result::Result::Err(members.missing($required));
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
