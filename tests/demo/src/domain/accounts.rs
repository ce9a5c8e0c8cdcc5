//! All the accounts, found by id, username or e-mail address.

use std::collections::{BTreeMap, HashMap};

use super::account::{Account, Names};
use super::problem::Problem;
use super::table::Table;

/// The accounts with their unique names.
#[derive(Debug, Default)]
pub(crate) struct Accounts {
    by_id: Table<Account>,
    /// In order, because lists are sorted by username.
    by_username: BTreeMap<String, String>,
    by_email: HashMap<String, String>,
}

impl Accounts {
    /// Adds an account whose names are still free.
    pub(crate) fn insert(&mut self, account: Account) -> Result<(), Problem> {
        self.check_free(&account.username, &account.email, &account.id)?;
        let id = account.id.clone();
        self.by_username
            .insert(account.username.clone(), id.clone());
        self.by_email.insert(account.email.clone(), id.clone());
        self.by_id.insert(id, account);
        Ok(())
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Account> {
        self.by_id.get(id)
    }

    pub(crate) fn by_username(&self, username: &str) -> Option<&Account> {
        self.get(self.by_username.get(&username.to_lowercase())?)
    }

    pub(crate) fn by_email(&self, email: &str) -> Option<&Account> {
        self.get(self.by_email.get(&email.to_lowercase())?)
    }

    /// The account that someone logs in to: by username or e-mail address.
    pub(crate) fn by_login(&self, login: &str) -> Option<&Account> {
        let login = login.trim();
        self.by_username(login).or_else(|| self.by_email(login))
    }

    /// The account that a sign-on service knows under this name.
    pub(crate) fn by_sign_on(&self, service: &str, data: &str) -> Option<&Account> {
        self.by_id.values().find(|account| {
            let sign_on = account.sign_on.as_ref();
            sign_on.is_some_and(|known| known.service == service && known.data == data)
        })
    }

    /// An account to change; its `update_at` is set. Its names are changed by [`Self::rename`] alone.
    pub(crate) fn edit(&mut self, id: &str, now: i64) -> Option<&mut Account> {
        let account = self.by_id.edit(id)?;
        account.update_at = now;
        Some(account)
    }

    /// An account that changes because it is used: that is no change by anybody.
    pub(crate) fn touch(&mut self, id: &str) -> Option<&mut Account> {
        self.by_id.edit(id)
    }

    /// Notes that the account has just asked for something.
    pub(crate) fn seen(&mut self, id: &str, now: i64) {
        if let Some(account) = self.by_id.trace(id) {
            account.last_activity_at = now;
        }
    }

    /// Gives an account other names, if they are free.
    pub(crate) fn rename(&mut self, id: &str, names: Names) -> Result<(), Problem> {
        self.check_free(&names.username, &names.email, id)?;
        let account = self.by_id.edit(id).ok_or_else(Problem::no_such_user)?;
        self.by_username.remove(&account.username);
        self.by_email.remove(&account.email);
        if account.email != names.email {
            account.email_verified = false;
        }
        account.username = names.username;
        account.email = names.email;
        self.by_username
            .insert(account.username.clone(), id.to_owned());
        self.by_email.insert(account.email.clone(), id.to_owned());
        Ok(())
    }

    /// Every account, by username.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Account> {
        self.by_username.values().filter_map(|id| self.get(id))
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.by_id.is_empty()
    }

    pub(crate) fn clear(&mut self) {
        self.by_id.clear();
        self.index();
    }

    pub(crate) fn table(&mut self) -> &mut Table<Account> {
        &mut self.by_id
    }

    /// Finds the accounts by name again, after they were put into the table.
    pub(crate) fn index(&mut self) {
        let accounts = || self.by_id.values();
        self.by_username = accounts()
            .map(|account| (account.username.clone(), account.id.clone()))
            .collect();
        self.by_email = accounts()
            .map(|account| (account.email.clone(), account.id.clone()))
            .collect();
    }

    fn check_free(&self, username: &str, email: &str, for_id: &str) -> Result<(), Problem> {
        let taken = |owner: Option<&String>| owner.is_some_and(|id| id != for_id);
        if taken(self.by_username.get(username)) {
            return Err(Problem::invalid(
                "user.username.taken",
                "Another account has this username.",
            ));
        }
        if taken(self.by_email.get(email)) {
            return Err(Problem::invalid(
                "user.email.taken",
                "Another account has this e-mail address.",
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(username: &str, email: &str) -> Names {
        Names::new(username, email).unwrap()
    }

    fn two() -> (Accounts, String) {
        let mut accounts = Accounts::default();
        let alice = Account::new(names("alice", "alice@x.test"), 1);
        let id = alice.id.clone();
        accounts.insert(alice).unwrap();
        accounts
            .insert(Account::new(names("bob", "bob@x.test"), 1))
            .unwrap();
        (accounts, id)
    }

    #[test]
    fn names_are_unique_in_any_case() {
        let (mut accounts, alice) = two();
        for taken in [names("BOB", "c@x.test"), names("c", "Bob@X.test")] {
            assert!(accounts.rename(&alice, taken.clone()).is_err());
            assert!(accounts.insert(Account::new(taken, 2)).is_err());
        }
        assert_eq!(accounts.by_login("Alice").unwrap().id, alice);
        assert_eq!(accounts.by_login("ALICE@x.test").unwrap().id, alice);
    }

    #[test]
    fn renaming_frees_the_old_names() {
        let (mut accounts, alice) = two();
        accounts.touch(&alice).unwrap().email_verified = true;
        accounts
            .rename(&alice, names("ally", "alice@x.test"))
            .unwrap();
        assert!(accounts.by_username("alice").is_none());
        assert!(accounts.get(&alice).unwrap().email_verified);
        accounts
            .rename(&alice, names("ally", "ally@x.test"))
            .unwrap();
        assert!(!accounts.get(&alice).unwrap().email_verified);
        assert!(
            accounts
                .insert(Account::new(names("alice", "alice@x.test"), 3))
                .is_ok()
        );
    }

    #[test]
    fn accounts_come_by_username_and_edits_are_dated() {
        let (mut accounts, alice) = two();
        let usernames: Vec<_> = accounts.iter().map(|user| user.username.as_str()).collect();
        assert_eq!(usernames, ["alice", "bob"]);
        accounts.edit(&alice, 7);
        assert_eq!(accounts.get(&alice).unwrap().update_at, 7);
    }
}
