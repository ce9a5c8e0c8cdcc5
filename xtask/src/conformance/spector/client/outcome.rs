//! What a call does with the answer: it takes it apart, so that it can be compared.

use std::fmt::Write as _;

use oasmith::view::{ContentView, HeaderView, Payload, ResponseView, Stream, Success};

use super::super::route::Route;

/// The end of the function that makes a call: `reply` becomes an outcome.
pub(super) fn source(route: &Route<'_>) -> String {
    let operation = route.op.view;
    let module = &route.op.tag.module;
    let mut text = String::from(
        "    match reply {\n        Ok(reply) => {\n            \
         let (status, _, reply) = reply.into_parts();\n            let status = status.as_u16();\n",
    );
    let responses = operation.responses.iter();
    match &operation.success {
        Success::One(payload) => {
            let mut successes = responses.clone().filter(|response| response.success);
            let outcome = successes.next().map(|first| of_payload(payload, first));
            let none = || "Ok(driver::outcome(status, vec![], driver::nothing()))".to_owned();
            let _ = write!(text, "            {}", outcome.unwrap_or_else(none));
        }
        Success::Many(name, variants) => {
            text.push_str("            match reply {\n");
            for (index, payload) in variants {
                let Some(response) = operation.responses.get(*index) else {
                    continue;
                };
                let pattern = match payload {
                    Payload::Body(ContentView::Empty) => "",
                    _ => "(reply)",
                };
                let _ = writeln!(
                    text,
                    "            api::{module}::{name}::{}{pattern} => {{ {} }}",
                    response.variant,
                    of_payload(payload, response),
                );
            }
            // The emitted enums may grow.
            text.push_str(
                "                _ => Err(\"an unknown variant\".into()),\n            }\n",
            );
        }
    }
    text.push_str("\n        }\n");
    let errors: Vec<&ResponseView> = responses.filter(|response| response.fails()).collect();
    if !errors.is_empty() {
        text.push_str(
            "        Err(api::Error::Api(error)) => {\n            \
             let status = error.status().as_u16();\n            match error.error() {\n",
        );
        for response in errors {
            let _ = writeln!(
                text,
                "                api::{module}::{}::{}",
                operation.types.error,
                of_error(response)
            );
        }
        text.push_str(
            "                _ => Err(\"an unknown variant\".into()),\n            }\n        }\n",
        );
    }
    text.push_str(
        "        Err(api::Error::UnexpectedStatus(error)) => \
         Ok(driver::undocumented(error.status().as_u16(), error.body())),\n        \
         Err(error) => Err(error.to_string().into()),\n    }\n",
    );
    text
}

/// The outcome of a success, which is `reply`.
fn of_payload(payload: &Payload, response: &ResponseView) -> String {
    match payload {
        Payload::Body(content) => {
            let take = match content {
                ContentView::Empty => "",
                _ => "let mut body = reply; ",
            };
            let body = of_body(content);
            format!("{take}Ok(driver::outcome(status, vec![], {body}))")
        }
        Payload::Struct(_) => {
            let body = match response.content {
                ContentView::Empty => String::new(),
                _ => "let mut body = reply.body; ".to_owned(),
            };
            let headers = of_headers(&response.headers, "&reply.");
            format!(
                "let headers = {headers}; {body}Ok(driver::outcome(status, headers, {}))",
                of_body(&response.content)
            )
        }
    }
}

fn of_headers(headers: &[HeaderView], before: &str) -> String {
    let headers = headers.iter().map(|header| {
        format!(
            "({:?}, driver::plain({before}{})?)",
            header.wire, header.name
        )
    });
    format!("vec![{}]", headers.collect::<Vec<_>>().join(", "))
}

/// What `body` holds.
fn of_body(content: &ContentView) -> &'static str {
    match content {
        ContentView::Empty => "driver::nothing()",
        ContentView::Json(_) => "driver::json(&body)?",
        ContentView::Text => "driver::text(&body)",
        ContentView::Binary => "driver::bytes(&body.bytes().await?)",
        ContentView::Stream(_, Stream::Events(_)) => {
            "{ let mut events = Vec::new(); \
             if driver::reconnects() { body = body.reconnect(api::Reconnect::new()); } \
             while let Some(event) = body.next().await? { \
             events.push(driver::event(event.event.as_deref(), event.id.as_deref(), event.retry, &event.data)?); \
             if driver::reconnects() && events.len() == 2 { break; } } \
             driver::events(events) }"
        }
        ContentView::Stream(_, Stream::Lines) => {
            "{ let mut lines = Vec::new(); \
             while let Some(line) = body.next().await? { lines.push(driver::plain(&line)?); } \
             driver::lines(lines) }"
        }
    }
}

/// The arm of an error.
fn of_error(response: &ResponseView) -> String {
    let (has_body, body) = match response.content {
        ContentView::Empty => (false, "driver::nothing()"),
        ContentView::Json(_) => (true, "driver::json(body)?"),
        ContentView::Text => (true, "driver::text(body)"),
        _ => (true, "driver::bytes(body)"),
    };
    let names: Vec<&str> = response
        .headers
        .iter()
        .map(|header| header.name.as_str())
        .chain(has_body.then_some("body"))
        .collect();
    let pattern = match (response.headers.is_empty(), has_body) {
        (true, false) => String::new(),
        (true, true) => "(body)".to_owned(),
        (false, _) => format!(" {{ {} }}", names.join(", ")),
    };
    format!(
        "{}{pattern} => Ok(driver::outcome(status, {}, {body})),",
        response.variant,
        of_headers(&response.headers, "")
    )
}
