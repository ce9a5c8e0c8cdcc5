//! Who asks, and what that lets them do and see.

use crate::context::Context;
use crate::domain::account::Account;
use crate::domain::audit::Audit;
use crate::domain::id;
use crate::domain::problem::Problem;
use crate::domain::role::Permission;
use crate::domain::secret::Digest;
use crate::domain::session::Session;
use crate::settings::Settings;
use crate::world::{State, World};

/// Who is logged in.
#[derive(Clone, Debug)]
pub(crate) struct Principal {
    pub(crate) user_id: String,
    pub(crate) session_id: String,
}

impl Principal {
    /// The user that a path names: `me` is whoever asks.
    pub(crate) fn resolve<'a>(&'a self, user_id: &'a str) -> &'a str {
        match user_id {
            "me" => &self.user_id,
            other => other,
        }
    }
}

/// A user as somebody in particular may see them.
#[derive(Clone, Debug)]
pub(crate) struct UserView {
    pub(crate) account: Account,
    /// Whether what only the owner and admins see is shown.
    pub(crate) private: bool,
    /// Whether the e-mail address is shown.
    pub(crate) email: bool,
}

impl UserView {
    /// A user as they see themselves.
    pub(crate) fn own(account: &Account) -> Self {
        Self {
            account: account.clone(),
            private: true,
            email: true,
        }
    }
}

/// Finds out who a bearer token belongs to: a session, or a personal access token,
/// for which a session is opened.
pub(crate) fn authenticate(world: &World, token: &str) -> Option<Principal> {
    let token = Digest::of(token);
    world.with(|state| {
        let now = state.clock.now();
        let principal = match state.sessions.by_token(token, now) {
            Some(session) => Principal {
                user_id: session.user_id.clone(),
                session_id: session.id.clone(),
            },
            None => open_for_access_token(state, token, now)?,
        };
        if !state.accounts.get(&principal.user_id)?.is_active() {
            return None;
        }
        state.accounts.seen(&principal.user_id, now);
        state.sessions.seen(&principal.session_id, now);
        Some(principal)
    })
}

fn open_for_access_token(state: &mut State, secret: Digest, now: i64) -> Option<Principal> {
    let token = state.access_tokens.by_secret(secret)?;
    let account = state.accounts.get(&token.user_id)?;
    if !account.is_active() {
        return None;
    }
    let mut session = Session::new(&token.user_id, secret, now);
    session.access_token = Some(token.id.clone());
    session.agent.clone_from(&Context::current().agent);
    let principal = Principal {
        user_id: session.user_id.clone(),
        session_id: session.id.clone(),
    };
    state.sessions.insert(session);
    Some(principal)
}

impl State {
    /// The account, or the answer that there is none.
    pub(crate) fn account(&self, id: &str) -> Result<&Account, Problem> {
        self.accounts.get(id).ok_or_else(Problem::no_such_user)
    }

    /// The account to change; `update_at` grows.
    pub(crate) fn edit(&mut self, id: &str) -> Result<&mut Account, Problem> {
        let now = self.clock.now();
        let account = self.accounts.edit(id, now);
        account.ok_or_else(Problem::no_such_user)
    }

    /// Whether the roles of who asks carry the permission.
    pub(crate) fn permits(&self, principal: &Principal, permission: Permission) -> bool {
        let account = self.accounts.get(&principal.user_id);
        account.is_some_and(|account| account.roles.permit(permission))
    }

    /// Refuses who lacks the permission.
    pub(crate) fn require(
        &self,
        principal: &Principal,
        permission: Permission,
    ) -> Result<(), Problem> {
        match self.permits(principal, permission) {
            true => Ok(()),
            false => Err(Problem::permission()),
        }
    }

    /// Refuses who is neither the user nor has the permission.
    pub(crate) fn require_self_or(
        &self,
        principal: &Principal,
        user_id: &str,
        permission: Permission,
    ) -> Result<(), Problem> {
        if principal.user_id == user_id {
            return Ok(());
        }
        self.require(principal, permission)
    }

    /// Refuses everybody but the user.
    pub(crate) fn require_self(principal: &Principal, user_id: &str) -> Result<(), Problem> {
        match principal.user_id == user_id {
            true => Ok(()),
            false => Err(Problem::permission()),
        }
    }

    /// Whether who asks gets to see the user: guests see only whom they share a channel with.
    pub(crate) fn sees(&self, principal: &Principal, user_id: &str) -> bool {
        let guest = self
            .accounts
            .get(&principal.user_id)
            .is_none_or(|account| account.roles.is_guest());
        let known = || self.places.known_to(&principal.user_id).contains(user_id);
        !guest || principal.user_id == user_id || known()
    }

    /// The user as who asks may see them.
    pub(crate) fn view(
        &self,
        settings: &Settings,
        principal: &Principal,
        account: &Account,
    ) -> UserView {
        let private =
            principal.user_id == account.id || self.permits(principal, Permission::EditOtherUsers);
        UserView {
            account: account.clone(),
            private,
            email: private || settings.show_email,
        }
    }

    /// Whether who asks sees the e-mail addresses of others.
    pub(crate) fn sees_email(&self, settings: &Settings, principal: &Principal) -> bool {
        settings.show_email || self.permits(principal, Permission::EditOtherUsers)
    }

    /// Records what the request being served did to the user's account.
    pub(crate) fn audit(&mut self, user_id: &str, session_id: &str, extra_info: String) {
        let context = Context::current();
        let create_at = self.clock.now();
        self.audits.record(Audit {
            id: id::random(),
            create_at,
            user_id: user_id.to_owned(),
            action: context.path.clone(),
            extra_info,
            ip_address: context.ip_address.clone(),
            session_id: session_id.to_owned(),
        });
    }
}
