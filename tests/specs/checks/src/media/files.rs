//! Forms with files, however a document calls them.

use std::sync::{Arc, Mutex};

use media_client::files::PostFilesForm;
use media_client::{Client, FilePart};
use media_server::files::{PostFilesForm as Received, PostFilesRequest, PostFilesResponse};
use media_server::{Authenticator, Credentials, Failure, Files, Operation, Service};
use serde_json::json;

use super::peer::{Peer, answer, exchange};

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
        digest: Some(vec![1, 2].into()),
        name: Some("n".to_owned()),
        thumbnail: Some(FilePart::bytes("t")),
        table: Some("a,b".to_owned()),
        settings: Some(json!([1])),
        label: Some("l".to_owned()),
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
        "name=\"mask\"; filename=\"mask\"\r\nContent-Type: application/octet-stream\r\n\r\nmask\r\n",
        "name=\"untyped\"; filename=\"untyped\"\r\nContent-Type: application/octet-stream\r\n\r\nanything\r\n",
        "name=\"several\"; filename=\"several\"\r\nContent-Type: application/octet-stream\r\n\r\n4\r\n",
        "name=\"photo\"; filename=\"photo\"\r\nContent-Type: image/jpeg\r\n",
        "name=\"reference\"; filename=\"reference\"\r\nContent-Type: application/json\r\n\r\n{\"name\":\"n\"}\r\n",
        "name=\"extra\"\r\nContent-Type: application/json\r\n\r\n{\"a\":1}\r\n",
        "name=\"name\"\r\nContent-Type: text/plain\r\n\r\nn\r\n",
        "name=\"thumbnail\"; filename=\"thumbnail\"\r\nContent-Type: image/webp\r\n\r\nt\r\n",
        "name=\"table\"\r\nContent-Type: text/csv\r\n\r\na,b\r\n",
        "name=\"settings\"\r\nContent-Type: application/json\r\n\r\n[1]\r\n",
        "name=\"digest\"\r\nContent-Type: application/octet-stream\r\ncontent-transfer-encoding: base64\r\n\r\nAQI=\r\n",
        "name=\"label\"\r\n\r\nl\r\n",
    ] {
        assert!(
            asked.contains(&format!("form-data; {part}")),
            "{part}: {asked}"
        );
    }
}

