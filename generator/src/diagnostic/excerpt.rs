//! The lines of a source that a diagnostic shows.
//!
//! A line of a document can be as long as the document. So the renderer doesn't get the source, but
//! an excerpt of it, in which long lines are cut to windows around the labels.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use miette::{LabeledSpan, MietteError, SourceCode, SourceSpan, SpanContents};

use super::{Label, Place};
use crate::source::{FileId, Files, Source};

/// So many labels of one diagnostic are shown.
pub(super) const MAX_LABELS: usize = 8;
const MAX_LABEL_TEXT: usize = 300;
/// A longer line is cut, in bytes.
const MAX_LINE: usize = 160;
/// What a cut line shows before the start of a label, and behind it.
const WINDOW: (usize, usize) = (30, 70);

#[derive(Debug)]
pub(super) struct Excerpt {
    text: String,
    /// Lines that follow each other in a source.
    blocks: Vec<Block>,
    labels: Vec<Shown>,
}

#[derive(Debug)]
struct Block {
    file: FileId,
    name: String,
    range: Range<usize>,
    first_line: usize,
    lines: usize,
}

#[derive(Debug)]
struct Shown {
    range: Range<usize>,
    line: usize,
    column: usize,
    text: String,
}

/// A label in its source.
struct Target<'a> {
    file: FileId,
    range: Range<usize>,
    line: usize,
    column: usize,
    text: &'a str,
}

impl Excerpt {
    pub(super) fn new(labels: &[Label], files: &Files<'_>) -> Self {
        let targets: Vec<_> = labels
            .iter()
            .take(MAX_LABELS)
            .map(|label| Target::new(label, files))
            .collect();
        let mut lines: BTreeMap<(FileId, usize), Vec<usize>> = BTreeMap::new();
        for (index, target) in targets.iter().enumerate() {
            let source = files.get(target.file);
            for line in [target.line.saturating_sub(1), target.line + 1] {
                // The empty line behind the last line break is none that anybody wrote.
                if line > 0 && source.line_range(line).start < source.text().len() {
                    lines.entry((target.file, line)).or_default();
                }
            }
            let line = (target.file, target.line);
            lines.entry(line).or_default().push(index);
        }
        let mut excerpt = Self {
            text: String::new(),
            blocks: Vec::new(),
            labels: targets.iter().map(Target::shown).collect(),
        };
        for ((file, line), here) in lines {
            let start = excerpt.text.len();
            excerpt.push_line(line, &here, &targets, files.get(file));
            excerpt.push_block(start, file, line, files.get(file));
        }
        excerpt
    }

    pub(super) fn labels(&self) -> impl Iterator<Item = LabeledSpan> + '_ {
        self.labels.iter().enumerate().map(|(index, label)| {
            let text = (!label.text.is_empty()).then(|| label.text.clone());
            if index == 0 {
                LabeledSpan::new_primary_with_span(text, label.range.clone())
            } else {
                LabeledSpan::new_with_span(text, label.range.clone())
            }
        })
    }

    fn push_line(&mut self, line: usize, here: &[usize], targets: &[Target<'_>], source: &Source) {
        let whole = source.line_range(line);
        let ranges: Vec<_> = here
            .iter()
            .filter_map(|index| targets.get(*index))
            .map(|target| target.range.clone())
            .collect();
        for window in windows(&whole, &ranges, source.text()) {
            if window.start > whole.start {
                self.text.push('…');
            }
            self.push_window(&window, here, targets, source);
            if window.end < whole.end {
                self.text.push('…');
            }
        }
        // A label behind the last character of the line needs something to stand under.
        let end = self.text.len();
        if self.labels.iter().any(|label| label.range.end > end) {
            self.text.push(' ');
        }
        self.text.push('\n');
    }

    /// Notes that the text from `start` on is a line of a file.
    fn push_block(&mut self, start: usize, file: FileId, line: usize, source: &Source) {
        let end = self.text.len();
        match self.blocks.last_mut() {
            Some(block) if block.file == file && block.first_line + block.lines == line => {
                block.range.end = end;
                block.lines += 1;
            }
            _ => self.blocks.push(Block {
                file,
                name: cut(source.name(), MAX_LABEL_TEXT),
                range: start..end,
                first_line: line,
                lines: 1,
            }),
        }
    }

    /// Copies a part of a line, and places the labels that start in it.
    fn push_window(
        &mut self,
        window: &Range<usize>,
        here: &[usize],
        targets: &[Target<'_>],
        source: &Source,
    ) {
        let part = source.text().get(window.clone()).unwrap_or("");
        // Where each character of the source went; a replaced one can have another length.
        let mut offsets: Vec<(usize, usize)> = Vec::new();
        for (at, character) in part.char_indices() {
            offsets.push((window.start + at, self.text.len()));
            self.text.push(visible(character));
        }
        offsets.push((window.end, self.text.len()));
        let moved = |offset: usize| {
            let at = offsets.partition_point(|(from, _)| *from < offset);
            offsets.get(at).or(offsets.last()).map_or(0, |(_, to)| *to)
        };
        for index in here {
            let (Some(target), Some(label)) = (targets.get(*index), self.labels.get_mut(*index))
            else {
                continue;
            };
            let range = &target.range;
            if (window.start..=window.end).contains(&range.start) {
                let start = moved(range.start);
                label.range = start..moved(range.end).max(start + 1);
            }
        }
    }

    fn contents(&self, range: Range<usize>) -> Option<Contents<'_>> {
        let block = self
            .blocks
            .iter()
            .find(|block| block.range.start <= range.start && range.end <= block.range.end)?;
        Some(Contents {
            name: &block.name,
            data: self.text.get(block.range.clone())?,
            span: SourceSpan::from(block.range.clone()),
            line: block.first_line - 1,
            column: 0,
            lines: block.lines,
        })
    }
}

