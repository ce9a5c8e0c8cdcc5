//! `cargo xtask conformance`: judges from outside, each with a scoreboard that is committed.

mod json_schema;
mod scoreboard;
mod spector;

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::Subcommand;

use self::spector::Side;

use crate::{Console, Failure};

#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Options {
    #[command(subcommand)]
    judge: Option<Judge>,
    #[command(flatten)]
    spector: spector::Scenarios,
}

#[derive(Debug, Subcommand)]
enum Judge {
    /// The scenarios of TypeSpec Spector, called with the emitted clients
    Client(spector::Scenarios),
    /// The scenarios of TypeSpec Spector, answered with the emitted servers
    Server(spector::Scenarios),
    /// The values of the official test suite of JSON Schema, decoded and encoded again
    JsonSchema {
        /// The folder of the suite [default: `json-schema-suite` in `../shared`, or what
        /// OASMITH_JSON_SCHEMA_SUITE says]
        #[arg(value_name = "DIR")]
        suite: Option<PathBuf>,
        /// Write the scoreboard
        #[arg(long)]
        bless: bool,
    },
}

pub(crate) fn run<O: Write, E>(
    options: &Options,
    root: &Path,
    console: &mut Console<O, E>,
) -> Result<(), Failure> {
    match &options.judge {
        Some(Judge::Client(options)) => spector::run(options, Side::Client, root, console),
        Some(Judge::JsonSchema { suite, bless }) => {
            json_schema::run(suite.as_deref(), *bless, root, console)
        }
        Some(Judge::Server(options)) => spector::run(options, Side::Server, root, console),
        None => {
            let clients = spector::run(&options.spector, Side::Client, root, console);
            spector::run(&options.spector, Side::Server, root, console).and(clients)
        }
    }
}

/// Runs the judges whose data is at hand, for `cargo xtask ci`.
pub(crate) fn all<O: Write, E>(root: &Path, console: &mut Console<O, E>) -> Result<(), Failure> {
    match json_schema::at_hand(root) {
        Some(suite) => json_schema::run(Some(&suite), false, root, console)?,
        None => {
            writeln!(
                console.out,
                "skipped: the test suite of JSON Schema isn't at hand ({} says where it is)",
                json_schema::VARIABLE
            )?;
        }
    }
    spector::sample(root, console)
}
