//! A server without a world: it answers with what the document has as examples.

use axum::Router;
use users_server::users::{LoginRequest, LoginResponse};
use users_server::{Mock, types};

/// The token of every session.
const TOKEN: &str = "mocked00000000000000000000";

/// A mock of the API below `/api/v4`, and its document. Who logs in with the password, as whomever, gets the
/// one token that it takes; all other operations answer with samples.
pub fn mock(password: &str) -> Router {
    let mock = Mock::new();
    let password = password.to_owned();
    mock.on(move |request: LoginRequest<_>| {
        if request.body.password.as_deref() != Some(&*password) {
            return Ok(LoginResponse::Unauthorized(types::AppError::default()));
        }
        Ok(LoginResponse::Ok {
            token: Some(TOKEN.to_owned()),
            body: types::User::default(),
        })
    });
    mock.accept(|credentials| {
        let token = credentials.bearer_auth.as_ref();
        token.is_some_and(|token| *token == *TOKEN)
    });
    Router::new()
        .nest(users_server::BASE_PATH, users_server::router(mock))
        .merge(users_server::docs())
}
