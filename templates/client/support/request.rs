//! Builds requests.
//!
//! Setters don't return errors: the first argument that can't be sent is stored, and is the error when
//! the request is sent. So the typed requests that use this one can be chained without `?`.

use std::borrow::Cow;
use std::fmt::{self, Display, Write as _};
use std::mem;
use std::ops::{Deref, DerefMut, Range};
use std::sync::Arc;

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue,
};
use reqwest::{Method, RequestBuilder, Url};
use serde::Serialize;

use super::call_options::CallOptions;
use super::error::{CallError, RequestError};
use super::query::Query;
use super::secret::{Basic, Secret};
use super::source::Source;
use crate::types::support::json;

/// All characters but the unreserved ones (RFC 3986, section 2.3).
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A request that is being built. It is boxed, as it goes from hand to hand: to the builder of the call, to
/// the future of `send`, to each attempt.
pub struct Request(Box<Parts>);

/// What a request consists of.
pub struct Parts {
    /// The `operationId` of the operation.
    pub(super) operation: &'static str,
    pub(super) method: Method,
    pub(super) path: Cow<'static, str>,
    /// The path with the names of its parameters; empty if one of these isn't a plain value.
    pub(super) template: &'static str,
    pub(super) headers: HeaderMap,
    /// The header `Accept`, where there is none among the headers.
    accept: Option<&'static str>,
    pub(super) query: Query,
    pub(super) query_credentials: Vec<(String, Secret)>,
    pub(super) basic: Option<Basic>,
    /// What gives the other credentials, before each attempt.
    pub(super) sources: Vec<Source>,
    cookies: Vec<String>,
    pub(super) cookie_credentials: Vec<(&'static str, Secret)>,
    pub(super) body: RequestBody,
    pub(super) options: CallOptions,
    /// Whether a redirect is the documented success of the operation.
    pub(super) expects_redirect: bool,
    arguments: Vec<PathArgument>,
    fault: Option<RequestError>,
    pub(super) server: Option<Server>,
    /// The URL that is asked for instead of that of the operation, on the same host.
    pub(super) link: Option<String>,
}

/// The server to which a request is sent instead of the base URL.
#[derive(Clone)]
pub(super) struct Server {
    pub(super) url: String,
    /// Whether the document lists it.
    pub(super) documented: bool,
}

/// A path parameter, and the position of its value in the path.
#[derive(Clone)]
struct PathArgument {
    name: &'static str,
    value: Range<usize>,
}

impl Request {
    /// Creates a `GET` request; see [`new`](Self::new).
    pub fn get(path: &'static str) -> Self {
        Self::new(Method::GET, path)
    }

    /// Creates a `POST` request; see [`new`](Self::new).
    pub fn post(path: &'static str) -> Self {
        Self::new(Method::POST, path)
    }

    /// Creates a `PUT` request; see [`new`](Self::new).
    pub fn put(path: &'static str) -> Self {
        Self::new(Method::PUT, path)
    }

    /// Creates a `PATCH` request; see [`new`](Self::new).
    pub fn patch(path: &'static str) -> Self {
        Self::new(Method::PATCH, path)
    }

    /// Creates a `DELETE` request; see [`new`](Self::new).
    pub fn delete(path: &'static str) -> Self {
        Self::new(Method::DELETE, path)
    }

    /// Creates a request that accepts JSON. The path may have names of parameters in braces, whose values
    /// [`path_values`](Self::path_values) gives.
    pub fn new(method: Method, path: &'static str) -> Self {
        Self(Box::new(Parts {
            operation: "",
            method,
            path: Cow::Borrowed(path),
            template: path,
            headers: HeaderMap::new(),
            accept: Some("application/json"),
            query: Query::default(),
            query_credentials: Vec::new(),
            basic: None,
            sources: Vec::new(),
            cookies: Vec::new(),
            cookie_credentials: Vec::new(),
            body: RequestBody::Empty,
            options: CallOptions::default(),
            expects_redirect: false,
            arguments: Vec::new(),
            fault: None,
            server: None,
            link: None,
        }))
    }

