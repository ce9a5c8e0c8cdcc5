//! Request bodies.

use wire_request_client::bodies::{PostPartsForm, PostSeveralBody, PostSeveralForm};
use wire_request_client::types::{Color, Deep, Note, PostSpreadBody};
use wire_request_client::{FilePart, Upload};

use super::World;

fn note() -> Note {
    Note {
        text: "a b&c".to_owned(),
        count: Some(2),
        tags: Some(vec!["x".to_owned(), "y".to_owned()]),
        color: Some(Color { r: 1, g: 2, b: 3 }),
        deep: Some(Deep {
            name: Some("n".to_owned()),
            tags: Some(vec!["t".to_owned()]),
            ..Deep::default()
        }),
        joined: Some(vec![1, 2]),
    }
}

fn body(raw: &str) -> &str {
    raw.split_once("\r\n\r\n").map_or("", |(_, body)| body)
}

#[tokio::test]
async fn forms_are_written_by_their_encodings() {
    let world = World::new().await;
    let bodies = world.client.bodies();
    bodies.post_form(&note()).send().await.unwrap();
    let raw = world.raw();
    assert!(
        raw.contains("content-type: application/x-www-form-urlencoded\r\n"),
        "{raw}"
    );
    assert_eq!(
        body(&raw),
        "text=a%20b%26c&count=2&tags=x&tags=y&color=%7B%22R%22%3A1%2C%22G%22%3A2%2C%22B%22%3A3%7D&deep%5Bname%5D=n&deep%5Btags%5D%5B0%5D=t&joined=1%7C2"
    );
    assert_eq!(
        world.seen(),
        format!("PostFormRequest {{ body: {:?} }}", note())
    );
}

#[tokio::test]
async fn the_members_of_an_object_may_stand_in_a_form_by_themselves() {
    let world = World::new().await;
    let body = PostSpreadBody {
        text: Some("a".to_owned()),
        color: Some(Color { r: 1, g: 2, b: 3 }),
        rest: Some([("x".to_owned(), 4)].into()),
        flat: Some(Color { r: 5, g: 6, b: 7 }),
    };
    let bodies = world.client.bodies();
    bodies.post_spread(&body).send().await.unwrap();
    assert_eq!(
        self::body(&world.raw()),
        "text=a&R=1&G=2&B=3&rest%5Bx%5D=4&flat=R,5,G,6,B,7"
    );
    assert_eq!(
        world.seen(),
        format!("PostSpreadRequest {{ body: {body:?} }}")
    );
}

