//! Putting flow collections and quoted scalars on one line each.
//!
//! YAML wants the lines of both indented deeper than what they stand in. The parser that reads the
//! values doesn't insist on that, and many a document closes a bracket right below its key; the
//! parser that keeps marks does insist. On one line, there is no indentation to be wrong.

/// No byte of UTF-8: it stands for one that is left out.
const DROPPED: u8 = 0xff;

/// The text with spaces for the line breaks and comments in flow collections, and for the line
/// breaks in quoted scalars. All other characters stay what and where they are.
pub(super) fn joined(text: &str) -> Option<String> {
    let mut reader = Reader {
        bytes: text.as_bytes().to_vec(),
        at: 0,
        line: 0,
        column: None,
    };
    while reader.at < reader.bytes.len() {
        reader.line();
    }
    reader.bytes.retain(|byte| *byte != DROPPED);
    String::from_utf8(reader.bytes).ok()
}

struct Reader {
    bytes: Vec<u8>,
    at: usize,
    /// Where the line starts.
    line: usize,
    /// The column of the innermost key or list item, whose scalars are indented deeper.
    column: Option<usize>,
}

impl Reader {
    fn peek(&self) -> Option<u8> {
        self.peek_after(0)
    }

    fn peek_after(&self, count: usize) -> Option<u8> {
        self.bytes.get(self.at + count).copied()
    }

    /// Whether a blank, a line break or the end comes after so many bytes.
    fn is_space_after(&self, count: usize) -> bool {
        self.peek_after(count)
            .is_none_or(|byte| byte.is_ascii_whitespace())
    }

    fn skip_blanks(&mut self) {
        while let Some(b' ' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    fn skip_word(&mut self) {
        while !self.is_space_after(0) {
            self.at += 1;
        }
    }

    /// Goes to the start of the next line.
    fn skip_line(&mut self) {
        while let Some(byte) = self.peek() {
            self.at += 1;
            if byte == b'\n' {
                break;
            }
        }
        self.line = self.at;
    }

    /// Reads a line that a block begins or goes on with, and the lines of the scalar or the flow
    /// collection that it ends with.
    fn line(&mut self) {
        self.line = self.at;
        let marker = self.bytes.get(self.at..self.at + 3);
        if matches!(marker, Some(b"---" | b"...")) && self.is_space_after(3) {
            self.column = None;
            self.at += 3;
        }
        let mut property = None;
        loop {
            self.skip_blanks();
            let column = property.take().unwrap_or(self.at - self.line);
            match self.peek() {
                None | Some(b'\r' | b'\n' | b'#') => return self.skip_line(),
                Some(b'-' | b'?' | b':') if self.is_space_after(1) => {
                    self.column = Some(column);
                    self.at += 1;
                    continue;
                }
                Some(b'&' | b'!') => {
                    self.skip_word();
                    property = Some(column);
                    continue;
                }
                Some(b'|' | b'>') => {
                    self.skip_line();
                    return self.skip_deeper();
                }
                Some(b'{' | b'[') => self.flow(),
                Some(quote @ (b'"' | b'\'')) => self.quoted(quote),
                Some(_) => {
                    self.plain();
                    if self.peek() != Some(b':') {
                        self.skip_line();
                        return self.skip_deeper();
                    }
                }
            }
            self.skip_blanks();
            if self.peek() != Some(b':') || !self.is_space_after(1) {
                return self.skip_line();
            }
            self.column = Some(column);
            self.at += 1;
        }
    }

    /// Skips the lines of a scalar behind its first one.
    fn skip_deeper(&mut self) {
        while self.at < self.bytes.len() {
            let start = self.at;
            while self.peek() == Some(b' ') {
                self.at += 1;
            }
            let indent = self.at - start;
            let is_empty = matches!(self.peek(), None | Some(b'\r' | b'\n'));
            if !is_empty && self.column.is_some_and(|column| indent <= column) {
                self.at = start;
                return;
            }
            self.skip_line();
        }
    }

    /// Goes to the colon behind a plain key, or to the end of the line.
    fn plain(&mut self) {
        let mut blank = false;
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => return,
                b':' if self.is_space_after(1) => return,
                b'#' if blank => return,
                _ => {}
            }
            blank = byte.is_ascii_whitespace();
            self.at += 1;
        }
    }

    /// Reads a quoted scalar.
    fn quoted(&mut self, quote: u8) {
        self.at += 1;
        while let Some(byte) = self.peek() {
            match byte {
                b'\r' | b'\n' => self.blank(),
                b'\\' if quote == b'"' && !self.is_space_after(1) => self.at += 2,
                b'\'' if quote == b'\'' && self.peek_after(1) == Some(quote) => self.at += 2,
                _ => {
                    self.at += 1;
                    if byte == quote {
                        return;
                    }
                }
            }
        }
    }

    /// Reads a flow collection.
    fn flow(&mut self) {
        let mut depth = 0_usize;
        // Whether a scalar may begin here: elsewhere, a quote is part of a plain one.
        let mut fresh = true;
        // Whether the last that ended, but for spaces, may have a colon right behind it.
        let mut closed = false;
        while let Some(byte) = self.peek() {
            match byte {
                b'\r' | b'\n' => self.blank(),
                b' ' | b'\t' => self.at += 1,
                b'#' if self.follows_space() => self.comment(),
                b'"' | b'\'' if fresh => {
                    self.quoted(byte);
                    (fresh, closed) = (false, true);
                }
                b'&' | b'!' if fresh => self.skip_property(),
                b'{' | b'[' => {
                    self.at += 1;
                    depth += 1;
                    (fresh, closed) = (true, false);
                }
                b'}' | b']' => {
                    self.at += 1;
                    depth -= 1;
                    if depth == 0 {
                        return;
                    }
                    (fresh, closed) = (false, true);
                }
                b',' => {
                    self.at += 1;
                    (fresh, closed) = (true, false);
                }
                b':' => {
                    self.at += 1;
                    (fresh, closed) = (closed || self.is_space_after(0), false);
                }
                _ => {
                    self.at += 1;
                    (fresh, closed) = (false, false);
                }
            }
        }
    }

    /// Whether a comment may begin here.
    fn follows_space(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.bytes.get(at));
        before.is_none_or(|byte| byte.is_ascii_whitespace() || b"[]{},".contains(byte))
    }

    /// Makes a comment spaces, one for each character.
    fn comment(&mut self) {
        while let Some(byte) = self.peek().filter(|byte| *byte != b'\n') {
            let is_first = !(0x80..0xc0).contains(&byte);
            self.put(if is_first { b' ' } else { DROPPED });
        }
    }

    /// Skips the anchor or the tag of a value in a flow collection.
    fn skip_property(&mut self) {
        while !self.is_space_after(0) && !self.peek().is_some_and(|byte| b",[]{}".contains(&byte)) {
            self.at += 1;
        }
    }

    /// Puts a space in the place of a byte.
    fn blank(&mut self) {
        self.put(b' ');
    }

    fn put(&mut self, byte: u8) {
        if let Some(old) = self.bytes.get_mut(self.at) {
            *old = byte;
        }
        self.at += 1;
    }
}
