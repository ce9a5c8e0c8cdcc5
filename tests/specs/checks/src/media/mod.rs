//! Media types, files, streams and redirects.

mod patches;
mod peer;
mod redirects;
