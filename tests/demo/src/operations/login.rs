//! Logging in and out.

use std::time::Duration;

use super::access::{Principal, UserView};
use crate::context::{Context, Opened};
use crate::domain::account::{Account, Presence};
use crate::domain::code::Purpose;
use crate::domain::problem::Problem;
use crate::domain::secret::{Digest, Secret};
use crate::domain::session::Session;
use crate::domain::totp;
use crate::settings::Settings;
use crate::world::{State, World};

/// What somebody logs in with.
#[derive(Debug)]
pub(crate) struct Credentials {
    /// A user id; or else the login.
    pub(crate) id: Option<String>,
    /// A username or an e-mail address.
    pub(crate) login: Option<String>,
    pub(crate) password: Option<Secret>,
    /// The one-time code of an authenticator.
    pub(crate) code: Option<String>,
    pub(crate) device_id: Option<String>,
}

/// A login that succeeded.
#[derive(Debug)]
pub(crate) struct LoggedIn {
    pub(crate) token: Secret,
    pub(crate) user: UserView,
}

/// Logs somebody in by password and, where it is on, one-time code.
pub(crate) async fn login(world: &World, credentials: Credentials) -> Result<LoggedIn, Problem> {
    let found = world.with(|state| {
        admit(state, world.settings(), &credentials)?;
        find(state, &credentials)
    });
    let Some(account) = found? else {
        return Err(refuse_nobody(world, credentials.password).await);
    };
    verify(
        world,
        &account,
        credentials.password,
        credentials.code.as_deref(),
    )
    .await?;
    check_usable(world, &account)?;
    world.with(|state| {
        let token = open(state, &account.id, credentials.device_id)?;
        let user = UserView::own(state.account(&account.id)?);
        Ok(LoggedIn { token, user })
    })
}

/// Refuses who tries one login too often from one address, whether it is anybody's or not.
fn admit(state: &mut State, settings: &Settings, credentials: &Credentials) -> Result<(), Problem> {
    let per_minute = settings.login_attempts_per_minute;
    if per_minute == 0 {
        return Ok(());
    }
    let login = credentials.id.as_ref().or(credentials.login.as_ref());
    let login = login.map(|login| login.trim().to_lowercase());
    let who = format!(
        "{} {}",
        Context::current().ip_address,
        login.unwrap_or_default()
    );
    let now = state.clock.peek();
    let admitted = state.attempts.admit(Digest::of(&who), per_minute, now);
    admitted.map_err(|wait| {
        Problem::too_often(
            "user.login.too_often",
            "This login was tried too often; try again later.",
            Duration::from_millis(wait.unsigned_abs()),
        )
    })
}

fn find(state: &State, credentials: &Credentials) -> Result<Option<Account>, Problem> {
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let account = match (given(&credentials.id), given(&credentials.login)) {
        (Some(id), _) => state.accounts.get(&id),
        (None, Some(login)) => state.accounts.by_login(&login),
        (None, None) => {
            return Err(Problem::invalid(
                "user.login.missing",
                "A login takes a login_id or an id, and a password.",
            ));
        }
    };
    Ok(account.cloned())
}

/// Answers a login of nobody as a wrong password, and no sooner: who has an account is nobody's
/// business.
pub(crate) async fn refuse_nobody(world: &World, password: Option<Secret>) -> Problem {
    let password = password.unwrap_or_else(|| Secret::from(String::new()));
    match world.passwords().verify(password, None).await {
        Ok(_) => wrong_credentials(),
        Err(problem) => problem,
    }
}

fn wrong_credentials() -> Problem {
    Problem::unauthenticated(
        "user.login.credentials",
        "The login or the password is wrong.",
    )
}

