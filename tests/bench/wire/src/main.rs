//! What the emitted client and the emitted server cost at work, beside the same by hand: `axum`,
//! `reqwest` and `serde`, as the READMEs of these show it.
//!
//! `wire server ROUNDS SECONDS` and `wire client ROUNDS SECONDS` write what they measured to
//! standard output, as JSON. Both sides run in the same way and in turns. `wire serve SIDE` is the
//! part that is a process of its own: it says its port, and goes on until its standard input ends.

mod by_hand;
mod checks;
mod client;
mod emitted;
mod load;
mod rounds;
mod serve;

use std::alloc::System;
use std::process::ExitCode;

use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// What can go wrong is said and ends the program.
type Failure = Box<dyn std::error::Error + Send + Sync>;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<(), Failure> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    match arguments.as_slice() {
        ["serve", side] => runtime.block_on(serve::serve(side)),
        ["server", rounds, seconds] => {
            let length = rounds::Length::parse(rounds, seconds)?;
            runtime.block_on(load::measure(length))
        }
        ["client", rounds, seconds] => {
            let length = rounds::Length::parse(rounds, seconds)?;
            runtime.block_on(client::measure(length))
        }
        _ => Err("usage: wire server|client ROUNDS SECONDS".into()),
    }
}
