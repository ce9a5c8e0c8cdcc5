//! What users can do, by family. HTTP and the emitted types end before this.

pub(crate) mod access;
pub(crate) mod accounts;
pub(crate) mod activation;
pub(crate) mod bots_guests;
pub(crate) mod emails;
pub(crate) mod images;
pub(crate) mod login;
pub(crate) mod lookup;
pub(crate) mod memberships;
pub(crate) mod mfa;
pub(crate) mod passwords;
pub(crate) mod search;
pub(crate) mod services;
pub(crate) mod sessions;
pub(crate) mod terms;
pub(crate) mod tokens;
