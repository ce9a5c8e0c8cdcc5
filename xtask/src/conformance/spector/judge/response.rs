//! Responses: what a client made of one, and what a server sends.

use oasmith::ir::Status;
use oasmith::view::ResponseView;
use serde_json::{Value, json};

use super::super::http::{Message, essence};
use super::super::suite::{Body, Call};
use super::{same_json, same_text, short};
use crate::values::compare;

/// Whether what a client made of the response is what it was.
pub(in super::super) fn check_outcome(
    call: &Call,
    documented: &[ResponseView],
    outcome: &Value,
) -> Result<(), String> {
    if let Some(fault) = outcome.get("fault").and_then(Value::as_str) {
        return Err(fault.to_owned());
    }
    let response = &call.response;
    let status = outcome.get("status").and_then(Value::as_u64);
    let status = status.unwrap_or_default();
    if status != u64::from(response.status) {
        return Err(format!(
            "gives the status {status} instead of {}",
            response.status
        ));
    }
    let covers = |view: &ResponseView| match view.status {
        Status::Code(code) => code == response.status,
        Status::Range(digit) => digit == response.status / 100,
        Status::Default => true,
    };
    if outcome.get("undocumented").is_some() && documented.iter().any(covers) {
        return Err(format!(
            "takes the status {} for undocumented",
            response.status
        ));
    }
    // What the document has no header for isn't typed.
    let headers = response.headers();
    let typed = outcome.get("headers").and_then(Value::as_object);
    for (name, found) in typed.into_iter().flatten() {
        let found = match found {
            Value::Null => None,
            other => Some(super::super::suite::text(other)),
        };
        let media_type = response.content_type().filter(|_| name == "content-type");
        let wanted = headers.get(name).cloned().or(media_type);
        let same = match (&wanted, &found) {
            (Some(wanted), Some(found)) => same_text(wanted, found),
            (wanted, found) => wanted.is_none() && found.is_none(),
        };
        if !same {
            return Err(format!(
                "reads the header `{name}` as {found:?} instead of {wanted:?}"
            ));
        }
    }
    let found = outcome.get("body").cloned().unwrap_or_default();
    let Some(body) = response.body.as_ref().filter(|_| call.method != "HEAD") else {
        return match found {
            Value::Null => Ok(()),
            other => Err(format!("reads a body: {}", compare::short(&other))),
        };
    };
    check_read(body, &found)
}

/// Whether a body is what was made of it.
pub(super) fn check_read(body: &Body, found: &Value) -> Result<(), String> {
    let differs = |why: String| format!("reads a body that differs: {why}");
    let text = String::from_utf8_lossy(&body.bytes()).into_owned();
    let Some((kind, found)) = found.as_object().and_then(|members| members.iter().next()) else {
        return Err("reads no body".to_owned());
    };
    match kind.as_str() {
        "json" => {
            let wanted = match &body.json {
                Some(json) => json.clone(),
                None => serde_json::from_str(&text).unwrap_or(Value::from(text)),
            };
            same_json(&wanted, found).map_err(differs)
        }
        "text" if found.as_str() == Some(&text) => Ok(()),
        "text" => Err(differs(compare::short(found))),
        "bytes" if *found == json!(body.bytes()) => Ok(()),
        "bytes" => Err(differs("other bytes".to_owned())),
        "lines" => same_json(&lines(&text), found).map_err(differs),
        "events" => same_events(&events(&text), found).map_err(differs),
        other => Err(format!("reads a body of {other}")),
    }
}

