//! Records by id, and which of them have changed since they were last written down.

use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A record as it is written down.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Kept {
    /// JSON.
    Text(String),
    Bytes(Bytes),
}

/// What becomes of the record of an id.
pub(crate) struct Row {
    pub(crate) kind: &'static str,
    pub(crate) id: String,
    /// None: it is removed.
    pub(crate) value: Option<Kept>,
}

/// A record that can be written down and read again.
pub(crate) trait Record: Sized {
    fn keep(&self) -> Kept;

    /// Reads what [`Self::keep`] made, or says why that can't be done.
    fn read(kept: &[u8]) -> Result<Self, String>;
}

/// A record as JSON.
pub(crate) fn to_json(record: &impl Serialize) -> Kept {
    let text = serde_json::to_string(record);
    Kept::Text(text.expect("records are structs of texts and numbers, with texts as keys"))
}

/// A record from JSON.
pub(crate) fn from_json<T: DeserializeOwned>(kept: &[u8]) -> Result<T, String> {
    serde_json::from_slice(kept).map_err(|error| error.to_string())
}

/// Records by id. Those that belong to something have ids such as `owner/own`.
#[derive(Debug)]
pub(crate) struct Table<T> {
    records: BTreeMap<String, T>,
    changed: BTreeSet<String>,
    /// Changed too, but in a way that nobody would miss.
    traced: BTreeSet<String>,
}

impl<T> Default for Table<T> {
    fn default() -> Self {
        Self {
            records: BTreeMap::new(),
            changed: BTreeSet::new(),
            traced: BTreeSet::new(),
        }
    }
}

impl<T> Table<T> {
    pub(crate) fn get(&self, id: &str) -> Option<&T> {
        self.records.get(id)
    }

    /// A record to change.
    pub(crate) fn edit(&mut self, id: &str) -> Option<&mut T> {
        let record = self.records.get_mut(id)?;
        self.changed.insert(id.to_owned());
        Some(record)
    }

    /// A record whose traces of use change: they are written down with the next real change of
    /// any record, so that reading takes no write.
    pub(crate) fn trace(&mut self, id: &str) -> Option<&mut T> {
        let record = self.records.get_mut(id)?;
        self.traced.insert(id.to_owned());
        Some(record)
    }

    /// Adds a record, or replaces it.
    pub(crate) fn insert(&mut self, id: String, record: T) {
        self.changed.insert(id.clone());
        self.records.insert(id, record);
    }

    pub(crate) fn remove(&mut self, id: &str) -> Option<T> {
        let record = self.records.remove(id)?;
        self.changed.insert(id.to_owned());
        Some(record)
    }

    /// Keeps the records that the test holds for.
    pub(crate) fn retain(&mut self, test: impl Fn(&T) -> bool) {
        let gone = self.records.extract_if(.., |_, record| !test(record));
        self.changed.extend(gone.map(|(id, _)| id));
    }

    pub(crate) fn clear(&mut self) {
        self.retain(|_| false);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub(crate) fn contains(&self, id: &str) -> bool {
        self.records.contains_key(id)
    }

    pub(crate) fn ids(&self) -> impl Iterator<Item = &String> {
        self.records.keys()
    }

    /// The records in the order of their ids.
    pub(crate) fn values(&self) -> impl Iterator<Item = &T> {
        self.records.values()
    }

    /// What belongs to an owner, by what follows in the ids.
    pub(crate) fn of(&self, owner: &str) -> impl DoubleEndedIterator<Item = (&str, &T)> {
        // `0` is the character after `/`.
        let ids = format!("{owner}/")..format!("{owner}0");
        let records = self.records.range(ids);
        records.filter_map(|(id, record)| Some((id.rsplit_once('/')?.1, record)))
    }
}

/// A table of whatever records, for those who write it down.
pub(crate) trait Tracked {
    /// Whether something has changed that has to be written down.
    fn has_changed(&self) -> bool;

    /// Takes all changes.
    fn drain(&mut self, kind: &'static str, rows: &mut Vec<Row>);

    /// Forgets the changes.
    fn forget(&mut self);

    /// Puts a record back that was written down.
    fn restore(&mut self, id: &str, kept: &[u8]) -> Result<(), String>;

    /// Takes every record as changed.
    #[cfg(test)]
    fn change_all(&mut self);
}

impl<T: Record> Tracked for Table<T> {
    fn has_changed(&self) -> bool {
        !self.changed.is_empty()
    }

    fn drain(&mut self, kind: &'static str, rows: &mut Vec<Row>) {
        let mut ids = std::mem::take(&mut self.changed);
        ids.append(&mut self.traced);
        rows.extend(ids.into_iter().map(|id| Row {
            kind,
            value: self.records.get(&id).map(Record::keep),
            id,
        }));
    }

    fn forget(&mut self) {
        self.changed.clear();
        self.traced.clear();
    }

    fn restore(&mut self, id: &str, kept: &[u8]) -> Result<(), String> {
        self.records.insert(id.to_owned(), T::read(kept)?);
        Ok(())
    }

    #[cfg(test)]
    fn change_all(&mut self) {
        self.changed = self.records.keys().cloned().collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Record for i64 {
        fn keep(&self) -> Kept {
            to_json(self)
        }

        fn read(kept: &[u8]) -> Result<Self, String> {
            from_json(kept)
        }
    }

    fn table() -> Table<i64> {
        let mut table = Table::default();
        for (id, number) in [("a/1", 1), ("a/2", 2), ("ab/3", 3)] {
            table.insert(id.to_owned(), number);
        }
        table.forget();
        table
    }

    fn drained(table: &mut Table<i64>) -> Vec<(String, Option<String>)> {
        let mut rows = Vec::new();
        table.drain("number", &mut rows);
        let text = |value| match value {
            Kept::Text(text) => text,
            Kept::Bytes(_) => panic!("numbers are texts"),
        };
        rows.into_iter()
            .map(|row| (row.id, row.value.map(text)))
            .collect()
    }

    #[test]
    fn changes_are_told_once_and_traces_along_with_them() {
        let mut table = table();
        *table.trace("a/1").unwrap() = 10;
        assert!(!table.has_changed());
        table.edit("nobody");
        table.remove("nobody");
        assert!(!table.has_changed());

        *table.edit("a/2").unwrap() = 20;
        table.retain(|number| *number != 3);
        assert!(table.has_changed());
        let expected = [("a/1", Some("10")), ("a/2", Some("20")), ("ab/3", None)];
        let expected = expected.map(|(id, text)| (id.to_owned(), text.map(str::to_owned)));
        assert_eq!(drained(&mut table), expected);
        assert!(drained(&mut table).is_empty());
    }

    #[test]
    fn records_are_found_by_their_owner() {
        let table = table();
        let of = |owner: &str| table.of(owner).collect::<Vec<_>>();
        assert_eq!(of("a"), [("1", &1), ("2", &2)]);
        assert_eq!(of("ab"), [("3", &3)]);
        assert!(of("b").is_empty());
    }

    #[test]
    fn restored_records_are_no_changes_and_broken_ones_are_refused() {
        let mut table = Table::<i64>::default();
        table.restore("a", b"7").unwrap();
        assert_eq!(table.get("a"), Some(&7));
        assert!(!table.has_changed());
        assert!(table.restore("b", b"x").is_err());
    }
}
