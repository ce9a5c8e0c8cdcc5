//! Values that are decoded with emitted types and encoded again.

pub(crate) mod compare;
pub(crate) mod document;
pub(crate) mod driver;
pub(crate) mod schema;
pub(crate) mod way;
