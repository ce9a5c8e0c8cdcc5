//! What real clients of this API send otherwise than its document says, put into the
//! document's words before the emitted router reads it. The document's own words win.

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::Response;
use serde_json::{Map, Value};

use super::error::{json_response, response};

/// Larger bodies than any of the rewritten ones are left to the router to refuse.
const BODY_LARGEST: usize = 2 * 1024 * 1024;

/// The boolean query parameters of the API, which clients also send as 1 and 0, and
/// Python ones as True and False.
const BOOLEANS: [&str; 7] = [
    "active",
    "group_constrained",
    "inactive",
    "include_bots",
    "include_deleted",
    "set_system_admin",
    "without_team",
];

type Rewrite = fn(&mut Map<String, Value>);

/// Rewrites a request, and gives clients the JSON that they parse in every answer.
pub(crate) async fn layer(request: Request, next: Next) -> Response {
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let segments: Vec<&str> = segments(&path);
    let mut request = with_query(request, &method, &segments);
    if let Some(rewrite) = body_rewrite(&method, &segments)
        && is_json(request.headers())
    {
        request = match with_body(request, rewrite).await {
            Ok(request) => request,
            Err(response) => return response,
        };
    }
    let response = next.run(request).await;
    if response.status() == StatusCode::OK && has_empty_answer(&method, &segments) {
        return json_response(StatusCode::OK, r#"{"status":"OK"}"#.to_owned());
    }
    response
}

/// The path's segments below the API's base.
fn segments(path: &str) -> Vec<&str> {
    let below = path
        .strip_prefix(users_server::BASE_PATH)
        .unwrap_or_default();
    below.trim_start_matches('/').split('/').collect()
}

/// Operations that the document gives an empty answer, where drivers parse one all the same.
fn has_empty_answer(method: &Method, segments: &[&str]) -> bool {
    match segments {
        ["users"] => method == Method::DELETE,
        ["users", "migrate_auth", _] | ["users", "sessions", "revoke", "all"] => true,
        ["users", _, "typing"] => true,
        _ => false,
    }
}

fn with_query(mut request: Request, method: &Method, segments: &[&str]) -> Request {
    let renames: &[(&str, &str)] = match segments {
        ["users", "autocomplete"] => &[("in_team", "team_id"), ("in_channel", "channel_id")],
        ["users", _, "channel_members"] if method == Method::GET => &[("per_page", "pageSize")],
        _ => &[],
    };
    let Some(query) = request.uri().query() else {
        return request;
    };
    let query = rewrite_query(query, renames);
    let path = request.uri().path();
    if let Ok(uri) = format!("{path}?{query}").parse::<Uri>() {
        *request.uri_mut() = uri;
    }
    request
}

fn rewrite_query(query: &str, renames: &[(&str, &str)]) -> String {
    let pairs: Vec<(&str, Option<&str>)> = query
        .split('&')
        .map(|pair| match pair.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (pair, None),
        })
        .collect();
    let present = |name: &str| pairs.iter().any(|(key, _)| *key == name);
    let mut rewritten = Vec::new();
    for (key, value) in &pairs {
        let rename = renames
            .iter()
            .find(|(from, to)| from == key && !present(to));
        let key = rename.map_or(*key, |(_, to)| *to);
        match value {
            Some(value) if BOOLEANS.contains(&key) => match *value {
                // An empty one says nothing.
                "" => {}
                "1" | "t" | "T" | "True" | "TRUE" => rewritten.push(format!("{key}=true")),
                "0" | "f" | "F" | "False" | "FALSE" => rewritten.push(format!("{key}=false")),
                value => rewritten.push(format!("{key}={value}")),
            },
            Some(value) => rewritten.push(format!("{key}={value}")),
            None => rewritten.push(key.to_owned()),
        }
    }
    rewritten.join("&")
}

fn body_rewrite(method: &Method, segments: &[&str]) -> Option<Rewrite> {
    match (method.as_str(), segments) {
        ("POST", ["users", "login"]) => Some(login),
        ("POST", ["users", "login", "switch"]) => Some(switch),
        ("POST", ["users", "password", "reset"]) => Some(|body| rename(body, "token", "code")),
        ("POST", ["users", _, "terms_of_service"]) => Some(terms),
        ("PUT", ["users", _, "mfa"]) => Some(|body| {
            // To switch it off takes no code.
            if body.get("activate") == Some(&Value::Bool(true)) {
                number_to_text(body, "code");
            }
        }),
        ("POST", ["users"]) | ("PUT", ["users", _] | ["users", _, "patch"]) => Some(profile),
        _ => None,
    }
}

fn login(body: &mut Map<String, Value>) {
    text_to_bool(body, "ldap_only");
    number_to_text(body, "token");
}

fn switch(body: &mut Map<String, Value>) {
    // Only the way to e-mail has a new password and no present one.
    rename(body, "new_password", "password");
    rename(body, "ldap_ip", "ldap_id");
    number_to_text(body, "mfa_code");
}

