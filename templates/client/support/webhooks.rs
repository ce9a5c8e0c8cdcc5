//! Sends webhooks and callbacks.
//!
//! `webhook!` defines the request of one, as `builder!` does that of an operation.

#![cfg(feature = "webhooks")]

use std::time::Duration;

use reqwest::Url;

use super::buffered::ReadResponse;
use super::error::Error;
use super::middleware::Middleware;
use super::redirect::Redirects;
use super::request::Request;
use super::response::Response;
use super::transport::{BuildError, Transport, TransportBuilder};
#[cfg(feature = "standard-webhooks")]
use super::webhook_signature::WebhookSecrets;

/// Who is told has to answer soon.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Whoever asks to be told can answer what they like.
const MAX_RESPONSE_BYTES: u64 = 1024 * 1024;
/// Every request has a URL of its own.
const NO_BASE_URL: &str = "http://localhost";

/// Sends the API's webhooks and callbacks. Cloning is cheap; clones share their connections.
///
/// An answer with a status that the document doesn't have is an error, also where it is a success: its
/// `status` says so. Redirects aren't followed.
#[derive(Clone, Debug)]
pub struct Webhooks {
    transport: Transport,
}

impl Webhooks {
    /// Returns a builder.
    pub fn builder() -> WebhooksBuilder {
        let transport = TransportBuilder::new(NO_BASE_URL)
            .redirects(Redirects::Never)
            .timeout(TIMEOUT)
            .max_response_bytes(MAX_RESPONSE_BYTES);
        WebhooksBuilder { transport }
    }

    /// Begins to send one.
    pub(crate) fn begin(&self) -> Delivery<'_> {
        Delivery {
            transport: &self.transport,
            #[cfg(feature = "standard-webhooks")]
            signed: None,
        }
    }
}

/// Builds [`Webhooks`].
#[derive(Debug)]
#[must_use = "a builder does nothing until it is built"]
pub struct WebhooksBuilder {
    transport: TransportBuilder,
}

impl WebhooksBuilder {
    /// Sets the timeout of a request, from connecting to the last byte of the answer: 30 seconds by
    /// default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.transport = self.transport.timeout(timeout);
        self
    }

    /// Sets the largest answer that is read into memory, in bytes: 1 MiB by default.
    pub fn max_response_bytes(mut self, bytes: u64) -> Self {
        self.transport = self.transport.max_response_bytes(bytes);
        self
    }

    /// Adds code that stands around each attempt to send a request, inside what was added before.
    pub fn middleware(mut self, middleware: impl Middleware) -> Self {
        self.transport = self.transport.middleware(middleware);
        self
    }

    /// Sets the `reqwest` builder to use. Redirects and the timeout remain those of this builder.
    ///
    /// Where strangers choose the URLs, this is the place for a resolver or a proxy that leads to no host
    /// of the own network.
    pub fn http_client(mut self, http: reqwest::ClientBuilder) -> Self {
        self.transport = self.transport.http_client(http);
        self
    }

    /// Sets the `User-Agent` header (RFC 9110, section 10.1.5).
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.transport = self.transport.user_agent(user_agent);
        self
    }

    /// Builds it.
    ///
    /// # Errors
    ///
    /// Returns an error if `reqwest` can't be set up.
    pub fn build(self) -> Result<Webhooks, BuildError> {
        let transport = self.transport.build()?;
        Ok(Webhooks { transport })
    }
}

/// How a request is sent.
#[derive(Debug)]
pub struct Delivery<'a> {
    pub(crate) transport: &'a Transport,
    /// The id and the secrets to sign with.
    #[cfg(feature = "standard-webhooks")]
    signed: Option<(String, WebhookSecrets)>,
}

impl Delivery<'_> {
    /// Has the request signed when it is sent.
    #[cfg(feature = "standard-webhooks")]
    pub fn sign(&mut self, id: String, secrets: WebhookSecrets) {
        self.signed = Some((id, secrets));
    }

    /// Signs the request, if it shall be signed.
    pub(crate) fn prepare(&self, request: &mut Request) {
        #[cfg(not(feature = "standard-webhooks"))]
        let _ = request;
        #[cfg(feature = "standard-webhooks")]
        if let Some((id, secrets)) = &self.signed {
            secrets.sign_request(id, request);
        }
    }

    /// Sends a request; see [`Transport::execute`].
    ///
    /// # Errors
    ///
    /// See [`Transport::execute`].
    pub async fn execute<T, E>(
        &self,
        mut request: Request,
        read: ReadResponse<T, E>,
    ) -> Result<Response<T>, Error<E>> {
        self.prepare(&mut request);
        self.transport.execute(request, read).await
    }
}

