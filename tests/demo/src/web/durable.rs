//! Nobody is told of what a crash could undo.

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use crate::context::Context;
use crate::domain::problem::Problem;
use crate::world::World;

/// Holds an answer back until everything that it tells of is written down, be it the request's own
/// change or one that it read.
pub(crate) async fn layer(State(world): State<World>, request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let position = Context::current().position();
    match world.outlasts(position).await {
        Ok(()) => response,
        Err(_) => Problem::internal(&"the database isn't written any more").into_response(),
    }
}