    /// Clones the request; `None` if its body can be sent only once.
    pub fn try_clone(&self) -> Option<Self> {
        Some(self.with_body(self.body.try_clone()?))
    }

    /// Clones the request, but for its body.
    pub(super) fn with_body(&self, body: RequestBody) -> Self {
        Self(Box::new(Parts {
            operation: self.operation,
            method: self.method.clone(),
            path: self.path.clone(),
            template: self.template,
            headers: self.headers.clone(),
            accept: self.accept,
            query: self.query.clone(),
            query_credentials: self.query_credentials.clone(),
            basic: self.basic.clone(),
            sources: self.sources.clone(),
            cookies: self.cookies.clone(),
            cookie_credentials: self.cookie_credentials.clone(),
            body,
            options: self.options.clone(),
            expects_redirect: self.expects_redirect,
            arguments: self.arguments.clone(),
            fault: self.fault.clone(),
            server: self.server.clone(),
            link: self.link.clone(),
        }))
    }

    /// Sets the `operationId` of the operation.
    pub fn operation(&mut self, id: &'static str) -> &mut Self {
        self.operation = id;
        self
    }

    /// Sets the options of this call.
    pub fn options(&mut self, options: CallOptions) -> &mut Self {
        self.options = options;
        self
    }

    /// Sends the request to a server that the document lists.
    pub fn server(&mut self, url: impl Into<String>) -> &mut Self {
        self.server = Some(Server {
            url: url.into(),
            documented: true,
        });
        self
    }

    /// Sends the request to a server that the document doesn't list.
    pub fn other_server(&mut self, url: impl Into<String>) -> &mut Self {
        self.server = Some(Server {
            url: url.into(),
            documented: false,
        });
        self
    }

    /// Asks for a URL of the same host, or one relative to that of the operation; returns whether it is another
    /// than before.
    pub fn link(&mut self, url: String) -> bool {
        self.method = Method::GET;
        self.body = RequestBody::Empty;
        self.headers.remove(CONTENT_TYPE);
        let is_new = self.link.as_ref() != Some(&url);
        self.link = Some(url);
        is_new
    }

    /// Returns a redirect as the response instead of following it.
    pub fn expects_redirect(&mut self) -> &mut Self {
        self.expects_redirect = true;
        self
    }

    /// Appends a literal part of the path.
    pub fn path(&mut self, text: &str) -> &mut Self {
        self.path.to_mut().push_str(text);
        self
    }

    /// Puts the values of parameters in the place of their names in the path, in the same order.
    pub fn path_values(&mut self, values: &[&dyn Display]) -> &mut Self {
        let mut rest = self.template;
        self.path = Cow::default();
        self.arguments.reserve_exact(values.len());
        for value in values {
            let Some((text, parameter)) = rest.split_once('{') else {
                break;
            };
            let (name, behind) = parameter.split_once('}').unwrap_or((parameter, ""));
            self.path(text).path_parameter(name, *value);
            rest = behind;
        }
        self.path(rest)
    }

    /// Appends a path parameter. It is percent-encoded, `/` too, so that it stays within its segment.
    pub fn path_parameter(&mut self, name: &'static str, value: &dyn Display) -> &mut Self {
        self.path_argument(name, |path| encode_to(path, value))
    }

    /// Appends a path parameter that is encoded already.
    pub fn path_encoded(&mut self, name: &'static str, text: &str) -> &mut Self {
        self.path_argument(name, |path| path.push_str(text))
    }

    fn path_argument(&mut self, name: &'static str, write: impl FnOnce(&mut String)) -> &mut Self {
        let start = self.path.len();
        write(self.path.to_mut());
        let value = start..self.path.len();
        self.arguments.push(PathArgument { name, value });
        self
    }

    /// Sets a query parameter. An earlier value of that name is replaced.
    pub fn query(&mut self, name: &'static str, value: &dyn Display) -> &mut Self {
        let write = |text: &mut String| write_pair(text, name, value);
        self.query.set(Cow::Borrowed(name), write);
        self
    }

    /// The encoded value of a query parameter that is a pair by itself.
    pub fn query_value(&self, name: &str) -> Option<&str> {
        let pair = self.query.get(name)?;
        pair.split_once('=').map(|(_, value)| value)
    }

