//! Sends requests: the base URL, the HTTP client and its limits.

use std::fmt;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use reqwest::header::HeaderMap;
use reqwest::{StatusCode, Url};

use super::buffered::{BufferedResponse, Lenient, ReadResponse};
use super::call_options::CallOptions;
use super::error::{CallError, DecodeError, Error, RequestError, TooLarge};
use super::middleware::{AnyMiddleware, Attempt, Middleware, Next};
use super::observe::Observer;
use super::platform::{self, BoxFuture, Instant, MaybeSend};
use super::redirect::{MAX_REDIRECTS, Redirects, Target};
use super::request::Request;
use super::response::Response;
use super::retries::Retries;
use super::transport_error::Failure;

const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
const TIMEOUT: Duration = Duration::from_secs(60);
#[cfg(not(target_arch = "wasm32"))]
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// How exact timers are.
const TICK: Duration = Duration::from_millis(1);
const MAX_RESPONSE_BYTES: u64 = 64 * 1024 * 1024;

/// Builds a [`Transport`].
pub struct TransportBuilder {
    base_url: String,
    http: Option<reqwest::ClientBuilder>,
    user_agent: Option<String>,
    timeout: Option<Duration>,
    max_response_bytes: u64,
    redirects: Redirects,
    options: CallOptions,
    middlewares: Vec<Arc<dyn AnyMiddleware>>,
}

impl TransportBuilder {
    /// Creates a builder for a base URL such as `https://example.org/api/v4`.
    pub fn new(base_url: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            http: None,
            user_agent: None,
            timeout: Some(TIMEOUT),
            max_response_bytes: MAX_RESPONSE_BYTES,
            redirects: Redirects::default(),
            options: CallOptions::default(),
            middlewares: Vec::new(),
        }
    }

    /// Sets the HTTP client to use, with its proxies, certificates and default headers. Its timeout, the one
    /// for connecting, and its redirect policy are replaced by those of this builder.
    #[must_use]
    pub fn http_client(mut self, http: reqwest::ClientBuilder) -> Self {
        self.http = Some(http);
        self
    }

    /// Sets how long a call may take; 60 seconds by default. For a streaming response, it is the longest
    /// pause between two chunks.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Removes the timeout.
    #[must_use]
    pub fn no_timeout(mut self) -> Self {
        self.timeout = None;
        self
    }

    /// Sets the `User-Agent` header; by default it is the name and version of this crate.
    #[must_use]
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Sets the size of the largest response body that is read into memory; 64 MiB by default.
    #[must_use]
    pub fn max_response_bytes(mut self, bytes: u64) -> Self {
        self.max_response_bytes = bytes;
        self
    }

    /// Sets which redirects are followed; by default those to the same origin.
    #[must_use]
    pub fn redirects(mut self, redirects: Redirects) -> Self {
        self.redirects = redirects;
        self
    }

    /// Sets which calls are tried again; by default none.
    #[must_use]
    pub fn retries(mut self, retries: Retries) -> Self {
        self.options = self.options.retries(retries);
        self
    }

    /// Has responses read though they have faults; by default these are errors. See
    /// [`CallOptions::lenient`].
    #[must_use]
    pub fn lenient(mut self, warn: impl Fn(&DecodeError) + Send + Sync + 'static) -> Self {
        self.options = self.options.lenient(warn);
        self
    }

    /// Adds a header to each call that hasn't one of this name, also where the call has a base URL of its
    /// own. For a secret, use the credentials, which stay with the host of the client.
    #[must_use]
    pub fn default_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options = self.options.header(name, value);
        self
    }

    /// Adds a parameter to the query of each call that hasn't one of this name, as
    /// [`default_header`](Self::default_header) does.
    #[must_use]
    pub fn default_query(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.options = self.options.query(name, value);
        self
    }

    /// Adds a middleware inside those that were added before.
    #[must_use]
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.middlewares.push(Arc::new(middleware));
        self
    }

    /// Builds the transport.
    ///
    /// # Errors
    ///
    /// Returns an error if the base URL isn't `http` or `https`, or has a user name, a password, a query
    /// or a fragment, or if the HTTP client can't be built.
    pub fn build(self) -> Result<Transport, BuildError> {
        let base = parse_base(&self.base_url).map_err(BuildError::BaseUrl)?;
        let plain = || {
            let user_agent = self.user_agent.as_deref().unwrap_or(USER_AGENT);
            reqwest::Client::builder().user_agent(user_agent)
        };
        let elsewhere = match (self.redirects, &self.http) {
            (Redirects::AnyOrigin, Some(_)) => Some(build(plain(), self.timeout)?),
            _ => None,
        };
        let http = match (self.http, &self.user_agent) {
            (None, _) => plain(),
            (Some(http), None) => http,
            (Some(http), Some(user_agent)) => http.user_agent(user_agent),
        };
        let http = build(http, self.timeout)?;
        Ok(Transport(Arc::new(Inner {
            base,
            elsewhere: elsewhere.unwrap_or_else(|| http.clone()),
            http,
            timeout: self.timeout,
            max_response_bytes: self.max_response_bytes,
            redirects: self.redirects,
            options: self.options,
            middlewares: self.middlewares,
        })))
    }
}

