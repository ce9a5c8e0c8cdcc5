//! The command line of `commands.yaml`, for the tests to start.

use std::process::ExitCode;

fn main() -> ExitCode {
    commands_cli::main()
}
