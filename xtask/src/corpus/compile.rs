//! Compiles the crates of many documents, a batch at a time.

use std::collections::HashMap;
use std::path::PathBuf;
use std::process::Stdio;
use std::{fs, io};

use super::generate::folder;
use super::messages::{self, Said};
use super::one::one_line;
use super::results::Check;
use super::specs::Spec;
use crate::crates;
use crate::rustc::{self, Took};

/// A batch has at most so many lines, unless one document alone has more, and so many documents.
/// Few batches start cargo seldom; small ones take little room on disk.
const MAX_LINES: usize = 120_000;
const MAX_SPECS: usize = 16;

/// Where crates are compiled.
pub(crate) struct Compile {
    /// The folder of this workspace.
    pub(crate) root: PathBuf,
    /// The folder with a folder of crates for each document.
    pub(crate) crates: PathBuf,
    /// The folder that cargo builds in.
    pub(crate) target: PathBuf,
    /// The file in which rustc says what it took.
    pub(crate) log: PathBuf,
    pub(crate) jobs: usize,
}

/// Parts documents, each with its number of lines, into batches.
pub(crate) fn batches<'a>(specs: &[(&'a Spec, usize)]) -> Vec<Vec<&'a Spec>> {
    let mut batches: Vec<Vec<&Spec>> = Vec::new();
    let mut total = 0;
    for (spec, lines) in specs {
        total += lines;
        match batches.last_mut() {
            Some(batch) if total <= MAX_LINES && batch.len() < MAX_SPECS => batch.push(spec),
            _ => {
                total = *lines;
                batches.push(vec![spec]);
            }
        }
    }
    batches
}

impl Compile {
    /// Compiles the crates of a batch; gives what rustc says of each document.
    pub(crate) fn batch(&self, specs: &[&Spec]) -> io::Result<Vec<Check>> {
        let (said, err) = self.cargo(specs)?;
        let took = rustc::took(&self.log);
        let mut checks = Vec::new();
        for spec in specs {
            let mut check = sum(&self.packages(spec), &said, &took);
            if !check.compiled && check.errors == 0 {
                // Cargo failed before rustc came to these crates: perhaps for the sake of others.
                if specs.len() > 1 {
                    check = self.batch(&[spec])?.pop().unwrap_or_default();
                } else {
                    check.errors = 1;
                    check.first = Some(one_line(&err));
                }
            }
            checks.push(check);
        }
        Ok(checks)
    }

    /// The packages of a document; the command line is there if it was asked for.
    fn packages(&self, spec: &Spec) -> Vec<String> {
        let mut packages = packages(spec);
        let cli = format!("{}-cli", spec.name);
        if folder(&self.crates, spec).join(&cli).is_dir() {
            packages.push(cli);
        }
        packages
    }

    fn members(&self, spec: &Spec) -> Vec<String> {
        let packages = self.packages(spec).into_iter();
        packages
            .map(|package| format!("{}/{package}", spec.name))
            .collect()
    }

    fn cargo(&self, specs: &[&Spec]) -> io::Result<(HashMap<String, Said>, String)> {
        let members: Vec<String> = specs.iter().flat_map(|spec| self.members(spec)).collect();
        crates::write_workspace(&self.crates, &members)?;
        crates::lend_lock(&self.root, &self.crates)?;
        let mut command = crates::cargo(&self.crates, &self.target);
        command
            .args(["check", "--workspace", "--all-features"])
            .args(["--offline", "--keep-going"])
            .args(["--quiet", "--message-format", "json", "--jobs"])
            .arg(self.jobs.to_string());
        rustc::watch(&mut command, &self.log, rustc::LIMITS)?;
        let output = command.stderr(Stdio::piped()).output()?;
        let said = messages::read(&output.stdout);
        Ok((said, String::from_utf8_lossy(&output.stderr).into_owned()))
    }

