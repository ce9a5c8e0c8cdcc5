//! What lies between the wire and the emitted router.

pub(crate) mod browser;
pub(crate) mod compat;
pub(crate) mod durable;
pub(crate) mod error;
pub(crate) mod limits;
pub(crate) mod request;
