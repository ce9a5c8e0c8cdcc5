//! The error if a transport fails.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use super::error::write_operation;

/// A request that couldn't be sent, or whose response couldn't be read to the end.
#[derive(Debug)]
pub struct TransportError {
    operation: &'static str,
    failure: Failure,
}

/// Why a transport fails.
#[derive(Debug)]
pub(super) enum Failure {
    /// For a reason that `reqwest` gives.
    Http(reqwest::Error),
    /// Nothing came for so long while a response was streamed.
    Pause(Duration),
}

impl From<reqwest::Error> for Failure {
    /// The query is removed from the URL, as it can hold credentials.
    fn from(mut error: reqwest::Error) -> Self {
        if let Some(url) = error.url_mut() {
            url.set_query(None);
        }
        Self::Http(error)
    }
}

impl TransportError {
    pub(super) fn new(operation: &'static str, failure: Failure) -> Self {
        Self { operation, failure }
    }

    /// Whether the call took longer than its timeout, or connecting longer than it may.
    pub fn is_timeout(&self) -> bool {
        match &self.failure {
            Failure::Http(error) => error.is_timeout(),
            Failure::Pause(_) => true,
        }
    }

    /// Whether no connection could be made, so that nothing was sent.
    pub fn is_connect(&self) -> bool {
        #[cfg(not(target_arch = "wasm32"))]
        return self.get_ref().is_some_and(reqwest::Error::is_connect);
        // A browser doesn't say why.
        #[cfg(target_arch = "wasm32")]
        return false;
    }

    /// The error of `reqwest`; `None` if a streamed response paused for longer than
    /// [`timeout`](crate::ClientBuilder::timeout) allows.
    pub fn get_ref(&self) -> Option<&reqwest::Error> {
        match &self.failure {
            Failure::Http(error) => Some(error),
            Failure::Pause(_) => None,
        }
    }

    /// Returns the error of `reqwest`; see [`get_ref`](Self::get_ref).
    pub fn into_inner(self) -> Option<reqwest::Error> {
        match self.failure {
            Failure::Http(error) => Some(error),
            Failure::Pause(_) => None,
        }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_operation(f, self.operation)?;
        match &self.failure {
            Failure::Http(error) => error.fmt(f),
            Failure::Pause(pause) => write!(f, "nothing was received for {pause:?}"),
        }
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // `Display` passes the message of the error on, so the chain goes on behind it.
        self.get_ref().and_then(StdError::source)
    }
}
