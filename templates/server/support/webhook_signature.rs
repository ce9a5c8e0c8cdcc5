//! Signatures of webhooks by [Standard Webhooks](https://www.standardwebhooks.com) 1.0.0: HMAC-SHA256 of
//! the id, the time and the body, by secrets that the API and the receiver share.

#![cfg(feature = "standard-webhooks")]

use std::fmt;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::rejection::{Fault, Location, Rejection};

const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
const SIGNATURE: &str = "webhook-signature";

/// How many seconds the time of a request may be away from the receiver's.
const TOLERANCE: u64 = 5 * 60;

/// Base64, with padding or without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The secrets with which webhooks may be signed. `Debug` doesn't print them.
#[derive(Clone)]
pub struct WebhookSecrets(Arc<[Vec<u8>]>);

/// A text is no secret of webhooks, or there is none at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidSecret;

impl WebhookSecrets {
    /// Reads secrets: `whsec_` and Base64. While one takes the place of another, there are both.
    ///
    /// # Errors
    ///
    /// Returns an error if one isn't written so or is empty, or if there is none.
    pub fn new(secrets: impl IntoIterator<Item = impl AsRef<str>>) -> Result<Self, InvalidSecret> {
        let keys = secrets.into_iter().map(|secret| key(secret.as_ref()));
        let keys = keys.collect::<Option<Vec<_>>>();
        match keys.filter(|keys| !keys.is_empty()) {
            Some(keys) => Ok(Self(keys.into())),
            None => Err(InvalidSecret),
        }
    }

    /// Checks the signature of a request, in constant time, and that it was sent within the last five
    /// minutes: `webhook-id`, `webhook-timestamp` and `webhook-signature`.
    ///
    /// A request that is sent once more within that time is valid too: its id is the same.
    ///
    /// # Errors
    ///
    /// Returns a 401 that says which header isn't valid.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), Rejection> {
        // A full stop in it would let the parts of what is signed be taken for others.
        let id = text(headers, ID)?;
        if id.contains('.') {
            return Err(refused(ID, "has a full stop"));
        }
        let timestamp = text(headers, TIMESTAMP)?;
        let is_number = timestamp.bytes().all(|byte| byte.is_ascii_digit());
        let sent = timestamp.parse::<u64>().ok().filter(|_| is_number);
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let now = now.map_or(0, |since| since.as_secs());
        match sent {
            None => return Err(refused(TIMESTAMP, "isn't a time")),
            Some(sent) if sent.abs_diff(now) > TOLERANCE => {
                return Err(refused(TIMESTAMP, "is too far from now"));
            }
            Some(_) => {}
        }
        let signatures = text(headers, SIGNATURE)?;
        let signatures = signatures.split(' ');
        // There are others, such as `v1a`, for other kinds of keys.
        let signatures = signatures.filter_map(|signature| signature.strip_prefix("v1,"));
        let signatures = signatures.filter_map(|signature| BASE64.decode(signature).ok());
        let signatures: Vec<Vec<u8>> = signatures.collect();
        for key in self.0.iter() {
            let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else {
                continue;
            };
            for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
                mac.update(part);
            }
            let is_valid = |signature: &Vec<u8>| mac.clone().verify_slice(signature).is_ok();
            if signatures.iter().any(is_valid) {
                return Ok(());
            }
        }
        Err(refused(SIGNATURE, "isn't one of this request"))
    }
}

/// The bytes of a secret.
fn key(secret: &str) -> Option<Vec<u8>> {
    let secret = secret.trim();
    let text = secret.strip_prefix("whsec_").unwrap_or(secret);
    let key = BASE64.decode(text).ok()?;
    (!key.is_empty()).then_some(key)
}

/// A header that has to be there once.
fn text<'a>(headers: &'a HeaderMap, name: &'static str) -> Result<&'a str, Rejection> {
    let mut values = headers.get_all(name).iter();
    match (values.next().map(|value| value.to_str()), values.next()) {
        (None, _) => Err(refused(name, "is missing")),
        (Some(Ok(text)), None) if !text.is_empty() => Ok(text),
        _ => Err(refused(name, "isn't valid")),
    }
}

fn refused(header: &'static str, message: &'static str) -> Rejection {
    let fault = Fault::new(Location::Header, header, message);
    Rejection::unauthorized(&["StandardWebhooks"]).with_faults(vec![fault])
}

impl fmt::Debug for WebhookSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WebhookSecrets")
    }
}

impl fmt::Display for InvalidSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a secret of webhooks is `whsec_` and Base64")
    }
}

impl std::error::Error for InvalidSecret {}
