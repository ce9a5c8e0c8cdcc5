//! How much memory a process has taken.

use std::fs;

/// The most memory that a running process has had so far, in KiB; nothing where the system doesn't
/// say it as Linux does.
pub(crate) fn peak_of(process: u32) -> Option<u64> {
    peak(&format!("/proc/{process}/status"))
}

/// The most memory that this process has had so far, in KiB.
pub(crate) fn own_peak() -> Option<u64> {
    peak("/proc/self/status")
}

fn peak(file: &str) -> Option<u64> {
    let status = fs::read_to_string(file).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}
