//! Receives webhooks and callbacks: each by its name, wherever that stands in a request.
//!
//! `webhook!` defines the request of one, as `request!` does that of an operation.

#![cfg(feature = "webhooks")]

use std::collections::BTreeMap;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::handler::Handler;
use axum::http::header::ALLOW;
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use axum::routing::{MethodRouter, any};
use serde_json::Value;

use super::call::{Call, Invalid};
use super::parameter::percent_decode;
use super::parts::RequestParts;
use super::rejection::{Location, Operation, Rejection};
use super::service::Service;
#[cfg(feature = "standard-webhooks")]
use super::webhook_signature::WebhookSecrets;

/// The operation of a request whose webhook isn't known yet: the name is still to be read from its headers
/// or its body.
const ANY: &Operation = &Operation {
    id: "",
    method: "POST",
    path: "",
    tag: "",
    media_types: &[],
};

/// Receives webhooks by their names. A clone is cheap.
///
/// A webhook that isn't known is answered 404, a method that it isn't sent with 405; all else is as for an
/// operation ([`Service`]).
#[derive(Clone)]
pub struct Receiver {
    known: Arc<Known>,
    #[cfg(feature = "standard-webhooks")]
    secrets: Option<WebhookSecrets>,
}

struct Known {
    /// By name, those of each method.
    webhooks: BTreeMap<String, Vec<(&'static Operation, MethodRouter)>>,
    reject: Box<dyn Fn(Rejection) -> Response + Send + Sync>,
    /// The largest body of any of them.
    limit: usize,
}

impl Receiver {
    /// Creates a receiver of some webhooks, each with its route. The paths are the names.
    pub(crate) fn new<A: Service>(
        api: &Arc<A>,
        webhooks: Vec<(&'static Operation, MethodRouter)>,
    ) -> Self {
        let limits = webhooks
            .iter()
            .map(|(operation, _)| api.body_limit(operation));
        let limit = limits.max().unwrap_or_default();
        let mut known: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for (operation, route) in webhooks {
            let name = operation.path.strip_prefix('/').unwrap_or_default();
            let name = percent_decode(name).unwrap_or_default();
            let routes = known.entry(name.into_owned()).or_default();
            routes.push((operation, route));
        }
        let api = Arc::clone(api);
        Self {
            known: Arc::new(Known {
                webhooks: known,
                reject: Box::new(move |rejection| api.reject(rejection)),
                limit,
            }),
            #[cfg(feature = "standard-webhooks")]
            secrets: None,
        }
    }

    /// Refuses requests without a valid signature of [Standard Webhooks](https://www.standardwebhooks.com)
    /// by one of some secrets, with a 401. It is checked before anything of the body is decoded.
    #[cfg(feature = "standard-webhooks")]
    #[must_use]
    pub fn signed(mut self, secrets: WebhookSecrets) -> Self {
        self.secrets = Some(secrets);
        self
    }

    /// The names of the webhooks: as the document has them, and of a callback `operationId/name`. A
    /// callback with several URLs has several, which end in `/2`, `/3` and so on.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.known.webhooks.keys().map(String::as_str)
    }

    /// Creates a router that receives each webhook at a path of its own: its name.
    pub fn router(&self) -> Router {
        let mut router = Router::new();
        for (name, routes) in &self.known.webhooks {
            let named = Named {
                receiver: self.clone(),
                name: name.as_str().into(),
            };
            let path = routes.first().map(|(operation, _)| operation.path);
            router = router.route(path.unwrap_or("/"), any(named));
        }
        router
    }

    /// Receives the webhook that a request is for by its name, for handlers that find the name out
    /// themselves.
    pub async fn receive(&self, name: &str, request: Request) -> Response {
        #[cfg(feature = "standard-webhooks")]
        let request = match &self.secrets {
            Some(secrets) => with_secrets(request, secrets),
            None => request,
        };
        self.pass(name, request).await
    }

    /// Receives all webhooks at one URL: the name is in a header, such as `X-GitHub-Event`.
    pub fn by_header(&self, header: &'static str) -> MethodRouter {
        self.by(move |parts, _| {
            let value = parts.headers.get(header)?;
            Some(value.to_str().ok()?.to_owned())
        })
    }

    /// Receives all webhooks at one URL: the name is a text in the JSON of the body, at a JSON Pointer
    /// such as `/type`.
    pub fn by_member(&self, pointer: &'static str) -> MethodRouter {
        self.by(move |_, body| {
            let body: Value = serde_json::from_slice(body).ok()?;
            Some(body.pointer(pointer)?.as_str()?.to_owned())
        })
    }

