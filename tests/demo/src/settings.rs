//! How a server is set up.

use std::fmt;
use std::time::Duration;

use crate::domain::account::Names;
pub use crate::domain::password::HashCost;
use crate::domain::secret::Secret;

/// How a server is set up. Make one with [`Settings::new`], [`Settings::default`]
/// or [`Settings::for_tests`], and change what should be otherwise.
#[derive(Clone, Debug)]
pub struct Settings {
    pub(crate) admin: Names,
    pub(crate) admin_password: Secret,
    /// The password of every seeded user; without one they can't log in until
    /// they get one.
    pub(crate) seed_password: Option<Secret>,
    /// How much work a password hash takes.
    pub hash_cost: HashCost,
    /// Whether anybody may create an account. Otherwise it takes an invitation
    /// or an admin.
    pub open_server: bool,
    /// Whether guest accounts are switched on.
    pub guest_accounts: bool,
    /// Whether multi-factor authentication is switched on.
    pub multi_factor: bool,
    /// Whether users see each other's e-mail addresses.
    pub show_email: bool,
    /// Whether an e-mail address must be verified before a login.
    pub require_verified_email: bool,
    /// Whether the server has the Cloud licence that a login from the customer
    /// portal takes.
    pub cloud_license: bool,
    /// Whether this is a server for its own machine alone: only then can all
    /// users be deleted, and nobody is asked who they are.
    pub local_mode: bool,
    /// Whether e-mails are written to the log, codes included: nobody else delivers them.
    pub log_mail: bool,
    /// How many logins may fail in a row before an account is locked.
    pub login_attempts: i64,
    /// How often a minute one address may try one login; 0 for as often as it likes.
    pub login_attempts_per_minute: u32,
    /// How long a request may take, from its head on until it is answered; and how long its
    /// head may take to arrive, which is also how long a connection may be idle.
    pub request_timeout: Duration,
    /// How many requests are served at once. More are refused.
    pub max_concurrent: usize,
    /// How long requests that are under way get to finish when the server stops.
    pub shutdown_timeout: Duration,
}

/// A login for the first admin that can't be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidAdmin(String);

impl fmt::Display for InvalidAdmin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the first admin can't have this login: {}", self.0)
    }
}

impl std::error::Error for InvalidAdmin {}

impl Settings {
    /// The admin's password under [`Settings::for_tests`].
    pub const TEST_ADMIN_PASSWORD: &'static str = "admin-for-tests";
    /// The password of every seeded user under [`Settings::for_tests`].
    pub const TEST_USER_PASSWORD: &'static str = "user-for-tests";

    /// A server whose first admin has this login.
    ///
    /// # Errors
    ///
    /// When the username breaks the rules for usernames, or the password is empty.
    pub fn new(username: &str, password: &str) -> Result<Self, InvalidAdmin> {
        let names = Names::new(username, &format!("{username}@users-demo.test"))
            .map_err(|problem| InvalidAdmin(problem.message))?;
        // Whoever starts the server may choose a shorter password than its users may.
        if password.is_empty() {
            return Err(InvalidAdmin("The password is empty.".to_owned()));
        }
        Ok(Self::with_admin(names, Secret::from(password.to_owned())))
    }

    /// A server for tests: hashing is cheap and every seeded user can log in. The
    /// admin is `admin` with [`Settings::TEST_ADMIN_PASSWORD`], the others have
    /// [`Settings::TEST_USER_PASSWORD`].
    #[must_use]
    pub fn for_tests() -> Self {
        let password = |text: &str| Secret::from(text.to_owned());
        Self {
            admin_password: password(Self::TEST_ADMIN_PASSWORD),
            seed_password: Some(password(Self::TEST_USER_PASSWORD)),
            hash_cost: HashCost::Minimal,
            ..Self::default()
        }
    }

    /// The username of the first admin.
    #[must_use]
    pub fn admin_username(&self) -> &str {
        &self.admin.username
    }

    /// The password of the first admin: to be told to whoever starts the server.
    #[must_use]
    pub fn admin_password(&self) -> &str {
        self.admin_password.expose()
    }

    fn with_admin(admin: Names, admin_password: Secret) -> Self {
        Self {
            admin,
            admin_password,
            seed_password: None,
            hash_cost: HashCost::Standard,
            open_server: true,
            guest_accounts: true,
            multi_factor: true,
            show_email: true,
            require_verified_email: false,
            cloud_license: true,
            local_mode: false,
            log_mail: false,
            login_attempts: 10,
            login_attempts_per_minute: 0,
            request_timeout: Duration::from_secs(30),
            max_concurrent: 256,
            shutdown_timeout: Duration::from_secs(10),
        }
    }
}

impl Default for Settings {
    /// A server whose first admin is `admin` with a random password.
    fn default() -> Self {
        let admin = Names {
            username: "admin".to_owned(),
            email: "admin@users-demo.test".to_owned(),
        };
        Self::with_admin(admin, Secret::random())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_no_password() {
        let shown = format!("{:?}", Settings::for_tests());
        assert!(!shown.contains("for-tests"), "{shown}");
    }

    #[test]
    fn an_unusable_login_is_refused() {
        assert!(Settings::new("two words", "long enough").is_err());
        assert!(Settings::new("root", "").is_err());
        assert_eq!(
            Settings::new("Root", "long enough")
                .unwrap()
                .admin_username(),
            "root"
        );
    }
}