/// Builds an HTTP client. It doesn't follow redirects, as it would send headers and bodies to any host.
/// [`Transport`] follows them, and decides what is sent where.
#[cfg(not(target_arch = "wasm32"))]
fn build(
    http: reqwest::ClientBuilder,
    timeout: Option<Duration>,
) -> Result<reqwest::Client, BuildError> {
    let mut http = http
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT_TIMEOUT);
    if let Some(timeout) = timeout {
        http = http.timeout(timeout);
    }
    http.build().map_err(BuildError::Http)
}

/// Builds an HTTP client. Connections and redirects are the browser's concern.
#[cfg(target_arch = "wasm32")]
fn build(
    http: reqwest::ClientBuilder,
    _timeout: Option<Duration>,
) -> Result<reqwest::Client, BuildError> {
    http.build().map_err(BuildError::Http)
}

impl fmt::Debug for TransportBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The URL isn't checked yet, and like the client's default headers it can contain credentials.
        f.debug_struct("TransportBuilder")
            .field("timeout", &self.timeout)
            .field("max_response_bytes", &self.max_response_bytes)
            .finish_non_exhaustive()
    }
}

/// The error if a client can't be built.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The base URL is invalid, for this reason.
    BaseUrl(String),
    /// The HTTP client can't be built.
    Http(reqwest::Error),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BaseUrl(reason) => write!(f, "the base URL {reason}"),
            Self::Http(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::BaseUrl(_) => None,
            Self::Http(error) => error.source(),
        }
    }
}

/// Sends requests. Clones share a connection pool.
#[derive(Clone)]
pub struct Transport(Arc<Inner>);

struct Inner {
    base: Url,
    http: reqwest::Client,
    /// For redirects to other origins.
    elsewhere: reqwest::Client,
    timeout: Option<Duration>,
    max_response_bytes: u64,
    redirects: Redirects,
    /// What the client's calls have in common.
    options: CallOptions,
    middlewares: Vec<Arc<dyn AnyMiddleware>>,
}

impl Transport {
    /// The base URL, to which paths are appended.
    pub fn base_url(&self) -> &str {
        self.0.base.as_str()
    }

    /// The size of the largest response body that is read into memory.
    pub fn max_response_bytes(&self) -> u64 {
        self.0.max_response_bytes
    }

    /// The longest pause of a response that is streamed.
    pub fn pause(&self) -> Option<Duration> {
        self.0.timeout
    }

    /// Whether a request may contain credentials: only if it is sent to the origin of the base URL, or to a
    /// server that the document lists.
    pub fn may_send_credentials(&self, request: &Request) -> bool {
        match (&request.options.base_url, &request.server) {
            (None, None) => true,
            (None, Some(server)) if server.documented => true,
            _ => self
                .base(request)
                .is_ok_and(|url| url.origin() == self.0.base.origin()),
        }
    }

    /// The base URL of a request.
    fn base(&self, request: &Request) -> Result<Url, CallError> {
        let parse = |url, argument| {
            let invalid = |reason| CallError::Request(RequestError::new(argument, reason));
            parse_base(url).map_err(invalid)
        };
        if let Some(url) = &request.options.base_url {
            return parse(url, "the base URL");
        }
        let Some(server) = &request.server else {
            return Ok(self.0.base.clone());
        };
        if server.url.contains("://") {
            return parse(&server.url, "the server's URL");
        }
        let mut url = self.0.base.clone();
        url.set_path(&server.url);
        Ok(url)
    }

    /// Sends a request, and makes of the response what `read` says once it is in memory.
    ///
    /// # Errors
    ///
    /// Returns an error if an argument can't be sent, the transport fails, the response is too large, or
    /// `read` does.
    pub async fn execute<T, E>(
        &self,
        request: Request,
        read: ReadResponse<T, E>,
    ) -> Result<Response<T>, Error<E>> {
        let timeout = request.options.timeout.or(self.0.timeout);
        let mut attempt = self.first_attempt(request, timeout)?;
        let response = self.send(&mut attempt).await?;
        let (operation, lenient) = (attempt.operation(), attempt.request.options.lenient.take());
        // What was sent isn't needed any more.
        drop(attempt);
        let answer = read_up_to(response, self.0.max_response_bytes).await;
        read(self.buffered(answer, operation, lenient)?)
    }

