//! A request that is being decoded.
//!
//! Reading a part of it returns the value or [`Invalid`], and records the fault in the call. So a
//! rejection lists all faults of a request.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{self, Display};
use std::sync::Mutex;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{Extensions, HeaderMap, StatusCode};
use bytes::Bytes;

use super::parameter::ENCODING;
use super::parts::RequestParts;
use super::rejection::{Fault, Location, Operation, Rejection};
use crate::types::support::excerpt;
use crate::types::support::gaps::{self, Gaps};
use crate::types::support::reading;
use crate::types::support::text::FromText;
use crate::types::support::validate::{self, Checker};

/// The most faults that a rejection lists.
const MAX_FAULTS: usize = 100;

/// A value is invalid. The fault is recorded in the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invalid;

/// A request that is being decoded.
pub struct Call {
    pub(super) operation: &'static Operation,
    pub(super) parts: RequestParts,
    pub(super) body: Bytes,
    /// A form whose parts were read.
    pub taken_apart: Extensions,
    /// Never locked. The mutex makes `Call` `Sync`, so that a reference may live across an `await`.
    pub(super) unread: Mutex<Body>,
    /// The largest body in bytes.
    pub limit: usize,
    faults: Vec<Fault>,
    /// Where the value that was read last stands.
    place: (Location, &'static str),
    /// The gaps of values that were read in part: of the body, or of the parameter of a name.
    gaps: BTreeMap<(Location, String), Gaps>,
    /// The media types that the operation accepts, if the body has another one.
    pub(super) accepts: Vec<String>,
    status: StatusCode,
}

impl Call {
    /// Takes a request apart.
    pub fn new(operation: &'static Operation, request: Request) -> Self {
        let (parts, body) = request.into_parts();
        Self {
            operation,
            parts: parts.into(),
            body: Bytes::new(),
            taken_apart: Extensions::new(),
            unread: Mutex::new(body),
            limit: 0,
            faults: Vec::new(),
            place: (Location::Body, ""),
            gaps: BTreeMap::new(),
            accepts: Vec::new(),
            // The least severe status; other faults replace it.
            status: StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    /// The requested operation.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The headers of the request.
    pub fn headers(&self) -> &HeaderMap {
        &self.parts.headers
    }

    /// The query of the request as it came.
    pub fn raw_query(&self) -> Option<&str> {
        self.parts.uri.query()
    }

    /// The head of the request.
    pub fn parts(&self) -> RequestParts {
        self.parts.clone()
    }

    /// Decodes the request with `read`.
    ///
    /// # Errors
    ///
    /// Returns a rejection with all recorded faults, if there are any.
    pub fn decode<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Invalid>,
    ) -> Result<T, Rejection> {
        let request = reading::request(|| read(self));
        match (request, self.faults.is_empty()) {
            (Ok(request), true) => Ok(request),
            _ => Err(self.rejection()),
        }
    }

    /// Creates a rejection with the faults recorded so far.
    pub fn rejection(&mut self) -> Rejection {
        Rejection::new(self.status, title(self.status))
            .with_faults(std::mem::take(&mut self.faults))
            .accepting(self.operation.method, &self.accepts)
    }

    /// Notes where the value stands that is read next.
    pub(super) fn at(&mut self, location: Location, name: &'static str) {
        self.place = (location, name);
    }

    /// Checks the value that was read last.
    ///
    /// # Errors
    ///
    /// Returns an error if it breaks a rule of the document; all that it breaks are recorded.
    pub fn checked<T>(
        &mut self,
        value: Result<T, Invalid>,
        check: impl FnOnce(&T, &mut Checker<'_>),
    ) -> Result<T, Invalid> {
        let value = value?;
        let (location, name) = self.place;
        let gaps = match self.gaps.is_empty() {
            true => None,
            false => self.gaps.get(&(location, name.to_owned())),
        };
        let gaps = gaps.unwrap_or(&gaps::NONE);
        let checked = validate::validate_mended(gaps, |checker| check(&value, checker));
        let Err(faults) = checked else {
            return Ok(value);
        };
        for (pointer, message) in faults.iter() {
            self.fault_below(location, name, pointer, &message);
        }
        Err(Invalid)
    }

    /// The gaps of the body, or of the parameter of a name: where it was read in part. Its faults are
    /// recorded as well.
    pub(super) fn gaps(&mut self, location: Location, name: &str) -> &mut Gaps {
        self.gaps.entry((location, name.to_owned())).or_default()
    }

    /// Reads what was read in vain once more, with blank values for what can't be read: its faults are
    /// recorded already.
    pub fn read_again<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Invalid>,
    ) -> Result<T, Invalid> {
        let (count, status) = (self.faults.len(), self.status);
        let value = read(self);
        self.faults.truncate(count);
        self.status = status;
        value
    }

    /// Records a fault in a part of a parameter, or of the body.
    pub(super) fn fault_below(
        &mut self,
        location: Location,
        name: &str,
        pointer: &str,
        message: &dyn Display,
    ) -> Invalid {
        match location {
            Location::Body => self.body_fault(pointer, message),
            _ if pointer.is_empty() => self.fault(location, name, message),
            _ => self.fault(location, name, &format_args!("{pointer} {message}")),
        }
    }

    /// Records a fault in a parameter.
    pub fn fault(&mut self, location: Location, name: &str, message: &dyn Display) -> Invalid {
        self.fault_with(StatusCode::BAD_REQUEST, location, name, message)
    }

    /// Records that the body doesn't match its schema at a JSON Pointer.
    pub fn body_fault(&mut self, pointer: &str, message: &dyn Display) -> Invalid {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        self.fault_with(status, Location::Body, pointer, message)
    }

    pub(super) fn fault_with(
        &mut self,
        status: StatusCode,
        location: Location,
        name: &str,
        message: &dyn Display,
    ) -> Invalid {
        if self.faults.len() < MAX_FAULTS {
            let message = excerpt::message(&message.to_string());
            self.faults
                .push(Fault::new(location, excerpt::message(name), message));
        }
        // The most severe status wins.
        let weight = |status| match status {
            StatusCode::NOT_FOUND => 3,
            StatusCode::UNSUPPORTED_MEDIA_TYPE => 2,
            StatusCode::UNPROCESSABLE_ENTITY => 0,
            _ => 1,
        };
        if weight(status) >= weight(self.status) {
            self.status = status;
        }
        Invalid
    }

    /// Unwraps a required value.
    ///
    /// # Errors
    ///
    /// Returns an error if the value is absent or invalid.
    pub fn required<T>(
        &mut self,
        location: Location,
        name: &str,
        value: Result<Option<T>, Invalid>,
    ) -> Result<T, Invalid> {
        match value? {
            Some(value) => Ok(value),
            None => Err(self.missing(location, name)),
        }
    }

    /// Records a missing parameter. A missing path parameter is an empty segment, hence a 404.
    pub(super) fn missing(&mut self, location: Location, name: &str) -> Invalid {
        let status = match location {
            Location::Path => StatusCode::NOT_FOUND,
            _ => StatusCode::BAD_REQUEST,
        };
        self.fault_with(status, location, name, &"is missing")
    }

    /// The only one of the values of a parameter, which are `None` where they can't be decoded.
    pub(super) fn single<'a>(
        &mut self,
        location: Location,
        name: &str,
        mut values: impl Iterator<Item = Option<Cow<'a, str>>>,
    ) -> Result<Option<Cow<'a, str>>, Invalid> {
        match (values.next(), values.next()) {
            (None, _) => Ok(None),
            (Some(Some(value)), None) => Ok(Some(value)),
            (Some(Some(_)), Some(Some(_))) => {
                Err(self.fault(location, name, &"is there more than once"))
            }
            _ => Err(self.fault(location, name, &ENCODING)),
        }
    }

