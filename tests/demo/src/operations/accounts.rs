//! Creating, changing and deleting accounts.

use serde_json::{Map, Value};

use super::access::{Principal, UserView};
use crate::domain::account::{Account, Names, NotifyProps, Profile, SERVICES, SignOn, Zone};
use crate::domain::code::Purpose;
use crate::domain::outbox::MailKind;
use crate::domain::place::ChannelKind;
use crate::domain::problem::Problem;
use crate::domain::role::{MemberRole, Permission, Roles};
use crate::domain::secret::Secret;
use crate::world::{State, World};

/// Changes of [`NotifyProps`]; what is left out stays.
#[derive(Clone, Debug, Default)]
pub(crate) struct NotifyPatch {
    pub(crate) email: Option<String>,
    pub(crate) push: Option<String>,
    pub(crate) desktop: Option<String>,
    pub(crate) desktop_sound: Option<String>,
    pub(crate) mention_keys: Option<String>,
    pub(crate) channel: Option<String>,
    pub(crate) first_name: Option<String>,
}

impl NotifyPatch {
    fn apply(self, props: &mut NotifyProps) {
        set(&mut props.email, self.email);
        set(&mut props.push, self.push);
        set(&mut props.desktop, self.desktop);
        set(&mut props.desktop_sound, self.desktop_sound);
        set(&mut props.mention_keys, self.mention_keys);
        set(&mut props.channel, self.channel);
        set(&mut props.first_name, self.first_name);
    }
}

/// Changes of a [`Zone`]; what is left out stays.
#[derive(Clone, Debug, Default)]
pub(crate) struct ZonePatch {
    pub(crate) automatic: Option<bool>,
    pub(crate) manual_name: Option<String>,
    pub(crate) automatic_name: Option<String>,
}

impl ZonePatch {
    fn apply(self, zone: &mut Zone) {
        set(&mut zone.automatic, self.automatic);
        set(&mut zone.manual_name, self.manual_name);
        set(&mut zone.automatic_name, self.automatic_name);
    }
}

/// Changes of a [`Profile`]; what is left out stays.
#[derive(Clone, Debug, Default)]
pub(crate) struct ProfilePatch {
    pub(crate) first_name: Option<String>,
    pub(crate) last_name: Option<String>,
    pub(crate) nickname: Option<String>,
    pub(crate) position: Option<String>,
    pub(crate) locale: Option<String>,
    pub(crate) props: Option<Map<String, Value>>,
    pub(crate) notify_props: NotifyPatch,
    pub(crate) zone: ZonePatch,
}

impl ProfilePatch {
    pub(crate) fn apply(self, profile: &mut Profile) {
        set(&mut profile.first_name, self.first_name);
        set(&mut profile.last_name, self.last_name);
        set(&mut profile.nickname, self.nickname);
        set(&mut profile.position, self.position);
        set(&mut profile.locale, self.locale);
        set(&mut profile.props, self.props);
        self.notify_props.apply(&mut profile.notify_props);
        self.zone.apply(&mut profile.zone);
    }
}

fn set<T>(field: &mut T, value: Option<T>) {
    if let Some(value) = value {
        *field = value;
    }
}

/// An account that somebody asks for.
#[derive(Debug)]
pub(crate) struct NewAccount {
    pub(crate) username: String,
    pub(crate) email: String,
    pub(crate) password: Option<Secret>,
    pub(crate) auth_service: Option<String>,
    pub(crate) auth_data: Option<String>,
    pub(crate) profile: ProfilePatch,
    /// The code of an e-mailed invitation.
    pub(crate) invitation: Option<String>,
    /// The id of an invitation link.
    pub(crate) invite_id: Option<String>,
}

