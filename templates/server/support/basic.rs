//! The `Basic` authentication scheme (RFC 7617).

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::credential::{Secret, authorization};

/// A user name and a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Basic {
    /// The user's name.
    pub username: String,
    /// The user's password.
    pub password: Secret,
}

/// The credentials of the `Basic` scheme.
pub fn basic(headers: &HeaderMap) -> Option<Basic> {
    let encoded = authorization(headers, "Basic")?;
    let decoded = STANDARD.decode(encoded).ok()?;
    let decoded = String::from_utf8(decoded).ok()?;
    let (username, password) = decoded.split_once(':')?;
    Some(Basic {
        username: username.to_owned(),
        password: Secret::new(password),
    })
}
