//! Media types that mean different things, whatever their types.

use std::sync::{Arc, Mutex};

use media_client::patches::{PatchMixedBody, PatchThingBody, PutThingBody};
use media_client::types::{Patch, Repository};
use media_client::{Client, Error};
use media_server::{
    Authenticator, Credentials, Failure, Operation, Patches, Service, patches as server,
};
use serde_json::json;

use super::peer::{Peer, answer};

#[derive(Clone, Default)]
struct Api(Arc<Mutex<Vec<String>>>);

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

impl Patches for Api {
    async fn patch_thing(
        &self,
        request: server::PatchThingRequest,
    ) -> Result<server::PatchThingResponse, Failure> {
        self.0.lock().unwrap().push(format!("{:?}", request.body));
        Ok(server::PatchThingResponse::NoContent)
    }

    async fn post_thing(
        &self,
        request: server::PostThingRequest,
    ) -> Result<server::PostThingResponse, Failure> {
        self.0.lock().unwrap().push(request.body.name);
        Ok(server::PostThingResponse::NoContent)
    }

    async fn put_thing(
        &self,
        request: server::PutThingRequest,
    ) -> Result<server::PutThingResponse, Failure> {
        self.0.lock().unwrap().push(format!("{:?}", request.body));
        Ok(server::PutThingResponse::NoContent)
    }

    async fn patch_mixed(
        &self,
        request: server::PatchMixedRequest,
    ) -> Result<server::PatchMixedResponse, Failure> {
        use server::{PatchMixedBody as Body, PatchMixedResponse as Response};
        Ok(match request.body {
            Body::Json(body) | Body::Form(body) => Response::OkApplicationVndOneJson(body),
            Body::MergePatch(body) => Response::OkApplicationVndTwoJson(body),
        })
    }
}

async fn serve(api: &Api) -> Client {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let router = server::router(Arc::new(api.clone()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Client::builder(url).build().unwrap()
}

fn patch() -> Patch {
    serde_json::from_value(json!({"a": null})).unwrap()
}

fn bodies() -> [(PatchThingBody, &'static str, &'static str); 4] {
    [
        (
            PatchThingBody::JsonPatch(vec![json!({"op": "remove", "path": "/a"})]),
            "application/json-patch+json",
            r#"[{"op":"remove","path":"/a"}]"#,
        ),
        (
            PatchThingBody::MergePatch(patch()),
            "application/merge-patch+json",
            r#"{"a":null}"#,
        ),
        (
            PatchThingBody::StrategicMergePatch(patch()),
            "application/strategic-merge-patch+json",
            r#"{"a":null}"#,
        ),
        (
            PatchThingBody::ApplyPatch("a: null\n".to_owned()),
            "application/apply-patch+yaml",
            "a: null\n",
        ),
    ]
}

#[tokio::test]
async fn each_kind_of_patch_is_sent_under_its_own_name() {
    for (body, media_type, text) in bodies() {
        let mut peer = Peer::new(&[&answer("204 No Content", "", "")]).await;
        let client = Client::builder(&peer.url).build().unwrap();
        client.patches().patch_thing(body).send().await.unwrap();
        let asked = peer.asked().remove(0);
        assert!(
            asked.contains(&format!("\r\ncontent-type: {media_type}\r\n")),
            "{asked}"
        );
        assert!(asked.ends_with(&format!("\r\n\r\n{text}")), "{asked}");
    }
}

#[tokio::test]
async fn the_server_is_told_which_was_sent() {
    let api = Api::default();
    let client = serve(&api).await;
    for (body, _, _) in bodies() {
        let sent = format!("{body:?}");
        client.patches().patch_thing(body).send().await.unwrap();
        assert_eq!(api.0.lock().unwrap().pop(), Some(sent));
    }
    for (body, name) in [
        (PatchMixedBody::Json(Repository::new("a")), "one"),
        (PatchMixedBody::Form(Repository::new("a")), "one"),
        (PatchMixedBody::MergePatch(Repository::new("a")), "two"),
    ] {
        // The answer is of one type; its media type stands in the headers.
        let sent = client.patches().patch_mixed(body).send().await.unwrap();
        assert_eq!(
            sent.headers()["content-type"],
            format!("application/vnd.{name}+json")
        );
        assert_eq!(sent.name, "a");
    }
}

#[tokio::test]
async fn json_of_another_name_is_no_patch() {
    let http = reqwest::Client::new();
    let client = serve(&Api::default()).await;
    for (media_type, status) in [
        ("application/json", 415),
        ("application/vnd.other-patch+json", 415),
        ("application/merge-patch+json; charset=utf-8", 204),
        ("Application/Merge-Patch+JSON", 204),
    ] {
        let url = format!("{}patches", client.base_url());
        let request = http
            .patch(url)
            .header("content-type", media_type)
            .body("{}");
        let sent = request.send().await.unwrap();
        assert_eq!(sent.status(), status, "{media_type}");
    }
}

#[tokio::test]
async fn names_that_say_the_same_are_one() {
    let mut peer = Peer::new(&[&answer("204 No Content", "", "")]).await;
    let client = Client::builder(&peer.url).build().unwrap();
    let body = Repository::new("a");
    client.patches().post_thing(&body).send().await.unwrap();
    assert!(peer.asked()[0].contains("\r\ncontent-type: application/json\r\n"));

    let http = reqwest::Client::new();
    let api = Api::default();
    let client = serve(&api).await;
    for media_type in [
        "application/json-patch+json",
        "text/json",
        "application/any+json",
    ] {
        let url = format!("{}patches", client.base_url());
        let request = http.post(url).header("content-type", media_type);
        let sent = request.body(r#"{"name":"b"}"#).send().await.unwrap();
        assert_eq!(sent.status(), 204, "{media_type}");
        assert_eq!(api.0.lock().unwrap().pop().as_deref(), Some("b"));
    }
}

#[tokio::test]
async fn text_is_of_the_kind_that_its_media_type_says() {
    let api = Api::default();
    let client = serve(&api).await;
    for (body, seen) in [
        (
            PutThingBody::TextCsv("a,b".to_owned()),
            r#"Some(TextCsv("a,b"))"#,
        ),
        (PutThingBody::Text("a".to_owned()), r#"Some(Text("a"))"#),
        (
            PutThingBody::ApplicationXYaml("a: b".to_owned()),
            r#"Some(ApplicationXYaml("a: b"))"#,
        ),
    ] {
        client
            .patches()
            .put_thing()
            .body(body)
            .send()
            .await
            .unwrap();
        assert_eq!(api.0.lock().unwrap().pop().as_deref(), Some(seen));
    }
    let sent = client.patches().put_thing().send().await;
    assert!(!matches!(sent, Err(Error::Request(_))));
    assert_eq!(api.0.lock().unwrap().pop().as_deref(), Some("None"));
}
