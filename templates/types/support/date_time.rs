//! Moments as text.

use std::cmp::Ordering;
use std::fmt::{self, Write};
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use jiff::civil;
use jiff::tz::Offset;
use jiff::{Timestamp, ZonedDateTime};

use super::date::{pair, parse as date};
use super::format::{FormatError, formatted};

/// More digits of a second than these don't fit.
const MAX_DIGITS: usize = 19;

/// A moment, and how it is written: `2024-02-29T12:30:00.250+01:00` (RFC 3339, date-time).
///
/// What is read is written in the same way again, with its offset from UTC and as many digits of
/// its second. Two of them are equal where they are the same moment, and the earlier one is the
/// lesser, however they are written.
#[derive(Clone, Copy)]
pub struct DateTime {
    date: civil::Date,
    hour: i8,
    minute: i8,
    /// 60 in a leap second.
    second: i8,
    /// The digits behind the second's point as a number, and how many there are.
    fraction: u64,
    digits: u8,
    zone: Zone,
    /// Whether the letter in the middle is `t`.
    is_lower: bool,
}

/// What stands behind the time.
#[derive(Clone, Copy)]
enum Zone {
    /// `Z`, or `z`.
    Utc { is_lower: bool },
    /// `+` and the minutes.
    East(i16),
    /// `-` and the minutes.
    West(i16),
}

impl Zone {
    fn minutes(self) -> i16 {
        match self {
            Self::Utc { .. } => 0,
            Self::East(minutes) => minutes,
            Self::West(minutes) => -minutes,
        }
    }
}

formatted!(DateTime);

impl DateTime {
    /// The moment; digits beyond nanoseconds are left out.
    ///
    /// # Errors
    ///
    /// Returns an error if it is too late for a [`Timestamp`], which ends on the last day but one
    /// of the year 9999.
    pub fn timestamp(&self) -> Result<Timestamp, jiff::Error> {
        let (seconds, fraction) = self.moment();
        let nanoseconds = fraction / 10_u64.pow(10);
        Timestamp::new(seconds, i32::try_from(nanoseconds).unwrap_or_default())
    }

    /// The offset from UTC that it is written with.
    #[must_use]
    pub fn offset(&self) -> Offset {
        let seconds = i32::from(self.zone.minutes()) * 60;
        Offset::from_seconds(seconds).unwrap_or(Offset::UTC)
    }

    /// The whole seconds since 1970 in UTC, and the rest in units of 10⁻¹⁹ seconds.
    fn moment(&self) -> (i64, u64) {
        let minute = self.date.at(self.hour, self.minute, 0, 0);
        let since = minute.duration_since(civil::date(1970, 1, 1).at(0, 0, 0, 0));
        let offset = i64::from(self.zone.minutes()) * 60;
        let missing = MAX_DIGITS.saturating_sub(self.digits.into());
        let scale = 10_u64.pow(u32::try_from(missing).unwrap_or_default());
        (
            since.as_secs() + i64::from(self.second) - offset,
            self.fraction.saturating_mul(scale),
        )
    }

    fn new(local: civil::DateTime, zone: Zone) -> Self {
        // As few digits as say it.
        let mut fraction = u64::try_from(local.subsec_nanosecond()).unwrap_or_default();
        let mut digits = if fraction == 0 { 0 } else { 9 };
        while digits > 0 && fraction.is_multiple_of(10) {
            fraction /= 10;
            digits -= 1;
        }
        Self {
            date: local.date(),
            hour: local.hour(),
            minute: local.minute(),
            second: local.second(),
            fraction,
            digits,
            zone,
            is_lower: false,
        }
    }
}

impl From<Timestamp> for DateTime {
    /// The moment, written in UTC.
    fn from(timestamp: Timestamp) -> Self {
        let local = Offset::UTC.to_datetime(timestamp);
        Self::new(local, Zone::Utc { is_lower: false })
    }
}

