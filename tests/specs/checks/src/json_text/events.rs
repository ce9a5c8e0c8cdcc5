//! Events that a schema of OpenAPI 3.2 describes by their fields.

use json_text_client::Client;
use json_text_client::types::{
    Filter, FirstEvent, GetMessageOkBody, GetReferredOkBody as Referred, GetReferredOkBodyMessage,
    GetToldOkBody as Told, GetToldOkBodyDone,
    GetToldOkBodyOrderCreated, GetToldOkBodyOrderRemoved, LastEvent, MappedEvent, MessageEvent, PingEvent,
    SharedEvent, StartEvent,
};
use json_text_server::{Event, Events};

use super::super::media::peer::{Peer, answer};
use super::{ask, filter, serve};

pub(super) fn told() -> Events<Told> {
    let created = GetToldOkBodyOrderCreated {
        id: Some("1".to_owned()),
        retry: Some(9),
        ..GetToldOkBodyOrderCreated::new(filter("a"))
    };
    let events: [Event<Told>; 3] = [
        Event::new(created.into()),
        Event::new(GetToldOkBodyOrderRemoved::new("b\nc").into()),
        Event::new(GetToldOkBodyDone::new().into()),
    ];
    events.into_iter().collect()
}

pub(super) fn referred() -> Events<Referred> {
    let events: [Event<Referred>; 3] = [
        Event::new(StartEvent::new(filter("a")).into()),
        Event::new(PingEvent::new().into()),
        Event::new(GetReferredOkBodyMessage::new(filter("b")).into()),
    ];
    events.into_iter().collect()
}

pub(super) fn mapped() -> Events<MappedEvent> {
    let events: [Event<MappedEvent>; 2] = [
        Event::new(FirstEvent::new("a").into()),
        Event::new(LastEvent::new("b").into()),
    ];
    events.into_iter().collect()
}

pub(super) fn message() -> Events<GetMessageOkBody> {
    [Event::new(GetMessageOkBody::new(filter("a")))]
        .into_iter()
        .collect()
}

pub(super) fn data() -> Events<String> {
    [Event::new("a\nb".to_owned())].into_iter().collect()
}

pub(super) fn text() -> Events<Filter> {
    [Event::new(filter("a"))].into_iter().collect()
}

/// A client of a peer that answers with these events.
async fn client(text: &str) -> Client {
    let answer = answer("200 OK", "content-type: text/event-stream\r\n", text);
    let peer = Peer::new(&[&answer]).await;
    Client::builder(peer.url).build().unwrap()
}

/// The body of the server's answer, which comes in chunks.
async fn body(path: &str) -> String {
    let (_, address) = serve().await;
    let answer = ask(&address, &format!("GET {path}"), "", "").await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("content-type: text/event-stream"), "{head}");
    let chunks = body.split("\r\n").enumerate();
    let data = chunks.filter(|(index, _)| index % 2 == 1);
    data.map(|(_, chunk)| chunk).collect()
}

#[tokio::test]
async fn an_event_is_told_by_its_type() {
    let stream = "event: orderCreated\nid: 1\nretry: 9\ndata: {\"name\":\ndata: \"a\"}\n\n\
                  event: order.removed\ndata: {\"name\":\"b\"}\n\n\
                  data: [DONE]\n\n\
                  event: message\ndata: [DONE]\n\n";
    let client = client(stream).await;
    let mut events = client.events().get_told().send().await.unwrap().into_body();
    let event = events.next().await.unwrap().unwrap();
    let Told::OrderCreated(created) = event.data else {
        panic!("{event:?}");
    };
    assert_eq!(created.data.name, "a");
    assert_eq!((created.id.as_deref(), created.retry), (Some("1"), Some(9)));
    let event = events.next().await.unwrap().unwrap();
    // Text is text, whatever it looks like.
    assert!(
        matches!(event.data, Told::OrderRemoved(removed) if removed.data == "{\"name\":\"b\"}")
    );
    for _ in 0..2 {
        let event = events.next().await.unwrap().unwrap();
        assert!(matches!(event.data, Told::Done(_)), "{event:?}");
    }
    assert!(events.next().await.unwrap().is_none());
}

