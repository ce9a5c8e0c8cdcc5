//! Bodies of no bytes, and requests without one.

use wire_request_client::types::PostSpreadBody;
use wire_request_client::{Upload, bodies as client};

use super::World;

/// The length that the last request announced.
fn length(world: &World) -> Option<String> {
    let raw = world.raw();
    let (head, body) = raw.split_once("\r\n\r\n").unwrap();
    assert_eq!(body, "", "{raw}");
    assert!(!head.contains("transfer-encoding"), "{raw}");
    let mut lines = head.lines().filter_map(|line| line.split_once(": "));
    let length = lines.find(|(name, _)| *name == "content-length");
    length.map(|(_, length)| length.to_owned())
}

#[tokio::test]
async fn a_client_announces_that_a_body_has_no_bytes() {
    let world = World::new().await;
    let bodies = world.client.bodies();
    let zero = Some("0".to_owned());
    // RFC 9110, section 8.6: where the method gives a body a meaning.
    bodies.post_nothing().send().await.unwrap();
    assert_eq!(length(&world), zero);
    bodies.post_several().send().await.unwrap();
    assert_eq!(length(&world), zero);
    bodies.patch_bytes().send().await.unwrap();
    assert_eq!(length(&world), zero);
    assert_eq!(world.seen(), "nothing");
    bodies.delete_bytes().send().await.unwrap();
    assert_eq!(length(&world), None);
    world.client.places().plain("a").send().await.unwrap();
    assert_eq!(length(&world), None);

    bodies.put_bytes(Vec::new()).send().await.unwrap();
    assert_eq!(length(&world), zero);
    assert_eq!(world.seen(), r#"Some("application/octet-stream") 0"#);
    let upload = Upload::bytes("").content_type("text/x");
    bodies.patch_bytes().body(upload).send().await.unwrap();
    assert_eq!(length(&world), zero);
    assert_eq!(world.seen(), r#"b"""#);
    bodies.put_text("").send().await.unwrap();
    assert_eq!(length(&world), zero);
    assert_eq!(world.seen(), r#"PutTextRequest { body: "" }"#);
    let form = PostSpreadBody::default();
    bodies.post_spread(&form).send().await.unwrap();
    assert_eq!(length(&world), zero);
    assert!(world.seen().contains("text: None"));
    let text = client::PostSeveralBody::Text(String::new());
    bodies.post_several().body(text).send().await.unwrap();
    assert_eq!(length(&world), zero);
    assert_eq!(world.seen(), r#"Some(Text(""))"#);
    let form = client::PatchPartsForm::default();
    bodies.patch_parts(form).send().await.unwrap();
    assert!(world.seen().contains("name: None"));
}

#[tokio::test]
async fn an_empty_file_is_sent_as_one() {
    let world = World::new().await;
    let file = std::env::temp_dir().join(format!("empty-{}", std::process::id()));
    std::fs::write(&file, []).unwrap();
    let upload = Upload::from_file(&file).await.unwrap();
    world.client.bodies().put_bytes(upload).send().await.unwrap();
    std::fs::remove_file(&file).unwrap();
    assert_eq!(length(&world), Some("0".to_owned()));
    assert_eq!(world.seen(), r#"Some("application/octet-stream") 0"#);
}

const NO_TYPE: &str = "has no Content-Type";
const MISSING: &str = "is missing";

/// What the server answers to a body with and without a media type: the status, and a word of the
/// fault that it names or of what its method saw.
#[tokio::test]
async fn a_server_tells_no_body_from_an_odd_one() {
    let world = World::new().await;
    let color = r#"{"R":1,"G":2,"B":3}"#;
    for (target, content_type, body, status, word) in [
        // A body that has to be there.
        ("PUT /bodies/json", "", "", "400", MISSING),
        ("PUT /bodies/json", "application/json", "", "400", MISSING),
        ("PUT /bodies/json", "text/x", "", "400", MISSING),
        ("PUT /bodies/json", "", color, "400", NO_TYPE),
        ("PUT /bodies/json", "text/x", color, "415", "`text/x`"),
        ("PUT /bodies/json", "\u{e4}", color, "415", "got"),
        ("PUT /bodies/json", "application/json", color, "204", "r: 1"),
        ("POST /bodies/either", "", "", "400", MISSING),
        ("POST /bodies/either", "application/json", "", "400", MISSING),
        ("POST /bodies/either", "", "text=a", "400", NO_TYPE),
        ("POST /bodies/either", "text/x", "text=a", "415", "`text/x`"),
        ("PUT /bodies/text", "", "", "400", MISSING),
        ("PUT /bodies/text", "text/plain", "", "204", r#"body: """#),
        ("PUT /bodies/text", "", "a", "400", NO_TYPE),
        ("PUT /bodies/bytes", "", "", "400", MISSING),
        ("PUT /bodies/bytes", "application/octet-stream", "", "204", " 0"),
        // RFC 9110, section 8.3: it may be taken for octets.
        ("PUT /bodies/bytes", "", "a", "204", "None 1"),
        ("PUT /bodies/bytes", "text/x", "a", "415", "`text/x`"),
        ("POST /bodies/spread", "", "", "400", MISSING),
        ("POST /bodies/spread", "application/x-www-form-urlencoded", "", "204", "None"),
        ("PATCH /bodies/json", "", "", "400", MISSING),
        ("PATCH /bodies/json", "", "a", "400", NO_TYPE),
        ("PATCH /bodies/json", "multipart/form-data; boundary=x", "", "204", "None"),
        ("PATCH /bodies/json", "text/x", "a", "415", "`text/x`"),
        // A body that may be left out.
        ("DELETE /bodies/bytes", "", "", "204", "body: None"),
        ("DELETE /bodies/bytes", "application/json", "", "204", "body: None"),
        ("DELETE /bodies/bytes", "text/x", "", "204", "body: None"),
        ("DELETE /bodies/bytes", "", "[1]", "400", NO_TYPE),
        ("DELETE /bodies/bytes", "text/x", "[1]", "415", "`text/x`"),
        ("PATCH /bodies/bytes", "", "", "204", "nothing"),
        ("PATCH /bodies/bytes", "text/x", "", "204", r#"b"""#),
        ("PATCH /bodies/bytes", "", "a", "204", r#"b"a""#),
        ("POST /bodies/several", "", "", "204", "None"),
        ("POST /bodies/several", "application/json", "", "204", "None"),
        ("POST /bodies/several", "text/csv", "", "204", r#"Some(Text(""))"#),
        ("POST /bodies/several", "video/x", "", "204", "None"),
        ("POST /bodies/several", "", "a", "400", NO_TYPE),
        ("POST /bodies/several", "video/x", "a", "415", "`video/x`"),
    ] {
        let line = match content_type {
            "" => String::new(),
            given => format!("Content-Type: {given}\r\n"),
        };
        let answer = world
            .send(&format!(
                "{target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{line}Content-Length: {}\r\n\r\n{body}",
                body.len()
            ))
            .await;
        let case = format!("{target} {content_type:?} {body:?}: {answer}");
        assert!(answer.starts_with(status), "{case}");
        let seen = world.seen();
        let said = if status == "204" { &seen } else { &answer };
        assert!(said.contains(word), "{case} {seen}");
    }
}
