//! The command `users`, for the tests to start.

use std::process::ExitCode;

fn main() -> ExitCode {
    users_cli::main()
}