/// Creates an account. The first one of an empty server becomes its admin.
pub(crate) async fn create(
    world: &World,
    principal: Option<&Principal>,
    new: NewAccount,
) -> Result<UserView, Problem> {
    let names = Names::new(&new.username, &new.email)?;
    let sign_on = sign_on(new.auth_service, new.auth_data)?;
    let team_id = world.with(|state| {
        let by_admin = principal.is_some_and(|who| state.permits(who, Permission::ManageSystem));
        if sign_on.is_some() && !by_admin {
            return Err(Problem::permission());
        }
        let team_id = invited_to(state, &names, new.invitation.as_deref(), new.invite_id)?;
        let open = world.settings().open_server || state.accounts.is_empty();
        match open || by_admin || team_id.is_some() {
            true => Ok(team_id),
            false => Err(Problem::denied(
                "user.create.closed",
                "Accounts on this server take an invitation.",
            )),
        }
    })?;
    let hash = match (&sign_on, new.password) {
        (Some(_), _) => None,
        (None, Some(password)) => Some(world.passwords().hash(password).await?),
        (None, None) => {
            return Err(Problem::invalid(
                "user.create.password",
                "An account that logs in by e-mail takes a password.",
            ));
        }
    };
    world.with(|state| {
        let now = state.clock.now();
        let mut account = Account::new(names, now);
        account.password = hash;
        account.sign_on = sign_on;
        new.profile.apply(&mut account.profile);
        if state.accounts.is_empty() {
            account.roles = Roles::admin();
        }
        let id = account.id.clone();
        state.accounts.insert(account)?;
        if let Some(code) = &new.invitation {
            state.codes.consume(code);
        }
        if let Some(team_id) = team_id {
            state.places.join_team(&team_id, &id, MemberRole::User, now);
        }
        send_verification(world, state, &id)?;
        let by = principal.map_or("", |principal| &principal.session_id);
        state.audit(&id, by, "created".to_owned());
        Ok(UserView::own(state.account(&id)?))
    })
}

fn sign_on(service: Option<String>, data: Option<String>) -> Result<Option<SignOn>, Problem> {
    let given = |text: Option<String>| text.filter(|text| !text.is_empty());
    match (given(service), given(data)) {
        (None, None) => Ok(None),
        (Some(service), Some(data)) if SERVICES.contains(&service.as_str()) => {
            Ok(Some(SignOn { service, data }))
        }
        _ => Err(Problem::invalid(
            "user.auth_service.invalid",
            "A sign-on takes a known auth_service and its auth_data.",
        )),
    }
}

/// The team that an invitation leads to. A wrong invitation is refused even where none is needed.
fn invited_to(
    state: &State,
    names: &Names,
    invitation: Option<&str>,
    invite_id: Option<String>,
) -> Result<Option<String>, Problem> {
    if let Some(code) = invitation {
        return match state.codes.peek(code, state.clock.peek()) {
            Some(Purpose::JoinTeam { team_id, email }) if *email == names.email => {
                Ok(Some(team_id.clone()))
            }
            _ => Err(Problem::invalid(
                "user.create.invitation",
                "The invitation isn't for this address or is no longer good.",
            )),
        };
    }
    let Some(invite_id) = invite_id else {
        return Ok(None);
    };
    match state.places.team_by_invite(&invite_id) {
        Some(team) if team.groups.is_none() => Ok(Some(team.id.clone())),
        _ => Err(Problem::invalid(
            "user.create.invite_link",
            "The invitation link leads nowhere.",
        )),
    }
}

/// E-mails a code that proves the account's address.
pub(crate) fn send_verification(
    world: &World,
    state: &mut State,
    user_id: &str,
) -> Result<(), Problem> {
    let account = state.account(user_id)?;
    let email = account.email.clone();
    if account.email_verified || account.is_bot {
        return Ok(());
    }
    let now = state.clock.now();
    let purpose = Purpose::VerifyEmail {
        user_id: user_id.to_owned(),
        email: email.clone(),
    };
    let code = state.codes.issue(purpose, now);
    world.send(state, &email, MailKind::Verification, code.expose());
    Ok(())
}

/// A change of an account by its owner or an admin.
#[derive(Debug, Default)]
pub(crate) struct Change {
    pub(crate) username: Option<String>,
    pub(crate) email: Option<String>,
    pub(crate) profile: ProfilePatch,
    /// Whether what the profile leaves out goes back to its default.
    pub(crate) replace: bool,
}

