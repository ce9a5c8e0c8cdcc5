//! The routes of operations, and what answers requests that are for none of them.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::Router;
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::header::ALLOW;
use axum::http::uri::PathAndQuery;
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::response::Response;
use axum::routing::future::RouteFuture;
use axum::routing::{MethodRouter, Route, any_service};
use tower_layer::Layer;

use super::finalize::no_body;
use super::rejection::Rejection;
use super::service::Service;
use super::template::{self, Candidate, Choice};

/// The routes of operations.
#[derive(Clone, Default)]
pub struct Routes {
    /// Where a path that leads to a route can mean no other one.
    apart: Router,
    /// Where it can, in another spelling: `/users/%6De` leads to `/users/{id}`, and means `/users/me`.
    overlapping: Router,
}

impl Routes {
    /// No routes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes paths with segments that begin with a colon or an asterisk.
    #[must_use]
    #[allow(dead_code, reason = "a document may have no such paths")]
    pub fn without_v07_checks(self) -> Self {
        Self {
            apart: self.apart.without_v07_checks(),
            overlapping: self.overlapping.without_v07_checks(),
        }
    }

    /// Adds a route.
    #[must_use]
    pub fn route(mut self, path: &str, route: MethodRouter) -> Self {
        self.apart = self.apart.route(path, route);
        self
    }

    /// Adds a route whose path overlaps with one that has text where this one has a parameter.
    #[must_use]
    #[allow(dead_code, reason = "a document may have no such paths")]
    pub fn overlap(mut self, path: &str, route: MethodRouter) -> Self {
        self.overlapping = self.overlapping.route(path, route);
        self
    }

    /// Adds the routes of another tag.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self {
            apart: self.apart.merge(other.apart),
            overlapping: self.overlapping.merge(other.overlapping),
        }
    }

    /// A router with these routes, to be merged with others.
    pub fn into_router(self) -> Router {
        self.apart.merge(self.overlapping)
    }

    /// A router with these routes, which answers requests that are for none of them, and accepts
    /// equivalent spellings of these paths.
    pub fn complete<S: Service>(self, api: &Arc<S>, paths: &'static [&'static str]) -> Router {
        // Both hold only for the routes that are there by now.
        let not_found = Rejects {
            api: Arc::clone(api),
            reject: |api, request| Box::pin(not_found(api, request)),
        };
        let not_allowed = Rejects {
            api: Arc::clone(api),
            reject: |api, request| Box::pin(async move { method_not_allowed(&*api, request) }),
        };
        let complete = |router: Router| router.method_not_allowed_fallback(not_allowed.clone());
        let routes = Self {
            apart: complete(self.apart),
            overlapping: complete(self.overlapping),
        };
        let not_found = Router::new().fallback(not_found);
        let inner = routes.clone().into_router().merge(not_found.clone());
        let normalize = Normalize(Arc::new((paths, inner)));
        // A route that stands apart needs no layer, which would cost each request two allocations.
        routes
            .apart
            .merge(routes.overlapping.merge(not_found).layer(normalize))
    }
}

/// The service for unknown paths, carried in the extensions of a request.
#[derive(Clone)]
struct Fallback(MethodRouter);

/// Passes requests for paths that `router` doesn't have to `fallback`.
pub fn with_fallback(router: Router, fallback: Router) -> Router {
    router.layer(axum::Extension(Fallback(any_service(fallback))))
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

/// The routes of operations: for each path those of its operations, by their modules.
///
/// ```text
/// routes!(
///     api;
///     route "/items" => list_items, create_item;
///     route "/items/latest" => get_latest_item;
///     overlap "/items/{id}" => get_item;
/// )
/// ```
#[allow(unused_macros, reason = "a document may have no operations")]
macro_rules! routes {
    ($api:ident $(, $option:ident)*; $($add:ident $path:literal => $($operation:ident),+;)*) => {
        $crate::support::routes::Routes::new()$(.$option())*$($(.$add($path, super::$operation::route($api)))+)*
    };
}

#[allow(unused_imports, reason = "a document may have no operations")]
pub(crate) use routes;
