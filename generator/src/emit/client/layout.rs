//! Joins what was broken without need: `prettyplease` has lines of 89 letters, and doesn't count the
//! indent that methods get after it; rustfmt and people have 100.

/// Letters of a line.
const WIDTH: usize = 100;

/// Joins calls, signatures and chains of calls that fit in a line. They were broken by `prettyplease`:
/// what a bracket at the end of a line opens, a line with the same indent closes.
pub(super) fn joined(text: &str) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    // What is inside others, and behind others, comes first.
    for index in (0..lines.len()).rev() {
        let Some((count, line)) = whole(lines.get(index..).unwrap_or_default()) else {
            continue;
        };
        if line.chars().count() <= WIDTH {
            lines.splice(index..index + count, [line]);
        }
    }
    lines.join("\n")
}

/// The first of the lines with all that belongs to it, as one line, and how many lines that was.
fn whole(lines: &[String]) -> Option<(usize, String)> {
    let (first, rest) = lines.split_first()?;
    if is_text(first) {
        return None;
    }
    let mut line = first.clone();
    if let Some(closing) = closing(first) {
        let count = rest.iter().position(|line| indent(line) <= indent(first))?;
        let last = rest.get(count)?.trim_start();
        let inner = rest.get(..count)?;
        if !last.starts_with(closing) || inner.iter().any(|line| is_block(line)) {
            return None;
        }
        let inner: Vec<&str> = inner.iter().map(|line| line.trim_start()).collect();
        let inner = inner.join(" ");
        line.push_str(inner.strip_suffix(',').unwrap_or(&inner));
        line.push_str(last);
        return Some((count + 2, line));
    }
    let chain = rest
        .iter()
        .take_while(|line| indent(line) == indent(first) + 4 && line.trim_start().starts_with('.'));
    let mut count = 1;
    for link in chain {
        if closing(link).is_some() || is_block(link) && !link.ends_with(");") {
            return None;
        }
        line.push_str(link.trim_start());
        count += 1;
    }
    (count > 1 && !first.trim_start().starts_with('.')).then_some((count, line))
}

/// What closes a bracket at the end of a line, if that is one of a call, a signature or a type. Any
/// other parenthesis may be a tuple, for which the last comma counts.
fn closing(line: &str) -> Option<char> {
    let before = line.strip_suffix('(');
    let is_call = before.is_some_and(|before| {
        before.ends_with(|char: char| char.is_alphanumeric() || char == '_' || char == '>')
    });
    if is_call {
        return Some(')');
    }
    line.ends_with('<').then_some('>')
}

/// Docs and attributes stay as they are.
fn is_text(line: &str) -> bool {
    line.trim_start().starts_with(['/', '#'])
}

/// Whether a line is none of an argument alone.
fn is_block(line: &str) -> bool {
    is_text(line) || line.ends_with([';', '{', '}']) || closing(line).is_some()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

#[cfg(test)]
mod tests {
    use super::joined;

    #[test]
    fn a_signature() {
        let text = "    pub fn a(\n        &self,\n        b: &str,\n    ) -> Result<\n        A,\n        B,\n    > {\n        b\n    }";
        assert_eq!(
            joined(text),
            "    pub fn a(&self, b: &str) -> Result<A, B> {\n        b\n    }"
        );
    }

    #[test]
    fn a_chain() {
        let text = "request\n    .path(\n        \"/a\",\n        &[&a],\n    )\n    .json(body);\nrequest";
        assert_eq!(
            joined(text),
            "request.path(\"/a\", &[&a]).json(body);\nrequest"
        );
    }

    #[test]
    fn what_does_not_fit_stays() {
        let long = "a".repeat(91);
        let text = format!("call(\n    {long},\n    b,\n);");
        assert_eq!(joined(&text), text);
        let text = "call(\n    |a| {\n        a;\n    },\n);";
        assert_eq!(joined(text), text);
        let text = "/// See (\n/// - a\n/// )";
        assert_eq!(joined(text), text);
        let text = "let a = (\n    b,\n);";
        assert_eq!(joined(text), text);
    }
}
