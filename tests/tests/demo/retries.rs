//! Calls that are tried again, and those that aren't.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use users_client::types::{LoginBody, UpdateUserRolesBody};
use users_client::{CallOptions, Client, Error, Retries};

use crate::raw::{Canned, answer};
use crate::server::base_url;

const SHORT: Duration = Duration::from_millis(1);

/// Up to three attempts that follow each other soon.
fn soon() -> Retries {
    Retries::default().delays(SHORT, SHORT)
}

fn client(canned: &Canned, retries: Retries) -> Client {
    let builder = Client::builder(base_url(canned.address));
    builder.retries(retries).build().unwrap()
}

fn busy(status: &str) -> String {
    answer(status, "content-type: application/json\r\n", "{}")
}

fn user() -> String {
    let json = "content-type: application/json\r\n";
    answer("200 OK", json, r#"{"id":"ann"}"#)
}

#[tokio::test]
async fn a_call_is_tried_again_where_that_does_no_harm() {
    for status in ["408 a", "429 b", "500 c", "502 d", "503 e", "504 f"] {
        let mut canned = Canned::in_turn(&[&busy(status), &busy(status), &user()]).await;
        let client = client(&canned, soon());
        let user = client.users().get_user("ann").send().await.unwrap();
        assert_eq!(user.id.as_deref(), Some("ann"));
        let heads = canned.heads();
        assert_eq!(heads.len(), 3, "{status}");
        assert_eq!(heads[0], heads[2]);
    }
    // By PUT too, with its body.
    let mut canned = Canned::in_turn(&[&busy("503 Busy"), &user()]).await;
    let client = client(&canned, soon());
    let roles = UpdateUserRolesBody::new("system_user");
    let call = client.users().update_user_roles("ann", &roles);
    // It isn't the documented answer, but one of the second attempt.
    let _ = call.send().await;
    let heads = canned.heads();
    assert_eq!(heads.len(), 2);
    assert!(heads[1].contains("\r\ncontent-length: 23\r\n"), "{heads:?}");
}

#[tokio::test]
async fn nothing_is_tried_again_unless_asked_for() {
    let mut canned = Canned::in_turn(&[&busy("503 Busy"), &user()]).await;
    let plain = Client::builder(base_url(canned.address)).build().unwrap();
    let error = plain.users().get_user("ann").send().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 503);
    assert!(error.is_retryable());
    assert_eq!(canned.heads().len(), 1);

    // Nor is what other statuses say.
    for status in ["400 a", "401 b", "404 c", "409 d", "501 e", "505 f"] {
        let mut canned = Canned::in_turn(&[&busy(status), &user()]).await;
        let call = client(&canned, soon());
        let error = call.users().get_user("ann").send().await.unwrap_err();
        assert!(!error.is_retryable(), "{error}");
        assert_eq!(canned.heads().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_post_is_tried_again_only_if_the_caller_says_so() {
    let answers = [&*busy("503 Busy"), &user()];
    let body = LoginBody::default();
    let mut canned = Canned::in_turn(&answers).await;
    let retrying = client(&canned, soon());
    let error = retrying.users().login(&body).send().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 503);
    assert_eq!(canned.heads().len(), 1);

    let mut canned = Canned::in_turn(&answers).await;
    let retrying = client(&canned, soon());
    let options = CallOptions::new().idempotency_key("k-1");
    let call = retrying.users().login(&body).with_options(options);
    let _ = call.send().await;
    let heads = canned.heads();
    assert_eq!(heads.len(), 2);
    for head in heads {
        assert!(head.contains("\r\nidempotency-key: k-1\r\n"), "{head}");
    }

    let mut canned = Canned::in_turn(&answers).await;
    let retrying = client(&canned, Retries::never());
    let options = CallOptions::new().retries(soon().even_if_not_idempotent());
    let call = retrying.users().login(&body).with_options(options);
    let _ = call.send().await;
    assert_eq!(canned.heads().len(), 2);
}

#[tokio::test]
async fn the_last_answer_is_the_result() {
    let mut canned = Canned::start(busy("503 Busy")).await;
    let retrying = client(&canned, soon().attempts(5));
    let error = retrying.users().get_user("ann").send().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 503);
    assert_eq!(canned.heads().len(), 5);
    // Each call has its own attempts.
    let options = CallOptions::new().retries(Retries::never());
    let call = retrying.users().get_user("ann").with_options(options);
    call.send().await.unwrap_err();
    assert_eq!(canned.heads().len(), 1);
}

#[tokio::test]
async fn a_call_waits_as_long_as_the_server_asks() {
    let date = "date: Sun, 06 Nov 1994 08:49:37 GMT\r\nretry-after: Sun, 06 Nov 1994 08:49:38 GMT";
    for wait in ["retry-after: 1", date] {
        let busy = answer("429 Slow down", &format!("{wait}\r\n"), "");
        let canned = Canned::in_turn(&[&busy, &user()]).await;
        let retrying = client(&canned, soon());
        let started = Instant::now();
        retrying.users().get_user("ann").send().await.unwrap();
        let waited = started.elapsed();
        assert!(waited >= Duration::from_secs(1), "{wait}: {waited:?}");
    }
    // Unless that is too long, for the retries or for the call.
    let busy = answer("503 Busy", "retry-after: 30\r\n", "");
    let mut canned = Canned::in_turn(&[&busy, &user()]).await;
    let impatient = client(&canned, soon().longest_wait(Duration::from_secs(5)));
    let error = impatient.users().get_user("ann").send().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    assert_eq!(canned.heads().len(), 1);

    let mut canned = Canned::in_turn(&[&busy, &user()]).await;
    let retrying = client(&canned, soon());
    let options = CallOptions::new().timeout(Duration::from_secs(10));
    let call = retrying.users().get_user("ann").with_options(options);
    let error = call.send().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 503);
    assert_eq!(canned.heads().len(), 1);
}

