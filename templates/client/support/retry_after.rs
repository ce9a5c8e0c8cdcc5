//! The header `Retry-After` (RFC 9110, section 10.2.3).

use std::time::Duration;

use reqwest::header::{DATE, HeaderMap, RETRY_AFTER};

use super::error::Error;
use super::platform::{SystemTime, UNIX_EPOCH};

const SECONDS_PER_DAY: u64 = 24 * 60 * 60;
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

impl<E> Error<E> {
    /// How long the server asks to wait before the next request, with a status such as 429 or 503;
    /// `None` if it doesn't.
    pub fn retry_after(&self) -> Option<Duration> {
        of(self.headers()?)
    }
}

/// How long the headers of a response ask to wait.
pub(super) fn of(headers: &HeaderMap) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    Some(date(text)?.saturating_sub(now(headers)?))
}

/// The time since 1970 at which a response was created: by the clock of the server, if it says so.
fn now(headers: &HeaderMap) -> Option<Duration> {
    let sent = headers.get(DATE).and_then(|value| value.to_str().ok());
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).ok();
    sent.and_then(date).or_else(clock)
}

/// Parses a date (RFC 9110, section 5.6.7) as the time since 1970. The obsolete formats are
/// `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`.
fn date(text: &str) -> Option<Duration> {
    let words = text.split([' ', ',', '-', ':']);
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let (day, month, year, time) = match words.as_slice() {
        [_, day, month, year, time @ .., "GMT"] => (day, month, year, time),
        [_, month, day, time @ .., year] => (day, month, year, time),
        _ => return None,
    };
    let [hours, minutes, seconds] = time else {
        return None;
    };
    let number = |text: &str| text.parse::<u32>().ok().map(u64::from);
    let month = MONTHS.iter().position(|name| name == month)?;
    let year = match number(year)? {
        year @ ..70 => 2000 + year,
        year @ 70..100 => 1900 + year,
        year => year,
    };
    let days = days(year, month, number(day)?)?;
    let time = number(hours)? * 3600 + number(minutes)? * 60 + number(seconds)?;
    let seconds = days.checked_mul(SECONDS_PER_DAY)?.checked_add(time)?;
    Some(Duration::from_secs(seconds))
}

/// The days from 1970 to a day. `month` counts from 0, `day` from 1.
fn days(year: u64, month: usize, day: u64) -> Option<u64> {
    const BEFORE: [u64; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    if !(1970..10_000).contains(&year) || !(1..=31).contains(&day) {
        return None;
    }
    let leap_days = |year: u64| year / 4 - year / 100 + year / 400;
    let is_leap = leap_days(year) > leap_days(year - 1);
    let years = (year - 1970) * 365 + leap_days(year - 1) - leap_days(1969);
    let leap_day = u64::from(is_leap && month > 1);
    Some(years + BEFORE.get(month)? + leap_day + day - 1)
}