#[tokio::test]
async fn one_type_may_come_in_several_ways() {
    let world = World::new().await;
    let bodies = world.client.bodies();
    bodies.post_either(note()).send().await.unwrap();
    let raw = world.raw();
    assert!(raw.contains("content-type: application/json\r\n"), "{raw}");
    assert_eq!(
        world.seen(),
        format!("PostEitherRequest {{ body: {:?} }}", note())
    );
    for (content_type, body, status) in [
        ("application/x-www-form-urlencoded", "text=a+b", "204"),
        (
            "application/json; charset=utf-8",
            r#"{"text":"a b"}"#,
            "204",
        ),
        ("application/vnd.x+json", r#"{"text":"a b"}"#, "204"),
        ("application/json", r#"{"text":1}"#, "422"),
        ("application/x-www-form-urlencoded", "text=a&count=x", "422"),
        ("application/xml", "<a/>", "415"),
    ] {
        let request = format!(
            "POST /bodies/either HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        );
        let answer = world.send(&request).await;
        assert!(answer.starts_with(status), "{content_type}: {answer}");
        assert_eq!(world.seen().contains(r#"text: "a b""#), status == "204");
    }
}

#[tokio::test]
async fn several_types_are_an_enum() {
    let world = World::new().await;
    let bodies = world.client.bodies();
    let image = Upload::from(vec![1, 2]).content_type("image/png");
    for (sent, content_type, seen) in [
        (
            PostSeveralBody::Json(Note::new("t")),
            "application/json",
            "Some(Json(Note { text: \"t\", count: None, tags: None, color: None, deep: None, joined: None }))",
        ),
        (
            PostSeveralBody::ApplicationVndColorJson(Color { r: 1, g: 2, b: 3 }),
            "application/vnd.color+json",
            "Some(ApplicationVndColorJson(Color { r: 1, g: 2, b: 3 }))",
        ),
        (
            PostSeveralBody::Multipart(PostSeveralForm {
                file: FilePart::bytes("abc"),
            }),
            "multipart/form-data; boundary=",
            "Some(Multipart(PostSeveralForm { file: FilePart { file_name: Some(\"file\"), content_type: Some(\"application/octet-stream\"), bytes: b\"abc\" } }))",
        ),
        (
            PostSeveralBody::Text("a,b".to_owned()),
            "text/csv",
            "Some(Text(\"a,b\"))",
        ),
        (
            PostSeveralBody::Binary(image),
            "image/png",
            "Some(\"image/png\") b\"\\x01\\x02\"",
        ),
    ] {
        bodies.post_several().body(sent).send().await.unwrap();
        let raw = world.raw();
        assert!(
            raw.contains(&format!("content-type: {content_type}")),
            "{raw}"
        );
        assert_eq!(world.seen(), seen);
    }
    bodies.post_several().send().await.unwrap();
    assert_eq!(world.seen(), "None");
}

#[tokio::test]
async fn text_and_bytes_go_as_they_are() {
    let world = World::new().await;
    let bodies = world.client.bodies();
    bodies.put_text("a\nb").send().await.unwrap();
    let raw = world.raw();
    assert!(
        raw.contains("content-type: text/plain; charset=utf-8\r\n"),
        "{raw}"
    );
    assert_eq!(body(&raw), "a\nb");
    assert_eq!(world.seen(), r#"PutTextRequest { body: "a\nb" }"#);

    bodies.put_bytes(vec![7; 100_000]).send().await.unwrap();
    let raw = world.raw();
    assert!(
        raw.contains("content-type: application/octet-stream\r\n"),
        "{raw}"
    );
    assert!(raw.contains("content-length: 100000\r\n"), "{raw}");
    assert_eq!(world.seen(), r#"Some("application/octet-stream") 100000"#);
    let file = std::env::temp_dir().join(format!("upload-{}", std::process::id()));
    std::fs::write(&file, [1; 10]).unwrap();
    let upload = Upload::from_file(&file).await.unwrap();
    bodies.put_bytes(upload).send().await.unwrap();
    std::fs::remove_file(&file).unwrap();
    assert!(world.raw().contains("content-length: 10\r\n"));
    assert_eq!(world.seen(), r#"Some("application/octet-stream") 10"#);

    let answer = world
        .send(&format!(
            "PUT /bodies/bytes HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n300000\r\n{}\r\n0\r\n\r\n",
            "x".repeat(0x30_0000)
        ))
        .await;
    assert!(answer.starts_with("413"), "{answer}");

    bodies.patch_bytes().send().await.unwrap();
    assert_eq!(world.seen(), "nothing");
    let upload = Upload::from("{}").content_type("application/vnd.odd");
    bodies.patch_bytes().body(upload).send().await.unwrap();
    assert_eq!(world.seen(), "b\"{}\"");
    world.raw();
    bodies.delete_bytes().body(&[1, 2]).send().await.unwrap();
    assert!(world.raw().starts_with("DELETE "));
    assert_eq!(world.seen(), "DeleteBytesRequest { body: Some([1, 2]) }");
}

#[tokio::test]
async fn parts_are_files_text_and_json() {
    let world = World::new().await;
    let form = PostPartsForm {
        file: FilePart::bytes("f").file_name("f.png"),
        files: vec![
            FilePart::bytes("1"),
            FilePart::bytes("2").content_type("text/x"),
        ],
        note: Note::new("t"),
        tags: vec!["a".to_owned(), "b".to_owned()],
        colors: vec![Color { r: 1, g: 2, b: 3 }],
        csv: Some("c,d".to_owned()),
    };
    world.client.bodies().post_parts(form).send().await.unwrap();
    let raw = world.raw();
    for part in [
        "Content-Disposition: form-data; name=\"file\"; filename=\"f.png\"\r\nContent-Type: image/png\r\n\r\nf\r\n",
        "Content-Disposition: form-data; name=\"files\"; filename=\"files\"\r\nContent-Type: application/octet-stream\r\n\r\n1\r\n",
        "Content-Disposition: form-data; name=\"note\"\r\nContent-Type: application/json\r\n\r\n{\"text\":\"t\"}\r\n",
        "Content-Disposition: form-data; name=\"tags\"\r\n\r\nb\r\n",
        "Content-Disposition: form-data; name=\"csv\"\r\nContent-Type: text/csv\r\n\r\nc,d\r\n",
    ] {
        assert!(raw.contains(part), "{part} in {raw}");
    }
    let seen = world.seen();
    assert!(
        seen.contains(
            r#"tags: ["a", "b"], colors: [Color { r: 1, g: 2, b: 3 }], csv: Some("c,d")"#
        ),
        "{seen}"
    );
    assert!(seen.contains("note: Note { text: \"t\""), "{seen}");
}
