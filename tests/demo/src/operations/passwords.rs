//! Changing and resetting passwords.

use super::access::Principal;
use super::login;
use crate::domain::code::Purpose;
use crate::domain::outbox::MailKind;
use crate::domain::password::PasswordHash;
use crate::domain::problem::Problem;
use crate::domain::role::Permission;
use crate::domain::secret::Secret;
use crate::world::{State, World};

/// Changes a password: one's own with the current one, another's as an admin.
pub(crate) async fn update(
    world: &World,
    principal: &Principal,
    user_id: &str,
    current: Option<Secret>,
    new: Secret,
) -> Result<(), Problem> {
    let user_id = principal.resolve(user_id);
    let own = principal.user_id == user_id;
    let account = world.with(|state| {
        state.require_self_or(principal, user_id, Permission::ManageSystem)?;
        let account = state.account(user_id).map_err(Problem::or_invalid)?;
        match account.is_bot || account.sign_on.is_some() {
            true => Err(no_password()),
            false => Ok(account.clone()),
        }
    })?;
    if own {
        let current = current.ok_or_else(|| {
            Problem::invalid(
                "user.password.current_missing",
                "One's own password is changed with the current one.",
            )
        })?;
        let hash = account.password.clone();
        if !world.passwords().verify(current, hash).await? {
            return Err(Problem::unauthenticated(
                "user.password.current_wrong",
                "The current password is wrong.",
            ));
        }
    }
    let hash = world.passwords().hash(new).await?;
    world.with(|state| {
        set(state, user_id, hash)?;
        let kept = own.then_some(principal.session_id.as_str());
        state.sessions.end_of_user(user_id, kept);
        state.audit(
            user_id,
            &principal.session_id,
            "password changed".to_owned(),
        );
        Ok(())
    })
}

fn no_password() -> Problem {
    Problem::invalid(
        "user.password.none",
        "Accounts of bots and of single sign-on have no password.",
    )
}

/// Sets a password, unlocks the account, and makes the codes useless that would set another.
pub(crate) fn set(state: &mut State, user_id: &str, hash: PasswordHash) -> Result<(), Problem> {
    let account = state.edit(user_id)?;
    account.password = Some(hash);
    account.last_password_update = account.update_at;
    account.failed_attempts = 0;
    state.codes.retain(
        |purpose| !matches!(purpose, Purpose::ResetPassword { user_id: id } if id == user_id),
    );
    Ok(())
}

/// E-mails a code that sets a new password. Doesn't tell whether the address is anybody's.
pub(crate) fn send_reset(world: &World, email: &str) -> Result<(), Problem> {
    if email.trim().is_empty() {
        return Err(Problem::invalid(
            "user.email.missing",
            "An e-mail address is needed.",
        ));
    }
    world.with(|state| {
        let Some(account) = state.accounts.by_email(email.trim()) else {
            return Ok(());
        };
        if account.sign_on.is_some() || account.is_bot {
            return Err(no_password());
        }
        let (user_id, to) = (account.id.clone(), account.email.clone());
        let now = state.clock.now();
        let code = state.codes.issue(Purpose::ResetPassword { user_id }, now);
        world.send(state, &to, MailKind::PasswordReset, code.expose());
        Ok(())
    })
}

/// Sets a new password with a code that was e-mailed, and ends every session.
pub(crate) async fn reset(world: &World, code: &str, new: Secret) -> Result<(), Problem> {
    find_code(world, code)?;
    let hash = world.passwords().hash(new).await?;
    // Looked up again: meanwhile the code may have been used.
    let user_id = find_code(world, code)?;
    world.with(|state| {
        let account = state.account(&user_id).map_err(Problem::or_invalid)?;
        if account.sign_on.is_some() || account.is_bot {
            return Err(no_password());
        }
        state.codes.consume(code);
        set(state, &user_id, hash)?;
        state.sessions.end_of_user(&user_id, None);
        state.audit(&user_id, "", "password reset".to_owned());
        Ok(())
    })
}

fn find_code(world: &World, code: &str) -> Result<String, Problem> {
    world.with(|state| match state.codes.peek(code, state.clock.peek()) {
        Some(Purpose::ResetPassword { user_id }) => Ok(user_id.clone()),
        _ => Err(Problem::invalid(
            "user.password.code",
            "The code is wrong, was used, or is too old.",
        )),
    })
}

/// Checks the password and the one-time code of an account that is about to change its login.
pub(crate) async fn confirm(
    world: &World,
    email: &str,
    password: Option<Secret>,
    code: Option<&str>,
) -> Result<(), Problem> {
    let account = world.with(|state| state.accounts.by_email(email).cloned());
    match account {
        Some(account) => login::verify(world, &account, password, code).await,
        None => Err(login::refuse_nobody(world, password).await),
    }
}
