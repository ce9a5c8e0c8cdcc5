//! What is on the disk already.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

use super::{OutputError, is_marked};

/// The marker has to be within so many bytes.
pub(super) const MARKER_WITHIN: usize = 200;

/// What is at the path of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    /// A file with the very text.
    Same,
    /// A file of ours with another text.
    Ours,
    /// A file or link that isn't ours.
    Foreign,
}

/// Looks at what is at `path` below `root`.
pub(super) fn find(root: &Path, path: &str, text: &str) -> Result<Found, OutputError> {
    check_folders(root, path)?;
    let target = root.join(path);
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
    if metadata.len() == text.len() as u64 {
        let bytes = fs::read(&target).map_err(OutputError::io(&target))?;
        if bytes == text.as_bytes() {
            return Ok(Found::Same);
        }
    }
    if is_ours(&target).map_err(OutputError::io(&target))? {
        Ok(Found::Ours)
    } else {
        Ok(Found::Foreign)
    }
}

/// The text of a file; empty when there is none.
pub(super) fn read(root: &Path, path: &str) -> Result<String, OutputError> {
    check_folders(root, path)?;
    let target = root.join(path);
    match fs::read(&target) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(OutputError::Io {
            path: target,
            error,
        }),
    }
}

/// Checks that the folders on the way to `path` are folders, and that none is a link that leads out
/// of `root`. Folders that are not there yet are fine.
fn check_folders(root: &Path, path: &str) -> Result<(), OutputError> {
    for (at, _) in path.match_indices('/') {
        let shown = path.get(..at).unwrap_or(path);
        let folder = root.join(shown);
        let metadata = match fs::symlink_metadata(&folder) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
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
    }
    Ok(())
}

fn stays_inside(root: &Path, link: &Path) -> io::Result<bool> {
    let root = fs::canonicalize(root)?;
    Ok(fs::canonicalize(link)?.starts_with(root))
}

/// Adds the paths of all files of ours in one crate folder. Hidden folders, links and the crate's
/// build folder are left out.
pub(super) fn marked_files(
    root: &Path,
    crate_folder: &str,
    paths: &mut Vec<String>,
) -> Result<(), OutputError> {
    let is_folder = fs::symlink_metadata(root.join(crate_folder)).is_ok_and(|found| found.is_dir());
    let mut folders = Vec::new();
    if is_folder {
        folders.push(crate_folder.to_owned());
    }
    while let Some(folder) = folders.pop() {
        let full = root.join(&folder);
        for entry in fs::read_dir(&full).map_err(OutputError::io(&full))? {
            let entry = entry.map_err(OutputError::io(&full))?;
            let kind = entry.file_type().map_err(OutputError::io(entry.path()))?;
            // We write no other names than UTF-8.
            let Ok(name) = entry.file_name().into_string() else {
                continue;
            };
            let path = format!("{folder}/{name}");
            if kind.is_dir() {
                let is_build = folder == crate_folder && name == "target";
                if !name.starts_with('.') && !is_build {
                    folders.push(path);
                }
            } else if kind.is_file()
                && is_ours(&entry.path()).map_err(OutputError::io(entry.path()))?
            {
                paths.push(path);
            }
        }
    }
    Ok(())
}

fn is_ours(file: &PathBuf) -> io::Result<bool> {
    let mut start = Vec::new();
    File::open(file)?
        .take(MARKER_WITHIN as u64)
        .read_to_end(&mut start)?;
    Ok(is_marked(&start))
}
