//! The names of an object's members: which properties they are, and which of these have been read.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, Visitor};

use super::collecting::{self, Holder};
use super::excerpt;
use super::object::{Additional, ReadOnly};
use super::reading;

/// The indices of the properties that were read.
#[derive(Default)]
pub(super) struct Seen {
    first: u64,
    /// Few objects have more than 64 properties.
    more: Vec<bool>,
}

impl Seen {
    /// Adds an index; returns whether it is new.
    #[inline]
    pub(super) fn insert(&mut self, index: usize) -> bool {
        let Some(index) = index.checked_sub(64) else {
            let bit = 1 << index;
            let new = self.first & bit == 0;
            self.first |= bit;
            return new;
        };
        self.insert_more(index)
    }

    #[cold]
    fn insert_more(&mut self, index: usize) -> bool {
        if self.more.len() <= index {
            self.more.resize(index + 1, false);
        }
        self.more
            .get_mut(index)
            .is_some_and(|seen| !std::mem::replace(seen, true))
    }

    pub(super) fn remove(&mut self, index: usize) {
        match index.checked_sub(64) {
            None => self.first &= !(1 << index),
            Some(index) => {
                if let Some(seen) = self.more.get_mut(index) {
                    *seen = false;
                }
            }
        }
    }

    pub(super) fn contains(&self, index: usize) -> bool {
        match index.checked_sub(64) {
            None => self.first & (1 << index) != 0,
            Some(index) => self.more.get(index).is_some_and(|seen| *seen),
        }
    }
}

/// Reads the name of a member as its index in the properties, or as one behind the last: the next of
/// these for a member that is ignored whatever becomes of others.
pub(super) struct Names {
    pub(super) properties: &'static [&'static str],
    pub(super) additional: Additional,
    pub(super) read_only: ReadOnly,
    /// The index at which the next name is looked up first: most senders keep to an order.
    pub(super) next: usize,
    /// The name of a member that has no field.
    pub(super) additional_name: String,
    /// The object, if its faults are collected.
    pub(super) holder: Option<Holder>,
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

    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<usize, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for &mut Names {
    type Value = usize;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a property")
    }

    #[inline]
    fn visit_str<E: Error>(self, name: &str) -> Result<usize, E> {
        match self.properties.get(self.next) {
            Some(next) if *next == name => Ok(self.next),
            _ => self.other(name),
        }
    }
}
