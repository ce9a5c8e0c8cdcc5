//! Lists of users: paging, searching, completing, counting.

use super::access::{Principal, UserView};
use super::accounts::may_read;
use crate::domain::account::Account;
use crate::domain::filter::{Activity, Filter, Order, Page, Term};
use crate::domain::problem::Problem;
use crate::domain::role::Permission;
use crate::world::{State, World};

const LARGEST_LIMIT: i64 = 1_000;

/// How many are found where nobody says how many.
pub(crate) const USUAL_LIMIT: i64 = 100;

/// A page of users.
pub(crate) fn list(
    world: &World,
    principal: &Principal,
    filter: &Filter,
    sort: &str,
    page: Page,
) -> Result<Vec<UserView>, Problem> {
    check_filter(filter)?;
    let order = order(filter, sort)?;
    world.with(|state| {
        if filter.in_group.is_some() {
            state.require(principal, Permission::ManageSystem)?;
        }
        check_member(state, principal, filter)?;
        let mut users = seen(state, principal, |user| filter.admits(&state.places, user));
        order.sort(&mut users);
        let users = page.of(users.into_iter());
        Ok(users
            .map(|user| state.view(world.settings(), principal, user))
            .collect())
    })
}

fn check_filter(filter: &Filter) -> Result<(), Problem> {
    let contradiction = if filter.in_team.is_some() && filter.not_in_team.is_some() {
        "in_team and not_in_team exclude each other."
    } else if filter.not_in_channel.is_some()
        && filter.in_channel.is_none()
        && filter.in_team.is_none()
        && !filter.without_team
    {
        // Real clients send it with a team as well, which narrows the list just as much.
        "not_in_channel is only used with in_channel or in_team."
    } else if !filter.channel_roles.is_empty() && filter.in_channel.is_none() {
        "channel_roles is only used with in_channel."
    } else if !filter.team_roles.is_empty() && filter.in_team.is_none() {
        "team_roles is only used with in_team."
    } else {
        return Ok(());
    };
    Err(Problem::invalid("user.list.filter", contradiction))
}

fn order(filter: &Filter, sort: &str) -> Result<Order, Problem> {
    let (team, channel) = (filter.in_team.is_some(), filter.in_channel.is_some());
    match sort {
        "" => Ok(Order::Username),
        "last_activity_at" if team && !channel => Ok(Order::LastActivity),
        "create_at" if team && !channel => Ok(Order::CreateAt),
        "status" if channel => Ok(Order::Presence),
        _ => Err(Problem::invalid(
            "user.list.sort",
            "With in_team, lists are sorted by last_activity_at or create_at; with in_channel by status.",
        )),
    }
}

/// Refuses who isn't a member of the places that the filter names.
fn check_member(state: &State, principal: &Principal, filter: &Filter) -> Result<(), Problem> {
    if state.permits(principal, Permission::ManageSystem) {
        return Ok(());
    }
    let user = &principal.user_id;
    let places = &state.places;
    let teams = [&filter.in_team, &filter.not_in_team];
    let channels = [&filter.in_channel, &filter.not_in_channel];
    let in_teams = teams
        .into_iter()
        .flatten()
        .all(|id| places.in_team(id, user).is_some());
    let in_channels = channels
        .into_iter()
        .flatten()
        .all(|id| may_read(state, user, id));
    match in_teams && in_channels {
        true => Ok(()),
        false => Err(Problem::permission()),
    }
}

fn seen<'a>(
    state: &'a State,
    principal: &Principal,
    test: impl Fn(&Account) -> bool,
) -> Vec<&'a Account> {
    state
        .accounts
        .iter()
        .filter(|account| test(account) && state.sees(principal, &account.id))
        .collect()
}

/// The users in whose names the term is.
pub(crate) fn search(
    world: &World,
    principal: &Principal,
    filter: &Filter,
    term: &str,
    limit: i64,
) -> Result<Vec<UserView>, Problem> {
    let term = Term::new(term);
    if term.is_empty() {
        return Err(Problem::invalid(
            "user.search.term",
            "A search takes a term.",
        ));
    }
    let limit = usize::try_from(limit)
        .ok()
        .filter(|_| (1..=LARGEST_LIMIT).contains(&limit))
        .ok_or_else(|| {
            let message = format!("The limit is from 1 to {LARGEST_LIMIT}.");
            Problem::invalid("user.search.limit", message)
        })?;
    world.with(|state| {
        if filter.in_group.is_some() {
            state.require(principal, Permission::ManageSystem)?;
        }
        check_member(state, principal, filter)?;
        let with_email = state.sees_email(world.settings(), principal);
        let users = seen(state, principal, |user| {
            filter.admits(&state.places, user) && term.is_in(user, with_email)
        });
        let users = users.into_iter().take(limit);
        Ok(users
            .map(|user| state.view(world.settings(), principal, user))
            .collect())
    })
}

/// What a name can be completed to.
#[derive(Debug)]
pub(crate) struct Completions {
    pub(crate) users: Vec<UserView>,
    /// With a channel: those outside of it.
    pub(crate) out_of_channel: Option<Vec<UserView>>,
}

/// The users whose names begin with the text, in a channel and outside of it.
pub(crate) fn autocomplete(
    world: &World,
    principal: &Principal,
    team_id: Option<String>,
    channel_id: Option<String>,
    name: &str,
    limit: i64,
) -> Result<Completions, Problem> {
    let term = Term::new(name);
    let limit = usize::try_from(limit.clamp(0, LARGEST_LIMIT)).unwrap_or(0);
    let given = |id: Option<String>| id.filter(|id| !id.is_empty());
    let (in_team, in_channel) = (given(team_id), given(channel_id));
    let activity = Activity::Active;
    let inside = Filter {
        in_team: in_team.clone(),
        in_channel: in_channel.clone(),
        activity,
        ..Filter::default()
    };
    let outside = Filter {
        in_team,
        not_in_channel: in_channel,
        activity,
        ..Filter::default()
    };
    world.with(|state| {
        check_member(state, principal, &inside)?;
        let complete = |filter: &Filter| -> Vec<UserView> {
            let users = seen(state, principal, |user| {
                filter.admits(&state.places, user) && term.begins(user)
            });
            let users = users.into_iter().take(limit);
            users
                .map(|user| state.view(world.settings(), principal, user))
                .collect()
        };
        Ok(Completions {
            users: complete(&inside),
            out_of_channel: outside.not_in_channel.is_some().then(|| complete(&outside)),
        })
    })
}

/// How many active accounts there are.
pub(crate) fn count_all(world: &World, principal: &Principal) -> usize {
    world.with(|state| seen(state, principal, Account::is_active).len())
}

/// How many accounts a filter admits.
pub(crate) fn count(
    world: &World,
    principal: &Principal,
    filter: &Filter,
) -> Result<usize, Problem> {
    world.with(|state| {
        state.require(principal, Permission::ManageSystem)?;
        check_filter(filter)?;
        Ok(seen(state, principal, |user| filter.admits(&state.places, user)).len())
    })
}
