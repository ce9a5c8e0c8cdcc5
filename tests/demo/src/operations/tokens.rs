//! Personal access tokens.

use super::access::Principal;
use crate::domain::access_token::AccessToken;
use crate::domain::filter::Page;
use crate::domain::id;
use crate::domain::problem::Problem;
use crate::domain::role::Permission;
use crate::domain::secret::Secret;
use crate::world::{State, World};

const DESCRIPTION_LONGEST: usize = 255;

/// Makes a token. Its secret is only shown now.
pub(crate) fn create(
    world: &World,
    principal: &Principal,
    user_id: &str,
    description: String,
) -> Result<(AccessToken, Secret), Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        check(state, principal, user_id, Permission::CreateUserAccessToken)?;
        let account = state.account(user_id).map_err(Problem::or_invalid)?;
        if !account.is_active() {
            return Err(Problem::invalid(
                "user.inactive",
                "The account is deactivated.",
            ));
        }
        if description.is_empty() || description.len() > DESCRIPTION_LONGEST {
            return Err(Problem::invalid(
                "token.description",
                format!("A token has a description of 1 to {DESCRIPTION_LONGEST} bytes."),
            ));
        }
        let secret = Secret::random();
        let token = AccessToken {
            id: id::random(),
            user_id: user_id.to_owned(),
            secret: secret.digest(),
            description,
            is_active: true,
            create_at: state.clock.now(),
        };
        state.access_tokens.insert(token.clone());
        state.audit(
            user_id,
            &principal.session_id,
            format!("token_id={}", token.id),
        );
        Ok((token, secret))
    })
}

/// Refuses who lacks the permission, or may not do to others what it permits.
fn check(
    state: &State,
    principal: &Principal,
    user_id: &str,
    permission: Permission,
) -> Result<(), Problem> {
    state.require(principal, permission)?;
    state.require_self_or(principal, user_id, Permission::EditOtherUsers)
}

/// One token.
pub(crate) fn get(
    world: &World,
    principal: &Principal,
    token_id: &str,
) -> Result<AccessToken, Problem> {
    world.with(|state| find(state, principal, token_id, Permission::ReadUserAccessToken))
}

fn find(
    state: &State,
    principal: &Principal,
    token_id: &str,
    permission: Permission,
) -> Result<AccessToken, Problem> {
    state.require(principal, permission)?;
    let token = state
        .access_tokens
        .get(token_id)
        .ok_or_else(|| Problem::missing("token.missing", "There is no such token."))?;
    check(state, principal, &token.user_id, permission)?;
    Ok(token.clone())
}

/// A page of everybody's tokens.
pub(crate) fn all(
    world: &World,
    principal: &Principal,
    page: Page,
) -> Result<Vec<AccessToken>, Problem> {
    world.with(|state| {
        state.require(principal, Permission::ManageSystem)?;
        let tokens = state.access_tokens.all().into_iter();
        Ok(page.of(tokens).cloned().collect())
    })
}

/// A page of a user's tokens.
pub(crate) fn of_user(
    world: &World,
    principal: &Principal,
    user_id: &str,
    page: Page,
) -> Result<Vec<AccessToken>, Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        check(state, principal, user_id, Permission::ReadUserAccessToken)?;
        state.account(user_id).map_err(Problem::or_invalid)?;
        let tokens = state.access_tokens.all().into_iter();
        let tokens = tokens.filter(|token| token.user_id == user_id);
        Ok(page.of(tokens).cloned().collect())
    })
}

/// The tokens whose id, user id or username begins with the term.
pub(crate) fn search(
    world: &World,
    principal: &Principal,
    term: &str,
) -> Result<Vec<AccessToken>, Problem> {
    let term = term.trim().to_lowercase();
    world.with(|state| {
        state.require(principal, Permission::ManageSystem)?;
        if term.is_empty() {
            return Err(Problem::invalid(
                "token.search.term",
                "A search takes a term.",
            ));
        }
        let found = |token: &&AccessToken| {
            let user = state.accounts.get(&token.user_id);
            token.id.starts_with(&term)
                || token.user_id.starts_with(&term)
                || user.is_some_and(|user| user.username.starts_with(&term))
        };
        let tokens = state.access_tokens.all().into_iter();
        Ok(tokens.filter(found).cloned().collect())
    })
}

/// What is done to a token.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    Disable,
    Enable,
    Revoke,
}

/// Disables, enables or revokes a token; but for the second, its sessions end.
pub(crate) fn change(
    world: &World,
    principal: &Principal,
    token_id: &str,
    step: Step,
) -> Result<(), Problem> {
    let permission = match step {
        Step::Enable => Permission::CreateUserAccessToken,
        Step::Disable | Step::Revoke => Permission::RevokeUserAccessToken,
    };
    world.with(|state| {
        let token = find(state, principal, token_id, permission).map_err(Problem::or_invalid)?;
        let is_active = matches!(step, Step::Enable);
        if let Step::Revoke = step {
            state.access_tokens.remove(token_id);
        } else if let Some(token) = state.access_tokens.edit(token_id) {
            token.is_active = is_active;
        }
        if !is_active {
            let used = |id: Option<&str>| id == Some(token_id);
            state
                .sessions
                .retain(|session| !used(session.access_token.as_deref()));
        }
        let extra = format!("{step:?} token_id={token_id}");
        state.audit(&token.user_id, &principal.session_id, extra);
        Ok(())
    })
}
