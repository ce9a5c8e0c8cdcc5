//! How operations are served: the same steps for each of them, as its request says.
//!
//! `request!` defines the request of an operation, and says of each of its fields where it is read
//! from; `interface!` defines the trait with the methods of a tag.

use std::future::{Ready, ready};
use std::pin::Pin;
use std::sync::Arc;

use axum::extract::Request;
use axum::handler::Handler;
use axum::http::Method;
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter, any, on};

use super::accept;
use super::call::{Call, Invalid};
#[cfg(any(feature = "metrics", feature = "tracing"))]
use super::observe;
use super::rejection::{Failure, Operation, Rejection};
use super::service::{Service, finish};

/// The request of an operation, which is served by an `A`.
///
/// How it is called and read is named by types that operations share, and not written as methods of each:
/// a future that a method returns is something that the compiler has to find out for each of them.
pub trait Endpoint<A>: Sized + Send + 'static {
    /// The operation.
    const OPERATION: &'static Operation;

    /// Whose calls are answered.
    type Caller: Caller<A>;
    const CALLER: Self::Caller;

    /// How the body is read.
    type Body: ReadBody;
    const BODY: Self::Body;
    /// Whether there is a body to read.
    const HAS_BODY: bool = Self::Body::IS_READ;

    /// The documented responses.
    type Response: IntoResponse;

    /// Reads what has to be there before the request is decoded, with a body of at most `limit` bytes.
    fn read(call: &mut Call, limit: usize) -> impl Future<Output = Result<(), Rejection>> + Send {
        Self::BODY.read(call, limit)
    }

    /// Decodes the request. All faults are recorded in the call, whichever is the first.
    ///
    /// # Errors
    ///
    /// Returns an error if there is a fault.
    fn decode(call: &mut Call, principal: Principal<A, Self>) -> Result<Self, Invalid>;

    /// Calls the method of the operation.
    fn answer(self, api: &A) -> impl Future<Output = Result<Self::Response, Failure>> + Send;
}

/// Who sent the request `E`.
pub type Principal<A, E> = <<E as Endpoint<A>>::Caller as Caller<A>>::Principal;

/// Whose calls of an operation are answered.
pub trait Caller<A> {
    /// Who sent a request.
    type Principal: Send;

    /// Finds out who sent a request.
    ///
    /// # Errors
    ///
    /// Returns an error if nobody did whose calls are answered.
    fn authenticate(
        self,
        api: &A,
        call: &Call,
    ) -> impl Future<Output = Result<Self::Principal, Failure>> + Send;
}

/// Everyone may call the operation; nobody looks who it is.
pub struct Anyone;

impl<A> Caller<A> for Anyone {
    type Principal = ();

    fn authenticate(
        self,
        _api: &A,
        _call: &Call,
    ) -> impl Future<Output = Result<(), Failure>> + Send {
        ready(Ok(()))
    }
}

/// How a body is read before a request is decoded.
pub trait ReadBody {
    /// Whether there is one.
    const IS_READ: bool = true;

    /// Reads a body of at most `limit` bytes.
    ///
    /// # Errors
    ///
    /// Returns an error if it is larger, or can't be read.
    fn read(
        self,
        call: &mut Call,
        limit: usize,
    ) -> impl Future<Output = Result<(), Rejection>> + Send;
}

/// The operation has no body.
pub struct NoBody;

impl ReadBody for NoBody {
    const IS_READ: bool = false;

    fn read(
        self,
        _call: &mut Call,
        _limit: usize,
    ) -> impl Future<Output = Result<(), Rejection>> + Send {
        ready(Ok(()))
    }
}

/// Creates the route of the operation with the request `E`.
pub fn route<A: Service, E: Endpoint<A>>(api: &Arc<A>) -> MethodRouter {
    Handle {
        api: Arc::clone(api),
        operation: E::OPERATION,
        serve: |api, request| Box::pin(serve::<A, E>(api, request)),
    }
    .route()
}

type Served = Pin<Box<dyn Future<Output = Response> + Send>>;

/// Serves an operation. It is of one type for all operations of an `A`, so that what `axum` does with
/// handlers is compiled once.
struct Handle<A> {
    api: Arc<A>,
    operation: &'static Operation,
    serve: fn(Arc<A>, Request) -> Served,
}

