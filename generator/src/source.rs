//! The text of a document and of the files that it refers to, all below one root folder, and where
//! its nodes stand in it.
//!
//! A [`Pointer`] names a node of the document; a [`Source`] holds the text and finds the place of a
//! node in it. Places are looked up only when there is something to report, so the index behind
//! them is built on first use.

mod error;
mod index;
mod json;
mod layout;
mod lines;
mod origins;
mod pointer;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

pub use self::error::{MAX_BYTES, MAX_FILES, MAX_TOTAL_BYTES, SourceError};
use self::index::Index;
pub use self::index::Part;
use self::json::Json;
use self::layout::Layout;
pub use self::origins::{FileId, Origin, Origins};
pub use self::pointer::Pointer;

const BYTE_ORDER_MARK: char = '\u{feff}';

/// The text of a document, with its name and the places of its nodes.
#[derive(Debug)]
pub struct Source {
    name: String,
    text: String,
    layout: OnceLock<Layout>,
    places: OnceLock<Places>,
    /// Where the document stands, if it was read from a file.
    folder: Option<Folder>,
}

/// Where the nodes of a text stand.
#[derive(Debug)]
enum Places {
    Json(Json),
    Yaml(Index),
}

impl Source {
    /// Reads a document from a file. A byte order mark is dropped.
    ///
    /// # Errors
    ///
    /// When `path` is not a readable regular file, when it is larger than [`MAX_BYTES`], and when
    /// it is not UTF-8.
    pub fn open(path: &Path) -> Result<Self, SourceError> {
        let name = display_name(path);
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
            places: OnceLock::new(),
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
        let range = match self.places() {
            Places::Json(json) => json.locate(&self.text, self.layout(), pointer, part),
            Places::Yaml(index) => index.locate(pointer, part),
        };
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
        match self.places() {
            Places::Json(_) => &[],
            Places::Yaml(index) => index.tags(),
        }
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

    fn places(&self) -> &Places {
        self.places.get_or_init(|| match Json::of(&self.text) {
            Some(json) => Places::Json(json),
            None => Places::Yaml(Index::build(&self.text, self.layout())),
        })
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

fn display_name(path: &Path) -> String {
    let name = path.to_string_lossy();
    if cfg!(windows) {
        name.replace('\\', "/")
    } else {
        name.into_owned()
    }
}

/// The root of a document's files, and those that were read so far.
#[derive(Debug)]
struct Folder {
    path: PathBuf,
    /// The steps from the root to the document itself.
    document: Vec<String>,
    others: Mutex<Others>,
}

/// The other files that were read.
#[derive(Debug, Default)]
struct Others {
    files: Vec<Other>,
    /// Their places among the files, by their steps.
    by_steps: HashMap<Vec<String>, usize>,
    /// The bytes of all of them.
    bytes: usize,
}

#[derive(Debug)]
struct Other {
    /// The steps that lead to it from the root, without `.` and `..`.
    steps: Vec<String>,
    source: Arc<Source>,
}

/// The files of a document, by their ids.
#[derive(Debug)]
pub struct Files<'a> {
    first: &'a Source,
    others: Vec<Arc<Source>>,
}

impl Files<'_> {
    /// A file; the document itself when there is no such file.
    pub fn get(&self, file: FileId) -> &Source {
        let other = file.0.checked_sub(1);
        let other = other.and_then(|index| self.others.get(index));
        other.map_or(self.first, AsRef::as_ref)
    }
}

fn canonical(path: &Path) -> Result<PathBuf, SourceError> {
    fs::canonicalize(path).map_err(|error| SourceError::Io {
        name: display_name(path),
        error,
    })
}

impl Folder {
    /// The folder that the document at `path` stands in.
    fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_owned();
        let folder = path.parent().filter(|path| !path.as_os_str().is_empty());
        Some(Self {
            path: folder.unwrap_or(Path::new(".")).to_path_buf(),
            document: vec![name],
            others: Mutex::default(),
        })
    }

    /// A folder that a document without a file is taken to stand in.
    fn around(root: &Path) -> Result<Self, SourceError> {
        canonical(root)?;
        Ok(Self {
            path: root.to_path_buf(),
            document: Vec::new(),
            others: Mutex::default(),
        })
    }

