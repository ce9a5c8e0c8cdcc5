//! What is on the disk already.

use std::collections::HashMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::error::OutputError;
use super::manifest::{self, Manifest, is_marked, manifest_path};
use super::path::MANIFEST;

/// A larger manifest is none that oasmith wrote.
const MAX_MANIFEST_BYTES: u64 = 64 * 1024 * 1024;

/// What is at the path of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    /// A file with the very text.
    Same,
    /// A file of ours with another text, as oasmith wrote it.
    Ours,
    /// A file of ours that somebody may have edited.
    Edited,
    /// A file or link that isn't ours.
    Foreign,
}

/// The files below a root, as they are.
pub(super) struct Disk<'a> {
    root: &'a Path,
    /// Whether these folders are there. None is a link that leads out of the root.
    folders: Mutex<HashMap<String, bool>>,
}

impl<'a> Disk<'a> {
    pub(super) fn new(root: &'a Path) -> Self {
        Self {
            root,
            folders: Mutex::default(),
        }
    }

    /// Looks at what is at a path. `recorded` is the hash that the crate's manifest has for it. The
    /// manifest itself has none: it is ours if [`manifest`](Self::manifest) could read it.
    pub(super) fn find(
        &self,
        path: &str,
        text: &str,
        recorded: Option<&str>,
    ) -> Result<Found, OutputError> {
        if !self.has_folder_of(path)? {
            return Ok(Found::Nothing);
        }
        let target = self.root.join(path);
        let metadata = match fs::symlink_metadata(&target) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
            Err(error) => {
                return Err(OutputError::Io {
                    path: target,
                    error,
                });
            }
        };
        if metadata.is_symlink() {
            return Ok(Found::Foreign);
        }
        if !metadata.is_file() {
            return Err(OutputError::Blocked {
                path: path.to_owned(),
            });
        }
        let bytes = fs::read(&target).map_err(OutputError::io(&target))?;
        if bytes == text.as_bytes() {
            return Ok(Found::Same);
        }
        let is_manifest = path
            .split_once('/')
            .is_some_and(|(_, file)| file == MANIFEST);
        Ok(match recorded {
            Some(hash) if manifest::hash(&bytes) == hash => Found::Ours,
            Some(_) => Found::Edited,
            None if is_manifest => Found::Ours,
            None if !is_marked(&bytes) => Found::Foreign,
            None => Found::Edited,
        })
    }

    /// The manifest of a crate, if it has one.
    pub(super) fn manifest(&self, folder: &str) -> Result<Option<Manifest>, OutputError> {
        let path = manifest_path(folder);
        if !self.has_folder_of(&path)? {
            return Ok(None);
        }
        let target = self.root.join(&path);
        match fs::symlink_metadata(&target) {
            Ok(found) if found.is_symlink() => return Err(OutputError::Foreign { path }),
            Ok(found) if !found.is_file() => return Err(OutputError::Blocked { path }),
            Ok(found) if found.len() > MAX_MANIFEST_BYTES => {
                return Err(OutputError::Foreign { path });
            }
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                return Err(OutputError::Io {
                    path: target,
                    error,
                });
            }
        }
        let bytes = fs::read(&target).map_err(OutputError::io(&target))?;
        match Manifest::parse(&String::from_utf8_lossy(&bytes)) {
            Ok(manifest) => Ok(Some(manifest)),
            Err(reason) => Err(OutputError::Manifest { path, reason }),
        }
    }

    /// The text of a file; empty when there is none.
    pub(super) fn read(&self, path: &str) -> Result<String, OutputError> {
        if !self.has_folder_of(path)? {
            return Ok(String::new());
        }
        let target = self.root.join(path);
        match fs::read(&target) {
            Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
            Err(error) => Err(OutputError::Io {
                path: target,
                error,
            }),
        }
    }

    /// Whether the folder that a path is in is there. All folders on the way to it must be folders,
    /// and none a link that leads out of the root.
    fn has_folder_of(&self, path: &str) -> Result<bool, OutputError> {
        let Some((folder, _)) = path.rsplit_once('/') else {
            return Ok(true);
        };
        if let Some(is_there) = self.folders().get(folder) {
            return Ok(*is_there);
        }
        let is_there = self.has_folder_of(folder)? && is_folder(self.root, folder)?;
        self.folders().insert(folder.to_owned(), is_there);
        Ok(is_there)
    }

    fn folders(&self) -> MutexGuard<'_, HashMap<String, bool>> {
        self.folders.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether a folder is there, and not as a link that leads out of the root.
fn is_folder(root: &Path, shown: &str) -> Result<bool, OutputError> {
    let folder = root.join(shown);
    let metadata = match fs::symlink_metadata(&folder) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
        Err(error) => {
            return Err(OutputError::Io {
                path: folder,
                error,
            });
        }
    };
    if metadata.is_symlink() {
        let inside = stays_inside(root, &folder).map_err(OutputError::io(&folder))?;
        if !inside {
            return Err(OutputError::Escape {
                path: shown.to_owned(),
            });
        }
    } else if !metadata.is_dir() {
        return Err(OutputError::Blocked {
            path: shown.to_owned(),
        });
    }
    Ok(true)
}

fn stays_inside(root: &Path, link: &Path) -> io::Result<bool> {
    let root = fs::canonicalize(root)?;
    Ok(fs::canonicalize(link)?.starts_with(root))
}
