//! The HTML that stands in Markdown: the usual tags as Markdown, the rest as it is.
//!
//! The text is read once from its start to its end, whatever it holds.

use std::collections::HashMap;

/// A line that goes on isn't indented further than this.
const MAX_INDENT: usize = 16;

/// A tag at the start of a text.
struct Tag<'a> {
    name: String,
    closes: bool,
    attributes: &'a str,
    /// What follows it.
    rest: &'a str,
}

/// Turns the usual tags and entities of HTML into Markdown, outside of code. What looks like a tag
/// and isn't one of HTML's, such as `<name>`, stays.
pub(super) fn to_markdown(text: &str) -> String {
    if !text.contains(['<', '&']) {
        return text.to_owned();
    }
    let mut writer = Writer::default();
    let mut fenced = false;
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            writer.begin_line("\n");
        }
        if super::line::is_fence(line) {
            fenced = !fenced;
            writer.text.push_str(line);
        } else if fenced {
            writer.text.push_str(line);
        } else {
            writer.is_table = line.trim_start().starts_with('|');
            writer.line(line);
        }
    }
    // A `<pre>` that nothing ends.
    if writer.pre {
        writer.begin_line("\n```\n");
    }
    writer.text
}

#[derive(Default)]
struct Writer {
    text: String,
    /// Where the last line of it begins.
    line_start: usize,
    /// How much is left of the line that is read when the last end tag of a name begins, and when
    /// the last comment ends (under an empty name).
    ends: HashMap<String, usize>,
    /// How many lists are open.
    depth: usize,
    /// Where each open link leads, if anywhere.
    links: Vec<Option<String>>,
    pre: bool,
    /// Whether this is a row of a table, in which nothing can break the line.
    is_table: bool,
    /// Whether a mark of emphasis was just opened.
    opened: bool,
}

impl Writer {
    fn line(&mut self, line: &str) {
        self.ends = ends(line);
        let mut rest = line;
        while let Some(char) = rest.chars().next() {
            let (head, tail) = rest.split_at(char.len_utf8());
            if char == '`' && !self.pre {
                rest = self.code(rest);
            } else if char == '<'
                && let Some(tag) = self.read_tag(rest)
                && self.tag(&tag)
            {
                rest = tag.rest;
            } else if char == '&'
                && let Some((text, after)) = entity(rest)
            {
                self.push(text);
                rest = after;
            } else {
                self.push(head);
                rest = tail;
            }
        }
    }

