//! A Users server on the emitted axum traits: every operation of the Users API with real
//! behaviour, in a small seeded world, in memory or with a database.
//!
//! Tests serve [`app`] or, to look into the server, a [`World`] with [`router`]:
//!
//! ```
//! use users_demo::{Settings, World, router};
//!
//! let world = World::new(Settings::for_tests());
//! let app: axum::Router = router(&world);
//! assert!(world.outbox().is_empty());
//! ```

mod api;
mod context;
mod domain;
mod mock;
mod operations;
pub mod seed;
mod server;
mod settings;
mod store;
mod web;
mod world;

pub use domain::outbox::{Mail, MailKind};
pub use mock::mock;
pub use server::{app, router, serve, serve_router};
pub use settings::{HashCost, InvalidAdmin, Settings};
pub use store::StoreError;
pub use world::{Typing, World};
