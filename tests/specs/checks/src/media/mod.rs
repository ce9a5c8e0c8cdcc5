//! Media types, files, streams and redirects.

mod events;
mod files;
mod patches;
mod peer;
mod redirects;
