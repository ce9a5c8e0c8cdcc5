//! What a caller says of one call.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::ACCEPT;

use super::buffered::Lenient;
use super::error::DecodeError;
use super::request::pair;
use super::retries::{IDEMPOTENCY_KEY, Retries};

/// Options of a single call. They override the settings of the client.
#[derive(Clone, Default)]
pub struct CallOptions {
    pub(super) timeout: Option<Duration>,
    pub(super) retries: Option<Retries>,
    pub(super) base_url: Option<String>,
    pub(super) lenient: Option<Lenient>,
    pub(super) headers: Vec<(String, String)>,
    /// The name of each parameter, and its encoded pair.
    pub(super) query: Vec<(String, String)>,
}

impl CallOptions {
    /// Creates options that override nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how long the call may take, from connecting to the last byte of the response, also if it
    /// streams, and with all its attempts.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets whether the call is tried again, and when.
    #[must_use]
    pub fn retries(mut self, retries: Retries) -> Self {
        self.retries = Some(retries);
        self
    }

    /// Sends the request to another base URL than that of the client. It has the client's credentials only
    /// if scheme, host and port are the same.
    #[must_use]
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// Has the response read though it has faults, that is though properties of its JSON are missing or of
    /// another type than documented: one bad property doesn't take the rest away then. `warn` is called
    /// with each fault, up to 100 of them, before the call returns.
    ///
    /// A property that isn't required is absent then, and an item is left out of its list. A required
    /// property has a blank value: `None`, an empty text, 0, `false`, an empty list, or an object of such
    /// values; the first value of an `enum`; 1970-01-01 of dates. Such values are made up, so look at what
    /// `warn` is told before you rely on them, or send them back. The response is an error as without
    /// this if even so it can't be read, or if it isn't JSON. Headers, and values that are read one by one
    /// as they arrive, aren't read so.
    #[must_use]
    pub fn lenient(mut self, warn: impl Fn(&DecodeError) + Send + Sync + 'static) -> Self {
        self.lenient = Some(Lenient(Arc::new(warn)));
        self
    }

    /// Adds a header. It replaces a header of the same name. If the name or the value isn't allowed in a
    /// header, the call returns an error.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sets the media types that the response may have, such as `text/csv, */*;q=0.1` (the header
    /// `Accept`: RFC 9110, section 12.5.1).
    #[must_use]
    pub fn accept(self, media_types: impl Into<String>) -> Self {
        self.header(ACCEPT.as_str(), media_types)
    }

    /// Adds a parameter to the query. It replaces a parameter of the same name.
    #[must_use]
    pub fn query(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        let (name, value) = (name.as_ref(), value.as_ref());
        self.query.push((name.to_owned(), pair(name, &value)));
        self
    }

    /// Sets a key by which the server knows the request again when it is repeated: the header
    /// `Idempotency-Key`. A call that has one is tried again as an idempotent one is.
    #[must_use]
    pub fn idempotency_key(self, key: impl Into<String>) -> Self {
        self.header(IDEMPOTENCY_KEY, key)
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The values can be credentials, and so can a part of the URL, which isn't checked yet.
        let names = |pairs: &[(String, String)]| -> Vec<String> {
            pairs.iter().map(|(name, _)| name.clone()).collect()
        };
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("retries", &self.retries)
            .field("headers", &names(&self.headers))
            .field("query", &names(&self.query))
            .finish_non_exhaustive()
    }
}
