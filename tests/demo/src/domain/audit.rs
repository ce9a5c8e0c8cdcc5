//! What was done to an account, and by whom.

use std::collections::{HashMap, VecDeque};

/// How many records of an account are kept; older ones make room.
const KEPT: usize = 200;

/// One thing that was done.
#[derive(Clone, Debug)]
pub(crate) struct Audit {
    pub(crate) id: String,
    pub(crate) create_at: i64,
    pub(crate) user_id: String,
    pub(crate) action: String,
    pub(crate) extra_info: String,
    pub(crate) ip_address: String,
    pub(crate) session_id: String,
}

/// The records of every account.
#[derive(Debug, Default)]
pub(crate) struct Audits(HashMap<String, VecDeque<Audit>>);

impl Audits {
    pub(crate) fn record(&mut self, audit: Audit) {
        let records = self.0.entry(audit.user_id.clone()).or_default();
        records.push_front(audit);
        records.truncate(KEPT);
    }

    /// The records of an account, the newest first.
    pub(crate) fn of_user(&self, user_id: &str) -> impl Iterator<Item = &Audit> {
        self.0.get(user_id).into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_records_are_kept() {
        let mut audits = Audits::default();
        for number in 0..KEPT + 5 {
            audits.record(Audit {
                id: number.to_string(),
                create_at: 0,
                user_id: "alice".to_owned(),
                action: String::new(),
                extra_info: String::new(),
                ip_address: String::new(),
                session_id: String::new(),
            });
        }
        assert_eq!(audits.of_user("alice").count(), KEPT);
        assert_eq!(audits.of_user("alice").next().unwrap().id, "204");
        assert_eq!(audits.of_user("bob").count(), 0);
    }
}
