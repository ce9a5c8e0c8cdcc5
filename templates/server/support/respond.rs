//! Builds responses from typed ones.
//!
//! `responses!` defines the documented responses of an operation, and says of each how it is sent.

use std::fmt::{self, Display};
use std::ops::RangeInclusive;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use serde::Serialize;

use crate::types::support::json;

/// The usual media type. What becomes a header is checked byte by byte, and this one is once for all.
static JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Marks a response that is invalid, with the reason. `finish` replaces it by a 500.
#[derive(Clone, Debug)]
pub struct InvalidResponse(pub String);

/// A response without a body.
pub fn empty(status: StatusCode) -> Response {
    with_body(status, None, Body::empty())
}

/// A response with a JSON body.
pub fn json<T: Serialize>(status: StatusCode, body: T) -> Response {
    json_bytes(status, "application/json", json::to_vec(&body))
}

/// A response with a JSON body of a special media type, such as `application/hal+json`.
pub fn json_as<T: Serialize>(status: StatusCode, content_type: &'static str, body: T) -> Response {
    json_bytes(status, content_type, json::to_vec(&body))
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
            mark_invalid(&mut response, format!("the body can't be written: {error}"));
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
    let mut response = with_body(status, Some(content_type), body.body);
    match body.content_type.map(HeaderValue::try_from) {
        None => {}
        Some(Ok(value)) => {
            response.headers_mut().insert(CONTENT_TYPE, value);
        }
        Some(Err(_)) => mark_invalid(
            &mut response,
            "the body has a media type that can't be sent".to_owned(),
        ),
    }
    response
}

pub(super) fn with_body(
    status: StatusCode,
    content_type: Option<&'static str>,
    body: Body,
) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    if let Some(content_type) = content_type {
        let value = match content_type {
            "application/json" => JSON.clone(),
            _ => HeaderValue::from_static(content_type),
        };
        response.headers_mut().insert(CONTENT_TYPE, value);
    }
    response
}

/// A response that gets its headers. The value of a field of `responses!` comes first, then what the
/// field says.
pub struct Draft(pub Response);

impl Draft {
    /// Sets a header. A text with several cookies, one per line, makes as many header lines.
    #[must_use]
    pub fn header<T: Display>(mut self, value: T, name: &'static str) -> Self {
        set_header(&mut self.0, name, &value);
        self
    }

    /// Sets a header if there is a value.
    #[must_use]
    pub fn header_optional<T: Display>(self, value: Option<T>, name: &'static str) -> Self {
        match value {
            Some(value) => self.header(value, name),
            None => self,
        }
    }

    /// Sets a header with a line for each value.
    #[must_use]
    pub fn header_lines<T: Display>(mut self, values: Vec<T>, name: &'static str) -> Self {
        set_lines(&mut self.0, name, &values);
        self
    }

    /// Sets a header with a line for each value, if there are any.
    #[must_use]
    pub fn header_lines_optional<T: Display>(
        self,
        values: Option<Vec<T>>,
        name: &'static str,
    ) -> Self {
        self.header_lines(values.unwrap_or_default(), name)
    }

    /// Checks that the status, which the method chose, isn't that of another documented response, for
    /// which a client would take it.
    #[must_use]
    pub fn other_than(
        mut self,
        status: impl Into<StatusCode>,
        others: &[RangeInclusive<u16>],
    ) -> Self {
        let code = status.into().as_u16();
        if others.iter().any(|statuses| statuses.contains(&code)) {
            let reason = format!("another response is for the status {code}");
            mark_invalid(&mut self.0, reason);
        }
        self
    }
}

pub(super) fn set_header(response: &mut Response, name: &'static str, value: &dyn Display) {
    let text = value.to_string();
    if SET_COOKIE.as_str() == name {
        set_lines(response, name, &text.lines().collect::<Vec<_>>());
    } else if let Some((name, value)) = field(response, name, &text) {
        response.headers_mut().insert(name, value);
    }
}

fn set_lines<T: Display>(response: &mut Response, name: &'static str, values: &[T]) {
    for value in values {
        if let Some((name, value)) = field(response, name, &value.to_string()) {
            response.headers_mut().append(name, value);
        }
    }
}

/// Parses a header; marks the response as invalid if that fails.
fn field(
    response: &mut Response,
    name: &'static str,
    value: &str,
) -> Option<(HeaderName, HeaderValue)> {
    // From bytes, so that text beyond ASCII goes through; control characters don't.
    let value = HeaderValue::from_bytes(value.as_bytes());
    let field = HeaderName::from_bytes(name.as_bytes()).ok().zip(value.ok());
    if field.is_none() {
        let reason = format!("header `{name}` has a value that can't be sent");
        mark_invalid(response, reason);
    }
    field
}

pub(super) fn mark_invalid(response: &mut Response, reason: String) {
    response.extensions_mut().insert(InvalidResponse(reason));
}

/// A body of bytes: from memory, or a stream.
pub struct Binary {
    body: Body,
    content_type: Option<String>,
}

impl Binary {
    /// Creates a body, for example from a stream.
    pub fn new(body: Body) -> Self {
        Self {
            body,
            content_type: None,
        }
    }

