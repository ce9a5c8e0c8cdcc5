//! A process with a limit of time and of memory.

use std::io;
use std::process::{Child, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

use crate::memory;

/// So often a process is looked at.
const INTERVAL: Duration = Duration::from_millis(10);

/// What a process may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) time: Duration,
    pub(crate) memory_kib: u64,
}

/// How a process ended.
#[derive(Debug)]
pub(crate) struct Watched {
    pub(crate) status: ExitStatus,
    pub(crate) time: Duration,
    pub(crate) peak_kib: Option<u64>,
    /// The limit that it was ended for.
    pub(crate) exceeded: Option<String>,
}

/// Waits for a process, and ends it when it goes beyond its limits.
pub(crate) fn wait(child: &mut Child, limits: Limits) -> io::Result<Watched> {
    let start = Instant::now();
    let mut peak_kib = None;
    let mut exceeded = None;
    loop {
        peak_kib = peak_kib.max(memory::peak_of(child.id()));
        if let Some(status) = child.try_wait()? {
            let time = start.elapsed();
            return Ok(Watched {
                status,
                time,
                peak_kib,
                exceeded,
            });
        }
        if exceeded.is_none() {
            if start.elapsed() > limits.time {
                exceeded = Some(format!("took longer than {} s", limits.time.as_secs()));
            } else if peak_kib.is_some_and(|peak| peak > limits.memory_kib) {
                exceeded = Some(format!("took more than {} MiB", limits.memory_kib / 1024));
            }
            if exceeded.is_some() {
                child.kill()?;
            }
        }
        thread::sleep(INTERVAL);
    }
}