impl Request {
    /// Sends the request to a URL, which may have a query.
    pub fn target(&mut self, url: &str) -> &mut Self {
        match target(url) {
            Ok((server, path, query)) => {
                self.other_server(server).path(&path);
                if let Some(query) = query {
                    self.fixed_query(&query, "");
                }
            }
            Err(reason) => self.fault("the URL", reason),
        }
        self
    }
}

/// A URL without the slashes at the end of its path and without its query, which are given beside.
fn target(url: &str) -> Result<(String, String, Option<String>), String> {
    let mut url = Url::parse(url).map_err(|error| format!("can't be read: {error}"))?;
    let reason = if !matches!(url.scheme(), "http" | "https") {
        "is neither http nor https"
    } else if !url.username().is_empty() || url.password().is_some() {
        "has a user name or a password"
    } else if url.fragment().is_some() {
        "has a fragment"
    } else {
        let query = url.query().map(str::to_owned);
        url.set_query(None);
        let path = url.path();
        let slashes = path.strip_prefix(path.trim_end_matches('/'));
        let slashes = slashes.unwrap_or_default().to_owned();
        return Ok((url.into(), slashes, query));
    };
    Err(reason.to_owned())
}

/// The URL of a callback, by its runtime expression: `value` gives the text of each expression in it, such
/// as `$request.body#/url`. `None` if one has no value, or if the braces don't match.
///
/// ```ignore
/// let url = callback_url(StartJobDone::URL, |expression| match expression {
///     "$request.body#/url" => body.url.clone(),
///     _ => None,
/// });
/// ```
pub fn callback_url(expression: &str, value: impl Fn(&str) -> Option<String>) -> Option<String> {
    // One that is nothing but an expression needs no braces.
    if expression.starts_with('$') {
        return value(expression);
    }
    let mut url = String::new();
    let mut rest = expression;
    while let Some((text, opened)) = rest.split_once('{') {
        let (inner, behind) = opened.split_once('}')?;
        url.push_str(text);
        url.push_str(&value(inner)?);
        rest = behind;
    }
    url.push_str(rest);
    Some(url)
}

/// Defines the builder of a request, with its methods `with_options`, `send`, `send_blocking` and `sign`: its
/// name, the method that makes it, what it is called in the document, of a callback the runtime expression of
/// its URL, the body and the errors that `send` returns, and what becomes of an answer.
macro_rules! webhook {
    (
        $name:ident, $webhooks:ident::$method:ident, $id:literal $(, $url:literal)? -> $body:ty, $error:ty;
        $(read: |$response:ident| $read:expr;)?
    ) => {
        #[doc = concat!("The request of [`", stringify!($webhooks), "::", stringify!($method), "`].")]
        #[derive(Debug)]
        #[must_use = "a request does nothing until it is sent"]
        pub struct $name<'a> {
            client: $crate::support::webhooks::Delivery<'a>,
            request: $crate::support::request::Request,
        }

        impl<'a> $name<'a> {
            $(
                #[doc = "The runtime expression of the URL: `callback_url` gives it a value."]
                pub const URL: &'static str = $url;
            )?

            fn new(
                client: $crate::support::webhooks::Delivery<'a>,
                mut request: $crate::support::request::Request,
            ) -> Self {
                request.operation($id);
                Self { client, request }
            }

            /// Sets the options of this call: its timeout, retries, and what is sent beside what the document
            /// says.
            pub fn with_options(mut self, options: $crate::CallOptions) -> Self {
                self.request.options(options);
                self
            }

            $(
                /// Sends the request, and reads the response.
                pub async fn send(self) -> Result<$crate::Response<$body>, $crate::Error<$error>> {
                    self.client.execute(self.request, |$response| $read).await
                }
            )?

            /// Does what `send` does, and waits for it: see [`blocking`](crate::blocking).
            #[cfg(feature = "blocking")]
            pub fn send_blocking(self) -> Result<$crate::Response<$body>, $crate::Error<$error>> {
                $crate::blocking::wait(self.send())
            }

            /// Signs the request by Standard Webhooks when it is sent. The id is that of the event: the
            /// same each time that it is sent once more, and without a full stop.
            #[cfg(feature = "standard-webhooks")]
            pub fn sign(
                mut self,
                id: impl Into<String>,
                secrets: &$crate::support::webhook_signature::WebhookSecrets,
            ) -> Self {
                self.client.sign(id.into(), secrets.clone());
                self
            }
        }
    };
}

pub(crate) use webhook;
