//! The head of a request, for those who need more than the documented parts.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use axum::http::Request;
use axum::http::request::Parts;

/// The head of a request: method, URI, version, headers, and the extensions of layers and the
/// listener, such as `axum::extract::ConnectInfo` with the peer's address. `Debug` prints none of it,
/// as headers may hold credentials. A clone is cheap: all of them share one head.
///
/// The default is the head of `GET /` without headers, for tests that call a method themselves.
#[derive(Clone)]
pub struct RequestParts(Arc<Parts>);

impl RequestParts {
    /// Returns the parts, for instance for an extractor (`axum::extract::FromRequestParts`). They are
    /// copied while others share them, as they do in a method.
    pub fn into_inner(self) -> Parts {
        Arc::unwrap_or_clone(self.0)
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
        Self(Arc::new(parts))
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
