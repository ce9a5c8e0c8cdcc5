//! The documents of a folder.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::{fs, io};

use oasmith::config::name_from_title;

/// A document.
#[derive(Clone, Debug)]
pub(crate) struct Spec {
    pub(crate) path: PathBuf,
    /// Its path below the folder.
    pub(crate) shown: String,
    /// What the names of its crates begin with; no other document has it.
    pub(crate) name: String,
    pub(crate) bytes: u64,
}

/// All documents below a folder, in the order of their paths.
pub(crate) fn below(folder: &Path) -> io::Result<Vec<Spec>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next)? {
            let entry = entry?;
            let kind = entry.file_type()?;
            let path = entry.path();
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() && is_document(&path) {
                files.push((path, entry.metadata()?.len()));
            }
        }
    }
    files.sort_unstable();
    let mut names = BTreeSet::new();
    let specs = files.into_iter().map(|(path, bytes)| {
        let shown = path.strip_prefix(folder).unwrap_or(&path);
        let shown = shown.to_string_lossy().replace('\\', "/");
        let name = unique(&shown, &mut names);
        Spec {
            path,
            shown,
            name,
            bytes,
        }
    });
    Ok(specs.collect())
}

/// A document that is given by itself.
pub(crate) fn alone(path: &Path, bytes: u64) -> Spec {
    let shown = path.file_name().unwrap_or_default().to_string_lossy();
    Spec {
        path: path.to_path_buf(),
        name: unique(&shown, &mut BTreeSet::new()),
        shown: shown.into_owned(),
        bytes,
    }
}

fn is_document(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("json" | "yaml" | "yml"))
}

/// A name for crates that isn't taken yet.
fn unique(shown: &str, names: &mut BTreeSet<String>) -> String {
    let (stem, _) = shown.rsplit_once('.').unwrap_or((shown, ""));
    let mut name = name_from_title(stem);
    let mut number = 1;
    while !names.insert(name.clone()) {
        number += 1;
        let mut start = name_from_title(stem);
        start.truncate(40);
        name = format!("{}-{number}", start.trim_end_matches('-'));
    }
    name
}

/// A number that changes when a file does.
pub(crate) fn fingerprint(path: &Path) -> io::Result<u64> {
    let mut hasher = DefaultHasher::new();
    hasher.write(&fs::read(path)?);
    Ok(hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_found_and_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("b")).unwrap();
        for file in ["b/c.yaml", "b-c.json", "a.yml", "z.txt", "1.json"] {
            fs::write(folder.path().join(file), file).unwrap();
        }
        let specs = below(folder.path()).unwrap();
        let found: Vec<_> = specs
            .iter()
            .map(|spec| (spec.shown.as_str(), spec.name.as_str()))
            .collect();
        let expected = [
            ("1.json", "api-1"),
            ("a.yml", "a"),
            ("b/c.yaml", "b-c"),
            ("b-c.json", "b-c-2"),
        ];
        assert_eq!(found, expected);
    }
}
