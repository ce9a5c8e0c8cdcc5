//! How long the rooms take.

use std::fmt;
use std::time::{Duration, Instant};

/// How long each step took by the clock on the wall, in the order in which they were first taken.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timings(Vec<(&'static str, Duration)>);

impl Timings {
    /// Takes a step, and notes how long that took. Steps of the same name count as one.
    pub fn time<T>(&mut self, step: &'static str, take: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let outcome = take();
        let took = start.elapsed();
        match self.0.iter_mut().find(|(name, _)| *name == step) {
            Some((_, sum)) => *sum += took,
            None => self.0.push((step, took)),
        }
        outcome
    }

    /// The steps, each with the time it took.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, Duration)> {
        self.0.iter().copied()
    }
}

/// A line for each step, and one for their sum, in milliseconds.
impl fmt::Display for Timings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total: Duration = self.iter().map(|(_, took)| took).sum();
        for (step, took) in self.iter().chain([("total", total)]) {
            writeln!(f, "{step:<8} {:>9.1} ms", took.as_secs_f64() * 1000.0)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_of_the_same_name_count_as_one() {
        let mut timings = Timings::default();
        for step in ["read", "write", "read"] {
            assert_eq!(timings.time(step, || step), step);
        }
        let steps: Vec<&str> = timings.iter().map(|(step, _)| step).collect();
        assert_eq!(steps, ["read", "write"]);
        let timings = Timings(vec![
            ("read", Duration::from_micros(1_250)),
            ("write", Duration::from_secs(12)),
        ]);
        assert_eq!(
            timings.to_string(),
            "read           1.2 ms\nwrite      12000.0 ms\ntotal      12001.2 ms\n"
        );
    }
}
