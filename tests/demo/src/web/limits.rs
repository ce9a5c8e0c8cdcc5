//! What a request may take: a place among those that are served at once, and time.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Request, State};
use axum::http::HeaderValue;
use axum::http::header::CONNECTION;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use hyper::body::{Frame, SizeHint};
use tower::BoxError;

use crate::domain::problem::Problem;

/// Answers 503 to a request that there is no place for.
pub(crate) async fn overloaded(_: BoxError) -> Problem {
    Problem::busy(
        "server.overloaded",
        "The server serves as many requests as it can; try again.",
    )
}

/// Ends a request that takes too long. If its body hasn't arrived by then, the client is to
/// blame: 408, and the connection is closed, for nobody knows what is yet to come. Otherwise it is
/// the server: 503. What the request set out to do may still happen.
pub(crate) async fn timeout(
    State(limit): State<Duration>,
    request: Request,
    next: Next,
) -> Response {
    let arrived = Arc::new(AtomicBool::new(request.body().is_end_stream()));
    let request = request.map(|body| {
        let arrived = Arc::clone(&arrived);
        Body::new(Watched { body, arrived })
    });
    if let Ok(response) = tokio::time::timeout(limit, next.run(request)).await {
        return response;
    }
    if arrived.load(Ordering::Relaxed) {
        let message = "The server didn't answer in time; try again.";
        return Problem::busy("server.timeout", message).into_response();
    }
    let message = "The request's body didn't arrive in time.";
    let mut response = Problem::late("context.request_timeout", message).into_response();
    let close = HeaderValue::from_static("close");
    response.headers_mut().insert(CONNECTION, close);
    response
}

/// A body that tells when it has arrived.
struct Watched {
    body: Body,
    arrived: Arc<AtomicBool>,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(cx));
        if frame.is_none() || self.body.is_end_stream() {
            self.arrived.store(true, Ordering::Relaxed);
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use axum::Router;
    use axum::http::StatusCode;
    use axum::http::header::RETRY_AFTER;
    use axum::middleware::from_fn_with_state;
    use axum::routing::post;
    use tower::ServiceExt as _;

    use super::*;

    #[tokio::test]
    async fn a_server_that_is_slow_with_a_whole_request_is_to_blame() {
        let slow = async |_: Bytes| std::future::pending::<()>().await;
        let limit = Duration::from_millis(50);
        let layer = from_fn_with_state(limit, timeout);
        let router = Router::new().route("/", post(slow)).layer(layer);
        for body in [Body::empty(), Body::from("all of it")] {
            let request = Request::post("/").body(body).unwrap();
            let response = router.clone().oneshot(request).await.unwrap();
            assert_eq!(response.status(), StatusCode::SERVICE_UNAVAILABLE);
            assert_eq!(response.headers().get(RETRY_AFTER).unwrap(), "1");
            assert!(response.headers().get(CONNECTION).is_none());
        }
    }
}
