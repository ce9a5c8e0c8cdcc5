//! `cargo xtask schemathesis`: users-demo under schemathesis, within a bound.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;

use crate::Failure;

#[derive(Debug, clap::Args)]
pub(crate) struct Options {
    /// Try the mock
    #[arg(long, conflicts_with = "db")]
    mock: bool,
    /// Try the demo with a database
    #[arg(long)]
    db: bool,
    /// At most so many test cases for each operation and phase
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    max_examples: u32,
    /// More arguments of `schemathesis run`
    #[arg(last = true)]
    more: Vec<OsString>,
}

pub(crate) fn run(options: &Options, root: &Path) -> Result<(), Failure> {
    // An empty path is no folder to start a command in.
    let script = Path::new(".").join(root).join("tests/schemathesis/run.sh");
    let mut command = Command::new(script);
    let bound = options.max_examples.to_string();
    command
        .args(["--max-examples", &bound])
        .args(&options.more)
        .env_remove("USERS_DEMO_MOCK")
        .env_remove("USERS_DEMO_DB");
    let settings = [
        (options.mock, "USERS_DEMO_MOCK"),
        (options.db, "USERS_DEMO_DB"),
    ];
    for (_, name) in settings.iter().filter(|(is_set, _)| *is_set) {
        command.env(name, "1");
    }
    let status = command
        .status()
        .map_err(|error| format!("cannot run tests/schemathesis/run.sh: {error}"))?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::Reported)
}
