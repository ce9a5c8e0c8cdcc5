//! Events that a schema describes by their fields.

use std::sync::Arc;
use std::time::Duration;

use media_client::Client;
use media_client::types::{
    Done as End, GetEndedOkBody as Ended, GetMixedOkBodyData as Mixed, Repository,
};
use media_server::events as server;
use media_server::{
    Authenticator, Credentials, Event, Events, EventsApi, Failure, Operation, Service,
};

use super::peer::{Peer, answer};

async fn streaming(text: &str) -> Client {
    let answer = answer("200 OK", "content-type: text/event-stream\r\n", text);
    let peer = Peer::new(&[&answer]).await;
    Client::builder(peer.url).build().unwrap()
}

#[tokio::test]
async fn an_event_of_data_alone_is_read_from_its_data() {
    let text = "data: {\"name\":\"a\"}\n\ndata: {\"name\":\ndata: \"b\"}\n\ndata: [DONE]\n\n";
    let client = streaming(text).await;
    let mut stream = client.events().get_data().send().await.unwrap().into_body();
    for name in ["a", "b"] {
        let event = stream.next().await.unwrap().unwrap();
        assert_eq!(event.data.name, name);
    }
    assert!(stream.next().await.unwrap().is_none());

    let client = streaming("data: {\"name\":\"a\"}\n\ndata: 5\n\n").await;
    let mut stream = client.events().get_text().send().await.unwrap().into_body();
    for text in ["{\"name\":\"a\"}", "5"] {
        let event = stream.next().await.unwrap().unwrap();
        assert_eq!(event.data, text);
    }
}

#[tokio::test]
async fn a_documented_end_is_an_event_as_others() {
    let client = streaming("data: {\"name\":\"a\"}\n\ndata: [DONE]\n\n").await;
    let mut stream = client
        .events()
        .get_ended()
        .send()
        .await
        .unwrap()
        .into_body();
    let event = stream.next().await.unwrap().unwrap();
    assert!(matches!(event.data, Ended::Repository(event) if event.data.name == "a"));
    let event = stream.next().await.unwrap().unwrap();
    assert!(matches!(event.data, Ended::End(_)));
    assert!(stream.next().await.unwrap().is_none());
}

#[tokio::test]
async fn text_that_looks_like_json_stays_text_where_that_is_described() {
    let text = "event: e\nid: 1\nretry: 5\ndata: {\"name\":\"a\"}\n\n";
    let client = streaming(&format!("{text}id: a\0b\ndata: x\n\nid\nretry: x\ndata: y\n\n")).await;
    let mut stream = client
        .events()
        .get_named()
        .send()
        .await
        .unwrap()
        .into_body();
    let event = stream.next().await.unwrap().unwrap().data;
    assert_eq!(
        (event.event.as_str(), event.id.as_deref(), event.retry),
        ("e", Some("1"), Some(5))
    );
    assert_eq!(event.data, "{\"name\":\"a\"}");
    // What another try would need; an id that isn't one is passed over, an empty one forgets it.
    let five = Some(Duration::from_millis(5));
    assert_eq!((stream.last_event_id(), stream.retry_after()), (Some("1"), five));
    for (text, id) in [("x", Some("1")), ("y", None)] {
        let event = stream.next().await.unwrap().unwrap().data;
        // What has no name of its own is a message.
        assert_eq!((event.event.as_str(), event.data.as_str()), ("message", text));
        assert_eq!((stream.last_event_id(), stream.retry_after()), (id, five));
    }
}

#[tokio::test]
async fn json_that_is_broken_is_no_text_that_isnt_listed() {
    let text = "event: made\ndata: {\"name\":\"a\"}\n\n\
                data: {\"name\":\n\n\
                data: {\"name\":1}\n\n\
                event: new\ndata: [DONE]\n\n\
                data: [STOP\n\n\
                data: paused\n\n";
    let client = streaming(text).await;
    let mut stream = client.events().get_mixed().send().await.unwrap().into_body();
    let event = stream.next().await.unwrap().unwrap().data;
    assert!(matches!(event.data, Mixed::Repository(it) if it.name == "a"));
    for _ in 0..2 {
        assert!(stream.next().await.is_err());
    }
    let event = stream.next().await.unwrap().unwrap().data;
    assert!(matches!(event.data, Mixed::Done(End::Done)));
    assert!(stream.next().await.is_err());
    // A text of a newer server.
    let event = stream.next().await.unwrap().unwrap().data;
    assert!(matches!(event.data, Mixed::Done(End::Other(text)) if text == "paused"));
}

struct Api;

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

impl EventsApi for Api {
    async fn get_data(
        &self,
        _: server::GetDataRequest,
    ) -> Result<server::GetDataResponse, Failure> {
        let events: Events<Repository> = [Event::new(Repository::new("a"))].into_iter().collect();
        Ok(server::GetDataResponse::Ok(events))
    }
}

#[tokio::test]
async fn the_server_writes_data_alone_as_data() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, server::router(Arc::new(Api))).await });
    let raw = reqwest::get(format!("{url}/events/data")).await.unwrap();
    assert_eq!(raw.text().await.unwrap(), "data: {\"name\":\"a\"}\n\n");
    let client = Client::builder(url).build().unwrap();
    let mut stream = client.events().get_data().send().await.unwrap().into_body();
    assert_eq!(stream.next().await.unwrap().unwrap().data.name, "a");
}
