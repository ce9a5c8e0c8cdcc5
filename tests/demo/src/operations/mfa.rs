//! Multi-factor authentication with one-time codes.

use super::access::Principal;
use crate::domain::picture;
use crate::domain::problem::Problem;
use crate::domain::role::Permission;
use crate::domain::secret::Secret;
use crate::domain::totp;
use crate::world::World;

/// What an authenticator is set up with.
#[derive(Debug)]
pub(crate) struct Setup {
    pub(crate) secret: Secret,
    /// A PNG.
    pub(crate) qr_code: Vec<u8>,
}

/// Makes a shared secret. It counts once a code has proven that the user has it.
pub(crate) fn generate(
    world: &World,
    principal: &Principal,
    user_id: &str,
) -> Result<Setup, Problem> {
    check_on(world)?;
    let user_id = principal.resolve(user_id);
    let (username, secret) = world.with(|state| {
        state.require_self_or(principal, user_id, Permission::EditOtherUsers)?;
        let account = state.account(user_id)?;
        if account.is_bot || account.sign_on.is_some() {
            return Err(Problem::invalid(
                "user.mfa.no_password",
                "Only accounts that log in with a password take one-time codes.",
            ));
        }
        let account = state.edit(user_id)?;
        let secret = totp::new_secret();
        account.mfa.pending = Some(secret.clone());
        Ok((account.username.clone(), secret))
    })?;
    let address = totp::address(&username, &secret);
    let qr_code = picture::qr_code(&address)
        .ok_or_else(|| Problem::internal(&"the address does not fit into a QR code"))?;
    Ok(Setup { secret, qr_code })
}

/// Switches one-time codes on, with a code as proof, or off.
pub(crate) fn update(
    world: &World,
    principal: &Principal,
    user_id: &str,
    activate: bool,
    code: Option<&str>,
) -> Result<(), Problem> {
    check_on(world)?;
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        state.require_self_or(principal, user_id, Permission::EditOtherUsers)?;
        let account = state.account(user_id).map_err(Problem::or_invalid)?;
        if activate {
            let secret = account.mfa.pending.clone().ok_or_else(|| {
                Problem::invalid("user.mfa.no_secret", "A secret has to be generated first.")
            })?;
            let code = code
                .map(str::trim)
                .filter(|code| !code.is_empty())
                .ok_or_else(|| {
                    Problem::invalid(
                        "user.mfa.code_missing",
                        "Switching on takes a one-time code.",
                    )
                })?;
            if !totp::verify(&secret, code, state.clock.peek()) {
                return Err(Problem::unauthenticated(
                    "user.mfa.code_wrong",
                    "The one-time code is wrong.",
                ));
            }
            let mfa = &mut state.edit(user_id)?.mfa;
            mfa.active = mfa.pending.take();
        } else {
            state.edit(user_id)?.mfa = Default::default();
        }
        state.audit(user_id, &principal.session_id, format!("mfa={activate}"));
        Ok(())
    })
}

fn check_on(world: &World) -> Result<(), Problem> {
    match world.settings().multi_factor {
        true => Ok(()),
        false => Err(Problem::unsupported(
            "user.mfa.disabled",
            "Multi-factor authentication is switched off.",
        )),
    }
}
