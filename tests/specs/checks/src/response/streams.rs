//! Streams of events and of lines.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use tokio::sync::mpsc;
use wire_response_client::streams::CreateEitherSuccess;
use wire_response_client::{Client, Error};
use wire_response_server::streams as server;
use wire_response_server::types::{GetWholeEventsOkBodyEvent as Kind, Thing};
use wire_response_server::{Event, Events, Failure, JsonLines, Streams};

use super::support::{Api, answer, client, peer, peer_of, raw, serve};

fn thing(name: &str) -> Thing {
    Thing {
        name: name.to_owned(),
    }
}

/// What a channel gives.
struct Feed(mpsc::Receiver<Result<Event<Thing>, String>>);

impl Stream for Feed {
    type Item = Result<Event<Thing>, String>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_recv(cx)
    }
}

/// An event, and a pause.
struct Slow(Option<Event<Thing>>, Pin<Box<tokio::time::Sleep>>);

impl Stream for Slow {
    type Item = Result<Event<Thing>, String>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match self.0.take() {
            Some(event) => Poll::Ready(Some(Ok(event))),
            None => self.1.as_mut().poll(cx).map(|()| None),
        }
    }
}

/// What the next call of `get_events` gives.
static FEED: Mutex<Option<Feed>> = Mutex::new(None);

impl Streams for Api {
    async fn get_events(
        &self,
        _: server::GetEventsRequest<()>,
    ) -> Result<server::GetEventsResponse, Failure> {
        let feed = FEED.lock().unwrap().take().unwrap();
        Ok(server::GetEventsResponse::Ok(Events::new(feed)))
    }

    async fn get_text_events(
        &self,
        _: server::GetTextEventsRequest<()>,
    ) -> Result<server::GetTextEventsResponse, Failure> {
        let events = [
            Event {
                event: Some("greeting".to_owned()),
                id: Some("1".to_owned()),
                retry: Some(Duration::from_secs(3)),
                comment: Some("for\r\npeople".to_owned()),
                data: "two\nlines".to_owned(),
            },
            Event::new(String::new()),
        ];
        let events: Events<String> = events.into_iter().collect();
        Ok(server::GetTextEventsResponse::Ok(events.ending_with("[DONE]")))
    }

    async fn get_whole_events(
        &self,
        _: server::GetWholeEventsRequest<()>,
    ) -> Result<server::GetWholeEventsResponse, Failure> {
        let item = server_item(Kind::Made, "a");
        Ok(server::GetWholeEventsResponse::Ok {
            x_count: Some(1),
            body: [Event::new(item)].into_iter().collect(),
        })
    }

    async fn get_lines(
        &self,
        _: server::GetLinesRequest<()>,
    ) -> Result<server::GetLinesResponse, Failure> {
        let lines: JsonLines<Thing> = [thing("a"), thing("b\nc")].into_iter().collect();
        Ok(server::GetLinesResponse::Ok(lines))
    }

    async fn create_either(
        &self,
        _: server::CreateEitherRequest<()>,
    ) -> Result<server::CreateEitherResponse, Failure> {
        let pause = Box::pin(tokio::time::sleep(Duration::from_millis(200)));
        let events = Events::new(Slow(Some(Event::new(thing("a"))), pause));
        let events = events.keep_alive(Duration::from_millis(20));
        Ok(server::CreateEitherResponse::OkEvents(events))
    }
}

fn server_item(event: Kind, name: &str) -> wire_response_server::types::GetWholeEventsOkBody {
    wire_response_server::types::GetWholeEventsOkBody {
        event,
        id: Some("9".to_owned()),
        data: thing(name),
    }
}

async fn server() -> String {
    serve(server::router(Arc::new(Api::default()))).await
}

