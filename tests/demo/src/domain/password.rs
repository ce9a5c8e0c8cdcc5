//! Passwords: the policy, and Argon2id off the async threads.

use std::sync::Arc;
use std::thread::available_parallelism;

use argon2::{Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::problem::Problem;
use super::secret::Secret;

const SHORTEST: usize = 8;
/// Longer ones would only make the server work.
const LONGEST: usize = 128;

/// How much work one password hash takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HashCost {
    /// 19 MiB and two passes, as OWASP recommends for Argon2id.
    #[default]
    Standard,
    /// As little as Argon2 allows: for tests, where passwords protect nothing.
    Minimal,
}

impl HashCost {
    fn params(self) -> Params {
        match self {
            Self::Standard => Params::DEFAULT,
            Self::Minimal => Params::new(Params::MIN_M_COST, Params::MIN_T_COST, 1, None)
                .expect("the least costs that Argon2 names are costs that it takes"),
        }
    }
}

/// Whether a password may be used at all.
pub(crate) fn check(password: &str) -> Result<(), Problem> {
    if (SHORTEST..=LONGEST).contains(&password.len()) {
        return Ok(());
    }
    Err(Problem::invalid(
        "user.password.length",
        format!("A password has {SHORTEST} to {LONGEST} bytes."),
    ))
}

/// A password's Argon2 hash with its salt and parameters.
pub(crate) type PasswordHash = Secret;

/// Hashes and checks passwords.
#[derive(Clone, Debug)]
pub(crate) struct Passwords {
    argon: Argon2<'static>,
    /// Each hash takes its memory: no more run at once than there are processors.
    turns: Arc<Semaphore>,
    /// Checked when a login names nobody, so that this takes as long as a wrong password.
    decoy: PasswordHash,
}

impl Passwords {
    pub(crate) fn new(cost: HashCost) -> Self {
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.params());
        let turns = available_parallelism().map_or(1, usize::from);
        let decoy = hash(&argon, &Secret::random())
            .expect("Argon2 hashes a short password under parameters that it has checked");
        Self {
            argon,
            turns: Arc::new(Semaphore::new(turns)),
            decoy,
        }
    }

    /// The hash of a password, computed on this thread: for the start of the server.
    pub(crate) fn hash_blocking(&self, password: &Secret) -> Result<PasswordHash, Problem> {
        hash(&self.argon, password).map_err(|error| Problem::internal(&error))
    }

    /// The hash of a password that meets the policy.
    pub(crate) async fn hash(&self, password: Secret) -> Result<PasswordHash, Problem> {
        check(password.expose())?;
        let passwords = self.clone();
        self.run(move || passwords.hash_blocking(&password)).await?
    }

    /// Whether the password belongs to the hash; without a hash, no, but not sooner.
    pub(crate) async fn verify(
        &self,
        password: Secret,
        hash: Option<PasswordHash>,
    ) -> Result<bool, Problem> {
        if password.expose().len() > LONGEST {
            return Ok(false);
        }
        let (argon, decoy) = (self.argon.clone(), self.decoy.clone());
        self.run(move || {
            let known = hash.is_some();
            let hash = hash.unwrap_or(decoy);
            let password = password.expose().as_bytes();
            argon.verify_password(password, hash.expose()).is_ok() && known
        })
        .await
    }

    async fn run<T, F>(&self, work: F) -> Result<T, Problem>
    where
        T: Send + 'static,
        F: FnOnce() -> T + Send + 'static,
    {
        let turn = Arc::clone(&self.turns)
            .acquire_owned()
            .await
            .map_err(|error| Problem::internal(&error))?;
        let work = move || {
            // Held by the work itself: a request that goes away must not free its turn early.
            let _turn = turn;
            work()
        };
        spawn_blocking(work)
            .await
            .map_err(|error| Problem::internal(&error))
    }
}

fn hash(argon: &Argon2<'_>, password: &Secret) -> argon2::password_hash::Result<PasswordHash> {
    let hash = argon.hash_password(password.expose().as_bytes())?;
    Ok(Secret::from(hash.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::from(text.to_owned())
    }

    #[tokio::test]
    async fn only_the_right_password_fits() {
        let passwords = Passwords::new(HashCost::Minimal);
        let hash = passwords.hash(secret("correct horse")).await.unwrap();
        assert!(hash.expose().starts_with("$argon2id$"));
        for (text, fits) in [("correct horse", true), ("correct house", false)] {
            let answer = passwords.verify(secret(text), Some(hash.clone())).await;
            assert_eq!(answer.unwrap(), fits, "{text}");
        }
        assert!(!passwords.verify(secret("any"), None).await.unwrap());
    }

    #[tokio::test]
    async fn short_and_long_passwords_are_refused() {
        let passwords = Passwords::new(HashCost::Minimal);
        for text in ["", "1234567", &"x".repeat(129)] {
            assert!(passwords.hash(secret(text)).await.is_err());
        }
    }
}
