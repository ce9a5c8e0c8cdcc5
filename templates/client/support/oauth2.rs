//! Tokens of an authorization server (RFC 6749): by the client's credentials, or by a refresh token.

#![cfg(feature = "oauth2")]

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::Value;
use tokio::sync::Mutex;

use super::credential::CredentialSource;
use super::platform::Instant;
use super::request::encode;
use super::secret::Secret;
use super::transport::{Answer, read_up_to};
use crate::types::support::excerpt;

/// How long before its end a token is no longer used: it has to last until the request is there.
const MARGIN: Duration = Duration::from_secs(30);
#[cfg(not(target_arch = "wasm32"))]
const TIMEOUT: Duration = Duration::from_secs(30);
/// More than any answer with a token has.
const MAX_RESPONSE_BYTES: u64 = 1024 * 1024;
/// The most characters that an error quotes of what the server says.
const MAX_CHARS: usize = 512;

/// Gets tokens from an authorization server, and keeps each as long as it is good. Calls that need one at
/// the same time wait for one request. A token that the API refuses is replaced, and the call is tried once
/// more.
///
/// ```ignore
/// let source = OAuth2::client_credentials("https://auth.example.org/token", "my-app", secret)
///     .scope("orders.read");
/// let client = Client::builder(url).oauth(Credential::from_source(source)).build()?;
/// ```
pub struct OAuth2 {
    token_url: String,
    client_id: String,
    client_secret: Option<Secret>,
    in_body: bool,
    scopes: Vec<String>,
    http: Option<reqwest::Client>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    token: Option<Secret>,
    /// When the token is no longer used.
    until: Option<Instant>,
    refresh_token: Option<Secret>,
}

impl OAuth2 {
    /// Tokens for the client itself (RFC 6749, section 4.4), by its id and its secret.
    pub fn client_credentials(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
    ) -> Self {
        let source = Self::new(token_url.into(), client_id.into(), State::default());
        source.client_secret(client_secret)
    }

    /// Tokens for somebody who has authorized the client (RFC 6749, section 6), by a refresh token. Where
    /// the server gives a new one with a token, it takes the place of the old one.
    pub fn refresh_token(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        refresh_token: impl Into<Secret>,
    ) -> Self {
        let state = State {
            refresh_token: Some(refresh_token.into()),
            ..State::default()
        };
        Self::new(token_url.into(), client_id.into(), state)
    }

    fn new(token_url: String, client_id: String, state: State) -> Self {
        Self {
            token_url,
            client_id,
            client_secret: None,
            in_body: false,
            scopes: Vec::new(),
            http: None,
            state: Mutex::new(state),
        }
    }

    /// Sets the secret of the client, which a public client doesn't have.
    #[must_use]
    pub fn client_secret(mut self, secret: impl Into<Secret>) -> Self {
        self.client_secret = Some(secret.into());
        self
    }

    /// Asks for a scope as well.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// Sends id and secret of the client in the body, for servers that don't take the header
    /// `Authorization` (RFC 6749, section 2.3.1).
    #[must_use]
    pub fn credentials_in_body(mut self) -> Self {
        self.in_body = true;
        self
    }

    /// Sets the HTTP client to use, with its proxies and certificates. It should follow no redirects: they
    /// would be told the secrets.
    #[must_use]
    pub fn http_client(mut self, http: reqwest::Client) -> Self {
        self.http = Some(http);
        self
    }

