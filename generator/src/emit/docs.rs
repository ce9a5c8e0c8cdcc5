//! Prose of a document as doc comments.
//!
//! The prose is Markdown from an untrusted hand. In a doc comment it must never be compiled as a
//! doctest, never be taken for a link or HTML that rustdoc would warn of, and never end the comment.

mod html;
mod inline;
mod line;
#[cfg(test)]
mod tests;
mod wrap;

use proc_macro2::TokenStream;
use quote::quote;

use self::inline::Place;
use self::line::{content_indent, is_fence};
use self::wrap::{WIDTH, wrap};
use crate::view::DefaultValue;

/// Longer prose is cut, at this many lines.
const MAX_LINES: usize = 400;
/// And at this many bytes.
const MAX_BYTES: usize = 64 * 1024;

/// A longer default is cut, at this many letters.
const MAX_CODE: usize = 200;

/// Doc attributes for Markdown from a document.
pub(super) fn prose(markdown: &str) -> TokenStream {
    attributes(&lines(markdown))
}

/// The note on what a document discourages the use of. `#[deprecated]` would make the crate's own
/// code warn.
pub(super) fn deprecation(is_deprecated: bool) -> TokenStream {
    attributes(&deprecated(is_deprecated))
}

/// The same as lines.
pub(super) fn deprecated(is_deprecated: bool) -> Vec<String> {
    if is_deprecated {
        vec![String::new(), "**Deprecated** by the document.".to_owned()]
    } else {
        Vec::new()
    }
}

/// What stands between the lines of a doc attribute. No line has it: control characters were taken
/// out.
const NEXT_LINE: char = '\u{1}';

