//! Why a command fails, and the exit code that says so.

use std::fmt::{self, Display};
use std::io;
use std::path::Path;

use crate::api::{Error, OperationError};

/// What comes of a command.
pub type Outcome = Result<(), Failure>;

/// All exit codes, for `--help`.
pub const EXIT_CODES: &str = "\
Exit codes:
  0  all is well
  1  something went wrong here: a file, the output
  2  the command is used wrongly
  3  no connection, or no answer in time
  4  the API answered with an error of the client (4xx)
  5  the API answered with an error of the server (5xx)
  6  the API answered with something that the document doesn't know";

const LOCAL: u8 = 1;
const USAGE: u8 = 2;
const NO_ANSWER: u8 = 3;
const CLIENT_ERROR: u8 = 4;
const SERVER_ERROR: u8 = 5;
const UNKNOWN: u8 = 6;

/// Why a command fails.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    /// Something went wrong on this machine.
    pub fn local(message: impl Into<String>) -> Self {
        Self::new(LOCAL, message)
    }

    /// A file that can't be read or written.
    pub fn file(path: &Path, error: &io::Error) -> Self {
        Self::local(format!("{}: {error}", path.display()))
    }

    /// The output can't be written. That nobody reads it any more is no failure: `head` has all that it
    /// wants.
    pub fn output(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::new(0, ""),
            _ => Self::local(format!("the output can't be written: {error}")),
        }
    }

    /// The command is used wrongly.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(USAGE, message)
    }

    /// The command is used wrongly, and why was said already.
    #[must_use]
    pub fn said() -> Self {
        Self::new(USAGE, "")
    }

    /// The value of a flag isn't what is expected.
    pub fn value(flag: &str, given: &str, reason: &dyn Display) -> Self {
        Self::usage(format!("invalid value '{given}' for '--{flag}': {reason}"))
    }

    /// The answer ended before its time.
    pub fn transport(error: &reqwest::Error) -> Self {
        Self::new(NO_ANSWER, chain(error))
    }

    /// The answer isn't what it is said to be.
    pub fn unknown(message: impl Into<String>) -> Self {
        Self::new(UNKNOWN, message)
    }

    /// A call that failed.
    pub fn call<E: OperationError + fmt::Debug>(error: &Error<E>) -> Self {
        let message = chain(error);
        let status = error.status().map(|status| status.as_u16());
        let code = match (error, status) {
            (_, Some(500..)) => SERVER_ERROR,
            (_, Some(400..)) => CLIENT_ERROR,
            (_, Some(_)) => UNKNOWN,
            (Error::Transport(_), None) => NO_ANSWER,
            // The body of an answer that wasn't read to its end.
            (Error::Middleware(error), None) if error.is::<reqwest::Error>() => NO_ANSWER,
            (Error::Request(_), None) => USAGE,
            (_, None) => LOCAL,
        };
        Self::new(code, message)
    }

    fn new(code: u8, message: impl Into<String>) -> Self {
        let message = message.into();
        Self { code, message }
    }

    /// The exit code.
    #[must_use]
    pub fn code(&self) -> u8 {
        self.code
    }

    /// Whether there is nothing left to say.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.message.is_empty()
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // It may quote what a server sent: nothing of it moves the cursor of a terminal.
        let clean = |char: char| if char.is_control() { ' ' } else { char };
        let message: String = self.message.chars().map(clean).collect();
        let message: Vec<&str> = message.split_whitespace().collect();
        f.write_str(&message.join(" "))?;
        match self.code {
            USAGE => f.write_str("\n\nFor more information, try '--help'."),
            _ => Ok(()),
        }
    }
}

impl std::error::Error for Failure {}

/// An error with what caused it, in one line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        let cause = error.to_string();
        if !message.ends_with(&cause) {
            message.push_str(": ");
            message.push_str(&cause);
        }
        source = error.source();
    }
    message
}
