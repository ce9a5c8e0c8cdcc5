//! Which items of a file go into files of their own, where all of them would be too long to read.
//!
//! `view` decides which file holds what, but for this: how long an item is, is known once it is text.
//! What it may be split into is decided there (the name that each part has if a new file begins with
//! it); here is only counted.

use std::ops::Range;

use super::super::code::Code;

/// A file with more lines than these becomes several.
const MAX_LINES: usize = 500;

/// How many lines an item takes, with those between its parts.
pub(super) fn lines(item: &[Code]) -> usize {
    let lines = item.iter().map(|code| code.text.lines().count() + 1);
    lines.sum()
}

/// The items of each file: as many in a row as fit, and at least one.
pub(super) fn parts(lines: impl Iterator<Item = usize>) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut length = 0;
    for (index, lines) in lines.enumerate() {
        match parts.last_mut() {
            Some(part) if length + lines <= MAX_LINES => {
                length += lines;
                part.end = index + 1;
            }
            _ => {
                length = lines;
                parts.push(index..index + 1);
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use std::ops::Range;

    use super::{MAX_LINES, parts};

    #[test]
    fn a_file_is_split_where_it_would_be_too_long() {
        for (lines, expected) in [
            (&[][..], &[][..]),
            (&[1, 2], &[2]),
            (&[MAX_LINES - 1, 1, 1], &[2, 1]),
            (&[MAX_LINES + 1, MAX_LINES + 1, 1], &[1, 1, 1]),
        ] {
            let parts = parts(lines.iter().copied());
            let items: Vec<usize> = parts.iter().map(Range::len).collect();
            assert_eq!(items, expected, "{lines:?}");
            assert!(parts.is_sorted_by(|one, other| one.end == other.start));
        }
    }
}
