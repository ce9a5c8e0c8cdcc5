//! The e-mails that the server would send.

use std::collections::VecDeque;
use std::fmt;

/// How many e-mails are kept; older ones make room.
const KEPT: usize = 1_000;

/// Why an e-mail is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailKind {
    /// Its code goes to `POST /users/email/verify`.
    Verification,
    /// Its code goes to `POST /users/password/reset`.
    PasswordReset,
    /// Its code goes along as `t` when the account is created.
    Invitation,
}

/// One e-mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// The address that it goes to.
    pub to: String,
    /// Why it is sent.
    pub kind: MailKind,
    /// The one-use code that it carries.
    pub code: String,
}

impl fmt::Debug for Mail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mail")
            .field("to", &self.to)
            .field("kind", &self.kind)
            .field("code", &"***")
            .finish()
    }
}

/// What was sent, the oldest first.
#[derive(Debug, Default)]
pub(crate) struct Outbox(VecDeque<Mail>);

impl Outbox {
    pub(crate) fn send(&mut self, mail: Mail) {
        if self.0.len() == KEPT {
            self.0.pop_front();
        }
        self.0.push_back(mail);
    }

    pub(crate) fn all(&self) -> Vec<Mail> {
        self.0.iter().cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_hides_the_code() {
        let mail = Mail {
            to: "a@b.c".to_owned(),
            kind: MailKind::PasswordReset,
            code: "0123".to_owned(),
        };
        assert!(!format!("{mail:?}").contains("0123"));
    }
}
