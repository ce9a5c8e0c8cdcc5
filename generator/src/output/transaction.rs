//! Writing all files or none.
//!
//! New files are first written to a staging folder inside the root, so that what is left is
//! renaming on one file system. Files that are replaced or removed move to the staging folder and
//! stay there until all is done; after a failure they move back.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

use tempfile::TempDir;

use super::error::OutputError;
use super::files::{Changes, Output};
use super::path::MANIFEST;
use crate::threads;

/// Hidden, so that a run that is killed leaves nothing that a later one takes for a crate.
const STAGING_PREFIX: &str = ".oasmith-";

/// Writes what is added and changed, and removes what is removed.
pub(super) fn apply(output: &Output, changes: &Changes, root: &Path) -> Result<(), OutputError> {
    fs::create_dir_all(root).map_err(OutputError::io(root))?;
    let mut transaction = Transaction::begin(root)?;
    // Manifests come last: a run that is killed leaves files that are as an old manifest or this
    // output says, so the next run knows them all.
    let (manifests, files): (Vec<_>, Vec<_>) = changes
        .added
        .iter()
        .chain(&changes.changed)
        .partition(|path| path.ends_with(MANIFEST));
    let written = files.into_iter().chain(manifests);
    let staged = threads::map(written.clone().enumerate().collect(), |(number, path)| {
        transaction.stage(number, &output.text(path))
    });
    staged.into_iter().collect::<Result<(), _>>()?;
    // Removed first: where cases are not told apart, an old name may be a new one's other spelling.
    let mut outcome = changes
        .removed
        .iter()
        .try_for_each(|path| transaction.remove(path));
    if outcome.is_ok() {
        outcome = written
            .enumerate()
            .try_for_each(|(number, path)| transaction.place(number, path));
    }
    match outcome {
        Ok(()) => {
            remove_emptied_folders(root, &changes.removed);
            Ok(())
        }
        Err((path, error)) => Err(transaction.roll_back(path, error)),
    }
}

/// What failed, and how.
type Failure = (PathBuf, io::Error);

/// A step that was taken, and how to take it back.
enum Step {
    CreatedFolder(PathBuf),
    /// A file moved from its place to the staging folder.
    MovedAway {
        from: PathBuf,
        to: PathBuf,
    },
    /// A new file stands at its place.
    Placed(PathBuf),
}

pub(super) struct Transaction<'a> {
    root: &'a Path,
    staging: TempDir,
    kept: usize,
    steps: Vec<Step>,
    /// The folders that were there or were made.
    folders: HashSet<String>,
}

impl<'a> Transaction<'a> {
    pub(super) fn begin(root: &'a Path) -> Result<Self, OutputError> {
        let staging =
            TempDir::with_prefix_in(STAGING_PREFIX, root).map_err(OutputError::io(root))?;
        Ok(Self {
            root,
            staging,
            kept: 0,
            steps: Vec::new(),
            folders: HashSet::new(),
        })
    }

    /// Writes a new file to the staging folder.
    pub(super) fn stage(&self, number: usize, text: &str) -> Result<(), OutputError> {
        let file = self.staged_file(number);
        fs::write(&file, text).map_err(OutputError::io(file))
    }

    /// Moves the staged file of a number to its place.
    pub(super) fn place(&mut self, number: usize, path: &str) -> Result<(), Failure> {
        self.create_folder_of(path)?;
        let target = self.root.join(path);
        if fs::symlink_metadata(&target).is_ok() {
            self.move_away(target.clone())?;
        }
        fs::rename(self.staged_file(number), &target).map_err(|error| (target.clone(), error))?;
        self.steps.push(Step::Placed(target));
        Ok(())
    }

    pub(super) fn remove(&mut self, path: &str) -> Result<(), Failure> {
        self.move_away(self.root.join(path))
    }

    /// Takes all steps back, the last one first. Gives the error to report.
    pub(super) fn roll_back(self, path: PathBuf, error: io::Error) -> OutputError {
        let mut whole = true;
        for step in self.steps.into_iter().rev() {
            let undone = match step {
                Step::CreatedFolder(folder) => fs::remove_dir(folder),
                Step::MovedAway { from, to } => fs::rename(to, from),
                Step::Placed(file) => fs::remove_file(file),
            };
            whole &= undone.is_ok();
        }
        if whole {
            OutputError::Io { path, error }
        } else {
            let kept = self.staging.keep();
            OutputError::Rollback { kept, error }
        }
    }

    /// Creates the folder that a path is in, and those on the way to it.
    fn create_folder_of(&mut self, path: &str) -> Result<(), Failure> {
        let Some((shown, _)) = path.rsplit_once('/') else {
            return Ok(());
        };
        if self.folders.contains(shown) {
            return Ok(());
        }
        self.create_folder_of(shown)?;
        let folder = self.root.join(shown);
        match fs::create_dir(&folder) {
            Ok(()) => self.steps.push(Step::CreatedFolder(folder)),
            Err(_) if folder.is_dir() => {}
            Err(error) => return Err((folder, error)),
        }
        self.folders.insert(shown.to_owned());
        Ok(())
    }

    fn move_away(&mut self, from: PathBuf) -> Result<(), Failure> {
        let to = self.staging.path().join(format!("old-{}", self.kept));
        // Only files are ever replaced; a folder that turned up since they were compared is not.
        let outcome = match fs::symlink_metadata(&from) {
            Ok(found) if !found.is_file() => Err(io::ErrorKind::IsADirectory.into()),
            Ok(_) => fs::rename(&from, &to),
            Err(error) => Err(error),
        };
        if let Err(error) = outcome {
            return Err((from, error));
        }
        self.kept += 1;
        self.steps.push(Step::MovedAway { from, to });
        Ok(())
    }

    fn staged_file(&self, number: usize) -> PathBuf {
        self.staging.path().join(format!("new-{number}"))
    }
}

/// Removes the folders that became empty, from each removed file upwards. One that can't be removed
/// is no harm: it isn't empty, or stays as an empty folder.
fn remove_emptied_folders(root: &Path, removed: &[String]) {
    for path in removed {
        let mut folder = path.as_str();
        while let Some((parent, _)) = folder.rsplit_once('/') {
            if fs::remove_dir(root.join(parent)).is_err() {
                break;
            }
            folder = parent;
        }
    }
}