    /// Moves the query of the options into that of the request.
    pub fn settle_query(&mut self) {
        for (name, pair) in mem::take(&mut self.options.query) {
            self.query.set(name.into(), |text| text.push_str(&pair));
        }
    }

    /// Adds a pair to the query that every call has. It is encoded already.
    pub fn fixed_query(&mut self, name: &str, value: &str) -> &mut Self {
        self.query.add(Cow::Borrowed(""), |text| {
            text.push_str(name);
            if !value.is_empty() {
                text.push('=');
                text.push_str(value);
            }
        });
        self
    }

    /// Sets the pairs of a query parameter. They are encoded already.
    pub fn query_encoded(&mut self, name: &'static str, pairs: &str) -> &mut Self {
        self.query.set(name.into(), |text| text.push_str(pairs));
        self
    }

    /// Sets a header. An earlier value of that name is replaced.
    pub fn header(&mut self, name: &str, value: &dyn Display) -> &mut Self {
        self.insert(name, &value.to_string(), false)
    }

    /// Sets a header to a text that is encoded already.
    pub fn header_encoded(&mut self, name: &str, value: &str) -> &mut Self {
        self.insert(name, value, false)
    }

    pub(super) fn insert(&mut self, name: &str, value: &str, sensitive: bool) -> &mut Self {
        let is_trimmed = value.trim_matches([' ', '\t']) == value;
        let parsed = (
            HeaderName::from_bytes(name.as_bytes()),
            HeaderValue::from_str(value),
        );
        match parsed {
            (Ok(name), Ok(mut value)) if is_trimmed => {
                value.set_sensitive(sensitive);
                self.headers.insert(name, value);
            }
            // The message doesn't contain the value, as it can be a credential.
            _ => self.fault(
                format!("header `{name}`"),
                "contains a character that isn't allowed in a header, or starts or ends with a space",
            ),
        }
        self
    }

    /// Adds a cookie, percent-encoded.
    pub fn cookie(&mut self, name: &str, value: &dyn Display) -> &mut Self {
        self.cookies.push(pair(name, value));
        self
    }

    /// Adds a cookie that is encoded already.
    pub fn cookie_encoded(&mut self, pair: String) {
        self.cookies.push(pair);
    }

    /// Accepts these media types instead of JSON.
    pub fn accept(&mut self, media_types: &'static str) -> &mut Self {
        self.accept = Some(media_types);
        self
    }

    /// Moves what is accepted to the headers, for those who see these before they are sent.
    pub(super) fn settle_accept(&mut self) {
        let accept = self.accept.take().map(HeaderValue::from_static);
        if let Some(accept) = accept {
            self.headers.entry(ACCEPT).or_insert(accept);
        }
    }

    /// Sets a JSON body.
    pub fn json<T: Serialize + ?Sized>(&mut self, body: &T) -> &mut Self {
        self.json_bytes(json::to_vec(body))
    }

    fn json_bytes(&mut self, body: Result<Vec<u8>, json::Error>) -> &mut Self {
        match body {
            Ok(body) => self.bytes("application/json", body),
            Err(error) => {
                self.fault("body", format!("can't be written as JSON: {error}"));
                self
            }
        }
    }

    /// Sets a text body.
    pub fn text(&mut self, content_type: &'static str, body: &str) -> &mut Self {
        self.bytes(content_type, body.to_owned())
    }

    /// Sets a body of any other media type.
    pub fn bytes(&mut self, content_type: &'static str, body: impl Into<Bytes>) -> &mut Self {
        self.content_type(content_type);
        self.body = RequestBody::Bytes(body.into());
        self
    }

    /// Sets a function that adds the body each time the request is sent.
    pub fn body_by(
        &mut self,
        attach: impl Fn(RequestBuilder) -> RequestBuilder + Send + Sync + 'static,
    ) -> &mut Self {
        self.body = RequestBody::Repeatable(Arc::new(attach));
        self
    }

