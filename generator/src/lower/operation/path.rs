//! Path templates.

use super::super::schema::Schemas;
use super::path_expression::{name_in, path_warning, take_parameter};
use super::style::default_encoding;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Location, Parameter, PathPart, Step, TypeName};
use crate::source::Pointer;

/// A path template taken apart.
pub(super) struct Template {
    /// The operation's parameters, those of the template first and in its order.
    pub(super) parameters: Vec<Parameter>,
    /// The whole of it, its parameters by the names that they are declared with.
    pub(super) path: String,
    pub(super) parts: Vec<PathPart>,
    /// The pairs of a query that the template fixes, percent-encoded.
    pub(super) query: Vec<(String, String)>,
}

/// A piece of a path template.
enum Piece<'a> {
    Literal(&'a str),
    Name(&'a str),
}

/// Takes a path template apart and puts its parameters first, in its order.
pub(super) fn path_template(
    schemas: &mut Schemas<'_>,
    path: &str,
    parameters: Vec<Parameter>,
    at: &Pointer,
    operation: &TypeName,
) -> Template {
    let path_at = at.parent().unwrap_or_else(Pointer::root);
    let whole = path;
    let (path, fragment) = cut(path, '#');
    if !fragment.is_empty() {
        path_warning(
            schemas.diagnostics,
            "a fragment of a path is never sent",
            &path_at,
            "passed over from the `#` on",
        );
    }
    let (path, query) = cut(path, '?');
    let mut template = Template {
        parameters: Vec::new(),
        path: String::new(),
        parts: Vec::new(),
        query: Vec::new(),
    };
    let mut declared = parameters;
    let pieces = pieces(path);
    let exact: Vec<&str> = pieces
        .iter()
        .filter_map(|piece| match piece {
            Piece::Literal(_) => None,
            Piece::Name(name) => Some(*name),
        })
        .collect();
    for piece in &pieces {
        let text = match piece {
            Piece::Literal(text) => {
                lower_literal(schemas, text, &mut template, &path_at);
                (*text).to_owned()
            }
            Piece::Name(name) => {
                let index = lower_name(
                    schemas,
                    name,
                    &exact,
                    &mut declared,
                    &mut template,
                    at,
                    operation,
                );
                let parameter = index.and_then(|index| template.parameters.get(index));
                parameter.map_or_else(String::new, |known| format!("{{{}}}", known.name))
            }
        };
        template.path.push_str(&text);
    }
    template
        .path
        .push_str(whole.strip_prefix(path).unwrap_or_default());
    fixed_query(schemas, query, &mut declared, &mut template, at, operation);
    for unused in declared
        .iter()
        .filter(|parameter| parameter.location == Location::Path)
    {
        let message = format!("the path has no parameter `{}`", unused.name);
        let warning =
            Diagnostic::warning(Code::Parameter, message).at(&unused.origin, "passed over");
        schemas
            .diagnostics
            .push(warning.at_key(&path_at, "this path"));
    }
    declared.retain(|parameter| parameter.location != Location::Path);
    template.parameters.append(&mut declared);
    template
}

fn lower_literal(
    schemas: &mut Schemas<'_>,
    text: &str,
    template: &mut Template,
    path_at: &Pointer,
) {
    if text.contains(['{', '}']) {
        path_warning(
            schemas.diagnostics,
            "the braces of this path don't match",
            path_at,
            "those that stand alone are taken as text",
        );
    }
    let text = encode_literal(text);
    match template.parts.last_mut() {
        Some(PathPart::Literal(before)) => before.push_str(&text),
        _ => template.parts.push(PathPart::Literal(text)),
    }
}

/// Puts what stands in braces into the template, and gives the index of its parameter.
fn lower_name(
    schemas: &mut Schemas<'_>,
    name: &str,
    exact: &[&str],
    declared: &mut Vec<Parameter>,
    template: &mut Template,
    at: &Pointer,
    operation: &TypeName,
) -> Option<usize> {
    let path_at = at.parent().unwrap_or_else(Pointer::root);
    if let Some(names) = name.strip_prefix(['?', '&']) {
        query_expression(schemas, name, names, declared, &path_at);
        return None;
    }
    let known = template
        .parameters
        .iter()
        .position(|parameter| parameter.name == name);
    let index = match known {
        Some(index) => {
            let message = format!("the path names its parameter `{name}` twice");
            path_warning(
                schemas.diagnostics,
                &message,
                &path_at,
                "both stand for the same value",
            );
            index
        }
        None => {
            let parameter =
                match take_parameter(schemas.diagnostics, name, exact, declared, &path_at) {
                    Some(parameter) => parameter,
                    None => undeclared(schemas, &name_in(name), at, operation),
                };
            template.parameters.push(parameter);
            template.parameters.len() - 1
        }
    };
    template.parts.push(PathPart::Parameter(index));
    Some(index)
}

/// What RFC 6570 has for queries; OpenAPI has `in: query` for it.
fn query_expression(
    schemas: &mut Schemas<'_>,
    text: &str,
    names: &str,
    declared: &[Parameter],
    path_at: &Pointer,
) {
    let message = format!("`{{{text}}}` isn't a parameter of a path");
    path_warning(schemas.diagnostics, &message, path_at, "passed over");
    for missing in names.split(',').map(|name| name.trim_end_matches('*')) {
        if !declared.iter().any(|parameter| parameter.name == missing) {
            let message = format!("the parameter `{missing}` isn't declared");
            path_warning(schemas.diagnostics, &message, path_at, "named here");
        }
    }
}

/// A parameter that the path names but nothing declares is text.
fn undeclared(
    schemas: &mut Schemas<'_>,
    name: &str,
    at: &Pointer,
    operation: &TypeName,
) -> Parameter {
    let path_at = at.parent().unwrap_or_else(Pointer::root);
    let message = format!("the path names a parameter `{name}` that isn't declared");
    let help = format!("add a parameter `{name}` with `in: path` to this operation or its path");
    let warning = Diagnostic::warning(Code::Parameter, message)
        .at_key(&path_at, "named here, taken as text")
        .at_key(at, "this operation");
    schemas.diagnostics.push(warning.help(help));
    let kind = schemas.text_type(&operation.step(Step::Parameter(name.to_owned())), &path_at);
    Parameter {
        name: name.to_owned(),
        location: Location::Path,
        required: true,
        kind,
        constant: None,
        encoding: default_encoding(Location::Path),
        default: None,
        description: None,
        deprecated: false,
        origin: path_at,
    }
}

/// Lowers the query that stands in a path: pairs that are always sent, and parameters that
/// stand for a whole value.
fn fixed_query(
    schemas: &mut Schemas<'_>,
    query: &str,
    declared: &mut Vec<Parameter>,
    template: &mut Template,
    at: &Pointer,
    operation: &TypeName,
) {
    let path_at = &at.parent().unwrap_or_else(Pointer::root);
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let inner = value
            .strip_prefix('{')
            .and_then(|value| value.strip_suffix('}'));
        let Some(inner) = inner else {
            // What the path fixes already needn't be sent twice.
            declared.retain(|parameter| {
                parameter.location != Location::Query
                    || parameter.name != name
                    || parameter.constant.as_deref() != Some(value)
            });
            let pair = (encode_literal(name), encode_literal(value));
            template.query.push(pair);
            continue;
        };
        let found = declared.iter_mut().find(|parameter| {
            parameter.name == inner
                && matches!(parameter.location, Location::Path | Location::Query)
        });
        match found {
            Some(parameter) => {
                let was_path = parameter.location == Location::Path;
                parameter.location = Location::Query;
                name.clone_into(&mut parameter.name);
                if was_path {
                    parameter.encoding = default_encoding(Location::Query);
                    let message =
                        format!("the parameter `{inner}` stands in the query of this path");
                    path_warning(
                        schemas.diagnostics,
                        &message,
                        path_at,
                        "taken as `in: query`",
                    );
                }
            }
            None => {
                let mut parameter = undeclared(schemas, inner, at, operation);
                parameter.location = Location::Query;
                name.clone_into(&mut parameter.name);
                parameter.encoding = default_encoding(Location::Query);
                declared.push(parameter);
            }
        }
    }
}