    /// Receives all webhooks at one URL: `name` finds the name in the head and the body of a request.
    ///
    /// ```ignore
    /// receiver.by(|parts, body| {
    ///     let event = parts.headers.get("x-github-event")?.to_str().ok()?;
    ///     let body: serde_json::Value = serde_json::from_slice(body).ok()?;
    ///     let action = body.get("action")?.as_str()?;
    ///     Some(format!("{event}-{action}").replace('_', "-"))
    /// })
    /// ```
    ///
    /// The body is read to memory before, at most as much of it as any webhook may have.
    pub fn by(
        &self,
        name: impl Fn(&RequestParts, &[u8]) -> Option<String> + Send + Sync + 'static,
    ) -> MethodRouter {
        any(By {
            receiver: self.clone(),
            name: Arc::new(name),
        })
    }

    async fn find(&self, request: Request, name: &NameOf) -> Response {
        let mut call = Call::new(ANY, request);
        if let Err(rejection) = self.read(&mut call).await {
            // Who still sends the body would lose an answer that comes before its end.
            call.drain().await;
            return (self.known.reject)(rejection.for_request(call.parts()));
        }
        let found = name(&call.parts, &call.body);
        let Call { parts, body, .. } = call;
        let request = Request::from_parts(parts.into_inner(), Body::from(body));
        match found {
            Some(name) => self.pass(&name, request).await,
            None => self.unknown(request),
        }
    }

    /// Reads the body, and checks the signature if there has to be one.
    async fn read(&self, call: &mut Call) -> Result<(), Rejection> {
        call.read_body(self.known.limit).await?;
        #[cfg(feature = "standard-webhooks")]
        if let Some(secrets) = &self.secrets {
            secrets.verify(call.headers(), &call.body)?;
        }
        Ok(())
    }

    /// Passes a request to a webhook.
    async fn pass(&self, name: &str, request: Request) -> Response {
        let Some(routes) = self.known.webhooks.get(name) else {
            return self.unknown(request);
        };
        let method = request.method().as_str();
        let route = routes
            .iter()
            .find(|(operation, _)| operation.method == method);
        match route {
            Some((_, route)) => route.clone().call(request, ()).await,
            None => {
                let methods = routes.iter().map(|(operation, _)| operation.method);
                let methods = methods.collect::<Vec<_>>().join(", ");
                let status = StatusCode::METHOD_NOT_ALLOWED;
                let title = "The webhook isn't sent with this method.";
                let mut response = self.reject(request, status, title);
                if let Ok(methods) = HeaderValue::try_from(methods) {
                    response.headers_mut().insert(ALLOW, methods);
                }
                response
            }
        }
    }

    fn unknown(&self, request: Request) -> Response {
        let status = StatusCode::NOT_FOUND;
        self.reject(request, status, "There is no such webhook.")
    }

    fn reject(&self, request: Request, status: StatusCode, title: &'static str) -> Response {
        let (parts, _) = request.into_parts();
        (self.known.reject)(Rejection::new(status, title).for_request(parts.into()))
    }
}

/// A request whose signature [`Call::verify`] checks.
#[cfg(feature = "standard-webhooks")]
fn with_secrets(mut request: Request, secrets: &WebhookSecrets) -> Request {
    request.extensions_mut().insert(secrets.clone());
    request
}

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("names", &self.known.webhooks.keys())
            .finish_non_exhaustive()
    }
}

type NameOf = dyn Fn(&RequestParts, &[u8]) -> Option<String> + Send + Sync;

type Received = Pin<Box<dyn Future<Output = Response> + Send>>;

/// Receives one webhook.
#[derive(Clone)]
struct Named {
    receiver: Receiver,
    name: Arc<str>,
}

impl Handler<(), ()> for Named {
    type Future = Received;

    fn call(self, request: Request, _state: ()) -> Received {
        Box::pin(async move { self.receiver.receive(&self.name, request).await })
    }
}

/// Receives whichever webhook a request names.
#[derive(Clone)]
struct By {
    receiver: Receiver,
    name: Arc<NameOf>,
}

impl Handler<(), ()> for By {
    type Future = Received;

    fn call(self, request: Request, _state: ()) -> Received {
        Box::pin(async move { self.receiver.find(request, &*self.name).await })
    }
}

/// What was decoded of a request before its turn.
struct Decoded<T>(Arc<Mutex<Option<T>>>);

impl<T> Clone for Decoded<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl Call {
    /// Checks the signature, if there has to be one. Whatever reads the body next finds it as it came.
    ///
    /// # Errors
    ///
    /// Returns an error if there is no valid signature, or if the body is larger than `limit` bytes.
    pub async fn verify(&mut self, limit: usize) -> Result<(), Rejection> {
        #[cfg(not(feature = "standard-webhooks"))]
        let _ = limit;
        #[cfg(feature = "standard-webhooks")]
        if let Some(secrets) = self.parts.extensions.get::<WebhookSecrets>().cloned() {
            self.read_body(limit).await?;
            secrets.verify(self.headers(), &self.body)?;
            self.unread = Mutex::new(Body::from(std::mem::take(&mut self.body)));
        }
        Ok(())
    }

