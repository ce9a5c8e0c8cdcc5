//! The routers put together, and served.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::middleware::{from_fn, from_fn_with_state};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::api::Api;
use crate::settings::Settings;
use crate::web::{browser, compat, error, request};
use crate::world::World;

/// How long requests that are under way get to finish when the server stops.
const GRACE: Duration = Duration::from_secs(5);

/// A whole server in a world of its own, below `/api/v4`.
pub fn app(settings: Settings) -> Router {
    router(&World::new(settings))
}

/// The server of a world, below `/api/v4`.
pub fn router(world: &World) -> Router {
    let api = Api {
        world: world.clone(),
    };
    // The last layer is the outermost one.
    Router::new()
        .nest(users_server::BASE_PATH, users_server::router(api))
        .fallback(error::not_found)
        .layer(from_fn(compat::layer))
        .layer(from_fn_with_state(world.clone(), browser::layer))
        .layer(from_fn(request::layer))
}

/// Serves a world until the future ends; what is under way then gets a little time.
///
/// # Errors
///
/// When the listener fails.
pub async fn serve(
    listener: TcpListener,
    world: &World,
    stop: impl Future<Output = ()> + Send + 'static,
) -> io::Result<()> {
    let service = router(world).into_make_service_with_connect_info::<SocketAddr>();
    let (stopping, stopped) = oneshot::channel();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop.await;
        // Nobody waits for it any more once the server is done.
        let _ = stopping.send(());
    });
    tokio::select! {
        result = server => result,
        () = async {
            if stopped.await.is_err() {
                std::future::pending::<()>().await;
            }
            tokio::time::sleep(GRACE).await;
        } => Ok(()),
    }
}
