//! How deep the collections of a YAML text lie in each other, before it is read.
//!
//! The YAML reader bounds the depth too, but looks at every open collection for each thing that it
//! finds: a text that nests without end takes it the square of its length.

/// So many collections in each other are refused; real documents have a few dozen.
const MAX_OPEN: usize = 1_000;

/// The offset where a text has nested so deeply that nothing but harm can be meant.
pub(super) fn too_deep(text: &str) -> Option<usize> {
    let mut scanner = Scanner::default();
    for (offset, byte) in text.bytes().enumerate() {
        scanner.step(byte);
        if scanner.open > MAX_OPEN || scanner.marks > MAX_OPEN {
            return Some(offset);
        }
    }
    None
}

#[derive(Default)]
struct Scanner {
    /// The flow collections (`[`, `{`) that are open.
    open: usize,
    /// The marks of block collections (`- `, `? `) in a row.
    marks: usize,
    inside: Inside,
    /// Whether a value can begin here, or one has begun that goes on.
    in_value: bool,
    before: u8,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Inside {
    #[default]
    Nothing,
    Single,
    Double,
    /// After a backslash between double quotes.
    Escape,
    Comment,
    /// An anchor or a tag, which stands before a value.
    Property,
}

impl Scanner {
    fn step(&mut self, byte: u8) {
        match self.inside {
            Inside::Nothing => self.plain(byte),
            Inside::Single if byte == b'\'' => self.inside = Inside::Nothing,
            Inside::Double if byte == b'"' => self.inside = Inside::Nothing,
            Inside::Double if byte == b'\\' => self.inside = Inside::Escape,
            Inside::Escape => self.inside = Inside::Double,
            Inside::Comment if byte == b'\n' => {
                self.inside = Inside::Nothing;
                self.in_value &= self.open > 0;
            }
            Inside::Property if byte.is_ascii_whitespace() => self.inside = Inside::Nothing,
            _ => {}
        }
        self.before = byte;
    }

    fn plain(&mut self, byte: u8) {
        let spaced = matches!(self.before, 0 | b' ' | b'\t' | b'\r' | b'\n');
        match byte {
            b' ' | b'\t' | b'\r' => {
                // What comes after `- `, `? ` and `: ` is a value.
                if b"-?".contains(&self.before) && !self.in_value {
                    self.marks += 1;
                } else if self.before == b':' {
                    self.in_value = false;
                }
                return;
            }
            // Between brackets, lines mean nothing.
            b'\n' => {
                self.in_value &= self.open > 0;
                return;
            }
            b'-' | b'?' if spaced && !self.in_value => return,
            b'#' if spaced => self.inside = Inside::Comment,
            b'[' | b'{' if self.open > 0 || !self.in_value => {
                self.open += 1;
                self.in_value = false;
                self.marks = 0;
                return;
            }
            b']' | b'}' if self.open > 0 => {
                self.open -= 1;
                self.in_value = true;
            }
            b',' if self.open > 0 => self.in_value = false,
            // After a key in quotes, no space is asked for.
            b':' if self.open > 0 => self.in_value = false,
            b'\'' if !self.in_value => self.begin(Inside::Single),
            b'"' if !self.in_value => self.begin(Inside::Double),
            b'&' | b'!' if !self.in_value => self.inside = Inside::Property,
            _ => self.in_value = true,
        }
        self.marks = 0;
    }

    fn begin(&mut self, inside: Inside) {
        self.inside = inside;
        self.in_value = true;
    }
}

#[cfg(test)]
mod tests {
    use super::too_deep;

    #[test]
    fn what_nests_without_end_is_found() {
        for unit in [
            "[",
            "{a: ",
            "- ",
            "? ",
            "{\"a\":",
            "[{a: ",
            "- [{",
            "{a: {}, b: ",
            "[[], ",
            "[']', ",
            "{it's: [], b: ",
            "[ # ]\n",
            "&a [",
            "!t {x: ",
            "{\"\\\"}\": ",
            "? - ",
        ] {
            assert!(too_deep(&unit.repeat(2_000)).is_some(), "{unit}");
        }
    }

    #[test]
    fn what_only_looks_so_is_not() {
        for unit in [
            "- [a, {b: c}]\n",
            "a: 'x [ {'\n",
            "a: \"\\\" [\"\n",
            "a: text [ with {\n",
            "# [\n",
            "a: # [\n  b\n",
            "- x\n- - y\n",
            "{a: 'it''s }', b: [1, 2]}\n",
            "a: x - y - z\n",
            "pattern: ^[^[]+$\n",
        ] {
            assert_eq!(too_deep(&unit.repeat(2_000)), None, "{unit}");
        }
    }
}