#[tokio::test]
async fn events_have_the_form_of_the_specification() {
    let url = server().await;
    let answer = raw(&url, "GET /streams/text").await;
    assert!(answer.contains("\r\ncontent-type: text/event-stream\r\n"), "{answer}");
    assert!(answer.contains("\r\ncache-control: no-cache\r\n"), "{answer}");
    let event =
        ": for\n: people\nevent: greeting\nid: 1\nretry: 3000\ndata: two\ndata: lines\n\n";
    assert!(answer.contains(event) && answer.contains("data: \n\n"), "{answer}");
    // The end is an event of its own, and the last one.
    let end = answer.find("data: [DONE]\n\n").unwrap();
    assert!(!answer[end + 14..].contains(':'), "{answer}");

    let whole = raw(&url, "GET /streams/whole").await;
    let event = "event: made\nid: 9\ndata: {\"name\":\"a\"}\n\n";
    assert!(whole.contains(event), "{whole}");

    // Nothing but comments while there is nothing to say.
    let slow = raw(&url, "POST /streams/either").await;
    assert!(slow.matches(":\n\n").count() > 1, "{slow}");
    assert_eq!(slow.matches("data: ").count(), 1, "{slow}");

    let lines = raw(&url, "GET /streams/lines").await;
    assert!(lines.contains("\r\ncontent-type: application/x-ndjson\r\n"), "{lines}");
    assert!(lines.contains("{\"name\":\"a\"}\n") && lines.contains("{\"name\":\"b\\nc\"}\n"));
}

#[tokio::test]
async fn events_arrive_one_by_one_and_an_error_ends_them() {
    let (send, receive) = mpsc::channel(1);
    *FEED.lock().unwrap() = Some(Feed(receive));
    let client = client(&server().await);
    let response = client.streams().get_events().send().await.unwrap();
    let mut events = response.into_body();
    for name in ["a", "b"] {
        // The first has arrived before the second is made.
        send.send(Ok(Event::new(thing(name)))).await.unwrap();
        let event = events.next().await.unwrap().unwrap();
        assert_eq!(event.data.name, name);
    }
    send.send(Err("lost".to_owned())).await.unwrap();
    let error = events.next().await.unwrap_err();
    assert!(error.decode().is_none() && !error.is_too_large(), "{error}");
    assert!(events.next().await.unwrap().is_none());
}

#[tokio::test]
async fn streams_go_from_the_server_to_the_client() {
    let client = client(&server().await);
    let text = client.streams().get_text_events().send().await.unwrap();
    let mut text = text.into_body();
    let event = text.next().await.unwrap().unwrap();
    assert_eq!(event.event.as_deref(), Some("greeting"));
    assert_eq!(event.id.as_deref(), Some("1"));
    assert_eq!(event.retry, Some(Duration::from_secs(3)));
    assert_eq!(event.data, "two\nlines");
    assert_eq!(text.next().await.unwrap().unwrap().data, "");
    assert_eq!(text.next().await.unwrap().unwrap().data, "[DONE]");
    assert!(text.next().await.unwrap().is_none());

    let whole = client.streams().get_whole_events().send().await.unwrap();
    let mut whole = whole.into_body();
    assert_eq!(whole.x_count, Some(1));
    let event = whole.body.next().await.unwrap().unwrap();
    assert_eq!(event.data, server_item(Kind::Made, "a"));

    let lines = client.streams().get_lines().send().await.unwrap();
    let mut lines = lines.into_body();
    assert_eq!(lines.next().await.unwrap().unwrap().name, "a");
    assert_eq!(lines.next().await.unwrap().unwrap().name, "b\nc");
    assert!(lines.next().await.unwrap().is_none());

    let either = client.streams().create_either().send().await.unwrap();
    let CreateEitherSuccess::OkEvents(mut events) = either.into_body() else {
        panic!("the server sends events");
    };
    assert_eq!(events.next().await.unwrap().unwrap().data.name, "a");
    assert!(events.next().await.unwrap().is_none());
}