    /// The tag or comment at the start of a text.
    fn read_tag<'a>(&self, text: &'a str) -> Option<Tag<'a>> {
        let Some(comment) = text.strip_prefix("<!--") else {
            return tag(text);
        };
        if !self.ends_behind("", comment) {
            return None;
        }
        let (_, rest) = comment.split_once("-->")?;
        Some(Tag {
            name: "span".to_owned(),
            closes: false,
            attributes: "",
            rest,
        })
    }

    /// Whether the end of an element stands in the rest of the line: marks can't go over blank
    /// lines.
    fn ends_behind(&self, name: &str, rest: &str) -> bool {
        self.ends.get(name).is_some_and(|left| *left <= rest.len())
    }

    /// Starts a new line, or several.
    fn begin_line(&mut self, text: &str) {
        self.text.push_str(text);
        let last = text.rfind('\n').map_or(0, |at| at + 1);
        self.line_start = self.text.len() - (text.len() - last);
    }

    /// Code stays as it is.
    fn code<'a>(&mut self, text: &'a str) -> &'a str {
        let ticks = text.len() - text.trim_start_matches('`').len();
        let (fence, rest) = text.split_at(ticks);
        let end = rest.find(fence).map(|end| end + fence.len());
        let (code, rest) = rest.split_at(end.unwrap_or(0));
        self.push(fence);
        self.text.push_str(code);
        rest
    }

    fn push(&mut self, text: &str) {
        // A mark of emphasis has no space behind it.
        if self.opened && text.trim().is_empty() {
            return;
        }
        self.opened = false;
        self.text.push_str(text);
    }

    /// Writes what stands for a tag; false if it isn't one of HTML's.
    fn tag(&mut self, tag: &Tag<'_>) -> bool {
        if self.pre && tag.name != "pre" {
            return false;
        }
        match tag.name.as_str() {
            "b" | "strong" => self.mark("**", tag),
            "i" | "em" => self.mark("*", tag),
            "code" | "tt" | "kbd" | "samp" => self.mark("`", tag),
            "a" => self.link(tag),
            "br" => self.line_break(),
            "pre" => {
                if self.pre == tag.closes {
                    self.begin_line("\n```\n");
                    self.pre = !tag.closes;
                }
            }
            "ul" | "ol" => {
                self.depth = match tag.closes {
                    true => self.depth.saturating_sub(1),
                    false => self.depth.saturating_add(1).min(3),
                };
                if self.depth == usize::from(!tag.closes) {
                    self.block();
                }
            }
            "li" | "tr" if !self.is_table => {
                if !tag.closes {
                    let indent = "  ".repeat(self.depth.saturating_sub(1));
                    self.trim();
                    self.begin_line(&format!("\n{indent}- "));
                    self.opened = true;
                }
            }
            "td" | "th" => {
                let is_first = self.text.ends_with("- ");
                if !tag.closes && !is_first {
                    self.text.push_str(" | ");
                }
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" if !self.is_table => {
                self.block();
                if !tag.closes {
                    self.text.push_str("#### ");
                    self.opened = true;
                }
            }
            "p" | "div" | "section" | "article" | "aside" | "blockquote" | "center" | "details"
            | "summary" | "table" | "dl" | "dt" | "dd" | "hr" => self.block(),
            // Comments of C#, from which many documents are made.
            "see" | "seealso" | "paramref" => {
                let target = attribute(tag.attributes, "cref");
                let target = target.or_else(|| attribute(tag.attributes, "name"));
                self.push(target.unwrap_or_default().trim_start_matches("T:"));
            }
            "para" | "remarks" => self.block(),
            "img" => self.push(attribute(tag.attributes, "alt").unwrap_or("")),
            "span" | "u" | "s" | "small" | "big" | "font" | "nobr" | "sub" | "sup" | "mark"
            | "tbody" | "thead" | "colgroup" | "col" | "li" | "tr" | "label" => {}
            _ => return false,
        }
        true
    }

    /// Emphasis or code, where it begins or ends.
    fn mark(&mut self, mark: &str, tag: &Tag<'_>) {
        if tag.closes {
            let end = self.text.trim_end_matches(' ').len();
            let space = end < self.text.len();
            self.text.truncate(end);
            if self.opened && self.text.ends_with(mark) {
                // Nothing was in between.
                self.text.truncate(end.saturating_sub(mark.len()));
                self.opened = false;
                return;
            }
            self.text.push_str(mark);
            self.opened = false;
            let next = tag.rest.chars().next();
            if space || next.is_some_and(char::is_alphanumeric) {
                self.text.push(' ');
            }
        } else if self.ends_behind(&tag.name, tag.rest) {
            if self.text.ends_with(char::is_alphanumeric) {
                self.text.push(' ');
            }
            self.text.push_str(mark);
            self.opened = true;
        }
    }

    fn link(&mut self, tag: &Tag<'_>) {
        if !tag.closes {
            let target = attribute(tag.attributes, "href")
                .filter(|target| super::inline::is_address(target))
                .filter(|_| self.ends_behind("a", tag.rest))
                .map(str::to_owned);
            if target.is_some() {
                self.text.push('[');
            }
            self.links.push(target);
        } else if let Some(Some(target)) = self.links.pop() {
            self.text.push_str(&format!("]({target})"));
        }
    }

    fn line_break(&mut self) {
        let line = self.text.get(self.line_start..).unwrap_or_default();
        match super::line::content_indent(line) {
            _ if self.is_table => self.push(" "),
            Some(indent) if indent > 0 => {
                let indent = " ".repeat(indent.min(MAX_INDENT));
                self.begin_line(&format!("\n{indent}"));
            }
            _ => self.block(),
        }
    }

    /// A blank line, but not in a list.
    fn block(&mut self) {
        if self.is_table || self.depth > 1 || self.text.ends_with("- ") {
            self.push(" ");
        } else if !self.text.is_empty() {
            self.trim();
            self.begin_line("\n\n");
            self.opened = true;
        }
    }

    fn trim(&mut self) {
        self.text
            .truncate(self.text.trim_end_matches([' ', '\n']).len());
    }
}

