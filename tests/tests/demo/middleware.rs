//! Code around each attempt to send a request, and the options of calls.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use users_client::middleware::{Attempt, Middleware, Next};
use users_client::{CallError, CallOptions, Client, ClientBuilder, Error, Retries};

use crate::raw::{Canned, answer};
use crate::server::base_url;

fn builder(canned: &Canned) -> ClientBuilder {
    Client::builder(base_url(canned.address))
}

fn user(id: &str) -> String {
    let json = "content-type: application/json\r\nx-request-id: r-7\r\n";
    answer("200 OK", json, &format!(r#"{{"id":"{id}"}}"#))
}

/// Writes down what it sees, and adds to the request.
#[derive(Clone)]
struct Notes(&'static str, Arc<Mutex<Vec<String>>>);

impl Middleware for Notes {
    async fn handle(
        &self,
        attempt: &mut Attempt,
        next: Next<'_>,
    ) -> Result<reqwest::Response, CallError> {
        let Self(name, notes) = self;
        let (number, operation) = (attempt.number(), attempt.operation());
        let (method, path) = (attempt.method().clone(), attempt.path_template().to_owned());
        let line = format!("{name} {number} {operation} {method} {path}");
        notes.lock().unwrap().push(line);
        let header = "1".parse().unwrap();
        attempt.headers_mut().insert("x-seen", header);
        let answered = next.run(attempt).await;
        let status = answered.as_ref().map(|response| response.status().as_u16());
        notes.lock().unwrap().push(format!("{name} {status:?}"));
        answered
    }
}

#[tokio::test]
async fn they_see_each_attempt_from_the_outside_in() {
    let busy = answer("503 Busy", "", "");
    let mut canned = Canned::in_turn(&[&busy, &user("ann")]).await;
    let notes = Arc::default();
    let short = Duration::from_millis(1);
    let client = builder(&canned)
        .middleware(Notes("outer", Arc::clone(&notes)))
        .middleware(Notes("inner", Arc::clone(&notes)))
        .retries(Retries::default().delays(short, short))
        .bearer_auth("kept-secret")
        .build()
        .unwrap();
    client.users().get_user("ann").send().await.unwrap();
    let head = canned.heads().pop().unwrap();
    assert!(head.contains("\r\nx-seen: 1\r\n"), "{head}");
    assert!(head.contains("\r\nauthorization: Bearer kept-secret\r\n"));
    let seen = |name: &str, number: u32| format!("{name} {number} GetUser GET /users/{{user_id}}");
    let notes = notes.lock().unwrap();
    assert_eq!(
        *notes,
        [
            &*seen("outer", 1),
            &seen("inner", 1),
            "inner Ok(503)",
            "outer Ok(503)",
            &seen("outer", 2),
            &seen("inner", 2),
            "inner Ok(200)",
            "outer Ok(200)",
        ]
    );
}

/// Answers without asking the server.
struct Offline;

impl Middleware for Offline {
    async fn handle(
        &self,
        attempt: &mut Attempt,
        next: Next<'_>,
    ) -> Result<reqwest::Response, CallError> {
        match attempt.operation() {
            "GetUser" => Ok(axum::http::Response::new(r#"{"id":"from the cache"}"#).into()),
            "GetKnownUsers" => Err(CallError::middleware("this isn't for you")),
            _ => next.run(attempt).await,
        }
    }
}

#[tokio::test]
async fn one_can_answer_in_the_place_of_the_server() {
    let mut canned = Canned::start(user("ann")).await;
    let client = builder(&canned).middleware(Offline).build().unwrap();
    let user = client.users().get_user("ann").send().await.unwrap();
    assert_eq!(user.id.as_deref(), Some("from the cache"));
    assert_eq!(user.status().as_u16(), 200);
    match client.users().get_known_users().send().await {
        Err(Error::Middleware(error)) => assert_eq!(error.to_string(), "this isn't for you"),
        other => panic!("{other:?}"),
    }
    assert!(canned.heads().is_empty());
}

/// Changes the body, and sends the request again if the server doesn't take it.
struct Again;

impl Middleware for Again {
    async fn handle(
        &self,
        attempt: &mut Attempt,
        next: Next<'_>,
    ) -> Result<reqwest::Response, CallError> {
        let response = next.run(attempt).await?;
        if response.status().as_u16() != 401 {
            return Ok(response);
        }
        assert!(attempt.can_be_repeated());
        assert_eq!(attempt.body(), Some(&b"{\"roles\":\"a\"}"[..]));
        attempt.set_body(r#"{"roles":"bcd"}"#);
        let token = "Bearer fresh".parse().unwrap();
        attempt.headers_mut().insert("authorization", token);
        attempt.url_mut().set_query(Some("again=1"));
        next.run(attempt).await
    }
}

#[tokio::test]
async fn one_can_change_a_request_and_send_it_again() {
    let refused = answer("401 Unauthorized", "", "");
    let json = "content-type: application/json\r\n";
    let done = answer("200 OK", json, r#"{"status":"OK"}"#);
    let mut canned = Canned::in_turn(&[&refused, &done]).await;
    let client = builder(&canned)
        .middleware(Again)
        .bearer_auth("stale")
        .build()
        .unwrap();
    let roles = users_client::types::UpdateUserRolesBody::new("a");
    let call = client.users().update_user_roles("ann", &roles);
    call.send().await.unwrap();
    let heads = canned.heads();
    assert!(heads[0].contains("\r\nauthorization: Bearer stale\r\n"));
    assert!(heads[0].contains("\r\ncontent-length: 13\r\n"));
    assert!(heads[1].contains("\r\nauthorization: Bearer fresh\r\n"));
    assert!(heads[1].contains("\r\ncontent-length: 15\r\n"));
    assert!(heads[1].starts_with("PUT /api/v4/users/ann/roles?again=1 HTTP/1.1\r\n"));
}

#[tokio::test]
async fn a_call_has_options_of_its_own() {
    let mut canned = Canned::start(answer("200 OK", "", "[]")).await;
    let mut elsewhere = Canned::start(answer("200 OK", "", "[]")).await;
    let client = builder(&canned)
        .default_header("X-Tenant", "t1")
        .default_query("trace", "a b")
        .bearer_auth("kept-secret")
        .build()
        .unwrap();
    client.users().get_users().page(1).send().await.unwrap();
    let head = canned.heads().pop().unwrap();
    assert!(head.starts_with("GET /api/v4/users?page=1&trace=a%20b HTTP/1.1\r\n"));
    assert!(head.contains("\r\nx-tenant: t1\r\n"), "{head}");

    let options = CallOptions::new()
        .header("x-tenant", "t2")
        .query("trace", "c")
        .query("page", "2")
        .accept("application/json, */*;q=0.1");
    let call = client.users().get_users().page(1).with_options(options);
    call.send().await.unwrap();
    let head = canned.heads().pop().unwrap();
    assert!(head.starts_with("GET /api/v4/users?page=2&trace=c HTTP/1.1\r\n"));
    assert!(head.contains("\r\nx-tenant: t2\r\n"), "{head}");
    assert!(head.contains("\r\naccept: application/json, */*;q=0.1\r\n"));
    assert!(head.contains("\r\nauthorization: Bearer kept-secret\r\n"));

    // Another server isn't told the credentials.
    let options = CallOptions::new().base_url(format!("http://{}/v5", elsewhere.address));
    let call = client.users().get_users().with_options(options);
    call.send().await.unwrap();
    let head = elsewhere.heads().pop().unwrap();
    assert!(head.starts_with("GET /v5/users?trace=a%20b HTTP/1.1\r\n"));
    assert!(!head.contains("kept-secret"), "{head}");
    // Another path of the same one is.
    let options = CallOptions::new().base_url(format!("http://{}/v5", canned.address));
    let call = client.users().get_users().with_options(options);
    call.send().await.unwrap();
    let head = canned.heads().pop().unwrap();
    assert!(head.starts_with("GET /v5/users?") && head.contains("Bearer kept-secret"));

    let options = CallOptions::new().base_url("ftp://a/");
    let call = client.users().get_users().with_options(options);
    match call.send().await {
        Err(Error::Request(error)) => assert_eq!(error.argument(), "the base URL"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_error_knows_the_request_id() {
    let refused = answer("404 Not Found", "x-request-id: r-7\r\n", "{}");
    let canned = Canned::start(refused).await;
    let client = builder(&canned).build().unwrap();
    let error = client.users().get_user("ann").send().await.unwrap_err();
    assert_eq!(error.request_id(), Some("r-7"));
}
