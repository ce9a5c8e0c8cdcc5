//! Prose of a document as doc comments.
//!
//! The prose is Markdown from an untrusted hand. In a doc comment it must never be compiled as a
//! doctest, never be taken for a link or HTML that rustdoc would warn of, and never end the comment.

use proc_macro2::TokenStream;
use quote::quote;

/// Longer prose is cut, at this many lines.
const MAX_LINES: usize = 400;

/// Doc attributes for Markdown from a document.
pub(super) fn prose(markdown: &str) -> TokenStream {
    attributes(&lines(markdown))
}

/// Doc attributes for lines that are clean already.
pub(super) fn attributes(lines: &[String]) -> TokenStream {
    let attributes = lines.iter().map(|line| {
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
    for line in lines {
        text.push_str(format!("//! {line}").trim_end());
        text.push('\n');
    }
    text
}

/// Markdown as clean lines.
pub(super) fn lines(markdown: &str) -> Vec<String> {
    let mut clean = Vec::new();
    let mut fenced = false;
    let mut cut = false;
    let mut open = None;
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

/// Text without line breaks and control characters.
pub(super) fn one_line(text: &str) -> String {
    visible(text)
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// The first sentence or line of Markdown, clean, for a list.
pub(super) fn summary(markdown: &str) -> String {
    text_line(&one_line(markdown))
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
    let mut code = false;
    let mut spans = words.split('`').peekable();
    let balanced = words.matches('`').count().is_multiple_of(2) && !words.contains("``");
    while let Some(span) = spans.next() {
        if code && balanced {
            clean.push_str(span);
        } else {
            escape(span, &mut clean);
        }
        if spans.peek().is_some() {
            clean.push_str(if balanced { "`" } else { "\\`" });
            code = !code;
        }
    }
    clean
}

/// Escapes what rustdoc would take for a link, HTML or a code fence, and makes links of bare URLs.
fn escape(text: &str, clean: &mut String) {
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            clean.push(' ');
        }
        match url(word) {
            Some((before, url, after)) => {
                escape_word(before, clean);
                clean.push_str(&format!("<{url}>"));
                escape_word(after, clean);
            }
            None => escape_word(word, clean),
        }
    }
}

fn escape_word(word: &str, clean: &mut String) {
    for char in word.chars() {
        if matches!(char, '[' | ']' | '<' | '>' | '~' | '\\') {
            // A quote at the start of a line stays one.
            let quote = char == '>' && clean.trim().is_empty();
            if !quote {
                clean.push('\\');
            }
        }
        clean.push(char);
    }
}

/// A word that holds a URL: what stands before it, the URL, and what follows.
fn url(word: &str) -> Option<(&str, &str, &str)> {
    let start = word.find("https://").or_else(|| word.find("http://"))?;
    let (before, rest) = word.split_at_checked(start)?;
    let is_url = |char: char| char.is_ascii_alphanumeric() || "-._~:/?#@!$&*+,;=%".contains(char);
    let end = rest.find(|char| !is_url(char)).unwrap_or(rest.len());
    let (url, _) = rest.split_at_checked(end)?;
    let url = url.trim_end_matches(['.', ',', ';', ':', '!', '?', '*', '_']);
    let after = rest.strip_prefix(url)?;
    (url.len() > "https://".len()).then_some((before, url, after))
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
            ("see [Link] and <b>", "see \\[Link\\] and \\<b\\>"),
            ("a `<b>[c]` d", "a `<b>[c]` d"),
            ("odd ` tick [x]", "odd \\` tick \\[x\\]"),
            ("at https://example.com/a.", "at <https://example.com/a>."),
            ("[x](http://example.com)", "\\[x\\](<http://example.com>)"),
            ("a\u{202E}b", "ab"),
            ("- item\ngoes on", "- item\n\ngoes on"),
            ("1. item\n      goes on", "1. item\n   goes on"),
            ("> quote\ngoes on", "> quote\n\ngoes on"),
        ] {
            assert_eq!(lines(markdown).join("\n"), clean, "{markdown}");
        }
    }
}
