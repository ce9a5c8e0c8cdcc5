//! The routers put together, and served.

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::error_handling::HandleErrorLayer;
use axum::extract::ConnectInfo;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::serve::Listener;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tower::limit::GlobalConcurrencyLimitLayer;
use tower::{ServiceBuilder, ServiceExt as _};

use crate::api::Api;
use crate::settings::Settings;
use crate::web::{browser, compat, durable, error, limits, request};
use crate::world::World;

/// A whole server in a world of its own, below `/api/v4`.
pub fn app(settings: Settings) -> Router {
    router(&World::new(settings))
}

/// The server of a world, below `/api/v4`.
pub fn router(world: &World) -> Router {
    let api = Api {
        world: world.clone(),
    };
    let settings = world.settings();
    let at_once = ServiceBuilder::new()
        .layer(HandleErrorLayer::new(limits::overloaded))
        .load_shed()
        .layer(GlobalConcurrencyLimitLayer::new(settings.max_concurrent));
    // The last layer is the outermost one.
    Router::new()
        .nest(users_server::BASE_PATH, users_server::router(api))
        .merge(users_server::docs())
        .fallback(error::not_found)
        .layer(from_fn(compat::layer))
        .layer(from_fn_with_state(world.clone(), browser::layer))
        .layer(from_fn_with_state(world.clone(), durable::layer))
        .layer(from_fn_with_state(
            settings.request_timeout,
            limits::timeout,
        ))
        .layer(at_once)
        .layer(from_fn(request::layer))
}

/// Serves a world until the future ends, or until its database can't be written any more. What is
/// under way then gets [some time](Settings::shutdown_timeout) to finish.
///
/// Unlike `axum::serve` it doesn't wait for the head of a request for ever.
pub async fn serve(listener: TcpListener, world: &World, stop: impl Future<Output = ()>) {
    let stop = async {
        tokio::select! {
            () = stop => {}
            () = world.broken() => {}
        }
    };
    serve_router(listener, router(world), world.settings(), stop).await;
}

/// Serves a router in the same way.
pub async fn serve_router(
    mut listener: TcpListener,
    router: Router,
    settings: &Settings,
    stop: impl Future<Output = ()>,
) {
    let stopping = GracefulShutdown::new();
    let mut connections = JoinSet::new();
    {
        tokio::pin!(stop);
        loop {
            tokio::select! {
                () = &mut stop => break,
                (stream, peer) = Listener::accept(&mut listener) => {
                    let (router, timeout) = (router.clone(), settings.request_timeout);
                    let serving = connection(stream, peer, router, timeout, stopping.watcher());
                    connections.spawn(serving);
                }
                Some(_) = connections.join_next() => {}
            }
        }
    }
    drop(listener);
    let finished = tokio::time::timeout(settings.shutdown_timeout, stopping.shutdown());
    if finished.await.is_err() {
        tracing::warn!(connections = connections.len(), "cut off to stop in time");
    }
    connections.shutdown().await;
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    timeout: Duration,
    stopping: Watcher,
) {
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(timeout)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = stopping.watch(connection).await {
        tracing::debug!(%error, %peer, "a connection broke off");
    }
}
