//! Why files can't be written.

use std::path::PathBuf;
use std::{fmt, io};

/// Why a file can't be part of an output, or an output can't be compared or written.
#[derive(Debug)]
#[non_exhaustive]
pub enum OutputError {
    /// A path that not every system can write, or that leaves the root.
    Path {
        /// The path as it was given.
        path: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// Two files of the same path, or a file where another one needs a folder.
    Duplicate {
        /// The path that was added last.
        path: String,
    },
    /// A text whose first line lacks the marker.
    Unmarked {
        /// The path of the file.
        path: String,
    },
    /// A file that oasmith didn't write stands where one would have to be written.
    Foreign {
        /// The path below the root.
        path: String,
    },
    /// Something other than a file stands at the path of a file, or something other than a folder at
    /// the path of a folder.
    Blocked {
        /// The path below the root.
        path: String,
    },
    /// A link leads out of the root.
    Escape {
        /// The path below the root.
        path: String,
    },
    /// Something could not be read or written. Nothing was changed.
    Io {
        /// What it was.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Something could not be written, and then not all could be put back.
    Rollback {
        /// The folder that has the files that were replaced.
        kept: PathBuf,
        /// What the system said when it could not write.
        error: io::Error,
    },
}

impl OutputError {
    pub(super) fn io(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        |error| Self::Io { path, error }
    }
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path { path, reason } => write!(f, "`{path}` is not a usable path: {reason}"),
            Self::Duplicate { path } => write!(f, "`{path}` is there twice"),
            Self::Unmarked { path } => write!(
                f,
                "the first line of `{path}` doesn't say that the file is generated"
            ),
            Self::Foreign { path } => write!(
                f,
                "`{path}` was not written by oasmith; move it away, or generate to another folder"
            ),
            Self::Blocked { path } => {
                write!(f, "something stands in the way at `{path}`; move it away")
            }
            Self::Escape { path } => write!(f, "`{path}` leads out of the output folder by a link"),
            Self::Io { path, error } => write!(f, "{}: {error}", path.display()),
            Self::Rollback { kept, error } => write!(
                f,
                "writing failed ({error}), and not all could be put back; the replaced files are \
                 in {}",
                kept.display()
            ),
        }
    }
}

impl std::error::Error for OutputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { error, .. } | Self::Rollback { error, .. } => Some(error),
            _ => None,
        }
    }
}
