//! Whole processes: how long they take, and how much memory.

use std::fmt;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::corpus::one::one_line;
use crate::watch::{self, Exceeded, Limits, Watched};

/// What each process may take, and how often it is run.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Allowance {
    /// How often each process runs: the best time and the highest peak count
    #[arg(long, value_name = "N", default_value_t = 3)]
    runs: usize,
    #[command(flatten)]
    most: Most,
}

/// What each process may take.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Most {
    /// So many seconds each process may take
    #[arg(long, value_name = "SECONDS", default_value_t = 600)]
    max_seconds: u64,
    /// So much memory each process may take
    #[arg(long, value_name = "MIB", default_value_t = 10 * 1024)]
    max_memory: u64,
}

impl Allowance {
    /// A single run.
    pub(crate) fn once(most: Most) -> Self {
        Self { runs: 1, most }
    }
}

impl Most {
    pub(crate) fn limits(self) -> Limits {
        Limits {
            time: Duration::from_secs(self.max_seconds),
            memory_kib: self.max_memory.saturating_mul(1024),
        }
    }
}

/// How a process ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum End {
    Well,
    /// With what it said.
    Failed(String),
    /// It was ended.
    Exceeded(Exceeded),
}

impl fmt::Display for End {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Well => write!(formatter, "is done"),
            Self::Failed(said) => write!(formatter, "fails: {said}"),
            Self::Exceeded(limit) => write!(formatter, "{limit}"),
        }
    }
}

/// What a process took.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ran {
    pub(crate) end: End,
    pub(crate) ms: u64,
    /// The time of processors.
    pub(crate) cpu_ms: Option<u64>,
    pub(crate) peak_kib: Option<u64>,
}

/// Runs processes, one after the other.
pub(crate) struct Runner {
    /// What a process says on its standard output.
    out: PathBuf,
    /// What it says is wrong.
    err: PathBuf,
    allowance: Allowance,
}

impl Runner {
    /// Uses a folder for what the processes say.
    pub(crate) fn new(work: &Path, allowance: Allowance) -> io::Result<Self> {
        fs::create_dir_all(work)?;
        Ok(Self {
            out: work.join("said.out"),
            err: work.join("said.err"),
            allowance,
        })
    }

    /// Runs a command as often as is asked for. The command is made anew each time.
    pub(crate) fn run(&self, mut command: impl FnMut() -> io::Result<Command>) -> io::Result<Ran> {
        let mut best = self.once(command()?)?;
        for _ in 1..self.allowance.runs {
            if best.end != End::Well {
                break;
            }
            best = best.or(self.once(command()?)?);
        }
        Ok(best)
    }

    /// Runs a command once.
    pub(crate) fn once(&self, mut command: Command) -> io::Result<Ran> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(File::create(&self.out)?)
            .stderr(File::create(&self.err)?)
            .spawn()
            .map_err(|error| {
                let program = Path::new(command.get_program()).display();
                io::Error::new(error.kind(), format!("cannot run {program}: {error}"))
            })?;
        let watched = watch::wait(&mut child, self.allowance.most.limits())?;
        let said = fs::read(&self.err)?;
        Ok(Ran::of(&watched, &String::from_utf8_lossy(&said)))
    }

    /// What the last process said.
    pub(crate) fn said(&self) -> io::Result<String> {
        Ok(String::from_utf8_lossy(&fs::read(&self.out)?).into_owned())
    }
}

impl Ran {
    fn of(watched: &Watched, said: &str) -> Self {
        let end = match watched.exceeded {
            Some(limit) => End::Exceeded(limit),
            None if watched.status.success() => End::Well,
            None => {
                let last = said.lines().rfind(|line| !line.trim().is_empty());
                let last = last.map_or_else(|| watched.status.to_string(), one_line);
                End::Failed(last)
            }
        };
        Self {
            end,
            ms: milliseconds(watched.time),
            cpu_ms: watched.cpu.map(milliseconds),
            peak_kib: watched.peak_kib,
        }
    }

    /// The better of two, with the higher peak.
    fn or(self, other: Self) -> Self {
        let peak_kib = self.peak_kib.max(other.peak_kib);
        let other_counts = other.end != End::Well || other.ms < self.ms;
        let better = if other_counts { other } else { self };
        Self { peak_kib, ..better }
    }
}

pub(crate) fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runner(folder: &Path, runs: usize, max_seconds: u64) -> Runner {
        let most = Most {
            max_seconds,
            max_memory: 1024,
        };
        Runner::new(folder, Allowance { runs, most }).unwrap()
    }

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    #[cfg(unix)]
    fn a_time_out_is_told_from_a_failure() {
        let folder = tempfile::tempdir().unwrap();
        let mut count = 0;
        let ran = runner(folder.path(), 3, 60).run(|| {
            count += 1;
            Ok(shell("exit 0"))
        });
        assert_eq!((ran.unwrap().end, count), (End::Well, 3));

        let mut count = 0;
        let ran = runner(folder.path(), 3, 60).run(|| {
            count += 1;
            Ok(shell("echo first >&2; echo 'it is wrong' >&2; exit 1"))
        });
        let failed = End::Failed("it is wrong".to_owned());
        assert_eq!((ran.unwrap().end, count), (failed, 1));

        let ran = runner(folder.path(), 3, 0).run(|| Ok(shell("exec sleep 60")));
        assert_eq!(ran.unwrap().end, End::Exceeded(Exceeded::Seconds(0)));
    }

    #[test]
    fn the_best_time_and_the_highest_peak_count() {
        let ran = |ms, peak| Ran {
            end: End::Well,
            ms,
            cpu_ms: Some(ms),
            peak_kib: Some(peak),
        };
        assert_eq!(ran(5, 7).or(ran(3, 6)), ran(3, 7));
        assert_eq!(ran(3, 6).or(ran(5, 7)), ran(3, 7));
        let failed = Ran {
            end: End::Failed(String::new()),
            ..ran(9, 7)
        };
        assert_eq!(ran(3, 6).or(failed.clone()), failed);
    }
}
