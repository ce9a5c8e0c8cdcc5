//! Multi-factor authentication.

use data_encoding::BASE64;
use users_server::types;
use users_server::users::{
    CheckUserMfaRequest, CheckUserMfaResponse, GenerateMfaSecretRequest, GenerateMfaSecretResponse,
    UpdateUserMfaRequest, UpdateUserMfaResponse,
};

use super::Reply;
use super::convert::ok;
use crate::operations::access::Principal;
use crate::operations::{login, mfa};
use crate::world::World;

pub(super) async fn check_user_mfa(
    world: &World,
    request: CheckUserMfaRequest<Principal>,
) -> Reply<CheckUserMfaResponse> {
    let required = login::takes_code(world, &request.body.login_id);
    Ok(CheckUserMfaResponse::Ok(types::CheckUserMfaOkBody {
        mfa_required: Some(required),
    }))
}

pub(super) async fn generate_mfa_secret(
    world: &World,
    request: GenerateMfaSecretRequest<Principal>,
) -> Reply<GenerateMfaSecretResponse> {
    let setup = mfa::generate(world, &request.principal, &request.user_id)?;
    let body = types::GenerateMfaSecretOkBody {
        secret: Some(setup.secret.expose().to_owned()),
        qr_code: Some(BASE64.encode(&setup.qr_code)),
    };
    Ok(GenerateMfaSecretResponse::Ok(body))
}

pub(super) async fn update_user_mfa(
    world: &World,
    request: UpdateUserMfaRequest<Principal>,
) -> Reply<UpdateUserMfaResponse> {
    let (activate, code) = (request.body.activate, request.body.code.as_deref());
    mfa::update(world, &request.principal, &request.user_id, activate, code)?;
    Ok(UpdateUserMfaResponse::Ok(ok()))
}