    /// Decodes a request as a client decodes a response, which [`decode`](Self::decode) doesn't: so it is
    /// done before, and [`received`](Self::received) gives what comes of it.
    ///
    /// # Errors
    ///
    /// Returns a rejection with all recorded faults, if there are any.
    pub fn receive<T: Send + 'static>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, Invalid>,
    ) -> Result<(), Rejection> {
        let request = read(self).map_err(|Invalid| self.rejection())?;
        let decoded = Decoded(Arc::new(Mutex::new(Some(request))));
        self.taken_apart.insert(decoded);
        Ok(())
    }

    /// The request that was decoded.
    ///
    /// # Errors
    ///
    /// Returns an error if there is none.
    pub fn received<T: Send + 'static>(&mut self) -> Result<T, Invalid> {
        let decoded = self.taken_apart.remove::<Decoded<T>>();
        let request = decoded.and_then(|decoded| {
            let mut request = decoded.0.lock().unwrap_or_else(PoisonError::into_inner);
            request.take()
        });
        request.ok_or_else(|| self.fault(Location::Body, "", &"wasn't read"))
    }
}

/// Defines the request of a webhook or callback. It is as `request!`, without callers and checks:
///
/// ```text
/// webhook! {
///     /// An order was made.
///     pub struct OrderMadeRequest;
///     operation("orderMade", "webhooks");
///     route("POST", "/order.made");
///     await read_body();
///     serve Webhooks::order_made -> OrderMadeResponse;
///
///     /// The order.
///     body: types::Order = json();
/// }
/// ```
macro_rules! webhook {
    (
        $(#[$meta:meta])*
        pub struct $name:ident;
        operation($id:literal, $tag_name:literal $(,)?);
        route($http_method:literal, $path:literal $(,)?) $(-> [$($media_type:literal),* $(,)?])?;
        $(await $prepare:ident($($prepared:tt)*);)?
        serve $tag:ident::$method:ident -> $response:ident;
        $(
            $(#[$field_meta:meta])* $field:ident: $kind:ty = $read:ident($($argument:tt)*);
        )*
    ) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $kind,)*
            /// The head of the request: method, URI, headers and extensions.
            pub parts: $crate::support::parts::RequestParts,
        }

        impl<A: $tag> $crate::support::endpoint::Endpoint<A> for $name {
            const OPERATION: &'static $crate::support::rejection::Operation =
                &$crate::support::rejection::Operation {
                    id: $id,
                    method: $http_method,
                    path: $path,
                    tag: $tag_name,
                    media_types: &[$($($media_type),*)?],
                };
            // Whatever there is of it is signed.
            const HAS_BODY: bool = true;

            type Response = $response;

            $crate::support::endpoint::authenticate! {}

            $crate::support::endpoint::prepare! { $($prepare($($prepared)*))? }

            async fn read(
                call: &mut $crate::support::call::Call,
                limit: usize,
            ) -> ::core::result::Result<(), $crate::Rejection> {
                call.verify(limit).await?;
                $crate::support::endpoint::ReadBody::read(
                    <Self as $crate::support::endpoint::Endpoint<A>>::BODY,
                    call,
                    limit,
                )
                .await?;
                call.receive(|call| {
                    $(
                        let $field: ::core::result::Result<
                            $kind,
                            $crate::support::call::Invalid,
                        > = call.$read($($argument)*);
                    )*
                    ::core::result::Result::Ok(Self {
                        $($field: $field?,)*
                        parts: call.parts(),
                    })
                })
            }

            fn decode(
                call: &mut $crate::support::call::Call,
                _principal: (),
            ) -> ::core::result::Result<Self, $crate::support::call::Invalid> {
                call.received()
            }

            fn answer(
                self,
                api: &A,
            ) -> impl ::core::future::Future<
                Output = ::core::result::Result<$response, $crate::Failure>,
            > + ::core::marker::Send {
                $tag::$method(api, self)
            }
        }

        pub(crate) fn route<A: $tag>(
            api: &::std::sync::Arc<A>,
        ) -> (&'static $crate::support::rejection::Operation, ::axum::routing::MethodRouter) {
            (
                <$name as $crate::support::endpoint::Endpoint<A>>::OPERATION,
                $crate::support::endpoint::route::<A, $name>(api),
            )
        }
    };
}

pub(crate) use webhook;