    pub(super) fn parse_optional<T: FromText>(
        &mut self,
        location: Location,
        name: &str,
        text: Option<Cow<'_, str>>,
    ) -> Result<Option<T>, Invalid> {
        text.map(|text| self.parse(location, name, &text))
            .transpose()
    }

    pub(super) fn parse<T: FromText>(
        &mut self,
        location: Location,
        name: &str,
        text: &str,
    ) -> Result<T, Invalid> {
        T::from_text(text).map_err(|error| self.invalid(location, name, text, &error))
    }

    fn invalid(
        &mut self,
        location: Location,
        name: &str,
        text: &str,
        error: &dyn Display,
    ) -> Invalid {
        let message = format!("`{}` isn't valid: {error}", excerpt::quote(text));
        self.fault(location, name, &message)
    }
}

/// What a status says of a request.
pub(super) fn title(status: StatusCode) -> &'static str {
    match status {
        StatusCode::NOT_FOUND => "There is nothing at this path.",
        StatusCode::UNSUPPORTED_MEDIA_TYPE => "The body's media type isn't supported.",
        StatusCode::UNPROCESSABLE_ENTITY => "The body doesn't fit its schema.",
        _ => "The request is malformed.",
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Nothing from the request, as it may hold credentials.
        f.debug_struct("Call")
            .field("operation", &self.operation)
            .finish_non_exhaustive()
    }
}