    /// An answer of an operation. It is apart from `execute`, which is compiled for each type.
    fn buffered(
        &self,
        answer: reqwest::Result<Answer>,
        operation: &'static str,
        lenient: Option<Lenient>,
    ) -> Result<BufferedResponse, CallError> {
        let answer = answer.map_err(|error| CallError::transport(operation, error))?;
        let (status, headers) = (answer.status, answer.headers);
        let Some(body) = answer.body else {
            let error = TooLarge::new(status, headers, self.0.max_response_bytes);
            return Err(CallError::TooLarge(error.of(operation)));
        };
        let lenient = lenient.or_else(|| self.0.options.lenient.clone());
        let response = BufferedResponse::new(status, headers, body);
        Ok(response.of(operation).leniently(lenient))
    }

    /// Sends a request and returns as soon as the headers of the response have arrived.
    ///
    /// # Errors
    ///
    /// Returns an error if an argument can't be sent, or the transport fails.
    pub async fn open(&self, request: Request) -> Result<reqwest::Response, CallError> {
        let timeout = request.options.timeout;
        let mut attempt = self.first_attempt(request, timeout)?;
        attempt.pause = self.0.timeout;
        self.send(&mut attempt).await
    }

    fn first_attempt(
        &self,
        mut request: Request,
        timeout: Option<Duration>,
    ) -> Result<Attempt, CallError> {
        request.prepare(&self.0.options)?;
        if !self.0.middlewares.is_empty() {
            request.settle_accept();
        }
        let mut url = self.base(&request)?;
        match url.path().trim_end_matches('/') {
            "" => url.set_path(&request.path),
            base_path => url.set_path(&format!("{base_path}{}", request.path)),
        }
        url.set_query(request.query.encoded());
        if let Some(link) = &request.link {
            url = linked(&url, link).map_err(|reason| {
                let error = RequestError::new("the URL of the next page", reason);
                CallError::Request(error.of(request.operation))
            })?;
        }
        Ok(Attempt {
            request,
            url,
            number: 1,
            timeout,
            started: Instant::now(),
            pause: None,
        })
    }

    /// Makes a call within its span.
    fn send(
        &self,
        attempt: &mut Attempt,
    ) -> impl Future<Output = Result<reqwest::Response, CallError>> {
        let observer = Observer::new(attempt);
        observer.clone().within(self.call(attempt, observer))
    }

    /// Makes a call: as many attempts as it takes.
    async fn call(
        &self,
        attempt: &mut Attempt,
        observer: Observer,
    ) -> Result<reqwest::Response, CallError> {
        observer.begin(attempt);
        let mut answered = self.attempt(attempt).await;
        let options = &attempt.request.options;
        let retries = options.retries.as_ref().or(self.0.options.retries.as_ref());
        let may_help = retries.is_some_and(|retries| retries.may_help(&answered));
        if may_help || is_unauthorized(&answered) {
            let retries = retries.cloned();
            answered = self
                .attempt_again(attempt, answered, retries, &observer)
                .await;
        }
        observer.end(&answered);
        answered
    }

