//! What of the state is kept, and in which form.

use std::collections::BTreeSet;

use bytes::Bytes;

use crate::domain::access_token::AccessToken;
use crate::domain::account::Account;
use crate::domain::audit::Audit;
use crate::domain::code::Code;
use crate::domain::picture::Picture;
use crate::domain::place::{Channel, Membership, Team};
use crate::domain::session::Session;
use crate::domain::table::{Kept, Record, Row, Tracked, from_json, to_json};
use crate::domain::upload::Upload;
use crate::world::State;

macro_rules! json_records {
    ($($record:ty),+ $(,)?) => {
        $(
            impl Record for $record {
                fn keep(&self) -> Kept {
                    to_json(self)
                }

                fn read(kept: &[u8]) -> Result<Self, String> {
                    from_json(kept)
                }
            }
        )+
    };
}

json_records![
    AccessToken,
    Account,
    Audit,
    BTreeSet<String>,
    Channel,
    Code,
    Membership,
    Session,
    Team,
    Upload,
];

/// As it was uploaded: the first bytes say what it is.
impl Record for Picture {
    fn keep(&self) -> Kept {
        Kept::Bytes(self.bytes.clone())
    }

    fn read(kept: &[u8]) -> Result<Self, String> {
        let picture = Self::uploaded(Bytes::copy_from_slice(kept));
        picture.ok_or_else(|| "it is neither PNG nor JPEG".to_owned())
    }
}

impl State {
    /// All tables, by the kind of their records.
    fn tables(&mut self) -> impl Iterator<Item = (&'static str, &mut dyn Tracked)> {
        let Self {
            // These are of the process, not of the world: the time, e-mails that are already
            // sent, and who has just tried what.
            clock: _,
            outbox: _,
            attempts: _,
            accounts,
            sessions,
            access_tokens,
            audits,
            codes,
            places,
            uploads,
            pictures,
        } = self;
        let tables: [(&'static str, &mut dyn Tracked); 7] = [
            ("account", accounts.table()),
            ("session", sessions.table()),
            ("access_token", access_tokens.table()),
            ("audit", audits.table()),
            ("code", codes.table()),
            ("upload", uploads),
            ("picture", pictures),
        ];
        tables.into_iter().chain(places.tables())
    }

    /// What has to be written down; nothing, as long as only traces of use have changed.
    pub(crate) fn changes(&mut self) -> Vec<Row> {
        let changed = self.tables().any(|(_, table)| table.has_changed());
        match changed {
            true => self.all_changes(),
            false => Vec::new(),
        }
    }

    /// What has changed, traces of use included.
    pub(crate) fn all_changes(&mut self) -> Vec<Row> {
        let mut rows = Vec::new();
        for (kind, table) in self.tables() {
            table.drain(kind, &mut rows);
        }
        rows
    }

    /// Forgets what has changed: nobody writes it down.
    pub(crate) fn forget_changes(&mut self) {
        self.tables().for_each(|(_, table)| table.forget());
    }

    /// Puts a record back. Once all are back, [`Self::index`] is due.
    pub(crate) fn restore(&mut self, kind: &str, id: &str, kept: &[u8]) -> Result<(), String> {
        match self.tables().find(|(known, _)| *known == kind) {
            Some((_, table)) => table.restore(id, kept),
            None => Err("there are no records of this kind".to_owned()),
        }
    }

    /// Finds restored records by other things than their ids, and goes on after their times.
    pub(crate) fn index(&mut self) {
        self.accounts.index();
        self.sessions.index();
        self.access_tokens.index();
        let changed = self.accounts.iter().map(|account| account.update_at).max();
        self.clock.resume(changed.unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use crate::world::World;

    /// What would be written of a whole state.
    fn rows(state: &mut State) -> Vec<(&'static str, String, Option<Kept>)> {
        let rows = state.all_changes().into_iter();
        rows.map(|row| (row.kind, row.id, row.value)).collect()
    }

    fn bytes(value: &Option<Kept>) -> &[u8] {
        match value.as_ref().expect("a new world removes nothing") {
            Kept::Text(text) => text.as_bytes(),
            Kept::Bytes(bytes) => bytes,
        }
    }

    #[test]
    fn a_restored_state_would_be_written_as_it_was() {
        let mut state = State::default();
        let world = World::new(Settings::for_tests());
        crate::seed::plant(&mut state, world.settings(), world.passwords()).unwrap();
        state
            .pictures
            .insert("a".to_owned(), Picture::generated("a"));
        state.audit("a", "s", "tested".to_owned());
        let written = rows(&mut state);
        assert!(rows(&mut state).is_empty());

        let mut again = State::default();
        for (kind, id, value) in &written {
            again.restore(kind, id, bytes(value)).unwrap();
        }
        again.index();
        assert!(again.changes().is_empty());
        again.tables().for_each(|(_, table)| table.change_all());
        assert!(rows(&mut again) == written);
        assert!(again.accounts.by_username("alice").is_some());
        assert_eq!(again.audits.of_user("a").count(), 1);
    }

    #[test]
    fn unknown_kinds_and_broken_records_are_refused() {
        let mut state = State::default();
        assert!(state.restore("spell", "a", b"{}").is_err());
        assert!(state.restore("account", "a", b"{}").is_err());
        assert!(state.restore("picture", "a", b"hello").is_err());
    }
}
