//! JSON values one after the other: one a line, or, in a sequence (RFC 7464), each behind a record
//! separator.

use serde::Serialize;

use super::{json, media_type};

/// The record separator of a sequence.
const RECORD: u8 = b'\x1e';

/// Whether a body of a media type is a sequence.
#[must_use]
pub fn is_sequence(media_type: &str) -> bool {
    media_type::essence(media_type).ends_with("json-seq")
}

/// Writes a value with what sets it apart from others.
///
/// # Errors
///
/// Returns an error if a part of it can't be written as JSON.
pub fn to_vec<T: Serialize + ?Sized>(value: &T, is_sequence: bool) -> Result<Vec<u8>, json::Error> {
    let mut bytes = json::to_vec(value)?;
    if is_sequence {
        bytes.insert(0, RECORD);
    }
    bytes.push(b'\n');
    Ok(bytes)
}

/// Splits bytes into the texts of values. Those that are blank are skipped.
#[derive(Debug)]
pub struct Splitter {
    separator: u8,
    bytes: Vec<u8>,
    /// Where the next text begins.
    start: usize,
    /// Up to where there is no separator.
    searched: usize,
}

impl Splitter {
    /// Splits a body of a media type.
    #[must_use]
    pub fn new(media_type: &str) -> Self {
        Self {
            separator: if is_sequence(media_type) {
                RECORD
            } else {
                b'\n'
            },
            bytes: Vec::new(),
            start: 0,
            searched: 0,
        }
    }

    /// Adds bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.start);
        self.searched -= self.start;
        self.start = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// Takes the next text that is whole.
    pub fn whole(&mut self) -> Option<Vec<u8>> {
        loop {
            let rest = self.bytes.get(self.searched..).unwrap_or_default();
            let Some(length) = rest.iter().position(|byte| *byte == self.separator) else {
                self.searched = self.bytes.len();
                return None;
            };
            let end = self.searched + length;
            let text = self.bytes.get(self.start..end).unwrap_or_default();
            let text = (!is_blank(text)).then(|| text.to_vec());
            (self.start, self.searched) = (end + 1, end + 1);
            if text.is_some() {
                return text;
            }
        }
    }

    /// Takes the text behind the last separator, once there are no more bytes.
    pub fn rest(&mut self) -> Option<Vec<u8>> {
        let text = self.bytes.split_off(self.start);
        self.clear();
        (!is_blank(&text)).then_some(text)
    }

    /// How many bytes there are that don't make a whole text yet.
    #[must_use]
    pub fn pending(&self) -> usize {
        self.bytes.len() - self.start
    }

    /// Throws away what is left.
    pub fn clear(&mut self) {
        self.bytes.clear();
        (self.start, self.searched) = (0, 0);
    }
}

fn is_blank(text: &[u8]) -> bool {
    text.iter().all(u8::is_ascii_whitespace)
}
