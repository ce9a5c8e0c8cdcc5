//! Personal access tokens.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::secret::Digest;
use super::table::Table;

/// A token that logs a program in until it is revoked. The secret itself isn't kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct AccessToken {
    pub(crate) id: String,
    pub(crate) user_id: String,
    pub(crate) secret: Digest,
    pub(crate) description: String,
    pub(crate) is_active: bool,
    pub(crate) create_at: i64,
}

/// The tokens, found by id or secret.
#[derive(Debug, Default)]
pub(crate) struct AccessTokens {
    by_id: Table<AccessToken>,
    by_secret: HashMap<Digest, String>,
}

impl AccessTokens {
    pub(crate) fn insert(&mut self, token: AccessToken) {
        self.by_secret.insert(token.secret, token.id.clone());
        self.by_id.insert(token.id.clone(), token);
    }

    pub(crate) fn get(&self, id: &str) -> Option<&AccessToken> {
        self.by_id.get(id)
    }

    pub(crate) fn edit(&mut self, id: &str) -> Option<&mut AccessToken> {
        self.by_id.edit(id)
    }

    /// The token of a secret, unless it is disabled.
    pub(crate) fn by_secret(&self, secret: Digest) -> Option<&AccessToken> {
        self.get(self.by_secret.get(&secret)?)
            .filter(|token| token.is_active)
    }

    pub(crate) fn remove(&mut self, id: &str) {
        if let Some(token) = self.by_id.remove(id) {
            self.by_secret.remove(&token.secret);
        }
    }

    /// Every token, in the order they were made.
    pub(crate) fn all(&self) -> Vec<&AccessToken> {
        let mut tokens: Vec<_> = self.by_id.values().collect();
        tokens.sort_by_key(|token| token.create_at);
        tokens
    }

    pub(crate) fn clear(&mut self) {
        self.by_id.clear();
        self.by_secret.clear();
    }

    pub(crate) fn table(&mut self) -> &mut Table<AccessToken> {
        &mut self.by_id
    }

    /// Finds the tokens by secret again, after they were put into the table.
    pub(crate) fn index(&mut self) {
        let tokens = self.by_id.values();
        self.by_secret = tokens
            .map(|token| (token.secret, token.id.clone()))
            .collect();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disabled_and_removed_tokens_are_not_found_by_their_secret() {
        let mut tokens = AccessTokens::default();
        let secret = Digest::of("s");
        tokens.insert(AccessToken {
            id: "t".to_owned(),
            user_id: "alice".to_owned(),
            secret,
            description: "backup".to_owned(),
            is_active: true,
            create_at: 1,
        });
        assert!(tokens.by_secret(secret).is_some());
        tokens.edit("t").unwrap().is_active = false;
        assert!(tokens.by_secret(secret).is_none());
        assert!(tokens.get("t").is_some());
        tokens.remove("t");
        assert!(tokens.get("t").is_none() && tokens.by_secret.is_empty());
    }
}
