//! What stands inside of a line: code, links and text.
//!
//! A line is read once from its start to its end, whatever it holds: each search goes on where the
//! one before it ended, or looks at what no other looks at.

use std::collections::HashMap;
use std::ops::Range;

/// What a line is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    Text,
    /// A row of a table, in which `|` ends a cell even inside of code.
    Row,
}

/// A line outside of code blocks, with all that rustdoc would take for something else escaped.
pub(super) fn clean(text: &str, place: Place, clean: &mut String) {
    let codes = codes(text, place);
    let mut start = 0;
    for link in links(text, &codes) {
        let image = text
            .get(..link.whole.start)
            .is_some_and(|before| before.ends_with('!'));
        let before = link.whole.start - usize::from(image);
        part(text, start..before, &codes, clean);
        if !is_address(link.target) {
            // It leads nowhere from here.
            part(text, link.text, &codes, clean);
        } else {
            let shown = text.get(link.text.clone()).unwrap_or_default();
            if shown.contains("://") || shown.trim().is_empty() {
                clean.push_str(&format!("<{}>", link.target));
            } else {
                clean.push('[');
                part(text, link.text, &codes, clean);
                clean.push_str(&format!("]({})", link.target));
            }
        }
        start = link.whole.end;
    }
    part(text, start..text.len(), &codes, clean);
}

/// Whether a link can lead there, from wherever the docs are.
pub(super) fn is_address(target: &str) -> bool {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "-._~:/?#@!$&+,;=%".contains(char);
    (target.starts_with("https://") || target.starts_with("http://"))
        && target.len() > "https://".len()
        && target.chars().all(is_plain)
}

/// The spans of code with their backticks, in order: one or two backticks, up to as many again.
fn codes(text: &str, place: Place) -> Vec<Range<usize>> {
    let ticks: Vec<Range<usize>> = runs(text);
    // For each run, the next one of the same length.
    let mut ends = vec![None; ticks.len()];
    let mut next = HashMap::new();
    for (index, run) in ticks.iter().enumerate().rev() {
        if let Some(end) = ends.get_mut(index) {
            *end = next.insert(run.len(), index);
        }
    }
    // In a row, where the next cell begins.
    let mut bars = bars(text, place).peekable();
    let mut codes: Vec<Range<usize>> = Vec::new();
    for (run, end) in ticks.iter().zip(ends) {
        let is_inside = codes.last().is_some_and(|code| run.start < code.end);
        let Some(end) = end.and_then(|end| ticks.get(end)) else {
            continue;
        };
        let is_escaped = text
            .get(..run.start)
            .is_some_and(|before| before.ends_with('\\'));
        if is_inside || is_escaped || run.len() > 2 {
            continue;
        }
        while bars.next_if(|bar| *bar < run.start).is_some() {}
        if bars.peek().is_none_or(|bar| *bar > end.start) {
            codes.push(run.start..end.end);
        }
    }
    codes
}

/// The runs of backticks.
fn runs(text: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices('`') {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

/// The bars that end the cells of a row.
fn bars(text: &str, place: Place) -> impl Iterator<Item = usize> {
    let bars = text.match_indices('|').map(|(at, _)| at);
    bars.filter(move |at| {
        place == Place::Row && !text.get(..*at).is_some_and(|before| before.ends_with('\\'))
    })
}

struct Link<'a> {
    /// All of it, but for the `!` of an image.
    whole: Range<usize>,
    text: Range<usize>,
    target: &'a str,
}

/// The links `[text](target)` of a line, in order.
fn links<'a>(text: &'a str, codes: &[Range<usize>]) -> Vec<Link<'a>> {
    let mut links = Vec::new();
    let mut codes = codes.iter().peekable();
    // Where the text of a link may have begun.
    let mut open = None;
    let mut at = 0;
    while let Some(char) = text.get(at..).and_then(|rest| rest.chars().next()) {
        while codes.next_if(|code| code.end <= at).is_some() {}
        if let Some(code) = codes.peek().filter(|code| code.start == at) {
            at = code.end;
            continue;
        }
        at += char.len_utf8();
        match char {
            '\\' if text
                .get(at..)
                .is_some_and(|rest| rest.starts_with(is_punctuation)) =>
            {
                at += 1
            }
            '[' => open = Some(at),
            '<' | '>' => open = None,
            ']' => {
                let target = text.get(at..).and_then(target);
                if let Some((begin, (target, length))) = open.take().zip(target) {
                    links.push(Link {
                        whole: begin - 1..at + length,
                        text: begin..at - 1,
                        target,
                    });
                    at += length;
                }
            }
            _ => {}
        }
    }
    links
}

fn is_punctuation(char: char) -> bool {
    char.is_ascii_punctuation()
}

/// The `(target)` of a link, maybe with a title, at the start of a text: the target, and the length
/// of it all.
fn target(text: &str) -> Option<(&str, usize)> {
    let inside = text.strip_prefix('(')?.trim_start();
    let end = inside.find(|char: char| char.is_whitespace() || "()[]`\"'".contains(char))?;
    let (target, rest) = inside.split_at_checked(end)?;
    let target = target.trim_start_matches('<').trim_end_matches('>');
    let leads = is_address(target) || target.starts_with(['/', '#', '.']);
    let rest = rest.trim_start();
    let rest = match rest.chars().next().filter(|char| "\"'".contains(*char)) {
        Some(quote) => rest.strip_prefix(quote)?.split_once(quote)?.1.trim_start(),
        None => rest,
    };
    let rest = rest.strip_prefix(')')?;
    leads.then_some((target, text.len() - rest.len()))
}

/// Text with spans of code, which stay as they are.
fn part(text: &str, range: Range<usize>, codes: &[Range<usize>], clean: &mut String) {
    let mut start = range.start;
    let first = codes.partition_point(|code| code.start < range.start);
    for code in codes
        .iter()
        .skip(first)
        .take_while(|code| code.end <= range.end)
    {
        escape(text.get(start..code.start).unwrap_or_default(), clean);
        clean.push_str(text.get(code.clone()).unwrap_or_default());
        start = code.end;
    }
    escape(text.get(start..range.end).unwrap_or_default(), clean);
}

/// Escapes what rustdoc would take for code, a link, HTML or a code fence, and makes links of bare
/// URLs.
fn escape(text: &str, clean: &mut String) {
    for (index, word) in text.split(' ').enumerate() {
        if index > 0 {
            clean.push(' ');
        }
        match url(word) {
            Some((before, url, after)) => {
                let pair = before.strip_suffix('<').zip(after.strip_prefix('>'));
                let (before, after) = pair.unwrap_or((before, after));
                escape_word(before, clean);
                clean.push_str(&format!("<{url}>"));
                escape_word(after, clean);
            }
            None => escape_word(word, clean),
        }
    }
}

fn escape_word(word: &str, clean: &mut String) {
    let mut chars = word.chars().peekable();
    while let Some(char) = chars.next() {
        if char == '\\'
            && let Some(escaped) = chars.next_if(char::is_ascii_punctuation)
        {
            // It is escaped already.
            clean.extend([char, escaped]);
            continue;
        }
        if matches!(char, '[' | ']' | '<' | '>' | '~' | '\\' | '`') {
            // A quote at the start of a line stays one.
            let quote = char == '>' && clean.trim_start().is_empty();
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
