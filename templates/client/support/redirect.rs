//! Redirects (RFC 9110, section 15.4): which ones are followed, and with which request.

use reqwest::header::{
    ACCEPT, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, LOCATION,
};
use reqwest::{Method, StatusCode, Url};

use super::request::{Request, RequestBody};

/// How many redirects in a row are followed.
pub(super) const MAX_REDIRECTS: usize = 10;

/// Which redirects a client follows. The others are returned like any other response.
///
/// 301, 302, 307 and 308 repeat the request with its method and body; 303 becomes a GET. A 301 or 302
/// of a POST isn't followed, as clients disagree on the method, and neither is one for which a body
/// would have to be sent again that is a stream. An operation whose documented success is a redirect
/// always returns it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Redirects {
    /// None.
    Never,
    /// Those to the same origin: scheme, host and port are the same.
    #[default]
    SameOrigin,
    /// Those to other origins as well, but never from `https` to `http`. What goes to another
    /// origin is a plain GET or HEAD: without credentials, without parameters in headers and
    /// cookies, and without the settings of [`http_client`](crate::ClientBuilder::http_client),
    /// which may hold credentials of their own.
    AnyOrigin,
}

/// The target of a redirect.
pub(super) struct Target {
    pub(super) method: Method,
    pub(super) url: Url,
    /// Whether the body is sent again.
    pub(super) keeps_body: bool,
    pub(super) is_same_origin: bool,
}

impl Redirects {
    /// The target of the response to a request for `url`; `None` if it isn't followed.
    pub(super) fn target(
        self,
        (method, url): (&Method, &Url),
        (status, headers): (StatusCode, &HeaderMap),
    ) -> Option<Target> {
        let method = next_method(method, status)?;
        let location = std::str::from_utf8(headers.get(LOCATION)?.as_bytes()).ok()?;
        let next = url.join(location).ok()?;
        let is_web = matches!(next.scheme(), "http" | "https");
        if !is_web || !next.username().is_empty() || next.password().is_some() {
            return None;
        }
        let is_same_origin = next.origin() == url.origin();
        let is_downgrade = url.scheme() == "https" && next.scheme() == "http";
        let is_plain = matches!(method, Method::GET | Method::HEAD);
        let is_allowed = match self {
            Self::Never => false,
            Self::SameOrigin => is_same_origin,
            Self::AnyOrigin => is_same_origin || (is_plain && !is_downgrade),
        };
        is_allowed.then_some(Target {
            method,
            url: next,
            keeps_body: status != StatusCode::SEE_OTHER,
            is_same_origin,
        })
    }
}

/// The method of the next request; `None` if the status isn't a redirect that is followed.
fn next_method(method: &Method, status: StatusCode) -> Option<Method> {
    match status {
        StatusCode::SEE_OTHER if *method == Method::HEAD => Some(Method::HEAD),
        StatusCode::SEE_OTHER => Some(Method::GET),
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND if *method == Method::POST => None,
        StatusCode::MOVED_PERMANENTLY
        | StatusCode::FOUND
        | StatusCode::TEMPORARY_REDIRECT
        | StatusCode::PERMANENT_REDIRECT => Some(method.clone()),
        _ => None,
    }
}

impl Request {
    /// The next request; `None` if its body can't be sent again.
    pub(super) fn redirected(&self, target: &Target) -> Option<Self> {
        let has_body = target.keeps_body && !self.body.is_empty();
        if has_body && !target.is_same_origin {
            return None;
        }
        let body = match has_body {
            true => self.body.try_clone()?,
            false => RequestBody::Empty,
        };
        let mut next = self.with_body(body);
        next.method = target.method.clone();
        if !target.keeps_body {
            for name in [
                CONTENT_TYPE,
                CONTENT_LENGTH,
                CONTENT_ENCODING,
                CONTENT_LANGUAGE,
            ] {
                next.headers.remove(name);
            }
        }
        if !target.is_same_origin {
            let accept = next.headers.remove(ACCEPT);
            next.headers.clear();
            if let Some(accept) = accept {
                next.headers.insert(ACCEPT, accept);
            }
            next.basic = None;
            next.sources.clear();
            next.query_credentials.clear();
        }
        Some(next)
    }
}
