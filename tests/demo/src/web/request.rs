//! What every request gets: an id, a line in the log, and its place in [`Context`].

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{ConnectInfo, Request};
use axum::http::header::USER_AGENT;
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use crate::context::Context;

const AGENT_LONGEST: usize = 256;
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Serves the request in its context and logs how it went. The query is left out of
/// the log, because invitations are secrets.
pub(crate) async fn layer(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let context = Arc::new(Context::new(request.uri(), peer(&request), agent(&request)));
    let mut response = Arc::clone(&context).scope(next.run(request)).await;
    if let Ok(id) = HeaderValue::from_str(&context.request_id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    tracing::info!(
        %method,
        path = context.path,
        status = response.status().as_u16(),
        millis = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        request_id = context.request_id,
        "a request"
    );
    response
}

/// The address that the request comes from, where the server was told to find out.
fn peer(request: &Request) -> String {
    let info = request.extensions().get::<ConnectInfo<SocketAddr>>();
    info.map(|ConnectInfo(address)| address.ip().to_string())
        .unwrap_or_default()
}

fn agent(request: &Request) -> String {
    let agent = request.headers().get(USER_AGENT);
    let agent = agent
        .and_then(|agent| agent.to_str().ok())
        .unwrap_or_default();
    agent.chars().take(AGENT_LONGEST).collect()
}
