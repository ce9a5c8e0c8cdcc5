//! Sessions of browsers: by cookie, with a token against forged requests.
//!
//! Cookies are only given to scripts of our own page, which show themselves by
//! `X-Requested-With`: no form of another page can send it.

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method};
use axum::middleware::Next;
use axum::response::Response;

use crate::context::{Context, Opened};
use crate::domain::secret::{Digest, Secret, same};
use crate::world::World;

const TOKEN_COOKIE: &str = "MMAUTHTOKEN";
const USER_COOKIE: &str = "MMUSERID";
const CSRF_COOKIE: &str = "MMCSRF";
const REQUESTED_WITH: HeaderName = HeaderName::from_static("x-requested-with");
const CSRF_HEADER: HeaderName = HeaderName::from_static("x-csrf-token");
/// As long as a session lasts.
const MAX_AGE_SECONDS: u32 = 30 * 24 * 60 * 60;

/// Turns a session cookie into a bearer token, and a login into cookies.
pub(crate) async fn layer(
    State(world): State<World>,
    mut request: Request,
    next: Next,
) -> Response {
    let scripted = is_scripted(request.headers());
    let token = cookie(request.headers(), TOKEN_COOKIE);
    let logout = request.uri().path().ends_with("/users/logout");
    let had_cookie = token.is_some();
    if let Some(token) = token
        && !request.headers().contains_key(AUTHORIZATION)
        && is_genuine(&world, &request, &token)
        && let Ok(mut bearer) = HeaderValue::from_str(&format!("Bearer {}", token.expose()))
    {
        bearer.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, bearer);
    }
    let mut response = next.run(request).await;
    let done = response.status().is_success() || response.status().is_redirection();
    if let Some(opened) = Context::current()
        .take_opened()
        .filter(|_| done && scripted)
    {
        set_cookies(response.headers_mut(), &opened);
    } else if logout && done && (scripted || had_cookie) {
        clear_cookies(response.headers_mut());
    }
    response
}

fn is_scripted(headers: &HeaderMap) -> bool {
    let with = headers.get(REQUESTED_WITH);
    with.is_some_and(|with| with.as_bytes().eq_ignore_ascii_case(b"XMLHttpRequest"))
}

/// Whether the request comes from our own page. One that changes something has to
/// prove it; without the proof its cookie counts for nothing.
fn is_genuine(world: &World, request: &Request, token: &Secret) -> bool {
    if matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    ) {
        return true;
    }
    let header = request.headers().get(CSRF_HEADER);
    let Some(given) = header.and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let token = Digest::of(token.expose());
    let csrf = world.with(|state| {
        let now = state.clock.peek();
        let session = state.sessions.by_token(token, now);
        session.map(|session| session.csrf.clone())
    });
    csrf.is_some_and(|csrf| same(csrf.expose(), given))
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<Secret> {
    headers
        .get_all(COOKIE)
        .into_iter()
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == name && !value.is_empty())
        .map(|(_, value)| Secret::from(value.to_owned()))
}

fn set_cookies(headers: &mut HeaderMap, opened: &Opened) {
    append(
        headers,
        TOKEN_COOKIE,
        opened.token.expose(),
        MAX_AGE_SECONDS,
    );
    append(headers, USER_COOKIE, &opened.user_id, MAX_AGE_SECONDS);
    append(headers, CSRF_COOKIE, opened.csrf.expose(), MAX_AGE_SECONDS);
}

fn clear_cookies(headers: &mut HeaderMap) {
    for name in [TOKEN_COOKIE, USER_COOKIE, CSRF_COOKIE] {
        append(headers, name, "", 0);
    }
}

fn append(headers: &mut HeaderMap, name: &str, value: &str, max_age: u32) {
    // The page's script reads the other two; the token is none of its business.
    let hidden = if name == TOKEN_COOKIE {
        "; HttpOnly"
    } else {
        ""
    };
    let cookie = format!("{name}={value}; Path=/; Max-Age={max_age}; SameSite=Lax{hidden}");
    if let Ok(mut cookie) = HeaderValue::from_str(&cookie) {
        cookie.set_sensitive(true);
        headers.append(SET_COOKIE, cookie);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(COOKIE, HeaderValue::from_static("a=1; MMAUTHTOKEN=t=1 ;b"));
        assert_eq!(cookie(&headers, TOKEN_COOKIE).unwrap().expose(), "t=1");
        assert!(cookie(&headers, "MMCSRF").is_none());
    }

    #[test]
    fn only_the_token_is_hidden_from_scripts() {
        let mut headers = HeaderMap::new();
        clear_cookies(&mut headers);
        let hidden = |value: &&HeaderValue| value.to_str().unwrap().contains("HttpOnly");
        assert_eq!(headers.get_all(SET_COOKIE).iter().count(), 3);
        assert_eq!(headers.get_all(SET_COOKIE).iter().filter(hidden).count(), 1);
    }
}