impl<A: Service> Handle<A> {
    fn route(self) -> MethodRouter {
        let api = Arc::clone(&self.api);
        let operation = self.operation;
        let method = Method::from_bytes(operation.method.as_bytes()).ok();
        let route = match method.and_then(|method| MethodFilter::try_from(method).ok()) {
            Some(filter) => on(filter, self),
            // What chooses between operations looks at the method.
            None => any(self),
        };
        api.layer(operation, route)
    }
}

impl<A> Clone for Handle<A> {
    fn clone(&self) -> Self {
        Self {
            api: Arc::clone(&self.api),
            ..*self
        }
    }
}

impl<A: Service> Handler<(), ()> for Handle<A> {
    type Future = Served;

    #[cfg(not(any(feature = "metrics", feature = "tracing")))]
    fn call(self, request: Request, _state: ()) -> Served {
        (self.serve)(self.api, request)
    }

    #[cfg(any(feature = "metrics", feature = "tracing"))]
    fn call(self, request: Request, _state: ()) -> Served {
        let observer = observe::Observer::new(self.operation, &request);
        Box::pin(observer.observe((self.serve)(self.api, request)))
    }
}

async fn serve<A: Service, E: Endpoint<A>>(api: Arc<A>, request: Request) -> Response {
    let mut call = Call::new(E::OPERATION, request);
    let parts = call.parts();
    let served = async {
        let served = answer::<A, E>(&api, &mut call).await;
        // A client that still sends the body would lose an answer that comes before its end.
        if E::HAS_BODY && served.is_err() {
            call.drain().await;
        }
        finish(&*api, &call, served)
    };
    api.around(E::OPERATION, &parts, served).await
}

async fn answer<A: Service, E: Endpoint<A>>(api: &A, call: &mut Call) -> Result<Response, Failure> {
    let principal = E::CALLER.authenticate(api, call).await?;
    accept::check(call)?;
    if E::HAS_BODY {
        E::read(call, api.body_limit(E::OPERATION)).await?;
    }
    let request = call.decode(|call| E::decode(call, principal))?;
    Ok(request.answer(api).await?.into_response())
}

/// Answers a request whose method isn't implemented.
pub fn not_implemented<R, T>(_request: R) -> Ready<Result<T, Failure>> {
    ready(Err(Failure::not_implemented()))
}

