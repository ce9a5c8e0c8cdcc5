//! The words of a wire name: the only user of `heck`.

use std::collections::HashSet;

use heck::ToSnakeCase;
use unicode_normalization::UnicodeNormalization;
use unicode_security::GeneralSecurityProfile;
use unicode_security::confusable_detection::skeleton;
use unicode_security::mixed_script::{
    AugmentedScriptSet, is_potential_mixed_script_confusable_char,
};

/// A longer name is cut: file systems end at 255 bytes, and nobody reads that far.
const MAX_CHARS: usize = 80;

/// Words that `heck` would take apart.
const WHOLE: &[(&str, &str)] = &[
    ("OAuth", "Oauth"),
    ("IPv4", "Ipv4"),
    ("IPv6", "Ipv6"),
    ("iOS", "Ios"),
    ("macOS", "Macos"),
];

/// The words of a name, in lower case; never none, and none of them empty.
pub(super) fn words(wire: &str) -> Vec<String> {
    cut(all_words(wire))
}

/// The same, however long the name is.
pub(super) fn all_words(wire: &str) -> Vec<String> {
    let mut words = plain(wire);
    // A sign at the start is all that sets `+1` and `-1` apart, or two orders of sorting; a name of
    // signs alone has nothing else.
    let mut chars = wire.chars();
    let signed = matches!((chars.next(), chars.next()), (Some('+' | '-'), Some(second)) if second.is_ascii_alphanumeric());
    if words.is_empty() {
        words = wire
            .chars()
            .take(8)
            .map(|char| spell(char).to_owned())
            .collect();
        words.dedup_by(|next, word| next == "symbol" && word == "symbol");
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

/// The words that letters and digits make.
fn plain(wire: &str) -> Vec<String> {
    let usual = |char: char| match char {
        // The sign of `µs` is the letter of `μs`.
        '\u{B5}' => '\u{3BC}',
        char if char.is_ascii_alphanumeric() => char,
        char if is_usual(char) && char.to_lowercase().all(is_usual) => char,
        _ => ' ',
    };
    let mut clean: String = if wire.is_ascii() {
        // Nearly all are: no letter is composed of several, and none looks like another's.
        wire.chars().map(usual).collect()
    } else {
        without_look_alikes(wire.nfc().map(usual).collect())
    };
    for (whole, word) in WHOLE {
        if clean.contains(whole) {
            clean = clean.replace(whole, word);
        }
    }
    // Where letters have marks, as in most scripts of India, `heck` takes the marks for gaps.
    let is_mark = |char: char| !char.is_alphanumeric() && char != ' ';
    if !clean.is_ascii() && clean.chars().any(is_mark) {
        let words = clean.split(' ').filter(|word| !word.is_empty());
        let words = words.map(str::to_lowercase);
        return words.map(without_disguise).collect();
    }
    plurals(&clean)
        .to_snake_case()
        .split('_')
        .filter(|word| !word.is_empty())
        .map(|word| without_disguise(word.to_owned()))
        .collect()
}

/// Takes out the letters of a script of which a name has none but those that look like letters of
/// another script: rustc warns of them. Greek ones are spelled, for many names have a single one:
/// `μs` and `ms` stay apart.
fn without_look_alikes(text: String) -> String {
    let foreign = |char: &char| !is_latin(*char);
    if !text.chars().any(|char| foreign(&char)) {
        return text;
    }
    let is_like = is_potential_mixed_script_confusable_char;
    let mut clear: HashSet<AugmentedScriptSet> = HashSet::new();
    let mut before = ' ';
    for char in text.chars() {
        // Only the first letter of a word is ever a capital.
        let is_first = !before.is_alphanumeric() || before.is_lowercase() && char.is_uppercase();
        let is_like_capital = is_first && char.to_uppercase().any(is_like);
        if foreign(&char) && !char.to_lowercase().any(is_like) && !is_like_capital {
            clear.insert(AugmentedScriptSet::from(char));
        }
        before = char;
    }
    let mut kept = String::with_capacity(text.len());
    for char in text.chars() {
        if !foreign(&char) || clear.contains(&AugmentedScriptSet::from(char)) {
            kept.push(char);
        } else {
            kept.push(' ');
            if let Some(name) = greek(char) {
                kept.push_str(name);
                kept.push(' ');
            }
        }
    }
    kept
}

/// The name of a Greek letter.
fn greek(letter: char) -> Option<&'static str> {
    const NAMES: [&str; 25] = [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa",
        "lambda", "mu", "nu", "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon",
        "phi", "chi", "psi", "omega",
    ];
    let plain = letter.nfd().next()?.to_lowercase().next()?;
    let index = u32::from(plain).checked_sub(u32::from('α'))?;
    NAMES.get(usize::try_from(index).ok()?).copied()
}

/// A word that looks like one of ASCII letters is written in them: rustc warns where both are there.
fn without_disguise(word: String) -> String {
    disguised(&word).map_or(word, |plain| plain.to_lowercase())
}

/// The ASCII letters that a text with others looks like.
pub(super) fn disguised(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let plain: String = skeleton(text).collect();
    Some(plain).filter(|plain| plain.chars().all(|char| char.is_ascii_alphanumeric()))
}

/// Whether a letter, a digit or a mark that belongs to a letter is one that rustc never warns of.
pub(super) fn is_usual(char: char) -> bool {
    const MIDDLE_DOT: char = '\u{B7}';
    char.is_ascii_alphanumeric()
        || !char.is_ascii()
            && char != MIDDLE_DOT
            && unicode_ident::is_xid_continue(char)
            && char.identifier_allowed()
}

/// Letters of the script of Rust itself, and what all scripts share.
fn is_latin(char: char) -> bool {
    matches!(char, '\0'..='\u{24F}' | '\u{300}'..='\u{36F}' | '\u{1E00}'..='\u{1EFF}')
}

/// `IDs` and `VPCs` are one word each.
fn plurals(text: &str) -> String {
    let mut plural = String::with_capacity(text.len());
    let mut run = 0;
    let mut chars = text.chars().peekable();
    while let Some(char) = chars.next() {
        let ends = char == 's' && !chars.peek().is_some_and(|next| next.is_lowercase());
        if ends && run > 1 {
            // All but the first letter of what is in capitals so far.
            let start = plural.char_indices().rev().nth(run - 2);
            if let Some((start, _)) = start {
                let tail = plural.split_off(start).to_lowercase();
                plural.push_str(&tail);
            }
        }
        run = if char.is_uppercase() { run + 1 } else { 0 };
        plural.push(char);
    }
    plural
}

/// Leaves words out of the middle of what is too long: names differ at their ends.
fn cut(mut words: Vec<String>) -> Vec<String> {
    let length = |words: &[String]| words.iter().map(|word| word.chars().count()).sum::<usize>();
    while length(&words) > MAX_CHARS && words.len() > 2 {
        words.remove(words.len() / 2);
    }
    if length(&words) > MAX_CHARS {
        for word in &mut words {
            *word = word.chars().take(MAX_CHARS / 2).collect();
        }
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
        '\'' | '"' => "quote",
        '(' | ')' => "parenthesis",
        '[' | ']' => "bracket",
        '{' | '}' => "brace",
        ' ' => "space",
        _ => "symbol",
    }
}
