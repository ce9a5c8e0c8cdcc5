//! A server that needs no implementation: it answers each operation with a response that the document
//! allows, or as a test says.

#![cfg(feature = "mock")]

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::{fmt, io};

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use serde_json::{Map, Value};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::answers::SAMPLES;
use super::endpoint::Endpoint;
use super::parts::RequestParts;
use super::rejection::{Failure, Operation, Rejection};
use super::service::{Service, problem};

/// An implementation of all operations for tests and for front ends whose back end isn't there yet.
///
/// Each operation answers with an example of the document or, where it has none that fits, with values
/// made from the schemas; each time with the same. One of which there can be neither answers 501. [`on`](Self::on) lets one operation answer otherwise.
/// Requests are read and checked as always, so that a bad one is refused: with the response that the
/// document has for the status, or else with a problem document. Clones share one mock.
#[derive(Clone, Default)]
pub struct Mock(Arc<Inner>);

#[derive(Default)]
struct Inner {
    /// What was chosen, by the type that it is for.
    chosen: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
    calls: Mutex<Vec<RecordedCall>>,
}

/// A call of an operation.
#[derive(Clone, Debug)]
pub struct RecordedCall {
    /// The operation.
    pub operation: &'static Operation,
    /// The head of the request: method, URI, headers and extensions.
    pub parts: RequestParts,
}

/// How an operation with the request `E` answers.
type Answer<E> = Box<dyn Fn(E) -> Result<<E as Endpoint<Mock>>::Response, Failure> + Send + Sync>;

impl Mock {
    /// Creates a mock that answers with samples.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets the operation with the request `E` answer so, from now on.
    ///
    /// ```ignore
    /// mock.on(|request: GetUserRequest<_>| match request.user_id.as_str() {
    ///     "nobody" => Ok(GetUserResponse::NotFound(AppError::default())),
    ///     _ => Ok(GetUserResponse::Ok(User::default())),
    /// });
    /// ```
    pub fn on<E: Endpoint<Self>>(
        &self,
        answer: impl Fn(E) -> Result<E::Response, Failure> + Send + Sync + 'static,
    ) {
        let answer: Answer<E> = Box::new(answer);
        self.choose::<E>(answer);
    }

    /// The calls so far, in their order: each that reached an operation, whether it was refused or not.
    pub fn calls(&self) -> Vec<RecordedCall> {
        lock(&self.0.calls).clone()
    }

    pub(super) fn choose<T: 'static>(&self, chosen: impl Any + Send + Sync) {
        lock(&self.0.chosen).insert(TypeId::of::<T>(), Arc::new(chosen));
    }

    pub(super) fn chosen<T: 'static, C: Any + Send + Sync>(&self) -> Option<Arc<C>> {
        let chosen = lock(&self.0.chosen).get(&TypeId::of::<T>()).cloned();
        chosen?.downcast().ok()
    }

    pub(super) fn answer<E: Endpoint<Self>>(&self, request: E) -> Result<E::Response, Failure> {
        match self.chosen::<E, Answer<E>>() {
            Some(answer) => answer(request),
            None => Err(sample(E::OPERATION)),
        }
    }
}

impl Service for Mock {
    fn reject(&self, rejection: Rejection) -> Response {
        documented(&rejection).unwrap_or_else(|| problem(&rejection))
    }

    fn around(
        &self,
        operation: &'static Operation,
        parts: &RequestParts,
        answer: impl Future<Output = Response> + Send,
    ) -> impl Future<Output = Response> + Send {
        lock(&self.0.calls).push(RecordedCall {
            operation,
            parts: parts.clone(),
        });
        answer
    }
}

impl fmt::Debug for Mock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mock")
    }
}

/// What a thread that panicked leaves behind is still whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The samples of an operation.
fn samples(operation: &'static Operation) -> Option<&'static Value> {
    static PARSED: OnceLock<Map<String, Value>> = OnceLock::new();
    let samples = PARSED.get_or_init(|| serde_json::from_str(SAMPLES).unwrap_or_default());
    samples.get(operation.id)
}

/// The sample of an operation as a response; 501 if there is none.
fn sample(operation: &'static Operation) -> Failure {
    match samples(operation).and_then(response) {
        Some(response) => Failure::response(response),
        None => Failure::not_implemented(),
    }
}

/// The response that the document has for the status of a rejection; for the faults of a request that have a
/// status of their own, the 400 that each of them is as well (RFC 9110, section 15).
fn documented(rejection: &Rejection) -> Option<Response> {
    let errors = samples(rejection.operation()?)?.get("errors")?;
    let status = rejection.status();
    let class = format!("{}XX", status.as_u16() / 100);
    let mut statuses = [status.as_str(), &class, "default"].into_iter();
    let mut response = match statuses.find_map(|status| errors.get(status)) {
        Some(sample) => {
            let mut response = response(sample)?;
            *response.status_mut() = status;
            response
        }
        None if !rejection.faults().is_empty() => response(errors.get("400")?)?,
        None => return None,
    };
    response.headers_mut().extend(rejection.headers().clone());
    Some(response)
}

fn response(sample: &Value) -> Option<Response> {
    let status = u16::try_from(sample.get("status")?.as_u64()?).ok()?;
    let text = sample.get("text").and_then(Value::as_str);
    let body = match sample.get("json") {
        Some(value) => value.to_string(),
        None => text.unwrap_or_default().to_owned(),
    };
    let mut response = Response::new(body.into());
    *response.status_mut() = StatusCode::from_u16(status).ok()?;
    let headers = sample.get("headers").and_then(Value::as_object);
    for (name, value) in headers.into_iter().flatten() {
        let name = HeaderName::try_from(name).ok()?;
        let value = HeaderValue::from_bytes(value.as_str()?.as_bytes()).ok()?;
        response.headers_mut().insert(name, value);
    }
    if let Some(media_type) = sample.get("content_type").and_then(Value::as_str) {
        let media_type = HeaderValue::try_from(media_type).ok()?;
        response.headers_mut().insert(CONTENT_TYPE, media_type);
    }
    Some(response)
}

/// A [`Mock`] that listens on a free port of 127.0.0.1, until it is dropped.
#[derive(Debug)]
pub struct MockServer {
    mock: Mock,
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl MockServer {
    /// Starts a server with a new mock.
    ///
    /// # Errors
    ///
    /// Returns an error if it can't listen.
    pub async fn start() -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let mock = Mock::new();
        let router = crate::router(mock.clone());
        let task = tokio::spawn(async move {
            // It fails no more once it listens.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self {
            mock,
            address,
            task,
        })
    }

    /// The URL below which the paths of the document are, for a client to call.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Deref for MockServer {
    type Target = Mock;

    fn deref(&self) -> &Mock {
        &self.mock
    }
}

impl Drop for MockServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Implements the trait of a tag for [`Mock`].
#[allow(unused_macros, reason = "a document may have no operations")]
macro_rules! mocked {
    (
        $tag:ident::$name:ident;
        $($method:ident($request:ident $(<$P:ident>)?) -> $response:ident;)*
    ) => {
        impl crate::$tag::$name for $crate::support::mock::Mock {
            $(
                fn $method(
                    &self,
                    request: crate::$tag::$request $(<$P>)?,
                ) -> impl ::core::future::Future<
                    Output = ::core::result::Result<crate::$tag::$response, $crate::Failure>,
                > + ::core::marker::Send {
                    ::core::future::ready(self.answer(request))
                }
            )*
        }
    };
}

#[allow(unused_imports, reason = "a document may have no operations")]
pub(super) use mocked;