/// Defines the request of an operation: what the operation is, the method that serves it, and the
/// parameters and the body, each with the call that reads it.
///
/// ```text
/// request! {
///     /// Replaces an item.
///     pub struct ReplaceItemRequest<P>;
///     operation("replaceItem", "items");
///     route("PUT", "/items/{id}") -> ["application/json"];
///     principal: P = required(&[&[Scheme::Token]]);
///     await read_body();
///     check header_constant("Api-Version", "1");
///     serve Items::replace_item -> ReplaceItemResponse;
///
///     /// Its id.
///     id: i64 = path("id"), |value, check| {
///         check.at_least(*value, 1);
///     };
///     /// The new item.
///     body: types::Item = json();
/// }
/// ```
///
/// It becomes a struct with these fields, `principal` and `parts`. What stands behind a field checks its
/// value, if the document asks more of it than its type. Everything is read before the first
/// fault ends the call, so that all faults are known. `route` is what the router is made of.
#[allow(unused_macros, reason = "a document may have no operations")]
macro_rules! request {
    (
        $(#[$meta:meta])*
        pub struct $name:ident $(<$P:ident>)?;
        operation($id:literal, $tag_name:literal $(,)?);
        route($http_method:literal, $path:literal $(,)?) $(-> [$($media_type:literal),* $(,)?])?;
        $(principal: $principal:ty = $authenticate:ident($alternatives:expr $(,)?);)?
        $(await $prepare:ident($($prepared:tt)*);)?
        $(check $constant:ident($($constant_argument:tt)*);)*
        serve $tag:ident::$method:ident -> $response:ident;
        $(
            $(#[$field_meta:meta])* $field:ident: $kind:ty = $read:ident($($argument:tt)*)
            $(, |$value:ident, $check:ident| $checks:block)?;
        )*
    ) => {
        $(#[$meta])*
        #[derive(Debug)]
        pub struct $name $(<$P>)? {
            $(
                #[doc = $crate::support::endpoint::caller!($authenticate)]
                pub principal: $principal,
            )?
            $($(#[$field_meta])* pub $field: $kind,)*
            /// The head of the request: method, URI, headers and extensions.
            pub parts: $crate::support::parts::RequestParts,
        }

        impl<$($P: Send + 'static,)? A: $tag $(<Principal = $P>)?>
            $crate::support::endpoint::Endpoint<A> for $name $(<$P>)?
        {
            const OPERATION: &'static $crate::support::rejection::Operation =
                &$crate::support::rejection::Operation {
                    id: $id,
                    method: $http_method,
                    path: $path,
                    tag: $tag_name,
                    media_types: &[$($($media_type),*)?],
                };

            type Response = $response;

            $crate::support::endpoint::authenticate! {
                $($authenticate($alternatives))?
            }

            $crate::support::endpoint::prepare! { $($prepare($($prepared)*))? }

            fn decode(
                call: &mut $crate::support::call::Call,
                principal: $crate::support::endpoint::Principal<A, Self>,
            ) -> ::core::result::Result<Self, $crate::support::call::Invalid> {
                // An operation that asks for no credentials has no field for it.
                #[allow(unused_imports, reason = "no value may be of a type with checks")]
                use $crate::types::Validate as _;
                let _ = &principal;
                $(call.$constant($($constant_argument)*);)*
                $(
                    let $field: ::core::result::Result<$kind, $crate::support::call::Invalid> =
                        call.$read($($argument)*);
                    $(let $field = call.checked($field, |$value, $check| $checks);)?
                )*
                ::core::result::Result::Ok(Self {
                    $(principal: ::core::convert::identity::<$principal>(principal),)?
                    $($field: $field?,)*
                    parts: call.parts(),
                })
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

        pub(crate) fn route<$($P: Send + 'static,)? A: $tag $(<Principal = $P>)?>(
            api: &::std::sync::Arc<A>,
        ) -> ::axum::routing::MethodRouter {
            $crate::support::endpoint::route::<A, $name $(<$P>)?>(api)
        }
    };
}

/// What `request!` says of the field with the caller.
#[allow(unused_macros, reason = "a document may have no credentials")]
macro_rules! caller {
    (required) => {
        "The authenticated caller."
    };
    (optional) => {
        "The authenticated caller; `None` if the request has no credentials."
    };
}

/// The part of `request!` that says whose calls are answered.
#[allow(unused_macros, reason = "a document may have no operations")]
macro_rules! authenticate {
    () => {
        type Caller = $crate::support::endpoint::Anyone;
        const CALLER: Self::Caller = $crate::support::endpoint::Anyone;
    };
    (required($alternatives:expr)) => {
        type Caller = $crate::credentials::Required;
        const CALLER: Self::Caller = $crate::credentials::Required($alternatives);
    };
    (optional($alternatives:expr)) => {
        type Caller = $crate::credentials::Optional;
        const CALLER: Self::Caller = $crate::credentials::Optional($alternatives);
    };
}

/// The part of `request!` that says how the body is read.
#[allow(unused_macros, reason = "a document may have no operations")]
macro_rules! prepare {
    () => {
        type Body = $crate::support::endpoint::NoBody;
        const BODY: Self::Body = $crate::support::endpoint::NoBody;
    };
    (read_body()) => {
        type Body = $crate::support::body::Whole;
        const BODY: Self::Body = $crate::support::body::Whole;
    };
    (limit_body()) => {
        type Body = $crate::support::upload::Unread;
        const BODY: Self::Body = $crate::support::upload::Unread;
    };
    ($read_multipart:ident($base64:expr)) => {
        type Body = $crate::support::multipart::Form;
        const BODY: Self::Body = $crate::support::multipart::Form::$read_multipart($base64);
    };
}

/// Defines the trait of a tag: what it extends, and each method with the request that it takes and the
/// responses that it returns, or a [`Failure`].
///
/// ```text
/// interface! {
///     /// What can be done with items.
///     pub trait Items: Service;
///
///     /// Lists the items.
///     async fn list_items(ListItemsRequest) -> ListItemsResponse;
/// }
/// ```
#[allow(unused_macros, reason = "a document may have no operations")]
macro_rules! interface {
    (
        $(#[$meta:meta])*
        pub trait $tag:ident: $bound:ident;
        $($(#[$method_meta:meta])* async fn $method:ident($request:ty $(,)?) -> $response:ty;)*
    ) => {
        $(#[$meta])*
        pub trait $tag: $crate::$bound {
            $(
                $(#[$method_meta])*
                fn $method(
                    &self,
                    request: $request,
                ) -> impl ::core::future::Future<
                    Output = ::core::result::Result<$response, $crate::Failure>,
                > + ::core::marker::Send {
                    $crate::support::endpoint::not_implemented(request)
                }
            )*
        }
    };
}

#[allow(unused_imports, reason = "a document may have no operations")]
pub(crate) use {authenticate, caller, interface, prepare, request};
