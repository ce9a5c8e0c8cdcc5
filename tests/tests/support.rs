//! What several of the tests need.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use oasmith::Generated;
use oasmith::config::{Config, DocumentConfig};
use oasmith::diagnostic::{Diagnostics, Style};
use oasmith::source::Source;

/// The root of the workspace, which is the folder above this crate's.
pub(crate) fn workspace() -> PathBuf {
    let own = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo runs these tests");
    Path::new(&own).parent().unwrap().to_path_buf()
}

/// A path below `tests/specs`.
pub(crate) fn spec(path: &str) -> PathBuf {
    workspace().join("tests/specs").join(path)
}

/// A document whose name in diagnostics is the same on every machine.
pub(crate) fn open(path: &Path) -> Source {
    let text = fs::read_to_string(path).unwrap();
    Source::from_text(path.file_name().unwrap().to_string_lossy(), text)
}

/// A configuration that makes crates of this name.
pub(crate) fn config(name: &str) -> DocumentConfig {
    let text =
        format!("[[document]]\npath = \"{name}.yaml\"\nname = \"{name}\"\noutput = \"..\"\n");
    Config::parse(&text).unwrap().documents.remove(0)
}

/// The configuration of the Users crates.
pub(crate) fn users_config() -> DocumentConfig {
    let text = fs::read_to_string(workspace().join("spec/oasmith.toml")).unwrap();
    let documents = Config::parse(&text).unwrap().documents;
    let mut users = documents.into_iter().filter(|made| made.name == "users");
    users.next().expect("the workspace has a document `users`")
}

/// The text of the Users document.
pub(crate) fn users_text() -> String {
    fs::read_to_string(workspace().join("spec/users.yaml")).unwrap()
}

/// Generates, or panics with all that is wrong with the document.
pub(crate) fn generate(source: &Source, config: &DocumentConfig) -> Generated {
    oasmith::generate(source, config).unwrap_or_else(|faults| {
        panic!(
            "{} can't be generated:\n{}",
            source.name(),
            rendered(&faults, source)
        )
    })
}

/// What people see of diagnostics.
pub(crate) fn rendered(diagnostics: &Diagnostics, source: &Source) -> String {
    diagnostics.render(source, Style::default())
}

/// All that there is to say about a document, and whether it makes code.
pub(crate) fn said(source: &Source) -> (Diagnostics, bool) {
    match oasmith::generate(source, &config("sample")) {
        Ok(generated) => (generated.diagnostics, true),
        Err(faults) => (faults, false),
    }
}

/// The files below a folder, without those in folders that `skip` names, in order.
pub(crate) fn files(folder: &Path, skip: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let skipped = path
            .file_name()
            .and_then(OsStr::to_str)
            .is_some_and(|name| skip.contains(&name));
        if skipped {
            continue;
        }
        if path.is_dir() {
            found.extend(self::files(&path, skip));
        } else {
            found.push(path);
        }
    }
    found.sort_unstable();
    found
}

/// Settings under which a snapshot has nothing but what is asserted.
pub(crate) fn snapshots(folder: &str) -> insta::Settings {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("snapshots/{folder}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings
}
