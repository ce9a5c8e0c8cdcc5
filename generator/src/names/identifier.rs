//! One wire name to one Rust identifier.

use super::words::{disguised, is_usual, words};

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
    joined(&words(wire))
}

/// Words in `UpperCamelCase`.
pub(super) fn joined(words: &[String]) -> String {
    let mut joined = String::new();
    for word in words {
        // `1.0` must not become `10`.
        if joined.ends_with(|last: char| last.is_numeric())
            && word.starts_with(|first: char| first.is_numeric())
        {
            joined.push('_');
        }
        if word.is_ascii() {
            // Nearly all are, and rustc warns of none of them.
            let start = joined.len();
            joined.push_str(word);
            if let Some(first) = joined.get_mut(start..=start) {
                first.make_ascii_uppercase();
            }
            continue;
        }
        let mut chars = word.chars();
        let first: String = chars
            .next()
            .into_iter()
            .flat_map(char::to_uppercase)
            .collect();
        let capital = format!("{first}{}", chars.as_str());
        // A word stays small where rustc warns of its capital.
        let is_fine = first.chars().all(is_usual) && disguised(&capital).is_none();
        joined.push_str(if is_fine { &capital } else { word });
    }
    match joined.chars().next() {
        Some(first) if first.is_numeric() => format!("N{joined}"),
        Some(first) if first.is_lowercase() => format!("X{joined}"),
        _ => joined,
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use unicode_security::GeneralSecurityProfile;
    use unicode_security::confusable_detection::skeleton;
    use unicode_security::mixed_script::{
        AugmentedScriptSet, is_potential_mixed_script_confusable_char,
    };

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
            ("accountIDs", "account_ids", "AccountIds"),
            ("VPCs", "vpcs", "Vpcs"),
            ("URLs by APIsId", "urls_by_apis_id", "UrlsByApisId"),
            ("HTTPStatus", "http_status", "HttpStatus"),
            ("OAuth2", "oauth2", "Oauth2"),
            ("allowIPv6", "allow_ipv6", "AllowIpv6"),
            ("2fa", "_2fa", "N2fa"),
            ("1.0", "_1_0", "N1_0"),
            ("+1", "plus_1", "Plus1"),
            ("-1", "minus_1", "Minus1"),
            ("_", "underscore", "Underscore"),
            ("", "empty", "Empty"),
            ("😀", "symbol", "Symbol"),
            ("größe", "größe", "Größe"),
            ("-name", "minus_name", "MinusName"),
            ("a-name", "a_name", "AName"),
            ("ʿayn µ", "ayn_mu", "AynMu"),
            ("μ", "mu", "Mu"),
            ("μs", "mu_s", "MuS"),
            ("Α", "alpha", "Alpha"),
            ("όνομα", "όνομα", "Όνομα"),
            ("λ", "lambda", "Lambda"),
            ("μ ж", "mu_ж", "MuЖ"),
            ("ı", "i", "I"),
            ("ანბანი", "ანბანი", "Ანბანი"),
            ("٣", "_٣", "N٣"),
            // Letters that look like Latin ones, alone and with others.
            ("хо", "symbol", "Symbol"),
            ("размер", "размер", "Размер"),
            ("名前", "名前", "名前"),
            ("हिन्दी", "हिन्दी", "हिन्दी"),
            ("e\u{301}t", "ét", "Ét"),
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

    /// What rustc warns of in an identifier that stands in a crate of ASCII names alone.
    fn warnings(identifier: &str) -> Vec<&'static str> {
        let foreign = |char: &char| !matches!(char, '\0'..='\u{7F}');
        let letters = || identifier.chars().filter(foreign);
        let latin = AugmentedScriptSet::from('a');
        let scripts: HashSet<_> = letters().map(AugmentedScriptSet::from).collect();
        let suspect = scripts.into_iter().any(|script| {
            let mut letters = letters().filter(|char| AugmentedScriptSet::from(*char) == script);
            script != latin && letters.all(is_potential_mixed_script_confusable_char)
        });
        let plain: String = skeleton(identifier).collect();
        let found = [
            (
                "uncommon_codepoints",
                !letters().all(GeneralSecurityProfile::identifier_allowed),
            ),
            ("mixed_script_confusables", suspect),
            (
                "confusable_idents",
                !identifier.is_ascii()
                    && plain.chars().all(|char| char.is_ascii_alphanumeric())
                    && !plain.starts_with(|first: char| first.is_ascii_digit()),
            ),
        ];
        let found = found.into_iter().filter(|(_, is_found)| *is_found);
        found.map(|(name, _)| name).collect()
    }

    #[test]
    fn rustc_warns_of_no_letter() {
        let mut faults = Vec::new();
        // What Han and Hangul have thousands of is all alike.
        let alike = |char: &char| matches!(char, '\u{3500}'..='\u{9FFF}' | '\u{AD00}'..='\u{D7A3}');
        let letters = ('\u{80}'..='\u{FFFF}').filter(|char| !alike(char));
        for letter in letters.filter(|char| char.is_alphanumeric()) {
            for wire in [format!("{letter}"), format!("a{letter}")] {
                let (snaked, cameled) = (snake(&wire), camel(&wire));
                for identifier in [&snaked, &cameled] {
                    if !warnings(identifier).is_empty()
                        || syn::parse_str::<syn::Ident>(identifier).is_err()
                    {
                        faults.push((letter, identifier.clone(), warnings(identifier)));
                    }
                }
                if cameled.starts_with(char::is_lowercase) || snaked.contains(char::is_uppercase) {
                    faults.push((letter, cameled, vec!["case"]));
                }
            }
        }
        assert!(faults.is_empty(), "{faults:?}");
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