    /// Asks the authorization server for a token.
    async fn fetch(&self, state: &mut State) -> Result<Secret, Box<dyn StdError + Send + Sync>> {
        let mut form = Form(String::new());
        match &state.refresh_token {
            Some(token) => form
                .add("grant_type", "refresh_token")
                .add("refresh_token", token.expose()),
            None => form.add("grant_type", "client_credentials"),
        };
        if !self.scopes.is_empty() {
            form.add("scope", &self.scopes.join(" "));
        }
        let http = match &self.http {
            Some(http) => http.clone(),
            None => http_client()?,
        };
        let mut request = http.post(&self.token_url);
        match &self.client_secret {
            Some(secret) if !self.in_body => {
                // Both are encoded before they are joined (RFC 6749, section 2.3.1).
                let (id, secret) = (encode(&self.client_id), encode(&secret.expose()));
                request = request.basic_auth(id, Some(secret));
            }
            secret => {
                form.add("client_id", &self.client_id);
                if let Some(secret) = secret {
                    form.add("client_secret", secret.expose());
                }
            }
        }
        let sent = Instant::now();
        let response = request
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(ACCEPT, "application/json")
            .body(form.0)
            .send()
            .await?;
        let Answer { status, body, .. } = read_up_to(response, MAX_RESPONSE_BYTES).await?;
        let Some(body) = body else {
            return Err("the answer of the authorization server is too large".into());
        };
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        let text = |name: &str| answer.get(name).and_then(Value::as_str);
        let is_bearer = text("token_type").is_none_or(|kind| kind.eq_ignore_ascii_case("bearer"));
        let token = text("access_token").filter(|_| status.is_success() && is_bearer);
        let Some(token) = token else {
            return Err(Box::new(OAuth2Error {
                status,
                error: text("error").map(|error| excerpt::cut(error, MAX_CHARS)),
                description: text("error_description").map(|text| excerpt::cut(text, MAX_CHARS)),
            }));
        };
        let token = Secret::new(token);
        if let Some(refresh_token) = text("refresh_token") {
            state.refresh_token = Some(refresh_token.into());
        }
        let lifetime = answer.get("expires_in").and_then(seconds);
        state.until = lifetime.and_then(|lifetime| sent.checked_add(lifetime));
        state.token = Some(token.clone());
        Ok(token)
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn http_client() -> reqwest::Result<reqwest::Client> {
    let http = reqwest::Client::builder().timeout(TIMEOUT);
    http.redirect(reqwest::redirect::Policy::none()).build()
}

/// Time and redirects are the browser's concern.
#[cfg(target_arch = "wasm32")]
fn http_client() -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder().build()
}

/// A number of seconds, which some servers give as text.
fn seconds(value: &Value) -> Option<Duration> {
    let seconds = match value {
        Value::String(text) => text.parse().ok(),
        value => value.as_u64(),
    };
    seconds.map(Duration::from_secs)
}

impl CredentialSource for OAuth2 {
    async fn credential(&self) -> Result<Secret, Box<dyn StdError + Send + Sync>> {
        // Whoever comes while a token is asked for waits here, and finds it.
        let mut state = self.state.lock().await;
        let now = Instant::now();
        let lasts = |until: Instant| until.saturating_duration_since(now) > MARGIN;
        match &state.token {
            Some(token) if state.until.is_none_or(lasts) => Ok(token.clone()),
            _ => self.fetch(&mut state).await,
        }
    }

    async fn refused(&self, token: &Secret) -> bool {
        let mut state = self.state.lock().await;
        // Another call may have replaced it already.
        if state.token.as_ref() == Some(token) {
            state.token = None;
        }
        true
    }
}

impl fmt::Debug for OAuth2 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OAuth2")
            .field("client_id", &self.client_id)
            .field("scopes", &self.scopes)
            .finish_non_exhaustive()
    }
}

/// A body of pairs.
struct Form(String);

impl Form {
    fn add(&mut self, name: &str, value: &str) -> &mut Self {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.push_str(&format!("{name}={}", encode(&value)));
        self
    }
}

/// The error if an authorization server gives no token (RFC 6749, section 5.2).
#[derive(Clone, Debug)]
pub struct OAuth2Error {
    status: StatusCode,
    error: Option<String>,
    description: Option<String>,
}

impl OAuth2Error {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The code of the error, such as `invalid_client`, if the server gives one.
    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// What the server says of it.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }
}

impl fmt::Display for OAuth2Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the authorization server answered {} without a token",
            self.status
        )?;
        if let Some(error) = self.error() {
            write!(f, ": {error}")?;
        }
        if let Some(description) = self.description() {
            write!(f, " ({description})")?;
        }
        Ok(())
    }
}

impl StdError for OAuth2Error {}