/// See [`Writer::ends`].
fn ends(line: &str) -> HashMap<String, usize> {
    let mut ends = HashMap::new();
    for (at, _) in line.match_indices("</") {
        let text = line.get(at..).unwrap_or_default();
        if let Some(tag) = tag(text) {
            ends.insert(tag.name, text.len());
        }
    }
    if let Some(at) = line.rfind("-->") {
        ends.insert(String::new(), line.len() - at);
    }
    ends
}

/// The tag at the start of a text.
fn tag(text: &str) -> Option<Tag<'_>> {
    let inside = text.strip_prefix('<')?;
    // A tag ends before another begins.
    let end = inside.find(['<', '>'])?;
    let (inside, rest) = inside.split_at_checked(end)?;
    let rest = rest.strip_prefix('>')?;
    let (closes, inside) = match inside.strip_prefix('/') {
        Some(inside) => (true, inside),
        None => (false, inside),
    };
    let inside = inside.trim_end_matches('/');
    let end = inside.find(|char: char| !char.is_ascii_alphanumeric());
    let (name, attributes) = inside.split_at(end.unwrap_or(inside.len()));
    // Attributes stand behind a space and have values.
    let attributes = match attributes.trim() {
        "" => "",
        some if attributes.starts_with(' ') && some.contains('=') => some,
        _ => return None,
    };
    (!name.is_empty()).then(|| Tag {
        name: name.to_ascii_lowercase(),
        closes,
        attributes,
        rest,
    })
}

fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let at = attributes.find(&format!("{name}="))?;
    let value = attributes.get(at + name.len() + 1..)?;
    let quote = value.chars().next()?;
    let value = match quote {
        '"' | '\'' => value.strip_prefix(quote)?.split(quote).next()?,
        _ => value.split(' ').next()?,
    };
    Some(value.trim())
}

/// A character that is written by its name.
fn entity(text: &str) -> Option<(&'static str, &str)> {
    const ENTITIES: &[(&str, &str)] = &[
        ("&nbsp;", " "),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&#39;", "'"),
        ("&#039;", "'"),
        ("&rsquo;", "’"),
        ("&lsquo;", "‘"),
        ("&rdquo;", "”"),
        ("&ldquo;", "“"),
        ("&ndash;", "–"),
        ("&mdash;", "—"),
        ("&hellip;", "…"),
        ("&raquo;", "»"),
        ("&laquo;", "«"),
        ("&bull;", "•"),
        ("&reg;", "®"),
        ("&copy;", "©"),
    ];
    ENTITIES
        .iter()
        .find_map(|(name, char)| Some((*char, text.strip_prefix(name)?)))
}

#[cfg(test)]
mod tests {
    use super::to_markdown;

    #[test]
    fn the_usual_tags_become_markdown() {
        for (html, markdown) in [
            ("a <b> bold </b>word", "a **bold** word"),
            ("<b></b>x <b>open", "x open"),
            ("<p>One</p><p>Two</p>", "One\n\nTwo\n\n"),
            ("one<br/>two", "one\n\ntwo"),
            ("- one<br>two", "- one\n  two"),
            ("| a<br>b |", "| a b |"),
            (
                "x<ul><li>one</li><li>two</li></ul>y",
                "x\n- one\n- two\n\ny",
            ),
            (
                "<a href='https://example.com/a' target=_blank>here</a>",
                "[here](https://example.com/a)",
            ),
            ("<a href=\"/a\">here</a>", "here"),
            ("<code>x</code> `<b>` &lt;b&gt; &amp;", "`x` `<b>` <b> &"),
            ("a <name> and x < y > z", "a <name> and x < y > z"),
            ("```\n<b>\n```", "```\n<b>\n```"),
            ("<pre>a <b></pre>", "\n```\na <b>\n```\n"),
            ("a<!-- hidden -->b", "ab"),
        ] {
            assert_eq!(to_markdown(html), markdown, "{html}");
        }
    }
}
