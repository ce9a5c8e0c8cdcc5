//! The head of a request, for methods that need more of it than the document describes.

use std::fmt;
use std::ops::Deref;

use axum::http::Request;
use axum::http::request::Parts;

/// The head of a request as it came: method, URI, version and headers, and the extensions that
/// layers and the listener have added, such as the peer's address as
/// `axum::extract::ConnectInfo`. Its `Debug` form shows none of it, for headers hold credentials.
///
/// The default is the head of `GET /` without headers, for tests that call a method themselves.
#[derive(Clone)]
pub struct RequestParts(Box<Parts>);

impl RequestParts {
    /// Gives the parts away, for instance to an extractor (`axum::extract::FromRequestParts`).
    pub fn into_inner(self) -> Parts {
        *self.0
    }
}

impl Deref for RequestParts {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl From<Parts> for RequestParts {
    fn from(parts: Parts) -> Self {
        Self(Box::new(parts))
    }
}

impl Default for RequestParts {
    fn default() -> Self {
        Self::from(Request::new(()).into_parts().0)
    }
}

impl fmt::Debug for RequestParts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RequestParts")
    }
}
