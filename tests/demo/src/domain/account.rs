//! One account, and the rules for its names.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::id;
use super::password::PasswordHash;
use super::problem::Problem;
use super::role::Roles;
use super::secret::Secret;

const USERNAME_LONGEST: usize = 64;
const EMAIL_LONGEST: usize = 128;
/// Names that mean something else in a mention or a path.
const RESERVED: [&str; 4] = ["all", "channel", "here", "me"];

/// Where a login other than the password comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SignOn {
    pub(crate) service: String,
    /// The account's name at the service.
    pub(crate) data: String,
}

/// The login services that an account can name.
pub(crate) const SERVICES: [&str; 6] = ["gitlab", "google", "ldap", "office365", "openid", "saml"];

/// When someone is told about what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct NotifyProps {
    pub(crate) email: String,
    pub(crate) push: String,
    pub(crate) desktop: String,
    pub(crate) desktop_sound: String,
    pub(crate) mention_keys: String,
    pub(crate) channel: String,
    pub(crate) first_name: String,
}

impl Default for NotifyProps {
    fn default() -> Self {
        Self {
            email: "true".to_owned(),
            push: "mention".to_owned(),
            desktop: "mention".to_owned(),
            desktop_sound: "true".to_owned(),
            mention_keys: String::new(),
            channel: "true".to_owned(),
            first_name: "false".to_owned(),
        }
    }
}

/// The time zone someone lives in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Zone {
    pub(crate) automatic: bool,
    pub(crate) manual_name: String,
    pub(crate) automatic_name: String,
}

impl Default for Zone {
    fn default() -> Self {
        Self {
            automatic: true,
            manual_name: String::new(),
            automatic_name: String::new(),
        }
    }
}

/// Who is there, in the order that lists are sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Presence {
    Online,
    Away,
    DoNotDisturb,
    Offline,
}

/// The part of an account that its owner writes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Profile {
    pub(crate) first_name: String,
    pub(crate) last_name: String,
    pub(crate) nickname: String,
    pub(crate) position: String,
    pub(crate) locale: String,
    pub(crate) props: Map<String, Value>,
    pub(crate) notify_props: NotifyProps,
    pub(crate) zone: Zone,
}

impl Default for Profile {
    fn default() -> Self {
        Self {
            first_name: String::new(),
            last_name: String::new(),
            nickname: String::new(),
            position: String::new(),
            locale: "en".to_owned(),
            props: Map::new(),
            notify_props: NotifyProps::default(),
            zone: Zone::default(),
        }
    }
}

/// The shared secrets of one-time codes.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Mfa {
    /// Asked for at every login.
    pub(crate) active: Option<Secret>,
    /// Generated, but not yet proven by a code.
    pub(crate) pending: Option<Secret>,
}

/// The terms of service that someone last accepted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Acceptance {
    pub(crate) terms_id: String,
    pub(crate) at: i64,
}

/// A person, a guest or a bot.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Account {
    pub(crate) id: String,
    /// Lower case and unique.
    pub(crate) username: String,
    /// Lower case and unique.
    pub(crate) email: String,
    pub(crate) email_verified: bool,
    pub(crate) profile: Profile,
    pub(crate) roles: Roles,
    pub(crate) is_bot: bool,
    pub(crate) password: Option<PasswordHash>,
    pub(crate) sign_on: Option<SignOn>,
    pub(crate) mfa: Mfa,
    pub(crate) failed_attempts: i64,
    pub(crate) accepted: Option<Acceptance>,
    pub(crate) presence: Presence,
    pub(crate) create_at: i64,
    pub(crate) update_at: i64,
    /// 0 as long as the account is active.
    pub(crate) delete_at: i64,
    pub(crate) last_password_update: i64,
    pub(crate) last_picture_update: i64,
    pub(crate) last_activity_at: i64,
}

impl Account {
    /// An ordinary account without any login yet.
    pub(crate) fn new(names: Names, now: i64) -> Self {
        Self {
            id: id::random(),
            username: names.username,
            email: names.email,
            email_verified: false,
            profile: Profile::default(),
            roles: Roles::user(),
            is_bot: false,
            password: None,
            sign_on: None,
            mfa: Mfa::default(),
            failed_attempts: 0,
            accepted: None,
            presence: Presence::Offline,
            create_at: now,
            update_at: now,
            delete_at: 0,
            last_password_update: now,
            last_picture_update: 0,
            last_activity_at: 0,
        }
    }

    /// Whether the account isn't deactivated.
    pub(crate) fn is_active(&self) -> bool {
        self.delete_at == 0
    }
}

/// A username and an e-mail address that may be used, in their unique form.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    pub(crate) username: String,
    pub(crate) email: String,
}

impl Names {
    /// Checks both names and puts them in lower case.
    pub(crate) fn new(username: &str, email: &str) -> Result<Self, Problem> {
        let username = username.trim().to_lowercase();
        if !is_username(&username) {
            return Err(Problem::invalid(
                "user.username.invalid",
                "A username has 1 to 64 letters, digits, dots, hyphens and underscores, and is not a reserved word.",
            ));
        }
        let email = email.trim().to_lowercase();
        if !is_email(&email) {
            return Err(Problem::invalid(
                "user.email.invalid",
                "This is not an e-mail address.",
            ));
        }
        Ok(Self { username, email })
    }
}

fn is_username(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b".-_".contains(&byte);
    (1..=USERNAME_LONGEST).contains(&text.len())
        && text.bytes().all(allowed)
        && !RESERVED.contains(&text)
}

fn is_email(text: &str) -> bool {
    let sound = |part: &str| {
        !part.is_empty()
            && !part.contains(|letter: char| letter.is_whitespace() || letter.is_control())
    };
    text.len() <= EMAIL_LONGEST
        && text
            .split_once('@')
            .is_some_and(|(local, host)| sound(local) && sound(host) && !host.contains('@'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_lower_case() {
        let names = Names::new("Alice.B", "Alice+Tag@Example.com").unwrap();
        assert_eq!(names.username, "alice.b");
        assert_eq!(names.email, "alice+tag@example.com");
    }

    #[test]
    fn bad_names_are_refused() {
        for username in ["", "me", "two words", "a/b", "ünï", &"x".repeat(65)] {
            assert!(Names::new(username, "a@b.c").is_err(), "{username:?}");
        }
        for email in ["", "a", "@b", "a@", "a@b@c", "a b@c"] {
            assert!(Names::new("alice", email).is_err(), "{email:?}");
        }
    }
}