impl From<&ZonedDateTime> for DateTime {
    /// The moment with its offset; in UTC where the offset isn't one of whole minutes.
    fn from(zoned: &ZonedDateTime) -> Self {
        let seconds = zoned.offset().seconds();
        let minutes = i16::try_from(seconds / 60).unwrap_or_default();
        if seconds % 60 != 0 || minutes.abs() >= 24 * 60 {
            return Self::from(zoned.timestamp());
        }
        let zone = if minutes < 0 {
            Zone::West(-minutes)
        } else {
            Zone::East(minutes)
        };
        Self::new(zoned.datetime(), zone)
    }
}

impl TryFrom<DateTime> for Timestamp {
    type Error = jiff::Error;

    fn try_from(moment: DateTime) -> Result<Self, jiff::Error> {
        moment.timestamp()
    }
}

impl PartialEq for DateTime {
    fn eq(&self, other: &Self) -> bool {
        self.moment() == other.moment()
    }
}

impl Eq for DateTime {}

impl PartialOrd for DateTime {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for DateTime {
    fn cmp(&self, other: &Self) -> Ordering {
        self.moment().cmp(&other.moment())
    }
}

impl Hash for DateTime {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.moment().hash(state);
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let middle = if self.is_lower { 't' } else { 'T' };
        write!(
            formatter,
            "{}{middle}{:02}:{:02}:{:02}",
            self.date, self.hour, self.minute, self.second
        )?;
        if self.digits > 0 {
            let width = self.digits.into();
            write!(formatter, ".{:0width$}", self.fraction)?;
        }
        let (sign, minutes) = match self.zone {
            Zone::Utc { is_lower } => {
                return formatter.write_char(if is_lower { 'z' } else { 'Z' });
            }
            Zone::East(minutes) => ('+', minutes),
            Zone::West(minutes) => ('-', minutes),
        };
        write!(formatter, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl FromStr for DateTime {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        parse(text.as_bytes()).ok_or(FormatError::new(
            "a moment such as `2024-02-29T12:30:00+01:00`",
        ))
    }
}

fn parse(text: &[u8]) -> Option<DateTime> {
    let (day, rest) = text.split_at_checked(10)?;
    let [
        middle @ (b'T' | b't'),
        h1,
        h2,
        b':',
        m1,
        m2,
        b':',
        s1,
        s2,
        rest @ ..,
    ] = rest
    else {
        return None;
    };
    let (fraction, digits, rest) = match rest {
        [b'.', rest @ ..] => fraction(rest)?,
        _ => (0, 0, rest),
    };
    let moment = DateTime {
        date: date(day)?,
        hour: pair(*h1, *h2).filter(|hour| *hour < 24)?,
        minute: pair(*m1, *m2).filter(|minute| *minute < 60)?,
        second: pair(*s1, *s2).filter(|second| *second <= 60)?,
        fraction,
        digits,
        zone: zone(rest)?,
        is_lower: *middle == b't',
    };
    // A leap second is the last one of a day in UTC: then the next one begins a day.
    let leap_fits = || moment.moment().0.rem_euclid(24 * 60 * 60) == 0;
    (moment.second < 60 || leap_fits()).then_some(moment)
}

/// The digits at the start as a number, how many they are, and what stands behind them.
fn fraction(text: &[u8]) -> Option<(u64, u8, &[u8])> {
    let end = text.iter().position(|byte| !byte.is_ascii_digit())?;
    let (digits, rest) = text.split_at_checked(end)?;
    if !(1..=MAX_DIGITS).contains(&end) {
        return None;
    }
    let number = std::str::from_utf8(digits).ok()?.parse().ok()?;
    Some((number, u8::try_from(end).ok()?, rest))
}

fn zone(text: &[u8]) -> Option<Zone> {
    match text {
        b"Z" => Some(Zone::Utc { is_lower: false }),
        b"z" => Some(Zone::Utc { is_lower: true }),
        [sign @ (b'+' | b'-'), h1, h2, b':', m1, m2] => {
            let hours = pair(*h1, *h2).filter(|hours| *hours < 24)?;
            let minutes = pair(*m1, *m2).filter(|minutes| *minutes < 60)?;
            let minutes = i16::from(hours) * 60 + i16::from(minutes);
            Some(match sign {
                b'+' => Zone::East(minutes),
                _ => Zone::West(minutes),
            })
        }
        _ => None,
    }
}
