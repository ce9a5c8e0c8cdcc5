//! Finding users by what they are called.

use std::collections::{BTreeMap, BTreeSet};

use super::access::{Principal, UserView};
use crate::domain::account::Account;
use crate::domain::place::ChannelKind;
use crate::domain::problem::Problem;
use crate::world::{State, World};

/// The user of an id.
pub(crate) fn by_id(
    world: &World,
    principal: &Principal,
    user_id: &str,
) -> Result<UserView, Problem> {
    let user_id = principal.resolve(user_id);
    world.with(|state| {
        let account = state.account(user_id)?;
        if !state.sees(principal, user_id) {
            return Err(Problem::permission());
        }
        Ok(state.view(world.settings(), principal, account))
    })
}

/// The user of a username.
pub(crate) fn by_username(
    world: &World,
    principal: &Principal,
    username: &str,
) -> Result<UserView, Problem> {
    world.with(|state| {
        let account = state
            .accounts
            .by_username(username)
            // The API knows no 403 here: whom a guest can't see, isn't there.
            .filter(|account| state.sees(principal, &account.id))
            .ok_or_else(Problem::no_such_user)?;
        Ok(state.view(world.settings(), principal, account))
    })
}

/// The user of an e-mail address, for who may see it.
pub(crate) fn by_email(
    world: &World,
    principal: &Principal,
    email: &str,
) -> Result<UserView, Problem> {
    world.with(|state| {
        let account = state.accounts.by_email(email);
        let own = account.is_some_and(|account| account.id == principal.user_id);
        if !own && !state.sees_email(world.settings(), principal) {
            return Err(Problem::permission());
        }
        let account = account.ok_or_else(Problem::no_such_user)?;
        if !state.sees(principal, &account.id) {
            return Err(Problem::permission());
        }
        Ok(state.view(world.settings(), principal, account))
    })
}

/// The users of some ids that have changed since then; unknown ids are left out.
pub(crate) fn by_ids(
    world: &World,
    principal: &Principal,
    ids: &[String],
    since: Option<i64>,
) -> Vec<UserView> {
    world.with(|state| {
        let ids: BTreeSet<&str> = ids.iter().map(|id| principal.resolve(id)).collect();
        views(world, state, principal, |account| {
            ids.contains(account.id.as_str()) && since.is_none_or(|since| account.update_at > since)
        })
    })
}

/// The users of some usernames; unknown ones are left out.
pub(crate) fn by_usernames(
    world: &World,
    principal: &Principal,
    usernames: &[String],
) -> Vec<UserView> {
    world.with(|state| {
        let usernames: BTreeSet<String> =
            usernames.iter().map(|name| name.to_lowercase()).collect();
        views(world, state, principal, |account| {
            usernames.contains(&account.username)
        })
    })
}

fn views(
    world: &World,
    state: &State,
    principal: &Principal,
    test: impl Fn(&Account) -> bool,
) -> Vec<UserView> {
    state
        .accounts
        .iter()
        .filter(|account| test(account) && state.sees(principal, &account.id))
        .map(|account| state.view(world.settings(), principal, account))
        .collect()
}

/// The members of those group channels that who asks is in.
pub(crate) fn by_group_channels(
    world: &World,
    principal: &Principal,
    channel_ids: &[String],
) -> BTreeMap<String, Vec<UserView>> {
    world.with(|state| {
        let places = &state.places;
        let channels = channel_ids.iter().filter_map(|id| places.channel(id));
        channels
            .filter(|channel| channel.kind == ChannelKind::Group)
            .filter(|channel| places.in_channel(&channel.id, &principal.user_id).is_some())
            .map(|channel| {
                let members: BTreeSet<_> = places.channel_members(&channel.id).collect();
                let users = views(world, state, principal, |user| {
                    members.contains(user.id.as_str())
                });
                (channel.id.clone(), users)
            })
            .collect()
    })
}

/// The ids of everybody who shares a channel with who asks.
pub(crate) fn known(world: &World, principal: &Principal) -> Vec<String> {
    world.with(|state| {
        let known = state.places.known_to(&principal.user_id);
        known.into_iter().map(str::to_owned).collect()
    })
}
