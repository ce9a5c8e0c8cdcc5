//! How long crates are.

use std::fs;
use std::io;
use std::path::Path;

/// The lines of Rust below a folder.
pub(crate) fn below(folder: &Path) -> io::Result<usize> {
    let mut total = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            total += below(&path)?;
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            total += fs::read_to_string(&path)?.lines().count();
        }
    }
    Ok(total)
}
