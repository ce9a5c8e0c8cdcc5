//! The generated files, as they come to be.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::error::OutputError;
use super::manifest::{self, Manifest, is_marked};
use super::path::{self, MANIFEST};

/// Files to write, in the order of their paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    files: BTreeMap<String, File>,
    /// The paths in lower case, because some file systems don't tell cases apart.
    folded: BTreeSet<String>,
    /// How many operations the crates have.
    pub(super) operations: usize,
}

/// A file, and the hash that the crate's manifest has for it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct File {
    text: String,
    hash: String,
}

/// What writing an [`Output`] does, or would do. All paths are in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Files that are not there yet.
    pub added: Vec<String>,
    /// Files that are there with another text.
    pub changed: Vec<String>,
    /// Files of ours that are no longer generated.
    pub removed: Vec<String>,
    /// Those of the changed and removed files that somebody edited since they were written, or of
    /// which nobody can tell because the crate has no manifest.
    pub edited: Vec<String>,
    /// The number of files that are there as they should be.
    pub unchanged: usize,
}

impl Changes {
    /// Whether there is nothing to write and nothing to remove.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }
}

impl Output {
    /// No files yet, of crates with so many operations.
    pub fn new(operations: usize) -> Self {
        Self {
            operations,
            ..Self::default()
        }
    }

    /// Adds a file. Its path is relative, has forward slashes, and starts with a crate's folder.
    ///
    /// # Errors
    ///
    /// When the path is not one that every system can write and that stays in the folder of a
    /// crate, and when it is that of a manifest ([`OutputError::Path`]); when it is the path of a file or folder that is there already,
    /// upper and lower case taken as the same ([`OutputError::Duplicate`]); when the first line of
    /// the text lacks the [`MARKER`](super::MARKER) ([`OutputError::Unmarked`]).
    pub fn insert(
        &mut self,
        path: impl Into<String>,
        text: impl Into<String>,
    ) -> Result<(), OutputError> {
        let (path, text) = (path.into(), text.into());
        if let Err(reason) = path::check_in_crate(&path) {
            return Err(OutputError::Path { path, reason });
        }
        if !is_marked(text.as_bytes()) {
            return Err(OutputError::Unmarked { path });
        }
        let folded = path.to_lowercase();
        if self.is_taken(&folded) {
            return Err(OutputError::Duplicate { path });
        }
        self.folded.insert(folded);
        let hash = manifest::hash(text.as_bytes());
        self.files.insert(path, File { text, hash });
        Ok(())
    }

    /// Adds all files of another output.
    ///
    /// # Errors
    ///
    /// [`OutputError::Duplicate`] when both have a file of the same path.
    pub fn append(&mut self, other: Self) -> Result<(), OutputError> {
        let mut files = other.files.into_iter();
        files.try_for_each(|(path, file)| self.insert(path, file.text))
    }

    /// The files, in the order of their paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files
            .iter()
            .map(|(path, file)| (path.as_str(), file.text.as_str()))
    }

    /// The text of a file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(|file| file.text.as_str())
    }

    /// The number of files.
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Whether there are no files.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The text of a file or of a manifest; empty when there is no such file.
    pub(super) fn text(&self, path: &str) -> Cow<'_, str> {
        match path.split_once('/') {
            Some((folder, MANIFEST)) => self.manifest(folder).text().into(),
            _ => self.get(path).unwrap_or_default().into(),
        }
    }

    /// The record of the files in a crate's folder.
    pub(super) fn manifest(&self, folder: &str) -> Manifest {
        let files = self.files_in(folder).filter_map(|(path, file)| {
            let (_, path) = path.split_once('/')?;
            Some((path.to_owned(), file.hash.clone()))
        });
        Manifest {
            operations: self.operations,
            files: files.collect(),
        }
    }

    /// The texts of the files in a crate's folder, by their paths.
    pub(super) fn texts_in(&self, folder: &str) -> impl Iterator<Item = (&str, &str)> {
        let files = self.files_in(folder);
        files.map(|(path, file)| (path, file.text.as_str()))
    }

    fn files_in(&self, folder: &str) -> impl Iterator<Item = (&str, &File)> {
        let start = format!("{folder}/");
        self.files
            .range(start.clone()..)
            .take_while(move |(path, _)| path.starts_with(&start))
            .map(|(path, file)| (path.as_str(), file))
    }

    /// The folders of the crates: the first component of each path.
    pub(super) fn crate_folders(&self) -> BTreeSet<&str> {
        self.files
            .keys()
            .filter_map(|path| path.split_once('/'))
            .map(|(folder, _)| folder)
            .collect()
    }

    /// Whether a path (in lower case) is a file or folder of ours, or lies below a file of ours.
    fn is_taken(&self, folded: &str) -> bool {
        let below = format!("{folded}/");
        let mut behind = self.folded.range(below.clone()..);
        self.folded.contains(folded)
            || behind.next().is_some_and(|path| path.starts_with(&below))
            || folded
                .match_indices('/')
                .filter_map(|(at, _)| folded.get(..at))
                .any(|folder| self.folded.contains(folder))
    }
}
