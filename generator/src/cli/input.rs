//! Where the document comes from.

use std::io::{self, Read};
use std::path::Path;

use oasmith::source::{MAX_BYTES, Source, SourceError};

/// What diagnostics call a document that came from standard input.
const STDIN: &str = "<stdin>";

/// Reads the document of a path, whose files stand below a root; `-` is standard input, whose
/// document is taken to stand in the root itself.
pub(super) fn open(path: &Path, root: Option<&Path>) -> Result<Source, SourceError> {
    let is_stdin = path == Path::new("-");
    match root {
        Some(root) if is_stdin => read(io::stdin().lock())?.standing_in(root),
        None if is_stdin => read(io::stdin().lock()),
        Some(root) => Source::open_below(path, root),
        None => Source::open(path),
    }
}

fn read(input: impl Read) -> Result<Source, SourceError> {
    let name = || STDIN.to_owned();
    let mut bytes = Vec::new();
    input
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| SourceError::Io {
            name: name(),
            error,
        })?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(SourceError::TooLarge { name: name() });
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::from_text(STDIN, text)),
        Err(error) => Err(SourceError::NotUtf8 {
            name: name(),
            offset: error.utf8_error().valid_up_to(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn input_is_bounded_and_utf_8() {
        assert_eq!(read("a: 1".as_bytes()).unwrap().text(), "a: 1");
        let error = read(&b"a: \xff"[..]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "cannot read <stdin>: not UTF-8 at byte 3"
        );
        let error = read(io::repeat(b' ')).unwrap_err();
        assert!(matches!(error, SourceError::TooLarge { .. }), "{error}");
    }
}
