//! Messages that quote what was sent: short, and without characters that command a terminal.

use std::error::Error as _;

use serde_json::json;
use values_client::Client;
use values_types::{Echo, Level, NumberOrText};

use super::{Api, post, send, serve};
use crate::media::peer::{Peer, answer};

/// Ends a line, colours a terminal, and turns the text around.
const HOSTILE: &str = "a\nb\r\u{1b}[31m\u{202e}\u{7f}";

/// What has nothing in it that doesn't show.
fn is_plain(text: &str) -> bool {
    !text.contains(|letter: char| letter.is_control() || letter == '\u{202e}')
}

#[test]
fn unknown_values_are_quoted_without_harm() {
    let error = HOSTILE.parse::<Level>().unwrap_err().to_string();
    assert_eq!(
        error,
        "`a\\nb\\r\\u{1b}[31m\\u{202e}\\u{7f}` isn't one of `1`, `2`, `3`"
    );
    let long = "x".repeat(100_000).parse::<Level>().unwrap_err();
    assert!(long.to_string().chars().count() < 120, "{long}");
    // Letters are left as they are.
    let error = "größe 名前 'a' \\n".parse::<Level>().unwrap_err().to_string();
    assert!(error.starts_with("`größe 名前 'a' \\n` isn't"), "{error}");
}

#[tokio::test]
async fn a_server_quotes_nothing_that_commands() {
    let api = Api::default();
    let server = serve(&api).await;
    let escaped = "%0A%0D%1B%5B31m%E2%80%AE%7F";
    let form = "Content-Type: application/x-www-form-urlencoded\r\n";
    let mut answers = Vec::new();
    for line in [
        format!("GET /values/{escaped}"),
        format!("GET /values/1?level={escaped}"),
        format!("GET /values/1?word={escaped}"),
        format!("GET /values/1?list={escaped}"),
        format!("GET /values/1?whole={escaped}"),
        format!("GET /values/1?deep%5Bn%5D={escaped}"),
    ] {
        answers.push(send(&server, &line, "", "").await);
    }
    let body = format!("n={escaped}");
    answers.push(send(&server, "PUT /values/1", form, &body).await);
    for body in [
        json!({"count": HOSTILE}),
        json!({"named": {HOSTILE: "x"}}),
        json!({"either": {HOSTILE: "x"}}),
    ] {
        answers.push(post(&server, &body.to_string()).await);
    }
    for (status, answer) in answers {
        assert!(matches!(status, 400 | 422), "{status}: {answer}");
        let answer: serde_json::Value = serde_json::from_str(&answer).unwrap();
        for fault in answer["faults"].as_array().unwrap() {
            for member in fault.as_object().unwrap().values() {
                assert!(is_plain(member.as_str().unwrap_or_default()), "{fault}");
            }
        }
    }
    let (_, answer) = post(&server, &json!({"count": "x".repeat(100_000)}).to_string()).await;
    assert!(answer.len() < 2_000, "{answer}");
}

#[tokio::test]
async fn a_client_says_nothing_that_commands() {
    let long = "x".repeat(100_000);
    for body in [
        json!({"named": {HOSTILE: "x"}}),
        json!({"named": {long.as_str(): "x"}}),
        json!({"count": HOSTILE}),
        json!({"count": long}),
    ] {
        let body = answer("200 OK", "content-type: application/json\r\n", &body.to_string());
        let peer = Peer::new(&[&body]).await;
        let client = Client::builder(&peer.url).build().unwrap();
        let sent = client.values().send_values(1, &Echo::default()).send().await;
        let error = sent.unwrap_err();
        let mut text = error.to_string();
        let mut source = error.source();
        while let Some(error) = source {
            text.push_str(&error.to_string());
            source = error.source();
        }
        assert!(is_plain(&text), "{text:?}");
        assert!(text.chars().count() < 6_000, "{}", text.len());
    }
    let unfit = serde_json::from_value::<NumberOrText>(json!({HOSTILE: 1})).unwrap_err();
    assert!(is_plain(&unfit.to_string()), "{unfit}");
}
