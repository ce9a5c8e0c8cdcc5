//! Terms of service.

use users_server::types;
use users_server::users::{
    GetUserTermsOfServiceRequest, GetUserTermsOfServiceResponse,
    RegisterTermsOfServiceActionRequest, RegisterTermsOfServiceActionResponse,
};

use super::Reply;
use super::convert::ok;
use crate::operations::access::Principal;
use crate::operations::terms;
use crate::world::World;

pub(super) async fn register_terms_of_service_action(
    world: &World,
    request: RegisterTermsOfServiceActionRequest<Principal>,
) -> Reply<RegisterTermsOfServiceActionResponse> {
    let body = request.body;
    let (principal, user_id) = (&request.principal, &request.user_id);
    terms::register(
        world,
        principal,
        user_id,
        body.service_terms_id,
        &body.accepted,
    )?;
    Ok(RegisterTermsOfServiceActionResponse::Ok(ok()))
}

pub(super) async fn get_user_terms_of_service(
    world: &World,
    request: GetUserTermsOfServiceRequest<Principal>,
) -> Reply<GetUserTermsOfServiceResponse> {
    let (user_id, accepted) = terms::accepted(world, &request.principal, &request.user_id)?;
    let body = types::UserTermsOfService {
        user_id: Some(user_id),
        terms_of_service_id: Some(accepted.terms_id),
        create_at: Some(accepted.at),
    };
    Ok(GetUserTermsOfServiceResponse::Ok(body))
}