/// A doc attribute for lines that are clean already. They are one attribute, for most tokens would
/// be those of docs otherwise: once the item is formatted, [`expand`] sets the lines apart.
pub(super) fn attributes(lines: &[String]) -> TokenStream {
    let mut text = String::new();
    for (index, line) in wrap(lines, WIDTH).iter().enumerate() {
        if index > 0 {
            text.push(NEXT_LINE);
        }
        // A space sets the text apart from the slashes.
        if !line.is_empty() {
            text.push(' ');
            text.push_str(line);
        }
    }
    if lines.is_empty() {
        return TokenStream::new();
    }
    quote!(#[doc = #text])
}

/// Sets the lines of doc comments apart, in code that was formatted.
pub(super) fn expand(code: &str) -> String {
    let mut expanded = String::with_capacity(code.len() + code.len() / 8);
    for line in code.split_inclusive('\n') {
        let mut parts = line.split(NEXT_LINE);
        let Some(first) = parts.next() else {
            continue;
        };
        let indent = first.len() - first.trim_start_matches(' ').len();
        let indent = first.get(..indent).unwrap_or_default();
        expanded.push_str(first);
        for part in parts {
            // The trailing spaces of a doc comment are dropped.
            expanded.truncate(expanded.trim_end_matches(' ').len());
            expanded.push('\n');
            expanded.push_str(indent);
            expanded.push_str("///");
            expanded.push_str(part);
        }
    }
    expanded
}

/// Doc lines at the head of a file: `//! ` and the text.
pub(super) fn inner(lines: &[String]) -> String {
    let mut text = String::new();
    for line in wrap(lines, WIDTH) {
        text.push_str(format!("//! {line}").trim_end());
        text.push('\n');
    }
    text
}

/// The same before an item that isn't made of tokens, without the line break at the end.
pub(super) fn outer(lines: &[String], indent: usize) -> String {
    let width = WIDTH.min(WIDTH + 4 - indent);
    let lines = wrap(lines, width).into_iter().map(|line| {
        let line = format!("/// {line}");
        format!("{}{}", " ".repeat(indent), line.trim_end())
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The first paragraph of Markdown as one clean line, for where all of it would be too much.
pub(super) fn first(markdown: &str) -> String {
    let lines = lines(markdown);
    let paragraph: Vec<&str> = lines
        .iter()
        .map(|line| line.trim())
        .skip_while(|line| line.is_empty() || line.starts_with('#'))
        .take_while(|line| !line.is_empty() && !line.starts_with('#') && !is_fence(line))
        .collect();
    match paragraph.as_slice() {
        [] => summary(markdown),
        lines => lines.join(" "),
    }
}

/// Markdown as clean lines.
pub(super) fn lines(markdown: &str) -> Vec<String> {
    let mut clean = Vec::new();
    let mut fenced = false;
    let (markdown, mut is_cut) = cut(markdown);
    let mut open = None;
    let markdown = html::to_markdown(&markdown.replace("\r\n", "\n"));
    let mut in_table = false;
    let mut lines = markdown.trim().split(['\n', '\r']).map(visible).peekable();
    let mut count = 0;
    while let Some(line) = lines.next() {
        if count == MAX_LINES {
            is_cut = true;
            break;
        }
        count += 1;
        let line = line.trim_end();
        in_table = !line.is_empty() && (in_table || lines.peek().is_some_and(|next| rules(next)));
        if is_fence(line) {
            open = None;
            // Whatever language it names, it isn't ours to compile.
            clean.push(if fenced {
                "```".to_owned()
            } else {
                "```text".to_owned()
            });
            fenced = !fenced;
        } else if fenced {
            clean.push(line.replace("```", "'''").replace("~~~", "---"));
        } else {
            let indented = line.starts_with(' ');
            let mut line = text_line(line, if in_table { Place::Row } else { Place::Text });
            match (content_indent(&line), open) {
                (Some(indent), _) => open = Some(indent),
                (None, _) if line.is_empty() => open = None,
                (None, None) => {}
                // What goes on without a sign that it does is a fault to clippy.
                (None, Some(indent)) if indented && indent > 0 => {
                    line = format!("{}{}", " ".repeat(indent), line.trim_start());
                }
                (None, Some(_)) => {
                    open = None;
                    clean.push(String::new());
                }
            }
            clean.push(line);
        }
    }
    if fenced {
        clean.push("```".to_owned());
    }
    if is_cut {
        clean.extend([String::new(), "…".to_owned()]);
    }
    clean.dedup_by(|next, line| next.is_empty() && line.is_empty());
    if clean.iter().all(String::is_empty) {
        vec!["(The document says nothing here.)".to_owned()]
    } else {
        clean
    }
}

/// The sentence that names a default, as a last paragraph of a doc comment.
pub(super) fn default(default: &DefaultValue) -> [String; 2] {
    [String::new(), format!("Default: {}.", code(&default.json))]
}

/// Text as a span of code (CommonMark, section 6.1): its fence is longer than any row of backticks
/// in it.
fn code(text: &str) -> String {
    let text = visible(text);
    let short: String = text.chars().take(MAX_CODE).collect();
    let ellipsis = if short.len() < text.len() { "…" } else { "" };
    let rows = short.split(|char| char != '`').map(str::len);
    let fence = "`".repeat(rows.max().unwrap_or_default() + 1);
    // A space sets a backtick apart from the fence, and isn't part of the text.
    let space = if fence.len() > 1 { " " } else { "" };
    format!("{fence}{space}{short}{space}{fence}{ellipsis}")
}

/// The start of a text that is too long, and whether it was.
fn cut(text: &str) -> (&str, bool) {
    let start = text.get(..text.floor_char_boundary(MAX_BYTES));
    (start.unwrap_or_default(), text.len() > MAX_BYTES)
}

/// Whether a line may be the one under the head of a table: bars, dashes and colons, maybe in a list
/// or a quote.
fn rules(line: &str) -> bool {
    line.contains('-')
        && line.contains(['|', ':'])
        && line
            .chars()
            .all(|char| "|-: \t>*+.)".contains(char) || char.is_ascii_digit())
}

/// Text without line breaks and control characters.
pub(super) fn one_line(text: &str) -> String {
    visible(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Plain text as one line of Markdown that shows it as it is: a title, a version.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::new();
    for char in one_line(text).chars() {
        // A URL becomes no link, and `rustdoc` doesn't ask for one.
        let is_url = char == '/' && plain.ends_with(':');
        if is_url || "\\`*_[]<>&|~".contains(char) {
            plain.push('\\');
        }
        plain.push(char);
    }
    plain
}

/// Markdown as one clean line, for a list.
pub(super) fn summary(markdown: &str) -> String {
    let (markdown, is_cut) = cut(markdown);
    let mut line = text_line(&one_line(&html::to_markdown(markdown)), Place::Text);
    if is_cut {
        line.push('…');
    }
    line
}

/// Markdown as the text that a terminal shows: nothing in it can be taken for anything but text, and
/// the lines of a paragraph are one, as the terminal knows how wide it is.
pub(super) fn text(markdown: &str) -> String {
    let (markdown, is_cut) = cut(markdown);
    let markdown = html::to_markdown(&markdown.replace("\r\n", "\n"));
    let mut text = String::new();
    let (mut count, mut fenced, mut is_open) = (0, false, false);
    for line in markdown.trim().split(['\n', '\r']).map(visible) {
        let line = line.trim_end();
        if count == MAX_LINES {
            text.push_str("\n…");
            return text;
        }
        let is_fence = is_fence(line);
        let begins = is_fence || fenced || line.is_empty() || begins_block(line);
        if !begins && is_open {
            text.push(' ');
            text.push_str(line.trim_start());
        } else if !(line.is_empty() && text.ends_with("\n")) {
            if count > 0 {
                text.push('\n');
            }
            text.push_str(line);
            count += 1;
        }
        fenced ^= is_fence;
        is_open = !line.is_empty() && !fenced && !is_fence && !line.starts_with(['#', '|']);
    }
    if is_cut {
        text.push('…');
    }
    text
}

/// Whether a line of Markdown can't be the next one of a paragraph: it is an item, a title, a quote, a
/// row, or code.
fn begins_block(line: &str) -> bool {
    let start = line.trim_start();
    let number = start.trim_start_matches(|char: char| char.is_ascii_digit());
    let is_numbered = number.len() < start.len() && number.starts_with(['.', ')']);
    is_numbered
        || start.starts_with(['-', '*', '+', '>', '#', '|', '='])
        || line.starts_with("    ")
}

/// Drops characters that can't be seen or that turn the direction of writing.
fn visible(text: &str) -> String {
    text.chars()
        .map(|char| if char.is_control() { ' ' } else { char })
        .filter(|char| !is_hidden(*char))
        .collect()
}

/// Whether a character can't be seen or turns the direction of writing: code and prose with it
/// aren't what they look like, and `rustc` refuses some.
pub(super) fn is_hidden(char: char) -> bool {
    char.is_control()
        || matches!(
            char,
            '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
        )
}

/// A line outside of code blocks.
fn text_line(line: &str, place: Place) -> String {
    let indent = line.chars().take_while(|char| *char == ' ').count().min(3);
    // Runs of spaces could make a code block of what follows a bullet or a quote.
    let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut clean = " ".repeat(indent);
    inline::clean(&words, place, &mut clean);
    clean
}
