//! Credentials that are always the same, or given by a source.

use std::error::Error as StdError;
use std::fmt;
use std::future::ready;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Mutex;

use super::platform::{BoxFuture, Instant, MaybeSend};
use super::request::Request;
use super::secret::{Basic, Secret};
use super::source::{Answer, AnySource, Place, Source};

/// A credential: always the same, or the one that a [`CredentialSource`] gives. It is a token or a key, or
/// `Credential<Basic>`, a user name and a password. `Debug` doesn't print its secrets.
#[derive(Clone)]
pub struct Credential<T = Secret>(Kind<T>);

#[derive(Clone)]
enum Kind<T> {
    Fixed(T),
    Source(Arc<dyn AnySource<T>>),
}

impl<T: 'static> Credential<T> {
    /// The credential that a source has when a request is sent.
    pub fn from_source(source: impl CredentialSource<T>) -> Self {
        Self(Kind::Source(Arc::new(source)))
    }
}

impl<T: Into<Secret>> From<T> for Credential {
    fn from(secret: T) -> Self {
        Self(Kind::Fixed(secret.into()))
    }
}

impl From<Basic> for Credential<Basic> {
    fn from(basic: Basic) -> Self {
        Self(Kind::Fixed(basic))
    }
}

impl<T: fmt::Debug> fmt::Debug for Credential<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Fixed(credential) => credential.fmt(f),
            Kind::Source(_) => f.write_str("***"),
        }
    }
}

/// What gives credentials that don't last: tokens and keys ([`Secret`]), or user names with passwords
/// (`CredentialSource<Basic>`). It is asked before each attempt to send a request that needs one, so it
/// should keep what is good for longer, or leave that to [`Credential::cached`].
///
/// ```ignore
/// struct Session(Arc<Store>);
///
/// impl CredentialSource for Session {
///     async fn credential(&self) -> Result<Secret, Box<dyn std::error::Error + Send + Sync>> {
///         Ok(self.0.current_token().await?.into())
///     }
/// }
/// ```
pub trait CredentialSource<T = Secret>: Send + Sync + 'static {
    /// Returns a credential that is good now. A call's timeout doesn't break it off, as others may wait for
    /// it too: it should have one of its own.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from getting one. The call that needs the credential fails with it.
    fn credential(
        &self,
    ) -> impl Future<Output = Result<T, Box<dyn StdError + Send + Sync>>> + MaybeSend;

    /// Tells that the server refused a credential (401). Where it returns `true`, the request is sent once
    /// more, with the credential that there is then.
    fn refused(&self, credential: &T) -> impl Future<Output = bool> + MaybeSend {
        let _ = credential;
        ready(false)
    }
}

impl<T: 'static, S: CredentialSource<T>> AnySource<T> for S {
    fn credential(&self) -> Answer<'_, T> {
        Box::pin(CredentialSource::credential(self))
    }

    fn refused<'a>(&'a self, credential: &'a T) -> BoxFuture<'a, bool> {
        Box::pin(CredentialSource::refused(self, credential))
    }
}

impl<T: Clone + PartialEq + Send + Sync + 'static> Credential<T> {
    /// Asks the source no more often than this: what it gives is kept for so long, or until the server
    /// refuses it (401), which has the call tried once more with another. Calls that need one at the same
    /// time wait for one answer of the source. One that is always the same stays as it is.
    #[must_use]
    pub fn cached(self, lifetime: Duration) -> Self {
        match self.0 {
            Kind::Fixed(_) => self,
            Kind::Source(source) => Self::from_source(Cached {
                source,
                lifetime,
                known: Mutex::new(None),
            }),
        }
    }
}

struct Cached<T> {
    source: Arc<dyn AnySource<T>>,
    lifetime: Duration,
    /// What the source gave, and when it was asked.
    known: Mutex<Option<(T, Instant)>>,
}

impl<T: Clone + PartialEq + Send + Sync + 'static> CredentialSource<T> for Cached<T> {
    async fn credential(&self) -> Result<T, Box<dyn StdError + Send + Sync>> {
        // Whoever comes while the source is asked waits here, and finds what it gave.
        let mut known = self.known.lock().await;
        let asked = Instant::now();
        match &*known {
            Some((credential, since)) if asked.duration_since(*since) < self.lifetime => {
                Ok(credential.clone())
            }
            _ => {
                let credential = self.source.credential().await?;
                *known = Some((credential.clone(), asked));
                Ok(credential)
            }
        }
    }

    async fn refused(&self, credential: &T) -> bool {
        let mut known = self.known.lock().await;
        // Another call may have replaced it already.
        if known.take_if(|(known, _)| known == credential).is_some() {
            self.source.refused(credential).await;
        }
        true
    }
}

impl Request {
    /// Adds a token, with the `Bearer` scheme. As with all of these, a source is asked when the request is
    /// sent.
    pub fn bearer(&mut self, token: &Credential) -> &mut Self {
        self.authorization("Bearer", token)
    }

    /// Adds credentials, with the HTTP authentication scheme of this name.
    pub fn authorization(&mut self, scheme: &'static str, secret: &Credential) -> &mut Self {
        self.secret(Place::Authorization(scheme), secret)
    }

    /// Adds a user name and a password, with the `Basic` scheme.
    pub fn basic(&mut self, credentials: &Credential<Basic>) -> &mut Self {
        match &credentials.0 {
            Kind::Fixed(basic) => self.carry_basic(basic),
            Kind::Source(source) => self.sources.push(Source::Basic(Arc::clone(source), None)),
        }
        self
    }

    /// Adds a key in a header.
    pub fn header_credential(&mut self, name: &'static str, key: &Credential) -> &mut Self {
        self.secret(Place::Header(name), key)
    }

    /// Adds a key in the query.
    pub fn query_credential(&mut self, name: &'static str, key: &Credential) -> &mut Self {
        self.secret(Place::Query(name), key)
    }

    /// Adds a key in a cookie. It isn't encoded.
    pub fn cookie_credential(&mut self, name: &'static str, key: &Credential) -> &mut Self {
        self.secret(Place::Cookie(name), key)
    }

    fn secret(&mut self, place: Place, credential: &Credential) -> &mut Self {
        match &credential.0 {
            Kind::Fixed(secret) => self.carry(place, secret),
            Kind::Source(source) => {
                let source = Source::Secret(place, Arc::clone(source), None);
                self.sources.push(source);
            }
        }
        self
    }
}
