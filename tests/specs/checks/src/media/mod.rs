//! Media types, files, streams and redirects.

mod calls;
mod events;
mod files;
mod forms;
mod lines;
mod lines_upload;
mod parts;
mod negotiation;
mod patches;
pub(crate) mod peer;
mod reconnect;
mod redirects;
