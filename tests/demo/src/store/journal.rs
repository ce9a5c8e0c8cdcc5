//! The way of changes to the disk.
//!
//! Whoever changes the state hands over the rows, without waiting, and gets their position. One
//! thread writes them: all that have come while it waited for the disk in one transaction, so that
//! many writers share the disk's slowness. An answer waits for its position.
//!
//! When a write fails, memory knows what the file doesn't. There is no way back from there but to
//! stop: the thread ends, all who wait are told, and so is who serves.

use std::iter;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use tokio::sync::watch;
use tokio::task::spawn_blocking;

use super::file::{Store, StoreError};
use crate::domain::table::Row;

/// How many batches of rows were handed over until then.
pub(crate) type Position = u64;

/// The file isn't written any more.
#[derive(Debug)]
pub(crate) struct Broken;

enum Message {
    Write(Vec<Row>),
    Close,
}

type Writer = JoinHandle<Result<(), StoreError>>;

pub(crate) struct Journal {
    messages: Sender<Message>,
    handed_over: AtomicU64,
    written: watch::Receiver<Position>,
    writer: Mutex<Option<Writer>>,
    file: PathBuf,
}

impl Journal {
    pub(crate) fn start(store: Store) -> Result<Self, StoreError> {
        let (messages, received) = channel();
        let (progress, written) = watch::channel(0);
        let file = store.file().to_owned();
        let writer = thread::Builder::new()
            .name("database".to_owned())
            .spawn(move || write(store, &received, &progress))
            .map_err(|error| StoreError::new(&file, error.to_string()))?;
        Ok(Self {
            messages,
            handed_over: AtomicU64::new(0),
            written,
            writer: Mutex::new(Some(writer)),
            file,
        })
    }

    /// Hands rows over, if there are any. Returns the position of all that was handed over until
    /// now. Callers hold the lock of the state, so that rows come in the order of the changes.
    pub(crate) fn hand_over(&self, rows: Vec<Row>) -> Position {
        if rows.is_empty() {
            return self.handed_over.load(Ordering::Relaxed);
        }
        // When nobody receives any more, the wait for the position says so.
        let _ = self.messages.send(Message::Write(rows));
        self.handed_over.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Waits until everything up to the position is on the disk.
    pub(crate) async fn wait(&self, position: Position) -> Result<(), Broken> {
        let mut written = self.written.clone();
        let reached = written.wait_for(|written| *written >= position).await;
        reached.map(drop).map_err(|_| Broken)
    }

    /// Ends when nothing is written any more.
    pub(crate) async fn broken(&self) {
        let mut written = self.written.clone();
        while written.changed().await.is_ok() {}
    }

    /// Writes what is left and closes the file. Says why nothing was written any more, if so.
    pub(crate) async fn close(&self) -> Result<(), StoreError> {
        let writer = {
            let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
            writer.take()
        };
        let Some(writer) = writer else {
            return Ok(());
        };
        let _ = self.messages.send(Message::Close);
        let panicked = || Err(StoreError::new(&self.file, "its thread has panicked"));
        let ended = spawn_blocking(move || writer.join()).await;
        ended.map_or_else(|_| panicked(), |ended| ended.unwrap_or_else(|_| panicked()))
    }
}

fn write(
    mut store: Store,
    messages: &Receiver<Message>,
    progress: &watch::Sender<Position>,
) -> Result<(), StoreError> {
    let mut position = 0;
    let mut open = true;
    while open && let Ok(first) = messages.recv() {
        let mut rows = Vec::new();
        for message in iter::once(first).chain(messages.try_iter()) {
            match message {
                Message::Write(more) => {
                    rows.extend(more);
                    position += 1;
                }
                Message::Close => {
                    open = false;
                    break;
                }
            }
        }
        if let Err(error) = store.commit(&rows) {
            tracing::error!(%error, "a change is lost, and so is the server");
            return Err(error);
        }
        progress.send_replace(position);
    }
    store.close()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::table::Kept;

    fn rows(id: &str, size: usize) -> Vec<Row> {
        vec![Row {
            kind: "thing",
            id: id.to_owned(),
            value: Some(Kept::Text("x".repeat(size))),
        }]
    }

    #[tokio::test]
    async fn positions_are_reached_in_order_and_closing_writes_the_rest() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("users.db");
        let journal = Journal::start(Store::open(&file).unwrap()).unwrap();
        assert!(journal.wait(0).await.is_ok());
        assert_eq!(journal.hand_over(rows("a", 1)), 1);
        assert_eq!(journal.hand_over(Vec::new()), 1);
        assert!(journal.wait(1).await.is_ok());
        for number in 0..100 {
            journal.hand_over(rows(&number.to_string(), 1));
        }
        journal.close().await.unwrap();
        journal.broken().await;
        assert!(journal.wait(101).await.is_ok());
        assert!(journal.close().await.is_ok());

        let late = journal.hand_over(rows("late", 1));
        assert!(journal.wait(late).await.is_err());
        let store = Store::open(&file).unwrap();
        assert_eq!(store.read(|_, _, _| Ok(())).unwrap(), 101);
    }

    #[tokio::test]
    async fn a_write_that_fails_is_told_to_all_who_wait() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("users.db")).unwrap();
        store.fill();
        let journal = Journal::start(store).unwrap();
        let position = journal.hand_over(rows("a", 1_000_000));
        assert!(journal.wait(position).await.is_err());
        journal.broken().await;
        let error = journal.close().await.unwrap_err();
        assert!(error.to_string().contains("full"), "{error}");
    }
}
