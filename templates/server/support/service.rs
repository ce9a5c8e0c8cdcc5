//! The trait that every implementation has, and the end of each call.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::handler::Handler;
use axum::http::header::{ALLOW, CONTENT_TYPE};
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, StatusCode, Uri};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::{MethodRouter, any_service};

use super::call::Call;
use super::finalize::finalize;
use super::rejection::{Failure, Operation, Rejection};
#[cfg(feature = "tracing")]
use super::rejection::{Fault, Location};
use super::respond::InvalidResponse;
use super::template::{self, Choice};

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

/// Answers requests for unknown paths.
pub async fn not_found<S: Service>(State(api): State<Arc<S>>, mut request: Request) -> Response {
    if let Some(Fallback(others)) = request.extensions_mut().remove() {
        return others.call(request, ()).await;
    }
    let status = StatusCode::NOT_FOUND;
    reject(&*api, request, status, "There is nothing at this path.")
}

/// Answers requests for known paths with another method.
pub async fn method_not_allowed<S: Service>(
    State(api): State<Arc<S>>,
    request: Request,
) -> Response {
    let status = StatusCode::METHOD_NOT_ALLOWED;
    let title = "The method isn't allowed at this path.";
    reject(&*api, request, status, title)
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

/// Answers a request that matches none of the operations at its path.
pub async fn no_match<S: Service>(
    api: State<Arc<S>>,
    request: Request,
    choice: Choice,
) -> Response {
    let Choice::NotAllowed(methods) = choice else {
        return not_found(api, request).await;
    };
    let mut response = method_not_allowed(api, request).await;
    if let Ok(methods) = HeaderValue::try_from(methods) {
        response.headers_mut().entry(ALLOW).or_insert(methods);
    }
    response
}

/// Makes a router accept equivalent spellings of these paths.
pub fn normalize_paths(router: Router, paths: &'static [&'static str]) -> Router {
    let inner = any_service(router.clone());
    router.layer(middleware::from_fn_with_state((paths, inner), normalize))
}

async fn normalize(
    State((paths, router)): State<(&'static [&'static str], MethodRouter)>,
    mut request: Request,
    next: Next,
) -> Response {
    let uri = template::normalized(request.uri().path(), paths)
        .and_then(|path| with_path(request.uri(), path));
    let Some(uri) = uri else {
        return next.run(request).await;
    };
    *request.uri_mut() = uri;
    router.call(request, ()).await
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
