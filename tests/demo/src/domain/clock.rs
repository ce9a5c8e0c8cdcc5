//! Millisecond times that strictly grow.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Hands out times in milliseconds since 1970, never the same one twice, so that
/// a later change always carries a later `update_at`.
#[derive(Debug, Default)]
pub(crate) struct Clock {
    last: i64,
    ahead: i64,
}

impl Clock {
    /// The next time: the system's, or one more than the last one given.
    pub(crate) fn now(&mut self) -> i64 {
        self.last = self.peek().max(self.last.saturating_add(1));
        self.last
    }

    /// The system's time, without taking it.
    pub(crate) fn peek(&self) -> i64 {
        let since = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        millis(since).saturating_add(self.ahead)
    }

    /// Goes on after a time that was given before the server was started anew.
    pub(crate) fn resume(&mut self, last: i64) {
        self.last = self.last.max(last);
    }

    /// Puts the clock forward, as waiting would.
    pub(crate) fn advance(&mut self, by: Duration) {
        self.ahead = self.ahead.saturating_add(millis(by));
    }
}

/// A duration in whole milliseconds.
pub(crate) fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_strictly_grow_and_have_13_digits() {
        let mut clock = Clock::default();
        let times: Vec<i64> = (0..100).map(|_| clock.now()).collect();
        assert!(times.windows(2).all(|pair| pair[0] < pair[1]));
        assert_eq!(times[0].to_string().len(), 13);
    }

    #[test]
    fn a_resumed_clock_repeats_no_time() {
        let mut clock = Clock::default();
        let future = clock.peek() + 60_000;
        clock.resume(future);
        clock.resume(1);
        assert_eq!(clock.now(), future + 1);
    }

    #[test]
    fn an_advanced_clock_is_ahead() {
        let mut clock = Clock::default();
        let before = clock.now();
        clock.advance(Duration::from_secs(60));
        assert!(clock.now() >= before + 60_000);
    }
}
