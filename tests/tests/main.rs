//! Tests of the generator from its outside: what it says, what it makes, and what it leaves alone.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test that can't go on fails, and says where"
)]

mod changes;
mod coverage;
mod described;
mod diagnostics;
mod fixture;
mod gates;
mod hostile;
mod house;
mod imports;
mod live;
mod mock;
mod names;
mod references;
mod reserved;
mod round_trip;
mod samples;
mod schemas;
mod selection;
mod shared;
mod skipping;
mod support;
mod undeclared;
mod versions;
mod webhooks;
