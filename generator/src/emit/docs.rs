//! Prose of a document as doc comments.
//!
//! The prose is Markdown from an untrusted hand. In a doc comment it must never be compiled as a
//! doctest, never be taken for a link or HTML that rustdoc would warn of, and never end the comment.

mod html;
mod inline;
mod wrap;

use proc_macro2::TokenStream;
use quote::quote;

use self::wrap::wrap;
use crate::view::DefaultValue;

/// Longer prose is cut, at this many lines.
const MAX_LINES: usize = 400;

/// A longer default is cut, at this many letters.
const MAX_CODE: usize = 200;

/// Doc attributes for Markdown from a document.
pub(super) fn prose(markdown: &str) -> TokenStream {
    attributes(&lines(markdown))
}

/// Doc attributes for lines that are clean already.
pub(super) fn attributes(lines: &[String]) -> TokenStream {
    let attributes = wrap(lines).into_iter().map(|line| {
        // A space sets the text apart from the slashes.
        let text = if line.is_empty() {
            String::new()
        } else {
            format!(" {line}")
        };
        quote!(#[doc = #text])
    });
    quote!(#(#attributes)*)
}

/// Doc lines at the head of a file: `//! ` and the text.
pub(super) fn inner(lines: &[String]) -> String {
    let mut text = String::new();
    for line in wrap(lines) {
        text.push_str(format!("//! {line}").trim_end());
        text.push('\n');
    }
    text
}

/// The same before an item that a template writes, without the line break at the end.
pub(super) fn outer(lines: &[String], indent: usize) -> String {
    let lines = wrap(lines).into_iter().map(|line| {
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
    let mut cut = false;
    let mut open = None;
    let markdown = html::to_markdown(&markdown.replace("\r\n", "\n"));
    for (index, line) in markdown.trim().split(['\n', '\r']).enumerate() {
        if index >= MAX_LINES {
            cut = true;
            break;
        }
        let line = visible(line);
        let line = line.trim_end();
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
            let mut line = text_line(line);
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
    if cut {
        clean.extend([String::new(), "…".to_owned()]);
    }
    clean.dedup_by(|next, line| next.is_empty() && line.is_empty());
    if clean.iter().all(String::is_empty) {
        vec!["(The document says nothing here.)".to_owned()]
    } else {
        clean
    }
}

/// What a missing value stands for, as a paragraph to follow others.
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

/// Text without line breaks and control characters.
pub(super) fn one_line(text: &str) -> String {
    visible(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Markdown as one clean line, for a list.
pub(super) fn summary(markdown: &str) -> String {
    text_line(&one_line(&html::to_markdown(markdown)))
}

/// Drops characters that can't be seen or that turn the direction of writing.
fn visible(text: &str) -> String {
    text.chars()
        .map(|char| if char.is_control() { ' ' } else { char })
        .filter(|char| !matches!(char, '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'))
        .collect()
}

fn is_fence(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("```") && !line.trim_start_matches('`').contains('`')
        || line.starts_with("~~~")
}

/// Where the text of a list item begins, if the line begins one; 0 for a quote.
fn content_indent(line: &str) -> Option<usize> {
    let text = line.trim_start();
    let indent = line.len() - text.len();
    if text.starts_with('>') {
        return Some(0);
    }
    let number = text.trim_start_matches(|char: char| char.is_ascii_digit());
    let digits = text.len() - number.len();
    let marker = match digits {
        0 => text.strip_prefix(['-', '*', '+']).map(|rest| (1, rest)),
        _ => number
            .strip_prefix(['.', ')'])
            .map(|rest| (digits + 1, rest)),
    };
    let (width, rest) = marker?;
    rest.starts_with(' ').then_some(indent + width + 1)
}

/// A line outside of code blocks.
fn text_line(line: &str) -> String {
    let indent = line.chars().take_while(|char| *char == ' ').count().min(3);
    // Runs of spaces could make a code block of what follows a bullet or a quote.
    let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut clean = " ".repeat(indent);
    inline::clean(&words, &mut clean);
    clean
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn nothing_becomes_a_doctest_a_link_or_html() {
        for (markdown, clean) in [
            ("```rust\nfn main() {}\n```", "```text\nfn main() {}\n```"),
            ("```\nopen", "```text\nopen\n```"),
            ("text\n\n        code", "text\n\n   code"),
            (">     quoted", "> quoted"),
            ("-      item", "- item"),
            ("> ```rust", "> \\`\\`\\`rust"),
            ("see [Link] and <x>", "see \\[Link\\] and \\<x\\>"),
            ("a <b>bold</b> word", "a **bold** word"),
            ("a `<b>[c]` d", "a `<b>[c]` d"),
            ("odd ` tick [x]", "odd \\` tick \\[x\\]"),
            ("at https://example.com/a.", "at <https://example.com/a>."),
            ("[x](http://example.com)", "[x](http://example.com)"),
            ("![`x`](http://a.example)!", "[`x`](http://a.example)!"),
            ("[x](/docs#y) [y][z]", "x \\[y\\]\\[z\\]"),
            ("`[x](http://a.example)`", "`[x](http://a.example)`"),
            ("[x](javascript:y)", "\\[x\\](javascript:y)"),
            ("<https://a.example>", "<https://a.example>"),
            ("a\\_b c\\d", "a\\_b c\\\\d"),
            ("a\u{202E}b", "ab"),
            ("- item\ngoes on", "- item\n\ngoes on"),
            ("1. item\n      goes on", "1. item\n   goes on"),
            ("> quote\ngoes on", "> quote\n\ngoes on"),
        ] {
            assert_eq!(lines(markdown).join("\n"), clean, "{markdown}");
        }
    }
}
