//! Typed responses on their way out.

use std::fmt::{self, Display};

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use serde::Serialize;

use crate::types::support::json;

/// Marks a response that couldn't be written. `finish` makes a 500 of it.
#[derive(Clone, Debug)]
pub struct Broken(pub String);

/// A response without a body.
pub fn empty(status: StatusCode) -> Response {
    with_body(status, None, Body::empty())
}

/// A response with a JSON body.
pub fn json<T: Serialize + ?Sized>(status: StatusCode, body: &T) -> Response {
    json_bytes(status, "application/json", json::to_vec(body))
}

/// A response with a JSON body of a special media type, such as `application/hal+json`.
pub fn json_as<T: Serialize + ?Sized>(
    status: StatusCode,
    content_type: &'static str,
    body: &T,
) -> Response {
    json_bytes(status, content_type, json::to_vec(body))
}

fn json_bytes(
    status: StatusCode,
    content_type: &'static str,
    body: Result<Vec<u8>, json::Error>,
) -> Response {
    match body {
        Ok(body) => with_body(status, Some(content_type), body.into()),
        Err(error) => {
            let mut response = empty(status);
            mark(&mut response, format!("the body can't be written: {error}"));
            response
        }
    }
}

/// A response with a text body.
pub fn text(status: StatusCode, content_type: &'static str, body: String) -> Response {
    with_body(status, Some(content_type), body.into())
}

/// A response with a body of any other media type.
pub fn binary(status: StatusCode, content_type: &'static str, body: Binary) -> Response {
    with_body(status, Some(content_type), body.0)
}

pub(super) fn with_body(
    status: StatusCode,
    content_type: Option<&'static str>,
    body: Body,
) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    if let Some(content_type) = content_type {
        let value = HeaderValue::from_static(content_type);
        response.headers_mut().insert(CONTENT_TYPE, value);
    }
    response
}

/// Sets a header.
pub fn header(response: &mut Response, name: &'static str, value: &dyn Display) {
    // From bytes, so that text beyond ASCII goes through; control characters don't.
    let value = HeaderValue::from_bytes(value.to_string().as_bytes());
    match (HeaderName::from_bytes(name.as_bytes()), value) {
        (Ok(name), Ok(value)) => {
            response.headers_mut().insert(name, value);
        }
        _ => mark(
            response,
            format!("header `{name}` has a value that can't be sent"),
        ),
    }
}

/// Sets a header where there is a value.
pub fn header_optional<T: Display>(response: &mut Response, name: &'static str, value: Option<&T>) {
    if let Some(value) = value {
        header(response, name, value);
    }
}

pub(super) fn mark(response: &mut Response, reason: String) {
    response.extensions_mut().insert(Broken(reason));
}

/// A body of bytes: from memory, or a stream.
pub struct Binary(Body);

impl Binary {
    /// A body of any kind, for instance one that streams.
    pub fn new(body: Body) -> Self {
        Self(body)
    }
}

impl From<Vec<u8>> for Binary {
    fn from(bytes: Vec<u8>) -> Self {
        Self(bytes.into())
    }
}

impl From<Bytes> for Binary {
    fn from(bytes: Bytes) -> Self {
        Self(bytes.into())
    }
}

impl From<&'static [u8]> for Binary {
    fn from(bytes: &'static [u8]) -> Self {
        Self(bytes.into())
    }
}

impl fmt::Debug for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Binary")
    }
}
