//! Objects of which each name may occur once. JSON says only that it should (RFC 8259, section 4), and
//! of two members one would be lost, so that whoever checks a request and whoever acts on it may see
//! different values. A server refuses such a request; a client takes the last one.

use std::collections::HashSet;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, Error, IntoDeserializer};

use super::{excerpt, reading};

/// The names of an object's members so far; `None` where they may occur twice.
pub struct UniqueNames(Option<HashSet<String>>);

impl UniqueNames {
    /// The names of an object that is about to be read.
    #[must_use]
    pub fn none_yet() -> Self {
        Self(reading::is_request().then(HashSet::new))
    }

    /// Adds a name; returns whether it may be there.
    pub fn add(&mut self, name: &str) -> bool {
        let mut names = self.0.iter_mut();
        names.all(|names| names.insert(name.to_owned()))
    }

    /// Wraps what reads the next name.
    pub fn next<S>(&mut self, seed: S) -> Name<'_, S> {
        Name { names: self, seed }
    }
}

/// Reads a name, and refuses it if it is there already.
pub struct Name<'a, S> {
    names: &'a mut UniqueNames,
    seed: S,
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Name<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        let Some(names) = &mut self.names.0 else {
            return self.seed.deserialize(deserializer);
        };
        let name = String::deserialize(deserializer)?;
        let value = self.seed.deserialize(name.as_str().into_deserializer())?;
        if names.contains(&name) {
            return Err(D::Error::custom(duplicate(&name)));
        }
        names.insert(name);
        Ok(value)
    }
}

/// What is wrong with a name that is there already.
pub fn duplicate(name: &str) -> String {
    format!("duplicate field `{}`", excerpt::quote(name))
}
