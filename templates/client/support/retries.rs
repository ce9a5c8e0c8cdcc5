//! Which calls are tried again, and when.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use backon::{BackoffBuilder as _, ExponentialBackoff, ExponentialBuilder};
use reqwest::header::HeaderMap;
use reqwest::{Method, Response, StatusCode};

use super::error::CallError;
use super::middleware::Attempt;
use super::retry_after;

/// The header that makes a request idempotent (draft-ietf-httpapi-idempotency-key-header).
pub(super) const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// What a retry takes from the budget. A call that succeeds gives back 1.
const COST: u32 = 10;

/// Which calls are tried again, and when.
///
/// A call is tried again if no connection could be made, or the server answers 408, 429, 500, 502, 503
/// or 504, and doing it twice does the same as doing it once: its method is idempotent (GET, HEAD,
/// OPTIONS, TRACE, PUT and DELETE: RFC 9110, section 9.2.2), it has an
/// [idempotency key](crate::CallOptions::idempotency_key), or
/// [`even_if_not_idempotent`](Self::even_if_not_idempotent) says so. A body that is a stream can't be
/// sent again.
///
/// The delays are random, up to a bound that doubles with each attempt ("full jitter"), but not shorter
/// than what `Retry-After` asks for. No attempt begins after the call's timeout: if it isn't worth
/// waiting, the call ends with the last answer.
///
/// All calls of a client share a budget, so that a server that is down isn't asked several times by
/// each: when as many retries as [`budget`](Self::budget) says are used up, there is one for every
/// ten calls that succeed.
#[derive(Clone, Debug)]
pub struct Retries {
    attempts: u32,
    first_delay: Duration,
    longest_delay: Duration,
    longest_wait: Duration,
    even_if_not_idempotent: bool,
    budget: Arc<Budget>,
}

impl Default for Retries {
    /// Up to three attempts, with delays of up to 0.2 and 0.4 seconds, and a budget of 50 retries.
    fn default() -> Self {
        Self {
            attempts: 3,
            first_delay: Duration::from_millis(200),
            longest_delay: Duration::from_secs(20),
            longest_wait: Duration::from_secs(60),
            even_if_not_idempotent: false,
            budget: Arc::new(Budget::new(50)),
        }
    }
}

impl Retries {
    /// No retries: one attempt for each call.
    #[must_use]
    pub fn never() -> Self {
        Self::default().attempts(1)
    }

    /// Sets how many attempts a call has at most, with the first one; 3 by default.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// Sets the bounds of the delays: that of the first one (200 milliseconds by default), which doubles
    /// with each attempt, and the longest (20 seconds).
    #[must_use]
    pub fn delays(mut self, first: Duration, longest: Duration) -> Self {
        self.first_delay = first;
        self.longest_delay = longest;
        self
    }

    /// Sets the longest time to wait where the server asks for it with `Retry-After`: 60 seconds by
    /// default. If it asks for more, its answer is the call's.
    #[must_use]
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// Tries calls again that may then be carried out twice, such as a POST.
    #[must_use]
    pub fn even_if_not_idempotent(mut self) -> Self {
        self.even_if_not_idempotent = true;
        self
    }

    /// Sets how many retries there are before the calls of a client have earned more; 50 by default.
    #[must_use]
    pub fn budget(mut self, retries: u32) -> Self {
        self.budget = Arc::new(Budget::new(retries));
        self
    }

    /// The bounds of the delays, one for each retry.
    pub(super) fn bounds(&self) -> ExponentialBackoff {
        ExponentialBuilder::new()
            .with_min_delay(self.first_delay)
            .with_max_delay(self.longest_delay)
            .with_max_times(self.attempts.saturating_sub(1) as usize)
            .build()
    }

    /// Whether another attempt may have another outcome. A success earns a part of a retry.
    pub(super) fn may_help(&self, answered: &Result<Response, CallError>) -> bool {
        match answered {
            Ok(response) => {
                if response.status().is_success() {
                    self.budget.earn();
                }
                is_transient(response.status())
            }
            Err(CallError::Transport(error)) => error.is_connect(),
            Err(_) => false,
        }
    }

    /// How long to wait before the next attempt; `None` if there is none.
    pub(super) fn wait(
        &self,
        attempt: &Attempt,
        answered: &Result<Response, CallError>,
        bounds: &mut ExponentialBackoff,
    ) -> Option<Duration> {
        if !self.may_help(answered) || !self.may_repeat(attempt) {
            return None;
        }
        let response = answered.as_ref().ok();
        let asked = response.and_then(|response| retry_after::of(response.headers()));
        let asked = asked.unwrap_or_default();
        if asked > self.longest_wait {
            return None;
        }
        let wait = bounds.next()?.mul_f64(fastrand::f64()).max(asked);
        let is_late = attempt.remaining().is_some_and(|left| wait >= left);
        (!is_late && self.budget.spend()).then_some(wait)
    }

    fn may_repeat(&self, attempt: &Attempt) -> bool {
        let is_harmless = self.even_if_not_idempotent
            || is_idempotent(attempt.method())
            || has_key(attempt.headers());
        is_harmless && attempt.can_be_repeated()
    }
}

/// Whether a method is idempotent (RFC 9110, section 9.2.2).
fn is_idempotent(method: &Method) -> bool {
    method.is_idempotent() || method.as_str() == "QUERY"
}

fn has_key(headers: &HeaderMap) -> bool {
    headers.contains_key(IDEMPOTENCY_KEY)
}

/// Whether the same request may be answered otherwise a little later.
pub(super) fn is_transient(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
}

/// The retries that are left, in parts of a retry.
#[derive(Debug)]
struct Budget {
    left: AtomicU32,
    most: u32,
}

impl Budget {
    fn new(retries: u32) -> Self {
        let most = retries.saturating_mul(COST);
        let left = AtomicU32::new(most);
        Self { left, most }
    }

    /// Takes a retry; returns `false` if none is left.
    fn spend(&self) -> bool {
        self.change(|left| left.checked_sub(COST))
    }

    fn earn(&self) {
        self.change(|left| (left < self.most).then_some(left + 1));
    }

    fn change(&self, change: impl Fn(u32) -> Option<u32>) -> bool {
        let (set, get) = (Ordering::Relaxed, Ordering::Relaxed);
        self.left.fetch_update(set, get, change).is_ok()
    }
}
