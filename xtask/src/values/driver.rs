//! A program that decodes values with emitted types and encodes them again.
//!
//! It reads lines, each with a mode, the number of a type, and JSON, with tabs between; and writes a
//! line for each: a word and a tab, then JSON or why the value is refused.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use oasmith::ValueType;
use serde_json::Value;

use crate::crates;
use crate::watch::{self, Limits};

const LIMITS: Limits = Limits {
    time: Duration::from_secs(60),
    memory_kib: 4 * 1024 * 1024,
};

const MAIN: &str = r#"//! Decodes values and encodes them again.

use std::io::{self, BufRead, Write};
use std::panic;

use serde::Serialize;
use serde::de::DeserializeOwned;
use types::support::json_integers::JsonIntegers;
use types::support::validate::{Checker, Validate, validate};

fn main() -> io::Result<()> {
    // A panic is a result like any other.
    panic::set_hook(Box::new(|_| {}));
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let line = line?;
        let (mode, line) = line.split_once('\t').unwrap_or_default();
        let (index, json) = line.split_once('\t').unwrap_or_default();
        let index = index.parse().unwrap_or(usize::MAX);
        match panic::catch_unwind(|| within(mode, || value(index, json))) {
            Ok(Ok(json)) => writeln!(out, "same\t{json}")?,
            Ok(Err(error)) => writeln!(out, "refused\t{}", error.replace(['\n', '\r'], " "))?,
            Err(_) => writeln!(out, "panicked\t")?,
        }
        out.flush()?;
    }
    Ok(())
}

fn run<T: Serialize + DeserializeOwned>(
    json: &str,
    check: impl FnOnce(&T, &mut Checker<'_>),
) -> Result<String, String> {
    let mut reader = serde_json::Deserializer::from_str(json);
    let JsonIntegers(value): JsonIntegers<T> =
        serde_path_to_error::deserialize(&mut reader).map_err(|error| error.to_string())?;
    reader.end().map_err(|error| error.to_string())?;
    validate(|checker| check(&value, checker)).map_err(|faults| faults.to_string())?;
    serde_json::to_string(&value).map_err(|error| error.to_string())
}

fn within<T>(mode: &str, decode: impl FnOnce() -> T) -> T {
    match mode {
        "request" => types::support::reading::request(decode),
        _ => decode(),
    }
}

"#;

/// How values are decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// As a client decodes responses.
    Plain,
    /// As a server decodes requests.
    Request,
}

impl Mode {
    fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Request => "request",
        }
    }
}

/// The types that a driver knows, each with its number.
#[derive(Debug, Default)]
pub(crate) struct Types {
    numbers: BTreeMap<(String, String), usize>,
}

impl Types {
    /// The number of a type and of what is checked of its values, given as they stand in code that
    /// calls the types crate `types`.
    pub(crate) fn number(&mut self, value: &ValueType) -> usize {
        let checks = oasmith::emit::checks(&value.checks);
        self.number_of(oasmith::emit::code(&value.kind), checks)
    }

    fn number_of(&mut self, code: String, checks: String) -> usize {
        let next = self.numbers.len();
        *self.numbers.entry((code, checks)).or_insert(next)
    }

    /// Writes the driver as the crate `NAME-values` beside the crate `NAME-types`.
    pub(crate) fn write(&self, folder: &Path, name: &str) -> io::Result<()> {
        let folder = folder.join(package(name));
        fs::create_dir_all(folder.join("src"))?;
        fs::write(folder.join("Cargo.toml"), manifest(name))?;
        fs::write(folder.join("src/main.rs"), self.program())
    }

    fn program(&self) -> String {
        let mut text = MAIN.to_owned();
        for (module, name) in [
            ("ecma_pattern", "ecma_pattern"),
            ("keyword", "SchemaKeyword"),
            ("pattern", "pattern"),
        ] {
            let mut checks = self.numbers.keys().map(|(_, checks)| checks);
            if checks.any(|checks| has_word(checks, name)) {
                let _ = writeln!(text, "use types::support::{module}::{name};");
            }
        }
        text.push_str("fn value(index: usize, json: &str) -> Result<String, String> {\n");
        text.push_str("    match index {\n");
        for ((code, checks), number) in &self.numbers {
            let names = if checks.is_empty() {
                "_, _"
            } else {
                "value, check"
            };
            // Writing to a string doesn't fail.
            let _ = writeln!(
                text,
                "        {number} => run::<{code}>(json, |{names}| {{ {checks} }}),"
            );
        }
        text.push_str("        _ => Err(\"no such type\".to_owned()),\n    }\n}\n");
        text
    }
}

/// Whether code mentions a name; there are spaces around each.
fn has_word(code: &str, name: &str) -> bool {
    code.split(' ')
        .any(|word| word.trim_start_matches(['(', '&', '[']) == name)
}

/// The package of the driver.
pub(crate) fn package(name: &str) -> String {
    format!("{name}-values")
}

