//! Bytes in Base64.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::str::FromStr;

use base64::Engine;
use base64::alphabet;
use base64::display::Base64Display;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};

use super::format::{FormatError, formatted};
use super::reading;

/// Bytes that stand in JSON as text in Base64 (RFC 4648, section 4): `aGVsbG8=`.
///
/// A client reads other spellings as well: without padding, with bits behind the last byte, with the
/// alphabet of section 5, and in lines as MIME has them (RFC 2045, section 6.8). What is read is
/// written in the same way again; two of them are equal where their bytes are.
#[derive(Clone, Default)]
pub struct Base64 {
    bytes: Vec<u8>,
    /// How they were written, where that isn't the way of section 4.
    text: Option<Box<str>>,
}

/// Asks for no padding, and passes over bits behind the last byte.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::RequireNone)
        .with_decode_allow_trailing_bits(true),
);

formatted!(Base64);

impl Base64 {
    /// The bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

impl From<Vec<u8>> for Base64 {
    fn from(bytes: Vec<u8>) -> Self {
        Self { bytes, text: None }
    }
}

impl From<&[u8]> for Base64 {
    fn from(bytes: &[u8]) -> Self {
        Self::from(bytes.to_vec())
    }
}

impl From<Base64> for Vec<u8> {
    fn from(base64: Base64) -> Self {
        base64.bytes
    }
}

impl AsRef<[u8]> for Base64 {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Deref for Base64 {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

impl PartialEq for Base64 {
    fn eq(&self, other: &Self) -> bool {
        self.bytes == other.bytes
    }
}

impl Eq for Base64 {}

impl Hash for Base64 {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes.hash(state);
    }
}

impl fmt::Display for Base64 {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.text {
            Some(text) => formatter.write_str(text),
            None => Base64Display::new(&self.bytes, &STANDARD).fmt(formatter),
        }
    }
}

impl FromStr for Base64 {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        if let Ok(bytes) = STANDARD.decode(text) {
            return Ok(Self::from(bytes));
        }
        let error = FormatError::new("bytes in Base64 such as `aGVsbG8=`");
        if reading::is_request() {
            return Err(error);
        }
        let bytes = lenient(text).ok_or(error)?;
        let text = Some(text.into());
        Ok(Self { bytes, text })
    }
}

fn lenient(text: &str) -> Option<Vec<u8>> {
    let digits = text.bytes().filter(|byte| !byte.is_ascii_whitespace());
    let digits = digits.map(|digit| match digit {
        b'-' => b'+',
        b'_' => b'/',
        digit => digit,
    });
    let digits: Vec<u8> = digits.collect();
    let end = digits.iter().rposition(|digit| *digit != b'=');
    let (digits, _) = digits.split_at_checked(end.map_or(0, |last| last + 1))?;
    LENIENT.decode(digits).ok()
}
