//! Login services: which one an account uses, and moving between them. The server
//! is connected to none, so that only the way to and from e-mail can be gone.

use super::access::Principal;
use super::passwords;
use crate::domain::account::{SERVICES, SignOn};
use crate::domain::problem::Problem;
use crate::domain::role::Permission;
use crate::domain::secret::Secret;
use crate::world::World;

const EMAIL: &str = "email";

fn unsupported(service: &str) -> Problem {
    Problem::unsupported(
        "service.disabled",
        format!("The server is not connected to {service}."),
    )
}

fn check_service(name: &str) -> Result<(), Problem> {
    match name == EMAIL || SERVICES.contains(&name) {
        true => Ok(()),
        false => Err(Problem::invalid(
            "service.unknown",
            "There is no such login service.",
        )),
    }
}

/// A user's wish to log in another way.
#[derive(Debug)]
pub(crate) struct Switch {
    pub(crate) current: String,
    pub(crate) new: String,
    pub(crate) email: Option<String>,
    /// The present password; or the new one, on the way to e-mail.
    pub(crate) password: Option<Secret>,
    pub(crate) code: Option<String>,
}

/// Switches a user's login. Returns where to go on.
pub(crate) async fn switch(
    world: &World,
    principal: Option<&Principal>,
    switch: Switch,
) -> Result<&'static str, Problem> {
    check_service(&switch.current)?;
    check_service(&switch.new)?;
    let email = switch.email.filter(|email| !email.is_empty());
    let email = email.ok_or_else(|| {
        Problem::invalid(
            "service.switch.email",
            "The account is named by its e-mail address.",
        )
    })?;
    match (switch.current.as_str(), switch.new.as_str()) {
        (from, to) if from == to => Err(Problem::invalid(
            "service.switch.same",
            "The account is to use another login service than it does.",
        )),
        (EMAIL, to) => {
            passwords::confirm(world, &email, switch.password, switch.code.as_deref()).await?;
            Err(unsupported(to))
        }
        ("ldap", _) => Err(unsupported("ldap")),
        (_, EMAIL) => to_email(world, principal, &email, &switch.current, switch.password).await,
        (_, to) => Err(unsupported(to)),
    }
}

async fn to_email(
    world: &World,
    principal: Option<&Principal>,
    email: &str,
    current: &str,
    password: Option<Secret>,
) -> Result<&'static str, Problem> {
    let principal = principal.ok_or_else(|| {
        Problem::unauthenticated("context.session_missing", "This takes a login.")
    })?;
    let user_id = world.with(|state| {
        let account = state.accounts.by_email(email);
        let own = account.is_some_and(|account| account.id == principal.user_id);
        match account.and_then(|account| account.sign_on.as_ref()) {
            _ if !own => Err(Problem::permission()),
            Some(sign_on) if sign_on.service == current => Ok(principal.user_id.clone()),
            _ => Err(Problem::invalid(
                "service.switch.current",
                "The account doesn't use this login service.",
            )),
        }
    })?;
    let password = password.ok_or_else(|| {
        Problem::invalid("service.switch.password", "The new login takes a password.")
    })?;
    let hash = world.passwords().hash(password).await?;
    world.with(|state| {
        passwords::set(state, &user_id, hash)?;
        state.edit(&user_id)?.sign_on = None;
        state.sessions.end_of_user(&user_id, None);
        state.audit(
            &user_id,
            &principal.session_id,
            "switched to e-mail".to_owned(),
        );
        Ok("/login?extra=signin_change")
    })
}

/// Sets how a user logs in. Returns what is set.
pub(crate) fn set(
    world: &World,
    principal: &Principal,
    user_id: &str,
    service: String,
    data: String,
) -> Result<SignOn, Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        state.require(principal, Permission::EditOtherUsers)?;
        state.account(user_id).map_err(Problem::or_invalid)?;
        let by_email = service.is_empty() || service == EMAIL;
        if !by_email {
            check_service(&service)?;
            if data.is_empty() {
                return Err(Problem::invalid(
                    "service.data",
                    "A login service knows a name.",
                ));
            }
            let owner = state.accounts.by_sign_on(&service, &data);
            if owner.is_some_and(|owner| owner.id != user_id) {
                return Err(Problem::invalid(
                    "service.taken",
                    "Another account has this login.",
                ));
            }
        }
        let sign_on = SignOn { service, data };
        let account = state.edit(user_id)?;
        account.sign_on = (!by_email).then(|| sign_on.clone());
        if !by_email {
            // There is one way in: the service's.
            account.password = None;
            account.mfa = Default::default();
        }
        let extra = format!("auth_service={}", sign_on.service);
        state.audit(user_id, &principal.session_id, extra);
        Ok(sign_on)
    })
}

/// Moves everybody from one login service to another, which the server has none of.
pub(crate) fn migrate(
    world: &World,
    principal: &Principal,
    from: Option<&str>,
    to: &str,
) -> Result<(), Problem> {
    world.with(|state| state.require(principal, Permission::ManageSystem))?;
    let from = from.ok_or_else(|| {
        Problem::invalid(
            "service.migrate.missing",
            "The body says what to migrate from.",
        )
    })?;
    check_service(from)?;
    match from == to {
        true => Err(Problem::invalid(
            "service.migrate.same",
            "Accounts are migrated to another login service than they use.",
        )),
        false => Err(unsupported(to)),
    }
}
