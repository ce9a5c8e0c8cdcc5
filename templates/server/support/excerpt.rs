//! Keeps fault messages short, whatever the request holds.

/// The most characters that are quoted in one piece.
const QUOTE: usize = 64;
/// The most characters of a message.
const MESSAGE: usize = 512;

/// The beginning of a text from the request.
pub(super) fn quote(text: &str) -> String {
    cut(text, QUOTE)
}

/// A message in which every quoted piece is cut: decoders quote what they were given, whole.
pub(super) fn message(text: &str) -> String {
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

fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
    }
}
