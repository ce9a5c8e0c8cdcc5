//! What is generated against what is on the disk.

use std::borrow::Cow;
use std::path::Path;

use similar::TextDiff;

use super::disk::{Disk, Found};
use super::error::OutputError;
use super::files::{Changes, Output};
use super::manifest::{manifest_path, recorded};
use super::transaction;
use crate::threads;

/// The lines around a change that a diff shows.
const DIFF_CONTEXT: usize = 2;

impl Output {
    /// What writing below `root` would do.
    ///
    /// # Errors
    ///
    /// When somebody else's file stands at a path of ours ([`OutputError::Foreign`]), when a folder
    /// or the like does ([`OutputError::Blocked`]), when a link leads out of `root`
    /// ([`OutputError::Escape`]), when there are no operations where there were some
    /// ([`OutputError::Emptied`]), and when something can't be read ([`OutputError::Manifest`],
    /// [`OutputError::Io`]).
    pub fn compare(&self, root: &Path) -> Result<Changes, OutputError> {
        let mut changes = Changes::default();
        let disk = Disk::new(root);
        for folder in self.crate_folders() {
            self.compare_crate(&disk, folder, &mut changes)?;
        }
        changes.added.sort_unstable();
        changes.changed.sort_unstable();
        changes.removed.sort_unstable();
        changes.edited.sort_unstable();
        Ok(changes)
    }

    fn compare_crate(
        &self,
        disk: &Disk<'_>,
        folder: &str,
        changes: &mut Changes,
    ) -> Result<(), OutputError> {
        let known = disk.manifest(folder)?;
        let before = known.as_ref().map_or(0, |known| known.operations);
        if self.operations == 0 && before > 0 {
            return Err(OutputError::Emptied {
                folder: folder.to_owned(),
                before,
            });
        }
        let manifest = (
            manifest_path(folder),
            Cow::from(self.manifest(folder).text()),
        );
        let files = self
            .texts_in(folder)
            .map(|(path, text)| (path.to_owned(), Cow::from(text)));
        let found = threads::map(files.chain([manifest]).collect(), |(path, text)| {
            let found = disk.find(&path, &text, recorded(known.as_ref(), &path));
            (path, found)
        });
        for (path, found) in found {
            match found? {
                Found::Nothing => changes.added.push(path),
                Found::Same => changes.unchanged += 1,
                Found::Ours => changes.changed.push(path),
                Found::Edited => {
                    changes.edited.push(path.clone());
                    changes.changed.push(path);
                }
                Found::Foreign => return Err(OutputError::Foreign { path }),
            }
        }
        for (path, hash) in known.iter().flat_map(|known| &known.files) {
            let path = format!("{folder}/{path}");
            if self.get(&path).is_some() {
                continue;
            }
            match disk.find(&path, "", Some(hash))? {
                Found::Nothing | Found::Foreign => {}
                Found::Same | Found::Ours => changes.removed.push(path),
                Found::Edited => {
                    changes.edited.push(path.clone());
                    changes.removed.push(path);
                }
            }
        }
        Ok(())
    }

    /// Writes the files below `root`: all of them, or none. Files that are as they should be are not
    /// touched, stale ones are removed, and so are the folders that this leaves empty.
    ///
    /// # Errors
    ///
    /// Those of [`compare`](Self::compare); [`OutputError::Edited`] when this would replace or
    /// remove a file that somebody edited; and [`OutputError::Io`] when something can't be written:
    /// then all is as it was before. Where even that fails, [`OutputError::Rollback`] says where
    /// the replaced files are.
    pub fn write(&self, root: &Path) -> Result<Changes, OutputError> {
        let changes = self.compare(root)?;
        if !changes.edited.is_empty() {
            return Err(OutputError::Edited {
                paths: changes.edited,
            });
        }
        self.apply(root, changes)
    }

    /// Does the same as [`write`](Self::write), but replaces and removes what somebody edited too.
    ///
    /// # Errors
    ///
    /// Those of [`write`](Self::write) without [`OutputError::Edited`].
    pub fn overwrite(&self, root: &Path) -> Result<Changes, OutputError> {
        let changes = self.compare(root)?;
        self.apply(root, changes)
    }

    fn apply(&self, root: &Path, changes: Changes) -> Result<Changes, OutputError> {
        if !changes.is_empty() {
            transaction::apply(self, &changes, root)?;
        }
        Ok(changes)
    }

    /// How one file below `root` differs from what is generated, as a unified diff of at most
    /// `lines` lines and one that counts the rest. Empty when it doesn't differ.
    ///
    /// # Errors
    ///
    /// When a link leads out of `root` ([`OutputError::Escape`]) and when the file is there but
    /// can't be read ([`OutputError::Io`]).
    pub fn diff(&self, root: &Path, path: &str, lines: usize) -> Result<String, OutputError> {
        let old = Disk::new(root).read(path)?;
        let new = self.text(path);
        let whole = TextDiff::from_lines(old.as_str(), &new)
            .unified_diff()
            .context_radius(DIFF_CONTEXT)
            .header(path, &format!("{path} (generated)"))
            .to_string();
        let more = whole.lines().count().saturating_sub(lines);
        let mut short = String::new();
        for line in whole.lines().take(lines) {
            short.push_str(line);
            short.push('\n');
        }
        if more > 0 {
            let plural = if more == 1 { "" } else { "s" };
            short.push_str(&format!("… {more} more line{plural}\n"));
        }
        Ok(short)
    }
}