fn terms(body: &mut Map<String, Value>) {
    rename(body, "termsOfServiceId", "serviceTermsId");
    if let Some(accepted @ Value::Bool(_)) = body.get_mut("accepted") {
        *accepted = Value::String(accepted.to_string());
    }
}

fn profile(body: &mut Map<String, Value>) {
    if let Some(Value::Object(timezone)) = body.get_mut("timezone") {
        text_to_bool(timezone, "useAutomaticTimezone");
    }
}

fn rename(body: &mut Map<String, Value>, from: &str, to: &str) {
    if body.get(to).is_none_or(Value::is_null)
        && let Some(value) = body.remove(from)
    {
        body.insert(to.to_owned(), value);
    }
}

fn text_to_bool(body: &mut Map<String, Value>, key: &str) {
    let Some(value) = body.get_mut(key) else {
        return;
    };
    match value.as_str() {
        Some("true") => *value = Value::Bool(true),
        Some("false" | "") => *value = Value::Bool(false),
        _ => {}
    }
}

/// One-time codes are texts, because they may begin with a zero.
fn number_to_text(body: &mut Map<String, Value>, key: &str) {
    if let Some(value) = body.get_mut(key)
        && let Some(number) = value.as_u64()
    {
        *value = Value::String(format!("{number:06}"));
    }
}

fn is_json(headers: &HeaderMap) -> bool {
    let media_type = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    media_type.is_some_and(|media_type| {
        let essence = media_type.split(';').next().unwrap_or_default();
        essence.trim().eq_ignore_ascii_case("application/json")
    })
}

async fn with_body(request: Request, rewrite: Rewrite) -> Result<Request, Response> {
    let announced = request.headers().get(CONTENT_LENGTH);
    let announced = announced.and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
    if announced.is_some_and(|length| length > BODY_LARGEST) {
        // The emitted server refuses it, and reads on so that the client may see why.
        return Ok(request);
    }
    let (mut parts, body) = request.into_parts();
    let bytes = to_bytes(body, BODY_LARGEST).await.map_err(|_| {
        response(
            StatusCode::PAYLOAD_TOO_LARGE,
            "context.body_too_large",
            "The request's body is too large, or broke off.",
            "",
        )
    })?;
    let bytes = rewrite_body(bytes, rewrite);
    parts
        .headers
        .insert(CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    Ok(Request::from_parts(parts, Body::from(bytes)))
}

/// What isn't a JSON object is left to the router, which says what is wrong with it.
fn rewrite_body(bytes: Bytes, rewrite: Rewrite) -> Bytes {
    match serde_json::from_slice(&bytes) {
        Ok(Value::Object(mut body)) => {
            rewrite(&mut body);
            Bytes::from(Value::Object(body).to_string())
        }
        _ => bytes,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rewritten(method: &str, path: &str, body: &str) -> String {
        let method = method.parse().unwrap();
        let rewrite = body_rewrite(&method, &segments(path)).unwrap();
        let bytes = rewrite_body(Bytes::copy_from_slice(body.as_bytes()), rewrite);
        String::from_utf8(bytes.to_vec()).unwrap()
    }

    #[test]
    fn query_names_and_booleans_are_the_documents() {
        let renames = [("in_team", "team_id")];
        for (query, expected) in [
            ("in_team=x&name=a%26b", "team_id=x&name=a%26b"),
            ("in_team=x&team_id=y", "in_team=x&team_id=y"),
            (
                "without_team=1&active=False&inactive=",
                "without_team=true&active=false",
            ),
            ("active=maybe&flag", "active=maybe&flag"),
        ] {
            assert_eq!(rewrite_query(query, &renames), expected);
        }
    }

    #[test]
    fn body_names_and_types_are_the_documents() {
        for (method, path, body, expected) in [
            (
                "POST",
                "/api/v4/users/password/reset",
                r#"{"token":"t"}"#,
                r#"{"code":"t"}"#,
            ),
            (
                "POST",
                "/api/v4/users/me/terms_of_service",
                r#"{"termsOfServiceId":"t","accepted":true}"#,
                r#"{"accepted":"true","serviceTermsId":"t"}"#,
            ),
            (
                "POST",
                "/api/v4/users/login",
                r#"{"token":7}"#,
                r#"{"token":"000007"}"#,
            ),
            (
                "POST",
                "/api/v4/users/login/switch",
                r#"{"password":null,"new_password":"p"}"#,
                r#"{"password":"p"}"#,
            ),
            (
                "PUT",
                "/api/v4/users/me/patch",
                r#"{"timezone":{"useAutomaticTimezone":"true"}}"#,
                r#"{"timezone":{"useAutomaticTimezone":true}}"#,
            ),
            (
                "POST",
                "/api/v4/users/password/reset",
                "[not json",
                "[not json",
            ),
        ] {
            let expected: Result<Value, _> = serde_json::from_str(expected);
            let actual: Result<Value, _> = serde_json::from_str(&rewritten(method, path, body));
            assert_eq!(actual.ok(), expected.ok(), "{path}");
        }
    }
}