    /// Makes more attempts, as long as they may help. It is boxed, so that calls that need none have no room
    /// for it.
    #[cold]
    fn attempt_again<'a>(
        &'a self,
        attempt: &'a mut Attempt,
        mut answered: Result<reqwest::Response, CallError>,
        retries: Option<Retries>,
        observer: &'a Observer,
    ) -> BoxFuture<'a, Result<reqwest::Response, CallError>> {
        let mut bounds = retries.as_ref().map(Retries::bounds);
        let mut was_refused = false;
        Box::pin(async move {
            loop {
                if !was_refused
                    && is_unauthorized(&answered)
                    && attempt.can_be_repeated()
                    && attempt.request.is_replaced().await
                {
                    was_refused = true;
                } else {
                    let wait = match (&retries, &mut bounds) {
                        (Some(retries), Some(bounds)) => retries.wait(attempt, &answered, bounds),
                        _ => None,
                    };
                    let Some(wait) = wait else {
                        return answered;
                    };
                    // Its connection can be used for the next one.
                    drop(answered);
                    platform::sleep(wait).await;
                }
                attempt.number += 1;
                observer.begin(attempt);
                answered = self.attempt(attempt).await;
            }
        })
    }

    /// Makes an attempt.
    async fn attempt(&self, attempt: &mut Attempt) -> Result<reqwest::Response, CallError> {
        if !attempt.request.sources.is_empty() {
            attempt.request.ask_sources().await?;
        }
        match self.0.middlewares.as_slice() {
            [] => self.follow(attempt).await,
            rest => {
                let transport = self;
                Next { rest, transport }.run_boxed(attempt).await
            }
        }
    }

    /// Sends the request of an attempt, and follows redirects.
    pub(super) async fn follow(
        &self,
        attempt: &mut Attempt,
    ) -> Result<reqwest::Response, CallError> {
        if attempt.request.body.is_spent() {
            return Err(CallError::Request(RequestError::new(
                "body",
                "can be sent only once, and was sent already",
            )));
        }
        let timeout = self.timeout(attempt);
        let (request, url) = (&mut attempt.request, attempt.url.clone());
        let sent = exchange(&self.0.http, request, url, timeout)?;
        let failed = |failure| CallError::transport(request.operation, failure);
        let response = head(sent, attempt.pause).await.map_err(failed)?;
        let Some(redirected) = self.redirected(attempt, &response) else {
            return Ok(response);
        };
        // Its connection can be used for the next one.
        drop(response);
        redirected.await
    }

    /// Goes where a response leads to; `None` if it isn't a redirect that is followed.
    fn redirected<'a>(
        &'a self,
        attempt: &'a mut Attempt,
        response: &reqwest::Response,
    ) -> Option<BoxFuture<'a, Result<reqwest::Response, CallError>>> {
        let next = self.next(&attempt.request, response)?;
        Some(self.follow_on(attempt, next))
    }

    /// Follows redirects. It is boxed, so that calls without any have no room for it.
    #[cold]
    fn follow_on<'a>(
        &'a self,
        attempt: &'a mut Attempt,
        (mut target, mut request): (Target, Request),
    ) -> BoxFuture<'a, Result<reqwest::Response, CallError>> {
        let mut http = &self.0.http;
        let mut count = 0;
        Box::pin(async move {
            loop {
                if !target.is_same_origin {
                    http = &self.0.elsewhere;
                }
                let timeout = self.timeout(attempt);
                let sent = exchange(http, &mut request, target.url.clone(), timeout)?;
                let failed = |failure| CallError::transport(request.operation, failure);
                let response = head(sent, attempt.pause).await.map_err(failed)?;
                count += 1;
                match self.next(&request, &response) {
                    Some(next) if count < MAX_REDIRECTS => (target, request) = next,
                    _ => return Ok(response),
                }
            }
        })
    }

    /// Where a redirect leads to, and the request for it: that of the attempt may be sent again.
    fn next(&self, request: &Request, response: &reqwest::Response) -> Option<(Target, Request)> {
        let target = self.target(request, response)?;
        let redirected = request.redirected(&target)?;
        Some((target, redirected))
    }

    /// The timeout of the next exchange; `None` if it is the one that the HTTP client has for each. As timers
    /// count in milliseconds, it is that one as well if less has passed since the call began.
    fn timeout(&self, attempt: &Attempt) -> Option<Duration> {
        // In a browser, the HTTP client has none.
        let usual = self.0.timeout.filter(|_| cfg!(not(target_arch = "wasm32")));
        let remaining = attempt.remaining();
        match (usual, remaining) {
            (Some(_), None) => Some(Duration::MAX),
            (Some(usual), Some(left)) if usual.abs_diff(left) < TICK => None,
            _ => remaining,
        }
    }

    /// The target of a response that is a redirect; `None` if it isn't followed.
    fn target(&self, request: &Request, response: &reqwest::Response) -> Option<Target> {
        if request.expects_redirect {
            return None;
        }
        let asked = (&request.method, response.url());
        let answer = (response.status(), response.headers());
        self.0.redirects.target(asked, answer)
    }
}

fn is_unauthorized(answered: &Result<reqwest::Response, CallError>) -> bool {
    let response = answered.as_ref();
    response.is_ok_and(|response| response.status() == StatusCode::UNAUTHORIZED)
}

/// The URL of a link on the same host. Another one must not be told the credentials.
fn linked(url: &Url, link: &str) -> Result<Url, &'static str> {
    match url.join(link) {
        Err(_) => Err("can't be read"),
        Ok(linked) if linked.origin() != url.origin() => Err("leads to another host"),
        Ok(linked) if !linked.username().is_empty() || linked.password().is_some() => {
            Err("has a user name or a password")
        }
        Ok(linked) => Ok(linked),
    }
}

