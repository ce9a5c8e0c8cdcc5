//! Accounts: creating, changing, switching off.

use users_server::users::{
    CreateUserRequest, CreateUserResponse, DeleteUserRequest, DeleteUserResponse, PatchUserRequest,
    PatchUserResponse, PermanentDeleteAllUsersResponse, UpdateUserActiveRequest,
    UpdateUserActiveResponse, UpdateUserRequest, UpdateUserResponse, UpdateUserRolesRequest,
    UpdateUserRolesResponse,
};

use super::Reply;
use super::convert::{given, notify_patch, ok, user, zone_patch};
use crate::domain::problem::Problem;
use crate::domain::secret::Secret;
use crate::operations::access::Principal;
use crate::operations::accounts::{self, Change, NewAccount, ProfilePatch};
use crate::operations::activation;
use crate::world::World;

pub(super) async fn create_user(
    world: &World,
    request: CreateUserRequest<Principal>,
) -> Reply<CreateUserResponse> {
    let body = request.body;
    let new = NewAccount {
        username: body.username,
        email: body.email,
        password: given(body.password).map(Secret::from),
        auth_service: body.auth_service,
        auth_data: body.auth_data,
        profile: ProfilePatch {
            first_name: body.first_name,
            last_name: body.last_name,
            nickname: body.nickname,
            locale: given(body.locale),
            props: body.props,
            notify_props: notify_patch(body.notify_props),
            ..ProfilePatch::default()
        },
        invitation: given(request.t),
        invite_id: given(request.iid),
    };
    let view = accounts::create(world, request.principal.as_ref(), new).await?;
    Ok(CreateUserResponse::Created(user(view)))
}

pub(super) async fn update_user(
    world: &World,
    request: UpdateUserRequest<Principal>,
) -> Reply<UpdateUserResponse> {
    let (principal, body) = (request.principal, request.body);
    if principal.resolve(&body.id) != principal.resolve(&request.user_id) {
        let message = "The body's id is another one than the path's.";
        return Err(Problem::invalid("user.update.id", message).into());
    }
    let change = Change {
        username: Some(body.username),
        email: Some(body.email),
        profile: ProfilePatch {
            first_name: body.first_name,
            last_name: body.last_name,
            nickname: body.nickname,
            position: body.position,
            locale: given(body.locale),
            props: body.props,
            notify_props: notify_patch(body.notify_props),
            zone: zone_patch(body.timezone),
        },
        replace: true,
    };
    let view = accounts::change(world, &principal, &request.user_id, change)?;
    Ok(UpdateUserResponse::Ok(user(view)))
}

pub(super) async fn patch_user(
    world: &World,
    request: PatchUserRequest<Principal>,
) -> Reply<PatchUserResponse> {
    let body = request.body;
    let change = Change {
        username: body.username,
        email: body.email,
        profile: ProfilePatch {
            first_name: body.first_name,
            last_name: body.last_name,
            nickname: body.nickname,
            position: body.position,
            locale: given(body.locale),
            props: body.props,
            notify_props: notify_patch(body.notify_props),
            ..ProfilePatch::default()
        },
        replace: false,
    };
    let view = accounts::change(world, &request.principal, &request.user_id, change)?;
    Ok(PatchUserResponse::Ok(user(view)))
}

pub(super) async fn delete_user(
    world: &World,
    request: DeleteUserRequest<Principal>,
) -> Reply<DeleteUserResponse> {
    activation::delete(world, &request.principal, &request.user_id)?;
    Ok(DeleteUserResponse::Ok(ok()))
}

pub(super) async fn update_user_active(
    world: &World,
    request: UpdateUserActiveRequest<Principal>,
) -> Reply<UpdateUserActiveResponse> {
    let active = request.body.active;
    activation::set_active(world, &request.principal, &request.user_id, active)?;
    Ok(UpdateUserActiveResponse::Ok(ok()))
}

pub(super) async fn update_user_roles(
    world: &World,
    request: UpdateUserRolesRequest<Principal>,
) -> Reply<UpdateUserRolesResponse> {
    let roles = &request.body.roles;
    accounts::set_roles(world, &request.principal, &request.user_id, roles)?;
    Ok(UpdateUserRolesResponse::Ok(ok()))
}

pub(super) async fn permanent_delete_all_users(
    world: &World,
) -> Reply<PermanentDeleteAllUsersResponse> {
    accounts::delete_all(world)?;
    Ok(PermanentDeleteAllUsersResponse::Ok)
}
