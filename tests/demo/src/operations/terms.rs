//! Terms of service.

use super::access::Principal;
use crate::domain::account::Acceptance;
use crate::domain::problem::Problem;
use crate::world::{State, World};

/// Records that a user accepts or declines some terms.
pub(crate) fn register(
    world: &World,
    principal: &Principal,
    user_id: &str,
    terms_id: String,
    accepted: &str,
) -> Result<(), Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        State::require_self(principal, user_id)?;
        if terms_id.is_empty() {
            return Err(Problem::invalid("terms.id", "Terms of service have an id."));
        }
        let accepted = match accepted {
            "true" => true,
            "false" => false,
            _ => {
                return Err(Problem::invalid(
                    "terms.accepted",
                    "Whether the terms are accepted is true or false.",
                ));
            }
        };
        let extra = format!("terms_of_service_id={terms_id} accepted={accepted}");
        let account = state.edit(user_id)?;
        let at = account.update_at;
        account.accepted = accepted.then_some(Acceptance { terms_id, at });
        state.audit(user_id, &principal.session_id, extra);
        Ok(())
    })
}

/// The terms that the user last accepted, unless some were declined since.
pub(crate) fn accepted(
    world: &World,
    principal: &Principal,
    user_id: &str,
) -> Result<(String, Acceptance), Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        State::require_self(principal, user_id)?;
        let accepted = state.account(user_id)?.accepted.clone();
        let accepted = accepted.ok_or_else(|| {
            Problem::missing(
                "terms.missing",
                "The user has accepted no terms of service.",
            )
        })?;
        Ok((user_id.to_owned(), accepted))
    })
}
