//! Deactivating accounts and activating them again.

use super::access::Principal;
use crate::context::Context;
use crate::domain::account::Presence;
use crate::domain::problem::Problem;
use crate::domain::role::Permission;
use crate::world::{State, World};

/// Deactivates an account for its owner or an admin.
pub(crate) fn delete(world: &World, principal: &Principal, user_id: &str) -> Result<(), Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        state.require_self_or(principal, user_id, Permission::EditOtherUsers)?;
        if Context::current().permanent {
            return Err(Problem::denied(
                "user.delete.permanent",
                "Deleting accounts for good is switched off.",
            ));
        }
        set(state, principal, user_id, false)
    })
}

/// Activates or deactivates an account. Owners can only do the latter.
pub(crate) fn set_active(
    world: &World,
    principal: &Principal,
    user_id: &str,
    active: bool,
) -> Result<(), Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        match active {
            true => state.require(principal, Permission::ManageSystem)?,
            false => state.require_self_or(principal, user_id, Permission::ManageSystem)?,
        }
        set(state, principal, user_id, active).map_err(Problem::or_invalid)
    })
}

fn set(
    state: &mut State,
    principal: &Principal,
    user_id: &str,
    active: bool,
) -> Result<(), Problem> {
    let account = state.edit(user_id)?;
    if active {
        account.delete_at = 0;
        account.failed_attempts = 0;
    } else if account.is_active() {
        account.delete_at = account.update_at;
        account.presence = Presence::Offline;
    }
    if !active {
        state.sessions.end_of_user(user_id, None);
    }
    state.audit(user_id, &principal.session_id, format!("active={active}"));
    Ok(())
}
