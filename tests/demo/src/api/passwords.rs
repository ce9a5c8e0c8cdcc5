//! Passwords.

use users_server::users::{
    ResetPasswordRequest, ResetPasswordResponse, SendPasswordResetEmailRequest,
    SendPasswordResetEmailResponse, UpdateUserPasswordRequest, UpdateUserPasswordResponse,
};

use super::Reply;
use super::convert::ok;
use crate::domain::secret::Secret;
use crate::operations::access::Principal;
use crate::operations::passwords;
use crate::world::World;

pub(super) async fn update_user_password(
    world: &World,
    request: UpdateUserPasswordRequest<Principal>,
) -> Reply<UpdateUserPasswordResponse> {
    let current = request.body.current_password.map(Secret::from);
    let new = Secret::from(request.body.new_password);
    passwords::update(world, &request.principal, &request.user_id, current, new).await?;
    Ok(UpdateUserPasswordResponse::Ok(ok()))
}

pub(super) async fn reset_password(
    world: &World,
    request: ResetPasswordRequest<Principal>,
) -> Reply<ResetPasswordResponse> {
    let new = Secret::from(request.body.new_password);
    passwords::reset(world, &request.body.code, new).await?;
    Ok(ResetPasswordResponse::Ok(ok()))
}

pub(super) async fn send_password_reset_email(
    world: &World,
    request: SendPasswordResetEmailRequest<Principal>,
) -> Reply<SendPasswordResetEmailResponse> {
    passwords::send_reset(world, &request.body.email)?;
    Ok(SendPasswordResetEmailResponse::Ok(ok()))
}
