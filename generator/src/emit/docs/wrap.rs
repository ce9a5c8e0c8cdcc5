//! Long lines of prose, broken as one would by hand.

use super::line::{content_indent, is_fence};

/// Letters of a line: with the slashes and the indent of a field, it ends before column 100.
pub(super) const WIDTH: usize = 92;

/// Breaks lines that have more letters than `width`, except for code, tables and headings.
pub(super) fn wrap(lines: &[String], width: usize) -> Vec<String> {
    let mut wrapped = Vec::with_capacity(lines.len());
    let mut fenced = false;
    for line in lines {
        if is_fence(line) {
            fenced = !fenced;
        }
        let text = line.trim_start();
        // A row of a table needs no bar at its start.
        let is_row = text.starts_with('|') || text.contains(" | ") || text.contains("-|-");
        if fenced || is_row || text.starts_with('#') || line.chars().count() <= width {
            wrapped.push(line.clone());
        } else {
            broken(line, width, &mut wrapped);
        }
    }
    wrapped
}

fn broken(line: &str, width: usize, wrapped: &mut Vec<String>) {
    let text = line.trim_start();
    let indent = line.len() - text.len();
    let prefix = match content_indent(line) {
        Some(0) => "> ".to_owned(),
        Some(indent) => " ".repeat(indent),
        None => " ".repeat(indent),
    };
    let mut current = " ".repeat(indent);
    let mut length = indent;
    let mut is_start = true;
    for word in words(text) {
        let letters = word.chars().count();
        if !is_start && length + 1 + letters > width && !begins_block(word) {
            wrapped.push(std::mem::replace(&mut current, prefix.clone()));
            length = prefix.len();
            is_start = true;
        }
        if !is_start {
            current.push(' ');
            length += 1;
        }
        current.push_str(word);
        length += letters;
        is_start = false;
    }
    wrapped.push(current);
}

/// Words, each span of code one of them.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut start = 0;
    let mut code = false;
    let mut escaped = false;
    for (index, char) in text.char_indices() {
        match char {
            '`' if !escaped => code = !code,
            ' ' if !code => {
                words.extend(text.get(start..index));
                start = index + 1;
            }
            _ => {}
        }
        escaped = char == '\\' && !escaped && !code;
    }
    words.extend(text.get(start..));
    words.retain(|word| !word.is_empty());
    words
}

/// Whether Markdown would see more than a word in it at the start of a line.
fn begins_block(word: &str) -> bool {
    word.starts_with(['#', '>', '|', '~'])
        || word.starts_with("```")
        || (word.starts_with('<') && !word.starts_with("<http"))
        || word.chars().all(|char| "-=*_+:|".contains(char))
        || content_indent(&format!("{word} x")).is_some()
}

#[cfg(test)]
mod tests {
    use super::{WIDTH, wrap};

    #[test]
    fn a_long_line_goes_on_where_its_text_begins() {
        let words = "word ".repeat(18);
        for (line, wrapped) in [
            (format!("{words}and on"), format!("{words}\nand on")),
            (format!("- {words}and on"), format!("- {words}\n  and on")),
            (format!("> {words}and on"), format!("> {words}\n> and on")),
            (format!("{words}1. on"), format!("{words}1.\non")),
            (format!("{words}- on"), format!("{words}-\non")),
            (format!("{words}`a b` on"), format!("{words}\n`a b` on")),
            (format!("| {words} |"), format!("| {words} |")),
        ] {
            let expected: Vec<&str> = wrapped.split('\n').map(str::trim_end).collect();
            assert_eq!(wrap(std::slice::from_ref(&line), WIDTH), expected, "{line}");
        }
    }
}
