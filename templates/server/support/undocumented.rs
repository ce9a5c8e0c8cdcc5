//! Finds what is in a response that the document doesn't allow: the feature `check-responses`.
//!
//! A typed response has the form that the document describes, but its values may break what is asked
//! of them beside (`maxLength`, `pattern`, `minItems`), or be some that the document doesn't list, which
//! the types keep for clients of newer servers. Both are found as they are in a request: the values are
//! checked, and what they are as JSON is read as strictly as a request. A response is sent as it is,
//! whatever is found. Not found is what is asked of a header or a list where it stands, and not by a type
//! with a name: the responses would have to say it, line by line.

#![cfg(feature = "check-responses")]

use axum::response::Response;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::body::decode;
use super::rejection::{Fault, Location, Operation};
use super::service::Service;
use crate::types::Validate;
use crate::types::support::collecting;
use crate::types::support::json;
use crate::types::support::{excerpt, reading};

/// What was found in a response.
#[derive(Clone, Debug, Default)]
pub struct Found(Vec<Fault>);

impl Found {
    /// Adds faults of a body, or of a header.
    pub fn add(&mut self, (location, header): (Location, &str), faults: Vec<collecting::Fault>) {
        for (pointer, message) in faults {
            let message = excerpt::message(&message);
            self.0.push(match location {
                Location::Header if pointer.is_empty() => Fault::new(location, header, message),
                Location::Header => Fault::new(location, header, format!("{pointer} {message}")),
                _ => Fault::new(location, excerpt::message(&pointer), message),
            });
        }
    }

    /// Lets the response say what was found, until [`report`] reads it.
    pub fn mark(self, mut response: Response) -> Response {
        if !self.0.is_empty() {
            response.extensions_mut().insert(self);
        }
        response
    }
}

/// Says what was found in a response.
pub fn report<S: Service>(api: &S, operation: &'static Operation, response: &mut Response) {
    let Some(Found(faults)) = response.extensions_mut().remove() else {
        return;
    };
    #[cfg(feature = "tracing")]
    for fault in &faults {
        tracing::error!(
            operation = operation.id,
            status = response.status().as_u16(),
            location = fault.location().as_str(),
            name = fault.name(),
            message = fault.message(),
            "undocumented response"
        );
    }
    api.undocumented(operation, response.status(), &faults);
}

/// A value in a response. A method is called on a reference to it: the compiler then takes that of the
/// trait whose bounds hold for the type of the value, or else that of the reference, which finds
/// nothing.
pub struct Probe<'a, T>(pub &'a T);

/// Values that rules are for.
pub trait Rules {
    /// The rules that the value breaks.
    fn rules(&self) -> Vec<collecting::Fault>;
}

impl<T: Validate> Rules for Probe<'_, T> {
    fn rules(&self) -> Vec<collecting::Fault> {
        let Err(faults) = self.0.validate() else {
            return Vec::new();
        };
        let faults = faults.iter();
        let owned = |(pointer, message): (&str, &str)| (pointer.to_owned(), message.to_owned());
        faults.map(owned).collect()
    }
}

/// Values that no rules are for.
pub trait NoRules {
    /// Nothing.
    fn rules(&self) -> Vec<collecting::Fault> {
        Vec::new()
    }
}

impl<T> NoRules for &Probe<'_, T> {}

/// Values that have JSON.
pub trait Strict {
    /// What a request couldn't have.
    fn strict(&self) -> Vec<collecting::Fault>;
}

impl<T: Serialize + DeserializeOwned> Strict for Probe<'_, T> {
    fn strict(&self) -> Vec<collecting::Fault> {
        let Ok(json) = json::to_vec(self.0) else {
            return Vec::new();
        };
        let read = reading::request(|| decode::<T>("", &json, &mut None));
        read.err().map(Into::into).unwrap_or_default()
    }
}

/// Values that have none.
pub trait NotStrict {
    /// Nothing.
    fn strict(&self) -> Vec<collecting::Fault> {
        Vec::new()
    }
}

impl<T> NotStrict for &Probe<'_, T> {}

/// Looks at all values in a response; behind a header stands how it is set.
#[allow(unused_macros, reason = "a document may have no operations")]
macro_rules! find {
    ($($value:ident $(= $set:ident($($argument:tt)*))?;)*) => {{
        #[allow(unused_imports, reason = "a response may hold nothing of that kind")]
        use $crate::support::undocumented::{
            NoRules as _, NotStrict as _, Rules as _, Strict as _,
        };
        #[allow(unused_mut, reason = "a response may hold nothing")]
        let mut found = $crate::support::undocumented::Found::default();
        $(
            let place = $crate::support::undocumented::place!($($set($($argument)*))?);
            let probe = $crate::support::undocumented::Probe(&$value);
            found.add(place, (&probe).rules());
            found.add(place, (&probe).strict());
        )*
        found
    }};
}

/// Where a value of a response stands.
#[allow(unused_macros, reason = "a document may have no operations")]
macro_rules! place {
    ($set:ident($name:literal $($argument:tt)*)) => {
        ($crate::support::rejection::Location::Header, $name)
    };
    ($($other:tt)*) => {
        ($crate::support::rejection::Location::Body, "")
    };
}

#[allow(unused_imports, reason = "a document may have no operations")]
pub(crate) use {find, place};