    /// Sets the media type. By default it is the documented one, or `application/octet-stream` if the
    /// document has a range such as `image/*`.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }
}

impl From<Vec<u8>> for Binary {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(bytes.into())
    }
}

impl From<Bytes> for Binary {
    fn from(bytes: Bytes) -> Self {
        Self::new(bytes.into())
    }
}

impl From<&'static [u8]> for Binary {
    fn from(bytes: &'static [u8]) -> Self {
        Self::new(bytes.into())
    }
}

impl From<String> for Binary {
    fn from(text: String) -> Self {
        Self::new(text.into())
    }
}

impl fmt::Debug for Binary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Binary")
    }
}

/// A status of one class (RFC 9110, section 15): the first digit of its code is `CLASS`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct StatusOf<const CLASS: u16>(StatusCode);

impl<const CLASS: u16> StatusOf<CLASS> {
    /// Returns the status with this code; `None` if it is of another class or isn't a status.
    pub fn new(code: u16) -> Option<Self> {
        StatusCode::from_u16(code).ok()?.try_into().ok()
    }

    /// The status.
    pub fn get(self) -> StatusCode {
        self.0
    }
}

impl<const CLASS: u16> TryFrom<StatusCode> for StatusOf<CLASS> {
    type Error = OtherClass;

    fn try_from(status: StatusCode) -> Result<Self, OtherClass> {
        if status.as_u16() / 100 == CLASS {
            Ok(Self(status))
        } else {
            Err(OtherClass(status))
        }
    }
}

impl<const CLASS: u16> From<StatusOf<CLASS>> for StatusCode {
    fn from(status: StatusOf<CLASS>) -> Self {
        status.0
    }
}

/// The error for a status of another class than that of the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherClass(StatusCode);

impl Display for OtherClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the response isn't for the status {}", self.0)
    }
}

impl std::error::Error for OtherClass {}

/// Defines the documented responses of an operation: each variant with the call that begins the
/// response, and each header with the method of [`Draft`] that sets it.
///
/// ```text
/// responses! {
///     /// The documented responses of `GET /items`, by status.
///     pub enum ListItemsResponse;
///     /// 200: The items.
///     Ok {
///         /// How many there are.
///         total: Option<i64> = header_optional("total"),
///         /// The body.
///         body: Vec<types::Item>,
///     } => json(StatusCode::OK, body);
///     /// 304: Nothing changed.
///     NotModified => empty(StatusCode::NOT_MODIFIED);
///     /// 400: The request is malformed.
///     BadRequest(body: types::Problem) => json(StatusCode::BAD_REQUEST, body);
/// }
/// ```
///
/// It becomes an enum with these variants (`BadRequest(types::Problem)`) and one more, `WithHeader`,
/// which `with_header` makes.
#[allow(unused_macros, reason = "a document may have no operations")]
macro_rules! responses {
    (
        $(#[$meta:meta])*
        pub enum $name:ident;
        $(
            $(#[$variant_meta:meta])*
            $variant:ident
            $(($body:ident: $body_kind:ty))?
            $({ $(
                $(#[$field_meta:meta])* $field:ident: $kind:ty
                $(= $set:ident($($set_argument:tt)*))?
            ),* $(,)? })?
            => $make:ident($($argument:tt)*);
        )*
    ) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub enum $name {
            $(
                $(#[$variant_meta])*
                $variant $(($body_kind))? $({ $($(#[$field_meta])* $field: $kind),* })?,
            )*
            /// A response with an additional header; see [`with_header`](Self::with_header).
            WithHeader(::std::boxed::Box<$crate::support::finalize::WithHeader<Self>>),
        }

        impl $name {
            /// Adds a header that the document doesn't describe. If the response has the header already,
            /// another line is added. `Content-Type` and `Content-Length` follow from the body: setting
            /// them here makes the response a 500.
            #[must_use]
            pub fn with_header(
                self,
                name: ::axum::http::HeaderName,
                value: ::axum::http::HeaderValue,
            ) -> Self {
                Self::WithHeader($crate::support::finalize::WithHeader::new(self, name, value))
            }
        }

        impl ::axum::response::IntoResponse for $name {
            fn into_response(self) -> ::axum::response::Response {
                match self {
                    $(
                        Self::$variant $(($body))? $({ $($field),* })? => {
                            #[cfg(feature = "check-responses")]
                            let found = $crate::support::undocumented::find! {
                                $($body;)?
                                $($($field $(= $set($($set_argument)*))?;)*)?
                            };
                            let response = $crate::support::$make($($argument)*);
                            let response = $crate::support::respond::Draft(response)
                                $($($(.$set($field, $($set_argument)*))?)*)?
                                .0;
                            #[cfg(feature = "check-responses")]
                            let response = found.mark(response);
                            response
                        }
                    )*
                    Self::WithHeader(with) => ::axum::response::IntoResponse::into_response(*with),
                }
            }
        }
    };
}

#[allow(unused_imports, reason = "a document may have no operations")]
pub(crate) use responses;