/// Sends a request to a URL.
fn exchange(
    http: &reqwest::Client,
    request: &mut Request,
    url: Url,
    timeout: Option<Duration>,
) -> Result<impl Future<Output = reqwest::Result<reqwest::Response>> + use<>, CallError> {
    match request.complete(http, url) {
        Ok(builder) => Ok(match timeout {
            Some(timeout) => builder.timeout(timeout).send(),
            None => builder.send(),
        }),
        Err(error) => Err(CallError::transport(request.operation, error)),
    }
}

/// Waits for the head of a response, no longer than a pause may take.
async fn head(
    sent: impl Future<Output = reqwest::Result<reqwest::Response>> + MaybeSend + 'static,
    pause: Option<Duration>,
) -> Result<reqwest::Response, Failure> {
    match pause {
        None => sent.await.map_err(Failure::from),
        // It is boxed, so that calls without a pause have no room for the timer.
        Some(pause) => within(pause, sent).await,
    }
}

#[cold]
fn within(
    pause: Duration,
    sent: impl Future<Output = reqwest::Result<reqwest::Response>> + MaybeSend + 'static,
) -> BoxFuture<'static, Result<reqwest::Response, Failure>> {
    Box::pin(async move {
        let mut sent = pin!(sent);
        let mut timer = pin!(platform::sleep(pause));
        std::future::poll_fn(|cx| match sent.as_mut().poll(cx) {
            Poll::Ready(answered) => Poll::Ready(answered.map_err(Failure::from)),
            Poll::Pending => timer.as_mut().poll(cx).map(|()| Err(Failure::Pause(pause))),
        })
        .await
    })
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("base_url", &self.base_url())
            .finish_non_exhaustive()
    }
}

/// A body that is read chunk by chunk.
#[cfg(not(target_arch = "wasm32"))]
enum Body {
    One(Bytes),
    Many(bytes::BytesMut),
}

#[cfg(not(target_arch = "wasm32"))]
impl Body {
    fn len(&self) -> usize {
        match self {
            Self::One(chunk) => chunk.len(),
            Self::Many(body) => body.len(),
        }
    }

    fn with(self, chunk: Bytes) -> Self {
        let mut body = match self {
            Self::One(first) if first.is_empty() => return Self::One(chunk),
            Self::One(first) => bytes::BytesMut::from(first),
            Self::Many(body) => body,
        };
        body.extend_from_slice(&chunk);
        Self::Many(body)
    }

    fn into_bytes(self) -> Bytes {
        match self {
            Self::One(chunk) => chunk,
            Self::Many(body) => body.freeze(),
        }
    }
}

/// A response that was read.
pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    /// `None` if it is too large.
    pub(super) body: Option<Bytes>,
}

/// Reads a response whose body has `limit` bytes or less.
pub(super) fn read_up_to(
    mut response: reqwest::Response,
    limit: u64,
) -> impl Future<Output = reqwest::Result<Answer>> {
    // In a browser, the length is one of the headers.
    let is_too_large = response.content_length().unwrap_or(0) > limit;
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    async move {
        let body = match is_too_large {
            true => None,
            #[cfg(not(target_arch = "wasm32"))]
            false => body_up_to(&mut response, limit).await?,
            #[cfg(target_arch = "wasm32")]
            false => body_up_to(response, limit).await?,
        };
        Ok(Answer {
            status,
            headers,
            body,
        })
    }
}

#[cfg(not(target_arch = "wasm32"))]
async fn body_up_to(
    response: &mut reqwest::Response,
    limit: u64,
) -> reqwest::Result<Option<Bytes>> {
    // Most bodies are a single chunk, which isn't copied.
    let mut body = Body::One(Bytes::new());
    while let Some(chunk) = response.chunk().await? {
        if (body.len() as u64).saturating_add(chunk.len() as u64) > limit {
            return Ok(None);
        }
        body = body.with(chunk);
    }
    Ok(Some(body.into_bytes()))
}

/// A browser gives a body as a whole, so what the server doesn't announce is in memory before it can be
/// refused.
#[cfg(target_arch = "wasm32")]
async fn body_up_to(response: reqwest::Response, limit: u64) -> reqwest::Result<Option<Bytes>> {
    let body = response.bytes().await?;
    Ok((body.len() as u64 <= limit).then_some(body))
}

fn parse_base(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("can't be read: {error}"))?;
    let reason = if !matches!(url.scheme(), "http" | "https") {
        "is neither http nor https"
    } else if !url.username().is_empty() || url.password().is_some() {
        "has a user name or a password"
    } else if url.query().is_some() || url.fragment().is_some() {
        "has a query or a fragment"
    } else {
        return Ok(url);
    };
    Err(reason.to_owned())
}