/// Checks a password and, where it is on, the one-time code. Counts what fails, and
/// refuses everything once too much has.
pub(crate) async fn verify(
    world: &World,
    account: &Account,
    password: Option<Secret>,
    code: Option<&str>,
) -> Result<(), Problem> {
    let attempts = world.settings().login_attempts;
    // The attempt counts before it is known to be wrong, so that many at once count too.
    world.with(|state| {
        let account = state
            .accounts
            .touch(&account.id)
            .ok_or_else(Problem::no_such_user)?;
        if account.failed_attempts >= attempts {
            return Err(Problem::unauthenticated(
                "user.login.locked",
                "Too many logins have failed; the password has to be reset.",
            ));
        }
        account.failed_attempts += 1;
        Ok(())
    })?;
    let password = password.unwrap_or_else(|| Secret::from(String::new()));
    let hash = account.password.clone();
    if !world.passwords().verify(password, hash).await? {
        return Err(wrong_credentials());
    }
    world.with(|state| {
        let now = state.clock.peek();
        let account = state
            .accounts
            .touch(&account.id)
            .ok_or_else(Problem::no_such_user)?;
        let code = code.filter(|code| !code.is_empty());
        match (&account.mfa.active, code) {
            (None, _) => {}
            (Some(secret), Some(code)) if totp::verify(secret, code.trim(), now) => {}
            (Some(_), Some(_)) => {
                return Err(Problem::unauthenticated(
                    "user.login.mfa_wrong",
                    "The one-time code is wrong.",
                ));
            }
            (Some(_), None) => {
                // Asking for the code is no failure: clients find out this way that it takes one.
                account.failed_attempts -= 1;
                return Err(Problem::unauthenticated(
                    "user.login.mfa_required",
                    "The login takes a one-time code.",
                ));
            }
        }
        account.failed_attempts = 0;
        Ok(())
    })
}

/// Refuses an account that may not log in although its password was right.
fn check_usable(world: &World, account: &Account) -> Result<(), Problem> {
    if !account.is_active() {
        return Err(Problem::unauthenticated(
            "user.login.inactive",
            "The account is deactivated.",
        ));
    }
    if account.is_bot {
        return Err(Problem::unauthenticated(
            "user.login.bot",
            "Bots log in with personal access tokens.",
        ));
    }
    if world.settings().require_verified_email && !account.email_verified {
        return Err(Problem::unauthenticated(
            "user.login.unverified",
            "The e-mail address isn't verified yet.",
        ));
    }
    Ok(())
}

/// Opens a session. The account may have changed while the password was checked.
fn open(state: &mut State, user_id: &str, device_id: Option<String>) -> Result<Secret, Problem> {
    let context = Context::current();
    let now = state.clock.now();
    let account = state
        .accounts
        .touch(user_id)
        .ok_or_else(Problem::no_such_user)?;
    if !account.is_active() {
        return Err(Problem::unauthenticated(
            "user.login.inactive",
            "The account is deactivated.",
        ));
    }
    account.presence = Presence::Online;
    account.last_activity_at = now;
    let token = Secret::random();
    let mut session = Session::new(user_id, token.digest(), now);
    session.device_id = device_id.unwrap_or_default();
    session.agent.clone_from(&context.agent);
    context.set_opened(Opened {
        token: token.clone(),
        user_id: user_id.to_owned(),
        csrf: session.csrf.clone(),
    });
    let session_id = session.id.clone();
    state.sessions.insert(session);
    state.audit(user_id, &session_id, "logged in".to_owned());
    Ok(token)
}

/// Logs somebody in who comes from the customer portal. Says whether the token was good.
pub(crate) fn login_from_portal(world: &World, login: &str, token: &str) -> Result<bool, Problem> {
    if !world.settings().cloud_license {
        return Err(Problem::denied(
            "user.login_cws.license",
            "The server has no Cloud licence.",
        ));
    }
    if login.is_empty() || token.is_empty() {
        return Err(Problem::invalid(
            "user.login_cws.missing",
            "The login takes a login_id and a cws_token.",
        ));
    }
    let account = world.with(|state| {
        let now = state.clock.peek();
        let account = state.accounts.by_login(login).cloned()?;
        let purpose = state.codes.peek(token, now)?;
        let fits = matches!(purpose, Purpose::CustomerLogin { user_id } if *user_id == account.id);
        if fits {
            state.codes.consume(token);
        }
        fits.then_some(account)
    });
    let Some(account) = account.filter(|account| check_usable(world, account).is_ok()) else {
        return Ok(false);
    };
    world.with(|state| open(state, &account.id, None))?;
    Ok(true)
}

/// Logs who asks out.
pub(crate) fn logout(world: &World, principal: Option<&Principal>) {
    let Some(principal) = principal else {
        return;
    };
    world.with(|state| {
        state.sessions.end(&principal.session_id);
        let gone = state.sessions.of_user(&principal.user_id).is_empty();
        if let Some(account) = state.accounts.touch(&principal.user_id).filter(|_| gone) {
            account.presence = Presence::Offline;
        }
        state.audit(
            &principal.user_id,
            &principal.session_id,
            "logged out".to_owned(),
        );
    });
}

/// Whether a login takes a one-time code. A login of nobody takes none.
pub(crate) fn takes_code(world: &World, login: &str) -> bool {
    world.with(|state| {
        let account = state.accounts.by_login(login);
        account.is_some_and(|account| account.mfa.active.is_some())
    })
}
