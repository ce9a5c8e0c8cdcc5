//! How often something may be tried.

use std::collections::HashMap;

use super::secret::Digest;

const MINUTE: i64 = 60_000;

/// Who has tried how often. Each may try so many times at once, and gets another try whenever
/// that share of a minute has passed.
#[derive(Debug, Default)]
pub(crate) struct Attempts {
    /// When somebody will have got back all tries.
    full_at: HashMap<Digest, i64>,
    swept_at: i64,
}

impl Attempts {
    /// Counts a try; or says how many milliseconds are to be waited for the next one.
    pub(crate) fn admit(&mut self, who: Digest, per_minute: u32, now: i64) -> Result<(), i64> {
        if now - self.swept_at >= MINUTE {
            self.full_at.retain(|_, full_at| *full_at > now);
            self.swept_at = now;
        }
        let share = (MINUTE / i64::from(per_minute).max(1)).max(1);
        let full_at = self.full_at.entry(who).or_insert(now);
        let next = (*full_at).max(now).saturating_add(share);
        match next - now - MINUTE {
            ..=0 => {
                *full_at = next;
                Ok(())
            }
            wait => Err(wait),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_back_with_the_time() {
        let mut attempts = Attempts::default();
        let (alice, bob) = (Digest::of("alice"), Digest::of("bob"));
        for _ in 0..3 {
            assert_eq!(attempts.admit(alice, 3, 1_000), Ok(()));
        }
        assert_eq!(attempts.admit(alice, 3, 1_000), Err(20_000));
        assert_eq!(attempts.admit(alice, 3, 16_000), Err(5_000));
        assert_eq!(attempts.admit(bob, 3, 16_000), Ok(()));
        assert_eq!(attempts.admit(alice, 3, 21_000), Ok(()));
        assert_eq!(attempts.admit(alice, 3, 21_000), Err(20_000));
    }

    #[test]
    fn who_has_all_tries_again_is_forgotten() {
        let mut attempts = Attempts::default();
        for who in ["a", "b", "c"] {
            attempts.admit(Digest::of(who), 60, 0).unwrap();
        }
        attempts.admit(Digest::of("d"), 60, 2 * MINUTE).unwrap();
        assert_eq!(attempts.full_at.len(), 1);
    }
}
