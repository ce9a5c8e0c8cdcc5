//! Media types, files, streams and redirects.

mod peer;
mod redirects;
