//! Schemas of OpenAPI 3.1 and 3.2, which are JSON Schema, in the words of OpenAPI 3.0.
//!
//! A keyword that 3.0 can say in another way is rewritten; one that it can't say at all but that the
//! rooms behind need goes to the [supplement](crate::parse::supplement); the others are reported.
//! Documents of 3.0 use some of these keywords too: there they are taken for what they mean, with a
//! warning.
//!
//! References, `$defs` and anchors are resolved before.

mod any_of;
mod assertions;
mod choices;
mod items;
mod keywords;
mod nulls;
mod properties;
mod schema;
mod types;
mod webhooks;

pub(in crate::parse) use self::assertions::components;
pub(in crate::parse) use self::schema::schema;
pub(in crate::parse) use self::webhooks::webhooks;