fn manifest(name: &str) -> String {
    format!(
        r#"[package]
name = "{name}-values"
version = "0.0.0"
edition = "2024"
publish = false

[dependencies]
types = {{ package = "{name}-types", path = "../{name}-types", features = ["unused-schemas"] }}
serde = {{ version = "1", default-features = false, features = ["std"] }}
serde_json = {{ version = "1", default-features = false, features = ["std"] }}
serde_path_to_error = {{ version = "0.1", default-features = false }}
"#
    )
}

/// Builds the drivers of a workspace; gives the errors. One that doesn't build isn't there.
pub(crate) fn build<'a>(
    names: impl Iterator<Item = &'a str>,
    folder: &Path,
    target: &Path,
    jobs: usize,
) -> io::Result<String> {
    for name in names {
        let program = program(target, name);
        if program.is_file() {
            fs::remove_file(program)?;
        }
    }
    let mut command = crates::cargo(folder, target);
    command
        .args(["build", "--workspace", "--offline", "--keep-going"])
        .args(["--quiet", "--message-format", "short", "--jobs"])
        .arg(jobs.to_string())
        .env("CARGO_PROFILE_DEV_DEBUG", "0");
    let output = command.stderr(Stdio::piped()).output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let errors = said.lines().filter(|line| line.contains("error"));
    Ok(errors.take(3).collect::<Vec<_>>().join(" "))
}

/// The program of the driver.
pub(crate) fn program(target: &Path, name: &str) -> PathBuf {
    target.join("debug").join(package(name))
}

/// What came of a value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Came {
    /// It was decoded, and this is it encoded again.
    Back(Value),
    /// It was refused, for this reason.
    Refused(String),
    /// The driver panicked or ended.
    Crashed(String),
}

/// Runs a driver over values, each with the mode and with the number of its type.
pub(crate) fn run<'a>(
    program: &Path,
    folder: &Path,
    values: impl Iterator<Item = (Mode, usize, &'a Value)>,
) -> io::Result<Vec<Came>> {
    let values: Vec<String> = values
        .map(|(mode, number, value)| format!("{}\t{number}\t{value}\n", mode.word()))
        .collect();
    let mut came = Vec::new();
    // One that ends the driver doesn't end the others.
    while came.len() < values.len() {
        let rest = values.get(came.len()..).unwrap_or_default();
        let (lines, ended) = once(program, folder, &rest.concat())?;
        let missing = lines.len() < rest.len();
        came.extend(lines);
        if missing {
            came.push(Came::Crashed(ended));
        }
    }
    Ok(came)
}

/// Runs a driver once; gives what it said, and how it ended.
fn once(program: &Path, folder: &Path, input: &str) -> io::Result<(Vec<Came>, String)> {
    let (from, to) = (folder.join("values.in"), folder.join("values.out"));
    fs::write(&from, input)?;
    let mut child = Command::new(program)
        .stdin(File::open(&from)?)
        .stdout(File::create(&to)?)
        .stderr(Stdio::null())
        .spawn()?;
    let watched = watch::wait(&mut child, LIMITS)?;
    let said = String::from_utf8_lossy(&fs::read(&to)?).into_owned();
    let lines = said
        .split_inclusive('\n')
        .filter(|line| line.ends_with('\n'));
    let came = lines.map(|line| said_of_one(line.trim_end_matches('\n')));
    let ended = match watched.exceeded {
        Some(limit) => limit.to_string(),
        None => watched.status.to_string(),
    };
    Ok((came.collect(), ended))
}

fn said_of_one(line: &str) -> Came {
    match line.split_once('\t') {
        Some(("same", json)) => match serde_json::from_str(json) {
            Ok(value) => Came::Back(value),
            Err(error) => Came::Crashed(format!("it encodes to no JSON: {error}")),
        },
        Some(("refused", reason)) => Came::Refused(reason.to_owned()),
        _ => Came::Crashed("it panicked".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_has_one_number() {
        let mut types = Types::default();
        let mut number = |code: &str, checks: &str| types.number_of(code.into(), checks.into());
        assert_eq!(number("types :: B", ""), 0);
        assert_eq!(number("bool", ""), 1);
        assert_eq!(number("types :: B", ""), 0);
        assert_eq!(number("types :: B", "value . check (check) ;"), 2);
        let program = types.program();
        assert!(program.contains("0 => run::<types :: B>(json, |_, _| {  }),"));
        assert!(program.contains("1 => run::<bool>(json, |_, _| {  }),"));
        assert!(
            program.contains(
                "2 => run::<types :: B>(json, |value, check| { value . check (check) ; }),"
            )
        );
    }

    #[test]
    fn what_a_driver_says_is_read() {
        assert_eq!(
            said_of_one("same\t{\"a\":1}"),
            Came::Back(serde_json::json!({"a": 1}))
        );
        assert_eq!(said_of_one("refused\tno"), Came::Refused("no".to_owned()));
        assert!(matches!(said_of_one("panicked\t"), Came::Crashed(_)));
    }
}
