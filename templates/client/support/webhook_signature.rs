//! Signatures of webhooks by [Standard Webhooks](https://www.standardwebhooks.com) 1.0.0: HMAC-SHA256 of
//! the id, the time and the body, by secrets that the API and the receiver share.

#![cfg(feature = "standard-webhooks")]

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

use super::platform::{SystemTime, UNIX_EPOCH};
use super::request::{Request, RequestBody};

/// Base64, with padding or without.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The secrets to sign webhooks with: those of one receiver. `Debug` doesn't print them.
#[derive(Clone)]
pub struct WebhookSecrets(Arc<[Vec<u8>]>);

/// A text is no secret of webhooks, or there is none at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InvalidSecret;

impl WebhookSecrets {
    /// Reads secrets: `whsec_` and Base64. While one takes the place of another, there are both, and a
    /// request has a signature by each.
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

    /// The value of the header `webhook-signature` for an id, a time in seconds since 1970, and a body.
    #[must_use]
    pub fn sign(&self, id: &str, timestamp: u64, body: &[u8]) -> String {
        let timestamp = timestamp.to_string();
        let signatures = self.0.iter().filter_map(|key| {
            let mut mac = Hmac::<Sha256>::new_from_slice(key).ok()?;
            for part in [id.as_bytes(), b".", timestamp.as_bytes(), b".", body] {
                mac.update(part);
            }
            let signature = BASE64.encode(mac.finalize().into_bytes());
            Some(format!("v1,{signature}"))
        });
        signatures.collect::<Vec<_>>().join(" ")
    }

    /// Signs a request with the time that it is.
    pub(super) fn sign_request(&self, id: &str, request: &mut Request) {
        // A full stop in it would let the parts of what is signed be taken for others.
        if id.is_empty() || id.contains('.') {
            request.fault("the id of the webhook", "is empty or has a full stop");
            return;
        }
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        let timestamp = since.map_or(0, |since| since.as_secs());
        let signature = match &request.body {
            RequestBody::Empty => self.sign(id, timestamp, &[]),
            RequestBody::Bytes(body) => self.sign(id, timestamp, body),
            RequestBody::Repeatable(_) | RequestBody::Once(_) => {
                request.fault("the body", "can't be signed, as it isn't in memory");
                return;
            }
        };
        request
            .header("webhook-id", &id)
            .header("webhook-timestamp", &timestamp)
            .header("webhook-signature", &signature);
    }
}

/// The bytes of a secret.
fn key(secret: &str) -> Option<Vec<u8>> {
    let secret = secret.trim();
    let text = secret.strip_prefix("whsec_").unwrap_or(secret);
    let key = BASE64.decode(text).ok()?;
    (!key.is_empty()).then_some(key)
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
