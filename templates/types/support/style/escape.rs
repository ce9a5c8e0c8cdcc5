//! Percent-encoding (RFC 3986, section 2.1).

use super::Error;

/// Which characters are percent-encoded.
#[derive(Clone, Copy)]
pub(super) enum Escape {
    /// None.
    Nothing,
    /// All but the unreserved characters.
    Reserved,
    /// Only those that a value in a query can't contain. Reserved characters stay, and so does what is
    /// percent-encoded already (RFC 6570, section 3.2.3).
    Illegal,
}

/// Percent-encodes a text.
pub(super) fn encode(text: &str, escape: Escape) -> String {
    if matches!(escape, Escape::Nothing) {
        return text.to_owned();
    }
    let mut encoded = String::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        let unreserved = byte.is_ascii_alphanumeric() || b"-._~".contains(byte);
        let kept = matches!(escape, Escape::Illegal)
            && (b":/?@!$'()*;=".contains(byte) || (*byte == b'%' && is_triplet(after)));
        if unreserved || kept {
            encoded.push(char::from(*byte));
        } else {
            encoded.push('%');
            for digit in [byte >> 4, byte & 15] {
                let digit = char::from_digit(u32::from(digit), 16).unwrap_or_default();
                encoded.push(digit.to_ascii_uppercase());
            }
        }
    }
    encoded
}

fn is_triplet(after: &[u8]) -> bool {
    matches!(after, [one, other, ..] if one.is_ascii_hexdigit() && other.is_ascii_hexdigit())
}

/// Decodes strictly: a stray percent sign or broken UTF-8 is an error, not a guess.
///
/// # Errors
///
/// Returns an error if the text isn't percent-encoded UTF-8.
pub fn decode(text: &str) -> Result<String, Error> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte != b'%' {
            decoded.push(*byte);
            continue;
        }
        let (high, low) = match after {
            [high, low, ..] => (digit(*high), digit(*low)),
            _ => (None, None),
        };
        let (Some(high), Some(low)) = (high, low) else {
            return Err(Error::new("isn't percent-encoded"));
        };
        decoded.push(high * 16 + low);
        rest = after.get(2..).unwrap_or_default();
    }
    String::from_utf8(decoded).map_err(|_| Error::new("isn't percent-encoded UTF-8"))
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// Decodes a name or value of a form, in which a plus sign stands for a space.
///
/// # Errors
///
/// Returns an error if the text isn't percent-encoded UTF-8.
pub fn decode_form(text: &str) -> Result<String, Error> {
    if text.contains('+') {
        decode(&text.replace('+', " "))
    } else {
        decode(text)
    }
}