    /// A folder above the document at `path`.
    fn above(path: &Path, root: &Path) -> Result<Self, SourceError> {
        let outside = || SourceError::NotBelow {
            name: display_name(path),
            root: display_name(root),
        };
        let name = path.file_name().ok_or_else(outside)?;
        let folder = path.parent().filter(|path| !path.as_os_str().is_empty());
        let folder = canonical(folder.unwrap_or(Path::new(".")))?;
        let below = folder.join(name);
        let below = below
            .strip_prefix(canonical(root)?)
            .map_err(|_| outside())?;
        if below.as_os_str().is_empty() {
            return Err(outside());
        }
        let steps = below
            .components()
            .map(|step| step.as_os_str().to_str().map(str::to_owned));
        Ok(Self {
            path: root.to_path_buf(),
            document: steps.collect::<Option<_>>().ok_or_else(outside)?,
            others: Mutex::default(),
        })
    }

    fn others(&self) -> MutexGuard<'_, Others> {
        self.others.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads a file below the root, once.
    fn open(&self, steps: Vec<String>, first: &Source) -> Result<FileId, SourceError> {
        if steps == self.document {
            return Ok(FileId::default());
        }
        let mut others = self.others();
        if let Some(index) = others.by_steps.get(&steps) {
            return Ok(FileId(index + 1));
        }
        let path = self.path.join(steps.join("/"));
        let name = display_name(&path);
        if others.files.len() >= MAX_FILES {
            return Err(SourceError::TooMany { name });
        }
        // A link below the root can lead out of it.
        match (fs::canonicalize(&self.path), fs::canonicalize(&path)) {
            (Ok(root), Ok(real)) if real.starts_with(&root) => {}
            (Ok(_), Ok(_)) => return Err(SourceError::Outside { name }),
            (Err(error), _) | (_, Err(error)) => return Err(SourceError::Io { name, error }),
        }
        let mut source = Source::open(&path)?;
        source.folder = None;
        let total = others.bytes + source.text.len();
        if total + first.text.len() > MAX_TOTAL_BYTES {
            return Err(SourceError::TooMuch { name });
        }
        others.bytes = total;
        let index = others.files.len();
        others.by_steps.insert(steps.clone(), index);
        others.files.push(Other {
            steps,
            source: Arc::new(source),
        });
        Ok(FileId(index + 1))
    }
}

impl Source {
    /// The files that were read for this document so far.
    pub fn files(&self) -> Files<'_> {
        let others = self.folder.as_ref().map(|folder| {
            let others = folder.others();
            let sources = others.files.iter().map(|other| other.source.clone());
            sources.collect()
        });
        Files {
            first: self,
            others: others.unwrap_or_default(),
        }
    }

    /// One of the files that were read for this document so far.
    pub(crate) fn file(&self, file: FileId) -> Option<Arc<Self>> {
        let folder = self.folder.as_ref()?;
        let others = folder.others();
        let other = others.files.get(file.0.checked_sub(1)?)?;
        Some(other.source.clone())
    }

    /// Reads the file that a relative path, as it stands in the file `from`, leads to. A file is
    /// read once, however often it is asked for.
    ///
    /// # Errors
    ///
    /// When the document itself is text without a file, when the path leads out of the root of
    /// its files, when there are too many files, and when the file can't be read.
    pub fn open_beside(&self, from: FileId, path: &str) -> Result<FileId, SourceError> {
        let name = path.to_owned();
        let Some(folder) = &self.folder else {
            return Err(SourceError::NoFolder { name });
        };
        let mut steps = match from.0.checked_sub(1) {
            None => folder.document.clone(),
            Some(index) => folder
                .others()
                .files
                .get(index)
                .map(|other| other.steps.clone())
                .unwrap_or_default(),
        };
        steps.pop();
        // A backslash or a drive would be a path of its own kind on some systems.
        if path.starts_with('/') || path.contains(['\\', ':', '\0']) {
            return Err(SourceError::Outside { name });
        }
        for step in path.split('/') {
            match step {
                "" | "." => {}
                ".." if steps.pop().is_some() => {}
                ".." => return Err(SourceError::Outside { name }),
                step => steps.push(step.to_owned()),
            }
        }
        folder.open(steps, self)
    }
}
