//! The credentials of a request: where it carries them, and the sources that it asks for them.

use std::error::Error as StdError;
use std::sync::Arc;

use reqwest::Url;
use reqwest::header::AUTHORIZATION;

use super::error::CallError;
use super::platform::BoxFuture;
use super::request::{Request, encode};
use super::secret::{Basic, Secret};

/// What a source gives when it is asked.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, Box<dyn StdError + Send + Sync>>>;

/// What gives credentials; its type isn't known.
pub trait AnySource<T>: Send + Sync {
    fn credential(&self) -> Answer<'_, T>;
    fn refused<'a>(&'a self, credential: &'a T) -> BoxFuture<'a, bool>;
}

/// Where a request carries a secret.
#[derive(Clone, Copy)]
pub enum Place {
    /// In the header `Authorization`, behind the name of the scheme.
    Authorization(&'static str),
    Header(&'static str),
    Query(&'static str),
    Cookie(&'static str),
}

/// A source that a request asks, with where it puts the answer, and the last one.
#[derive(Clone)]
pub enum Source {
    Secret(Place, Arc<dyn AnySource<Secret>>, Option<Secret>),
    Basic(Arc<dyn AnySource<Basic>>, Option<Basic>),
}

impl Source {
    /// Whether its credential is sent in this header.
    pub(super) fn is_of_header(&self, name: &str) -> bool {
        let own = match self {
            Self::Basic(..) | Self::Secret(Place::Authorization(_), ..) => "authorization",
            Self::Secret(Place::Header(own), ..) => own,
            Self::Secret(Place::Query(_) | Place::Cookie(_), ..) => return false,
        };
        own.eq_ignore_ascii_case(name)
    }

    /// The parameter of the query that its credential is.
    pub(super) fn query(&self) -> Option<&'static str> {
        match self {
            Self::Secret(Place::Query(name), ..) => Some(name),
            _ => None,
        }
    }

    pub(super) fn is_of_cookie(&self) -> bool {
        matches!(self, Self::Secret(Place::Cookie(_), ..))
    }
}

impl Request {
    /// Puts a secret where it is sent; one that is there already is replaced.
    pub(super) fn carry(&mut self, place: Place, secret: &Secret) {
        let text = secret.expose();
        match place {
            Place::Authorization(scheme) => {
                self.insert(AUTHORIZATION.as_str(), &format!("{scheme} {text}"), true);
            }
            Place::Header(name) => {
                self.insert(name, text, true);
            }
            Place::Query(name) => replace(&mut self.query_credentials, encode(&name), secret),
            Place::Cookie(name) => {
                if text.contains([';', ',', '"', '\\', ' ']) {
                    self.fault(
                        format!("cookie `{name}`"),
                        "contains a character that isn't allowed in a cookie",
                    );
                }
                replace(&mut self.cookie_credentials, name, secret);
            }
        }
    }

    /// Puts a user name and a password where they are sent.
    pub(super) fn carry_basic(&mut self, basic: &Basic) {
        if basic.username.contains(':') {
            self.fault(
                "user name",
                "contains a colon, which the `Basic` scheme doesn't allow",
            );
        }
        self.basic = Some(basic.clone());
    }

    /// Asks the sources, and puts what they give in the place of what they gave before.
    pub(super) async fn ask_sources(&mut self) -> Result<(), CallError> {
        let mut sources = std::mem::take(&mut self.sources);
        for source in &mut sources {
            match source {
                Source::Secret(place, source, given) => {
                    let secret = source.credential().await.map_err(CallError::Credential)?;
                    self.carry(*place, given.insert(secret));
                }
                Source::Basic(source, given) => {
                    let basic = source.credential().await.map_err(CallError::Credential)?;
                    self.carry_basic(given.insert(basic));
                }
            }
        }
        self.sources = sources;
        if self.sources.iter().any(Source::is_of_cookie) {
            self.write_cookies();
        }
        self.faultless()
    }

    /// Tells the sources that the server refused what they gave; returns whether one has another now.
    pub(super) async fn is_replaced(&self) -> bool {
        let mut is_replaced = false;
        for source in &self.sources {
            is_replaced |= match source {
                Source::Secret(_, source, Some(secret)) => source.refused(secret).await,
                Source::Basic(source, Some(basic)) => source.refused(basic).await,
                _ => false,
            };
        }
        is_replaced
    }

    /// Adds the API keys to the query of a URL that doesn't have them yet.
    pub(super) fn add_query_credentials(&self, url: &mut Url) {
        for (name, secret) in &self.query_credentials {
            if url.query_pairs().any(|(known, _)| encode(&known) == *name) {
                continue;
            }
            let key = format!("{name}={}", encode(&secret.expose()));
            let query = match url.query().filter(|query| !query.is_empty()) {
                Some(query) => format!("{query}&{key}"),
                None => key,
            };
            url.set_query(Some(&query));
        }
    }
}

/// Sets the secret of a name.
fn replace<N: PartialEq>(all: &mut Vec<(N, Secret)>, name: N, secret: &Secret) {
    match all.iter_mut().find(|(known, _)| *known == name) {
        Some((_, known)) => *known = secret.clone(),
        None => all.push((name, secret.clone())),
    }
}
