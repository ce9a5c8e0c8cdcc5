//! What clients and servers show of calls: spans of `tracing`, and figures for `metrics`.

use std::io::{self, Write};
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use metrics::{
    Counter, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};
use opentelemetry::global;
use opentelemetry::trace::{SpanKind, TracerProvider as _};
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{InMemorySpanExporter, SdkTracerProvider};
use tracing::Instrument as _;
use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::layer::SubscriberExt as _;
use users_client::{Client, Retries};
use users_server::MockServer;

use crate::raw::{Canned, answer};
use crate::server::base_url;

/// Lines that are written side by side.
#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Lines {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }

    fn push(&self, line: &str) {
        self.0.lock().unwrap().extend(format!("{line}\n").bytes());
    }
}

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Lines {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

async fn call(path: &str) -> u16 {
    let mock = MockServer::start().await.unwrap();
    let client = Client::builder(mock.url())
        .bearer_auth("kept-secret")
        .build()
        .unwrap();
    let answer = client.users().get_user(path).send().await;
    answer
        .map_or_else(|error| error.status().unwrap(), |answer| answer.status())
        .as_u16()
}

/// What the spans of all calls were: as lines, and as OpenTelemetry has them.
#[derive(Clone)]
struct Spans {
    lines: Lines,
    exported: InMemorySpanExporter,
}

impl Spans {
    /// The subscriber is one for all threads and tests: a thread without one could be the first to ask
    /// whether a span is wanted, and the answer is kept.
    fn watch() -> &'static Self {
        static SPANS: LazyLock<Spans> = LazyLock::new(|| {
            let spans = Spans {
                lines: Lines::default(),
                exported: InMemorySpanExporter::default(),
            };
            let lines = tracing_subscriber::fmt::layer()
                .with_writer(spans.lines.clone())
                .with_span_events(FmtSpan::CLOSE)
                .with_ansi(false);
            let provider = SdkTracerProvider::builder()
                .with_simple_exporter(spans.exported.clone())
                .build();
            let traced = tracing_opentelemetry::layer().with_tracer(provider.tracer("tests"));
            let wanted = LevelFilter::INFO;
            let subscriber = tracing_subscriber::registry()
                .with(lines.with_filter(wanted))
                .with(traced.with_filter(wanted));
            tracing::subscriber::set_global_default(subscriber).unwrap();
            global::set_text_map_propagator(TraceContextPropagator::new());
            spans
        });
        &SPANS
    }

    /// The line of the span with this name that says `text`.
    fn line(&self, name: &str, text: &str) -> String {
        let lines = self.lines.text();
        let mut lines = lines.lines();
        let line = lines.find(|line| line.contains(name) && line.contains(text));
        line.unwrap_or_else(|| panic!("{name}: {text}")).to_owned()
    }
}

#[tokio::test]
async fn a_call_has_a_span_that_is_called_after_its_operation() {
    let spans = Spans::watch();
    assert_eq!(call("ann").await, 200);
    let served = spans.line(" http.server.request{", "/users/ann\"");
    for field in [
        "http.server.request{otel.name=\"GetUser\" otel.kind=\"server\"",
        "http.request.method=\"GET\" http.route=\"/users/{user_id}\"",
        "url.path=\"/users/ann\"",
        "http.response.status_code=200",
    ] {
        assert!(served.contains(field), "{field}: {served}");
    }
    assert!(!spans.lines.text().contains("kept-secret"));
}

#[tokio::test]
async fn a_client_has_a_span_for_all_attempts_of_a_call() {
    let spans = Spans::watch();
    let busy = answer("503 Busy", "", "");
    let canned = Canned::in_turn(&[&busy, &busy, &answer("404 Nobody", "", "{}")]).await;
    let short = Duration::from_millis(1);
    let client = Client::builder(base_url(canned.address))
        .retries(Retries::default().delays(short, short))
        .bearer_auth("kept-secret")
        .build()
        .unwrap();
    client.users().get_user("bob").send().await.unwrap_err();
    let port = format!("server.port={}", canned.address.port());
    let line = spans.line(" http.client.request{", &port);
    for field in [
        "http.client.request{otel.name=\"GetUser\" otel.kind=\"client\"",
        "http.request.method=\"GET\"",
        "url.template=\"/users/{user_id}\"",
        "server.address=\"127.0.0.1\"",
        "http.request.resend_count=2",
        "http.response.status_code=404",
        "error.type=\"404\"",
    ] {
        assert!(line.contains(field), "{field}: {line}");
    }
    assert!(!spans.lines.text().contains("kept-secret"));
}

#[tokio::test]
async fn the_server_continues_the_trace_of_the_client() {
    let spans = Spans::watch();
    let outer = tracing::info_span!("a program that calls");
    assert_eq!(call("carol").instrument(outer.clone()).await, 200);
    drop(outer);
    let spans = spans.exported.get_finished_spans().unwrap();
    let root = spans
        .iter()
        .find(|span| span.name == "a program that calls");
    let trace = root.unwrap().span_context.trace_id();
    let of = |kind| {
        let mut spans = spans.iter();
        let found =
            spans.find(|span| span.span_context.trace_id() == trace && span.span_kind == kind);
        found.unwrap_or_else(|| panic!("{kind:?}"))
    };
    let (sent, served) = (of(SpanKind::Client), of(SpanKind::Server));
    assert_eq!((&*sent.name, &*served.name), ("GetUser", "GetUser"));
    assert_eq!(served.parent_span_id, sent.span_context.span_id());
}

/// Writes down what is recorded.
struct Figures(Lines);

struct Figure(String, Lines);

impl HistogramFn for Figure {
    fn record(&self, value: f64) {
        assert!((0.0..60.0).contains(&value), "seconds");
        self.1.push(&self.0);
    }
}

impl GaugeFn for Figure {
    fn increment(&self, value: f64) {
        self.1.push(&format!("{} +{value}", self.0));
    }

    fn decrement(&self, value: f64) {
        self.1.push(&format!("{} -{value}", self.0));
    }

    fn set(&self, value: f64) {
        self.1.push(&format!("{} ={value}", self.0));
    }
}

impl Figures {
    fn of(&self, key: &Key) -> Arc<Figure> {
        let labels = key
            .labels()
            .map(|label| format!(" {}={}", label.key(), label.value()));
        let name = format!("{}{}", key.name(), labels.collect::<String>());
        Arc::new(Figure(name, self.0.clone()))
    }
}

impl Recorder for Figures {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        Counter::noop()
    }

    fn register_gauge(&self, key: &Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.of(key))
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.of(key))
    }
}

#[tokio::test]
async fn a_call_is_measured() {
    let lines = Lines::default();
    let recorder = Figures(lines.clone());
    let guard = metrics::set_default_local_recorder(&recorder);
    assert_eq!(call("ann").await, 200);
    drop(guard);
    let labels = "http.request.method=GET http.route=/users/{user_id}";
    let expected = format!(
        "http.server.active_requests {labels} operation=GetUser +1\n\
         http.server.request.duration {labels} http.response.status_code=200 operation=GetUser\n\
         http.server.active_requests {labels} operation=GetUser -1\n"
    );
    assert_eq!(lines.text(), expected);
}
