//! What was done to an account, and by whom.

use serde::{Deserialize, Serialize};

use super::table::Table;

/// How many records of an account are kept; older ones make room.
const KEPT: usize = 200;

/// One thing that was done.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Audit {
    pub(crate) id: String,
    pub(crate) create_at: i64,
    pub(crate) user_id: String,
    pub(crate) action: String,
    pub(crate) extra_info: String,
    pub(crate) ip_address: String,
    pub(crate) session_id: String,
}

/// The records of every account, which own them; in the order of their times.
#[derive(Debug, Default)]
pub(crate) struct Audits(Table<Audit>);

impl Audits {
    pub(crate) fn record(&mut self, audit: Audit) {
        let user_id = audit.user_id.clone();
        let id = |audit: &str| format!("{user_id}/{audit}");
        // All times of this century have 13 digits.
        let own = format!("{:013}-{}", audit.create_at, audit.id);
        self.0.insert(id(&own), audit);
        let surplus = self.0.of(&user_id).rev().nth(KEPT);
        if let Some(oldest) = surplus.map(|(own, _)| id(own)) {
            self.0.remove(&oldest);
        }
    }

    /// The records of an account, the newest first.
    pub(crate) fn of_user(&self, user_id: &str) -> impl Iterator<Item = &Audit> {
        self.0.of(user_id).rev().map(|(_, audit)| audit)
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    pub(crate) fn table(&mut self) -> &mut Table<Audit> {
        &mut self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_records_are_kept() {
        let mut audits = Audits::default();
        for number in 0..205 {
            audits.record(Audit {
                id: number.to_string(),
                create_at: number,
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