/// Changes an account.
pub(crate) fn change(
    world: &World,
    principal: &Principal,
    user_id: &str,
    change: Change,
) -> Result<UserView, Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        state.require_self_or(principal, user_id, Permission::EditOtherUsers)?;
        rename(world, state, user_id, change.username, change.email)
            .map_err(Problem::or_invalid)?;
        let account = state.edit(user_id)?;
        if change.replace {
            account.profile = Profile::default();
        }
        change.profile.apply(&mut account.profile);
        state.audit(user_id, &principal.session_id, "profile changed".to_owned());
        let account = state.account(user_id)?;
        Ok(state.view(world.settings(), principal, account))
    })
}

/// Gives an account other names; a new address has to be verified anew.
pub(crate) fn rename(
    world: &World,
    state: &mut State,
    user_id: &str,
    username: Option<String>,
    email: Option<String>,
) -> Result<(), Problem> {
    let account = state.account(user_id)?;
    let old_email = account.email.clone();
    let names = Names::new(
        username.as_deref().unwrap_or(&account.username),
        email.as_deref().unwrap_or(&account.email),
    )?;
    let moved = names.email != old_email;
    state.accounts.rename(user_id, names)?;
    if moved {
        state.codes.retain(|purpose| !is_for(purpose, user_id));
        send_verification(world, state, user_id)?;
    }
    Ok(())
}

/// Whether a code was sent to an address of the user.
fn is_for(purpose: &Purpose, id: &str) -> bool {
    match purpose {
        Purpose::VerifyEmail { user_id, .. } | Purpose::ResetPassword { user_id } => user_id == id,
        Purpose::JoinTeam { .. } | Purpose::CustomerLogin { .. } => false,
    }
}

/// Gives a user other system-wide roles.
pub(crate) fn set_roles(
    world: &World,
    principal: &Principal,
    user_id: &str,
    roles: &str,
) -> Result<(), Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        state.require(principal, Permission::ManageRoles)?;
        let roles = Roles::parse_assignable(roles).ok_or_else(|| {
            Problem::invalid(
                "user.roles.invalid",
                "Roles are system_user, system_admin, or both with a space between.",
            )
        })?;
        let was_guest = state
            .account(user_id)
            .map_err(Problem::or_invalid)?
            .roles
            .is_guest();
        let extra = format!("roles={roles}");
        state.edit(user_id)?.roles = roles;
        if was_guest {
            let now = state.clock.now();
            state
                .places
                .set_role_everywhere(user_id, MemberRole::User, now);
        }
        state.audit(user_id, &principal.session_id, extra);
        Ok(())
    })
}

/// Deletes every user and whatever belongs to them. Only a server in local mode does.
pub(crate) fn delete_all(world: &World) -> Result<(), Problem> {
    if !world.settings().local_mode {
        return Err(Problem::denied(
            "user.delete_all.local_mode",
            "All users can only be deleted in local mode.",
        ));
    }
    world.with(|state| {
        state.accounts.clear();
        state.sessions.retain(|_| false);
        state.access_tokens.clear();
        state.audits.clear();
        state.codes.retain(|_| false);
        state.uploads.clear();
        state.pictures.clear();
        state.places.clear_members();
    });
    Ok(())
}

/// Whether a user may read a channel: as a member, or one of the team where it is public.
pub(crate) fn may_read(state: &State, user_id: &str, channel_id: &str) -> bool {
    let places = &state.places;
    let public_in = places
        .channel(channel_id)
        .filter(|channel| channel.kind == ChannelKind::Public)
        .and_then(|channel| channel.team_id.as_deref());
    let guest = state
        .accounts
        .get(user_id)
        .is_none_or(|account| account.roles.is_guest());
    places.in_channel(channel_id, user_id).is_some()
        || public_in.is_some_and(|team_id| !guest && places.in_team(team_id, user_id).is_some())
}
