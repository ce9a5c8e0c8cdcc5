//! Tokens for the `Bearer` scheme (RFC 6750): always the same, or given by a source.

use std::error::Error as StdError;
use std::fmt;
use std::future::ready;
use std::sync::Arc;

use super::platform::{BoxFuture, MaybeSend};
use super::secret::Secret;

/// A bearer token: always the same, or the one that a [`TokenSource`] gives. It isn't printed by `Debug`.
#[derive(Clone)]
pub struct Token(pub(super) TokenKind);

#[derive(Clone)]
pub(super) enum TokenKind {
    Fixed(Secret),
    Source(Arc<dyn AnyTokenSource>),
}

impl Token {
    /// A token that is always the same.
    pub fn new(token: impl Into<Secret>) -> Self {
        Self(TokenKind::Fixed(token.into()))
    }

    /// The token that a source has when a request is sent.
    pub fn from_source(source: impl TokenSource) -> Self {
        Self(TokenKind::Source(Arc::new(source)))
    }
}

impl<T: Into<Secret>> From<T> for Token {
    fn from(token: T) -> Self {
        Self::new(token)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// What gives tokens that don't last. It is asked before each attempt to send a request, so it should keep
/// a token as long as it is good.
///
/// ```ignore
/// struct Session(Arc<Store>);
///
/// impl TokenSource for Session {
///     async fn token(&self) -> Result<Secret, Box<dyn std::error::Error + Send + Sync>> {
///         Ok(self.0.current_token().await?.into())
///     }
/// }
/// ```
pub trait TokenSource: Send + Sync + 'static {
    /// Returns a token that is good now.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from getting one. The call that needs the token fails with it.
    fn token(
        &self,
    ) -> impl Future<Output = Result<Secret, Box<dyn StdError + Send + Sync>>> + MaybeSend;

    /// Tells that the server refused a token (401). Where it returns `true`, the request is sent once more,
    /// with the token that there is then.
    fn refused(&self, token: &Secret) -> impl Future<Output = bool> + MaybeSend {
        let _ = token;
        ready(false)
    }
}

type Given<'a> = BoxFuture<'a, Result<Secret, Box<dyn StdError + Send + Sync>>>;

/// A [`TokenSource`] whose type isn't known.
pub(super) trait AnyTokenSource: Send + Sync {
    fn token(&self) -> Given<'_>;
    fn refused<'a>(&'a self, token: &'a Secret) -> BoxFuture<'a, bool>;
}

impl<S: TokenSource> AnyTokenSource for S {
    fn token(&self) -> Given<'_> {
        Box::pin(TokenSource::token(self))
    }

    fn refused<'a>(&'a self, token: &'a Secret) -> BoxFuture<'a, bool> {
        Box::pin(TokenSource::refused(self, token))
    }
}
