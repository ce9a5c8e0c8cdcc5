//! The file: opened with care, and written in transactions.

use std::fmt;
use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, ToSql, TransactionBehavior, params};

use crate::domain::table::{Kept, Row};

/// Says that a database is one of this program: `Usrs`.
const APPLICATION: i64 = 0x5573_7273;
/// What this version reads and writes. A change of it comes with a step that brings older files
/// along.
const SCHEMA: i64 = 1;

const CREATE: &str = "CREATE TABLE record (
    kind TEXT NOT NULL,
    id TEXT NOT NULL,
    value ANY NOT NULL,
    PRIMARY KEY (kind, id)
) STRICT";
const READ: &str = "SELECT kind, id, value FROM record";
const PUT: &str = "INSERT INTO record (kind, id, value) VALUES (?1, ?2, ?3)
    ON CONFLICT (kind, id) DO UPDATE SET value = excluded.value";
const REMOVE: &str = "DELETE FROM record WHERE kind = ?1 AND id = ?2";

/// Why a database can't be used.
#[derive(Debug)]
pub struct StoreError {
    file: PathBuf,
    reason: String,
}

impl StoreError {
    pub(crate) fn new(file: &Path, reason: impl Into<String>) -> Self {
        Self {
            file: file.to_owned(),
            reason: reason.into(),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        write!(f, "the database {file} can't be used: {}", self.reason)
    }
}

impl std::error::Error for StoreError {}

/// An open database, which is this process's alone.
pub(crate) struct Store {
    connection: Connection,
    file: PathBuf,
}

impl Store {
    /// Opens a database, or makes a new one that only its owner may read.
    pub(crate) fn open(file: &Path) -> Result<Self, StoreError> {
        create(file).map_err(|error| StoreError::new(file, error.to_string()))?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = Connection::open_with_flags(file, flags);
        let mut store = Self {
            connection: connection.map_err(|error| StoreError::new(file, reason(&error)))?,
            file: file.to_owned(),
        };
        let set_up = store.set_up().map_err(|error| store.error(&error))?;
        match set_up {
            Ok(()) => Ok(store),
            Err(reason) => Err(StoreError::new(file, reason)),
        }
    }

    /// Takes the file, looks whether it is one of ours, and makes the table in a new one. The
    /// inner error says that it is somebody else's.
    fn set_up(&mut self) -> rusqlite::Result<Result<(), String>> {
        let connection = &mut self.connection;
        // Who has it, has it until the end.
        connection.busy_timeout(Duration::ZERO)?;
        connection.pragma_update(None, "locking_mode", "EXCLUSIVE")?;
        let number = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
        let (application, schema) = (number("application_id")?, number("user_version")?);
        let tables = "SELECT count(*) FROM sqlite_schema";
        let tables: i64 = connection.query_row(tables, [], |row| row.get(0))?;
        let is_new = application == 0 && schema == 0 && tables == 0;
        if !is_new && application != APPLICATION {
            return Ok(Err("it belongs to another program".to_owned()));
        }
        if schema > SCHEMA {
            return Ok(Err(format!(
                "a newer version of users-demo wrote it (schema {schema}; this one knows {SCHEMA})"
            )));
        }
        // What is committed is in the log, and the log on the disk.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Exclusive)?;
        if is_new {
            transaction.execute(CREATE, [])?;
            transaction.pragma_update(None, "application_id", APPLICATION)?;
            transaction.pragma_update(None, "user_version", SCHEMA)?;
        }
        transaction.commit()?;
        Ok(Ok(()))
    }

    /// Reads every record: its kind, its id and what is kept of it. Says how many there are.
    pub(crate) fn read(
        &self,
        mut each: impl FnMut(&str, &str, &[u8]) -> Result<(), String>,
    ) -> Result<usize, StoreError> {
        let mut count = 0;
        let mut read = || -> rusqlite::Result<Result<(), String>> {
            let mut statement = self.connection.prepare(READ)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let (kind, id) = (row.get_ref(0)?.as_str()?, row.get_ref(1)?.as_str()?);
                if let Err(reason) = each(kind, id, row.get_ref(2)?.as_bytes()?) {
                    return Ok(Err(format!("the {kind} {id} isn't readable: {reason}")));
                }
                count += 1;
            }
            Ok(Ok(()))
        };
        match read().map_err(|error| self.error(&error))? {
            Ok(()) => Ok(count),
            Err(reason) => Err(StoreError::new(&self.file, reason)),
        }
    }

    /// Writes rows in one transaction. They are on the disk when this returns.
    pub(crate) fn commit(&mut self, rows: &[Row]) -> Result<(), StoreError> {
        let written = write(&mut self.connection, rows);
        written.map_err(|error| self.error(&error))
    }

