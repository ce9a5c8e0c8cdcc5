//! Users become bots and back, guests become users and back.

use super::access::Principal;
use super::accounts::{ProfilePatch, rename};
use super::passwords;
use crate::domain::problem::Problem;
use crate::domain::role::{MemberRole, Permission, Roles};
use crate::domain::secret::Secret;
use crate::world::World;

/// Makes a user a bot: no login but by personal access token.
pub(crate) fn to_bot(world: &World, principal: &Principal, user_id: &str) -> Result<(), Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        state.require(principal, Permission::ManageSystem)?;
        if state.account(user_id)?.is_bot {
            return Err(Problem::invalid("user.bot.already", "The user is a bot."));
        }
        let account = state.edit(user_id)?;
        account.is_bot = true;
        account.password = None;
        account.sign_on = None;
        account.mfa = Default::default();
        account.roles = Roles::user();
        state.sessions.end_of_user(user_id, None);
        state.audit(
            user_id,
            &principal.session_id,
            "converted to a bot".to_owned(),
        );
        Ok(())
    })
}

/// What a bot becomes.
#[derive(Debug)]
pub(crate) struct Conversion {
    pub(crate) username: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) password: Option<Secret>,
    pub(crate) profile: ProfilePatch,
    pub(crate) admin: bool,
}

/// Makes a bot a user who logs in with a password.
pub(crate) async fn to_user(
    world: &World,
    principal: &Principal,
    bot_id: &str,
    conversion: Conversion,
) -> Result<(), Problem> {
    let bot_id = principal.resolve(bot_id);
    let check = || {
        world.with(|state| {
            state.require(principal, Permission::ManageSystem)?;
            match state.account(bot_id)?.is_bot {
                true => Ok(()),
                false => Err(Problem::missing("bot.missing", "There is no such bot.")),
            }
        })
    };
    check()?;
    let password = conversion.password.ok_or_else(|| {
        Problem::invalid("bot.convert.password", "The new user takes a password.")
    })?;
    let hash = world.passwords().hash(password).await?;
    // Checked again: meanwhile somebody else may have converted it.
    check()?;
    world.with(|state| {
        rename(world, state, bot_id, conversion.username, conversion.email)?;
        passwords::set(state, bot_id, hash)?;
        let account = state.edit(bot_id)?;
        account.is_bot = false;
        account.roles = if conversion.admin {
            Roles::admin()
        } else {
            Roles::user()
        };
        conversion.profile.apply(&mut account.profile);
        state.sessions.end_of_user(bot_id, None);
        state.audit(
            bot_id,
            &principal.session_id,
            "converted to a user".to_owned(),
        );
        Ok(())
    })
}

/// Makes a guest a user.
pub(crate) fn promote(world: &World, principal: &Principal, user_id: &str) -> Result<(), Problem> {
    change(world, principal, user_id, true)
}

/// Makes a user a guest.
pub(crate) fn demote(world: &World, principal: &Principal, user_id: &str) -> Result<(), Problem> {
    change(world, principal, user_id, false)
}

fn change(
    world: &World,
    principal: &Principal,
    user_id: &str,
    promoted: bool,
) -> Result<(), Problem> {
    if !world.settings().guest_accounts {
        return Err(Problem::unsupported(
            "user.guest.disabled",
            "Guest accounts are switched off.",
        ));
    }
    let user_id = principal.resolve(user_id);
    let (permission, roles, member_role) = match promoted {
        true => (Permission::PromoteGuest, Roles::user(), MemberRole::User),
        false => (Permission::DemoteToGuest, Roles::guest(), MemberRole::Guest),
    };
    world.with(|state| {
        state.require_self_or(principal, user_id, permission)?;
        let account = state.account(user_id)?;
        if account.is_bot || account.roles.is_guest() != promoted {
            return Err(Problem::invalid(
                "user.guest.already",
                "Guests are promoted and users are demoted; bots are neither.",
            ));
        }
        state.edit(user_id)?.roles = roles;
        let now = state.clock.now();
        state.places.set_role_everywhere(user_id, member_role, now);
        state.audit(
            user_id,
            &principal.session_id,
            format!("promoted={promoted}"),
        );
        Ok(())
    })
}