/// A server, and where it is.
async fn serve() -> (Api, String) {
    let api = Api::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let router = media_server::files::router(Arc::new(api.clone()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    (api, address)
}

#[tokio::test]
async fn the_server_gets_the_bytes_of_each_file() {
    let (api, address) = serve().await;
    let url = format!("http://{address}");
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
    assert_eq!(form.digest.unwrap().as_ref(), [1, 2]);
    assert_eq!(form.settings, Some(json!([1])));
}

/// The parts that have to be there, and others, as bytes written by hand.
async fn post(address: &str, others: &str) -> String {
    let part = |name: &str| {
        format!("--x\r\nContent-Disposition: form-data; name={name}\r\n\r\n{name}\r\n")
    };
    let required = ["attachment", "image", "untyped"].map(part).concat();
    let body = format!("{required}{others}--x--\r\n");
    let head = "POST /files HTTP/1.1\r\nhost: a\r\nconnection: close";
    let length = body.len();
    let request = format!(
        "{head}\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    exchange(address, request.as_bytes()).await
}

#[tokio::test]
async fn a_part_without_a_media_type_is_what_its_schema_says() {
    let (api, address) = serve().await;
    let others = "--x\r\nContent-Disposition: form-data; name=\"extra\"\r\n\r\n{\"a\":1}\r\n\
        --x\r\nContent-Disposition: form-data; name=\"stranger\"\r\n\r\n?\r\n\
        --x\r\nContent-Disposition: form-data; name=\"label\"\r\n\r\ntext\r\n\
        --x\r\nContent-Disposition: form-data; name=\"digest\"\r\n\r\nAQI=\r\n";
    let answer = post(&address, others).await;
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    let form = api.0.lock().unwrap().take().unwrap();
    assert_eq!(form.attachment.content_type, None);
    assert_eq!(form.attachment.media_type(), "application/octet-stream");
    assert_eq!(form.extra, Some(json!({"a": 1})));
    assert_eq!(form.label.as_deref(), Some("text"));
    assert_eq!(form.digest.unwrap().as_ref(), [1, 2]);
}

#[tokio::test]
async fn a_part_may_be_in_base64() {
    let (api, address) = serve().await;
    let part = |name: &str, encoding: &str, body: &str| {
        format!(
            "--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{body}\r\n"
        )
    };
    let others = [
        part("raw", "BASE64", "//4A\r\nAQ=="),
        part("label", "base64", "aGk="),
        part("digest", "base64", "AQI="),
        part("photo", "binary", "AQI="),
    ];
    let answer = post(&address, &others.concat()).await;
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    let form = api.0.lock().unwrap().take().unwrap();
    assert_eq!(form.raw.unwrap().bytes[..], [0xff, 0xfe, 0, 1]);
    assert_eq!(form.label.as_deref(), Some("hi"));
    assert_eq!(form.digest.unwrap().as_ref(), [1, 2]);
    assert_eq!(form.photo.unwrap().bytes[..], *b"AQI=");
    for part in [part("raw", "base64", "%"), part("raw", "uuencode", "a")] {
        let answer = post(&address, &part).await;
        assert!(answer.starts_with("HTTP/1.1 400 "), "{answer}");
        assert!(answer.contains("the part `raw` "), "{answer}");
    }
}

#[tokio::test]
async fn a_part_that_may_be_there_once_is() {
    let (_, address) = serve().await;
    let label = "--x\r\nContent-Disposition: form-data; name=label\r\n\r\nl\r\n";
    let answer = post(&address, &label.repeat(2)).await;
    assert!(answer.starts_with("HTTP/1.1 422 "), "{answer}");
    assert!(answer.contains("is there more than once"), "{answer}");
}

#[tokio::test]
async fn the_name_of_a_file_is_read_as_clients_write_it() {
    let (api, address) = serve().await;
    for (written, read) in [
        // RFC 9110, section 5.6.4: curl, Go, Python, reqwest.
        (r#"filename="a\\b""#, r"a\b"),
        (r#"filename="say \"hi\".txt""#, "say \"hi\".txt"),
        (r#"filename="ends\\""#, r"ends\"),
        // WHATWG HTML: browsers.
        (r#"filename="C:\dir\a.txt""#, r"C:\dir\a.txt"),
        (r#"filename="say %22hi%22%0D%0A.txt""#, "say \"hi\"\r\n.txt"),
        (r#"filename="100%25.txt""#, "100%25.txt"),
        ("filename=\"na\u{ef}ve.txt\"", "na\u{ef}ve.txt"),
        ("filename=plain.txt", "plain.txt"),
        (r#"FileName = "spaced.txt""#, "spaced.txt"),
        (r#"x="filename=no"; filename="a;b.txt""#, "a;b.txt"),
        // RFC 8187: .NET.
        ("filename=\"a.txt\"; filename*=utf-8''na%C3%AFve.txt", "na\u{ef}ve.txt"),
        ("filename*=iso-8859-1'en'na%EFve.txt", "na\u{ef}ve.txt"),
        ("filename=\"a.txt\"; filename*=broken", "a.txt"),
    ] {
        let part = format!(
            "--x\r\nContent-Disposition: form-data; name=\"raw\"; {written}\r\n\r\nr\r\n"
        );
        let answer = post(&address, &part).await;
        assert!(answer.starts_with("HTTP/1.1 204 "), "{written}: {answer}");
        let form = api.0.lock().unwrap().take().unwrap();
        let file_name = form.raw.unwrap().file_name;
        assert_eq!(file_name.as_deref(), Some(read), "{written}");
    }
}

#[tokio::test]
async fn the_name_of_a_file_comes_back() {
    let (api, address) = serve().await;
    let client = Client::builder(format!("http://{address}"))
        .build()
        .unwrap();
    for name in [r"a\b", r"ends\", "say \"hi\"", "na\u{ef}ve;.txt", "a\r\nb"] {
        let mut form = form();
        form.raw = Some(FilePart::bytes("r").file_name(name));
        client.files().post_files(form).send().await.unwrap();
        let form = api.0.lock().unwrap().take().unwrap();
        assert_eq!(form.raw.unwrap().file_name.as_deref(), Some(name));
    }
}
