//! One wire name to one Rust identifier: the only user of `heck`.

use heck::ToSnakeCase;

/// Every word that can't be a plain identifier in Rust 2024 (The Rust Reference, Keywords).
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Keywords that `r#` doesn't help.
const NEVER_RAW: &[&str] = &["crate", "self", "super"];

/// Names that Windows gives to devices, with and without an extension.
const DEVICES: &[&str] = &[
    "aux", "con", "nul", "prn", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7",
    "com8", "com9", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Letters that rustc warns of in an identifier: signs of phonetics, and those that only look
/// different from others (Unicode Standard Annex 31, Identifier_Type; not all of them, but those
/// that stand in documents).
const UNUSUAL: &[(char, char)] = &[
    ('\u{AA}', '\u{AA}'),
    ('\u{B5}', '\u{BA}'),
    ('\u{132}', '\u{133}'),
    ('\u{13F}', '\u{140}'),
    ('\u{149}', '\u{149}'),
    ('\u{17F}', '\u{17F}'),
    ('\u{1C4}', '\u{1CC}'),
    ('\u{250}', '\u{2FF}'),
    ('\u{1D00}', '\u{1DFF}'),
    ('\u{2000}', '\u{2FFF}'),
    ('\u{3130}', '\u{318F}'),
    ('\u{3200}', '\u{33FF}'),
    ('\u{F900}', '\u{FAFF}'),
    ('\u{FB00}', '\u{FFEF}'),
    ('\u{1D400}', '\u{1D7FF}'),
];

/// Crates that emitted code names: a module of the same name would stand in their way.
const CRATES: &[&str] = &[
    "alloc",
    "axum",
    "bytes",
    "core",
    "jiff",
    "reqwest",
    "serde",
    "serde_json",
    "std",
    "tracing",
    "types",
    "uuid",
];

/// Names of files that rustc takes for roots of crates.
const ROOTS: &[&str] = &["lib", "main"];

/// A long name is cut: file systems end at 255 bytes, and nobody reads that far.
const MAX_CHARS: usize = 80;

/// A wire name as `snake_case` words without regard to keywords: for a field, method or module.
pub(super) fn snake(wire: &str) -> String {
    let words = words(wire);
    let joined = words.join("_");
    if joined.starts_with(|first: char| first.is_numeric()) {
        format!("_{joined}")
    } else {
        joined
    }
}

/// A wire name in `UpperCamelCase`: for a type or variant.
pub(super) fn camel(wire: &str) -> String {
    let mut joined = String::new();
    for word in words(wire) {
        // `1.0` must not become `10`.
        if joined.ends_with(|last: char| last.is_numeric())
            && word.starts_with(|first: char| first.is_numeric())
        {
            joined.push('_');
        }
        let mut chars = word.chars();
        joined.extend(chars.next().into_iter().flat_map(char::to_uppercase));
        joined.push_str(chars.as_str());
    }
    if joined.starts_with(|first: char| first.is_numeric()) {
        format!("N{joined}")
    } else {
        joined
    }
}

/// Makes an identifier of a field, method or variable name.
pub(super) fn escape(name: &str) -> String {
    if NEVER_RAW.contains(&name) {
        format!("{name}_")
    } else if KEYWORDS.contains(&name) {
        format!("r#{name}")
    } else {
        name.to_owned()
    }
}

/// Makes an identifier of a module name that is a good file name too.
pub(super) fn escape_module(name: &str) -> String {
    if !name.is_ascii() {
        // Rust looks for no file under such a name (E0754).
        let ascii: String = name.chars().filter(char::is_ascii).collect();
        return match ascii.trim_matches('_') {
            "" => "unnamed".to_owned(),
            ascii => escape_module(&snake(ascii)),
        };
    }
    let taken = [KEYWORDS, DEVICES, CRATES, ROOTS];
    if taken.iter().any(|names| names.contains(&name)) {
        format!("{name}_")
    } else {
        name.to_owned()
    }
}

/// The words of a name, in lower case; never none, and none of them empty.
fn words(wire: &str) -> Vec<String> {
    let clean: String = wire
        .chars()
        .take(MAX_CHARS)
        .map(|char| {
            let is_unusual = UNUSUAL
                .iter()
                .any(|(first, last)| (first..=last).contains(&&char));
            if unicode_ident::is_xid_continue(char) && char != '_' && !is_unusual {
                char
            } else {
                ' '
            }
        })
        .collect();
    let mut words: Vec<String> = clean
        .to_snake_case()
        .split('_')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    // A sign before a number is all that sets `+1` and `-1` apart; a name of signs alone has nothing else.
    let mut chars = wire.chars();
    let signed = matches!((chars.next(), chars.next()), (Some('+' | '-'), Some(second)) if second.is_ascii_digit());
    if words.is_empty() {
        words = wire
            .chars()
            .take(8)
            .map(|char| spell(char).to_owned())
            .collect();
    } else if signed {
        words.insert(0, wire.chars().next().map_or("", spell).to_owned());
    }
    if words.is_empty() {
        words.push("empty".to_owned());
    }
    if let Some(first) = words.first_mut()
        && first
            .starts_with(|first: char| !first.is_numeric() && !unicode_ident::is_xid_start(first))
    {
        first.insert(0, 'x');
    }
    words
}

fn spell(char: char) -> &'static str {
    match char {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '\\' => "backslash",
        '_' => "underscore",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '=' => "equal",
        '!' => "not",
        '<' => "less",
        '>' => "greater",
        '&' => "and",
        '|' => "or",
        '~' => "tilde",
        '#' => "hash",
        '$' => "dollar",
        '%' => "percent",
        '@' => "at",
        '^' => "caret",
        '?' => "question",
        ' ' => "space",
        _ => "symbol",
    }
}

#[cfg(test)]
mod tests {
    use super::{camel, escape, escape_module, snake};

    #[test]
    fn words_of_every_kind_become_identifiers() {
        for (wire, snaked, cameled) in [
            ("GetUser", "get_user", "GetUser"),
            (
                "useAutomaticTimezone",
                "use_automatic_timezone",
                "UseAutomaticTimezone",
            ),
            ("StatusOK", "status_ok", "StatusOk"),
            ("terms of service", "terms_of_service", "TermsOfService"),
            ("2fa", "_2fa", "N2fa"),
            ("1.0", "_1_0", "N1_0"),
            ("+1", "plus_1", "Plus1"),
            ("-1", "minus_1", "Minus1"),
            ("_", "underscore", "Underscore"),
            ("", "empty", "Empty"),
            ("😀", "symbol", "Symbol"),
            ("größe", "größe", "Größe"),
            ("ʿayn µ", "ayn", "Ayn"),
            ("½", "symbol", "Symbol"),
            ("\"; fn main() {}", "fn_main", "FnMain"),
        ] {
            assert_eq!(
                (snake(wire), camel(wire)),
                (snaked.to_owned(), cameled.to_owned()),
                "{wire}"
            );
        }
    }

    #[test]
    fn keywords_and_device_names_are_avoided() {
        assert_eq!(escape("type"), "r#type");
        assert_eq!(escape("self"), "self_");
        assert_eq!(escape_module("type"), "type_");
        assert_eq!(escape_module("con"), "con_");
        assert_eq!(escape_module("größe"), "gre");
        assert_eq!(escape_module("名前"), "unnamed");
        assert_eq!(escape_module("user"), "user");
    }
}
