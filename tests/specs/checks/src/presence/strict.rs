//! A server holds requests to the document, a client takes what a newer server sends.

use presence_types::Message;
use presence_types::support::reading;
use serde_json::{Value, json};

use super::{Api, send, serve};

/// A message with one more property.
fn message(name: &str, value: Value) -> Value {
    let mut message = json!({"kind": "message", "version": 2, "final": true, "content": "c"});
    message[name] = value;
    message
}

/// What the document doesn't allow though a client takes it, and what the server says of it.
fn newer() -> [(Value, &'static str, &'static str); 10] {
    [
        (
            message("kind", json!("letter")),
            "/kind",
            "`letter` isn't one of `message`",
        ),
        (
            message("version", json!(3)),
            "/version",
            "`3` isn't one of `2`",
        ),
        (
            message("final", json!(false)),
            "/final",
            "`false` isn't one of `true`",
        ),
        (
            message("role", json!("guest")),
            "/role",
            "`guest` isn't one of `user`, `admin`",
        ),
        (
            message("level", json!(3)),
            "/level",
            "`3` isn't one of `1`, `2`",
        ),
        (
            message("mixed", json!("b")),
            "/mixed",
            "`b` isn't one of `a`, `1`",
        ),
        (
            message("number", Value::Null),
            "/number",
            "invalid type: null, expected i64",
        ),
        (
            message("list", json!([{"high": null}])),
            "/list/0/high",
            "invalid type: null, expected i64",
        ),
        (
            message("more", json!(1)),
            "/more",
            "unknown field `more`, expected one of `kind`",
        ),
        (
            message("shape", json!({"form": "star"})),
            "/shape",
            "form: `star` isn't one of `circle`, `square`",
        ),
    ]
}

#[tokio::test]
async fn a_request_is_held_to_the_document() {
    let api = Api::default();
    let server = serve(&api).await;
    let post = async |body: Value| {
        let body = body.to_string();
        send(&server, "POST /messages", "application/json", &body).await
    };
    for (body, pointer, message) in newer() {
        let (status, answer) = post(body.clone()).await;
        assert_eq!(status, 422, "{body}: {answer}");
        let answer: Value = serde_json::from_str(&answer).unwrap();
        let fault = answer.to_string();
        assert!(fault.contains(&format!("\"{pointer}\"")), "{body}: {fault}");
        assert!(fault.contains(message), "{body}: {fault}");
        assert_eq!(api.seen(), "");
    }
    let (status, _) = post(message("shape", json!({"form": "square", "side": 1}))).await;
    assert_eq!(status, 200);
}

#[test]
fn a_client_takes_what_a_newer_server_sends() {
    for (body, _, _) in newer() {
        let read = serde_json::from_value::<Message>(body.clone());
        assert!(read.is_ok(), "{body}: {read:?}");
    }
    // What a client kept, it writes as it came.
    let body = message("shape", json!({"form": "star"}));
    let read: Message = serde_json::from_value(body.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), body);
}

#[test]
fn reading_a_request_ends_with_it() {
    let read = |body: Value| serde_json::from_value::<Message>(body).is_ok();
    let newer = || message("more", json!(1));
    assert!(!reading::request(|| read(newer())));
    assert!(read(newer()));
    // Also within another one, and by a panic.
    reading::request(|| {
        reading::request(|| assert!(!read(newer())));
        assert!(!read(newer()));
    });
    let broken = std::panic::catch_unwind(|| reading::request(|| panic!("broken")));
    assert!(broken.is_err() && read(newer()));
}

const MESSAGE: &str = r#""kind":"message","version":2,"final":true,"content":"c""#;

#[tokio::test]
async fn a_member_is_written_once() {
    let api = Api::default();
    let server = serve(&api).await;
    for (member, name) in [
        (r#""content":"d""#, "content"),
        (r#""cont\u0065nt":"c""#, "content"),
        (r#""list":[{"low":1,"low":1}]"#, "low"),
        // Where nothing says which members there are.
        (r#""anything":{"a":1,"a":2}"#, "a"),
        (r#""anything":[{"b":{"a":1,"\u0061":null}}]"#, "a"),
        // Where a member says what the others mean.
        (r#""shape":{"form":"square","side":1,"side":2}"#, "side"),
        (r#""shape":{"form":"circle","form":"square","side":2}"#, "form"),
    ] {
        let body = format!("{{{MESSAGE},{member}}}");
        let (status, answer) = send(&server, "POST /messages", "application/json", &body).await;
        assert_eq!(status, 422, "{body}: {answer}");
        assert!(answer.contains(&format!("duplicate field `{name}`")), "{body}: {answer}");
        assert_eq!(api.seen(), "");
    }
    let body = r#"{"owner":"o","limits":{},"by_name":{"a":{},"b":{},"a":{}}}"#;
    let (status, answer) = send(&server, "PUT /workshops/a", "application/json", body).await;
    assert_eq!(status, 422, "{answer}");
    assert!(answer.contains("duplicate field `a`") && answer.contains("/by_name"), "{answer}");
    let part = |name: &str, text: &str| {
        format!("--x\r\nContent-Disposition: form-data; name={name}\r\n\r\n{text}\r\n")
    };
    let limits = part("limits", r#"{"low":1,"low":2}"#);
    let body = format!("{}{limits}--x--\r\n", part("owner", "o"));
    let parts = "multipart/form-data; boundary=x";
    let (status, answer) = send(&server, "POST /workshops", parts, &body).await;
    assert_eq!(status, 422, "{answer}");
    assert!(answer.contains("/limits"), "{answer}");
    for form in ["owner=o&owner=p", "owner=o&private=true&private=true", "owner=o&limits[low]=1&limits[low]=1"] {
        let pairs = "application/x-www-form-urlencoded";
        let (status, answer) = send(&server, "POST /workshops/a", pairs, form).await;
        assert_eq!(status, 422, "{form}: {answer}");
    }
    // What a client reads may be written by who doesn't care.
    let written = format!(r#"{{{MESSAGE},"anything":{{"a":1,"a":2}}}}"#);
    let message: Message = serde_json::from_str(&written).unwrap();
    assert_eq!(message.anything, Some(json!({"a": 2})));
}

#[tokio::test]
async fn no_item_is_null_that_may_not_be() {
    let api = Api::default();
    let server = serve(&api).await;
    for (line, body, pointer) in [
        ("POST /messages", format!(r#"{{{MESSAGE},"list":[{{}},null]}}"#), "/list/1"),
        ("PUT /workshops/a", r#"{"owner":"o","limits":{},"days":["a",null]}"#.to_owned(), "/days/1"),
        ("PUT /workshops/a", r#"{"owner":"o","limits":{},"rooms":[null]}"#.to_owned(), "/rooms/0"),
        ("PUT /workshops/a", r#"{"owner":"o","limits":{},"by_name":{"a":null}}"#.to_owned(), "/by_name/a"),
        ("PUT /workshops/a", r#"{"owner":null,"limits":{}}"#.to_owned(), "/owner"),
        ("PUT /workshops/a", "null".to_owned(), ""),
    ] {
        let (status, answer) = send(&server, line, "application/json", &body).await;
        assert_eq!(status, 422, "{body}: {answer}");
        assert!(answer.contains(&format!(r#""name":"{pointer}""#)), "{body}: {answer}");
        assert_eq!(api.seen(), "");
    }
}