    /// Closes the database: all of it is in one file then.
    pub(crate) fn close(self) -> Result<(), StoreError> {
        let closed = self.connection.close();
        closed.map_err(|(_, error)| StoreError::new(&self.file, reason(&error)))
    }

    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    fn error(&self, error: &rusqlite::Error) -> StoreError {
        StoreError::new(&self.file, reason(error))
    }
}

/// Makes the file where there is none. One that is there isn't even opened: to close it again
/// would give up the locks that this process may have on it.
fn create(file: &Path) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    // The log beside it gets the same permissions from SQLite.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(file) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

fn reason(error: &rusqlite::Error) -> String {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            "another process is using it".to_owned()
        }
        Some(ErrorCode::NotADatabase) => "it is no SQLite database".to_owned(),
        _ => error.to_string(),
    }
}

fn write(connection: &mut Connection, rows: &[Row]) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    {
        let mut put = transaction.prepare(PUT)?;
        let mut remove = transaction.prepare(REMOVE)?;
        for Row { kind, id, value } in rows {
            match value {
                Some(value) => put.execute(params![kind, id, value])?,
                None => remove.execute(params![kind, id])?,
            };
        }
    }
    transaction.commit()
}

impl ToSql for Kept {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

#[cfg(test)]
impl Store {
    /// Lets the file grow no further, as a full disk does.
    pub(crate) fn fill(&self) {
        let pages = "page_count";
        let pages: i64 = self
            .connection
            .pragma_query_value(None, pages, |row| row.get(0))
            .unwrap();
        self.connection
            .pragma_update(None, "max_page_count", pages)
            .unwrap();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str, text: Option<&str>) -> Row {
        Row {
            kind: "thing",
            id: id.to_owned(),
            value: text.map(|text| Kept::Text(text.to_owned())),
        }
    }

    fn read(store: &Store) -> Vec<(String, String)> {
        let mut found = Vec::new();
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let count = store.read(|kind, id, kept| {
            assert_eq!(kind, "thing");
            found.push((id.to_owned(), text(kept)));
            Ok(())
        });
        assert_eq!(count.unwrap(), found.len());
        found.sort();
        found
    }

    fn refused(file: &Path) -> String {
        match Store::open(file) {
            Ok(_) => panic!("{} is used", file.display()),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("users.db");
        let mut store = Store::open(&file).unwrap();
        store
            .commit(&[row("a", Some("1")), row("b", Some("2"))])
            .unwrap();
        store
            .commit(&[row("a", None), row("b", Some("3")), row("c", None)])
            .unwrap();
        let expected = [("b".to_owned(), "3".to_owned())];
        assert_eq!(read(&store), expected);
        store.close().unwrap();
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
        assert_eq!(read(&Store::open(&file).unwrap()), expected);
    }

    #[test]
    fn a_file_is_used_by_one_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("users.db");
        let store = Store::open(&file).unwrap();
        assert!(refused(&file).contains("another process is using it"));
        drop(store);
        assert!(Store::open(&file).is_ok());
    }

    #[test]
    fn foreign_and_newer_files_are_refused_and_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("notes.txt");
        std::fs::write(&file, "This is no database, but a text.\n".repeat(100)).unwrap();
        assert!(refused(&file).contains("it is no SQLite database"));
        assert!(refused(folder.path()).contains("can't be used"));
        assert!(refused(&folder.path().join("none/users.db")).contains("can't be used"));

        let file = folder.path().join("other.db");
        let other = Connection::open(&file).unwrap();
        other.execute("CREATE TABLE note (text TEXT)", []).unwrap();
        other.close().unwrap();
        let before = std::fs::read(&file).unwrap();
        assert!(refused(&file).contains("it belongs to another program"));
        assert_eq!(std::fs::read(&file).unwrap(), before);

        let file = folder.path().join("newer.db");
        let store = Store::open(&file).unwrap();
        let newer = SCHEMA + 1;
        let set = store.connection.pragma_update(None, "user_version", newer);
        set.unwrap();
        store.close().unwrap();
        assert!(refused(&file).contains("schema 2; this one knows 1"));
    }

    #[cfg(unix)]
    #[test]
    fn only_the_owner_may_read_the_files() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("users.db")).unwrap();
        store.commit(&[row("a", Some("1"))]).unwrap();
        let mut count = 0;
        for entry in std::fs::read_dir(folder.path()).unwrap() {
            let mode = entry.unwrap().metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
            count += 1;
        }
        assert_eq!(count, 2);
    }
}
