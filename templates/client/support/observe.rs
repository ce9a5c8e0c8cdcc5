//! Shows what calls do: a span of `tracing` for each, named as OpenTelemetry's semantic conventions for
//! HTTP clients have it.

use super::error::CallError;
use super::middleware::Attempt;

/// Observes one call. Without the feature `tracing`, it does nothing.
#[derive(Clone)]
pub(super) struct Observer {
    #[cfg(feature = "tracing")]
    span: tracing::Span,
}

#[cfg(not(feature = "tracing"))]
impl Observer {
    /// Begins to observe a call.
    pub(super) fn new(_attempt: &Attempt) -> Self {
        Self {}
    }

    /// Notes that an attempt begins.
    pub(super) fn begin(&self, _attempt: &mut Attempt) {}

    /// Makes the call a part of the span.
    pub(super) fn within<F: Future>(&self, call: F) -> F {
        call
    }

    /// Notes the end of the call: its response, whose body may be yet to come, or an error.
    pub(super) fn end(&self, _answered: &Result<reqwest::Response, CallError>) {}
}

#[cfg(feature = "tracing")]
impl Observer {
    /// Begins to observe a call. Neither the query nor a header is part of the span, as they may hold
    /// secrets.
    pub(super) fn new(attempt: &Attempt) -> Self {
        use tracing::field::Empty;

        let url = attempt.url();
        let span = tracing::info_span!(
            "http.client.request",
            otel.name = attempt.operation(),
            otel.kind = "client",
            otel.status_code = Empty,
            "error.type" = Empty,
            http.request.method = attempt.method().as_str(),
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            server.address = url.host_str(),
            server.port = url.port_or_known_default(),
            url.template = attempt.path_template(),
        );
        Self { span }
    }

    /// Notes that an attempt begins.
    pub(super) fn begin(&self, attempt: &mut Attempt) {
        let resent = attempt.number().saturating_sub(1);
        if resent > 0 {
            self.span.record("http.request.resend_count", resent);
            tracing::debug!(parent: &self.span, attempt = attempt.number(), "trying again");
        }
        #[cfg(feature = "opentelemetry")]
        remote::pass_on(&self.span, attempt.headers_mut());
    }

    /// Makes the call a part of the span.
    pub(super) fn within<F: Future>(&self, call: F) -> tracing::instrument::Instrumented<F> {
        tracing::Instrument::instrument(call, self.span.clone())
    }

    /// Notes the end of the call: its response, whose body may be yet to come, or an error.
    pub(super) fn end(&self, answered: &Result<reqwest::Response, CallError>) {
        match answered {
            Ok(response) => {
                let status = response.status();
                self.span
                    .record("http.response.status_code", status.as_u16());
                if status.is_client_error() || status.is_server_error() {
                    self.failed(status.as_str());
                }
            }
            // Not the text of the error: there is a URL in it.
            Err(CallError::Transport(error)) if error.is_timeout() => self.failed("timeout"),
            Err(CallError::Transport(error)) if error.is_connect() => self.failed("connect"),
            Err(CallError::Transport(_)) => self.failed("transport"),
            Err(CallError::Middleware(_)) => self.failed("middleware"),
            Err(CallError::Credential(_)) => self.failed("credential"),
            Err(CallError::Request(_) | CallError::TooLarge(_)) => self.failed("_OTHER"),
        }
    }

    fn failed(&self, kind: &str) {
        self.span.record("otel.status_code", "ERROR");
        self.span.record("error.type", kind);
    }
}

/// The trace that the server continues.
#[cfg(feature = "opentelemetry")]
mod remote {
    use opentelemetry::global;
    use opentelemetry::propagation::Injector;
    use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
    use tracing::Span;
    use tracing_opentelemetry::OpenTelemetrySpanExt as _;

    /// Tells the server of the span's trace, as the propagator writes it that the program has set
    /// (`traceparent` of W3C Trace Context, for one).
    pub(super) fn pass_on(span: &Span, headers: &mut HeaderMap) {
        let context = span.context();
        global::get_text_map_propagator(|propagator| {
            propagator.inject_context(&context, &mut Headers(headers));
        });
    }

    struct Headers<'a>(&'a mut HeaderMap);

    impl Injector for Headers<'_> {
        fn set(&mut self, name: &str, value: String) {
            let name = HeaderName::from_bytes(name.as_bytes());
            if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(&value)) {
                self.0.insert(name, value);
            }
        }
    }
}
