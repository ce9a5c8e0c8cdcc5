//! What the server doesn't put up with: slowness, crowds, and guesses.

use std::time::{Duration, Instant};

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use users_demo::Settings;

use crate::support::{Answer, Begun, Server};

/// Long enough for whoever isn't slow on purpose.
const TIMEOUT: Duration = Duration::from_secs(1);

async fn with(change: impl FnOnce(&mut Settings)) -> Server {
    let mut settings = Settings::for_tests();
    change(&mut settings);
    Server::with(settings).await
}

/// A patch of which only a part is sent.
async fn begin(server: &Server, token: &str) -> Begun {
    let patch = json!({ "nickname": "Slow" });
    server.put("/users/me/patch", token, &patch).begin(5).await
}

#[tokio::test]
async fn a_body_that_does_not_arrive_is_answered_408() {
    let server = with(|settings| settings.request_timeout = TIMEOUT).await;
    let token = server.user("alice").await;
    let answer = begin(&server, &token).await.read().await;
    let answer = Answer::parse(&answer).unwrap();
    answer.assert_error(408);
    assert_eq!(answer.header("connection"), Some("close"));
    assert_eq!(answer.header("x-request-id").unwrap().len(), 26);
    let me = server.get("/users/me", &token).send().await;
    assert_eq!(me.field("nickname"), "");
}

#[tokio::test]
async fn heads_that_do_not_arrive_and_idle_connections_are_given_up() {
    let server = with(|settings| settings.request_timeout = TIMEOUT).await;
    let request = "GET /api/v4/users/me HTTP/1.1\r\nhost: test\r\n";
    for (sent, answered) in [
        ("", false),
        (request, false),
        (&format!("{request}\r\n"), true),
    ] {
        let began = Instant::now();
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        stream.write_all(sent.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        let end = stream.read_to_end(&mut answer);
        let end = tokio::time::timeout(Duration::from_secs(10), end).await;
        end.expect("the server closes").unwrap();
        assert!(began.elapsed() >= TIMEOUT);
        let status = Answer::parse(&answer).map(|answer| answer.status);
        assert_eq!(status == Some(401), answered, "{status:?}");
    }
}

#[tokio::test]
async fn a_request_too_many_is_answered_503_until_there_is_a_place() {
    let server = with(|settings| settings.max_concurrent = 2).await;
    let token = server.user("alice").await;
    let first = begin(&server, &token).await;
    let second = begin(&server, &token).await;
    for path in ["/users/me", "/nowhere"] {
        let refused = server.get(path, &token).send().await;
        refused.assert_error(503);
        assert_eq!(refused.header("retry-after"), Some("1"));
        assert_eq!(refused.header("x-request-id").unwrap().len(), 26);
    }
    assert_eq!(first.finish().await.field("nickname"), "Slow");
    assert_eq!(server.status_of(&token).await, 200);
    assert_eq!(second.finish().await.field("nickname"), "Slow");
}

#[tokio::test]
async fn a_login_that_is_tried_too_often_is_answered_429() {
    let server = with(|settings| settings.login_attempts_per_minute = 3).await;
    let attempt = |login: &str, password: &str| {
        let body = json!({ "login_id": login, "password": password });
        server.call("POST", "/users/login").json(&body).send()
    };
    for login in ["alice", "nobody"] {
        for _ in 0..3 {
            attempt(login, "wrong").await.assert_error(401);
        }
    }
    for login in ["alice", " ALICE", "nobody"] {
        let refused = attempt(login, Settings::TEST_USER_PASSWORD).await;
        refused.assert_error(429);
        assert_eq!(refused.json()["id"], "user.login.too_often");
        let wait: u64 = refused.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=20).contains(&wait), "{wait}");
    }
    // Others may, and so may who is logged in.
    let bob = server.user("bob").await;
    assert_eq!(server.status_of(&bob).await, 200);

    server.world.advance_clock(Duration::from_secs(20));
    let token = server.user("alice").await;
    assert_eq!(server.status_of(&token).await, 200);
}
