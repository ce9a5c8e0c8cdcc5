//! What the server knows, free of HTTP: accounts, sessions, tokens, places.

pub(crate) mod access_token;
pub(crate) mod account;
pub(crate) mod accounts;
pub(crate) mod audit;
pub(crate) mod clock;
pub(crate) mod code;
pub(crate) mod filter;
pub(crate) mod id;
pub(crate) mod outbox;
pub(crate) mod password;
pub(crate) mod picture;
pub(crate) mod place;
pub(crate) mod problem;
pub(crate) mod rate;
pub(crate) mod role;
pub(crate) mod secret;
pub(crate) mod session;
pub(crate) mod table;
pub(crate) mod totp;
pub(crate) mod upload;
