//! Why a file can't be read, and the bounds on what is.

use std::fmt;
use std::io;

/// The largest document that is read, in bytes.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// So many other files are read for one document.
pub const MAX_FILES: usize = if cfg!(test) { 50 } else { 20_000 };
/// All the files of one document together are no larger than this, in bytes.
pub const MAX_TOTAL_BYTES: usize = 128 * 1024 * 1024;

/// Why a file could not be read as a document.
#[derive(Debug)]
pub enum SourceError {
    /// The file could not be read.
    Io {
        /// The file, as [`Source::name`](super::Source::name) would show it.
        name: String,
        /// What the system said.
        error: io::Error,
    },
    /// The path leads to something other than a regular file.
    NotAFile {
        /// The path, as [`Source::name`](super::Source::name) would show it.
        name: String,
    },
    /// The file is not UTF-8.
    NotUtf8 {
        /// The file, as [`Source::name`](super::Source::name) would show it.
        name: String,
        /// The offset of the first byte that is not part of a character.
        offset: usize,
    },
    /// The file is larger than [`MAX_BYTES`].
    TooLarge {
        /// The file, as [`Source::name`](super::Source::name) would show it.
        name: String,
    },
    /// With this file, all files of the document are larger than [`MAX_TOTAL_BYTES`].
    TooMuch {
        /// The file, as [`Source::name`](super::Source::name) would show it.
        name: String,
    },
    /// The document refers to more than [`MAX_FILES`] other files.
    TooMany {
        /// The file that isn't read, as [`Source::name`](super::Source::name) would show it.
        name: String,
    },
    /// The path leads out of the root: of the folder that the document stands in, or of the one
    /// that was given.
    Outside {
        /// The path.
        name: String,
    },
    /// The document isn't below the root that was given.
    NotBelow {
        /// The document.
        name: String,
        /// The root.
        root: String,
    },
    /// The document is text without a file, so no path leads anywhere.
    NoFolder {
        /// The path.
        name: String,
    },
}

impl fmt::Display for SourceError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { name, error } => write!(f, "cannot read {name}: {error}"),
            Self::NotAFile { name } => write!(f, "cannot read {name}: not a regular file"),
            Self::NotUtf8 { name, offset } => {
                write!(f, "cannot read {name}: not UTF-8 at byte {offset}")
            }
            Self::TooLarge { name } => write!(
                f,
                "cannot read {name}: larger than {} MiB",
                MAX_BYTES / (1024 * 1024)
            ),
            Self::TooMuch { name } => write!(
                f,
                "cannot read {name}: with it, the files of the document would be larger than {} MiB",
                MAX_TOTAL_BYTES / (1024 * 1024)
            ),
            Self::TooMany { name } => write!(
                f,
                "cannot read {name}: the document has {MAX_FILES} other files already"
            ),
            Self::Outside { name } => write!(
                f,
                "cannot read {name}: it isn't below the folder of the document (`--root DIR`, or \
                 `root` in `oasmith.toml`, names a higher one)"
            ),
            Self::NotBelow { name, root } => {
                write!(f, "cannot read {name}: it isn't below the root {root}")
            }
            Self::NoFolder { name } => write!(
                f,
                "cannot read {name}: the document isn't a file, so it has no folder (`--root DIR` \
                 names one)"
            ),
        }
    }
}

impl std::error::Error for SourceError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { error, .. } => Some(error),
            _ => None,
        }
    }
}
