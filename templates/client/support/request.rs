//! A request under construction.
//!
//! Setters never fail: the first argument that can't be sent is remembered, and reported instead
//! of sending. So the typed requests around this one chain without a `Result` at every step.

use std::fmt::{self, Display, Write as _};

use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{
    ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue,
};
use reqwest::{Method, RequestBuilder, Url};
use serde::Serialize;

use super::error::RequestError;
use super::secret::{Basic, Secret};
use crate::types::support::json;

/// Everything but RFC 3986's unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

type Finish = Box<dyn FnOnce(RequestBuilder) -> RequestBuilder + Send + Sync>;

/// A request under construction.
pub struct Request {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) headers: HeaderMap,
    /// The parameters by their names, each with its encoded pairs.
    query: Vec<(String, String)>,
    pub(super) query_credentials: Vec<(String, Secret)>,
    pub(super) basic: Option<Basic>,
    pub(super) cookies: Vec<String>,
    pub(super) body: Option<Bytes>,
    finish: Option<Finish>,
    /// Whether the body can't be sent again.
    pub(super) is_body_consumed: bool,
    /// Whether a redirect is what the operation succeeds with.
    pub(super) expects_redirect: bool,
    arguments: Vec<PathArgument>,
    fault: Option<RequestError>,
    pub(super) server: Option<Server>,
}

/// Where a request goes instead of the base URL.
pub(super) struct Server {
    pub(super) url: String,
    /// Whether it is the document that says so.
    pub(super) documented: bool,
}

/// A path parameter, and where in the path its value stands.
struct PathArgument {
    name: &'static str,
    value: std::ops::Range<usize>,
}

impl Request {
    /// An empty request that asks for JSON.
    pub fn new(method: Method) -> Self {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        Self {
            method,
            path: String::new(),
            headers,
            query: Vec::new(),
            query_credentials: Vec::new(),
            basic: None,
            cookies: Vec::new(),
            body: None,
            finish: None,
            is_body_consumed: false,
            expects_redirect: false,
            arguments: Vec::new(),
            fault: None,
            server: None,
        }
    }

    /// Sends the request to a server that the document names for it.
    pub fn server(&mut self, url: impl Into<String>) -> &mut Self {
        self.server = Some(Server {
            url: url.into(),
            documented: true,
        });
        self
    }

    /// Sends the request to a server that the document doesn't know.
    pub fn other_server(&mut self, url: impl Into<String>) -> &mut Self {
        self.server = Some(Server {
            url: url.into(),
            documented: false,
        });
        self
    }

    /// Takes a redirect as the answer, whatever the client does with others.
    pub fn expects_redirect(&mut self) -> &mut Self {
        self.expects_redirect = true;
        self
    }

    /// Appends a fixed part of the path.
    pub fn path(&mut self, text: &str) -> &mut Self {
        self.path.push_str(text);
        self
    }

    /// Appends an argument to the path, percent-encoded so that it can't leave its segment.
    pub fn path_parameter(&mut self, name: &'static str, value: &dyn Display) -> &mut Self {
        self.path_encoded(name, &encode(value))
    }

    /// Appends to the path what is encoded already.
    pub fn path_encoded(&mut self, name: &'static str, text: &str) -> &mut Self {
        let start = self.path.len();
        self.path.push_str(text);
        let value = start..self.path.len();
        self.arguments.push(PathArgument { name, value });
        self
    }

    /// Sets a query parameter. An earlier value of that name is replaced.
    pub fn query(&mut self, name: &str, value: &dyn Display) -> &mut Self {
        let pair = format!("{}={}", encode(&name), encode(value));
        self.query_encoded(name, pair)
    }

    /// Adds a pair that every call has, encoded already.
    pub fn fixed_query(&mut self, name: &str, value: &str) -> &mut Self {
        let pair = match value {
            "" => name.to_owned(),
            value => format!("{name}={value}"),
        };
        self.query.push((String::new(), pair));
        self
    }

