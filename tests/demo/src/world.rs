//! The server's whole state, and the ways in that tests have.

use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::broadcast;

use crate::context::Context;
use crate::domain::access_token::AccessTokens;
use crate::domain::accounts::Accounts;
use crate::domain::audit::Audits;
use crate::domain::clock::Clock;
use crate::domain::code::{Codes, Purpose};
use crate::domain::outbox::{Mail, MailKind, Outbox};
use crate::domain::password::Passwords;
use crate::domain::picture::Picture;
use crate::domain::place::Places;
use crate::domain::rate::Attempts;
use crate::domain::session::Sessions;
use crate::domain::table::Table;
use crate::domain::upload::Upload;
use crate::seed;
use crate::settings::Settings;
use crate::store::{Broken, Journal, Position, Store, StoreError};

/// How many typing events wait for a slow listener before the oldest are dropped.
const TYPING_BACKLOG: usize = 64;

/// What changes while the server runs.
#[derive(Debug, Default)]
pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) accounts: Accounts,
    pub(crate) sessions: Sessions,
    pub(crate) access_tokens: AccessTokens,
    pub(crate) audits: Audits,
    pub(crate) codes: Codes,
    pub(crate) outbox: Outbox,
    pub(crate) places: Places,
    pub(crate) uploads: Table<Upload>,
    /// Uploaded profile images by user; who has none has the generated one.
    pub(crate) pictures: Table<Picture>,
    /// The logins that were tried of late.
    pub(crate) attempts: Attempts,
}

/// Somebody is writing in a channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typing {
    /// Who writes.
    pub user_id: String,
    /// Where.
    pub channel_id: String,
    /// The post that is answered, if it is an answer.
    pub parent_id: Option<String>,
}

fn seeded(settings: &Settings, passwords: &Passwords) -> State {
    let mut state = State::default();
    seed::plant(&mut state, settings, passwords)
        .expect("the settings hold a login that was checked, and the seed names nobody twice");
    state
}

struct Inner {
    settings: Settings,
    passwords: Passwords,
    typing: broadcast::Sender<Typing>,
    state: Mutex<State>,
    /// Where changes are written down; none for a world that is forgotten.
    journal: Option<Journal>,
    is_new: bool,
}

/// A server's state. Clones share it.
#[derive(Clone)]
pub struct World(Arc<Inner>);

impl World {
    /// A seeded world with the first admin in it, in memory alone. Hashes passwords on this thread.
    ///
    /// # Panics
    ///
    /// Never with settings that this crate made: they were checked then.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        let passwords = Passwords::new(settings.hash_cost);
        let state = seeded(&settings, &passwords);
        Self::with_state(settings, passwords, state, None, true)
    }

    /// The world of a database; where there is no such file yet, a seeded one is written to a new
    /// one. Once nobody is served any more, it is to be [closed](Self::close).
    ///
    /// # Errors
    ///
    /// When the file can't be read or written, isn't a database of this program, or another
    /// process uses it.
    ///
    /// # Panics
    ///
    /// As [`World::new`].
    pub fn open(settings: Settings, database: &Path) -> Result<Self, StoreError> {
        let mut store = Store::open(database)?;
        let passwords = Passwords::new(settings.hash_cost);
        let mut state = State::default();
        let is_new = store.read(|kind, id, kept| state.restore(kind, id, kept))? == 0;
        if is_new {
            state = seeded(&settings, &passwords);
            store.commit(&state.changes())?;
        } else {
            state.index();
        }
        let journal = Some(Journal::start(store)?);
        Ok(Self::with_state(
            settings, passwords, state, journal, is_new,
        ))
    }

    fn with_state(
        settings: Settings,
        passwords: Passwords,
        state: State,
        journal: Option<Journal>,
        is_new: bool,
    ) -> Self {
        Self(Arc::new(Inner {
            settings,
            passwords,
            typing: broadcast::Sender::new(TYPING_BACKLOG),
            state: Mutex::new(state),
            journal,
            is_new,
        }))
    }

    /// Whether this was made anew, with the admin of the settings.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.0.is_new
    }

    /// Writes down what isn't yet, and closes the database. What changes afterwards is refused.
    ///
    /// # Errors
    ///
    /// When the database couldn't be written, now or before.
    pub async fn close(&self) -> Result<(), StoreError> {
        let Some(journal) = &self.0.journal else {
            return Ok(());
        };
        journal.hand_over(self.lock().all_changes());
        journal.close().await
    }

    /// The e-mails sent so far, the oldest first.
    #[must_use]
    pub fn outbox(&self) -> Vec<Mail> {
        self.with(|state| state.outbox.all())
    }

    /// The typing events from now on.
    #[must_use]
    pub fn typing(&self) -> broadcast::Receiver<Typing> {
        self.0.typing.subscribe()
    }

    /// Puts the server's clock forward, so that codes and sessions expire.
    pub fn advance_clock(&self, by: Duration) {
        self.with(|state| state.clock.advance(by));
    }

    /// Invites an address to a team; the e-mail's code lets it create an account
    /// as `t`, once. None when there is no such team.
    pub fn invite(&self, team_id: &str, email: &str) -> Option<String> {
        self.with(|state| {
            state.places.team(team_id)?;
            let now = state.clock.now();
            let purpose = Purpose::JoinTeam {
                team_id: team_id.to_owned(),
                email: email.to_lowercase(),
            };
            let code = state.codes.issue(purpose, now);
            self.send(state, email, MailKind::Invitation, code.expose());
            Some(code.expose().to_owned())
        })
    }

    /// Does what the customer portal does: makes the token with which a user is
    /// logged in by `LoginByCwsToken`, once. None when there is no such user.
    pub fn customer_token(&self, login_id: &str) -> Option<String> {
        self.with(|state| {
            let user_id = state.accounts.by_login(login_id)?.id.clone();
            let now = state.clock.now();
            let code = state.codes.issue(Purpose::CustomerLogin { user_id }, now);
            Some(code.expose().to_owned())
        })
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0.settings
    }

    pub(crate) fn passwords(&self) -> &Passwords {
        &self.0.passwords
    }

    /// Works on the state. Being a plain closure, it can't hold the lock across an await.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.lock();
        let result = work(&mut state);
        match &self.0.journal {
            Some(journal) => Context::current().rely_on(journal.hand_over(state.changes())),
            None => state.forget_changes(),
        }
        result
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until what was done up to the position outlasts the process.
    pub(crate) async fn outlasts(&self, position: Position) -> Result<(), Broken> {
        match &self.0.journal {
            Some(journal) => journal.wait(position).await,
            None => Ok(()),
        }
    }

    /// Ends when the database can't be written any more.
    pub(crate) async fn broken(&self) {
        match &self.0.journal {
            Some(journal) => journal.broken().await,
            None => std::future::pending().await,
        }
    }

    /// Sends an e-mail.
    pub(crate) fn send(&self, state: &mut State, to: &str, kind: MailKind, code: &str) {
        if self.0.settings.log_mail {
            tracing::info!(to, ?kind, code, "an e-mail");
        }
        state.outbox.send(Mail {
            to: to.to_owned(),
            kind,
            code: code.to_owned(),
        });
    }

    /// Tells whoever listens that somebody is writing.
    pub(crate) fn publish(&self, typing: Typing) {
        // An error only says that nobody listens.
        let _ = self.0.typing.send(typing);
    }
}

impl fmt::Debug for World {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("World").finish_non_exhaustive()
    }
}
