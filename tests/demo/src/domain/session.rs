//! Sessions: who is logged in, from where, until when.

use std::collections::HashMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::clock::millis;
use super::id;
use super::secret::{Digest, Secret};
use super::table::Table;

const LIFETIME: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// A login that lasts.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) user_id: String,
    token: Digest,
    /// What a browser has to send along with a write, to show that our page made it.
    pub(crate) csrf: Secret,
    pub(crate) create_at: i64,
    pub(crate) expires_at: i64,
    pub(crate) last_activity_at: i64,
    pub(crate) device_id: String,
    /// The program that logged in, as it named itself.
    pub(crate) agent: String,
    /// The personal access token that the session stands for, if it does.
    pub(crate) access_token: Option<String>,
}

impl Session {
    /// A session that begins now.
    pub(crate) fn new(user_id: &str, token: Digest, now: i64) -> Self {
        Self {
            id: id::random(),
            user_id: user_id.to_owned(),
            token,
            csrf: Secret::random(),
            create_at: now,
            expires_at: now.saturating_add(millis(LIFETIME)),
            last_activity_at: now,
            device_id: String::new(),
            agent: String::new(),
            access_token: None,
        }
    }
}

/// The sessions, found by id or token.
#[derive(Debug, Default)]
pub(crate) struct Sessions {
    by_id: Table<Session>,
    by_token: HashMap<Digest, String>,
}

impl Sessions {
    /// Adds a session, and forgets those that have expired by then.
    pub(crate) fn insert(&mut self, session: Session) {
        let now = session.create_at;
        self.retain(|session| session.expires_at > now);
        self.by_token.insert(session.token, session.id.clone());
        self.by_id.insert(session.id.clone(), session);
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Session> {
        self.by_id.get(id)
    }

    pub(crate) fn edit(&mut self, id: &str) -> Option<&mut Session> {
        self.by_id.edit(id)
    }

    /// Notes that the session has just been used.
    pub(crate) fn seen(&mut self, id: &str, now: i64) {
        if let Some(session) = self.by_id.trace(id) {
            session.last_activity_at = now;
        }
    }

    /// The session of a token, unless it has expired.
    pub(crate) fn by_token(&self, token: Digest, now: i64) -> Option<&Session> {
        let session = self.by_id.get(self.by_token.get(&token)?)?;
        (session.expires_at > now).then_some(session)
    }

    /// The sessions of a user, the last used one first.
    pub(crate) fn of_user(&self, user_id: &str) -> Vec<&Session> {
        let mut sessions: Vec<_> = self
            .by_id
            .values()
            .filter(|session| session.user_id == user_id)
            .collect();
        sessions.sort_by_key(|session| std::cmp::Reverse(session.last_activity_at));
        sessions
    }

    /// Keeps the sessions that the test holds for and ends the others at once.
    pub(crate) fn retain(&mut self, test: impl Fn(&Session) -> bool) {
        self.by_id.retain(test);
        let by_id = &self.by_id;
        self.by_token.retain(|_, id| by_id.contains(id));
    }

    /// Ends one session.
    pub(crate) fn end(&mut self, id: &str) {
        if let Some(session) = self.by_id.remove(id) {
            self.by_token.remove(&session.token);
        }
    }

    /// Ends every session of a user, but for the one named.
    pub(crate) fn end_of_user(&mut self, user_id: &str, except: Option<&str>) {
        self.retain(|session| session.user_id != user_id || Some(session.id.as_str()) == except);
    }

    pub(crate) fn table(&mut self) -> &mut Table<Session> {
        &mut self.by_id
    }

    /// Finds the sessions by token again, after they were put into the table.
    pub(crate) fn index(&mut self) {
        let sessions = self.by_id.values();
        self.by_token = sessions
            .map(|session| (session.token, session.id.clone()))
            .collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(sessions: &mut Sessions, user: &str, token: &str) -> String {
        let session = Session::new(user, Digest::of(token), 1_000);
        let id = session.id.clone();
        sessions.insert(session);
        id
    }

    #[test]
    fn an_ended_session_is_gone_at_once() {
        let mut sessions = Sessions::default();
        let id = open(&mut sessions, "alice", "t");
        assert!(sessions.by_token(Digest::of("t"), 2_000).is_some());
        sessions.end(&id);
        assert!(sessions.by_token(Digest::of("t"), 2_000).is_none());
        assert!(sessions.by_token.is_empty());
    }

    #[test]
    fn sessions_expire() {
        let mut sessions = Sessions::default();
        open(&mut sessions, "alice", "t");
        let later = 1_000 + millis(LIFETIME);
        assert!(sessions.by_token(Digest::of("t"), later - 1).is_some());
        assert!(sessions.by_token(Digest::of("t"), later).is_none());
    }

    #[test]
    fn all_but_one_of_a_user_can_be_ended() {
        let mut sessions = Sessions::default();
        let kept = open(&mut sessions, "alice", "a");
        open(&mut sessions, "alice", "b");
        open(&mut sessions, "bob", "c");
        sessions.end_of_user("alice", Some(&kept));
        assert_eq!(sessions.of_user("alice").len(), 1);
        assert_eq!(sessions.of_user("bob").len(), 1);
        assert!(sessions.by_token(Digest::of("b"), 2_000).is_none());
    }
}