    /// Sets what stands in the query for a parameter, encoded already.
    pub fn query_encoded(&mut self, name: &str, pairs: String) -> &mut Self {
        match self.query.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = pairs,
            None => self.query.push((name.to_owned(), pairs)),
        }
        self
    }

    /// Sets a header. An earlier value of that name is replaced.
    pub fn header(&mut self, name: &str, value: &dyn Display) -> &mut Self {
        self.insert(name, &value.to_string(), false)
    }

    /// Sets a header to text that is ready.
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
            // The value stays out of the message: it may be a credential.
            _ => self.fault(
                format!("header `{name}`"),
                "holds a character that no header can carry, or a blank at its ends",
            ),
        }
        self
    }

    /// Adds a cookie, percent-encoded.
    pub fn cookie(&mut self, name: &str, value: &dyn Display) -> &mut Self {
        self.cookies
            .push(format!("{}={}", encode(&name), encode(value)));
        self
    }

    /// Adds a cookie that is encoded already.
    pub fn cookie_encoded(&mut self, pair: String) {
        self.cookies.push(pair);
    }

    /// Asks for other media types than JSON.
    pub fn accept(&mut self, media_types: &'static str) -> &mut Self {
        self.headers
            .insert(ACCEPT, HeaderValue::from_static(media_types));
        self
    }

    /// Sends `body` as JSON.
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

    /// Sends text.
    pub fn text(&mut self, content_type: &'static str, body: &str) -> &mut Self {
        self.bytes(content_type, body.to_owned())
    }

    /// Sends a body of any other media type.
    pub fn bytes(&mut self, content_type: &'static str, body: impl Into<Bytes>) -> &mut Self {
        self.content_type(content_type);
        self.body = Some(body.into());
        self
    }

    /// Names a body's media type where it is more special than that of its encoding, such as
    /// `application/merge-patch+json`.
    pub fn content_type(&mut self, content_type: &'static str) -> &mut Self {
        self.headers
            .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        self
    }

    /// Remembers the first argument that can't be sent.
    pub fn fault(&mut self, argument: impl Into<String>, reason: impl Into<String>) {
        if self.fault.is_none() {
            self.fault = Some(RequestError::new(argument, reason));
        }
    }

    /// Lets `finish` complete the request where reqwest does the encoding.
    pub fn finish_with(
        &mut self,
        finish: impl FnOnce(RequestBuilder) -> RequestBuilder + Send + Sync + 'static,
    ) {
        self.finish = Some(match self.finish.take() {
            None => Box::new(finish),
            Some(earlier) => Box::new(move |builder| finish(earlier(builder))),
        });
    }

    /// Reports the first argument that can't be sent, if there is one.
    pub(super) fn check(&mut self) -> Result<(), RequestError> {
        for (index, argument) in self.arguments.iter().enumerate() {
            let before = self.path.get(..argument.value.start).unwrap_or_default();
            let start = before.rfind('/').map_or(0, |slash| slash + 1);
            let rest = self.path.get(start..).unwrap_or_default();
            let segment = rest.split('/').next().unwrap_or_default();
            let reason = match segment {
                "" => "is empty, which no path can carry",
                // URLs are normalised on their way: these would call another operation.
                "." | ".." => "is a dot segment, which no path can carry",
                _ if self.ends_early(argument, self.arguments.get(index + 1)) => {
                    "holds the text that ends it in the path"
                }
                _ => continue,
            };
            let argument = format!("path parameter `{}`", argument.name);
            return Err(RequestError::new(argument, reason));
        }
        if !self.cookies.is_empty() {
            // A parameter may be the header itself.
            if let Some(Ok(header)) = self.headers.get(COOKIE).map(HeaderValue::to_str) {
                self.cookies.insert(0, header.to_owned());
            }
            self.insert(COOKIE.as_str(), &self.cookies.join("; "), true);
        }
        self.fault.take().map_or(Ok(()), Err)
    }

    /// Whether a value has in it what stands between it and the next one of its segment: a server
    /// would end it there.
    fn ends_early(&self, argument: &PathArgument, next: Option<&PathArgument>) -> bool {
        let value = self.path.get(argument.value.clone()).unwrap_or_default();
        next.and_then(|next| self.path.get(argument.value.end..next.value.start))
            .filter(|between| !between.is_empty() && !between.contains('/'))
            .is_some_and(|between| value.contains(between))
    }

    /// The encoded query of the parameters, without the question mark.
    pub(super) fn encoded_query(&self) -> Option<String> {
        let pairs = self.query.iter().map(|(_, pairs)| pairs.as_str());
        let pairs: Vec<&str> = pairs.filter(|pairs| !pairs.is_empty()).collect();
        (!pairs.is_empty()).then(|| pairs.join("&"))
    }

    /// Adds the API keys to a URL that lacks them.
    pub(super) fn add_query_credentials(&self, url: &mut Url) {
        for (name, secret) in &self.query_credentials {
            if url.query_pairs().any(|(known, _)| encode(&known) == *name) {
                continue;
            }
            let key = format!("{name}={}", encode(&secret.expose()));
            let query = match url.query().filter(|query| !query.is_empty()) {
                Some(query) => format!("{query}&{key}"),
                None => key,
            };
            url.set_query(Some(&query));
        }
    }

    /// Moves everything but method, path and query over. A body that can't be sent again goes
    /// along only the first time.
    pub(super) fn complete(&mut self, mut builder: RequestBuilder) -> RequestBuilder {
        builder = builder.headers(self.headers.clone());
        if let Some(Basic { username, password }) = &self.basic {
            // reqwest encodes the pair and marks the header as sensitive.
            builder = builder.basic_auth(username, Some(password.expose()));
        }
        if self.announces_nothing() {
            builder = builder.header(CONTENT_LENGTH, 0);
        }
        if let Some(body) = self.body.clone() {
            builder = builder.body(body);
        }
        match self.finish.take() {
            Some(finish) => {
                self.is_body_consumed = true;
                finish(builder)
            }
            None => builder,
        }
    }

    /// Whether the length of a body without bytes has to be said (RFC 9110, section 8.6): where
    /// there is one, or where the method gives one a meaning.
    fn announces_nothing(&self) -> bool {
        match &self.body {
            Some(body) => body.is_empty(),
            None if self.finish.is_some() => false,
            None => matches!(self.method, Method::POST | Method::PUT | Method::PATCH),
        }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // No body and no credentials: the one may hold passwords, the other are secrets.
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("query", &self.query)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}

/// Percent-encodes all but RFC 3986's unreserved characters.
pub(super) fn encode(value: &dyn Display) -> String {
    let mut text = String::new();
    // Writing to a `String` fails only where the value's own `Display` does.
    let _ = write!(text, "{value}");
    utf8_percent_encode(&text, RESERVED).to_string()
}
