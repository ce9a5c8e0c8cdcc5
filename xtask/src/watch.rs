//! A process with a limit of time and of memory.

use std::io;
use std::process::{Child, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};
use std::{fmt, fs};

use serde::{Deserialize, Serialize};

use crate::memory;

/// A process is looked at often while it is young, so that short times are exact, and less often
/// later, so that looking takes no part in what it costs.
const INTERVALS: (Duration, Duration) = (Duration::from_millis(1), Duration::from_millis(10));
/// How exact a time is, between the two.
const EXACTNESS: u32 = 50;
/// So long is a tick in which Linux counts the time of processors, for all that programs see.
const TICK: Duration = Duration::from_millis(10);

/// What a process may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) time: Duration,
    pub(crate) memory_kib: u64,
}

/// The limit that a process was ended for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Exceeded {
    Seconds(u64),
    Mebibytes(u64),
}

impl fmt::Display for Exceeded {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Seconds(most) => write!(formatter, "took longer than {most} s"),
            Self::Mebibytes(most) => write!(formatter, "took more than {most} MiB"),
        }
    }
}

/// How a process ended.
#[derive(Debug)]
pub(crate) struct Watched {
    pub(crate) status: ExitStatus,
    pub(crate) time: Duration,
    /// The time of processors that it and the processes that it waited for took; nothing where the
    /// system doesn't say it as Linux does.
    pub(crate) cpu: Option<Duration>,
    pub(crate) peak_kib: Option<u64>,
    pub(crate) exceeded: Option<Exceeded>,
}

/// Waits for a process, and ends it when it goes beyond its limits.
pub(crate) fn wait(child: &mut Child, limits: Limits) -> io::Result<Watched> {
    let start = Instant::now();
    let (mut cpu, mut peak_kib) = (None, None);
    let mut exceeded = None;
    loop {
        peak_kib = peak_kib.max(memory::peak_of(child.id()));
        // It is still said of a process that has ended, as long as nobody has asked how.
        cpu = cpu.max(cpu_of(child.id()));
        let time = start.elapsed();
        if let Some(status) = child.try_wait()? {
            return Ok(Watched {
                status,
                time,
                cpu,
                peak_kib,
                exceeded,
            });
        }
        if exceeded.is_none() {
            exceeded = beyond(limits, time, peak_kib);
            if exceeded.is_some() {
                child.kill()?;
            }
        }
        let (shortest, longest) = INTERVALS;
        thread::sleep((time / EXACTNESS).clamp(shortest, longest));
    }
}

fn beyond(limits: Limits, time: Duration, peak_kib: Option<u64>) -> Option<Exceeded> {
    if time > limits.time {
        Some(Exceeded::Seconds(limits.time.as_secs()))
    } else if peak_kib.is_some_and(|peak| peak > limits.memory_kib) {
        Some(Exceeded::Mebibytes(limits.memory_kib / 1024))
    } else {
        None
    }
}

fn cpu_of(process: u32) -> Option<Duration> {
    let text = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    cpu(&text)
}

/// The time of processors in a line of `/proc/PID/stat`.
fn cpu(stat: &str) -> Option<Duration> {
    // The second field is the program's name, and may hold anything.
    let (_, fields) = stat.rsplit_once(')')?;
    // The next is the third. `utime`, `stime`, `cutime` and `cstime` are the 14th to the 17th.
    let times = fields.split_whitespace().skip(14 - 3).take(4);
    let ticks: Option<Vec<u32>> = times.map(|time| time.parse().ok()).collect();
    Some(TICK * ticks?.into_iter().sum::<u32>())
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    const LIMITS: Limits = Limits {
        time: Duration::from_secs(60),
        memory_kib: 1024 * 1024,
    };

    fn watched(program: &str, arguments: &[&str], limits: Limits) -> Watched {
        let mut child = Command::new(program).args(arguments).spawn().unwrap();
        wait(&mut child, limits).unwrap()
    }

    #[test]
    #[cfg(unix)]
    fn what_takes_too_long_is_told_from_what_fails() {
        let limits = Limits {
            time: Duration::from_millis(50),
            ..LIMITS
        };
        let slow = watched("sleep", &["60"], limits);
        assert_eq!(slow.exceeded, Some(Exceeded::Seconds(0)));
        assert!(!slow.status.success());
        let failing = watched("sleep", &["no time"], LIMITS);
        assert_eq!(failing.exceeded, None);
        assert!(!failing.status.success());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_takes_too_much_memory_is_ended() {
        let limits = Limits {
            memory_kib: 1,
            ..LIMITS
        };
        let large = watched("sleep", &["60"], limits);
        assert_eq!(large.exceeded, Some(Exceeded::Mebibytes(0)));
    }

    #[test]
    fn the_time_of_processors_is_read() {
        let line = "7 (a) b) R 1 7 7 0 -1 0 9 9 0 0 3 4 5 6 20 0 1 0 9";
        assert_eq!(cpu(line), Some(Duration::from_millis(180)));
        assert_eq!(cpu("7"), None);
    }
}
