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
    /// A text whose first line isn't the marker.
    Unmarked {
        /// The path of the file.
        path: String,
    },
    /// A file that oasmith didn't write stands where one would have to be written.
    Foreign {
        /// The path below the root.
        path: String,
    },
    /// Generated files that somebody edited would have to be replaced or removed.
    Edited {
        /// The paths below the root.
        paths: Vec<String>,
    },
    /// A manifest can't be understood, so nobody can tell what is ours.
    Manifest {
        /// The path below the root.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The crates would have no operations any more.
    Emptied {
        /// The folder of one of the crates.
        folder: String,
        /// How many operations they have.
        before: usize,
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
            Self::Edited { paths } => {
                f.write_str(
                    "nothing was written, because generated files were edited since (or their \
                     crate has no `.oasmith-files`):\n",
                )?;
                for path in paths {
                    writeln!(f, "  {path}")?;
                }
                f.write_str("take the changes elsewhere, then run again with `--overwrite`")
            }
            Self::Manifest { path, reason } => write!(
                f,
                "cannot tell which files oasmith wrote: `{path}`: {reason}; restore it, or remove \
                 it and run again with `--overwrite`"
            ),
            Self::Emptied { folder, before } => write!(
                f,
                "nothing was written: the document has no operations, and `{folder}` has {before}; \
                 if that is meant, remove the folder first"
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
