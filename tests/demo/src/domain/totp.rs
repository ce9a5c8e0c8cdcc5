//! One-time codes of RFC 6238: SHA-1, six digits, 30 seconds, one step of drift.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;

use super::secret::{Secret, same};

const STEP_MILLIS: i64 = 30_000;
const SECRET_BYTES: usize = 20;
const ISSUER: &str = "users-demo";

/// A fresh shared secret, in the base 32 form that authenticators read.
pub(crate) fn new_secret() -> Secret {
    let mut bytes = [0; SECRET_BYTES];
    rand::fill(&mut bytes);
    Secret::from(BASE32_NOPAD.encode(&bytes))
}

/// The address that an authenticator reads from the QR code.
pub(crate) fn address(username: &str, secret: &Secret) -> Secret {
    Secret::from(format!(
        "otpauth://totp/{ISSUER}:{username}?secret={}&issuer={ISSUER}&algorithm=SHA1&digits=6&period=30",
        secret.expose()
    ))
}

/// Whether the code is right now, was a step ago, or will be in a step.
pub(crate) fn verify(secret: &Secret, given: &str, now: i64) -> bool {
    let step = now.div_euclid(STEP_MILLIS);
    // Every step is tried, so that the time taken doesn't tell which one fitted.
    [step - 1, step, step + 1]
        .into_iter()
        .filter_map(|step| code(secret, u64::try_from(step).ok()?))
        .fold(false, |fits, code| fits | same(&code, given))
}

fn code(secret: &Secret, step: u64) -> Option<String> {
    let key = BASE32_NOPAD.decode(secret.expose().as_bytes()).ok()?;
    let mut mac = Hmac::<Sha1>::new_from_slice(&key).ok()?;
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last()? & 0x0f);
    let word = digest.get(offset..)?.first_chunk::<4>()?;
    let number = u32::from_be_bytes(*word) & 0x7fff_ffff;
    Some(format!("{:06}", number % 1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rfc_secret() -> Secret {
        Secret::from(BASE32_NOPAD.encode(b"12345678901234567890"))
    }

    #[test]
    fn codes_are_those_of_the_rfc() {
        // RFC 6238, appendix B, cut to six digits.
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_234_567_890, "005924"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(&rfc_secret(), seconds / 30).unwrap(), expected);
        }
    }

    #[test]
    fn one_step_of_drift_is_taken_and_no_more() {
        let secret = rfc_secret();
        let now = 1_111_111_109_000;
        for (drift, fits) in [(0, true), (-1, true), (1, true), (-2, false), (2, false)] {
            assert_eq!(verify(&secret, "081804", now + drift * STEP_MILLIS), fits);
        }
        assert!(!verify(&secret, "", now));
        assert!(!verify(&secret, "81804", now));
    }

    #[test]
    fn fresh_secrets_are_base_32_of_20_bytes() {
        let secret = new_secret();
        assert_eq!(secret.expose().len(), 32);
        assert!(code(&secret, 1).is_some());
        assert!(address("alice", &secret).expose().contains(secret.expose()));
    }
}
