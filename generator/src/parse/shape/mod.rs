//! The shape of a document as one table: which members each object has, of what shape, since which
//! version of OpenAPI, and what becomes of them.
//!
//! The table is written in the form of OpenAPI 3.0, because documents of all versions are put into
//! that form. What another version has elsewhere stands in it too: members of Swagger 2.0 are marked
//! with `only`, those of OpenAPI 3.1 and 3.2 with `since`. All that asks for the shape of a document
//! reads this table: the walk that finds references, the dialects, and the repairs.

mod object;
mod table;

pub(super) use self::object::{Effect, Kind, Member, Missing, NameForm, ObjectShape, Shape};
pub(super) use self::table::sections_of_v2;
