//! Sessions.

use users_server::users::{
    AttachDeviceIdRequest, AttachDeviceIdResponse, GetSessionsRequest, GetSessionsResponse,
    RevokeAllSessionsRequest, RevokeAllSessionsResponse, RevokeSessionRequest,
    RevokeSessionResponse, RevokeSessionsFromAllUsersRequest, RevokeSessionsFromAllUsersResponse,
};

use super::Reply;
use super::convert::{ok, session};
use crate::operations::access::Principal;
use crate::operations::sessions;
use crate::world::World;

pub(super) async fn get_sessions(
    world: &World,
    request: GetSessionsRequest<Principal>,
) -> Reply<GetSessionsResponse> {
    let views = sessions::list(world, &request.principal, &request.user_id)?;
    Ok(GetSessionsResponse::Ok(
        views.into_iter().map(session).collect(),
    ))
}

pub(super) async fn revoke_session(
    world: &World,
    request: RevokeSessionRequest<Principal>,
) -> Reply<RevokeSessionResponse> {
    let session_id = &request.body.session_id;
    sessions::revoke(world, &request.principal, &request.user_id, session_id)?;
    Ok(RevokeSessionResponse::Ok(ok()))
}

pub(super) async fn revoke_all_sessions(
    world: &World,
    request: RevokeAllSessionsRequest<Principal>,
) -> Reply<RevokeAllSessionsResponse> {
    sessions::revoke_all(world, &request.principal, &request.user_id)?;
    Ok(RevokeAllSessionsResponse::Ok(ok()))
}

pub(super) async fn revoke_sessions_from_all_users(
    world: &World,
    request: RevokeSessionsFromAllUsersRequest<Principal>,
) -> Reply<RevokeSessionsFromAllUsersResponse> {
    sessions::revoke_everywhere(world, &request.principal)?;
    Ok(RevokeSessionsFromAllUsersResponse::Ok)
}

pub(super) async fn attach_device_id(
    world: &World,
    request: AttachDeviceIdRequest<Principal>,
) -> Reply<AttachDeviceIdResponse> {
    sessions::attach_device(world, &request.principal, request.body.device_id)?;
    Ok(AttachDeviceIdResponse::Ok(ok()))
}
