//! Responses that aren't as documented, and are read all the same.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use wire_response_client::bodies::GetTicketError;
use wire_response_client::types::{Ticket, TicketAbout};
use wire_response_client::{CallOptions, Client, Error};

use super::support::{answer, client, peer};

/// Reads a ticket leniently; returns it with what was told of its faults.
async fn read(status: &str, body: &str) -> (Result<Ticket, Error<GetTicketError>>, Vec<String>) {
    let told = Arc::new(Mutex::new(Vec::new()));
    let options = CallOptions::new().lenient({
        let told = told.clone();
        move |fault| {
            let fault = format!("{} {}: {}", fault.status().as_u16(), fault.path(), fault.message());
            told.lock().unwrap().push(fault);
        }
    });
    let (url, _) = peer(&answer(status, &["content-type: application/json"], body)).await;
    let response = client(&url).bodies().get_ticket().with_options(options).send().await;
    let told = std::mem::take(&mut *told.lock().unwrap());
    (response.map(|response| response.into_body()), told)
}

const GOOD: &str = r#"{"id": "00000000-0000-4000-8000-000000000001", "opened": "2026-01-02T03:04:05Z",
    "day": "2026-01-02", "count": 1, "price": 1.5, "open": true, "title": "t", "owner": {"name": "o"},
    "tags": ["a"], "state": "open", "level": 2, "kind": "ticket", "about": 7, "next": null,
    "by_name": {"a": 1}, "note": 5"#;

#[tokio::test]
async fn what_is_as_documented_is_read_as_always() {
    let (ticket, told) = read("200 OK", &format!("{GOOD}}}")).await;
    assert_eq!((ticket.unwrap().count, told.len()), (1, 0));
}

#[tokio::test]
async fn a_property_at_fault_is_absent_or_blank() {
    let (ticket, told) = read("200 OK", r#"{"title": "left", "size": "large", "things": [{"name": "a"}, 7, {}, {"name": "b"}]}"#).await;
    let ticket = ticket.unwrap();
    assert_eq!(ticket.title, "left");
    assert_eq!(ticket.size, None);
    let names: Vec<_> = ticket.things.iter().flatten().map(|thing| &*thing.name).collect();
    assert_eq!(names, ["a", "", "b"]);
    assert_eq!((ticket.count, ticket.price, ticket.open), (0, 0.0, false));
    assert_eq!((&*ticket.owner.name, ticket.tags.len(), ticket.by_name.len()), ("", 0, 0));
    assert_eq!(ticket.id.to_string(), "00000000-0000-0000-0000-000000000000");
    assert_eq!((ticket.opened.to_string(), ticket.day.to_string()), ("1970-01-01T00:00:00Z".to_owned(), "1970-01-01".to_owned()));
    assert_eq!((ticket.next, ticket.note), (None, serde_json::Value::Null));
    assert!(matches!(ticket.about, TicketAbout::Integer(0)), "{:?}", ticket.about);
    assert_eq!(told.len(), 18, "{told:#?}");
    for fault in [
        "200 size: invalid type: string \"large\", expected i64",
        "200 things[1]: invalid type: integer `7`, expected an object",
        "200 things[2]: missing field `name`",
        "200 .: missing field `opened`",
    ] {
        assert!(told.iter().any(|told| told == fault), "{fault}: {told:#?}");
    }
}

#[tokio::test]
async fn a_required_property_of_another_type_is_blank() {
    let body = GOOD.replace("\"count\": 1", "\"count\": null").replace("{\"name\": \"o\"}", "[]");
    let (ticket, told) = read("200 OK", &format!("{body}}}")).await;
    let ticket = ticket.unwrap();
    assert_eq!((ticket.count, &*ticket.owner.name, &*ticket.title), (0, "", "t"));
    assert_eq!(told.len(), 2, "{told:?}");
}

#[tokio::test]
async fn a_documented_error_is_read_so_too() {
    let (error, told) = read("404 Not Found", r#"{"name": 5}"#).await;
    let Err(error) = error else { panic!("it is an error") };
    let Some(GetTicketError::NotFound(thing)) = error.api() else { panic!("{error:?}") };
    assert_eq!((&*thing.name, told.len()), ("", 1));
}

#[tokio::test]
async fn what_cannot_be_read_even_so_is_an_error() {
    // What has no finite value is left out where it may be.
    let (ticket, told) = read("200 OK", &format!(r#"{GOOD}, "pair": {{"parent": 1}}}}"#)).await;
    assert_eq!((ticket.unwrap().pair, told.len()), (None, 1));
    for body in ["[]", "7", "null", "{\"title\": ", "<html>", ""] {
        let (read, told) = read("200 OK", body).await;
        assert!(read.is_err(), "{body}");
        assert!(told.is_empty(), "{body}: {told:?}");
    }
}

#[tokio::test]
async fn a_client_does_so_only_if_it_is_told_to() {
    let body = answer("200 OK", &["content-type: application/json"], "{}");
    let (url, _) = peer(&body).await;
    let error = client(&url).bodies().get_ticket().send().await.unwrap_err();
    assert!(matches!(error, Error::Decode(_)), "{error:?}");

    let (url, _) = peer(&body).await;
    let told = Arc::new(Mutex::new(0));
    let count = told.clone();
    let lenient = Client::builder(&*url).lenient(move |_| *count.lock().unwrap() += 1).build().unwrap();
    let ticket = lenient.bodies().get_ticket().send().await.unwrap().into_body();
    assert_eq!((&*ticket.title, *told.lock().unwrap()), ("", 16));
}

#[tokio::test]
async fn a_long_list_with_faults_takes_no_longer_than_it_may() {
    let things = vec!["{}"; 200_000].join(",");
    let started = Instant::now();
    let (_, told) = read("200 OK", &format!(r#"{GOOD}, "things": [{things}]}}"#)).await;
    assert!(told.len() <= 100, "{}", told.len());
    assert!(started.elapsed() < Duration::from_secs(20), "{:?}", started.elapsed());
}
