//! A request on its way to its method.
//!
//! Reading a part of it gives the value or [`Faulty`], and remembers the fault. So all faults of
//! a request are found before it is rejected.

use std::fmt::{self, Display};
use std::sync::Mutex;

use axum::body::Body;
use axum::extract::Request;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri};
use bytes::Bytes;

use super::parts::RequestParts;
use super::rejection::{Fault, Location, Operation, Rejection};
use crate::types::support::excerpt;
use crate::types::support::reading;
use crate::types::support::text::FromText;

/// A fault has been remembered in the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Faulty;

/// A request on its way to its method.
pub struct Call {
    pub(super) operation: &'static Operation,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// Locked by nobody: it makes a call `Sync`, so that one can be lent across an `await`.
    pub(super) unread: Mutex<Body>,
    pub(super) uri: Uri,
    /// The rest of the request's head; headers and URI are put back when it is given away.
    parts: Parts,
    /// How much of the body may be read.
    pub limit: usize,
    faults: Vec<Fault>,
    /// The media types that the body may have, where it has another one.
    pub(super) accepts: Vec<String>,
    status: StatusCode,
}

impl Call {
    /// Takes a request apart.
    pub fn new(operation: &'static Operation, request: Request) -> Self {
        let (mut parts, body) = request.into_parts();
        Self {
            operation,
            headers: std::mem::take(&mut parts.headers),
            body: Bytes::new(),
            unread: Mutex::new(body),
            uri: std::mem::take(&mut parts.uri),
            parts,
            limit: 0,
            faults: Vec::new(),
            accepts: Vec::new(),
            // The mildest of a decoder's statuses; graver faults raise it.
            status: StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// The operation that was asked for.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The headers of the request.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The query of the request as it came.
    pub fn raw_query(&self) -> Option<&str> {
        self.uri.query()
    }

    /// Gives the request's head away, once everything that stands in it has been read.
    pub fn take_parts(&mut self) -> RequestParts {
        self.parts.headers = std::mem::take(&mut self.headers);
        self.parts.uri = std::mem::take(&mut self.uri);
        std::mem::replace(&mut self.parts, Request::new(Body::empty()).into_parts().0).into()
    }

    /// Reads the request with `read`, held to the document, and rejects it if any fault was
    /// remembered.
    ///
    /// # Errors
    ///
    /// All the faults.
    pub fn decode<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Faulty>,
    ) -> Result<T, Rejection> {
        let request = reading::request(|| read(self));
        match (request, self.faults.is_empty()) {
            (Ok(request), true) => Ok(request),
            _ => Err(self.rejection()),
        }
    }

    /// Everything remembered so far, as a rejection.
    pub fn rejection(&mut self) -> Rejection {
        let title = match self.status {
            StatusCode::NOT_FOUND => "There is nothing at this path.",
            StatusCode::UNSUPPORTED_MEDIA_TYPE => "The body's media type isn't supported.",
            StatusCode::UNPROCESSABLE_ENTITY => "The body doesn't fit its schema.",
            _ => "The request is malformed.",
        };
        Rejection::new(self.status, title)
            .with_faults(std::mem::take(&mut self.faults))
            .accepting(self.operation.method, &self.accepts)
    }

    /// Remembers a fault in a parameter.
    pub fn fault(&mut self, location: Location, name: &str, message: &dyn Display) -> Faulty {
        self.fault_with(StatusCode::BAD_REQUEST, location, name, message)
    }

    /// Remembers that the body doesn't fit its schema at a JSON Pointer.
    pub fn body_fault(&mut self, pointer: &str, message: &dyn Display) -> Faulty {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        self.fault_with(status, Location::Body, pointer, message)
    }

    pub(super) fn fault_with(
        &mut self,
        status: StatusCode,
        location: Location,
        name: &str,
        message: &dyn Display,
    ) -> Faulty {
        let message = excerpt::message(&message.to_string());
        self.faults
            .push(Fault::new(location, excerpt::message(name), message));
        // The gravest counts: an empty segment, a body of the wrong kind, anything else that is
        // malformed, and a body that is only unfit.
        let weight = |status| match status {
            StatusCode::NOT_FOUND => 3,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => 2,
            StatusCode::UNPROCESSABLE_ENTITY => 0,
            _ => 1,
        };
        if weight(status) >= weight(self.status) {
            self.status = status;
        }
        Faulty
    }

    /// Insists on a value that may be absent otherwise.
    ///
    /// # Errors
    ///
    /// It is absent, or faulty already.
    pub fn required<T>(
        &mut self,
        location: Location,
        name: &str,
        value: Result<Option<T>, Faulty>,
    ) -> Result<T, Faulty> {
        match value? {
            Some(value) => Ok(value),
            None => Err(self.missing(location, name)),
        }
    }

    /// A parameter isn't there. In a path that is an empty segment, which no operation has.
    pub(super) fn missing(&mut self, location: Location, name: &str) -> Faulty {
        let status = match location {
            Location::Path => StatusCode::NOT_FOUND,
            _ => StatusCode::BAD_REQUEST,
        };
        self.fault_with(status, location, name, &"is missing")
    }

    pub(super) fn parse_single<T: FromText>(
        &mut self,
        location: Location,
        name: &str,
        texts: Vec<String>,
    ) -> Result<Option<T>, Faulty> {
        match texts.as_slice() {
            [] => Ok(None),
            [text] => self.parse(location, name, text).map(Some),
            _ => Err(self.fault(location, name, &"is there more than once")),
        }
    }

    pub(super) fn parse<T: FromText>(
        &mut self,
        location: Location,
        name: &str,
        text: &str,
    ) -> Result<T, Faulty> {
        T::from_text(text).map_err(|error| self.unfit(location, name, text, &error))
    }

    fn unfit(&mut self, location: Location, name: &str, text: &str, error: &dyn Display) -> Faulty {
        let message = format!("`{}` isn't valid: {error}", excerpt::quote(text));
        self.fault(location, name, &message)
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nothing that the client sent: any of it may be a credential.
        f.debug_struct("Call")
            .field("operation", &self.operation)
            .finish_non_exhaustive()
    }
}
