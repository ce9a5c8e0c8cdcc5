//! Reads the text of parameters, headers and parts of forms.

use std::fmt::Display;
use std::str::FromStr;

/// The most digits of an integer of any type.
const MAX_DIGITS: usize = 39;

/// A type that is read from plain text.
pub trait FromText: Sized {
    /// Reads the text.
    ///
    /// # Errors
    ///
    /// Returns an error if it isn't of the type; the error says why.
    fn from_text(text: &str) -> Result<Self, String>;
}

/// Reads text by `FromStr`.
///
/// # Errors
///
/// Returns an error if it isn't of the type.
pub fn parsed<T: FromStr<Err: Display>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|error: T::Err| error.to_string())
}

/// Reads text; `None` if it isn't of the type.
pub fn read<T: FromText>(text: &str) -> Option<T> {
    T::from_text(text).ok()
}

/// Reads text only if it would be written in the same way, for unions of strings and numbers: `007`
/// and `1e3` are strings there.
pub fn verbatim<T: FromText + Display>(text: &str) -> Option<T> {
    let value = T::from_text(text).ok()?;
    (value.to_string() == text).then_some(value)
}

/// Implements [`FromText`] by `FromStr`.
macro_rules! by_from_str {
    ($($name:ty)*) => {
        $(impl $crate::support::text::FromText for $name {
            fn from_text(
                text: &::core::primitive::str,
            ) -> ::core::result::Result<Self, ::std::string::String> {
                $crate::support::text::parsed(text)
            }
        })*
    };
}

#[allow(unused_imports, reason = "a document may have no type that needs it")]
pub(crate) use by_from_str;

by_from_str! { bool char String std::net::Ipv4Addr }

/// `5.0` and `5e0` are integers as much as `5` is (JSON Schema, section 6.1.1).
macro_rules! integers {
    ($($name:ty)*) => {
        $(impl FromText for $name {
            fn from_text(text: &str) -> Result<Self, String> {
                parsed(text).or_else(|error| match plain(text) {
                    Some(plain) => parsed(&plain),
                    None => Err(error),
                })
            }
        })*
    };
}

integers! { i8 i16 i32 i64 i128 u8 u16 u32 u64 }

macro_rules! floats {
    ($($name:ty)*) => {
        $(impl FromText for $name {
            fn from_text(text: &str) -> Result<Self, String> {
                match parsed(text) {
                    // Rust reads `NaN` and `inf`, and takes `1e400` for infinite: JSON has none of
                    // them.
                    Ok(number) if !<$name>::is_finite(number) => {
                        Err("it isn't a finite number".to_owned())
                    }
                    other => other,
                }
            }
        })*
    };
}

floats! { f32 f64 }

/// The digits of a whole number that is written with a fraction or an exponent, by the grammar of
/// JSON (RFC 8259, section 6).
pub fn plain(text: &str) -> Option<String> {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(unsigned) => ("-", unsigned),
        None => ("", text),
    };
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((_, "")) => return None,
        Some((whole, fraction)) => (whole, fraction),
        None => (mantissa, ""),
    };
    let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_number(whole) || !is_number(fraction) {
        return None;
    }
    let digits = format!("{whole}{fraction}");
    let digits = digits.trim_start_matches('0');
    let kept = digits.trim_end_matches('0');
    if kept.is_empty() {
        return Some("0".to_owned());
    }
    // What is left has no zero at its end, so the number is whole where the point stands behind it.
    let zeros = i64::try_from(digits.len() - kept.len()).ok()?
        - i64::try_from(fraction.len()).ok()?
        + i64::from(exponent);
    let zeros = usize::try_from(zeros).ok()?;
    (zeros <= MAX_DIGITS && kept.len() <= MAX_DIGITS)
        .then(|| format!("{sign}{kept}{}", "0".repeat(zeros)))
}