/// Whether a server's response is what the scenario says.
pub(in super::super) fn check_message(call: &Call, message: &Message) -> Result<(), String> {
    let response = &call.response;
    if message.word(1) != response.status.to_string() {
        let text = String::from_utf8_lossy(&message.body);
        return Err(format!(
            "answers {} instead of {}: {}",
            message.word(1),
            response.status,
            short(&text)
        ));
    }
    for (name, wanted) in response.headers() {
        match message.get(&name) {
            None => return Err(format!("answers without the header `{name}`")),
            Some(found) if !same_text(&wanted, &found) => {
                return Err(format!("answers `{name}: {found}` instead of `{wanted}`"));
            }
            Some(_) => {}
        }
    }
    let media_type = message.get("content-type").unwrap_or_default();
    let wanted = response.content_type().unwrap_or_default();
    if essence(&media_type) != essence(&wanted) {
        return Err(format!(
            "answers with the media type `{media_type}` instead of `{wanted}`"
        ));
    }
    let Some(body) = response.body.as_ref().filter(|_| call.method != "HEAD") else {
        return match message.body.is_empty() {
            true => Ok(()),
            false => Err("answers with a body".to_owned()),
        };
    };
    let differs = |why: String| format!("answers with a body that differs: {why}");
    let text = String::from_utf8_lossy(&message.body);
    match essence(&media_type).as_str() {
        "text/event-stream" => {
            let wanted = events(&String::from_utf8_lossy(&body.bytes()));
            match same_json(&wanted.into(), &events(&text).into()) {
                Ok(()) => Ok(()),
                Err(why) => Err(differs(why)),
            }
        }
        "application/jsonl" => {
            let wanted = lines(&String::from_utf8_lossy(&body.bytes()));
            same_json(&wanted, &lines(&text)).map_err(differs)
        }
        _ if body.bytes() == message.body => Ok(()),
        _ => match (&body.json, serde_json::from_slice(&message.body)) {
            (Some(wanted), Ok(found)) => same_json(wanted, &found).map_err(differs),
            _ => Err(differs(short(&text))),
        },
    }
}

/// The values of JSON lines.
pub(in super::super) fn lines(text: &str) -> Value {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| serde_json::from_str(line).unwrap_or(Value::from(line)))
        .collect()
}

/// Server-sent events as a reader takes them (WHATWG HTML, section 9.2.6): what has no data is none,
/// and what has no type is a `message`, which is told as no type here.
pub(in super::super) fn events(text: &str) -> Vec<Value> {
    let mut events = Vec::new();
    for block in text.split("\n\n") {
        let (mut event, mut id, mut retry, mut data) = (None, None, None, Vec::new());
        for line in block.lines() {
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match name {
                "event" => event = Some(value).filter(|name| !is_default(name)),
                "id" if !value.contains('\0') => id = Some(value),
                "retry" => retry = value.parse::<u64>().ok().or(retry),
                "data" => data.push(value),
                _ => {}
            }
        }
        if !data.is_empty() {
            let data = data.join("\n");
            let data = serde_json::from_str(&data).unwrap_or(Value::from(data));
            events.push(json!({"event": event, "id": id, "retry": retry, "data": data}));
        }
    }
    events
}

/// Whether a client read the events: all of them, or all but one at the end that only ends.
fn same_events<'a>(wanted: &'a [Value], found: &'a Value) -> Result<(), String> {
    let found = found.as_array().map(Vec::as_slice).unwrap_or_default();
    let wanted = match wanted.split_last() {
        Some((last, others)) if found.len() == others.len() && ends(last) => others,
        _ => wanted,
    };
    if wanted.len() != found.len() {
        return Err(format!(
            "{} events instead of {}",
            found.len(),
            wanted.len()
        ));
    }
    wanted.iter().zip(found).try_for_each(|(wanted, found)| {
        let data = |event: &Value| event.get("data").cloned().unwrap_or_default();
        let (mut here, there) = (data(found), data(wanted));
        // Data may be the whole event, where a schema describes that.
        if let Some(inner) = here.get("data").filter(|_| there.get("data").is_none()) {
            here = inner.clone();
        }
        // And it may be text that holds JSON.
        if let (Value::String(text), false) = (&here, there.is_string()) {
            here = serde_json::from_str(text).unwrap_or(here);
        }
        same_json(&there, &here)?;
        for name in ["event", "id", "retry"] {
            let said = |event: &'a Value| {
                let value = event.get(name).filter(|value| !value.is_null());
                value.filter(|value| name != "event" || !value.as_str().is_some_and(is_default))
            };
            let (wanted, found) = (said(wanted), said(found));
            if wanted != found {
                return Err(format!("`{name}` is {found:?} instead of {wanted:?}"));
            }
        }
        Ok(())
    })
}

/// Whether the type of an event is that of all events that name none.
fn is_default(name: &str) -> bool {
    matches!(name, "" | "message")
}

/// Whether an event says nothing but that no other follows.
fn ends(event: &Value) -> bool {
    event.get("data").and_then(Value::as_str) == Some("[DONE]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_told_apart() {
        let text = "event: a\ndata: {\"x\": 1}\n\nretry: z\n\nid: 1\ndata: b\ndata: c\n\n";
        let events = events(text);
        assert_eq!(
            events,
            [
                json!({"event": "a", "id": null, "retry": null, "data": {"x": 1}}),
                json!({"event": null, "id": "1", "retry": null, "data": "b\nc"}),
            ]
        );
    }
}
