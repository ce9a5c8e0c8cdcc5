//! What stands inside of a line: code, links and text.

/// A line outside of code blocks, with all that rustdoc would take for something else escaped.
pub(super) fn clean(text: &str, clean: &mut String) {
    match link(text) {
        Some(link) => {
            spans(link.before, clean);
            if !is_address(link.target) {
                // It leads nowhere from here.
                spans(link.text, clean);
            } else if link.text.contains("://") || link.text.trim().is_empty() {
                clean.push_str(&format!("<{}>", link.target));
            } else {
                clean.push('[');
                spans(link.text, clean);
                clean.push_str(&format!("]({})", link.target));
            }
            self::clean(link.after, clean);
        }
        None => spans(text, clean),
    }
}

/// Whether a link can lead there, from wherever the docs are.
pub(super) fn is_address(target: &str) -> bool {
    let is_plain = |char: char| char.is_ascii_alphanumeric() || "-._~:/?#@!$&+,;=%".contains(char);
    (target.starts_with("https://") || target.starts_with("http://"))
        && target.len() > "https://".len()
        && target.chars().all(is_plain)
}

struct Link<'a> {
    before: &'a str,
    text: &'a str,
    target: &'a str,
    after: &'a str,
}

/// The first `[text](target)` of a line; an image is a link to it.
fn link(line: &str) -> Option<Link<'_>> {
    line.match_indices("](").find_map(|(at, _)| {
        let (head, tail) = line.split_at_checked(at)?;
        let (before, text) = head.rsplit_once('[')?;
        let (target, after) = tail.strip_prefix("](")?.split_once(')')?;
        // A title may follow the target.
        let (target, title) = target.trim().split_once(' ').unwrap_or((target.trim(), ""));
        let target = target.trim_start_matches('<').trim_end_matches('>');
        let even = |text: &str| text.matches('`').count().is_multiple_of(2);
        let is_link = !text.contains([']', '<', '>'])
            && !before.ends_with('\\')
            && even(before)
            && even(text)
            && (title.is_empty() || title.trim().starts_with(['"', '\'']))
            && !target.is_empty()
            && !target.contains('(')
            && (is_address(target) || target.starts_with(['/', '#', '.']));
        is_link.then_some(Link {
            before: before.strip_suffix('!').unwrap_or(before),
            text,
            target,
            after,
        })
    })
}

/// Text with spans of code.
fn spans(text: &str, clean: &mut String) {
    let mut code = false;
    let mut spans = text.split('`').peekable();
    let balanced = text.matches('`').count().is_multiple_of(2) && !text.contains("``");
    while let Some(span) = spans.next() {
        if code && balanced {
            clean.push_str(span);
        } else {
            escape(span, clean);
        }
        if spans.peek().is_some() {
            clean.push_str(if balanced { "`" } else { "\\`" });
            code = !code;
        }
    }
}

/// Escapes what rustdoc would take for a link, HTML or a code fence, and makes links of bare URLs.
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
