//! Prose of a document as doc comments.
//!
//! The prose is Markdown from an untrusted hand. In a doc comment it must never be compiled as a
//! doctest, never be taken for a link or HTML that rustdoc would warn of, and never end the comment.

mod html;
mod inline;
mod wrap;

use proc_macro2::TokenStream;
use quote::quote;

use self::inline::Place;
use self::wrap::wrap;
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
        // Longer numbers begin no list.
        10.. => None,
        _ => number
            .strip_prefix(['.', ')'])
            .map(|rest| (digits + 1, rest)),
    };
    let (width, rest) = marker?;
    rest.starts_with(' ').then_some(indent + width + 1)
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

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use pulldown_cmark::{Event, Options, Parser, Tag};

    use super::{lines, plain, summary, wrap};

    /// What rustdoc would make of it that it must not.
    fn live(markdown: &str) -> Option<String> {
        let options = Options::ENABLE_TABLES
            | Options::ENABLE_FOOTNOTES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS;
        Parser::new_ext(markdown, options).find_map(|event| match event {
            Event::Html(text) | Event::InlineHtml(text) => Some(text.to_string()),
            Event::FootnoteReference(name) => Some(name.to_string()),
            Event::Start(Tag::Image { dest_url, .. }) => Some(dest_url.to_string()),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let is_safe = dest_url.starts_with("https://") || dest_url.starts_with("http://");
                (!is_safe).then(|| dest_url.to_string())
            }
            Event::Start(Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Fenced(language))) => {
                (&*language != "text").then(|| language.to_string())
            }
            Event::Start(Tag::CodeBlock(_)) => Some("indented code".to_owned()),
            _ => None,
        })
    }

    #[test]
    fn nothing_that_is_put_together_is_live() {
        const PIECES: &[&str] = &[
            "`",
            "`",
            "``",
            "```",
            "|",
            " | ",
            "\n",
            "\n\n",
            "\n|---|---|\n",
            "\n:-|:-\n",
            "<b>",
            "</b>",
            "<script>",
            "<!--",
            "-->",
            "\\",
            "[",
            "]",
            "](",
            ")",
            "(",
            "!",
            "![x](",
            "http://a.example",
            "javascript:x",
            "> ",
            "- ",
            "1. ",
            "~~~",
            "    ",
            "&lt;",
            "&#60;",
            "a",
            "word ",
            "*",
            "**",
            "_",
            "<pre>",
            "</pre>",
            "<code>",
            "</code>",
            "<br>",
            "<li>",
            "<ul>",
            "<a href='javascript:x'>",
            "<a href=https://a.example>",
            "</a>",
            "<td>",
            "\t",
            "[x]: javascript:x\n",
            "[^1]",
            "- [ ] ",
            "<",
            ">",
            "\"",
            "'",
            "#",
            "`a|b`",
            "\u{202E}",
        ];
        let mut state = 1_u64;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            usize::try_from(state >> 33).unwrap()
        };
        for _ in 0..5_000 {
            let count = 1 + next() % 40;
            let text: String = (0..count)
                .filter_map(|_| PIECES.get(next() % PIECES.len()).copied())
                .collect();
            let shown = wrap(&lines(&text)).join("\n");
            assert_eq!(live(&shown), None, "{text:?} becomes {shown:?}");
            let list = wrap(&[format!("- `200`: {}", summary(&text))]).join("\n");
            assert_eq!(live(&list), None, "{text:?} becomes {list:?}");
            let sentence = format!("Of *{}* 1.", plain(&text));
            assert_eq!(live(&sentence), None, "{text:?} becomes {sentence:?}");
        }
    }

    #[test]
    fn prose_takes_time_in_line_with_its_length() {
        let started = Instant::now();
        for unit in [
            "[a](#)",
            "[a](http://a.example)",
            "](",
            "[](",
            "[",
            "![",
            "`",
            "``` ",
            "`` ` ",
            "<",
            "<b>",
            "<b></b>",
            "<div>",
            "<!--",
            "<!-- -->",
            "</b",
            "<a href='",
            "<br>",
            "<ul><br>",
            "<li>",
            "<pre>",
            "&lt;",
            "> ",
            ">",
            "- ",
            "1. ",
            "*a ",
            "**",
            "_a",
            "(",
            "((",
            "\\",
            "| ",
            "|-",
            "<td>",
            "http://",
            "a",
            "a ",
            "~",
            "#",
            "\n\n",
            "\n- ",
            "[a](http://a \"",
            "[a](a '",
            "<ul>",
            "\n\t",
            "</",
            "<b ",
            "word-",
            "`a` ",
            "[a][b] ",
        ] {
            for text in [
                unit.repeat(2_000_000 / unit.len()),
                format!("| {}", unit.repeat(20_000)),
            ] {
                let shown = wrap(&lines(&text)).join("\n");
                assert!(shown.len() < 1_000_000, "{unit}");
                assert!(summary(&text).len() < 1_000_000, "{unit}");
            }
        }
        let number = "1".repeat(60_000);
        let text = format!("{number}. a\n{}", "  b\n".repeat(1_000));
        assert!(lines(&text).concat().len() < 1_000_000);
        assert!(started.elapsed() < Duration::from_secs(60));
    }

    #[test]
    fn plain_text_is_shown_as_it_is() {
        for (text, shown) in [
            ("Users (v2) API", "Users (v2) API"),
            (
                "<script>alert(1)</script>",
                "\\<script\\>alert(1)\\</script\\>",
            ),
            ("a_b *c* `d`", "a\\_b \\*c\\* \\`d\\`"),
            ("[a](javascript:b)", "\\[a\\](javascript:b)"),
            ("R&D &lt;b&gt;", "R\\&D \\&lt;b\\&gt;"),
            ("at https://a.example\n1", "at https:\\//a.example 1"),
            ("\u{202E}\u{7}", ""),
        ] {
            assert_eq!(plain(text), shown);
        }
    }

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
