//! UUIDs as text.

use std::cmp::Ordering;
use std::fmt::{self, Write};
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::str::FromStr;

use super::format::{FormatError, formatted};

/// A UUID: `f81d4fae-7dec-11d0-a765-00a0c91e6bf6` (RFC 9562).
///
/// It has the methods of [`uuid::Uuid`], and is made from one. What is read in capitals is written
/// in capitals again; two of them that differ in nothing else are equal.
#[derive(Clone, Copy)]
pub struct Uuid {
    value: uuid::Uuid,
    /// A bit for each digit, from the last one on: whether it is a capital letter.
    capitals: u32,
}

formatted!(Uuid);

impl From<uuid::Uuid> for Uuid {
    fn from(value: uuid::Uuid) -> Self {
        Self { value, capitals: 0 }
    }
}

impl From<Uuid> for uuid::Uuid {
    fn from(uuid: Uuid) -> Self {
        uuid.value
    }
}

impl Deref for Uuid {
    type Target = uuid::Uuid;

    fn deref(&self) -> &uuid::Uuid {
        &self.value
    }
}

impl PartialEq for Uuid {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

impl Eq for Uuid {}

impl PartialOrd for Uuid {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Uuid {
    fn cmp(&self, other: &Self) -> Ordering {
        self.value.cmp(&other.value)
    }
}

impl Hash for Uuid {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.value.hash(state);
    }
}

impl fmt::Display for Uuid {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut buffer = uuid::Uuid::encode_buffer();
        let text = self.value.hyphenated().encode_lower(&mut buffer);
        if self.capitals == 0 {
            return formatter.write_str(text);
        }
        let mut bit = 1_u32 << 31;
        for digit in text.chars() {
            if digit == '-' {
                formatter.write_char(digit)?;
                continue;
            }
            let is_capital = self.capitals & bit != 0;
            formatter.write_char(if is_capital {
                digit.to_ascii_uppercase()
            } else {
                digit
            })?;
            bit >>= 1;
        }
        Ok(())
    }
}

impl FromStr for Uuid {
    type Err = FormatError;

    fn from_str(text: &str) -> Result<Self, FormatError> {
        let error = FormatError::new("a UUID such as `f81d4fae-7dec-11d0-a765-00a0c91e6bf6`");
        // The other forms that the parser knows, without hyphens or in braces, have other lengths.
        if text.len() != uuid::fmt::Hyphenated::LENGTH {
            return Err(error);
        }
        let value = uuid::Uuid::try_parse(text).map_err(|_| error)?;
        let digits = text.bytes().filter(|byte| *byte != b'-');
        let capitals = digits.fold(0, |capitals, digit| {
            capitals << 1 | u32::from(digit.is_ascii_uppercase())
        });
        Ok(Self { value, capitals })
    }
}
