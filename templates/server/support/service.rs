//! The trait that every implementation has, and the end of each call.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::MethodRouter;

use super::call::Call;
use super::finalize::finalize;
use super::parts::RequestParts;
#[cfg(feature = "tracing")]
use super::rejection::Location;
use super::rejection::{Failure, Fault, Operation, Rejection};
use super::respond::InvalidResponse;
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
