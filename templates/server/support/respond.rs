//! Typed responses on their way out.

use std::fmt::{self, Display};

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use serde::Serialize;

/// Marks a response that couldn't be written. `finish` makes a 500 of it.
#[derive(Clone, Debug)]
pub struct Broken(pub String);

/// A response without a body.
pub fn empty(status: StatusCode) -> Response {
    with_body(status, None, Body::empty())
}

/// A response with a JSON body.
pub fn json<T: Serialize + ?Sized>(status: StatusCode, body: &T) -> Response {
    json_bytes(status, "application/json", serde_json::to_vec(body))
}

/// A response with a JSON body of a special media type, such as `application/hal+json`.
pub fn json_as<T: Serialize + ?Sized>(
    status: StatusCode,
    content_type: &'static str,
    body: &T,
) -> Response {
    json_bytes(status, content_type, serde_json::to_vec(body))
}

fn json_bytes(
    status: StatusCode,
    content_type: &'static str,
    body: serde_json::Result<Vec<u8>>,
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

/// Sets a header to several values, set apart by commas (style `simple`).
pub fn header_list<T: Display>(response: &mut Response, name: &'static str, values: &[T]) {
    let values: Vec<String> = values.iter().map(ToString::to_string).collect();
    // Whoever reads them would see more values than there are.
    if values.iter().any(|value| value.contains(',')) {
        mark(
            response,
            format!("header `{name}` has a value with a comma in it"),
        );
        return;
    }
    header(response, name, &values.join(","));
}

/// Sets a header to several values where there are any.
pub fn header_list_optional<T: Display>(
    response: &mut Response,
    name: &'static str,
    values: Option<&[T]>,
) {
    if let Some(values) = values {
        header_list(response, name, values);
    }
}

/// Sets a header to a value as JSON.
pub fn header_json<T: Serialize>(response: &mut Response, name: &'static str, value: &T) {
    match serde_json::to_string(value) {
        Ok(text) => header(response, name, &text),
        Err(error) => mark(
            response,
            format!("header `{name}` can't be written: {error}"),
        ),
    }
}

/// Sets a header to a value as JSON where there is one.
pub fn header_json_optional<T: Serialize>(
    response: &mut Response,
    name: &'static str,
    value: Option<&T>,
) {
    if let Some(value) = value {
        header_json(response, name, value);
    }
}

fn mark(response: &mut Response, reason: String) {
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
