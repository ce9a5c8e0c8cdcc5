//! What is known of each document, kept on disk so that a run can go on where another ended.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::examples::Examples;
use super::one::Found;

/// How it ended for a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    /// There are crates.
    Generated,
    /// The document has errors, says oasmith.
    Refused,
    /// It isn't a document of its own: it doesn't say what version of OpenAPI it is of.
    NoDocument,
    /// Oasmith says that it has a fault itself.
    Internal,
    /// Oasmith panicked.
    Panicked,
    /// The process ended in another way.
    Crashed,
    /// The process was ended, because it took too much time or memory.
    Exceeded,
}

/// What is known of a document. One line in the file, and in a report.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) spec: String,
    /// Changes with the document and with this program.
    pub(crate) key: String,
    pub(crate) outcome: Outcome,
    /// What there is to say, of all that ended badly.
    pub(crate) message: Option<String>,
    pub(crate) ms: u64,
    pub(crate) peak_kib: Option<u64>,
    pub(crate) found: Option<Found>,
    pub(crate) check: Option<Check>,
    #[serde(default)]
    pub(crate) examples: Option<Examples>,
}

impl Record {
    /// Whether there are crates that rustc refuses, or none for a fault of ours.
    pub(crate) fn is_bad(&self) -> bool {
        let refused = self.check.as_ref().is_some_and(|check| !check.compiled);
        refused
            || matches!(
                self.outcome,
                Outcome::Internal | Outcome::Panicked | Outcome::Crashed | Outcome::Exceeded
            )
    }

    /// What is known of the crates, where there are any.
    pub(crate) fn made(&self) -> Option<&Found> {
        self.found.as_ref().filter(|found| found.generated)
    }
}

/// What rustc says about the crates of a document.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Check {
    /// Whether all three compile.
    pub(crate) compiled: bool,
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    /// The first error; without one, the first warning.
    pub(crate) first: Option<String>,
    /// The time that rustc took for the three.
    pub(crate) ms: u64,
    /// The most memory that it took for one.
    pub(crate) peak_kib: u64,
}

/// The file of records.
pub(crate) struct Results {
    known: HashMap<String, Record>,
    file: File,
}

impl Results {
    /// Reads the file, or starts it anew.
    pub(crate) fn open(path: &Path, fresh: bool) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut known = HashMap::new();
        if fresh {
            fs::write(path, "")?;
        } else if path.exists() {
            let text = fs::read_to_string(path)?;
            // A line that isn't whole is of a run that was ended while it wrote.
            let records = text
                .lines()
                .filter_map(|line| serde_json::from_str(line).ok());
            known.extend(records.map(|record: Record| (record.spec.clone(), record)));
        }
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        if !fresh {
            // Ends such a line.
            file.write_all(b"\n")?;
        }
        Ok(Self { known, file })
    }

    /// What is known of a document as it is now.
    pub(crate) fn get(&self, spec: &str, key: &str) -> Option<&Record> {
        self.known.get(spec).filter(|record| record.key == key)
    }

    pub(crate) fn add(&mut self, record: Record) -> io::Result<()> {
        let line = format!("{}\n", serde_json::to_string(&record)?);
        self.file.write_all(line.as_bytes())?;
        self.known.insert(record.spec.clone(), record);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(spec: &str, key: &str, ms: u64) -> Record {
        Record {
            spec: spec.to_owned(),
            key: key.to_owned(),
            outcome: Outcome::Refused,
            message: None,
            ms,
            peak_kib: None,
            found: None,
            check: None,
            examples: None,
        }
    }

    #[test]
    fn the_last_record_of_a_document_counts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("target/results.jsonl");
        let mut results = Results::open(&path, false).unwrap();
        results.add(record("a", "1", 1)).unwrap();
        results.add(record("a", "1", 2)).unwrap();
        results.file.write_all(b"{\"spec\":").unwrap();
        let mut results = Results::open(&path, false).unwrap();
        assert_eq!(results.get("a", "1").unwrap().ms, 2);
        assert!(results.get("a", "2").is_none());
        results.add(record("b", "1", 3)).unwrap();
        let results = Results::open(&path, false).unwrap();
        assert_eq!(results.get("b", "1").unwrap().ms, 3);
        let results = Results::open(&path, true).unwrap();
        assert!(results.get("b", "1").is_none());
    }
}
