//! The expressions in a path template, and the parameter that each means.
//!
//! OpenAPI has nothing but a name between the braces. RFC 6570 has an operator before it and a
//! modifier behind it, and some frameworks have a pattern behind a colon.

use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::ir::{Encoding, Location, Parameter, StyleKind};
use crate::source::Pointer;

/// An expression in braces, taken apart.
struct Expression<'a> {
    operator: Option<char>,
    name: &'a str,
    explode: bool,
    /// A pattern, or how many characters of the value count.
    rest: &'a str,
}

/// Takes the parameter out of `declared` that a path means by what stands in its braces;
/// `exact` are the names that stand there as they are declared.
pub(super) fn take_parameter(
    diagnostics: &mut Diagnostics,
    text: &str,
    exact: &[&str],
    declared: &mut Vec<Parameter>,
    path_at: &Pointer,
) -> Option<Parameter> {
    let of_path = |parameter: &Parameter| parameter.location == Location::Path;
    let is_it = |parameter: &Parameter| of_path(parameter) && parameter.name == text;
    if let Some(index) = declared.iter().position(is_it) {
        return Some(declared.remove(index));
    }
    let expression = take_apart(text);
    let free =
        |parameter: &Parameter| of_path(parameter) && !exact.contains(&parameter.name.as_str());
    let same = |parameter: &Parameter| free(parameter) && parameter.name == expression.name;
    let alike = |parameter: &Parameter| {
        free(parameter) && letters(&parameter.name) == letters(expression.name)
    };
    let index = match declared.iter().position(same) {
        Some(index) => index,
        None => {
            let mut found = declared
                .iter()
                .enumerate()
                .filter(|(_, other)| alike(other));
            match (found.next(), found.next()) {
                (Some((index, _)), None) => index,
                // Which of several is meant can't be known.
                _ => return None,
            }
        }
    };
    let mut parameter = declared.remove(index);
    let how = write_by(&expression, &mut parameter.encoding);
    let message = format!("`{{{text}}}` in this path isn't the name of a parameter");
    let label = format!("taken as the parameter `{}`{how}", parameter.name);
    path_warning(diagnostics, &message, path_at, &label);
    Some(parameter)
}

/// Warns of a path template.
pub(super) fn path_warning(
    diagnostics: &mut Diagnostics,
    message: &str,
    at: &Pointer,
    label: &str,
) {
    diagnostics.push(Diagnostic::warning(Code::Parameter, message).at_key(at, label));
}

/// The name of a parameter that nothing declares: one that can stand in a path.
pub(super) fn name_in(text: &str) -> String {
    let name = take_apart(text).name;
    let name = if name.is_empty() { text } else { name };
    name.replace(['?', '#'], "_")
}

fn take_apart(text: &str) -> Expression<'_> {
    let text = text.trim();
    let operator = text.chars().next().filter(|first| "+#./;".contains(*first));
    let name = operator.map_or(text, |operator| text.trim_start_matches(operator));
    let (name, rest) = name.split_once(':').unwrap_or((name, ""));
    let explode = name.ends_with('*');
    Expression {
        operator,
        // A question mark is what some frameworks have behind a parameter that may be absent.
        name: name.trim_end_matches(['*', '?']).trim(),
        explode,
        rest,
    }
}

/// Makes the encoding what the expression says, and says what it doesn't make of it.
fn write_by(expression: &Expression<'_>, encoding: &mut Encoding) -> &'static str {
    if let Encoding::Style(style) = encoding
        && style.kind == StyleKind::Simple
    {
        style.kind = match expression.operator {
            Some('.') => StyleKind::Label,
            Some(';') => StyleKind::Matrix,
            _ => StyleKind::Simple,
        };
        style.explode |= expression.explode;
    }
    match expression.operator {
        Some('+' | '#') => "; reserved characters in it are percent-encoded",
        _ if !expression.rest.is_empty() => "; what stands behind the colon isn't honoured",
        _ => "",
    }
}

/// The letters and digits of a name without their case: what one spelling of it shares with others.
fn letters(name: &str) -> String {
    let letters = name.chars().filter(|char| char.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::{letters, take_apart};

    #[test]
    fn expressions_are_taken_apart() {
        for (text, operator, name, explode, rest) in [
            ("id", None, "id", false, ""),
            ("+path", Some('+'), "path", false, ""),
            ("path*", None, "path", true, ""),
            (";list*", Some(';'), "list", true, ""),
            ("id?", None, "id", false, ""),
            (" id ", None, "id", false, ""),
            ("id:[0-9]+", None, "id", false, "[0-9]+"),
        ] {
            let found = take_apart(text);
            assert_eq!(
                (found.operator, found.name, found.explode, found.rest),
                (operator, name, explode, rest),
                "{text}"
            );
        }
    }

    #[test]
    fn spellings_of_a_name_are_the_same() {
        assert_eq!(letters("petId"), letters("PET_ID"));
        assert_ne!(letters("pet"), letters("pets"));
    }
}
