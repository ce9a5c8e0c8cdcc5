//! What the calls and the answers of all documents share.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
pub use serde_json::{self, Value};
use serde_json::json;

/// Why a call came to nothing.
pub type Fault = Box<dyn Error + Send + Sync>;

/// A call on its way.
pub type Running = Pin<Box<dyn Future<Output = Result<Value, Fault>> + Send>>;

/// A value of an emitted type, made of JSON.
pub fn value<T: DeserializeOwned>(json: &str) -> Result<T, Fault> {
    serde_json::from_str(json).map_err(|error| {
        let name = std::any::type_name::<T>();
        let name = name.rsplit("::").next().unwrap_or(name);
        format!("`{name}` can't hold {json}: {error}").into()
    })
}

/// What came of a call.
pub fn outcome(status: u16, headers: Vec<(&str, Value)>, body: Value) -> Value {
    let headers: serde_json::Map<String, Value> = headers
        .into_iter()
        .map(|(name, value)| (name.to_lowercase(), value))
        .collect();
    json!({"status": status, "headers": headers, "body": body})
}

/// More pages, and more items, than a scenario has: whoever gets so many goes in circles.
pub const MOST_PAGES: usize = 10;
pub const MOST_ITEMS: usize = 100;

/// What came of a list in pages: each of them, and the items of all.
pub fn pages(pages: Vec<Value>, items: Vec<Value>) -> Value {
    json!({"pages": pages, "items": items})
}

/// What came of a call whose status no response of the document covers.
pub fn undocumented(status: u16, body: &[u8]) -> Value {
    let body = if body.is_empty() { nothing() } else { bytes(body) };
    json!({"undocumented": true, "status": status, "headers": {}, "body": body})
}

/// A value of an emitted type as JSON.
pub fn plain<T: Serialize + ?Sized>(value: &T) -> Result<Value, Fault> {
    Ok(serde_json::to_value(value)?)
}

/// No body.
pub fn nothing() -> Value {
    Value::Null
}

/// A body of JSON.
pub fn json<T: Serialize + ?Sized>(value: &T) -> Result<Value, Fault> {
    Ok(json!({"json": plain(value)?}))
}

/// A body of text.
pub fn text(text: &str) -> Value {
    json!({ "text": text })
}

/// A body of bytes.
pub fn bytes(bytes: &[u8]) -> Value {
    json!({ "bytes": bytes })
}

/// A body of JSON lines.
pub fn lines(lines: Vec<Value>) -> Value {
    json!({ "lines": lines })
}

/// A body of server-sent events.
pub fn events(events: Vec<Value>) -> Value {
    json!({ "events": events })
}

static RECONNECTS: AtomicBool = AtomicBool::new(false);

/// Says whether streams of events reconnect, and end with the second event.
pub fn set_reconnects(reconnects: bool) {
    RECONNECTS.store(reconnects, Ordering::Relaxed);
}

/// Whether streams of events reconnect, and end with the second event.
pub fn reconnects() -> bool {
    RECONNECTS.load(Ordering::Relaxed)
}

/// A server-sent event.
pub fn event<T: Serialize + ?Sized>(
    event: Option<&str>,
    id: Option<&str>,
    retry: Option<Duration>,
    data: &T,
) -> Result<Value, Fault> {
    let retry = retry.map(|retry| retry.as_millis() as u64);
    Ok(json!({"event": event, "id": id, "retry": retry, "data": plain(data)?}))
}

/// A form: its parts, each with a name.
pub fn form(parts: Vec<(&str, Vec<Value>)>) -> Value {
    let parts: serde_json::Map<String, Value> = parts
        .into_iter()
        .filter(|(_, values)| !values.is_empty())
        .map(|(name, values)| (name.to_owned(), values.into()))
        .collect();
    json!({ "form": parts })
}

/// A file of a form.
pub fn file(name: Option<&str>, media_type: Option<&str>, bytes: &[u8]) -> Value {
    json!({"name": name, "mediaType": media_type, "bytes": bytes})
}

/// What a method was given: its parameters by their positions, who asked, and the body.
pub fn seen(parameters: Vec<(usize, Value)>, principal: Value, body: Value) -> Value {
    let parameters: serde_json::Map<String, Value> = parameters
        .into_iter()
        .map(|(position, value)| (position.to_string(), value))
        .collect();
    json!({"parameters": parameters, "principal": principal, "body": body})
}

/// Why a method couldn't answer.
pub fn fault(fault: &Fault) -> Value {
    json!({"fault": fault.to_string()})
}

/// Who asked, as the credentials say.
pub fn principal(credentials: Vec<(&str, Option<&str>)>) -> Value {
    let credentials: serde_json::Map<String, Value> = credentials
        .into_iter()
        .filter_map(|(field, secret)| Some((field.to_owned(), secret?.into())))
        .collect();
    credentials.into()
}

/// Which call a server answers, and what it saw of the request.
#[derive(Clone, Default)]
pub struct Board(Arc<Mutex<(usize, Value)>>);

impl Board {
    /// Answers a call from now on.
    pub fn answer(&self, number: usize) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (number, Value::Null);
    }

    /// The number of the call that is to be answered.
    pub fn number(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    /// Keeps what a method was given.
    pub fn see(&self, seen: Value) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1 = seen;
    }

    /// What the method was given.
    pub fn seen(&self) -> Value {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.clone()
    }
}
