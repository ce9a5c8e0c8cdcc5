//! What HTTP requires of every response, and headers that the document doesn't describe.

use axum::body::{Body, HttpBody as _};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt as _;

use super::respond::mark_invalid;

/// A response with a header that the document doesn't describe.
#[derive(Debug)]
pub struct WithHeader<R> {
    response: R,
    name: HeaderName,
    value: HeaderValue,
}

impl<R> WithHeader<R> {
    /// Adds a header to a response.
    pub fn new(response: R, name: HeaderName, value: HeaderValue) -> Box<Self> {
        Box::new(Self {
            response,
            name,
            value,
        })
    }
}

impl<R: IntoResponse> IntoResponse for WithHeader<R> {
    fn into_response(self) -> Response {
        let mut response = self.response.into_response();
        append(&mut response, self.name, self.value);
        response
    }
}

/// Appends a header, unless it is one that follows from the body.
fn append(response: &mut Response, name: HeaderName, value: HeaderValue) {
    let is_there = response.headers().contains_key(&name);
    let is_known = match name {
        TRANSFER_ENCODING => true,
        CONTENT_TYPE => is_there,
        CONTENT_LENGTH => is_there || response.body().size_hint().exact().is_some_and(|n| n > 0),
        _ => false,
    };
    if is_known {
        let reason =
            format!("header `{name}` can't be set by the method: it follows from the body");
        mark_invalid(response, reason);
    } else {
        response.headers_mut().append(name, value);
    }
}

/// Removes the body if the status has none, and corrects `Content-Length`.
///
/// # Errors
///
/// Returns the reason if the status is an interim one, which can't be that of a final response.
pub fn finalize(method: &str, response: &mut Response) -> Result<(), String> {
    let status = response.status();
    if status.is_informational() && status != StatusCode::SWITCHING_PROTOCOLS {
        return Err(format!(
            "the status {status} can't be that of a final response"
        ));
    }
    // RFC 9110, sections 6.4.1 and 15.3.6.
    let is_without_body = status.is_informational()
        || matches!(
            status,
            StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT | StatusCode::NOT_MODIFIED
        );
    if is_without_body {
        *response.body_mut() = match status {
            StatusCode::RESET_CONTENT => Body::empty(),
            _ => no_body(),
        };
        response.headers_mut().remove(CONTENT_TYPE);
        response.headers_mut().remove(CONTENT_LENGTH);
        return Ok(());
    }
    let length = response.body().size_hint().exact();
    if method == "HEAD" {
        // `Content-Length` is that of the response to GET (RFC 9110, section 9.3.2).
        if length == Some(0) {
            *response.body_mut() = no_body();
        }
        return Ok(());
    }
    // A document may describe the header, but a method can't know the length of its JSON.
    if let Some(length) = length
        && response.headers().contains_key(CONTENT_LENGTH)
    {
        response.headers_mut().insert(CONTENT_LENGTH, length.into());
    }
    Ok(())
}

/// No body, without a `Content-Length` (an empty one would get a length of zero).
pub(super) fn no_body() -> Body {
    Body::new(Body::empty().map_frame(|frame| frame))
}
