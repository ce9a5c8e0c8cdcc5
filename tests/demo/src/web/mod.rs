//! What lies between the wire and the emitted router.

pub(crate) mod browser;
pub(crate) mod compat;
pub(crate) mod error;
pub(crate) mod request;
