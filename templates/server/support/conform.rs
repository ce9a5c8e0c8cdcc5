//! What HTTP asks of every response, whatever a method makes of it.

use axum::body::{Body, HttpBody as _};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, TRANSFER_ENCODING};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use http_body_util::BodyExt as _;

use super::respond::mark;

/// A response with a header beyond those that the document describes.
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

/// Appends a header, unless it says again, or in another way, what the body is.
fn append(response: &mut Response, name: HeaderName, value: HeaderValue) {
    let is_there = response.headers().contains_key(&name);
    let is_known = match name {
        TRANSFER_ENCODING => true,
        CONTENT_TYPE => is_there,
        CONTENT_LENGTH => is_there || response.body().size_hint().exact().is_some_and(|n| n > 0),
        _ => false,
    };
    if is_known {
        let reason = format!("header `{name}` isn't for the method to set: the body says it");
        mark(response, reason);
    } else {
        response.headers_mut().append(name, value);
    }
}

/// Makes a response what HTTP allows: without a body where the status has none, and with the
/// length that its body has.
///
/// # Errors
///
/// Its status can't end a call.
pub fn conform(method: &str, response: &mut Response) -> Result<(), String> {
    let status = response.status();
    if status.is_informational() && status != StatusCode::SWITCHING_PROTOCOLS {
        return Err(format!("the status {status} can't be that of a last response"));
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
            _ => nothing(),
        };
        response.headers_mut().remove(CONTENT_TYPE);
        response.headers_mut().remove(CONTENT_LENGTH);
        return Ok(());
    }
    let length = response.body().size_hint().exact();
    if method == "HEAD" {
        // Its length is that of the body which GET would have got (RFC 9110, section 9.3.2).
        if length == Some(0) {
            *response.body_mut() = nothing();
        }
        return Ok(());
    }
    // A document may describe the header, but a method can't know how long its JSON will be.
    if let Some(length) = length
        && response.headers().contains_key(CONTENT_LENGTH)
    {
        response.headers_mut().insert(CONTENT_LENGTH, length.into());
    }
    Ok(())
}

/// No body at all. That of an empty one would be announced as a length of zero; here nothing says
/// how long it is.
fn nothing() -> Body {
    Body::new(Body::empty().map_frame(|frame| frame))
}
