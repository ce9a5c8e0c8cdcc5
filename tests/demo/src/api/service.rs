//! Who asks, and what is said to requests that reach no operation.

use axum::http::StatusCode;
use axum::response::Response;
use users_server::{Authenticator, Credentials, Failure, Operation, Rejection, Service};

use super::Api;
use crate::operations::access::{self, Principal};
use crate::web::error;

const JSON_LARGEST: usize = 1024 * 1024;
const IMAGE_LARGEST: usize = 10 * 1024 * 1024;

impl Service for Api {
    fn body_limit(&self, operation: &'static Operation) -> usize {
        match operation.id {
            "SetProfileImage" => IMAGE_LARGEST,
            _ => JSON_LARGEST,
        }
    }

    fn reject(&self, rejection: Rejection) -> Response {
        let status = match rejection.status() {
            // The API knows no 422: a body that doesn't fit is malformed to it.
            StatusCode::UNPROCESSABLE_ENTITY => StatusCode::BAD_REQUEST,
            status => status,
        };
        let details: Vec<String> = rejection
            .faults()
            .iter()
            .map(|fault| match fault.name() {
                "" => format!("{}: {}", fault.location(), fault.message()),
                name => format!("{name}: {}", fault.message()),
            })
            .collect();
        let id = match status {
            StatusCode::BAD_REQUEST => "context.invalid_request",
            StatusCode::UNAUTHORIZED => "context.session_missing",
            StatusCode::NOT_FOUND => "context.not_found",
            StatusCode::METHOD_NOT_ALLOWED => "context.method_not_allowed",
            StatusCode::PAYLOAD_TOO_LARGE => "context.body_too_large",
            StatusCode::UNSUPPORTED_MEDIA_TYPE => "context.media_type",
            StatusCode::NOT_IMPLEMENTED => "context.not_implemented",
            _ => "server.internal",
        };
        let mut response = error::response(status, id, rejection.title(), &details.join("; "));
        let headers = rejection.headers();
        for (name, value) in headers {
            response.headers_mut().append(name, value.clone());
        }
        response
    }
}

impl Authenticator for Api {
    type Principal = Principal;

    async fn authenticate(
        &self,
        credentials: Credentials,
        _operation: &'static Operation,
    ) -> Result<Option<Principal>, Failure> {
        let token = credentials.bearer_auth;
        Ok(token.and_then(|token| access::authenticate(&self.world, token.expose())))
    }
}
