//! The state in a SQLite database. Memory is what is read; each change is a few rows, which are
//! written before anybody is answered who could know of it.

mod file;
mod journal;
mod records;

pub(crate) use file::Store;
pub use file::StoreError;
pub(crate) use journal::{Broken, Journal, Position};
