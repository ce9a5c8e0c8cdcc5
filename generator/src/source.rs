//! The text of a document, and where its nodes stand in it.
//!
//! A [`Pointer`] names a node of the document; a [`Source`] holds the text and finds the place of a
//! node in it. Places are looked up only when there is something to report, so the index behind
//! them is built on first use.

mod files;
mod index;
mod layout;
mod lines;
mod origins;
mod pointer;
#[cfg(test)]
mod tests;

use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read};
use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;

use self::files::Folder;
pub use self::files::{Files, MAX_FILES, MAX_TOTAL_BYTES};
use self::index::Index;
use self::layout::Layout;
pub use self::origins::{FileId, Origin, Origins};
pub use self::pointer::Pointer;

/// The largest document that is read, in bytes.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// Which part of a node a place means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// The mapping key that leads to the node. The root and the items of a sequence have none:
    /// there it means the value.
    Key,
    /// The node itself.
    Value,
}

/// Why a file could not be read as a document.
#[derive(Debug)]
pub enum SourceError {
    /// The file could not be read.
    Io {
        /// The file, as [`Source::name`] would show it.
        name: String,
        /// What the system said.
        error: io::Error,
    },
    /// The path leads to something other than a regular file.
    NotAFile {
        /// The path, as [`Source::name`] would show it.
        name: String,
    },
    /// The file is not UTF-8.
    NotUtf8 {
        /// The file, as [`Source::name`] would show it.
        name: String,
        /// The offset of the first byte that is not part of a character.
        offset: usize,
    },
    /// The file is larger than [`MAX_BYTES`].
    TooLarge {
        /// The file, as [`Source::name`] would show it.
        name: String,
    },
    /// With this file, all files of the document are larger than [`MAX_TOTAL_BYTES`].
    TooMuch {
        /// The file, as [`Source::name`] would show it.
        name: String,
    },
    /// The document refers to more than [`MAX_FILES`] other files.
    TooMany {
        /// The file that isn't read, as [`Source::name`] would show it.
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

/// The text of a document, with its name and the places of its nodes.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    layout: OnceLock<Layout>,
    index: OnceLock<Index>,
    /// Where the document stands, if it was read from a file.
    folder: Option<Folder>,
}

impl Source {
    /// Reads a document from a file. A byte order mark is dropped.
    ///
    /// # Errors
    ///
    /// When `path` is not a readable regular file, when it is larger than [`MAX_BYTES`], and when
    /// it is not UTF-8.
    pub fn open(path: &Path) -> Result<Self, SourceError> {
        let name = shown(path);
        match read(path) {
            Err(error) => Err(SourceError::Io { name, error }),
            Ok(Contents::NotAFile) => Err(SourceError::NotAFile { name }),
            Ok(Contents::TooLarge) => Err(SourceError::TooLarge { name }),
            Ok(Contents::Bytes(bytes)) => match String::from_utf8(bytes) {
                Ok(text) => Ok(Self {
                    folder: Folder::of(path),
                    ..Self::from_text(name, text)
                }),
                Err(error) => Err(SourceError::NotUtf8 {
                    name,
                    offset: error.utf8_error().valid_up_to(),
                }),
            },
        }
    }

    /// Reads a document like [`open`](Self::open), with a root that its files may stand below: a
    /// folder that the document stands in, or one above it.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open), and [`SourceError::NotBelow`].
    pub fn open_below(path: &Path, root: &Path) -> Result<Self, SourceError> {
        let source = Self::open(path)?;
        Ok(Self {
            folder: Some(Folder::above(path, root)?),
            ..source
        })
    }

    /// A document from text that is at hand. A byte order mark is dropped.
    pub fn from_text(name: impl Into<String>, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if text.starts_with(BYTE_ORDER_MARK) {
            text.drain(..BYTE_ORDER_MARK.len_utf8());
        }
        Self {
            name: name.into(),
            text,
            layout: OnceLock::new(),
            index: OnceLock::new(),
            folder: None,
        }
    }

    /// The same document as if it stood in a folder that its other files stand below.
    ///
    /// # Errors
    ///
    /// When there is no such folder.
    pub fn standing_in(self, root: &Path) -> Result<Self, SourceError> {
        Ok(Self {
            folder: Some(Folder::around(root)?),
            ..self
        })
    }

    /// The name shown in diagnostics: the path as it was given, with forward slashes.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The whole text, without a byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The byte range of a node in the text, cut to the first line of the node.
    ///
    /// A pointer that is not in the text gives the nearest ancestor that is; below an alias, that
    /// is the alias. A text that is not well-formed YAML or JSON is known up to its first fault.
    pub fn locate(&self, pointer: &Pointer, part: Part) -> Range<usize> {
        let range = self.index().locate(pointer, part);
        let shown = self.text.get(range.clone()).unwrap_or("").trim_end().len();
        range.start..range.start + shown
    }

    /// The nodes of the text with a tag of YAML that a value of JSON can't honour, such as
    /// `!!binary`: the byte offset of each, and its tag. Those of the form `!name` aren't among them.
    pub fn yaml_tags(&self) -> &[(usize, String)] {
        // Every other tag is written with one of these, or is of a handle that a directive makes.
        let signs = ["!!", "!<", "%TAG"];
        if !signs.iter().any(|sign| self.text.contains(sign)) {
            return &[];
        }
        self.index().tags()
    }

    /// The line and the column (in characters) of a byte offset, both counted from 1. An offset
    /// behind the end means the end.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        let layout = self.layout();
        let line = layout.line_of(offset);
        let start = layout.line_range(&self.text, line).start;
        let column = layout
            .chars_before(&self.text, offset)
            .saturating_sub(layout.chars_before(&self.text, start));
        (line + 1, column + 1)
    }

    /// The byte range of a line, counted from 1, without its line break; a line that the text
    /// doesn't have is empty and stands at the end.
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let range = self.layout().line_range(&self.text, line.saturating_sub(1));
        let line = self.text.get(range.clone()).unwrap_or("");
        let shown = line.trim_end_matches(['\r', '\n']).len();
        range.start..range.start + shown
    }

    fn index(&self) -> &Index {
        self.index
            .get_or_init(|| Index::build(&self.text, self.layout()))
    }

    fn layout(&self) -> &Layout {
        self.layout.get_or_init(|| Layout::new(&self.text))
    }
}

enum Contents {
    Bytes(Vec<u8>),
    NotAFile,
    TooLarge,
}

fn read(path: &Path) -> io::Result<Contents> {
    // Asked before opening, because opening a pipe would wait for its other end.
    if !fs::metadata(path)?.is_file() {
        return Ok(Contents::NotAFile);
    }
    let mut bytes = Vec::new();
    File::open(path)?
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Ok(Contents::TooLarge);
    }
    Ok(Contents::Bytes(bytes))
}

fn shown(path: &Path) -> String {
    let name = path.to_string_lossy();
    if cfg!(windows) {
        name.replace('\\', "/")
    } else {
        name.into_owned()
    }
}
