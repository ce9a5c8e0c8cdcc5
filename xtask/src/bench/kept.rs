//! What was measured, kept as JSON: a picture needs it all, and one run seldom measures all.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;

/// The rows of one kind, by what they are about.
pub(crate) struct Kept<Row> {
    path: PathBuf,
    pub(crate) rows: BTreeMap<String, Row>,
}

impl<Row: Serialize + DeserializeOwned> Kept<Row> {
    /// What earlier runs kept. What can't be read any more counts as nothing.
    pub(crate) fn open(work: &Path, kind: &str) -> Self {
        let path = work.join(format!("{kind}.json"));
        let text = fs::read_to_string(&path).unwrap_or_default();
        Self {
            path,
            rows: serde_json::from_str(&text).unwrap_or_default(),
        }
    }

    /// Adds a row at once, for a run may be ended before it has all.
    pub(crate) fn add(&mut self, about: &str, row: Row) -> io::Result<()> {
        self.rows.insert(about.to_owned(), row);
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&self.path, serde_json::to_string_pretty(&self.rows)? + "\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_added_to_those_of_earlier_runs() {
        let folder = tempfile::tempdir().unwrap();
        Kept::open(folder.path(), "a").add("x", 1).unwrap();
        Kept::open(folder.path(), "a").add("y", 2).unwrap();
        Kept::open(folder.path(), "a").add("x", 3).unwrap();
        let rows = Kept::<i32>::open(folder.path(), "a").rows;
        let expected = [("x".to_owned(), 3), ("y".to_owned(), 2)];
        assert_eq!(rows, expected.into());
        fs::write(folder.path().join("a.json"), "[").unwrap();
        assert!(Kept::<i32>::open(folder.path(), "a").rows.is_empty());
    }
}
