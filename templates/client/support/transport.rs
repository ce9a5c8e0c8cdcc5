//! Sends requests: the base URL, the HTTP client and its limits.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use reqwest::Url;
use reqwest::redirect::Policy;

use super::buffered::BufferedResponse;
use super::error::{CallError, RequestError, TooLarge};
use super::redirect::{MAX_REDIRECTS, Redirects, Target};
use super::request::Request;

const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));
const TIMEOUT: Duration = Duration::from_secs(60);
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const MAX_RESPONSE_BYTES: u64 = 64 * 1024 * 1024;

/// Builds a [`Transport`].
pub struct TransportBuilder {
    base_url: String,
    http: Option<reqwest::ClientBuilder>,
    user_agent: Option<String>,
    timeout: Option<Duration>,
    max_response_bytes: u64,
    redirects: Redirects,
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
        }
    }

    /// Sets the HTTP client to use, with its proxies, certificates and default headers. Its timeouts and
    /// its redirect policy are replaced by those of this builder.
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
        })))
    }
}

/// Builds an HTTP client. It doesn't follow redirects, as it would send headers and bodies to any host.
/// [`Transport`] follows them, and decides what is sent where.
fn build(
    http: reqwest::ClientBuilder,
    timeout: Option<Duration>,
) -> Result<reqwest::Client, BuildError> {
    let mut http = http
        .redirect(Policy::none())
        .connect_timeout(CONNECT_TIMEOUT);
    if let Some(timeout) = timeout {
        http = http.read_timeout(timeout);
    }
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

    /// Whether a request may contain credentials: only if it is sent to the origin of the base URL, or to a
    /// server that the document lists.
    pub fn may_send_credentials(&self, request: &Request) -> bool {
        match &request.server {
            None => true,
            Some(server) if server.documented => true,
            Some(_) => self
                .base(request)
                .is_ok_and(|url| url.origin() == self.0.base.origin()),
        }
    }

    /// The base URL of a request.
    fn base(&self, request: &Request) -> Result<Url, CallError> {
        let Some(server) = &request.server else {
            return Ok(self.0.base.clone());
        };
        if server.url.contains("://") {
            return parse_base(&server.url).map_err(|reason| {
                CallError::Request(RequestError::new("the server's URL", reason))
            });
        }
        let mut url = self.0.base.clone();
        url.set_path(&server.url);
        Ok(url)
    }

    /// Sends a request and reads the response into memory.
    ///
    /// # Errors
    ///
    /// Returns an error if an argument can't be sent, the transport fails, or the response is too large.
    pub async fn execute(&self, request: Request) -> Result<BufferedResponse, CallError> {
        let timeout = request.options.timeout.or(self.0.timeout);
        let response = self.send(request, timeout).await?;
        read(response, self.0.max_response_bytes).await
    }

    /// Sends a request and returns as soon as the headers of the response have arrived.
    ///
    /// # Errors
    ///
    /// Returns an error if an argument can't be sent, or the transport fails.
    pub async fn open(&self, request: Request) -> Result<reqwest::Response, CallError> {
        let timeout = request.options.timeout;
        self.send(request, timeout).await
    }

    async fn send(
        &self,
        mut request: Request,
        timeout: Option<Duration>,
    ) -> Result<reqwest::Response, CallError> {
        request.check().map_err(CallError::Request)?;
        let mut url = self.base(&request)?;
        let base_path = url.path().trim_end_matches('/');
        url.set_path(&format!("{base_path}{}", request.path));
        url.set_query(request.encoded_query().as_deref());
        let call = Call {
            request,
            url,
            timeout,
            started: Instant::now(),
        };
        self.call(call).await.map_err(CallError::transport)
    }

    /// Makes a call. Every request is sent from here, so this is the place for whatever wraps a call, such
    /// as a retry.
    async fn call(&self, call: Call) -> reqwest::Result<reqwest::Response> {
        #[cfg(feature = "tracing")]
        let traced = (
            call.request.method.clone(),
            call.request.path.clone(),
            call.started,
        );
        let answered = self.follow(call).await;
        #[cfg(feature = "tracing")]
        trace(&traced, &answered);
        answered
    }

    /// Sends the request of a call, and follows redirects.
    async fn follow(&self, call: Call) -> reqwest::Result<reqwest::Response> {
        let Call {
            mut request,
            mut url,
            timeout,
            started,
        } = call;
        let mut http = &self.0.http;
        let mut redirects = 0;
        loop {
            request.add_query_credentials(&mut url);
            let mut builder = http.request(request.method.clone(), url.clone());
            if let Some(timeout) = timeout {
                builder = builder.timeout(timeout.saturating_sub(started.elapsed()));
            }
            let response = request.complete(builder).send().await?;
            let Some(target) = self.target(&request, &url, &response) else {
                return Ok(response);
            };
            if redirects == MAX_REDIRECTS || !request.redirect(&target) {
                return Ok(response);
            }
            redirects += 1;
            if !target.is_same_origin {
                http = &self.0.elsewhere;
            }
            url = target.url;
        }
    }

    /// The target of a response that is a redirect; `None` if it isn't followed.
    fn target(&self, request: &Request, url: &Url, response: &reqwest::Response) -> Option<Target> {
        if request.expects_redirect {
            return None;
        }
        let answer = (response.status(), response.headers());
        self.0.redirects.target((&request.method, url), answer)
    }
}

impl fmt::Debug for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport")
            .field("base_url", &self.base_url())
            .finish_non_exhaustive()
    }
}

/// A request that is ready to be sent.
struct Call {
    request: Request,
    url: Url,
    /// The timeout for the whole call, with its redirects.
    timeout: Option<Duration>,
    started: Instant,
}

/// Reads a response of up to `limit` bytes into memory.
pub(super) async fn read(
    mut response: reqwest::Response,
    limit: u64,
) -> Result<BufferedResponse, CallError> {
    let status = response.status();
    let headers = std::mem::take(response.headers_mut());
    let announced = response.content_length().unwrap_or(0);
    if announced > limit {
        return Err(CallError::TooLarge(TooLarge::new(status, headers, limit)));
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(CallError::transport)? {
        if (body.len() as u64).saturating_add(chunk.len() as u64) > limit {
            return Err(CallError::TooLarge(TooLarge::new(status, headers, limit)));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(BufferedResponse::new(status, headers, Bytes::from(body)))
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

#[cfg(feature = "tracing")]
fn trace(
    (method, path, started): &(reqwest::Method, String, Instant),
    sent: &reqwest::Result<reqwest::Response>,
) {
    let elapsed = started.elapsed();
    match sent {
        Ok(response) => {
            let status = response.status().as_u16();
            tracing::debug!(%method, path, status, ?elapsed, "answered");
        }
        // Not the text of the error, as it contains the URL and so possibly an API key.
        Err(error) => tracing::debug!(
            %method, path, ?elapsed,
            timeout = error.is_timeout(), connect = error.is_connect(),
            "failed"
        ),
    }
}
