//! Logging in and out.

use users_server::users::{
    LoginByCwsTokenRequest, LoginByCwsTokenResponse, LoginRequest, LoginResponse, LogoutRequest,
    LogoutResponse,
};

use super::Reply;
use super::convert::{ok, user};
use crate::domain::problem::Problem;
use crate::domain::secret::Secret;
use crate::operations::access::Principal;
use crate::operations::login::{self, Credentials};
use crate::world::World;

/// Where a browser goes on when it is logged in.
const HOME: &str = "/";
/// Where it goes to log in by hand.
const LOGIN_PAGE: &str = "/login?extra=cws_login_failed";

pub(super) async fn login(world: &World, request: LoginRequest<Principal>) -> Reply<LoginResponse> {
    let body = request.body;
    if body.ldap_only == Some(true) {
        let message = "The server is not connected to ldap.";
        return Err(Problem::invalid("user.login.ldap", message).into());
    }
    let credentials = Credentials {
        id: body.id,
        login: body.login_id,
        password: body.password.map(Secret::from),
        code: body.token.flatten(),
        device_id: body.device_id,
    };
    let logged_in = login::login(world, credentials).await?;
    Ok(LoginResponse::Ok {
        token: Some(logged_in.token.expose().to_owned()),
        body: user(logged_in.user),
    })
}

pub(super) async fn login_by_cws_token(
    world: &World,
    request: LoginByCwsTokenRequest<Principal>,
) -> Reply<LoginByCwsTokenResponse> {
    let login = request.body.login_id.unwrap_or_default();
    let token = request.body.cws_token.unwrap_or_default();
    // A browser is sent on either way: the customer portal has nothing to show it.
    let location = match login::login_from_portal(world, &login, &token)? {
        true => HOME,
        false => LOGIN_PAGE,
    };
    Ok(LoginByCwsTokenResponse::Found {
        location: Some(location.to_owned()),
    })
}

pub(super) async fn logout(
    world: &World,
    request: LogoutRequest<Principal>,
) -> Reply<LogoutResponse> {
    login::logout(world, request.principal.as_ref());
    Ok(LogoutResponse::Ok(ok()))
}
