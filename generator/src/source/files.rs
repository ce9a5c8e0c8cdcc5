//! The files that a document refers to, all of them below one folder: the root.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{FileId, Source, SourceError};

/// So many other files are read for one document.
pub const MAX_FILES: usize = if cfg!(test) { 50 } else { 20_000 };
/// All the files of one document together are no larger than this, in bytes.
pub const MAX_TOTAL_BYTES: usize = 128 * 1024 * 1024;

/// The root of a document's files, and those that were read so far.
#[derive(Debug)]
pub(super) struct Folder {
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

fn real(path: &Path) -> Result<PathBuf, SourceError> {
    fs::canonicalize(path).map_err(|error| SourceError::Io {
        name: super::shown(path),
        error,
    })
}

impl Folder {
    /// The folder that the document at `path` stands in.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_owned();
        let folder = path.parent().filter(|path| !path.as_os_str().is_empty());
        Some(Self {
            path: folder.unwrap_or(Path::new(".")).to_path_buf(),
            document: vec![name],
            others: Mutex::default(),
        })
    }

    /// A folder that a document without a file is taken to stand in.
    pub(super) fn around(root: &Path) -> Result<Self, SourceError> {
        real(root)?;
        Ok(Self {
            path: root.to_path_buf(),
            document: Vec::new(),
            others: Mutex::default(),
        })
    }

    /// A folder above the document at `path`.
    pub(super) fn above(path: &Path, root: &Path) -> Result<Self, SourceError> {
        let outside = || SourceError::NotBelow {
            name: super::shown(path),
            root: super::shown(root),
        };
        let name = path.file_name().ok_or_else(outside)?;
        let folder = path.parent().filter(|path| !path.as_os_str().is_empty());
        let folder = real(folder.unwrap_or(Path::new(".")))?;
        let below = folder.join(name);
        let below = below.strip_prefix(real(root)?).map_err(|_| outside())?;
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
        let name = super::shown(&path);
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
