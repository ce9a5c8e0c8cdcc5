//! What is known about the request that is being served: it is needed far from
//! where requests arrive, in audits, sessions and errors.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use axum::http::Uri;

use crate::domain::id;
use crate::domain::secret::Secret;
use crate::store::Position;

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
    /// What the answer relies on, of the changes that are being written down.
    position: AtomicU64,
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
            position: AtomicU64::default(),
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

    /// The answer has to wait until the changes up to there are written down.
    pub(crate) fn rely_on(&self, position: Position) {
        self.position.fetch_max(position, Ordering::Relaxed);
    }

    /// What the answer has to wait for.
    pub(crate) fn position(&self) -> Position {
        self.position.load(Ordering::Relaxed)
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
