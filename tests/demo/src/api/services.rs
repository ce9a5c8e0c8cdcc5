//! Login services.

use users_server::types;
use users_server::users::{
    MigrateAuthToLdapRequest, MigrateAuthToLdapResponse, MigrateAuthToSamlRequest,
    MigrateAuthToSamlResponse, SwitchAccountTypeRequest, SwitchAccountTypeResponse,
    UpdateUserAuthRequest, UpdateUserAuthResponse,
};

use super::Reply;
use super::convert::given;
use crate::domain::secret::Secret;
use crate::operations::access::Principal;
use crate::operations::services::{self, Switch};
use crate::world::World;

pub(super) async fn switch_account_type(
    world: &World,
    request: SwitchAccountTypeRequest<Principal>,
) -> Reply<SwitchAccountTypeResponse> {
    let body = request.body;
    let switch = Switch {
        current: body.current_service,
        new: body.new_service,
        email: body.email,
        password: given(body.password).map(Secret::from),
        code: body.mfa_code,
    };
    let link = services::switch(world, request.principal.as_ref(), switch).await?;
    let body = types::SwitchAccountTypeOkBody {
        follow_link: Some(link.to_owned()),
    };
    Ok(SwitchAccountTypeResponse::Ok(body))
}

pub(super) async fn update_user_auth(
    world: &World,
    request: UpdateUserAuthRequest<Principal>,
) -> Reply<UpdateUserAuthResponse> {
    let (service, data) = (request.body.auth_service, request.body.auth_data);
    let set = services::set(world, &request.principal, &request.user_id, service, data)?;
    let body = types::UserAuthData {
        auth_data: set.data,
        auth_service: set.service,
    };
    Ok(UpdateUserAuthResponse::Ok(body))
}

pub(super) async fn migrate_auth_to_ldap(
    world: &World,
    request: MigrateAuthToLdapRequest<Principal>,
) -> Reply<MigrateAuthToLdapResponse> {
    let from = request.body.as_ref().map(|body| body.from.as_str());
    services::migrate(world, &request.principal, from, "ldap")?;
    Ok(MigrateAuthToLdapResponse::Ok)
}

pub(super) async fn migrate_auth_to_saml(
    world: &World,
    request: MigrateAuthToSamlRequest<Principal>,
) -> Reply<MigrateAuthToSamlResponse> {
    let from = request.body.as_ref().map(|body| body.from.as_str());
    services::migrate(world, &request.principal, from, "saml")?;
    Ok(MigrateAuthToSamlResponse::Ok)
}
