//! Parts of forms: with headers of their own, and of several types.

use std::sync::{Arc, Mutex};

use media_client::files::{
    PostHeadedForm, PostHeadedFormFilePart, PostHeadedFormFilesPart, PostHeadedFormLabelPart,
    PostHeadedFormNotePart, PostUnionsForm,
};
use media_client::types::{
    PostHeadedBodyNoteXKind, PostUnionsBodyAll, PostUnionsBodyMany, PostUnionsBodyNested,
    PostUnionsBodyOne, Repository,
};
use media_client::{Client, Error, FilePart};
use media_server::files as s;
use media_server::{Authenticator, Credentials, Failure, Files, Operation, Service};

use super::peer::{Peer, answer, exchange};

#[derive(Clone, Default)]
struct Api(Arc<Mutex<String>>);

impl Api {
    fn seen(&self) -> String {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

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
    async fn post_headed(
        &self,
        request: s::PostHeadedRequest,
    ) -> Result<s::PostHeadedResponse, Failure> {
        *self.0.lock().unwrap() = format!("{:?}", request.body);
        Ok(s::PostHeadedResponse::NoContent)
    }

    async fn post_unions(
        &self,
        request: s::PostUnionsRequest,
    ) -> Result<s::PostUnionsResponse, Failure> {
        *self.0.lock().unwrap() = format!("{:?}", request.body);
        Ok(s::PostUnionsResponse::NoContent)
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

/// Posts parts, each with what follows `form-data; name=` in it.
async fn post(address: &str, target: &str, parts: &[&str]) -> String {
    let part = |part: &&str| format!("--x\r\nContent-Disposition: form-data; name={part}");
    let body = format!("{}--x--\r\n", parts.iter().map(part).collect::<String>());
    let length = body.len();
    let request = format!(
        "POST {target} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    exchange(address, request.as_bytes()).await
}

fn headed() -> PostHeadedForm {
    let file = PostHeadedFormFilePart {
        x_size: 3,
        x_tags: Some(vec!["a".to_owned(), "[b]".to_owned()]),
        body: FilePart::bytes("abc").file_name("a.png"),
    };
    let note = PostHeadedFormNotePart {
        x_kind: PostHeadedBodyNoteXKind::VeryLong,
        body: Repository::new("n"),
    };
    let files = [Some(0.5), None].map(|x_share| PostHeadedFormFilesPart {
        x_share,
        body: FilePart::bytes("f"),
    });
    PostHeadedForm {
        files: files.into(),
        label: Some(PostHeadedFormLabelPart {
            content_language: Some("de".to_owned()),
            body: "Größe".to_owned(),
        }),
        ..PostHeadedForm::new(file, note)
    }
}

#[tokio::test]
async fn a_client_sends_the_headers_of_parts() {
    let mut peer = Peer::new(&[&answer("204 No Content", "", "")]).await;
    let client = Client::builder(&peer.url).build().unwrap();
    client.files().post_headed(headed()).send().await.unwrap();
    let asked = peer.asked().remove(0);
    for part in [
        "name=\"file\"; filename=\"a.png\"\r\nContent-Type: image/png\r\nx-size: 3\r\nx-tags: a,[b]\r\n\r\nabc\r\n",
        "name=\"files\"; filename=\"files\"\r\nContent-Type: application/octet-stream\r\nx-share: 0.5\r\n\r\nf\r\n",
        "name=\"files\"; filename=\"files\"\r\nContent-Type: application/octet-stream\r\n\r\nf\r\n",
        "name=\"note\"\r\nContent-Type: application/json\r\nx-kind: very long\r\n\r\n{\"name\":\"n\"}\r\n",
        "name=\"label\"\r\ncontent-language: de\r\n\r\nGröße\r\n",
    ] {
        let part = format!("form-data; {part}");
        assert!(asked.contains(&part), "{part}: {asked}");
    }
    assert!(!asked.contains("name=\"plain\""), "{asked}");
}

#[tokio::test]
async fn a_client_sends_no_header_that_cannot_be_read() {
    let mut peer = Peer::new(&[&answer("204 No Content", "", "")]).await;
    let client = Client::builder(&peer.url).build().unwrap();
    let mut forms: [PostHeadedForm; 4] = std::array::from_fn(|_| headed());
    forms[0].file.x_tags = Some(vec!["a,b".to_owned()]);
    forms[1].file.x_tags = Some(vec![" a".to_owned()]);
    forms[2].files[0].x_share = Some(f64::NAN);
    forms[3].label.as_mut().unwrap().content_language = Some("d\r\ne".to_owned());
    for (form, part, header) in forms
        .into_iter()
        .zip(["file", "file", "files", "label"])
        .zip(["X-Tags", "X-Tags", "X-Share", "Content-Language"])
        .map(|((form, part), header)| (form, part, header))
    {
        let error = client.files().post_headed(form).send().await.unwrap_err();
        let Error::Request(error) = error else {
            panic!("{header}: {error:?}");
        };
        assert_eq!(error.argument(), format!("form field `{part}`"));
        assert!(error.to_string().contains(header), "{error}");
    }
    assert!(peer.asked().is_empty());
}

#[tokio::test]
async fn a_server_reads_the_headers_of_parts() {
    let (api, address) = serve().await;
    let file = "file\r\nX-SIZE: 5.0\r\nX-Tags: [a, b,c\r\n\r\nabc\r\n";
    let note = "note\r\nX-Kind: short\r\n\r\n{\"name\":\"n\"}\r\n";
    let answer = post(&address, "/files/headed", &[note, file]).await;
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    let seen = api.seen();
    for part in [
        "x_size: 5, x_tags: Some([\"[a\", \"b\", \"c\"])",
        "files: []",
        "x_kind: Short, body: Repository { name: \"n\" }",
        "label: None, plain: None",
    ] {
        assert!(seen.contains(part), "{part}: {seen}");
    }
    for (parts, pointer, word) in [
        (["file\r\n\r\nabc\r\n", note], "/file", "`X-Size`: is missing"),
        (["file\r\nX-Size: x\r\n\r\nabc\r\n", note], "/file", "`X-Size`"),
        ([file, "note\r\nX-Kind: long\r\n\r\n{\"name\":\"n\"}\r\n"], "/note", "`X-Kind`"),
        ([file, "note\r\nX-Kind: short\r\n\r\n{}\r\n"], "/note", "name"),
        ([file, "files\r\nX-Share: NaN\r\n\r\nf\r\n"], "/files/0", "`X-Share`"),
        ([file, file], "/file", "more than once"),
        ([file, "plain\r\n\r\na\r\n"], "/note", "is missing"),
    ] {
        let answer = post(&address, "/files/headed", &parts).await;
        assert!(answer.starts_with("HTTP/1.1 422 "), "{parts:?}: {answer}");
        let pointer = format!("\"name\":\"{pointer}\"");
        assert!(answer.contains(&pointer), "{parts:?}: {answer}");
        assert!(answer.contains(word), "{parts:?}: {answer}");
    }
    let url = format!("http://{address}");
    let client = Client::builder(url).build().unwrap();
    client.files().post_headed(headed()).send().await.unwrap();
    let seen = api.seen();
    assert!(seen.contains("x_share: Some(0.5)") && seen.contains("x_share: None"), "{seen}");
}

fn unions(one: PostUnionsBodyOne) -> PostUnionsForm {
    PostUnionsForm::new(one)
}

#[tokio::test]
async fn a_value_of_several_types_is_written_as_what_it_is() {
    let mut peer = Peer::new(&[&answer("204 No Content", "", "")]).await;
    let client = Client::builder(&peer.url).build().unwrap();
    let form = PostUnionsForm {
        many: Some(PostUnionsBodyMany::from(vec!["a".to_owned(), "[b]".to_owned()])),
        all: vec![
            PostUnionsBodyAll::from(7),
            PostUnionsBodyAll::from(Repository::new("r")),
        ],
        nested: Some(PostUnionsBodyNested::from(vec![Repository::new("s"), Repository::new("t")])),
        feed: Some(FilePart::bytes("<a/>")),
        ..unions(PostUnionsBodyOne::from("5".to_owned()))
    };
    client.files().post_unions(form).send().await.unwrap();
    let asked = peer.asked().remove(0);
    for part in [
        "name=\"one\"\r\n\r\n5\r\n",
        "name=\"many\"\r\n\r\na\r\n",
        "name=\"many\"\r\n\r\n[b]\r\n",
        "name=\"all\"\r\n\r\n7\r\n",
        "name=\"all\"\r\nContent-Type: application/json\r\n\r\n{\"name\":\"r\"}\r\n",
        "name=\"nested\"\r\nContent-Type: application/json\r\n\r\n{\"name\":\"s\"}\r\n",
        "name=\"nested\"\r\nContent-Type: application/json\r\n\r\n{\"name\":\"t\"}\r\n",
        "name=\"feed\"; filename=\"feed\"\r\nContent-Type: application/xml\r\n\r\n<a/>\r\n",
    ] {
        let part = format!("form-data; {part}");
        assert!(asked.contains(&part), "{part}: {asked}");
    }
    let form = unions(PostUnionsBodyOne::from(Repository::new("r")));
    client.files().post_unions(form).send().await.unwrap();
    let asked = peer.asked().remove(0);
    let part = "name=\"one\"\r\nContent-Type: application/json\r\n\r\n{\"name\":\"r\"}\r\n";
    assert!(asked.contains(part), "{asked}");
    // A list without items would be no part at all.
    let form = PostUnionsForm {
        many: Some(PostUnionsBodyMany::from(Vec::new())),
        ..unions(PostUnionsBodyOne::from("a".to_owned()))
    };
    let error = client.files().post_unions(form).send().await.unwrap_err();
    assert!(error.to_string().contains("form field `many`"), "{error}");
}

#[tokio::test]
async fn a_value_of_several_types_is_read_by_its_media_type() {
    let (api, address) = serve().await;
    let one = "one\r\n\r\na\r\n";
    for (parts, seen) in [
        (&["one\r\n\r\n[5\r\n"][..], "one: String(\"[5\")"),
        (&["one\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{\r\n"], "one: String(\"{\")"),
        (&["one\r\nContent-Type: application/json\r\n\r\n\"a\"\r\n"], "one: String(\"a\")"),
        (
            &["one\r\nContent-Type: application/json\r\n\r\n{\"name\":\"r\"}\r\n"],
            "one: Repository(Repository { name: \"r\" })",
        ),
        (&[one, "many\r\n\r\ntrue\r\n"], "many: Some(Boolean(true))"),
        (&[one, "many\r\n\r\na\r\n", "many\r\n\r\nb\r\n"], "([\"a\", \"b\"]))"),
        (&[one, "many\r\n\r\na\r\n"], "([\"a\"]))"),
        (
            &[one, "many\r\nContent-Type: application/json\r\n\r\n[\"a\"]\r\n"],
            "([\"a\"]))",
        ),
        (
            &[one, "all\r\n\r\n5.0\r\n", "all\r\nContent-Type: application/json\r\n\r\n{\"name\":\"r\"}\r\n"],
            "all: [Integer(5), Repository(Repository { name: \"r\" })]",
        ),
        (
            &[one, "nested\r\nContent-Type: application/json\r\n\r\n{\"name\":\"r\"}\r\n"],
            "nested: Some(Repository(Repository { name: \"r\" }))",
        ),
        (
            &[
                one,
                "nested\r\nContent-Type: application/json\r\n\r\n{\"name\":\"r\"}\r\n",
                "nested\r\nContent-Type: application/json\r\n\r\n{\"name\":\"s\"}\r\n",
            ],
            "([Repository { name: \"r\" }, Repository { name: \"s\" }]))",
        ),
    ] {
        let answer = post(&address, "/files/either", parts).await;
        assert!(answer.starts_with("HTTP/1.1 204 "), "{parts:?}: {answer}");
        let found = api.seen();
        assert!(found.contains(seen), "{parts:?}: {found}");
    }
    for (parts, pointer) in [
        (&[one, "all\r\n\r\nx\r\n"][..], "/all/0"),
        (&[one, "nested\r\nContent-Type: application/json\r\n\r\n{}\r\n"], "/nested"),
        (&["many\r\n\r\na\r\n"], "/one"),
    ] {
        let answer = post(&address, "/files/either", parts).await;
        assert!(answer.starts_with("HTTP/1.1 422 "), "{parts:?}: {answer}");
        let pointer = format!("\"name\":\"{pointer}\"");
        assert!(answer.contains(&pointer), "{parts:?}: {answer}");
    }
}

#[tokio::test]
async fn values_of_several_types_come_back() {
    let (api, address) = serve().await;
    let url = format!("http://{address}");
    let client = Client::builder(url).build().unwrap();
    let form = || PostUnionsForm {
        many: Some(PostUnionsBodyMany::from(vec!["a".to_owned(), "true".to_owned()])),
        all: vec![PostUnionsBodyAll::from(Repository::new("r"))],
        nested: Some(PostUnionsBodyNested::from(vec![Repository::new("s")])),
        ..unions(PostUnionsBodyOne::from("{\"name\":1}".to_owned()))
    };
    client.files().post_unions(form()).send().await.unwrap();
    let seen = api.seen();
    let form = form();
    let sent = format!("one: {:?}, many: {:?}, all: {:?}", form.one, form.many, form.all);
    assert!(seen.contains(&sent), "{sent}: {seen}");
    // One part can't be told from a list of one.
    assert!(seen.contains("nested: Some(Repository("), "{seen}");
}