    /// Removes what cargo built of a document, and its crates.
    pub(crate) fn clean(&self, spec: &Spec, keep: bool) -> io::Result<()> {
        for package in self.packages(spec) {
            crates::drop_artefacts(&self.target, &package)?;
        }
        if !keep {
            fs::remove_dir_all(folder(&self.crates, spec))?;
        }
        Ok(())
    }

    /// Makes the folder of the crates a workspace of all of them.
    pub(crate) fn finish(&self, specs: &[&Spec]) -> io::Result<()> {
        let made = specs
            .iter()
            .filter(|spec| folder(&self.crates, spec).is_dir());
        let members: Vec<String> = made.flat_map(|spec| self.members(spec)).collect();
        crates::write_workspace(&self.crates, &members)?;
        crates::lend_lock(&self.root, &self.crates)
    }
}

/// What is said of the crates of a document.
fn sum(packages: &[String], said: &HashMap<String, Said>, took: &HashMap<String, Took>) -> Check {
    let mut check = Check {
        compiled: true,
        ..Check::default()
    };
    let (mut error, mut warning) = (None, None);
    for package in packages {
        if let Some(took) = took.get(package) {
            check.ms += took.ms;
            check.peak_kib = check.peak_kib.max(took.peak_kib);
            if let Some(limit) = &took.exceeded {
                check.errors += 1;
                error = error.or(Some(format!("rustc {limit} for {package}")));
            }
        }
        let Some(said) = said.get(package) else {
            check.compiled = false;
            continue;
        };
        check.compiled &= said.built;
        check.errors += said.errors;
        check.warnings += said.warnings;
        error = error.or(said.first_error.clone());
        warning = warning.or(said.first_warning.clone());
    }
    check.first = error.or(warning);
    check
}

/// The packages that every document makes.
fn packages(spec: &Spec) -> Vec<String> {
    let kinds = oasmith::emit::kinds();
    kinds.map(|kind| format!("{}-{kind}", spec.name)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spec(name: &str) -> Spec {
        Spec {
            path: PathBuf::new(),
            shown: String::new(),
            name: name.to_owned(),
            bytes: 0,
        }
    }

    #[test]
    fn all_crates_have_to_compile() {
        let built = |warnings| Said {
            built: true,
            warnings,
            first_warning: (warnings > 0).then(|| "hm".to_owned()),
            ..Said::default()
        };
        let mut said: HashMap<String, Said> = [
            ("a-types".to_owned(), built(1)),
            ("a-client".to_owned(), built(0)),
        ]
        .into();
        let check = sum(&packages(&spec("a")), &said, &HashMap::new());
        assert_eq!((check.compiled, check.errors), (false, 0));
        said.insert("a-server".to_owned(), built(2));
        let check = sum(&packages(&spec("a")), &said, &HashMap::new());
        assert_eq!((check.compiled, check.warnings), (true, 3));
        assert_eq!(check.first.as_deref(), Some("hm"));
        let refused = Said {
            errors: 1,
            first_error: Some("no".to_owned()),
            ..Said::default()
        };
        said.insert("a-client".to_owned(), refused);
        let check = sum(&packages(&spec("a")), &said, &HashMap::new());
        assert_eq!((check.compiled, check.errors), (false, 1));
        assert_eq!(check.first.as_deref(), Some("no"));
    }

    #[test]
    fn batches_are_small() {
        let spec = spec("a");
        let sizes = |lines: &[usize]| -> Vec<usize> {
            let specs: Vec<_> = lines.iter().map(|lines| (&spec, *lines)).collect();
            batches(&specs).iter().map(Vec::len).collect()
        };
        assert_eq!(sizes(&[]), Vec::<usize>::new());
        assert_eq!(sizes(&[500_000, 1, 1]), [1, 2]);
        assert_eq!(sizes(&[60_000, 60_000, 1]), [2, 1]);
        assert_eq!(sizes(&[1; 20]), [16, 4]);
    }
}
