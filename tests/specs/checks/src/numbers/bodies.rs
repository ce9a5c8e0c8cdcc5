//! JSON bodies: what has no JSON isn't sent, and Base64 comes back as it was.

use serde_json::{Value, json};
use values_client::{Client, Error};
use values_types::{Base64, Echo, EchoNested, NumberOrText};

use super::{Api, post, serve};
use crate::media::peer::{Peer, answer};

/// Values that JSON has no word for somewhere, each with the place.
fn unwritable() -> Vec<(Echo, &'static str)> {
    let nested = EchoNested {
        a_b: Some(f64::INFINITY),
        ..EchoNested::default()
    };
    let deeper = EchoNested {
        of: Some(Box::new(Echo {
            by_name: Some([("a~b".to_owned(), f64::NAN)].into()),
            ..Echo::default()
        })),
        ..EchoNested::default()
    };
    vec![
        (
            Echo {
                price: Some(f64::NAN),
                ..Echo::default()
            },
            "`/price`: JSON has no number for `NaN`",
        ),
        (
            Echo {
                prices: Some(vec![1.5, f64::NEG_INFINITY]),
                ..Echo::default()
            },
            "`/prices/1`: JSON has no number for `-inf`",
        ),
        (
            Echo {
                nested: Some(Some(Box::new(nested))),
                ..Echo::default()
            },
            "`/nested/a~1b`: JSON has no number for `inf`",
        ),
        (
            Echo {
                nested: Some(Some(Box::new(deeper))),
                ..Echo::default()
            },
            "`/nested/of/by_name/a~0b`: JSON has no number for `NaN`",
        ),
        (
            Echo {
                either: Some(NumberOrText::Number(f64::NAN)),
                ..Echo::default()
            },
            "`/either`: JSON has no number for `NaN`",
        ),
    ]
}

#[tokio::test]
async fn a_client_sends_no_null_for_what_is_no_number() {
    let mut peer = Peer::new(&[&answer("200 OK", "content-type: application/json\r\n", "{}")]).await;
    let client = Client::builder(&peer.url).build().unwrap();
    for (body, message) in unwritable() {
        let error = client.values().send_values(1, &body).send().await;
        let error = match error {
            Err(Error::Request(error)) => error.to_string(),
            other => panic!("{other:?}"),
        };
        assert!(error.contains(message), "{error}");
        let parts = values_client::values::SendPartsForm {
            echo: Some(body),
            ..Default::default()
        };
        let error = client.values().send_parts(1, parts).send().await;
        assert!(matches!(error, Err(Error::Request(_))), "{error:?}");
    }
    let parts = values_client::values::SendPartsForm {
        price: Some(f64::NAN),
        ..Default::default()
    };
    let error = client.values().send_parts(1, parts).send().await;
    let error = error.unwrap_err().to_string();
    assert!(error.contains("price"), "{error}");
    assert!(peer.asked().is_empty());
    let body = Echo {
        price: Some(-0.5),
        ..Echo::default()
    };
    client.values().send_values(1, &body).send().await.unwrap();
    assert!(peer.asked().concat().ends_with("{\"price\":-0.5}"));
}

#[tokio::test]
async fn a_server_answers_no_null_for_what_is_no_number() {
    let api = Api::default();
    let server = serve(&api).await;
    for (body, _) in unwritable() {
        *api.answer.lock().unwrap() = Some(body);
        let (status, answer) = post(&server, "{}").await;
        assert_eq!(status, 500, "{answer}");
        // What is wrong is for the log alone.
        assert!(!answer.contains("price") && !answer.contains("NaN"), "{answer}");
    }
}

#[tokio::test]
async fn a_server_takes_no_number_that_is_none() {
    let api = Api::default();
    let server = serve(&api).await;
    for body in [
        "{\"price\":NaN}",
        "{\"price\":Infinity}",
        "{\"price\":-inf}",
        "{\"price\":1e400}",
        "{\"prices\":[-1e400]}",
        "{\"price\":01}",
        "{\"price\":1.}",
        "{\"count\":1e400}",
    ] {
        let (status, answer) = post(&server, body).await;
        assert_eq!(status, 400, "{body}: {answer}");
    }
    for body in [
        "{\"price\":\"NaN\"}",
        "{\"price\":null}",
        "{\"prices\":[null]}",
        "{\"by_name\":{\"a\":null}}",
        "{\"count\":5.5}",
        "{\"counts\":[1,null]}",
        "{\"named\":{\"a\":null}}",
        "{\"counts\":null}",
        "{\"either\":9007199254740993}",
    ] {
        let (status, answer) = post(&server, body).await;
        assert_eq!(status, 422, "{body}: {answer}");
    }
    assert_eq!(api.seen(), "");
    let body = "{\"count\":5.0,\"counts\":[1e3],\"named\":{\"a\":-2.0},\"price\":1e300}";
    let (status, answer) = post(&server, body).await;
    assert_eq!(status, 200, "{answer}");
    let read = "{\"count\":5,\"counts\":[1000],\"named\":{\"a\":-2},\"price\":1e+300}";
    assert_eq!(answer, read);
}

/// Spellings of Base64 that section 4 of RFC 4648 doesn't know, and what they mean.
const SPELLINGS: [(&str, &[u8]); 8] = [
    ("aGk", b"hi"),
    ("aGl=", b"hi"),
    ("aGl", b"hi"),
    ("-_8=", &[0xfb, 0xff]),
    ("-_8", &[0xfb, 0xff]),
    ("aGVs\r\nbG8=\r\n", b"hello"),
    ("aGVs bG8=", b"hello"),
    ("aGk==", b"hi"),
];

#[tokio::test]
async fn a_client_takes_base64_as_it_comes_and_gives_it_back() {
    for (text, bytes) in SPELLINGS {
        let value = json!({"bytes": text});
        let body = answer("200 OK", "content-type: application/json\r\n", &value.to_string());
        let mut peer = Peer::new(&[&body]).await;
        let client = Client::builder(&peer.url).build().unwrap();
        let sent = client.values().send_values(1, &Echo::default()).send().await;
        let echo = sent.unwrap().into_body();
        let read = echo.bytes.as_ref().unwrap();
        assert_eq!(read.as_ref(), bytes, "{text}");
        assert_eq!(*read, Base64::from(bytes));
        peer.asked();
        client.values().send_values(1, &echo).send().await.unwrap();
        let sent = peer.asked().concat();
        let (_, sent) = sent.split_once("\r\n\r\n").unwrap();
        assert_eq!(serde_json::from_str::<Value>(sent).unwrap(), value);
    }
    for text in ["a", "%", "aGk=x", "aG\u{ed}k"] {
        let read = serde_json::from_value::<Echo>(json!({"bytes": text}));
        assert!(read.is_err(), "{text}");
    }
    // What a caller makes is written as section 4 has it.
    assert_eq!(Base64::from(vec![0xfb, 0xff]).to_string(), "+/8=");
}

#[tokio::test]
async fn a_server_takes_base64_of_section_4_alone() {
    let api = Api::default();
    let server = serve(&api).await;
    for (text, _) in SPELLINGS {
        let (status, answer) = post(&server, &json!({"bytes": text}).to_string()).await;
        assert_eq!(status, 422, "{text}: {answer}");
        assert!(answer.contains("/bytes"), "{answer}");
    }
    let (status, answer) = post(&server, "{\"bytes\":\"+/8=\"}").await;
    assert_eq!((status, answer.as_str()), (200, "{\"bytes\":\"+/8=\"}"));
}
