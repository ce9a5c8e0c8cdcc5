//! Requests as clients send them.

use super::super::http::{self, Message, essence};
use super::super::suite::{self, Body, Call};
use super::{form, same_json, same_text, short};
use crate::values::document::decoded;

/// Headers that say nothing of the call.
const USUAL: [&str; 7] = [
    "accept",
    "connection",
    "content-length",
    "content-type",
    "host",
    "transfer-encoding",
    "user-agent",
];

/// Whether a request is what the scenario says.
pub(in super::super) fn check(call: &Call, request: &Message) -> Result<(), String> {
    let method = request.word(0);
    if method != call.method {
        return Err(format!("sends {method} instead of {}", call.method));
    }
    let (path, query) = request
        .word(1)
        .split_once('?')
        .unwrap_or((request.word(1), ""));
    check_path(&call.uri, path)?;
    check_query(call, query)?;
    let headers = call.request.headers();
    for (name, wanted) in &headers {
        match request.get(name) {
            None => return Err(format!("sends no header `{name}`")),
            Some(found) if !same_text(wanted, &found) => {
                return Err(format!(
                    "sends `{name}: {}` instead of `{wanted}`",
                    short(&found)
                ));
            }
            Some(_) => {}
        }
    }
    let unasked = request
        .headers
        .iter()
        .find(|(name, _)| !headers.contains_key(name) && !USUAL.contains(&name.as_str()));
    if let Some((name, value)) = unasked {
        return Err(format!(
            "sends a header `{name}: {}` that nobody asked for",
            short(value)
        ));
    }
    match &call.request.body {
        Some(body) => check_body(body, request),
        None if !request.body.is_empty() => Err("sends a body".to_owned()),
        None if request.get("content-type").is_some() => {
            Err("sends a `Content-Type` without a body".to_owned())
        }
        None => Ok(()),
    }
}

/// Whether a request has the method and the path of a call.
pub(in super::super) fn is_for(call: &Call, request: &Message) -> bool {
    let target = request.word(1);
    let (path, _) = target.split_once('?').unwrap_or((target, ""));
    request.word(0) == call.method && check_path(&call.uri, path).is_ok()
}

/// The suite decodes paths before it compares them; a slash that is encoded separates nothing.
fn check_path(wanted: &str, found: &str) -> Result<(), String> {
    let segments = |path: &str| path.split('/').map(decoded).collect::<Vec<_>>();
    // Nor does a slash at the end tell paths apart.
    let plain = |path: &str| segments(path.strip_suffix('/').unwrap_or(path));
    if plain(wanted) == plain(found) {
        return Ok(());
    }
    Err(format!("sends the path `{found}` instead of `{wanted}`"))
}

/// The order of names doesn't matter, that of values of one name does.
fn check_query(call: &Call, query: &str) -> Result<(), String> {
    let mut wanted = Vec::new();
    for (name, value) in &call.request.query {
        match value.as_array() {
            Some(items) => {
                wanted.extend(items.iter().map(|item| (name.clone(), suite::text(item))));
            }
            None => wanted.push((name.clone(), suite::text(value))),
        }
    }
    let mut found = http::query(query);
    wanted.sort_by(|one, other| one.0.cmp(&other.0));
    found.sort_by(|one, other| one.0.cmp(&other.0));
    let mut pairs = wanted.iter().zip(&found);
    let same = wanted.len() == found.len()
        && pairs.all(|(wanted, found)| wanted.0 == found.0 && same_text(&wanted.1, &found.1));
    if same {
        return Ok(());
    }
    let wanted: Vec<String> = wanted
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    Err(format!(
        "sends the query `{}` instead of `{}`",
        short(query),
        wanted.join("&")
    ))
}

fn check_body(wanted: &Body, request: &Message) -> Result<(), String> {
    let media_type = request.get("content-type").unwrap_or_default();
    if essence(&media_type) != essence(wanted.content_type()) {
        return Err(format!(
            "sends the media type `{media_type}` instead of `{}`",
            wanted.content_type()
        ));
    }
    if wanted.files.is_some() {
        let parts = form::read(&media_type, &request.body)?;
        return form::check(wanted, &parts);
    }
    if let Some(json) = &wanted.json
        && let Ok(found) = serde_json::from_slice(&request.body)
    {
        return same_json(json, &found).map_err(|why| format!("sends a body that differs: {why}"));
    }
    if essence(&media_type) == "application/jsonl" {
        // Blanks between the values of JSON mean nothing.
        let lines = |bytes: &[u8]| super::lines(&String::from_utf8_lossy(bytes));
        let same = same_json(&lines(&wanted.bytes()), &lines(&request.body));
        return same.map_err(|why| format!("sends a body that differs: {why}"));
    }
    if wanted.bytes() == request.body {
        return Ok(());
    }
    Err(format!(
        "sends the body `{}` instead of `{}`",
        short(&String::from_utf8_lossy(&request.body)),
        short(&String::from_utf8_lossy(&wanted.bytes()))
    ))
}