/// A path before and behind a character that doesn't stand in braces.
fn cut(path: &str, at: char) -> (&str, &str) {
    let mut is_inside = false;
    for (index, char) in path.char_indices() {
        match char {
            '{' => is_inside = path.get(index..).is_some_and(|rest| rest.contains('}')),
            '}' => is_inside = false,
            _ if char == at && !is_inside => {
                let (before, behind) = path.split_at(index);
                return (before, behind.strip_prefix(at).unwrap_or_default());
            }
            _ => {}
        }
    }
    (path, "")
}

/// Texts and names by turns. A brace that has no partner is text.
fn pieces(path: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = path;
    while let Some((literal, opened)) = rest.split_once('{') {
        let name = opened
            .split_once('}')
            .filter(|(name, _)| !name.is_empty() && !name.contains(['{', '/']));
        match name {
            Some((name, after)) => {
                if !literal.is_empty() {
                    pieces.push(Piece::Literal(literal));
                }
                pieces.push(Piece::Name(name));
                rest = after;
            }
            None => {
                let (literal, after) = rest.split_at(literal.len() + 1);
                pieces.push(Piece::Literal(literal));
                rest = after;
            }
        }
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest));
    }
    pieces
}

/// Percent-encodes what can't stand in a path or query (RFC 3986, section 3.3), and spells what is
/// encoded already in the one normal way (section 6.2.2): in upper case, and not at all where it
/// needn't be.
fn encode_literal(text: &str) -> String {
    let mut encoded = String::new();
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = after;
        let digits = after.first_chunk().filter(|_| byte == b'%');
        if let Some(octet) = digits.and_then(octet) {
            rest = after.get(2..).unwrap_or_default();
            if is_unreserved(octet) {
                encoded.push(char::from(octet));
            } else {
                encoded.push_str(&format!("%{octet:02X}"));
            }
        } else if is_unreserved(byte) || b"!$&'()*+,;=:@/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// The octet that two digits stand for.
fn octet(digits: &[u8; 2]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let [high, low] = *digits;
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

#[cfg(test)]
mod tests {
    use super::{Piece, cut, encode_literal, pieces};

    fn shown(path: &str) -> String {
        let shown = pieces(path).into_iter().map(|piece| match piece {
            Piece::Literal(text) => format!("'{text}'"),
            Piece::Name(name) => format!("<{name}>"),
        });
        shown.collect()
    }

    #[test]
    fn templates_are_taken_apart() {
        assert_eq!(shown("/a/{b}"), "'/a/'<b>");
        assert_eq!(shown("/{a}-{b}.json"), "'/'<a>'-'<b>'.json'");
        assert_eq!(shown("/x({id})"), "'/x('<id>')'");
        assert_eq!(shown("/a/{b"), "'/a/{''b'");
        assert_eq!(shown("/a/{{b}}"), "'/a/{'<b>'}'");
        assert_eq!(shown("/a/{b/c}"), "'/a/{''b/c}'");
        assert_eq!(shown("/{}"), "'/{''}'");
    }

    #[test]
    fn queries_begin_outside_of_braces() {
        assert_eq!(cut("/a{?b,c}", '?'), ("/a{?b,c}", ""));
        assert_eq!(cut("/a{b}?c={d}", '?'), ("/a{b}", "c={d}"));
        assert_eq!(cut("/a{b?c", '?'), ("/a{b", "c"));
    }

    #[test]
    fn literals_are_encoded() {
        assert_eq!(encode_literal("/a b%20c%zz"), "/a%20b%20c%25zz");
        assert_eq!(encode_literal("/é{\\"), "/%C3%A9%7B%5C");
        // However it is spelled in the document.
        assert_eq!(encode_literal("/%c3%a9%7e%61%3a"), "/%C3%A9~a%3A");
        assert_eq!(encode_literal("/%+1%e"), "/%25+1%25e");
    }
}
