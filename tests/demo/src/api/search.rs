//! Lists of users.

use users_server::types;
use users_server::users::{
    AutocompleteUsersRequest, AutocompleteUsersResponse, GetTotalUsersStatsFilteredRequest,
    GetTotalUsersStatsFilteredResponse, GetTotalUsersStatsRequest, GetTotalUsersStatsResponse,
    GetUsersRequest, GetUsersResponse, SearchUsersRequest, SearchUsersResponse,
};

use super::Reply;
use super::convert::{given, users};
use crate::domain::filter::{Activity, Filter, Page};
use crate::domain::problem::Problem;
use crate::operations::access::Principal;
use crate::operations::search;
use crate::world::World;

pub(super) async fn get_users(
    world: &World,
    request: GetUsersRequest<Principal>,
) -> Reply<GetUsersResponse> {
    let page = Page::new(request.page, request.per_page);
    let sort = request.sort.unwrap_or_default();
    let activity = match (request.active, request.inactive) {
        (Some(true), Some(true)) => {
            let message = "active and inactive exclude each other.";
            return Err(Problem::invalid("user.list.filter", message).into());
        }
        (Some(true), _) => Activity::Active,
        (_, Some(true)) => Activity::Inactive,
        _ => Activity::Any,
    };
    let filter = Filter {
        in_team: given(request.in_team),
        not_in_team: given(request.not_in_team),
        in_channel: given(request.in_channel),
        not_in_channel: given(request.not_in_channel),
        in_group: given(request.in_group),
        group_constrained: request.group_constrained.unwrap_or_default(),
        without_team: request.without_team.unwrap_or_default(),
        activity,
        without_bots: false,
        role: given(request.role),
        roles: names(request.roles),
        team_roles: names(request.team_roles),
        channel_roles: names(request.channel_roles),
    };
    let views = search::list(world, &request.principal, &filter, &sort, page)?;
    Ok(GetUsersResponse::Ok(users(views)))
}

/// The names in a comma separated list.
fn names(list: Option<String>) -> Vec<String> {
    let list = list.unwrap_or_default();
    let names = list.split(',').map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

pub(super) async fn search_users(
    world: &World,
    request: SearchUsersRequest<Principal>,
) -> Reply<SearchUsersResponse> {
    let body = request.body;
    let filter = Filter {
        in_team: given(body.team_id),
        not_in_team: given(body.not_in_team_id),
        in_channel: given(body.in_channel_id),
        not_in_channel: given(body.not_in_channel_id),
        in_group: given(body.in_group_id),
        group_constrained: body.group_constrained.unwrap_or_default(),
        without_team: body.without_team.unwrap_or_default(),
        activity: match body.allow_inactive {
            Some(true) => Activity::Any,
            _ => Activity::Active,
        },
        ..Filter::default()
    };
    let limit = body.limit.unwrap_or(search::USUAL_LIMIT);
    let views = search::search(world, &request.principal, &filter, &body.term, limit)?;
    Ok(SearchUsersResponse::Ok(users(views)))
}

pub(super) async fn autocomplete_users(
    world: &World,
    request: AutocompleteUsersRequest<Principal>,
) -> Reply<AutocompleteUsersResponse> {
    let completions = search::autocomplete(
        world,
        &request.principal,
        request.team_id,
        request.channel_id,
        &request.name,
        request.limit,
    )?;
    Ok(AutocompleteUsersResponse::Ok(types::UserAutocomplete {
        users: Some(users(completions.users)),
        out_of_channel: completions.out_of_channel.map(users),
    }))
}

pub(super) async fn get_total_users_stats(
    world: &World,
    request: GetTotalUsersStatsRequest<Principal>,
) -> Reply<GetTotalUsersStatsResponse> {
    let count = search::count_all(world, &request.principal);
    Ok(GetTotalUsersStatsResponse::Ok(stats(count)))
}

pub(super) async fn get_total_users_stats_filtered(
    world: &World,
    request: GetTotalUsersStatsFilteredRequest<Principal>,
) -> Reply<GetTotalUsersStatsFilteredResponse> {
    let filter = Filter {
        in_team: given(request.in_team),
        in_channel: given(request.in_channel),
        activity: match request.include_deleted {
            Some(true) => Activity::Any,
            _ => Activity::Active,
        },
        without_bots: !request.include_bots.unwrap_or_default(),
        roles: names(request.roles),
        team_roles: names(request.team_roles),
        channel_roles: names(request.channel_roles),
        ..Filter::default()
    };
    let count = search::count(world, &request.principal, &filter)?;
    Ok(GetTotalUsersStatsFilteredResponse::Ok(stats(count)))
}

fn stats(count: usize) -> types::UsersStats {
    types::UsersStats {
        total_users_count: i64::try_from(count).ok(),
    }
}
