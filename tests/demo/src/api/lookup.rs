//! Users by what they are called.

use users_server::users::{
    GetKnownUsersRequest, GetKnownUsersResponse, GetUserByEmailRequest, GetUserByEmailResponse,
    GetUserByUsernameRequest, GetUserByUsernameResponse, GetUserRequest, GetUserResponse,
    GetUsersByGroupChannelIdsRequest, GetUsersByGroupChannelIdsResponse, GetUsersByIdsRequest,
    GetUsersByIdsResponse, GetUsersByUsernamesRequest, GetUsersByUsernamesResponse,
};

use super::Reply;
use super::convert::{user, users};
use crate::operations::access::Principal;
use crate::operations::lookup;
use crate::world::World;

pub(super) async fn get_user(
    world: &World,
    request: GetUserRequest<Principal>,
) -> Reply<GetUserResponse> {
    let view = lookup::by_id(world, &request.principal, &request.user_id)?;
    Ok(GetUserResponse::Ok(user(view)))
}

pub(super) async fn get_user_by_email(
    world: &World,
    request: GetUserByEmailRequest<Principal>,
) -> Reply<GetUserByEmailResponse> {
    let view = lookup::by_email(world, &request.principal, &request.email)?;
    Ok(GetUserByEmailResponse::Ok(user(view)))
}

pub(super) async fn get_user_by_username(
    world: &World,
    request: GetUserByUsernameRequest<Principal>,
) -> Reply<GetUserByUsernameResponse> {
    let view = lookup::by_username(world, &request.principal, &request.username)?;
    Ok(GetUserByUsernameResponse::Ok(user(view)))
}

pub(super) async fn get_users_by_ids(
    world: &World,
    request: GetUsersByIdsRequest<Principal>,
) -> Reply<GetUsersByIdsResponse> {
    let views = lookup::by_ids(world, &request.principal, &request.body, request.since);
    Ok(GetUsersByIdsResponse::Ok(users(views)))
}

pub(super) async fn get_users_by_usernames(
    world: &World,
    request: GetUsersByUsernamesRequest<Principal>,
) -> Reply<GetUsersByUsernamesResponse> {
    let views = lookup::by_usernames(world, &request.principal, &request.body);
    Ok(GetUsersByUsernamesResponse::Ok(users(views)))
}

pub(super) async fn get_users_by_group_channel_ids(
    world: &World,
    request: GetUsersByGroupChannelIdsRequest<Principal>,
) -> Reply<GetUsersByGroupChannelIdsResponse> {
    let channels = lookup::by_group_channels(world, &request.principal, &request.body);
    let channels = channels.into_iter().map(|(id, views)| (id, users(views)));
    Ok(GetUsersByGroupChannelIdsResponse::Ok(channels.collect()))
}

pub(super) async fn get_known_users(
    world: &World,
    request: GetKnownUsersRequest<Principal>,
) -> Reply<GetKnownUsersResponse> {
    Ok(GetKnownUsersResponse::Ok(lookup::known(
        world,
        &request.principal,
    )))
}
