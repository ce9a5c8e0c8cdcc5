//! Dates as text.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use jiff::civil;

use super::format::{FormatError, formatted};

/// A date of the calendar: `2024-02-29` (RFC 3339, full-date).
///
/// It has the methods of [`jiff::civil::Date`], and is made from one.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date(civil::Date);

formatted!(Date);

impl From<civil::Date> for Date {
    fn from(date: civil::Date) -> Self {
        Self(date)
    }
}

impl From<Date> for civil::Date {
    fn from(date: Date) -> Self {
        date.0
    }
}

impl Deref for Date {
    type Target = civil::Date;

    fn deref(&self) -> &civil::Date {
        &self.0
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

impl FromStr for Date {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        parse(text.as_bytes())
            .map(Self)
            .ok_or(FormatError::new("a date such as `2024-02-29`"))
    }
}

pub(super) fn parse(text: &[u8]) -> Option<civil::Date> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = text else {
        return None;
    };
    let year = i16::from(pair(*y1, *y2)?) * 100 + i16::from(pair(*y3, *y4)?);
    civil::Date::new(year, pair(*m1, *m2)?, pair(*d1, *d2)?).ok()
}

/// The number that two digits are.
pub(super) fn pair(tens: u8, ones: u8) -> Option<i8> {
    let digit = |byte: u8| byte.is_ascii_digit().then(|| byte - b'0');
    i8::try_from(digit(tens)? * 10 + digit(ones)?).ok()
}
