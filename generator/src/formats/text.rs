//! Whether text is of a format.

use std::net::{Ipv4Addr, Ipv6Addr};

/// Whether it is an address in four numbers.
pub(super) fn is_ipv4(text: &str) -> bool {
    text.parse::<Ipv4Addr>().is_ok()
}

/// Whether it is an address of RFC 4291.
pub(super) fn is_ipv6(text: &str) -> bool {
    text.parse::<Ipv6Addr>().is_ok()
}

/// Whether it is a UUID (RFC 9562) with its hyphens.
pub(super) fn is_uuid(text: &str) -> bool {
    like(text, "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
}

/// Whether text has the form of a pattern: `x` is a hexadecimal digit, `9` is a decimal one.
fn like(text: &str, pattern: &str) -> bool {
    let pairs = || text.bytes().zip(pattern.bytes());
    text.len() == pattern.len()
        && pairs().all(|(byte, form)| match form {
            b'x' => byte.is_ascii_hexdigit(),
            b'9' => byte.is_ascii_digit(),
            other => byte == other,
        })
}

fn number(text: &str, range: std::ops::Range<usize>) -> u16 {
    let digits = text.get(range).unwrap_or_default();
    digits.parse().unwrap_or_default()
}

/// Whether it is a date of the calendar (RFC 3339, full-date).
pub(super) fn is_date(text: &str) -> bool {
    if !like(text, "9999-99-99") {
        return false;
    }
    let (year, month) = (number(text, 0..4), number(text, 5..7));
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 0,
    };
    (1..=days).contains(&number(text, 8..10))
}

fn is_clock(text: &str) -> bool {
    number(text, 0..2) < 24 && number(text, 3..5) < 60
}

/// Whether it is a moment (RFC 3339, date-time).
pub(super) fn is_moment(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't']) else {
        return false;
    };
    let Some((clock, rest)) = time.split_at_checked(8) else {
        return false;
    };
    let offset = match rest.strip_prefix('.') {
        None => rest,
        Some(fraction) => {
            let end = fraction
                .find(['Z', 'z', '+', '-'])
                .unwrap_or(fraction.len());
            let (fraction, offset) = fraction.split_at(end);
            let digits = fraction.bytes().all(|byte| byte.is_ascii_digit());
            if !digits || !(1..=19).contains(&fraction.len()) {
                return false;
            }
            offset
        }
    };
    let is_offset = |offset: &str| like(offset, "99:99") && is_clock(offset);
    let minutes = |clock: &str| i32::from(number(clock, 0..2) * 60 + number(clock, 3..5));
    let minutes_east = match offset.split_at_checked(1) {
        Some(("Z" | "z", "")) => 0,
        Some(("+", offset)) if is_offset(offset) => minutes(offset),
        Some(("-", offset)) if is_offset(offset) => -minutes(offset),
        _ => return false,
    };
    // A leap second is the last one of a day in UTC.
    let is_last = (minutes(clock) - minutes_east + 1).rem_euclid(24 * 60) == 0;
    is_date(date)
        && like(clock, "99:99:99")
        && is_clock(clock)
        && (number(clock, 6..8) < 60 || number(clock, 6..8) == 60 && is_last)
}

/// Whether it is Base64 (RFC 4648, section 4) without bits that say nothing.
pub(super) fn is_base64(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let worth = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let last = digits.bytes().last().and_then(worth).unwrap_or_default();
    let whole = match text.len() - digits.len() {
        0 => true,
        1 => last.is_multiple_of(4),
        2 => last.is_multiple_of(16),
        _ => false,
    };
    whole && text.len().is_multiple_of(4) && digits.bytes().all(|byte| worth(byte).is_some())
}

/// Whether it is Base64 with the alphabet for URLs (RFC 4648, section 5), with its padding or without.
pub(super) fn is_base64url(text: &str) -> bool {
    let digits = text.trim_end_matches('=');
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    let padding = text.len() - digits.len();
    digits.len() % 4 != 1
        && (padding == 0 || padding < 3 && text.len().is_multiple_of(4))
        && digits.bytes().all(is_digit)
}

/// Whether it is a decimal number with no more digits than every type for them has room for.
pub(super) fn is_decimal(text: &str) -> bool {
    const MAX_DIGITS: usize = 28;
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    is_digits(whole) && is_digits(fraction) && whole.len() + fraction.len() <= MAX_DIGITS
}

#[cfg(test)]
mod tests {
    use super::{is_base64, is_base64url, is_date, is_decimal, is_moment};

    #[test]
    fn texts_of_formats() {
        for (check, fits, others) in [
            (
                is_date as fn(&str) -> bool,
                &["2020-02-29", "0000-01-01", "9999-12-31"][..],
                &[
                    "2021-02-29",
                    "2020-13-01",
                    "2020-04-31",
                    "20200101",
                    "2020-1-1",
                ][..],
            ),
            (
                is_moment as fn(&str) -> bool,
                &[
                    "2020-01-31T00:00:00+01:00",
                    "2020-01-31t23:59:59.1234567891234567890z",
                    "9999-12-31T23:59:59Z",
                    "1990-12-31T15:59:60-08:00",
                ],
                &[
                    "2020-01-31 00:00:00Z",
                    "2020-01-31T24:00:00Z",
                    "2020-01-31T00:00:00",
                    "2020-01-31T00:00:00.Z",
                    "1990-12-31T15:59:60Z",
                    "2020-01-31T00:00:61Z",
                    "2020-01-31T00:00:00+1:00",
                    "2020-01-31T00:00:00+24:00",
                ],
            ),
            (
                is_decimal,
                &["0", "-12.50", "1234567890123456789012345.678"],
                &[
                    "",
                    "-",
                    "1.",
                    ".5",
                    "1e3",
                    "+1",
                    "1,5",
                    "12345678901234567890123456789",
                ],
            ),
            (
                is_base64,
                &["", "AAA=", "AA==", "aGVsbG8h"],
                &["A", "AAA", "AAB=", "AB==", "A===", "AA-_", "é==="],
            ),
            (
                is_base64url,
                &["", "AA", "AA-_", "AA==", "aGVsbG8"],
                &["A", "AA=", "A===", "AA+/", "AA,AA", "é"],
            ),
        ] {
            for text in fits {
                assert!(check(text), "{text}");
            }
            for text in others {
                assert!(!check(text), "{text}");
            }
        }
    }
}
