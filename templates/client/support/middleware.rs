//! The middleware of a client: code that runs before and after each attempt to send a request.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{Method, Url};

use super::error::CallError;
pub use super::platform::MaybeSend;
use super::platform::{BoxFuture, Instant};
use super::request::{Request, RequestBody};
use super::transport::Transport;

/// Code that stands around each attempt to send a request: it can look at the request and the response,
/// change them, answer in the server's place, or send the request again.
///
/// ```ignore
/// struct Timing;
///
/// impl Middleware for Timing {
///     async fn handle(
///         &self,
///         attempt: &mut Attempt,
///         next: Next<'_>,
///     ) -> Result<reqwest::Response, CallError> {
///         let started = Instant::now();
///         let answered = next.run(attempt).await;
///         println!("{}: {:?}", attempt.operation(), started.elapsed());
///         answered
///     }
/// }
/// ```
///
/// A client calls those that it was built with in their order, the first one outermost. Retries are
/// around all of them, so that each sees every attempt; redirects are followed within.
pub trait Middleware: Send + Sync + 'static {
    /// Handles an attempt. `next` is what comes after this one: other middlewares, and the sending.
    ///
    /// # Errors
    ///
    /// Those of `next`, and its own, made by [`CallError::middleware`].
    fn handle(
        &self,
        attempt: &mut Attempt,
        next: Next<'_>,
    ) -> impl Future<Output = Result<reqwest::Response, CallError>> + MaybeSend;
}

type Answer<'a> = BoxFuture<'a, Result<reqwest::Response, CallError>>;

/// A [`Middleware`] whose type isn't known.
pub(super) trait AnyMiddleware: Send + Sync {
    fn handle<'a>(&'a self, attempt: &'a mut Attempt, next: Next<'a>) -> Answer<'a>;
}

impl<M: Middleware> AnyMiddleware for M {
    fn handle<'a>(&'a self, attempt: &'a mut Attempt, next: Next<'a>) -> Answer<'a> {
        Box::pin(Middleware::handle(self, attempt, next))
    }
}

/// What comes after a middleware.
#[derive(Clone, Copy)]
pub struct Next<'a> {
    pub(super) rest: &'a [Arc<dyn AnyMiddleware>],
    pub(super) transport: &'a Transport,
}

impl Next<'_> {
    /// Sends the request of an attempt, through the middlewares that are left.
    ///
    /// It can be called again to send the request once more, if its body allows that: see
    /// [`Attempt::can_be_repeated`].
    ///
    /// # Errors
    ///
    /// Returns an error if the request can't be sent, there is no response, or a middleware returns one.
    pub async fn run(self, attempt: &mut Attempt) -> Result<reqwest::Response, CallError> {
        match self.rest.split_first() {
            Some((first, rest)) => {
                let transport = self.transport;
                first.handle(attempt, Next { rest, transport }).await
            }
            None => self.transport.follow(attempt).await,
        }
    }
}

impl<'a> Next<'a> {
    /// Does what [`run`](Self::run) does. It is boxed, so that calls without middlewares have no room for it.
    #[cold]
    pub(super) fn run_boxed(self, attempt: &'a mut Attempt) -> Answer<'a> {
        Box::pin(self.run(attempt))
    }
}

impl fmt::Debug for Next<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Next").finish_non_exhaustive()
    }
}

/// An attempt to send the request of a call. What a middleware changes in it stays for the attempts that
/// follow.
pub struct Attempt {
    pub(super) request: Request,
    pub(super) url: Url,
    pub(super) number: u32,
    /// The timeout of the call, with all its attempts and redirects.
    pub(super) timeout: Option<Duration>,
    pub(super) started: Instant,
    /// The longest pause of a response that is streamed.
    pub(super) pause: Option<Duration>,
}

impl Attempt {
    /// The `operationId` of the operation.
    pub fn operation(&self) -> &'static str {
        self.request.operation
    }

    /// The path of the operation, with the names of its parameters in braces, as in `/users/{user_id}`.
    /// Where one of these isn't a plain value it is the path that is sent.
    pub fn path_template(&self) -> &str {
        match self.request.template {
            "" => &self.request.path,
            template => template,
        }
    }

    /// Which attempt of the call it is, counted from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// How long the call may still take; `None` if it has no timeout.
    pub fn remaining(&self) -> Option<Duration> {
        let timeout = self.timeout?;
        Some(timeout.saturating_sub(self.started.elapsed()))
    }

    /// The method.
    pub fn method(&self) -> &Method {
        &self.request.method
    }

    /// The URL, without credentials that are sent in the query.
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// The URL to change. Whoever changes its host decides that the credentials of the request go there.
    pub fn url_mut(&mut self) -> &mut Url {
        &mut self.url
    }

    /// The headers. Some are added later: those of a body that is encoded when it is sent, such as a
    /// form with files, and the `Authorization` of a user name and a password.
    pub fn headers(&self) -> &HeaderMap {
        &self.request.headers
    }

    /// The headers to change. They aren't sent to another origin that a redirect leads to.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.request.headers
    }

    /// The body, if it is in memory; an empty one if there is none.
    pub fn body(&self) -> Option<&[u8]> {
        match &self.request.body {
            RequestBody::Empty => Some(&[]),
            RequestBody::Bytes(bytes) => Some(bytes),
            RequestBody::Repeatable(_) | RequestBody::Once(_) => None,
        }
    }

    /// Replaces the body. Its `Content-Type` stays.
    pub fn set_body(&mut self, body: impl Into<Bytes>) {
        self.request.body = RequestBody::Bytes(body.into());
    }

    /// Whether the request can be sent once more: one with a body that is a stream can't.
    pub fn can_be_repeated(&self) -> bool {
        !matches!(self.request.body, RequestBody::Once(_))
    }
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("number", &self.number)
            .field("operation", &self.operation())
            .field("request", &self.request)
            .finish_non_exhaustive()
    }
}