/// Takes every event of these bytes, cut at every place.
async fn events(text: &str) -> Vec<(Option<String>, Option<String>, String)> {
    let mut all = Vec::new();
    for size in [1, 2, 1000] {
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n";
        let mut pieces = vec![head.as_bytes().to_vec()];
        pieces.extend(text.as_bytes().chunks(size).map(<[u8]>::to_vec));
        let (url, _) = peer_of(pieces).await;
        let response = client(&url).streams().get_text_events().send().await;
        let mut stream = response.unwrap().into_body();
        let mut found = Vec::new();
        while let Some(event) = stream.next().await.unwrap() {
            found.push((event.event, event.id, event.data));
        }
        all.push(found);
    }
    assert!(all.windows(2).all(|two| two[0] == two[1]), "{all:?}");
    all.remove(0)
}

#[tokio::test]
async fn events_are_parsed_as_browsers_do() {
    let some = |text: &str| Some(text.to_owned());
    let text = "\u{FEFF}data: a\r\ndata:b\r\n\r\n:comment\nevent: x\nid: 1\ndata\n\n";
    let text = format!("{text}event: lost\n\ndata:  c\rid\r\r unknown: 1\ndata: ü\n\ndata: cut");
    assert_eq!(
        events(&text).await,
        [
            (None, None, "a\nb".to_owned()),
            (some("x"), some("1"), String::new()),
            (None, None, " c".to_owned()),
            (None, None, "ü".to_owned()),
        ]
    );
}

#[tokio::test]
async fn what_is_not_as_documented_does_not_end_a_stream() {
    let head = ["content-type: text/event-stream"];
    let text = "data: {\"name\":1}\n\ndata: {\"name\":\"a\"}\n\ndata: [DONE]\n\ndata: {}\n\n";
    let (url, _) = peer(&answer("200 OK", &head, text)).await;
    let response = client(&url).streams().get_events().send().await.unwrap();
    let mut events = response.into_body();
    let error = events.next().await.unwrap_err();
    let misfit = error.decode().unwrap();
    assert_eq!((misfit.path(), &misfit.body()[..]), ("name", &b"{\"name\":1}"[..]));
    assert_eq!(events.next().await.unwrap().unwrap().data.name, "a");
    assert!(events.next().await.unwrap().is_none());

    let text = "\n{\"name\":\"a\"}\r\n\n[]\n{\"name\":\"b\"}";
    let (url, _) = peer(&answer("200 OK", &[], text)).await;
    let response = client(&url).streams().get_lines().send().await.unwrap();
    let mut lines = response.into_body();
    assert_eq!(lines.next().await.unwrap().unwrap().name, "a");
    assert!(lines.next().await.is_err());
    assert_eq!(lines.next().await.unwrap().unwrap().name, "b");
    assert!(lines.next().await.unwrap().is_none());
}

#[tokio::test]
async fn no_event_or_line_fills_the_memory() {
    let small = |url: &str| {
        let builder = Client::builder(url).bearer("token");
        builder.max_response_bytes(64).build().unwrap()
    };
    let text = format!("data: {}\n\n", "a".repeat(100));
    let (url, _) = peer(&answer("200 OK", &[], &text)).await;
    let response = small(&url).streams().get_text_events().send().await;
    let mut events = response.unwrap().into_body();
    assert!(events.next().await.unwrap_err().is_too_large());
    assert!(events.next().await.unwrap().is_none());

    let (url, _) = peer(&answer("200 OK", &[], &"a".repeat(100))).await;
    let response = small(&url).streams().get_lines().send().await;
    let mut lines = response.unwrap().into_body();
    assert!(lines.next().await.unwrap_err().is_too_large());
    assert!(lines.next().await.unwrap().is_none());
}

#[tokio::test]
async fn an_error_instead_of_a_stream_is_typed() {
    let (url, _) = peer(&answer("400 Bad Request", &[], r#"{"title":"no"}"#)).await;
    let error = client(&url).streams().get_events().send().await.unwrap_err();
    assert!(matches!(error, Error::Api(_)), "{error:?}");
}