impl SourceCode for Excerpt {
    /// Gives whole blocks, except when no lines around the span are asked for: that is how the
    /// renderer asks for the line and column of a label.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let range = span.offset()..span.offset() + span.len();
        let mut contents = self
            .contents(range.clone())
            .ok_or(MietteError::OutOfBounds)?;
        let label = self.labels.iter().find(|label| label.range == range);
        if let (0, 0, Some(label)) = (lines_before, lines_after, label) {
            contents.line = label.line - 1;
            contents.column = label.column - 1;
        }
        Ok(Box::new(contents))
    }
}

struct Contents<'a> {
    name: &'a str,
    data: &'a str,
    span: SourceSpan,
    line: usize,
    column: usize,
    lines: usize,
}

impl<'a> SpanContents<'a> for Contents<'a> {
    fn data(&self) -> &'a [u8] {
        self.data.as_bytes()
    }

    fn span(&self) -> &SourceSpan {
        &self.span
    }

    fn name(&self) -> Option<&str> {
        Some(self.name)
    }

    fn line(&self) -> usize {
        self.line
    }

    fn column(&self) -> usize {
        self.column
    }

    fn line_count(&self) -> usize {
        self.lines
    }
}

impl<'a> Target<'a> {
    fn new(label: &'a Label, files: &Files<'_>) -> Self {
        let file = label.file.unwrap_or_default();
        let source = files.get(file);
        let range = match &label.place {
            Place::Node(pointer, part) => source.locate(pointer, *part),
            Place::Offset(offset) => {
                let offset = source.text().floor_char_boundary(*offset);
                offset..offset
            }
        };
        let (line, column) = source.line_column(range.start);
        // Nothing is shown of a line break, so nothing can be said at one but at its start.
        let end = source.line_range(line).end;
        Self {
            file,
            range: range.start.min(end)..range.end.min(end),
            line,
            column,
            text: &label.text,
        }
    }

    /// The label as it will be shown; its place in the excerpt is not known yet.
    fn shown(&self) -> Shown {
        Shown {
            range: 0..0,
            line: self.line,
            column: self.column,
            text: cut(self.text, MAX_LABEL_TEXT).replace('\n', " "),
        }
    }
}

/// The parts of a line to show, in order and apart from each other. All of a short line; of a long
/// one what is around the labels, or its start when it has none.
fn windows(line: &Range<usize>, labels: &[Range<usize>], text: &str) -> Vec<Range<usize>> {
    let mut windows: Vec<Range<usize>> = Vec::new();
    if line.len() <= MAX_LINE {
        windows.push(line.clone());
        return windows;
    }
    if labels.is_empty() {
        windows.push(line.start..text.floor_char_boundary(line.start + MAX_LINE));
        return windows;
    }
    let mut starts: Vec<_> = labels.iter().map(|label| label.start).collect();
    starts.sort_unstable();
    for start in starts {
        let (before, behind) = WINDOW;
        let from = text.floor_char_boundary(start.saturating_sub(before).max(line.start));
        let to = text.floor_char_boundary((start + behind).min(line.end));
        match windows.last_mut() {
            Some(last) if from <= last.end => last.end = to,
            _ => windows.push(from..to),
        }
    }
    windows
}

/// At most so many characters of a text, without anything that could steer a terminal.
pub(super) fn cut(text: &str, characters: usize) -> String {
    let mut short: String = text.chars().take(characters).map(visible).collect();
    if short.len() < text.len() && text.chars().nth(characters).is_some() {
        // Writing to a string doesn't fail.
        let _ = short.write_char('…');
    }
    short
}

/// The character itself, or a sign in its place when it is a control character or one that
/// reorders the text around it.
fn visible(character: char) -> char {
    match character {
        '\n' | '\t' => character,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        other if other.is_control() => char::REPLACEMENT_CHARACTER,
        other => other,
    }
}
