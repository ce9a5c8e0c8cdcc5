//! A middleware of the client that keeps the answer as it came: what is written is what the server sent,
//! and not what the types of the document keep of it.

use std::fmt;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http::header::{HeaderMap, HeaderName, HeaderValue};

use crate::api::CallError;
use crate::api::middleware::{Attempt, Middleware, Next};

/// The largest answer, in bytes, that is kept in memory as a whole. `--output raw` has no limit.
pub(super) const MAX_BYTES: usize = 64 * 1024 * 1024;

/// The status and the headers of an answer.
#[derive(Clone, Debug)]
pub struct Head {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
}

impl Head {
    /// The media type, without parameters, in lower case.
    #[must_use]
    pub fn media_type(&self) -> String {
        let value = self.headers.get(http::header::CONTENT_TYPE);
        let text = value
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        let essence = text.split(';').next().unwrap_or_default();
        essence.trim().to_ascii_lowercase()
    }
}

/// An answer.
#[derive(Debug)]
pub enum Answer {
    /// The client has read it, too.
    Whole(Head, Bytes),
    /// A success that is left to be read.
    Open(Head, reqwest::Response),
}

/// What the tap does.
#[derive(Debug, Default)]
pub struct Options {
    /// Leave the body of a success to be read while it arrives; the client doesn't see it.
    pub open: bool,
    /// Say what is sent and answered.
    pub verbose: bool,
    /// Headers to send, whatever the client would.
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

/// The middleware.
#[derive(Clone, Debug, Default)]
pub struct Tap(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    options: Options,
    answer: Mutex<Option<Answer>>,
}

impl Tap {
    /// A tap that has seen no answer yet.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self(Arc::new(Shared {
            options,
            answer: Mutex::default(),
        }))
    }

    /// The last answer.
    #[must_use]
    pub fn take(&self) -> Option<Answer> {
        self.answer().take()
    }

    fn answer(&self) -> std::sync::MutexGuard<'_, Option<Answer>> {
        self.0.answer.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Middleware for Tap {
    async fn handle(
        &self,
        attempt: &mut Attempt,
        next: Next<'_>,
    ) -> Result<reqwest::Response, CallError> {
        let options = &self.0.options;
        self.answer().take();
        for (name, value) in &options.headers {
            attempt.headers_mut().insert(name, value.clone());
        }
        if options.verbose {
            say(format_args!("> {} {}", attempt.method(), attempt.url()));
        }
        let started = Instant::now();
        let mut response = next.run(attempt).await?;
        let head = Head {
            status: response.status(),
            headers: response.headers().clone(),
        };
        if options.verbose {
            let ms = started.elapsed().as_millis();
            say(format_args!("< {} ({ms} ms)", head.status));
        }
        if options.open && head.status.is_success() {
            *self.answer() = Some(Answer::Open(head, response));
            return Err(CallError::middleware("the answer is read elsewhere"));
        }
        let mut body = BytesMut::new();
        // The URL may have credentials in its query.
        let failed = |error: reqwest::Error| CallError::middleware(error.without_url());
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > MAX_BYTES {
                let message = "the answer is too long; --output raw writes it as it comes";
                return Err(CallError::middleware(message));
            }
            body.extend_from_slice(&chunk);
        }
        let body = body.freeze();
        let mut again = http::Response::new(body.clone());
        *again.status_mut() = head.status;
        *again.headers_mut() = head.headers.clone();
        *self.answer() = Some(Answer::Whole(head, body));
        Ok(again.into())
    }
}

/// Writes a line to standard error; that nobody reads it changes nothing.
fn say(line: fmt::Arguments<'_>) {
    let _ = writeln!(io::stderr(), "{line}");
}
