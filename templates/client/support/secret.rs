//! Credentials that stay out of logs.

use std::fmt;
use std::sync::Arc;

use reqwest::header::AUTHORIZATION;

use super::request::{Request, encode};
use super::token::{Token, TokenKind};

/// A token, key or password. Its `Debug` form is `***`; [`expose`](Self::expose) returns the text.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<str>);

impl Secret {
    /// Wraps a secret.
    pub fn new(secret: impl Into<String>) -> Self {
        Self(secret.into().into_boxed_str())
    }

    /// The secret itself. Keep it out of logs and messages.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl From<String> for Secret {
    fn from(secret: String) -> Self {
        Self::new(secret)
    }
}

impl From<&str> for Secret {
    fn from(secret: &str) -> Self {
        Self::new(secret)
    }
}

/// A user name and a password, for the `Basic` authentication scheme (RFC 7617).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basic {
    /// The user's name. It can't contain a colon.
    pub username: String,
    /// The user's password.
    pub password: Secret,
}

impl Basic {
    /// Creates credentials from a user name and a password.
    pub fn new(username: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self {
            username: username.into(),
            password: password.into(),
        }
    }
}

impl Request {
    /// Adds a token, with the `Bearer` scheme. A source is asked for it when the request is sent.
    pub fn bearer(&mut self, token: &Token) -> &mut Self {
        match &token.0 {
            TokenKind::Fixed(token) => self.authorization("Bearer", token),
            TokenKind::Source(source) => {
                self.token_source = Some(Arc::clone(source));
                self
            }
        }
    }

    /// Adds credentials, with the HTTP authentication scheme of this name.
    pub fn authorization(&mut self, scheme: &str, secret: &Secret) -> &mut Self {
        let value = format!("{scheme} {}", secret.expose());
        self.insert(AUTHORIZATION.as_str(), &value, true)
    }

    /// Adds a user name and a password, with the `Basic` scheme.
    pub fn basic(&mut self, credentials: &Basic) -> &mut Self {
        if credentials.username.contains(':') {
            self.fault(
                "user name",
                "contains a colon, which the `Basic` scheme doesn't allow",
            );
        }
        self.basic = Some(credentials.clone());
        self
    }

    /// Adds a key in a header.
    pub fn header_credential(&mut self, name: &str, secret: &Secret) -> &mut Self {
        self.insert(name, secret.expose(), true)
    }

    /// Adds a key in the query.
    pub fn query_credential(&mut self, name: &str, secret: &Secret) -> &mut Self {
        self.query_credentials.push((encode(&name), secret.clone()));
        self
    }

    /// Adds a key in a cookie. It isn't encoded.
    pub fn cookie_credential(&mut self, name: &str, secret: &Secret) -> &mut Self {
        let value = secret.expose();
        if value.contains([';', ',', '"', '\\', ' ']) {
            self.fault(
                format!("cookie `{name}`"),
                "contains a character that isn't allowed in a cookie",
            );
        }
        self.cookies.push(format!("{name}={value}"));
        self
    }
}
