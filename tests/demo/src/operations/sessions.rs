//! Sessions: listing, ending, and the devices attached to them.

use super::access::Principal;
use crate::domain::problem::Problem;
use crate::domain::role::{MemberRole, Permission, Roles};
use crate::domain::session::Session;
use crate::world::World;

/// A session with what its user is.
#[derive(Debug)]
pub(crate) struct SessionView {
    pub(crate) session: Session,
    pub(crate) roles: Roles,
    /// Team ids.
    pub(crate) teams: Vec<(String, MemberRole)>,
}

/// A user's sessions, the last used one first.
pub(crate) fn list(
    world: &World,
    principal: &Principal,
    user_id: &str,
) -> Result<Vec<SessionView>, Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        state.require_self_or(principal, user_id, Permission::EditOtherUsers)?;
        let account = state.account(user_id).map_err(Problem::or_invalid)?;
        let now = state.clock.peek();
        let sessions = state.sessions.of_user(user_id).into_iter();
        let teams: Vec<_> = state
            .places
            .team_memberships(user_id)
            .map(|(team, membership)| (team.id.clone(), membership.role))
            .collect();
        Ok(sessions
            .filter(|session| session.expires_at > now)
            .map(|session| SessionView {
                session: session.clone(),
                roles: account.roles.clone(),
                teams: teams.clone(),
            })
            .collect())
    })
}

/// Ends one session of a user.
pub(crate) fn revoke(
    world: &World,
    principal: &Principal,
    user_id: &str,
    session_id: &str,
) -> Result<(), Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        state.require_self_or(principal, user_id, Permission::EditOtherUsers)?;
        let session = state.sessions.get(session_id);
        if session.is_none_or(|session| session.user_id != user_id) {
            return Err(Problem::invalid(
                "session.missing",
                "The user has no such session.",
            ));
        }
        state.sessions.end(session_id);
        state.audit(
            user_id,
            &principal.session_id,
            format!("session_id={session_id}"),
        );
        Ok(())
    })
}

/// Ends every session of a user.
pub(crate) fn revoke_all(
    world: &World,
    principal: &Principal,
    user_id: &str,
) -> Result<(), Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        state.require_self_or(principal, user_id, Permission::EditOtherUsers)?;
        state.account(user_id).map_err(Problem::or_invalid)?;
        state.sessions.end_of_user(user_id, None);
        state.audit(
            user_id,
            &principal.session_id,
            "all sessions revoked".to_owned(),
        );
        Ok(())
    })
}

/// Ends every session on the server.
pub(crate) fn revoke_everywhere(world: &World, principal: &Principal) -> Result<(), Problem> {
    world.with(|state| {
        state.require(principal, Permission::ManageSystem)?;
        state.sessions.retain(|_| false);
        let extra = "all sessions of all users revoked".to_owned();
        state.audit(&principal.user_id, &principal.session_id, extra);
        Ok(())
    })
}

/// Attaches a mobile device to the session that asks.
pub(crate) fn attach_device(
    world: &World,
    principal: &Principal,
    device_id: String,
) -> Result<(), Problem> {
    if device_id.is_empty() {
        return Err(Problem::invalid("session.device", "A device has an id."));
    }
    world.with(|state| {
        if let Some(session) = state.sessions.edit(&principal.session_id) {
            session.device_id = device_id;
        }
        let extra = "device attached".to_owned();
        state.audit(&principal.user_id, &principal.session_id, extra);
    });
    Ok(())
}
