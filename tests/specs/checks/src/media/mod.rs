//! Media types, files, streams and redirects.

mod events;
mod files;
mod patches;
pub(crate) mod peer;
mod redirects;
