//! Rounds in which both sides take turns.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use crate::Failure;

/// The sides, in the order of their turns.
pub(crate) const SIDES: [&str; 2] = ["emitted", "by-hand"];
/// So many requests are on their way at a time.
pub(crate) const AT_A_TIME: usize = 16;

/// How many rounds there are, and how long a turn is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Length {
    pub(crate) rounds: usize,
    pub(crate) turn: Duration,
}

impl Length {
    pub(crate) fn parse(rounds: &str, seconds: &str) -> Result<Self, Failure> {
        Ok(Self {
            rounds: rounds.parse()?,
            turn: Duration::try_from_secs_f64(seconds.parse()?)?,
        })
    }

    /// Before the first round, both sides get warm.
    pub(crate) fn warm_up(self) -> Duration {
        self.turn.min(Duration::from_millis(500))
    }
}

/// What a side did in its turns.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Turns {
    /// Requests per second, of each turn.
    pub(crate) per_second: Vec<f64>,
    /// Allocations per request, of each turn; none where they aren't counted.
    pub(crate) allocations: Vec<f64>,
}

impl Turns {
    pub(crate) fn add(&mut self, (per_second, allocations): (f64, f64)) {
        self.per_second.push(per_second);
        self.allocations.push(allocations);
    }
}

/// What was measured: by route, then by side.
pub(crate) type Measured = BTreeMap<&'static str, BTreeMap<&'static str, Turns>>;
