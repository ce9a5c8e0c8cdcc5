//! Rustc with a clock: cargo calls this program in the place of rustc, and it writes down what each
//! crate took.

use std::collections::HashMap;
use std::env;
use std::ffi::OsString;
use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::watch::{self, Exceeded, Limits};

/// The file that gets a line for each crate. Where it is set, this program is rustc.
const LOG: &str = "OASMITH_RUSTC_LOG";

/// The limits of each rustc: seconds and KiB, with a comma between.
const MOST: &str = "OASMITH_RUSTC_LIMITS";

/// The limits where no others are asked for.
pub(crate) const LIMITS: Limits = Limits {
    time: Duration::from_secs(600),
    memory_kib: 10 * 1024 * 1024,
};

/// What a crate took.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Took {
    #[serde(rename = "crate")]
    name: String,
    pub(crate) ms: u64,
    pub(crate) peak_kib: u64,
    /// The limit for which it was ended.
    pub(crate) exceeded: Option<Exceeded>,
    /// Whether somebody else ended it: the system, when there is no memory left.
    pub(crate) killed: bool,
}

/// Makes cargo call this program for rustc, with limits for each.
pub(crate) fn watch(command: &mut Command, log: &Path, limits: Limits) -> io::Result<()> {
    if log.exists() {
        fs::remove_file(log)?;
    }
    command.env("RUSTC_WRAPPER", env::current_exe()?);
    command.env(LOG, std::path::absolute(log)?);
    let (seconds, memory) = (limits.time.as_secs(), limits.memory_kib);
    command.env(MOST, format!("{seconds},{memory}"));
    Ok(())
}

/// What the crates took that were built since [`fn@watch`], by the names of their packages.
pub(crate) fn took(log: &Path) -> HashMap<String, Took> {
    let text = fs::read_to_string(log).unwrap_or_default();
    let lines = text
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok());
    lines
        .map(|took: Took| (took.name.replace('_', "-"), took))
        .collect()
}

/// Runs as rustc, where that is asked for.
pub(crate) fn as_rustc() -> Option<ExitCode> {
    let log = env::var_os(LOG)?;
    let arguments: Vec<OsString> = env::args_os().skip(1).collect();
    let code = match run(&arguments, Path::new(&log)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            // When even this can't be written, the exit code still tells.
            let _ = writeln!(io::stderr(), "error: cannot run rustc: {error}");
            ExitCode::FAILURE
        }
    };
    Some(code)
}

fn limits(text: &str) -> Option<Limits> {
    let (seconds, memory) = text.split_once(',')?;
    Some(Limits {
        time: Duration::from_secs(seconds.parse().ok()?),
        memory_kib: memory.parse().ok()?,
    })
}

fn run(arguments: &[OsString], log: &Path) -> io::Result<bool> {
    let (program, arguments) = arguments
        .split_first()
        .ok_or_else(|| io::Error::other("no program is given"))?;
    let mut child = Command::new(program).args(arguments).spawn()?;
    let asked = env::var(MOST).unwrap_or_default();
    let watched = watch::wait(&mut child, limits(&asked).unwrap_or(LIMITS))?;
    // Without an output it is only asked for its version or the like.
    let builds = arguments
        .iter()
        .any(|argument| argument.to_string_lossy().starts_with("--emit"));
    let name = arguments
        .iter()
        .skip_while(|argument| *argument != "--crate-name")
        .nth(1);
    if let (true, Some(name)) = (builds, name) {
        let took = Took {
            name: name.to_string_lossy().into_owned(),
            ms: u64::try_from(watched.time.as_millis()).unwrap_or(u64::MAX),
            peak_kib: watched.peak_kib.unwrap_or_default(),
            exceeded: watched.exceeded,
            killed: watched.exceeded.is_none() && watched.status.code().is_none(),
        };
        let line = format!("{}\n", serde_json::to_string(&took)?);
        let mut file = OpenOptions::new().create(true).append(true).open(log)?;
        file.write_all(line.as_bytes())?;
    }
    Ok(watched.status.success())
}
