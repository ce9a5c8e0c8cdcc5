//! What a line of Markdown begins.

/// Whether a line begins or ends a block of code.
pub(super) fn is_fence(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("```") && !line.trim_start_matches('`').contains('`')
        || line.starts_with("~~~")
}

/// Where the text of a list item begins, if the line begins one; 0 for a quote.
pub(super) fn content_indent(line: &str) -> Option<usize> {
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
