//! Media types, files, streams and redirects.

mod files;
mod patches;
mod peer;
mod redirects;
