//! Bots and guests.

use users_server::bots::{
    ConvertBotToUserRequest, ConvertBotToUserResponse, ConvertUserToBotRequest,
    ConvertUserToBotResponse,
};
use users_server::users::{
    DemoteUserToGuestRequest, DemoteUserToGuestResponse, PromoteGuestToUserRequest,
    PromoteGuestToUserResponse,
};

use super::Reply;
use super::convert::{given, notify_patch, ok};
use crate::domain::secret::Secret;
use crate::operations::access::Principal;
use crate::operations::accounts::ProfilePatch;
use crate::operations::bots_guests::{self, Conversion};
use crate::world::World;

pub(super) async fn convert_user_to_bot(
    world: &World,
    request: ConvertUserToBotRequest<Principal>,
) -> Reply<ConvertUserToBotResponse> {
    bots_guests::to_bot(world, &request.principal, &request.user_id)?;
    Ok(ConvertUserToBotResponse::Ok(ok()))
}

pub(super) async fn convert_bot_to_user(
    world: &World,
    request: ConvertBotToUserRequest<Principal>,
) -> Reply<ConvertBotToUserResponse> {
    let body = request.body;
    let conversion = Conversion {
        username: given(body.username),
        email: given(body.email),
        password: given(body.password).map(Secret::from),
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
        admin: request.set_system_admin,
    };
    bots_guests::to_user(world, &request.principal, &request.bot_user_id, conversion).await?;
    Ok(ConvertBotToUserResponse::Ok(ok()))
}

pub(super) async fn promote_guest_to_user(
    world: &World,
    request: PromoteGuestToUserRequest<Principal>,
) -> Reply<PromoteGuestToUserResponse> {
    bots_guests::promote(world, &request.principal, &request.user_id)?;
    Ok(PromoteGuestToUserResponse::Ok(ok()))
}

pub(super) async fn demote_user_to_guest(
    world: &World,
    request: DemoteUserToGuestRequest<Principal>,
) -> Reply<DemoteUserToGuestResponse> {
    bots_guests::demote(world, &request.principal, &request.user_id)?;
    Ok(DemoteUserToGuestResponse::Ok(ok()))
}
