//! Shows what operations do: a span of `tracing` for each call, and figures for `metrics`.
//!
//! Both are named as OpenTelemetry's semantic conventions for HTTP servers have it.

#![cfg(any(feature = "metrics", feature = "tracing"))]

use axum::extract::Request;
use axum::response::Response;
#[cfg(feature = "tracing")]
use tracing::{Instrument as _, Span, field};

use super::rejection::Operation;

/// Observes one call of an operation.
pub struct Observer {
    #[cfg(feature = "metrics")]
    measure: Measure,
    #[cfg(feature = "tracing")]
    span: Span,
}

impl Observer {
    /// Begins to observe a call.
    pub fn new(operation: &'static Operation, request: &Request) -> Self {
        let _ = request;
        Self {
            #[cfg(feature = "metrics")]
            measure: Measure::new(operation),
            #[cfg(feature = "tracing")]
            span: span(operation, request),
        }
    }

    /// Observes the call until it has a response, whose body may be yet to come.
    pub async fn observe(self, answer: impl Future<Output = Response>) -> Response {
        #[cfg(feature = "tracing")]
        let answer = answer.instrument(self.span.clone());
        let response = answer.await;
        #[cfg(feature = "metrics")]
        self.measure.finish(&response);
        #[cfg(feature = "tracing")]
        record(&self.span, &response);
        response
    }
}

/// Creates the span of a call. Neither the query nor any header but `User-Agent` is part of it, as they
/// may hold secrets.
#[cfg(feature = "tracing")]
fn span(operation: &'static Operation, request: &Request) -> Span {
    let agent = request.headers().get(axum::http::header::USER_AGENT);
    let span = tracing::info_span!(
        "http.server.request",
        otel.name = operation.id,
        otel.kind = "server",
        otel.status_code = field::Empty,
        "error.type" = field::Empty,
        http.request.method = operation.method,
        http.route = operation.path,
        http.response.status_code = field::Empty,
        url.path = request.uri().path(),
        user_agent.original = agent.and_then(|agent| agent.to_str().ok()),
    );
    #[cfg(feature = "opentelemetry")]
    remote::continue_trace(&span, request.headers());
    span
}

#[cfg(feature = "tracing")]
fn record(span: &Span, response: &Response) {
    let status = response.status();
    span.record("http.response.status_code", status.as_u16());
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
        span.record("error.type", status.as_str());
    }
}

/// The trace that the client began.
#[cfg(feature = "opentelemetry")]
mod remote {
    use axum::http::HeaderMap;
    use opentelemetry::global;
    use opentelemetry::propagation::Extractor;
    use tracing::Span;
    use tracing_opentelemetry::OpenTelemetrySpanExt as _;

    /// Makes a span part of the trace that the headers tell of, as the propagator reads them that the
    /// program has set (`traceparent` of W3C Trace Context, for one).
    pub(super) fn continue_trace(span: &Span, headers: &HeaderMap) {
        let context =
            global::get_text_map_propagator(|propagator| propagator.extract(&Headers(headers)));
        // Without a layer of OpenTelemetry there is nothing to be part of.
        let _ = span.set_parent(context);
    }

    struct Headers<'a>(&'a HeaderMap);

    impl Extractor for Headers<'_> {
        fn get(&self, key: &str) -> Option<&str> {
            self.0.get(key)?.to_str().ok()
        }

        fn keys(&self) -> Vec<&str> {
            self.0.keys().map(axum::http::HeaderName::as_str).collect()
        }
    }
}

/// Measures one call.
#[cfg(feature = "metrics")]
struct Measure {
    operation: &'static Operation,
    started: std::time::Instant,
    /// The calls that are being answered.
    active: metrics::Gauge,
}

#[cfg(feature = "metrics")]
impl Measure {
    fn new(operation: &'static Operation) -> Self {
        let active = metrics::gauge!(
            "http.server.active_requests",
            "http.request.method" => operation.method,
            "http.route" => operation.path,
            "operation" => operation.id,
        );
        active.increment(1);
        Self {
            operation,
            started: std::time::Instant::now(),
            active,
        }
    }

    fn finish(&self, response: &Response) {
        let duration = metrics::histogram!(
            "http.server.request.duration",
            "http.request.method" => self.operation.method,
            "http.route" => self.operation.path,
            "http.response.status_code" => response.status().as_str().to_owned(),
            "operation" => self.operation.id,
        );
        duration.record(self.started.elapsed());
    }
}

#[cfg(feature = "metrics")]
impl Drop for Measure {
    // Also where the client is gone before there is a response.
    fn drop(&mut self) {
        self.active.decrement(1);
    }
}
