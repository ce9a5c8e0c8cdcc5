//! One-use, timed codes that are sent to somebody.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::clock::millis;
use super::secret::{Digest, Secret};
use super::table::Table;

const LIFETIME: Duration = Duration::from_secs(24 * 60 * 60);

/// What a code is good for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Purpose {
    /// Proves that the address is the user's.
    VerifyEmail { user_id: String, email: String },
    /// Sets a new password.
    ResetPassword { user_id: String },
    /// Lets the address join a team with a new account.
    JoinTeam { team_id: String, email: String },
    /// Logs the user in, coming from the customer portal.
    CustomerLogin { user_id: String },
}

/// What is known of a code, beside its digest.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Code {
    purpose: Purpose,
    expires_at: i64,
}

/// The codes that can still be used, by their digests.
#[derive(Debug, Default)]
pub(crate) struct Codes(Table<Code>);

impl Codes {
    /// Makes a code. It replaces one of the same purpose; those that have expired
    /// are forgotten.
    pub(crate) fn issue(&mut self, purpose: Purpose, now: i64) -> Secret {
        self.0
            .retain(|known| known.expires_at > now && known.purpose != purpose);
        let code = Secret::random();
        let known = Code {
            purpose,
            expires_at: now.saturating_add(millis(LIFETIME)),
        };
        self.0.insert(code.digest().to_string(), known);
        code
    }

    /// What a code is good for, without using it up.
    pub(crate) fn peek(&self, code: &str, now: i64) -> Option<&Purpose> {
        let code = self.0.get(&Digest::of(code).to_string())?;
        (code.expires_at > now).then_some(&code.purpose)
    }

    /// Uses a code up.
    pub(crate) fn consume(&mut self, code: &str) {
        self.0.remove(&Digest::of(code).to_string());
    }

    /// Makes the codes useless that the test doesn't hold for.
    pub(crate) fn retain(&mut self, test: impl Fn(&Purpose) -> bool) {
        self.0.retain(|code| test(&code.purpose));
    }

    pub(crate) fn table(&mut self) -> &mut Table<Code> {
        &mut self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_works_once_and_for_a_day() {
        let mut codes = Codes::default();
        let purpose = Purpose::ResetPassword {
            user_id: "alice".to_owned(),
        };
        let code = codes.issue(purpose.clone(), 0);
        let replaced = code;
        let code = codes.issue(purpose.clone(), 0);
        assert_eq!(codes.peek(replaced.expose(), 1), None);
        assert_eq!(codes.peek("other", 1), None);
        assert_eq!(codes.peek(code.expose(), 1), Some(&purpose));
        assert_eq!(codes.peek(code.expose(), millis(LIFETIME)), None);
        codes.consume(code.expose());
        assert_eq!(codes.peek(code.expose(), 1), None);
    }
}
