//! Reads the credentials of requests.

use std::fmt;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use super::call::Call;
use super::parameter::{cookie, form_decode};

/// A token, key or password. Its `Debug` form is `***`; [`expose`](Self::expose) gives the text. How long a
/// comparison takes says nothing of where two secrets differ.
#[derive(Clone)]
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

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self == other.expose()
    }
}

impl Eq for Secret {}

/// Compares with a text that is known, as a key of the server's own, in a time that depends on nothing but
/// how long the two are.
impl PartialEq<str> for Secret {
    fn eq(&self, other: &str) -> bool {
        let (given, known) = (self.0.as_bytes(), other.as_bytes());
        let pairs = given.iter().zip(known);
        let differences = pairs.fold(0, |differences, (given, known)| {
            differences | (given ^ known)
        });
        // Kept from the optimizer, which could otherwise stop at the first difference.
        given.len() == known.len() && std::hint::black_box(differences) == 0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The token of the `Bearer` scheme (RFC 6750).
pub fn bearer(headers: &HeaderMap) -> Option<Secret> {
    authorization(headers, "Bearer").map(Secret::new)
}

/// The challenge of the `Bearer` scheme. A token that came and wasn't taken is called invalid, as
/// RFC 6750, section 3.1, has it.
#[allow(
    dead_code,
    reason = "an API may have no operations that require a token"
)]
pub fn bearer_challenge(headers: &HeaderMap) -> &'static str {
    match authorization(headers, "Bearer") {
        Some(_) => "Bearer error=\"invalid_token\"",
        None => "Bearer",
    }
}

/// The credentials of any other scheme.
pub fn scheme(headers: &HeaderMap, name: &str) -> Option<Secret> {
    authorization(headers, name).map(Secret::new)
}

/// The raw credentials of an HTTP authentication scheme.
pub fn authorization<'a>(headers: &'a HeaderMap, scheme: &str) -> Option<&'a str> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    // Two headers are refused: another component might read the other one.
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    let (word, credentials) = value.to_str().ok()?.split_once(' ')?;
    let credentials = credentials.trim();
    (word.eq_ignore_ascii_case(scheme) && !credentials.is_empty()).then_some(credentials)
}

/// A key in a header.
pub fn header_key(headers: &HeaderMap, name: &str) -> Option<Secret> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => value.to_str().ok().map(Secret::new),
        _ => None,
    }
}

/// A key in the query.
pub fn query_key(call: &Call, name: &str) -> Option<Secret> {
    let mut values = call.raw_query()?.split('&').filter_map(|pair| {
        let (key, value) = pair.split_once('=')?;
        (form_decode(key)? == name).then_some(value)
    });
    match (values.next(), values.next()) {
        (Some(value), None) => form_decode(value).map(Secret::new),
        _ => None,
    }
}

/// A key in a cookie.
pub fn cookie_key(headers: &HeaderMap, name: &str) -> Option<Secret> {
    let mut values = cookie(headers, name);
    match (values.next(), values.next()) {
        (Some(value), None) => Some(Secret::new(value)),
        _ => None,
    }
}
