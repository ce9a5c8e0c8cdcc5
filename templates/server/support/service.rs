//! The trait that every implementation has, and the end of each call.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::header::{ALLOW, CONTENT_TYPE};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::response::Response;
use axum::routing::future::RouteFuture;
use axum::routing::{MethodRouter, Route, any_service};
use tower_layer::Layer;

use super::call::Call;
use super::finalize::{finalize, no_body};
use super::parts::RequestParts;
#[cfg(feature = "tracing")]
use super::rejection::Location;
use super::rejection::{Failure, Fault, Operation, Rejection};
use super::respond::InvalidResponse;
use super::template::{self, Candidate, Choice};
#[cfg(feature = "check-responses")]
use super::undocumented;

/// Settings of an implementation. Each method has a default.
pub trait Service: Send + Sync + 'static {
    /// The largest request body in bytes; 2 MiB unless overridden.
    fn body_limit(&self, operation: &'static Operation) -> usize {
        let _ = operation;
        2 * 1024 * 1024
    }

    /// Creates the response for a request that was rejected or whose method failed: by default a
    /// problem document (RFC 9457) with a `faults` member.
    fn reject(&self, rejection: Rejection) -> Response {
        problem(&rejection)
    }

    /// Is told what in a typed response isn't as the document says, before it is sent as it is: values
    /// that break a rule (`maxLength`, `pattern`), and those that an `enum` doesn't list. It is called
    /// only with the cargo feature `check-responses`, which costs time, and is for tests and debug
    /// builds; `tracing` logs the same as errors. By default nothing is done.
    ///
    /// ```ignore
    /// fn undocumented(&self, operation: &'static Operation, status: StatusCode, faults: &[Fault]) {
    ///     // In tests, which look at it in the end.
    ///     self.undocumented.lock().unwrap().push(format!("{} {status}: {faults:?}", operation.id));
    /// }
    /// ```
    fn undocumented(&self, operation: &'static Operation, status: StatusCode, faults: &[Fault]) {
        let _ = (operation, status, faults);
    }

    /// Puts layers of `tower` around an operation, none by default. It is called once for each
    /// operation, when the router is made.
    ///
    /// ```ignore
    /// fn layer(&self, operation: &'static Operation, route: MethodRouter) -> MethodRouter {
    ///     match operation.tag {
    ///         "uploads" => route.layer(ConcurrencyLimitLayer::new(4)),
    ///         _ => route,
    ///     }
    /// }
    /// ```
    fn layer(&self, operation: &'static Operation, route: MethodRouter) -> MethodRouter {
        let _ = operation;
        route
    }

    /// Runs around each call of an operation: `answer` reads the request, calls the method, and gives the
    /// response, whichever it is. What this returns is sent, with `answer` or without.
    ///
    /// ```ignore
    /// async fn around(
    ///     &self,
    ///     operation: &'static Operation,
    ///     parts: &RequestParts,
    ///     answer: impl Future<Output = Response> + Send,
    /// ) -> Response {
    ///     let response = answer.await;
    ///     self.audit.record(operation.id, parts.uri.path(), response.status());
    ///     response
    /// }
    /// ```
    fn around(
        &self,
        operation: &'static Operation,
        parts: &RequestParts,
        answer: impl Future<Output = Response> + Send,
    ) -> impl Future<Output = Response> + Send {
        let _ = (operation, parts);
        answer
    }
}

/// The default response to a rejection: `application/problem+json`.
pub fn problem(rejection: &Rejection) -> Response {
    let faults = rejection.faults().iter().map(|fault| {
        serde_json::json!({
            "in": fault.location().as_str(),
            "name": fault.name(),
            "message": fault.message(),
        })
    });
    let mut problem = serde_json::json!({
        "type": "about:blank",
        "title": rejection.title(),
        "status": rejection.status().as_u16(),
    });
    if let Some(problem) = problem.as_object_mut().filter(|_| faults.len() > 0) {
        problem.insert("faults".to_owned(), faults.collect());
    }
    let mut response = Response::new(problem.to_string().into());
    *response.status_mut() = rejection.status();
    response.headers_mut().extend(rejection.headers().clone());
    response.headers_mut().insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    response
}

