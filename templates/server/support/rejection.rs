//! Rejected requests and failed calls.

use std::error::Error;
use std::fmt;

use axum::http::header::{ACCEPT, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use super::parts::RequestParts;

/// An operation of the API.
#[derive(Debug, PartialEq, Eq)]
pub struct Operation {
    /// The operation's id in the document.
    pub id: &'static str,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path template, below the API's base path.
    pub path: &'static str,
    /// The operation's first tag, or nothing.
    pub tag: &'static str,
    /// The media types of the responses that a client asks for, none where these have no body.
    pub media_types: &'static [&'static str],
}

/// The part of a request with a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Location {
    /// In a path parameter.
    Path,
    /// In a query parameter.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
    /// In the body.
    Body,
}

impl Location {
    /// The value of `in` in OpenAPI, such as `path`; `body` for the body.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Body => "body",
        }
    }
}

impl fmt::Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A fault in a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    location: Location,
    name: String,
    message: String,
}

impl Fault {
    /// Creates a fault.
    pub fn new(location: Location, name: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            location,
            name: name.into(),
            message: message.into(),
        }
    }

    /// The part of the request with the fault.
    pub fn location(&self) -> Location {
        self.location
    }

    /// The name of the parameter or, in a body, the JSON Pointer of the value (empty for the whole).
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What is wrong. At most a few words of the request are quoted.
    pub fn message(&self) -> &str {
        &self.message
    }
}

/// A request that was rejected before its method was called, or whose method failed.
#[derive(Debug)]
pub struct Rejection(Box<Inner>);

#[derive(Debug)]
struct Inner {
    status: StatusCode,
    title: &'static str,
    faults: Vec<Fault>,
    operation: Option<&'static Operation>,
    parts: Option<RequestParts>,
    headers: HeaderMap,
    cause: Option<Box<dyn Error + Send + Sync>>,
}

impl Rejection {
    /// Creates a rejection with a status and a short sentence.
    pub fn new(status: StatusCode, title: &'static str) -> Self {
        Self(Box::new(Inner {
            status,
            title,
            faults: Vec::new(),
            operation: None,
            parts: None,
            headers: HeaderMap::new(),
            cause: None,
        }))
    }

    /// Creates a 401 with challenges (RFC 9110, section 11.6.1).
    pub fn unauthorized(challenges: &[&'static str]) -> Self {
        let mut this = Self::new(
            StatusCode::UNAUTHORIZED,
            "The request carries no valid credentials.",
        );
        for challenge in challenges {
            if let Ok(value) = HeaderValue::from_str(challenge) {
                this.0.headers.append(WWW_AUTHENTICATE, value);
            }
        }
        this
    }

    /// Sets the requested operation.
    #[must_use]
    pub fn for_operation(mut self, operation: &'static Operation) -> Self {
        self.0.operation = Some(operation);
        self
    }

    /// Sets the head of the request.
    #[must_use]
    pub(super) fn for_request(mut self, parts: RequestParts) -> Self {
        self.0.parts = Some(parts);
        self
    }

    /// Sets the faults of the request.
    #[must_use]
    pub fn with_faults(mut self, faults: Vec<Fault>) -> Self {
        self.0.faults = faults;
        self
    }

    /// Sets the headers that list the accepted media types: `Accept` (RFC 9110, section 15.5.16), and by the
    /// header that is for the method alone, `Accept-Patch` (RFC 5789) or `Accept-Post`.
    #[must_use]
    pub(super) fn accepting(mut self, method: &str, media_types: &[String]) -> Self {
        let headers = match method {
            "PATCH" => [Some(ACCEPT), Some(HeaderName::from_static("accept-patch"))],
            "POST" => [Some(ACCEPT), Some(HeaderName::from_static("accept-post"))],
            _ => [Some(ACCEPT), None],
        };
        for header in headers.into_iter().flatten() {
            let names = media_types.iter().map(String::as_str);
            // RFC 5789 has no ranges.
            let names = names.filter(|name| header == ACCEPT || !name.contains('*'));
            let names = names.collect::<Vec<_>>().join(", ");
            if let Some(value) = HeaderValue::from_str(&names)
                .ok()
                .filter(|_| !names.is_empty())
            {
                self.0.headers.insert(header, value);
            }
        }
        self
    }

    /// The status of the response: 400 for a malformed request, 401, 404, 405, 413 and 415 as
    /// usual, 422 for a body that doesn't match its schema, 500 and 501.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// A short sentence.
    pub fn title(&self) -> &str {
        self.0.title
    }

    /// The faults of the request.
    pub fn faults(&self) -> &[Fault] {
        &self.0.faults
    }

    /// The requested operation; `None` for 404 and 405.
    pub fn operation(&self) -> Option<&'static Operation> {
        self.0.operation
    }

    /// The head of the request: there is one for each rejection that
    /// [`Service::reject`](crate::Service::reject) gets.
    pub fn parts(&self) -> Option<&RequestParts> {
        self.0.parts.as_ref()
    }

    /// Headers of the response, such as `WWW-Authenticate` with 401.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// The error behind a 500, for logs. It must not be sent to the client.
    pub fn cause(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        self.0.cause.as_deref()
    }
}

/// The error of a method that returns no documented response.
///
/// `?` converts any error: it becomes a 500, and its text isn't sent to the client.
#[derive(Debug)]
pub struct Failure(Box<Kind>);

#[derive(Debug)]
enum Kind {
    Rejection(Rejection),
    Response(Response),
}

impl Failure {
    /// The method isn't implemented: 501.
    pub fn not_implemented() -> Self {
        Rejection::new(
            StatusCode::NOT_IMPLEMENTED,
            "The operation isn't implemented.",
        )
        .into()
    }

    /// An internal error: 500. The cause isn't sent to the client.
    pub fn internal(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::from_cause(error.into())
    }

    fn from_cause(cause: Box<dyn Error + Send + Sync>) -> Self {
        let mut rejection = Rejection::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "The server failed to answer the request.",
        );
        rejection.0.cause = Some(cause);
        rejection.into()
    }

    /// The caller is known, but may not do that: 403.
    pub fn forbidden() -> Self {
        Rejection::new(StatusCode::FORBIDDEN, "The caller may not do that.").into()
    }

    /// The caller's token lacks scopes that the operation asks for: a 403 with a challenge that names them
    /// (RFC 6750, section 3.1).
    pub fn insufficient_scope(scopes: &[&str]) -> Self {
        let title = "The token isn't valid for what was asked.";
        let mut rejection = Rejection::new(StatusCode::FORBIDDEN, title);
        let scopes = scopes.join(" ").replace(['"', '\\'], "");
        let challenge = format!("Bearer error=\"insufficient_scope\", scope=\"{scopes}\"");
        if let Ok(challenge) = HeaderValue::try_from(challenge) {
            rejection.0.headers.insert(WWW_AUTHENTICATE, challenge);
        }
        rejection.into()
    }

    /// An undocumented response, which is sent as it is.
    pub fn response(response: impl IntoResponse) -> Self {
        Self(Box::new(Kind::Response(response.into_response())))
    }

    /// Returns the response, or the rejection from which to create one.
    pub fn into_result(self) -> Result<Response, Rejection> {
        match *self.0 {
            Kind::Rejection(rejection) => Err(rejection),
            Kind::Response(response) => Ok(response),
        }
    }
}

impl From<Rejection> for Failure {
    fn from(rejection: Rejection) -> Self {
        Self(Box::new(Kind::Rejection(rejection)))
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self::from_cause(Box::new(error))
    }
}
