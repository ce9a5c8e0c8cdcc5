//! What a client sends: what it was given, and nothing else.

use presence_client::Client;
use presence_client::workshops::SendPartsForm;
use presence_types::{
    Circle, CircleForm, CreateToolBody, FillWorkshopBody, FindWorkshopsRange, Limits, Message,
    MessageKind, ReplaceWorkshopBody, Settings, SettingsVisibility, Shape, clear, leave, set,
};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A client of a peer that answers one request with 204 and gives what came.
async fn peer() -> (Client, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let came = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut came = Vec::new();
        while !is_whole(&String::from_utf8_lossy(&came)) {
            let mut buffer = [0; 4096];
            let read = stream.read(&mut buffer).await.unwrap();
            assert!(read > 0, "the client went away");
            came.extend_from_slice(&buffer[..read]);
        }
        let answer = b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";
        stream.write_all(answer).await.unwrap();
        String::from_utf8(came).unwrap()
    });
    let client = Client::builder(format!("http://{address}"));
    (client.build().unwrap(), came)
}

fn is_whole(request: &str) -> bool {
    let Some((head, body)) = request.split_once("\r\n\r\n") else {
        return false;
    };
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        let is_length = name.eq_ignore_ascii_case("content-length");
        is_length.then(|| value.trim().parse::<usize>().unwrap())
    });
    body.len() >= length.unwrap_or_default()
}

