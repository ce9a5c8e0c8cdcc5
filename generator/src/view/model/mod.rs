//! The plan of the emitted crates as plain data: nothing here decides, and nothing here knows who
//! does.

pub(super) mod features;