    /// Sets a function that adds a body which can be sent only once.
    pub fn body_once(
        &mut self,
        attach: impl FnOnce(RequestBuilder) -> RequestBuilder + Send + Sync + 'static,
    ) -> &mut Self {
        self.body = RequestBody::Once(Some(Box::new(attach)));
        self
    }

    /// Sets the media type of the body if it isn't the usual one of its encoding, such as
    /// `application/merge-patch+json` for JSON.
    pub fn content_type(&mut self, content_type: &'static str) -> &mut Self {
        self.headers
            .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        self
    }

    /// Stores the error for an argument that can't be sent, unless there is an earlier one.
    pub fn fault(&mut self, argument: impl Into<String>, reason: impl Into<String>) {
        if self.fault.is_none() {
            self.fault = Some(RequestError::new(argument, reason));
        }
    }

    /// Adds what the options say, those of the client first, and what is known only now.
    ///
    /// # Errors
    ///
    /// Returns the error for the first argument that can't be sent.
    pub(super) fn prepare(&mut self, client: &CallOptions) -> Result<(), CallError> {
        for (name, value) in &client.headers {
            if !self.has(name) {
                self.insert(name, value, true);
            }
        }
        for (name, value) in mem::take(&mut self.options.headers) {
            if AUTHORIZATION.as_str().eq_ignore_ascii_case(&name) {
                self.basic = None;
            }
            self.sources.retain(|source| !source.is_of_header(&name));
            self.insert(&name, &value, true);
        }
        for (name, pair) in &client.query {
            if self.query.index(name).is_none() {
                let name = name.clone().into();
                self.query.add(name, |text| text.push_str(pair));
            }
        }
        self.settle_query();
        let Parts { query, sources, .. } = &mut *self.0;
        let is_there = |name| query.index(name).is_some();
        sources.retain(|source| !source.query().is_some_and(is_there));
        let checked = self.check();
        checked.map_err(|error| CallError::Request(error.of(self.operation)))?;
        self.settle_cookies();
        self.faultless()
    }

    /// The first argument or credential that can't be sent, as an error.
    pub(super) fn faultless(&mut self) -> Result<(), CallError> {
        let fault = self.fault.take().map(|error| error.of(self.operation));
        fault.map_or(Ok(()), |error| Err(CallError::Request(error)))
    }

    /// Whether there is a header of this name, or there will be.
    fn has(&self, name: &str) -> bool {
        let is_authorization = AUTHORIZATION.as_str().eq_ignore_ascii_case(name);
        (is_authorization && self.basic.is_some())
            || self.sources.iter().any(|source| source.is_of_header(name))
            || (ACCEPT.as_str().eq_ignore_ascii_case(name) && self.accept.is_some())
            || self.headers.contains_key(name)
    }

    /// Takes the cookies of a parameter that is the header itself to the others.
    fn settle_cookies(&mut self) {
        let is_alone = self.cookies.is_empty() && self.cookie_credentials.is_empty();
        if is_alone && !self.sources.iter().any(Source::is_of_cookie) {
            return;
        }
        let Parts {
            headers, cookies, ..
        } = &mut *self.0;
        if let Some(Ok(header)) = headers.get(COOKIE).map(HeaderValue::to_str) {
            cookies.insert(0, header.to_owned());
        }
        self.write_cookies();
    }

    /// Writes the header `Cookie`, where there is something for it.
    pub(super) fn write_cookies(&mut self) {
        let mut all = self.cookies.join("; ");
        for (name, secret) in &self.cookie_credentials {
            let separator = if all.is_empty() { "" } else { "; " };
            all.push_str(&format!("{separator}{name}={}", secret.expose()));
        }
        if !all.is_empty() {
            self.insert(COOKIE.as_str(), &all, true);
        }
    }

    fn check(&self) -> Result<(), RequestError> {
        for (index, argument) in self.arguments.iter().enumerate() {
            let before = self.path.get(..argument.value.start).unwrap_or_default();
            let start = before.rfind('/').map_or(0, |slash| slash + 1);
            let rest = self.path.get(start..).unwrap_or_default();
            let segment = rest.split('/').next().unwrap_or_default();
            let reason = match segment {
                "" => "is empty, which isn't allowed in a path",
                // URLs are normalized when they are sent, so these would call another operation.
                "." | ".." => "is `.` or `..`, which isn't allowed in a path",
                _ if self.ends_early(argument, self.arguments.get(index + 1)) => {
                    "contains the text that ends it in the path"
                }
                _ => continue,
            };
            let argument = format!("path parameter `{}`", argument.name);
            return Err(RequestError::new(argument, reason));
        }
        Ok(())
    }

