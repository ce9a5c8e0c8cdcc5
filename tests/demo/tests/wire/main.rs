//! What real clients of the Users API send and expect, on the raw wire; and the program: how it
//! starts, stops, and is killed.
//!
//! The modules are marked as tests, because only there the lints let helpers unwrap.

#[cfg(test)]
mod accounts;
#[cfg(all(test, unix))]
mod binary;
#[cfg(test)]
mod browser;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod credentials;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod field_names;
#[cfg(test)]
mod guests_bots;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod login;
#[cfg(test)]
mod mfa;
#[cfg(test)]
mod process;
#[cfg(test)]
mod profile;
#[cfg(test)]
mod restart;
#[cfg(test)]
mod sessions;
#[cfg(test)]
#[cfg(unix)]
mod shutdown;
#[cfg(test)]
mod support;
