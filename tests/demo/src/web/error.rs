//! The one form that every error has on the wire.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::context::Context;
use crate::domain::problem::{Kind, Problem};

/// An error response.
pub(crate) fn response(status: StatusCode, id: &str, message: &str, details: &str) -> Response {
    let body = json!({
        "id": id,
        "message": message,
        "detailed_error": details,
        "request_id": Context::current().request_id,
        "status_code": status.as_u16(),
    });
    json_response(status, body.to_string())
}

/// A response with a JSON text.
pub(crate) fn json_response(status: StatusCode, body: String) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = match self.kind {
            Kind::Invalid => StatusCode::BAD_REQUEST,
            Kind::Unauthenticated => StatusCode::UNAUTHORIZED,
            Kind::Denied => StatusCode::FORBIDDEN,
            Kind::Missing => StatusCode::NOT_FOUND,
            Kind::Late => StatusCode::REQUEST_TIMEOUT,
            Kind::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Kind::Unsupported => StatusCode::NOT_IMPLEMENTED,
            Kind::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let mut response = response(status, self.id, &self.message, "");
        if let Some(wait) = self.retry_after {
            // Whole seconds, and none too early.
            let seconds = wait.as_millis().div_ceil(1_000);
            if let Ok(seconds) = HeaderValue::try_from(seconds.to_string()) {
                response.headers_mut().insert(RETRY_AFTER, seconds);
            }
        }
        response
    }
}

/// The answer to a path that is nobody's.
pub(crate) async fn not_found() -> Response {
    response(
        StatusCode::NOT_FOUND,
        "context.not_found",
        "There is nothing at this address.",
        "",
    )
}
