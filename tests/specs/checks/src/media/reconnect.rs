//! Streams of events that go on over another connection.

use std::time::Duration;

use media_client::{CallOptions, Client, Error, EventStream, Reconnect, types};

use super::peer::{Peer, answer};

fn events(text: &str) -> String {
    answer("200 OK", "content-type: text/event-stream\r\n", text)
}

/// A stream that says that it is longer than it is.
fn broken(text: &str) -> String {
    let length = text.len() + 100;
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncontent-length: {length}\r\n\r\n{text}"
    )
}

async fn stream(peer: &Peer, settings: Reconnect) -> EventStream<types::Repository> {
    let client = Client::builder(&peer.url).build().unwrap();
    let options = CallOptions::new().header("Authorization", "Bearer t0p");
    let call = client.events().get_data().with_options(options);
    call.send().await.unwrap().into_body().reconnect(settings)
}

/// The names that come until the stream ends.
async fn names(stream: &mut EventStream<types::Repository>) -> Vec<String> {
    let mut names = Vec::new();
    while let Some(event) = stream.next().await.unwrap() {
        names.push(event.data.name);
    }
    names
}

fn quick() -> Reconnect {
    Reconnect::new().wait(Duration::from_millis(1)).attempts(2)
}

fn last_id(asked: &str) -> Option<&str> {
    let mut lines = asked.lines();
    lines.find_map(|line| line.strip_prefix("last-event-id: "))
}

#[tokio::test]
async fn a_stream_goes_on_behind_the_last_event() {
    let mut peer = Peer::new(&[
        &events("id: 1\nretry: 1\ndata: {\"name\":\"a\"}\n\ndata: {\"name\":\"cut\"}"),
        &broken("\u{FEFF}data: {\"name\":\"b\"}\n\nid: 2\ndata: {\"name\":\"c\"}\n\nid: 3\n"),
        &events("id\ndata: {\"name\":\"d\"}\n\n"),
        &events("data: {\"name\":\"e\"}\n\n"),
        &answer("204 No Content", "", ""),
    ])
    .await;
    // The server's time to wait counts: an hour would be too long for this test.
    let settings = Reconnect::new().wait(Duration::from_secs(3600));
    let mut stream = stream(&peer, settings).await;
    assert!(stream.can_reconnect());
    assert_eq!(names(&mut stream).await, ["a", "b", "c", "d", "e"]);
    assert!(stream.next().await.unwrap().is_none());
    let asked = peer.asked();
    let ids: Vec<_> = asked.iter().map(|asked| last_id(asked)).collect();
    assert_eq!(ids, [None, Some("1"), Some("2"), None, None]);
    for asked in &asked {
        assert!(asked.starts_with("GET /events/data HTTP/1.1\r\n"), "{asked}");
        assert!(asked.contains("\r\nauthorization: Bearer t0p\r\n"), "{asked}");
        assert!(asked.contains("\r\naccept: text/event-stream"), "{asked}");
    }
}

#[tokio::test]
async fn without_being_asked_no_stream_reconnects() {
    let mut peer = Peer::new(&[&events("data: {\"name\":\"a\"}\n\n")]).await;
    let client = Client::builder(&peer.url).build().unwrap();
    let mut stream = client.events().get_data().send().await.unwrap().into_body();
    assert!(!stream.can_reconnect());
    assert_eq!(names(&mut stream).await, ["a"]);
    assert_eq!(peer.asked().len(), 1);
}

#[tokio::test]
async fn a_literal_end_is_the_end() {
    let text = "data: {\"name\":\"a\"}\n\ndata: [DONE]\n\n";
    let mut peer = Peer::new(&[&events(text)]).await;
    let mut stream = stream(&peer, quick()).await;
    assert_eq!(names(&mut stream).await, ["a"]);
    assert_eq!(peer.asked().len(), 1);

    // Where the document has the end as an event, too.
    let mut peer = Peer::new(&[&events(text)]).await;
    let client = Client::builder(&peer.url).build().unwrap();
    let stream = client.events().get_ended().send().await.unwrap().into_body();
    let mut stream = stream.reconnect(quick());
    assert!(stream.next().await.unwrap().is_some());
    assert!(stream.next().await.unwrap().is_some());
    assert!(stream.next().await.unwrap().is_none());
    assert_eq!(peer.asked().len(), 1);
}

#[tokio::test]
async fn another_status_ends_a_stream_and_is_told() {
    for other in [
        answer("401 Unauthorized", "", ""),
        answer("503 Service Unavailable", "retry-after: 1\r\n", ""),
        answer("200 OK", "content-type: text/html\r\n", "data: {}\n\n"),
    ] {
        let mut peer = Peer::new(&[&events("data: {\"name\":\"a\"}\n\n"), &other]).await;
        let mut stream = stream(&peer, quick()).await;
        assert!(stream.next().await.unwrap().is_some());
        let error = stream.next().await.unwrap_err();
        assert!(matches!(Error::<()>::from(error), Error::UnexpectedStatus(_)));
        assert!(stream.next().await.unwrap().is_none());
        assert_eq!(peer.asked().len(), 2);
    }
}

#[tokio::test]
async fn attempts_without_an_event_have_an_end() {
    let one = events("data: {\"name\":\"a\"}\n\n");
    let mut peer = Peer::new(&[&one, &events(""), &one, &events(": nothing\n\n")]).await;
    let mut stream = stream(&peer, quick()).await;
    assert_eq!(names(&mut stream).await, ["a", "a"]);
    // The first, one in between, and two behind the second event.
    assert_eq!(peer.asked().len(), 5);

    // Nobody is there any more.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = Client::builder(format!("http://{}", listener.local_addr().unwrap()));
    let client = client.build().unwrap();
    let answered = tokio::spawn(async move {
        use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
        let (mut connection, _) = listener.accept().await.unwrap();
        let _ = connection.read(&mut [0; 4096]).await.unwrap();
        connection.write_all(one.as_bytes()).await.unwrap();
    });
    let stream = client.events().get_data().send().await.unwrap().into_body();
    let mut stream = stream.reconnect(quick());
    answered.await.unwrap();
    assert!(stream.next().await.unwrap().is_some());
    let error = stream.next().await.unwrap_err();
    assert!(matches!(Error::<()>::from(error), Error::Transport(error) if error.is_connect()));
    assert!(stream.next().await.unwrap().is_none());
}

#[tokio::test]
async fn a_post_is_sent_again_only_where_that_is_asked_for() {
    let one = events("id: 7\ndata: {\"name\":\"a\"}\n\n");
    for (settings, count) in [(quick(), 1), (quick().any_method(), 2)] {
        let mut peer = Peer::new(&[&one, &answer("204 No Content", "", "")]).await;
        let client = Client::builder(&peer.url).build().unwrap();
        let body = types::Repository::new("b");
        let call = client.events().post_data(&body);
        let mut stream = call.send().await.unwrap().into_body().reconnect(settings);
        assert_eq!(stream.can_reconnect(), count == 2);
        assert_eq!(names(&mut stream).await, ["a"]);
        let asked = peer.asked();
        assert_eq!(asked.len(), count);
        for asked in &asked {
            assert!(asked.starts_with("POST ") && asked.ends_with("{\"name\":\"b\"}"), "{asked}");
        }
        assert_eq!(asked.last().and_then(|asked| last_id(asked)), (count == 2).then_some("7"));
    }
}