fn body(request: &str) -> &str {
    request.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

#[test]
fn setters_say_what_becomes_of_a_property() {
    let settings = Settings::default()
        .name("a")
        .seats(3)
        .description(set("b"))
        .mode(clear());
    let sent = json!({"name": "a", "description": "b", "seats": 3, "mode": null});
    assert_eq!(json!(settings), sent);
    let settings = settings.description(leave()).mode(leave());
    assert_eq!(json!(settings), json!({"name": "a", "seats": 3}));
    // What has to be given, `new` takes.
    let body =
        ReplaceWorkshopBody::new("me", Limits::default().high(2)).days(["friday".to_owned()]);
    assert_eq!(body.days, Some(vec!["friday".to_owned()]));
}

#[test]
fn setters_are_not_in_the_way_of_methods() {
    let mut tool = CreateToolBody::new("me").r#type("saw").from("here");
    tool.new = Some(true);
    tool.clone = Some("b".to_owned());
    tool.default = clear();
    tool.validate = Some(true);
    assert!(tool.eq(&tool.clone()));
    let sent = json!({
        "owner": "me", "new": true, "clone": "b", "default": null, "validate": true, "type": "saw",
        "from": "here",
    });
    assert_eq!(json!(tool), sent);
}

#[tokio::test]
async fn a_patch_of_one_property_sends_one_property() {
    let (client, came) = peer().await;
    let settings = Settings {
        description: Some(Some("A place to saw.".to_owned())),
        ..Settings::default()
    };
    // The answer isn't one that the document has; the request is what counts.
    let _ = client
        .workshops()
        .update_workshop("mill", &settings)
        .send()
        .await;
    let came = came.await.unwrap();
    assert!(
        came.starts_with("PATCH /workshops/mill HTTP/1.1\r\n"),
        "{came}"
    );
    assert_eq!(body(&came), r#"{"description":"A place to saw."}"#);
}

#[tokio::test]
async fn nothing_given_is_nothing_sent_in_objects_within_objects() {
    let (client, came) = peer().await;
    let mut replace = ReplaceWorkshopBody::new("ann", Limits::default());
    replace.rooms = Some(vec![Limits::default()]);
    replace.by_name = Some([("a".to_owned(), Limits::default())].into());
    replace.start = Some(Default::default());
    let sent = client.workshops().replace_workshop("mill", &replace);
    sent.send().await.unwrap();
    assert_eq!(
        body(&came.await.unwrap()),
        r#"{"owner":"ann","limits":{},"rooms":[{}],"by_name":{"a":{}},"start":{}}"#
    );
}

#[tokio::test]
async fn nothing_given_is_nothing_sent_in_forms() {
    let (client, came) = peer().await;
    let mut fill = FillWorkshopBody::new("ann");
    fill.limits = Some(Limits {
        high: Some(3),
        ..Limits::default()
    });
    let sent = client.workshops().fill_workshop("mill", &fill);
    sent.send().await.unwrap();
    let came = came.await.unwrap();
    assert_eq!(body(&came), "owner=ann&limits%5Bhigh%5D=3");

    let (client, came) = self::peer().await;
    let form = SendPartsForm {
        owner: "ann".to_owned(),
        private: None,
        count: None,
        start: None,
        limits: Some(Limits::default()),
        days: Vec::new(),
    };
    client.workshops().send_parts(form).send().await.unwrap();
    let came = came.await.unwrap();
    let names = body(&came).lines().filter_map(|line| {
        let disposition = line.strip_prefix("Content-Disposition: form-data; name=\"")?;
        Some(disposition.trim_end().trim_end_matches('"'))
    });
    assert_eq!(names.collect::<Vec<_>>(), ["owner", "limits"], "{came}");
    assert!(body(&came).contains("\r\n\r\n{}\r\n"), "{came}");
}

#[tokio::test]
async fn nothing_given_is_nothing_sent_in_parameters() {
    let (client, came) = peer().await;
    client.workshops().find_workshops().send().await.unwrap();
    let came = came.await.unwrap();
    assert!(came.starts_with("GET /workshops HTTP/1.1\r\n"), "{came}");
    let head = came.to_lowercase();
    assert!(
        !head.contains("x-mode") && !head.contains("cookie"),
        "{came}"
    );

    let (client, came) = self::peer().await;
    let find = client.workshops().find_workshops();
    let find = find.limits(&Limits {
        high: Some(3),
        ..Limits::default()
    });
    let find = find.range(&FindWorkshopsRange {
        from: Some(1),
        ..FindWorkshopsRange::default()
    });
    find.send().await.unwrap();
    let came = came.await.unwrap();
    assert!(
        came.starts_with("GET /workshops?limits%5Bhigh%5D=3&from=1 HTTP/1.1\r\n"),
        "{came}"
    );
}

#[test]
fn what_can_only_have_one_value_is_not_asked_for_but_sent() {
    let message = Message::new("c");
    assert_eq!(message.kind, MessageKind::Message);
    assert_eq!(message.version.as_i64(), 2);
    assert_eq!(
        serde_json::to_string(&message).unwrap(),
        r#"{"kind":"message","version":2,"final":true,"content":"c"}"#
    );
    for circle in [Circle::default(), Circle::new()] {
        assert_eq!(circle.form, CircleForm::Circle);
        let shape = serde_json::to_value(Shape::from(circle)).unwrap();
        assert_eq!(shape, json!({"form": "circle"}));
    }
}

#[test]
fn no_default_of_the_document_is_a_default_of_the_type() {
    let settings = Settings::default();
    assert_eq!(settings.private, None);
    assert_eq!(settings.visibility, None::<SettingsVisibility>);
    assert_eq!(serde_json::to_string(&settings).unwrap(), "{}");
    // Nor does a client make them up where the server leaves them out.
    let read: Settings = serde_json::from_str("{}").unwrap();
    assert_eq!(read, settings);
}

#[test]
fn a_null_that_says_something_is_kept() {
    for name in ["anything", "nothing"] {
        let mut message = json!({"kind": "message", "version": 2, "final": true, "content": "c"});
        message[name] = Value::Null;
        let read: Message = serde_json::from_value(message.clone()).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), message);
    }
    let none = json!({"kind": "message", "version": 2, "final": true, "content": "c"});
    let read: Message = serde_json::from_value(none.clone()).unwrap();
    assert_eq!((&read.anything, read.nothing), (&None, None));
    assert_eq!(serde_json::to_value(&read).unwrap(), none);
    let settings: Settings = serde_json::from_value(json!({"mode": null})).unwrap();
    assert_eq!(settings.mode, Some(None));
}
