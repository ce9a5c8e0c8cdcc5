//! Proving that an e-mail address is the user's.

use super::access::{Principal, UserView};
use super::accounts::send_verification;
use crate::domain::code::Purpose;
use crate::domain::problem::Problem;
use crate::domain::role::Permission;
use crate::world::World;

/// E-mails a new code, if the address is anybody's; doesn't tell whether it is.
pub(crate) fn send(world: &World, email: &str) -> Result<(), Problem> {
    if email.trim().is_empty() {
        return Err(Problem::invalid(
            "user.email.missing",
            "An e-mail address is needed.",
        ));
    }
    world.with(|state| {
        let account = state.accounts.by_email(email.trim());
        match account.map(|account| account.id.clone()) {
            Some(id) => send_verification(world, state, &id),
            None => Ok(()),
        }
    })
}

/// Proves the address with the code that was sent to it.
pub(crate) fn verify(world: &World, code: &str) -> Result<(), Problem> {
    world.with(|state| {
        let wrong = || {
            Problem::invalid(
                "user.email.code",
                "The code is wrong, was used, or is too old.",
            )
        };
        let (user_id, email) = match state.codes.peek(code, state.clock.peek()) {
            Some(Purpose::VerifyEmail { user_id, email }) => (user_id.clone(), email.clone()),
            _ => return Err(wrong()),
        };
        state.codes.consume(code);
        let account = state.edit(&user_id).map_err(|_| wrong())?;
        if account.email != email {
            return Err(wrong());
        }
        account.email_verified = true;
        state.audit(&user_id, "", "e-mail address verified".to_owned());
        Ok(())
    })
}

/// Declares the address proven, as an admin.
pub(crate) fn verify_by_admin(
    world: &World,
    principal: &Principal,
    user_id: &str,
) -> Result<UserView, Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        state.require(principal, Permission::ManageSystem)?;
        state.edit(user_id)?.email_verified = true;
        state.audit(
            user_id,
            &principal.session_id,
            "e-mail address verified".to_owned(),
        );
        Ok(UserView::own(state.account(user_id)?))
    })
}
