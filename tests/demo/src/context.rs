//! What is known about the request that is being served: it is needed far from
//! where requests arrive, in audits, sessions and errors.

use std::sync::{Arc, Mutex, PoisonError};

use axum::http::Uri;

use crate::domain::id;
use crate::domain::secret::Secret;

tokio::task_local! {
    static CURRENT: Arc<Context>;
}

/// A login that this request made, for the cookies of a browser.
#[derive(Clone, Debug)]
pub(crate) struct Opened {
    pub(crate) token: Secret,
    pub(crate) user_id: String,
    pub(crate) csrf: Secret,
}

/// One request.
#[derive(Debug, Default)]
pub(crate) struct Context {
    pub(crate) request_id: String,
    pub(crate) path: String,
    pub(crate) ip_address: String,
    pub(crate) agent: String,
    /// Whether a deletion is to be for good: the document tells of it in words only,
    /// so that no handler is given it.
    pub(crate) permanent: bool,
    opened: Mutex<Option<Opened>>,
}

impl Context {
    pub(crate) fn new(uri: &Uri, ip_address: String, agent: String) -> Self {
        let query = uri.query().unwrap_or_default();
        Self {
            request_id: id::random(),
            path: uri.path().to_owned(),
            ip_address,
            agent,
            permanent: query.split('&').any(|pair| pair == "permanent=true"),
            opened: Mutex::default(),
        }
    }

    /// The request being served; outside of one, an empty stand-in.
    pub(crate) fn current() -> Arc<Self> {
        CURRENT.try_with(Arc::clone).unwrap_or_default()
    }

    /// Serves a request with this as what is known about it.
    pub(crate) async fn scope<T>(self: Arc<Self>, work: impl Future<Output = T>) -> T {
        CURRENT.scope(self, work).await
    }

    /// Remembers the login that the request made.
    pub(crate) fn set_opened(&self, opened: Opened) {
        let mut slot = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        *slot = Some(opened);
    }

    /// The login that the request made.
    pub(crate) fn take_opened(&self) -> Option<Opened> {
        let mut slot = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        slot.take()
    }
}
