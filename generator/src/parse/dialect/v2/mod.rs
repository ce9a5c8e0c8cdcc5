//! Documents of Swagger 2.0 in the form of OpenAPI 3.0.
//!
//! Only what has another place or another shape in 3.0 is moved; what either version would call a
//! mistake is left as it stands, for the repairs that both have.

mod body;
mod document;
mod parameter;
mod response;
mod security;
mod upgrade;

pub(in crate::parse) use self::document::{move_body_parameters, paths_by_query, upgrade};
pub(in crate::parse) use self::parameter::take_schema;
