//! The response of a call, as an expression.

use oasmith::ir::Status;
use oasmith::view::{ContentView, Framing, HeaderView, ResponseView, RustType, Stream};
use serde_json::{Value, json};

use super::super::http::essence;
use super::super::judge;
use super::super::route::Route;
use super::super::rust;
use super::super::suite::{Body, Call, Response};

/// A variant of the operation's responses, without the name of the enum; or why there is none.
pub(in super::super) fn source(route: &Route<'_>, call: &Call) -> Result<String, String> {
    if !route.op.view.routed {
        return Err("the server doesn't have the operation".to_owned());
    }
    let response = &call.response;
    let Some(view) = find(&route.op.view.responses, response) else {
        return Err(format!(
            "the document has no response for the status {}",
            response.status
        ));
    };
    let wanted = response
        .content_type()
        .map(|media_type| essence(&media_type));
    let exact = view.variants.iter().find(|variant| {
        let media_type = variant.media_type.as_deref();
        media_type.is_some_and(|media_type| Some(essence(media_type)) == wanted)
    });
    let variant = exact.or(view.variants.first());
    let name = variant.map_or(&view.variant, |variant| &variant.name);
    let given = response.body.as_ref().filter(|_| call.method != "HEAD");
    let body = match (&view.content, given) {
        (ContentView::Empty, Some(_)) => {
            return Err("the document has no body for the response".to_owned());
        }
        (ContentView::Empty, None) => None,
        (_, given) => Some(body(view, given)?),
    };
    let mut fields = Vec::new();
    let status = format!("axum::http::StatusCode::from_u16({})?", response.status);
    match view.status {
        Status::Code(_) => {}
        Status::Range(_) => fields.push(format!("status: {status}.try_into()?")),
        Status::Default => fields.push(format!("status: {status}")),
    }
    for header in &view.headers {
        fields.push(format!(
            "{}: {}",
            header.name,
            self::header(header, response)?
        ));
    }
    let mut source = match (fields.is_empty(), body) {
        (true, None) => name.clone(),
        (true, Some(body)) => format!("{name}({body})"),
        (false, body) => {
            fields.extend(body.map(|body| format!("body: {body}")));
            format!("{name} {{ {} }}", fields.join(", "))
        }
    };
    // Headers that the document doesn't have.
    for (wire, text) in response.headers() {
        let mut known = view.headers.iter();
        if !known.any(|header| header.wire.eq_ignore_ascii_case(&wire)) {
            source.push_str(&format!(
                ".with_header(axum::http::HeaderName::from_static({wire:?}), \
                 axum::http::HeaderValue::from_static({text:?}))"
            ));
        }
    }
    Ok(source)
}

/// The documented response of a status and, where it has several bodies, of a media type.
fn find<'a>(views: &'a [ResponseView], response: &Response) -> Option<&'a ResponseView> {
    let wanted = response
        .content_type()
        .map(|media_type| essence(&media_type));
    let statuses = [
        Status::Code(response.status),
        Status::Range(response.status / 100),
        Status::Default,
    ];
    statuses.into_iter().find_map(|status| {
        let of_status = || views.iter().filter(|view| view.status == status);
        let exact = of_status().find(|view| {
            let mut types = view.media_types.iter();
            types.any(|media_type| Some(essence(media_type)) == wanted)
        });
        exact.or_else(|| of_status().next())
    })
}

fn header(header: &HeaderView, response: &Response) -> Result<String, String> {
    let wire = header.wire.to_ascii_lowercase();
    let media_type = response.content_type().filter(|_| wire == "content-type");
    let text = response.headers().remove(&wire).or(media_type);
    match (text, header.required) {
        (Some(text), true) => Ok(rust::value(&header.kind, &scalar(&header.kind, &text))),
        (Some(text), false) => {
            let value = rust::value(&header.kind, &scalar(&header.kind, &text));
            Ok(format!("Some({value})"))
        }
        (None, false) => Ok("None".to_owned()),
        (None, true) => Err(format!("the scenario has no value for the header `{wire}`")),
    }
}

/// The text of a header as JSON of a type.
fn scalar(kind: &RustType, text: &str) -> Value {
    match kind {
        RustType::Vec(item) => text
            .split(',')
            .map(|text| scalar(item, text.trim()))
            .collect(),
        RustType::String | RustType::Named(_) => text.into(),
        _ => serde_json::from_str(text).unwrap_or_else(|_| text.into()),
    }
}

fn body(view: &ResponseView, given: Option<&Body>) -> Result<String, String> {
    let Some(given) = given else {
        return match view.content {
            // The server sends none of it to HEAD.
            ContentView::Text => Ok("String::new()".to_owned()),
            ContentView::Binary => Ok("api::Binary::from(Vec::new())".to_owned()),
            _ => Err("the scenario has no body where the document has one".to_owned()),
        };
    };
    let text = String::from_utf8_lossy(&given.bytes()).into_owned();
    Ok(match &view.content {
        ContentView::Empty => String::new(),
        ContentView::Json(kind) => rust::value(kind, &rust::json(given, false)),
        ContentView::Text => format!("{}.to_owned()", rust::text(&text)),
        ContentView::Binary => {
            let bytes = rust::bytes(&given.bytes());
            match view.media_types.iter().any(|range| range.contains('*')) {
                // The document doesn't say which of a range it is.
                true => format!(
                    "api::Binary::from({bytes}).content_type({})",
                    rust::text(given.content_type())
                ),
                false => format!("api::Binary::from({bytes})"),
            }
        }
        ContentView::Stream(kind, Stream::Lines) => {
            let values = judge::lines(&text);
            let values = values.as_array().map(Vec::as_slice).unwrap_or_default();
            let values: Vec<String> = values
                .iter()
                .map(|value| rust::value(kind, value))
                .collect();
            format!("[{}].into_iter().collect()", values.join(", "))
        }
        ContentView::Stream(kind, Stream::Events(framing)) => {
            let events: Vec<String> = judge::events(&text)
                .iter()
                .map(|event| self::event(kind, *framing, event))
                .collect();
            format!("[{}].into_iter().collect()", events.join(", "))
        }
    })
}

fn event(kind: &RustType, framing: Framing, event: &Value) -> String {
    let data = event.get("data").cloned().unwrap_or_default();
    let text = |value: &Value| match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let name = event.get("event").and_then(Value::as_str);
    let data = match framing {
        Framing::Json => data,
        Framing::Text => text(&data).into(),
        Framing::Fields => json!({"event": name.unwrap_or("message"), "data": text(&data)}),
        Framing::Whole => match name {
            Some(name) => json!({"event": name, "data": data}),
            None => json!({"data": data}),
        },
    };
    let mut source = format!(
        "{{ let mut event = api::Event::new({}); ",
        rust::value(kind, &data)
    );
    for name in ["event", "id"] {
        if let Some(Value::String(value)) = event.get(name) {
            source.push_str(&format!(
                "event.{name} = Some({}.to_owned()); ",
                rust::text(value)
            ));
        }
    }
    if let Some(retry) = event.get("retry").and_then(Value::as_u64) {
        source.push_str(&format!(
            "event.retry = Some(std::time::Duration::from_millis({retry})); "
        ));
    }
    source.push_str("event }");
    source
}
