//! The files that a document refers to, all of them below the folder that it stands in.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::{FileId, Source, SourceError};

/// So many other files are read for one document.
pub const MAX_FILES: usize = 1000;
/// All the files of one document together are no larger than this, in bytes.
pub const MAX_TOTAL_BYTES: usize = 128 * 1024 * 1024;

/// The folder of a document, and the other files that were read from it.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// The steps from the folder to the document itself.
    document: Vec<String>,
    others: Mutex<Vec<Other>>,
}

#[derive(Clone, Debug)]
struct Other {
    /// The steps that lead to it from the folder, without `.` and `..`.
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

impl Folder {
    /// The folder of the document at `path`.
    pub(super) fn of(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_owned();
        let folder = path.parent().filter(|path| !path.as_os_str().is_empty());
        Some(Self {
            path: folder.unwrap_or(Path::new(".")).to_path_buf(),
            document: vec![name],
            others: Mutex::default(),
        })
    }

    fn others(&self) -> Vec<Other> {
        self.others
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Reads a file below the folder, once.
    fn open(&self, steps: Vec<String>, first: &Source) -> Result<FileId, SourceError> {
        if steps == self.document {
            return Ok(FileId::default());
        }
        let mut others = self.others.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = others.iter().position(|other| other.steps == steps) {
            return Ok(FileId(index + 1));
        }
        let path = self.path.join(steps.join("/"));
        let name = super::shown(&path);
        if others.len() >= MAX_FILES {
            return Err(SourceError::TooMany { name });
        }
        // A link inside the folder can lead out of it.
        match (fs::canonicalize(&self.path), fs::canonicalize(&path)) {
            (Ok(folder), Ok(real)) if real.starts_with(&folder) => {}
            (Ok(_), Ok(_)) => return Err(SourceError::Outside { name }),
            (Err(error), _) | (_, Err(error)) => return Err(SourceError::Io { name, error }),
        }
        let mut source = Source::open(&path)?;
        source.folder = None;
        let total: usize = others.iter().map(|other| other.source.text.len()).sum();
        if total + source.text.len() + first.text.len() > MAX_TOTAL_BYTES {
            return Err(SourceError::TooLarge { name });
        }
        others.push(Other {
            steps,
            source: Arc::new(source),
        });
        Ok(FileId(others.len()))
    }
}

impl Source {
    /// The files that were read for this document so far.
    pub fn files(&self) -> Files<'_> {
        let others = self.folder.as_ref().map(Folder::others);
        Files {
            first: self,
            others: others
                .into_iter()
                .flatten()
                .map(|other| other.source)
                .collect(),
        }
    }

    /// Reads the file that a relative path, as it stands in the file `from`, leads to. A file is
    /// read once, however often it is asked for.
    ///
    /// # Errors
    ///
    /// When the document itself is text without a file, when the path leads out of the folder of
    /// the document, when there are too many files, and when the file can't be read.
    pub fn open_beside(&self, from: FileId, path: &str) -> Result<FileId, SourceError> {
        let name = path.to_owned();
        let Some(folder) = &self.folder else {
            return Err(SourceError::NoFolder { name });
        };
        let mut steps = match from.0.checked_sub(1) {
            None => folder.document.clone(),
            Some(index) => folder
                .others()
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
