//! Verifying e-mail addresses.

use users_server::users::{
    SendVerificationEmailRequest, SendVerificationEmailResponse, VerifyUserEmailRequest,
    VerifyUserEmailResponse, VerifyUserEmailWithoutTokenRequest,
    VerifyUserEmailWithoutTokenResponse,
};

use super::Reply;
use super::convert::{ok, user};
use crate::operations::access::Principal;
use crate::operations::emails;
use crate::world::World;

pub(super) async fn verify_user_email(
    world: &World,
    request: VerifyUserEmailRequest<Principal>,
) -> Reply<VerifyUserEmailResponse> {
    emails::verify(world, &request.body.token)?;
    Ok(VerifyUserEmailResponse::Ok(ok()))
}

pub(super) async fn send_verification_email(
    world: &World,
    request: SendVerificationEmailRequest<Principal>,
) -> Reply<SendVerificationEmailResponse> {
    emails::send(world, &request.body.email)?;
    Ok(SendVerificationEmailResponse::Ok(ok()))
}

pub(super) async fn verify_user_email_without_token(
    world: &World,
    request: VerifyUserEmailWithoutTokenRequest<Principal>,
) -> Reply<VerifyUserEmailWithoutTokenResponse> {
    let view = emails::verify_by_admin(world, &request.principal, &request.user_id)?;
    Ok(VerifyUserEmailWithoutTokenResponse::Ok(user(view)))
}
