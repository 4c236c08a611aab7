//! What the measurements share: sizes from the environment, times, medians, and how much memory a process has held.

use std::time::{Duration, Instant};

use crate::failure::{Failure, Outcome};

/// The number in an environment variable, or the usual one where it is not set or no number.
pub fn number(variable: &str, usual: u32) -> u32 {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// How long some work takes.
pub fn timed(work: impl FnOnce()) -> Duration {
    let started = Instant::now();
    work();
    started.elapsed()
}

/// The most memory that a process has held so far, in kilobytes (VmHWM of proc(5)).
///
/// # Errors
/// When there is no such process.
pub fn peak_kilobytes(process: u32) -> Outcome<u64> {
    let path = format!("/proc/{process}/status");
    let status = std::fs::read_to_string(&path).map_err(Failure::doing(format!("reading {path}")))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.ok_or_else(|| Failure::new(format!("{path} does not tell the memory")))
}