#[tokio::test]
async fn a_connection_that_cannot_be_made_is_tried_again() {
    // Nobody listens there until the first attempt has failed.
    let address = {
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        free.local_addr().unwrap()
    };
    let builder = Client::builder(base_url(address)).retries(soon().attempts(2));
    let client = builder.build().unwrap();
    let error = client.users().get_user("ann").send().await.unwrap_err();
    assert!(error.is_connect() && error.is_retryable(), "{error:?}");
    assert!(error.to_string().starts_with("GetUser: "), "{error}");

    // One that is made and breaks may have done its work.
    let mut canned = Canned::start("").await;
    let client = self::client(&canned, soon());
    let error = client.users().get_user("ann").send().await.unwrap_err();
    assert!(matches!(error, Error::Transport(_)) && !error.is_retryable());
    assert_eq!(canned.heads().len(), 1);
}

#[tokio::test]
async fn a_server_that_is_down_is_not_asked_again_and_again() {
    let mut canned = Canned::start(busy("503 Busy")).await;
    let retrying = client(&canned, soon().budget(3));
    for _ in 0..10 {
        retrying.users().get_user("ann").send().await.unwrap_err();
    }
    assert_eq!(canned.heads().len(), 10 + 3);

    // Ten calls that succeed earn one more.
    let mut answers = vec![user(); 10];
    answers.push(busy("503 Busy"));
    let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
    let mut canned = Canned::in_turn(&answers).await;
    let retries = soon().budget(1);
    let retrying = client(&canned, retries);
    for _ in 0..10 {
        retrying.users().get_user("ann").send().await.unwrap();
    }
    for _ in 0..3 {
        retrying.users().get_user("ann").send().await.unwrap_err();
    }
    // The budget was full when they succeeded.
    assert_eq!(canned.heads().len(), 10 + 3 + 1);
}

#[tokio::test]
async fn a_redirect_is_followed_anew_by_each_attempt() {
    let moved = answer("307 Moved", "location: /there\r\n", "");
    let mut canned = Canned::in_turn(&[&moved, &busy("503 Busy"), &moved, &user()]).await;
    let retrying = client(&canned, soon());
    retrying.users().get_user("ann").send().await.unwrap();
    let heads = canned.heads();
    let lines: Vec<&str> = heads
        .iter()
        .map(|head| head.lines().next().unwrap())
        .collect();
    let first = "GET /api/v4/users/ann HTTP/1.1";
    let second = "GET /there HTTP/1.1";
    assert_eq!(lines, [first, second, first, second]);
}