/// Ends a call: turns a failure into a response, and checks the response.
pub fn finish<S: Service>(api: &S, call: &Call, served: Result<Response, Failure>) -> Response {
    #[cfg(feature = "check-responses")]
    let served = served.map(|mut response| {
        undocumented::report(api, call.operation(), &mut response);
        response
    });
    match settle(call.operation(), served) {
        Ok(response) => response,
        Err(rejection) => {
            let mut response = api.reject(rejection.for_request(call.parts()));
            // There is nobody left to say that an interim status is none to answer with.
            let _ = finalize(call.operation().method, &mut response);
            response
        }
    }
}

fn settle(
    operation: &'static Operation,
    served: Result<Response, Failure>,
) -> Result<Response, Rejection> {
    let mut response = match served {
        Ok(response) => Ok(response),
        Err(failure) => failure.into_result(),
    };
    if let Ok(Some(InvalidResponse(error))) = response
        .as_mut()
        .map(|response| response.extensions_mut().remove::<InvalidResponse>())
    {
        response = Failure::internal(error).into_result();
    }
    if let Ok(Err(reason)) = response
        .as_mut()
        .map(|response| finalize(operation.method, response))
    {
        response = Failure::internal(reason).into_result();
    }
    let rejection = match response {
        Ok(response) => return Ok(response),
        Err(rejection) => rejection.for_operation(operation),
    };
    #[cfg(feature = "tracing")]
    match rejection.cause() {
        Some(cause) => tracing::error!(
            operation = operation.id,
            error = cause as &(dyn std::error::Error + 'static),
            "failed"
        ),
        None => tracing::debug!(
            operation = operation.id,
            status = rejection.status().as_u16(),
            // Where they lie, but not what they quote.
            faults = ?rejection.faults().iter().map(places).collect::<Vec<_>>(),
            "rejected"
        ),
    }
    Err(rejection)
}

#[cfg(feature = "tracing")]
fn places(fault: &Fault) -> (Location, &str) {
    (fault.location(), fault.name())
}

/// The service for unknown paths, carried in the extensions of a request.
#[derive(Clone)]
struct Fallback(MethodRouter);

/// Passes requests for paths that `router` doesn't have to `fallback`.
pub fn with_fallback(router: Router, fallback: Router) -> Router {
    router.layer(axum::Extension(Fallback(any_service(fallback))))
}

/// Answers requests that are for none of a router's operations.
pub fn with_rejections<S: Service>(router: Router, api: &Arc<S>) -> Router {
    // Both hold only for the routes that are there by now.
    router
        .fallback(Rejects {
            api: Arc::clone(api),
            reject: |api, request| Box::pin(not_found(api, request)),
        })
        .method_not_allowed_fallback(Rejects {
            api: Arc::clone(api),
            reject: |api, request| Box::pin(async move { method_not_allowed(&*api, request) }),
        })
}

type Rejected = Pin<Box<dyn Future<Output = Response> + Send>>;

/// Answers all requests in one way.
struct Rejects<S> {
    api: Arc<S>,
    reject: fn(Arc<S>, Request) -> Rejected,
}

impl<S> Clone for Rejects<S> {
    fn clone(&self) -> Self {
        Self {
            api: Arc::clone(&self.api),
            ..*self
        }
    }
}

impl<S: Service> Handler<(), ()> for Rejects<S> {
    type Future = Rejected;

    fn call(self, request: Request, _state: ()) -> Rejected {
        (self.reject)(self.api, request)
    }
}

/// Answers a request for an unknown path.
async fn not_found<S: Service>(api: Arc<S>, mut request: Request) -> Response {
    if let Some(Fallback(others)) = request.extensions_mut().remove() {
        return others.call(request, ()).await;
    }
    let status = StatusCode::NOT_FOUND;
    reject(&*api, request, status, "There is nothing at this path.")
}

/// Answers a request for a known path with another method. Who asks for the methods gets them, which the
/// router lists in the header `Allow` (RFC 9110, section 9.3.7).
fn method_not_allowed<S: Service>(api: &S, request: Request) -> Response {
    if request.method() == Method::OPTIONS {
        let mut response = Response::new(no_body());
        *response.status_mut() = StatusCode::NO_CONTENT;
        return response;
    }
    let status = StatusCode::METHOD_NOT_ALLOWED;
    let title = "The method isn't allowed at this path.";
    reject(api, request, status, title)
}

/// Answers a request that is for no operation.
fn reject<S: Service>(
    api: &S,
    request: Request,
    status: StatusCode,
    title: &'static str,
) -> Response {
    let (parts, _) = request.into_parts();
    api.reject(Rejection::new(status, title).for_request(parts.into()))
}

/// Chooses between operations whose paths are the same for the router.
pub struct Chooser<S>(Arc<Choices<S>>);

struct Choices<S> {
    api: Arc<S>,
    /// As [`choose`](template::choose) takes them.
    groups: &'static [&'static [Candidate<'static>]],
    /// The operations, by their index in `groups`. An operation whose tag isn't compiled is missing.
    routes: Vec<(usize, MethodRouter)>,
}

impl<S: Service> Chooser<S> {
    /// Creates what chooses between operations.
    pub fn new(
        api: &Arc<S>,
        groups: &'static [&'static [Candidate<'static>]],
        routes: Vec<(usize, MethodRouter)>,
    ) -> Self {
        let api = Arc::clone(api);
        Self(Arc::new(Choices {
            api,
            groups,
            routes,
        }))
    }
}

impl<S> Clone for Chooser<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S: Service> Handler<(), ()> for Chooser<S> {
    type Future = Rejected;

    fn call(self, request: Request, _state: ()) -> Rejected {
        Box::pin(async move { self.0.answer(request).await })
    }
}

impl<S: Service> Choices<S> {
    async fn answer(&self, request: Request) -> Response {
        let choice = template::choose(&request, self.groups);
        let chosen = match &choice {
            Choice::Operation(index) => self.routes.iter().find(|(known, _)| known == index),
            Choice::NotAllowed(_) | Choice::NotFound => None,
        };
        if let Some((_, route)) = chosen {
            return route.clone().call(request, ()).await;
        }
        let Choice::NotAllowed(methods) = choice else {
            return not_found(Arc::clone(&self.api), request).await;
        };
        let mut response = method_not_allowed(&*self.api, request);
        if let Ok(methods) = HeaderValue::try_from(methods) {
            response.headers_mut().entry(ALLOW).or_insert(methods);
        }
        response
    }
}

/// Makes a router accept equivalent spellings of these paths.
pub fn normalize_paths(router: Router, paths: &'static [&'static str]) -> Router {
    let inner = router.clone();
    router.layer(Normalize(Arc::new((paths, inner))))
}

/// Passes a request whose path is spelled in another way to the router once more, with the path as the
/// router has it: what the router has found for the other spelling may be another operation.
#[derive(Clone)]
struct Normalize(Arc<(&'static [&'static str], Router)>);

/// A route behind which [`Normalize`] stands.
#[derive(Clone)]
struct Normalized {
    normalize: Normalize,
    route: Route,
}

impl Layer<Route> for Normalize {
    type Service = Normalized;

    fn layer(&self, route: Route) -> Normalized {
        Normalized {
            normalize: self.clone(),
            route,
        }
    }
}

impl tower_service::Service<Request> for Normalized {
    type Response = Response;
    type Error = Infallible;
    type Future = RouteFuture<Infallible>;

    fn poll_ready(&mut self, _context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        // As routes and routers are.
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, mut request: Request) -> RouteFuture<Infallible> {
        let (paths, router) = &*self.normalize.0;
        let uri = template::normalized(request.uri().path(), paths)
            .and_then(|path| with_path(request.uri(), path));
        let Some(uri) = uri else {
            return self.route.call(request);
        };
        *request.uri_mut() = uri;
        router.clone().call(request)
    }
}

/// A URI with another path.
fn with_path(uri: &Uri, path: String) -> Option<Uri> {
    let target = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path,
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(target).ok()?);
    Uri::from_parts(parts).ok()
}
