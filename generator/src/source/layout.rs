//! Lines and characters of a text.

use std::ops::Range;

/// Every so many characters, the byte offset is kept.
const STEP: usize = 64;

/// Where the lines of a text start, and how its characters map to bytes.
#[derive(Debug)]
pub(super) struct Layout {
    length: usize,
    /// The byte offset of the start of each line; never empty.
    lines: Vec<usize>,
    characters: Characters,
}

#[derive(Debug)]
enum Characters {
    /// Each character is one byte.
    Ascii,
    /// The byte offset of every [`STEP`]th character.
    Steps(Vec<usize>),
}

impl Layout {
    pub(super) fn new(text: &str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        let characters = if text.is_ascii() {
            Characters::Ascii
        } else {
            let offsets = text.char_indices().map(|(offset, _)| offset);
            Characters::Steps(offsets.step_by(STEP).collect())
        };
        Self {
            length: text.len(),
            lines: std::iter::once(0).chain(breaks).collect(),
            characters,
        }
    }

    /// The line (from 0) of a byte offset.
    pub(super) fn line_of(&self, offset: usize) -> usize {
        self.lines
            .partition_point(|start| *start <= offset)
            .saturating_sub(1)
    }

    /// The bytes of a line (from 0), with its line break.
    pub(super) fn line_range(&self, text: &str, line: usize) -> Range<usize> {
        let end = text.len();
        let start = self.lines.get(line).copied().unwrap_or(end);
        start..self.lines.get(line + 1).copied().unwrap_or(end)
    }

    /// Where the line that holds `offset` ends, its line break included.
    pub(super) fn line_end(&self, offset: usize) -> usize {
        let next = self.line_of(offset) + 1;
        self.lines.get(next).copied().unwrap_or(self.length)
    }

    /// The byte offset of a character.
    pub(super) fn byte(&self, text: &str, character: usize) -> usize {
        let Characters::Steps(steps) = &self.characters else {
            return character.min(text.len());
        };
        let Some(&base) = steps.get(character / STEP) else {
            return text.len();
        };
        text.get(base..)
            .and_then(|rest| rest.char_indices().nth(character % STEP))
            .map_or(text.len(), |(offset, _)| base + offset)
    }

    /// How many characters start before a byte offset.
    pub(super) fn chars_before(&self, text: &str, offset: usize) -> usize {
        let offset = offset.min(text.len());
        let Characters::Steps(steps) = &self.characters else {
            return offset;
        };
        let step = steps
            .partition_point(|base| *base <= offset)
            .saturating_sub(1);
        let base = steps.get(step).copied().unwrap_or(0);
        let rest = text.get(base..).unwrap_or("");
        let within = rest
            .char_indices()
            .take_while(|(at, _)| base + at < offset)
            .count();
        step * STEP + within
    }
}
