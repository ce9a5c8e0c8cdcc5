//! The files that are generated, and the one door through which they reach a disk.
//!
//! An [`Output`] is an ordered map from path to text. It owns the crate folders that its paths start
//! with, and in them only the files that the crate's manifest ([`MANIFEST`]) lists with the hash
//! that they still have: those it replaces and removes. A listed file with another hash was edited
//! by somebody and is replaced only by [`Output::overwrite`]; everything else there belongs to
//! somebody else and is never touched.

mod compare;
mod disk;
mod error;
mod files;
mod manifest;
mod path;
#[cfg(test)]
mod tests;
mod transaction;

pub use self::error::OutputError;
pub use self::files::{Changes, Output};
pub use self::manifest::MARKER;
pub use self::path::MANIFEST;
