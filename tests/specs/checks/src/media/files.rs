//! Forms with files, however a document calls them.

use std::sync::{Arc, Mutex};

use media_client::files::PostFilesForm;
use media_client::{Client, FilePart};
use media_server::files::{PostFilesForm as Received, PostFilesRequest, PostFilesResponse};
use media_server::{Authenticator, Credentials, Failure, Files, Operation, Service};
use serde_json::json;

use super::peer::{Peer, answer};

#[derive(Clone, Default)]
struct Api(Arc<Mutex<Option<Received>>>);

impl Service for Api {}

impl Authenticator for Api {
    type Principal = ();

    async fn authenticate(
        &self,
        _: Credentials,
        _: &'static Operation,
    ) -> Result<Option<()>, Failure> {
        Ok(Some(()))
    }
}

impl Files for Api {
    async fn post_files(&self, request: PostFilesRequest) -> Result<PostFilesResponse, Failure> {
        *self.0.lock().unwrap() = Some(request.body);
        Ok(PostFilesResponse::NoContent)
    }
}

/// What can't be text.
const BYTES: &[u8] = &[0xff, 0xfe, 0];

fn form() -> PostFilesForm {
    PostFilesForm {
        attachment: FilePart::bytes(BYTES).file_name("a.bin"),
        image: vec![
            FilePart::bytes("1")
                .file_name("1.png")
                .content_type("image/png"),
            FilePart::bytes("2")
                .file_name("2.png")
                .content_type("image/png"),
        ],
        mask: Some(FilePart::bytes("mask")),
        untyped: FilePart::bytes("anything"),
        several: vec![FilePart::bytes("3"), FilePart::bytes("4")],
        raw: Some(FilePart::bytes("raw")),
        picture: None,
        photo: Some(FilePart::bytes(BYTES).content_type("image/jpeg")),
        reference: Some(FilePart::bytes(r#"{"name":"n"}"#).content_type("application/json")),
        extra: Some(json!({"a": 1})),
        digest: None,
        name: Some("n".to_owned()),
    }
}

#[tokio::test]
async fn each_file_is_a_part() {
    let mut peer = Peer::new(&[&answer("204 No Content", "", "")]).await;
    let client = Client::builder(&peer.url).build().unwrap();
    client.files().post_files(form()).send().await.unwrap();
    let asked = peer.asked().remove(0);
    for part in [
        "name=\"attachment\"; filename=\"a.bin\"\r\n",
        "name=\"image\"; filename=\"1.png\"\r\nContent-Type: image/png\r\n\r\n1\r\n",
        "name=\"image\"; filename=\"2.png\"\r\nContent-Type: image/png\r\n\r\n2\r\n",
        "name=\"untyped\"\r\n\r\nanything\r\n",
        "name=\"several\"\r\n\r\n4\r\n",
        "name=\"photo\"\r\nContent-Type: image/jpeg\r\n",
        "name=\"reference\"\r\nContent-Type: application/json\r\n\r\n{\"name\":\"n\"}\r\n",
        "name=\"extra\"\r\nContent-Type: application/json\r\n\r\n{\"a\":1}\r\n",
        "name=\"name\"\r\n\r\nn\r\n",
    ] {
        assert!(
            asked.contains(&format!("form-data; {part}")),
            "{part}: {asked}"
        );
    }
}

#[tokio::test]
async fn the_server_gets_the_bytes_of_each_file() {
    let api = Api::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = media_server::files::router(Arc::new(api.clone()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    let client = Client::builder(url).build().unwrap();
    client.files().post_files(form()).send().await.unwrap();
    let form = api.0.lock().unwrap().take().unwrap();
    assert_eq!(&form.attachment.bytes[..], BYTES);
    assert_eq!(form.attachment.file_name.as_deref(), Some("a.bin"));
    let names = form
        .image
        .iter()
        .map(|image| image.file_name.as_deref().unwrap());
    assert_eq!(names.collect::<Vec<_>>(), ["1.png", "2.png"]);
    assert_eq!(&form.mask.unwrap().bytes[..], b"mask");
    assert_eq!(&form.untyped.bytes[..], b"anything");
    assert_eq!(form.several.len(), 2);
    assert!(form.picture.is_none());
    assert_eq!(
        form.photo.unwrap().content_type.as_deref(),
        Some("image/jpeg")
    );
    assert_eq!(
        form.reference.unwrap().content_type.as_deref(),
        Some("application/json")
    );
    assert_eq!(form.extra, Some(json!({"a": 1})));
}
