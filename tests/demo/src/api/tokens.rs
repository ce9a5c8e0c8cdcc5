//! Personal access tokens.

use users_server::types;
use users_server::users::{
    CreateUserAccessTokenRequest, CreateUserAccessTokenResponse, DisableUserAccessTokenRequest,
    DisableUserAccessTokenResponse, EnableUserAccessTokenRequest, EnableUserAccessTokenResponse,
    GetUserAccessTokenRequest, GetUserAccessTokenResponse, GetUserAccessTokensForUserRequest,
    GetUserAccessTokensForUserResponse, GetUserAccessTokensRequest, GetUserAccessTokensResponse,
    RevokeUserAccessTokenRequest, RevokeUserAccessTokenResponse, SearchUserAccessTokensRequest,
    SearchUserAccessTokensResponse,
};

use super::Reply;
use super::convert::{self, ok};
use crate::domain::filter::Page;
use crate::operations::access::Principal;
use crate::operations::tokens::{self, Step};
use crate::world::World;

pub(super) async fn create_user_access_token(
    world: &World,
    request: CreateUserAccessTokenRequest<Principal>,
) -> Reply<CreateUserAccessTokenResponse> {
    let description = request.body.description;
    let (token, secret) = tokens::create(world, &request.principal, &request.user_id, description)?;
    Ok(CreateUserAccessTokenResponse::Ok(types::UserAccessToken {
        id: Some(token.id),
        token: Some(secret.expose().to_owned()),
        user_id: Some(token.user_id),
        description: Some(token.description),
    }))
}

pub(super) async fn get_user_access_token(
    world: &World,
    request: GetUserAccessTokenRequest<Principal>,
) -> Reply<GetUserAccessTokenResponse> {
    let token = tokens::get(world, &request.principal, &request.token_id)?;
    Ok(GetUserAccessTokenResponse::Ok(convert::token(token)))
}

pub(super) async fn get_user_access_tokens(
    world: &World,
    request: GetUserAccessTokensRequest<Principal>,
) -> Reply<GetUserAccessTokensResponse> {
    let page = Page::new(request.page, request.per_page);
    let tokens = tokens::all(world, &request.principal, page)?;
    Ok(GetUserAccessTokensResponse::Ok(convert::tokens(tokens)))
}

pub(super) async fn get_user_access_tokens_for_user(
    world: &World,
    request: GetUserAccessTokensForUserRequest<Principal>,
) -> Reply<GetUserAccessTokensForUserResponse> {
    let page = Page::new(request.page, request.per_page);
    let tokens = tokens::of_user(world, &request.principal, &request.user_id, page)?;
    Ok(GetUserAccessTokensForUserResponse::Ok(convert::tokens(
        tokens,
    )))
}

pub(super) async fn search_user_access_tokens(
    world: &World,
    request: SearchUserAccessTokensRequest<Principal>,
) -> Reply<SearchUserAccessTokensResponse> {
    let tokens = tokens::search(world, &request.principal, &request.body.term)?;
    Ok(SearchUserAccessTokensResponse::Ok(convert::tokens(tokens)))
}

pub(super) async fn disable_user_access_token(
    world: &World,
    request: DisableUserAccessTokenRequest<Principal>,
) -> Reply<DisableUserAccessTokenResponse> {
    tokens::change(
        world,
        &request.principal,
        &request.body.token_id,
        Step::Disable,
    )?;
    Ok(DisableUserAccessTokenResponse::Ok(ok()))
}

pub(super) async fn enable_user_access_token(
    world: &World,
    request: EnableUserAccessTokenRequest<Principal>,
) -> Reply<EnableUserAccessTokenResponse> {
    tokens::change(
        world,
        &request.principal,
        &request.body.token_id,
        Step::Enable,
    )?;
    Ok(EnableUserAccessTokenResponse::Ok(ok()))
}

pub(super) async fn revoke_user_access_token(
    world: &World,
    request: RevokeUserAccessTokenRequest<Principal>,
) -> Reply<RevokeUserAccessTokenResponse> {
    tokens::change(
        world,
        &request.principal,
        &request.body.token_id,
        Step::Revoke,
    )?;
    Ok(RevokeUserAccessTokenResponse::Ok(ok()))
}