    /// Whether a value contains the literal text between it and the next parameter of its segment, so that
    /// a server would end the value there.
    fn ends_early(&self, argument: &PathArgument, next: Option<&PathArgument>) -> bool {
        let value = self.path.get(argument.value.clone()).unwrap_or_default();
        next.and_then(|next| self.path.get(argument.value.end..next.value.start))
            .filter(|between| !between.is_empty() && !between.contains('/'))
            .is_some_and(|between| value.contains(between))
    }

    /// Makes a reqwest request for a URL. A body that can be sent only once is added the first time.
    pub(super) fn complete(
        &mut self,
        http: &reqwest::Client,
        mut url: Url,
    ) -> reqwest::Result<RequestBuilder> {
        self.add_query_credentials(&mut url);
        let has_user = !url.username().is_empty() || url.password().is_some();
        let mut request = match has_user {
            // The user name and the password of a URL become a header.
            true => http.request(self.method.clone(), url).build()?,
            false => reqwest::Request::new(self.method.clone(), url),
        };
        // What is kept for another attempt is the copy: it has no room for what reqwest adds.
        let kept = self.headers.clone();
        let headers = mem::replace(&mut self.headers, kept);
        let of_url = mem::replace(request.headers_mut(), headers);
        for (name, value) in &of_url {
            let entry = request.headers_mut().entry(name);
            entry.or_insert_with(|| value.clone());
        }
        if let Some(accept) = self.accept.filter(|_| !self.headers.contains_key(ACCEPT)) {
            let accept = HeaderValue::from_static(accept);
            request.headers_mut().insert(ACCEPT, accept);
        }
        let mut builder = RequestBuilder::from_parts(http.clone(), request);
        if let Some(Basic { username, password }) = &self.basic {
            // reqwest encodes the pair and marks the header as sensitive.
            builder = builder.basic_auth(username, Some(password.expose()));
        }
        if self.announces_nothing() {
            builder = builder.header(CONTENT_LENGTH, 0);
        }
        Ok(self.body.attach(builder))
    }

    /// Whether an empty body needs a `Content-Length` (RFC 9110, section 8.6): if the request has a body,
    /// or the method usually has one.
    fn announces_nothing(&self) -> bool {
        match &self.body {
            RequestBody::Bytes(body) => body.is_empty(),
            RequestBody::Repeatable(_) | RequestBody::Once(_) => false,
            RequestBody::Empty => matches!(self.method, Method::POST | Method::PUT | Method::PATCH),
        }
    }
}

impl Deref for Request {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl DerefMut for Request {
    fn deref_mut(&mut self) -> &mut Parts {
        &mut self.0
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the body nor the credentials, as both can be secret.
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query.encoded())
            .field("accept", &self.accept)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

/// The body of a request.
pub(super) enum RequestBody {
    /// No body.
    Empty,
    /// Bytes in memory.
    Bytes(Bytes),
    /// A body that is encoded each time the request is sent.
    Repeatable(Arc<dyn Fn(RequestBuilder) -> RequestBuilder + Send + Sync>),
    /// A body that can be sent only once, such as a stream; `None` after that.
    Once(Option<Box<dyn FnOnce(RequestBuilder) -> RequestBuilder + Send + Sync>>),
}

impl RequestBody {
    pub(super) fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// Whether it was sent already and can't be sent again.
    pub(super) fn is_spent(&self) -> bool {
        matches!(self, Self::Once(None))
    }

    /// Clones the body; `None` if it can be sent only once.
    pub(super) fn try_clone(&self) -> Option<Self> {
        match self {
            Self::Empty => Some(Self::Empty),
            Self::Bytes(bytes) => Some(Self::Bytes(bytes.clone())),
            Self::Repeatable(attach) => Some(Self::Repeatable(Arc::clone(attach))),
            Self::Once(_) => None,
        }
    }

