//! Shortens and escapes text from the network for messages, which end up in responses, logs and
//! terminals.

/// The most characters that are quoted in one piece.
const QUOTE: usize = 64;
/// The most characters of a message.
const MESSAGE: usize = 512;

/// The beginning of a text from the network.
#[must_use]
pub fn quote(text: &str) -> String {
    cut(text, QUOTE)
}

/// Shortens each quoted piece of a message: decoders quote whole values.
#[must_use]
pub fn message(text: &str) -> String {
    let pieces: Vec<_> = text
        .split_inclusive(['"', '`', '\''])
        .map(|piece| match piece.char_indices().nth(QUOTE) {
            None => piece.to_owned(),
            Some(_) => {
                let last = piece.chars().next_back();
                let quote = last.filter(|last| matches!(last, '"' | '`' | '\''));
                let mut piece = cut(piece, QUOTE);
                piece.extend(quote);
                piece
            }
        })
        .collect();
    cut(&pieces.concat(), MESSAGE)
}

/// The first characters of a text, with invisible ones escaped.
#[must_use]
pub fn cut(text: &str, most: usize) -> String {
    let mut shown = String::new();
    for (index, letter) in text.chars().enumerate() {
        if index == most {
            shown.push('…');
            break;
        }
        if is_hidden(letter) {
            shown.extend(letter.escape_default());
        } else {
            shown.push(letter);
        }
    }
    shown
}

/// Whether a character commands rather than shows: it may forge a line of a log, the colours of a
/// terminal, or the order of what is read (Unicode, section 23).
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}'
                | '\u{61c}'
                | '\u{180e}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}
