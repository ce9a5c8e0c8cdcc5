//! The emitted traits, implemented: here the wire's types end.

mod accounts;
mod bots_guests;
mod convert;
mod emails;
mod images;
mod login;
mod lookup;
mod memberships;
mod mfa;
mod passwords;
mod search;
mod service;
mod services;
mod sessions;
mod terms;
mod tokens;
mod users;

use users_server::Failure;

use crate::domain::problem::Problem;
use crate::world::World;

/// What every operation comes to.
type Reply<T> = Result<T, Failure>;

/// The server that the emitted router calls.
#[derive(Clone, Debug)]
pub(crate) struct Api {
    pub(crate) world: World,
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self::response(problem)
    }
}