#[tokio::test]
async fn an_event_of_another_type_is_none_of_those_that_are_described() {
    let stream = "event: order.changed\ndata: [DONE]\n\n\
                  data: [STOP]\n\n\
                  event: orderCreated\ndata: a\n\n\
                  event: orderCreated\ndata: {\"name\":1}\n\n\
                  event: orderCreated\ndata: {\"name\":\"a\"}\n\n";
    let client = client(stream).await;
    let mut events = client.events().get_told().send().await.unwrap().into_body();
    for name in ["order.changed", "message"] {
        let event = events.next().await.unwrap().unwrap();
        assert!(
            matches!(&event.data, Told::Other(other) if other["event"] == name),
            "{event:?}"
        );
    }
    for expected in ["the JSON within: expected", "name: invalid type: integer"] {
        let error = events.next().await.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
    let event = events.next().await.unwrap().unwrap();
    assert!(matches!(event.data, Told::OrderCreated(_)));
}

#[tokio::test]
async fn the_server_writes_the_type_of_each_event() {
    assert_eq!(
        body("/events/told").await,
        "event: orderCreated\nid: 1\nretry: 9\ndata: {\"name\":\"a\"}\n\n\
         event: order.removed\ndata: b\ndata: c\n\n\
         event: message\ndata: [DONE]\n\n"
    );
    // What the document doesn't require goes without saying.
    assert_eq!(
        body("/events/referred").await,
        "event: stream.start\ndata: {\"name\":\"a\"}\n\n\
         event: ping\ndata: \n\n\
         data: {\"name\":\"b\"}\n\n"
    );
    assert_eq!(
        body("/events/mapped").await,
        "event: first\ndata: a\n\nevent: last\ndata: b\n\n"
    );
    assert_eq!(
        body("/events/message").await,
        "event: message\ndata: {\"name\":\"a\"}\n\n"
    );
    assert_eq!(body("/events/data").await, "data: \"a\\nb\"\n\n");
    assert_eq!(body("/events/text").await, "data: {\"name\":\"a\"}\n\n");
}

#[tokio::test]
async fn an_event_without_a_type_is_a_message() {
    let stream = "event: stream.start\ndata: {\"name\":\"a\"}\n\n\
                  event: ping\ndata:\n\n\
                  data: {\"name\":\"b\"}\n\n\
                  event: message\ndata: {\"name\":\"c\"}\n\n\
                  event: pong\ndata: {\"name\":\"d\"}\n\n";
    let client = client(stream).await;
    let call = client.events().get_referred();
    let mut events = call.send().await.unwrap().into_body();
    let event = events.next().await.unwrap().unwrap();
    assert!(matches!(&event.data, Referred::StreamStart(start) if start.data.name == "a"));
    let event = events.next().await.unwrap().unwrap();
    assert!(matches!(event.data, Referred::Ping(_)), "{event:?}");
    for (name, said) in [
        ("b", None),
        ("c", Some(MessageEvent::Message)),
    ] {
        let event = events.next().await.unwrap().unwrap();
        let Referred::Message(message) = event.data else {
            panic!("{event:?}");
        };
        assert_eq!((message.data.name.as_str(), message.event), (name, said));
    }
    let event = events.next().await.unwrap().unwrap();
    assert!(matches!(event.data, Referred::Other(_)), "{event:?}");
}

#[tokio::test]
async fn a_discriminator_says_what_events_there_are() {
    let stream = "event: last\ndata: a\n\nevent: first\ndata: b\n\nevent: none\ndata: c\n\n";
    let client = client(stream).await;
    let call = client.events().get_mapped();
    let mut events = call.send().await.unwrap().into_body();
    let event = events.next().await.unwrap().unwrap();
    assert!(matches!(event.data, MappedEvent::Last(last) if last.data == "a"));
    let event = events.next().await.unwrap().unwrap();
    assert!(matches!(event.data, MappedEvent::First(first) if first.data == "b"));
    let event = events.next().await.unwrap().unwrap();
    assert!(matches!(event.data, MappedEvent::Other(_)), "{event:?}");
}

#[tokio::test]
async fn the_default_type_may_be_said() {
    let client =
        client("data: {\"name\":\"a\"}\n\nevent: message\ndata: {\"name\":\"b\"}\n\n").await;
    let call = client.events().get_message();
    let mut events = call.send().await.unwrap().into_body();
    for name in ["a", "b"] {
        let event = events.next().await.unwrap().unwrap();
        assert_eq!(event.data, GetMessageOkBody::new(filter(name)));
    }
}

#[tokio::test]
async fn data_alone_is_what_it_holds() {
    let own = client("data: \"a\"\n\ndata: b\n\ndata: [DONE]\n\n").await;
    let mut events = own.events().get_data().send().await.unwrap().into_body();
    assert_eq!(events.next().await.unwrap().unwrap().data, "a");
    assert!(events.next().await.is_err());
    assert!(events.next().await.unwrap().is_none());
    let own = client("data: {\"name\":\"a\"}\n\n").await;
    let mut events = own.events().get_text().send().await.unwrap().into_body();
    assert_eq!(events.next().await.unwrap().unwrap().data.name, "a");
}

#[tokio::test]
async fn events_that_are_json_elsewhere_stay_what_that_is() {
    let client = client("data: a\n\nevent: one\ndata: b\n\nevent: two\ndata: c\n\n").await;
    let call = client.events().get_shared();
    let json_text_client::events::GetSharedSuccess::OkEvents(mut events) =
        call.send().await.unwrap().into_body()
    else {
        panic!("it was answered with events");
    };
    let _ = events.next().await.unwrap().unwrap();
    let event = events.next().await.unwrap().unwrap();
    assert!(matches!(event.data, SharedEvent::One(one) if one.data == "b"));
    let event = events.next().await.unwrap().unwrap();
    assert!(matches!(event.data, SharedEvent::Object(two) if two.event.as_deref() == Some("two")));
    let list: Vec<SharedEvent> = serde_json::from_str("[{\"data\":\"x\"}]").unwrap();
    assert_eq!(serde_json::to_string(&list).unwrap(), "[{\"data\":\"x\"}]");
}