    fn attach(&mut self, builder: RequestBuilder) -> RequestBuilder {
        match self {
            Self::Empty => builder,
            Self::Bytes(bytes) => builder.body(bytes.clone()),
            Self::Repeatable(attach) => attach(builder),
            Self::Once(attach) => match attach.take() {
                Some(attach) => attach(builder),
                None => builder,
            },
        }
    }
}

/// Defines the builder of a request, with its methods `with_options`, `send` and `send_blocking`: its name,
/// the method of the tag that makes it, the `operationId`, the body and the errors that `send` returns, the
/// security schemes, and what becomes of an answer:
///
/// ```text
/// builder! {
///     GetUser, Users::get_user, "GetUser" -> types::User, GetUserError;
///     security: &[&[Scheme::BearerAuth]];
///     read: |response| response.require_or(&[200], GetUserError::read)?.json();
/// }
/// ```
///
/// An operation whose answers are read while they arrive has a method `send` of its own.
#[allow(unused_macros, reason = "a document may have no operations")]
macro_rules! builder {
    (
        $name:ident, $tag:ident::$method:ident, $id:literal -> $body:ty, $error:ty;
        $($(security: $security:expr;)? read: |$response:ident| $read:expr;)?
    ) => {
        #[doc = concat!("The request of [`", stringify!($tag), "::", stringify!($method), "`].")]
        #[derive(Debug)]
        #[must_use = "a request does nothing until it is sent"]
        pub struct $name<'a> {
            client: &'a $crate::Client,
            request: $crate::support::request::Request,
        }

        impl<'a> $name<'a> {
            fn new(
                client: &'a $crate::Client,
                mut request: $crate::support::request::Request,
            ) -> Self {
                request.operation($id);
                Self { client, request }
            }

            /// Sets the options of this call: its timeout, retries, and what is sent beside what the document
            /// says.
            pub fn with_options(mut self, options: $crate::CallOptions) -> Self {
                self.request.options(options);
                self
            }

            $(
                /// Sends the request, and reads the response.
                pub fn send(
                    self,
                ) -> impl Future<Output = Result<$crate::Response<$body>, $crate::Error<$error>>> {
                    self.client.execute(self.request, $($security,)? |$response| $read)
                }
            )?

            /// Does what `send` does, and waits for it: see [`blocking`](crate::blocking).
            #[cfg(feature = "blocking")]
            pub fn send_blocking(self) -> Result<$crate::Response<$body>, $crate::Error<$error>> {
                $crate::blocking::wait(self.send())
            }
        }
    };
}

#[allow(unused_imports, reason = "a document may have no operations")]
pub(crate) use builder;

/// Percent-encodes all characters but the unreserved ones (RFC 3986, section 2.3).
pub(super) fn encode(value: &dyn Display) -> String {
    let mut text = String::new();
    encode_to(&mut text, value);
    text
}

/// A name and a value, both percent-encoded.
pub(super) fn pair(name: &str, value: &dyn Display) -> String {
    let mut pair = String::with_capacity(name.len() + 24);
    write_pair(&mut pair, name, value);
    pair
}

fn write_pair(text: &mut String, name: &str, value: &dyn Display) {
    push_encoded(text, name);
    text.push('=');
    encode_to(text, value);
}

fn encode_to(text: &mut String, value: &dyn Display) {
    // Writing to a `String` fails only where the value's own `Display` does.
    let _ = write!(Encoded(text), "{value}");
}

/// Percent-encodes what is written to it.
struct Encoded<'a>(&'a mut String);

impl fmt::Write for Encoded<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        push_encoded(self.0, text);
        Ok(())
    }
}

fn push_encoded(text: &mut String, value: &str) {
    let is_unreserved =
        |byte| matches!(byte, b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~');
    // Most names and many values are sent as they are.
    if value.bytes().all(is_unreserved) {
        text.push_str(value);
    } else {
        text.extend(utf8_percent_encode(value, RESERVED));
    }
}
