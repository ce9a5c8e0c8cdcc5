//! What a server shows of its calls: spans of `tracing`, and figures for `metrics`.

use std::io::{self, Write};
use std::sync::{Arc, Mutex};

use metrics::{
    Counter, Gauge, GaugeFn, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder,
    SharedString, Unit,
};
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::fmt::format::FmtSpan;
use users_client::Client;
use users_server::MockServer;

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

#[tokio::test]
async fn a_call_has_a_span_that_is_called_after_its_operation() {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .with_writer(lines.clone())
        .with_span_events(FmtSpan::CLOSE)
        .with_ansi(false)
        .finish();
    // For all threads: one without a subscriber could be the first to ask whether a span is wanted, and the
    // answer is kept.
    tracing::subscriber::set_global_default(subscriber).unwrap();
    assert_eq!(call("ann").await, 200);
    let text = lines.text();
    let text = text
        .lines()
        .find(|line| line.contains("/users/ann\""))
        .unwrap();
    for field in [
        "http.server.request{otel.name=\"GetUser\" otel.kind=\"server\"",
        "http.request.method=\"GET\" http.route=\"/users/{user_id}\"",
        "url.path=\"/users/ann\"",
        "http.response.status_code=200",
    ] {
        assert!(text.contains(field), "{field}: {text}");
    }
    assert!(!text.contains("kept-secret"), "{text}");
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
