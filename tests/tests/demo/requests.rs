//! Requests that the client never sends, to the demo.

use std::net::SocketAddr;

use serde_json::Value;
use users_demo::Settings;

use crate::raw::{Answer, Call};
use crate::server::Server;

async fn alice() -> (Server, String) {
    let server = Server::start().await;
    let token = server.token("alice", Settings::TEST_USER_PASSWORD).await;
    (server, token)
}

/// Sends it and looks whether it is refused in the API's one form.
async fn refused(call: Call, address: SocketAddr, status: u16) -> Value {
    let answer = call.send(address).await;
    assert_eq!(
        answer.status,
        status,
        "{}",
        String::from_utf8_lossy(&answer.body)
    );
    assert_eq!(answer.header("content-type"), Some("application/json"));
    let error = answer.json();
    assert_eq!(error["status_code"], status);
    error
}

fn username(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200);
    answer.json()["username"].clone()
}

#[tokio::test]
async fn bodies_that_are_no_json_or_not_the_right_one_are_refused() {
    let (server, token) = alice().await;
    let patch = || Call::new("PUT", "/users/me/patch").bearer(&token);
    refused(patch().json("{\"nickname\":"), server.address, 400).await;
    let unfit = patch().json(r#"{"notify_props":{"push":5}}"#);
    let error = refused(unfit, server.address, 400).await;
    let details = error["detailed_error"].as_str().unwrap();
    assert!(details.contains("/notify_props/push"), "{details}");
    refused(patch().body("text/plain", "{}"), server.address, 415).await;
    refused(patch(), server.address, 400).await;
    let image = Call::new("POST", "/users/me/image").bearer(&token);
    refused(image.json("{}"), server.address, 415).await;
}

#[tokio::test]
async fn bodies_that_are_too_large_are_refused() {
    let (server, token) = alice().await;
    let patch = Call::new("PUT", "/users/me/patch").bearer(&token);
    let body = format!(r#"{{"nickname":"{}"}}"#, "x".repeat(1024 * 1024));
    refused(patch.json(&body), server.address, 413).await;
}

#[tokio::test]
async fn what_is_not_there_is_404_and_another_method_is_405() {
    let (server, token) = alice().await;
    for path in ["/nowhere", "/users/me/nowhere", "/users/", "/users//image"] {
        refused(Call::new("GET", path).bearer(&token), server.address, 404).await;
    }
    let answer = Call::new("PATCH", "/users/me")
        .bearer(&token)
        .send(server.address)
        .await;
    assert_eq!(answer.status, 405);
    assert_eq!(answer.json()["status_code"], 405);
    let allow = answer.header("allow").unwrap();
    let mut allow: Vec<_> = allow.split(',').map(str::trim).collect();
    allow.sort_unstable();
    assert_eq!(allow, ["DELETE", "GET", "HEAD", "PUT"]);
}

#[tokio::test]
async fn parameters_that_make_no_sense_are_refused_by_name() {
    let (server, token) = alice().await;
    for (path, name) in [
        ("/users?page=1&page=2", "page"),
        ("/users?page=", "page"),
        ("/users?page=99999999999999999999", "page"),
        ("/users?active=maybe", "active"),
        ("/users?sort=%FF", "sort"),
        ("/users?sort=%2", "sort"),
        ("/users/%FF", "user_id"),
        ("/users/autocomplete", "name"),
    ] {
        let call = Call::new("GET", path).bearer(&token);
        let error = refused(call, server.address, 400).await;
        let details = error["detailed_error"].as_str().unwrap();
        assert!(
            details.starts_with(&format!("{name}: ")),
            "{path}: {details}"
        );
    }
    let call = Call::new("GET", "/users?page=x&per_page=y").bearer(&token);
    let error = refused(call, server.address, 400).await;
    let details = error["detailed_error"].as_str().unwrap();
    assert!(
        details.contains("page: ") && details.contains("; per_page: "),
        "{details}"
    );
}

#[tokio::test]
async fn the_scheme_word_is_read_in_any_case() {
    let (server, token) = alice().await;
    for scheme in ["Bearer", "bearer", "BEARER", "bEaReR"] {
        let value = format!("{scheme} {token}");
        let call = Call::new("GET", "/users/me").header("authorization", &value);
        assert_eq!(
            username(&call.send(server.address).await),
            "alice",
            "{scheme}"
        );
    }
    let value = format!("Token {token}");
    let call = Call::new("GET", "/users/me").header("authorization", &value);
    refused(call, server.address, 401).await;
}

#[tokio::test]
async fn answers_are_exactly_json() {
    let (server, token) = alice().await;
    for path in ["/users/me", "/users", "/users/known", "/users/nobody"] {
        let answer = Call::new("GET", path)
            .bearer(&token)
            .send(server.address)
            .await;
        assert_eq!(
            answer.header("content-type"),
            Some("application/json"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn forms_are_taken_apart() {
    let (server, token) = alice().await;
    let upload = |form: &'static [u8], content_type: &str| {
        let call = Call::new("POST", "/users/me/image").bearer(&token);
        call.body(content_type, form)
    };
    let good = b"--x\r\ncontent-disposition: form-data; name=\"other\"\r\n\r\n1\r\n--x\r\n\
        content-disposition: form-data; name=\"image\"; filename=\"a\"\r\n\r\n\
        \xff\xd8\xff\r\n--x--\r\n";
    let content_type = "multipart/form-data; boundary=x";
    let answer = upload(good, content_type).send(server.address).await;
    assert_eq!(
        (answer.status, answer.json()["status"].as_str()),
        (200, Some("OK"))
    );
    for (form, content_type) in [
        (&good[..], "multipart/form-data"),
        (&good[..], "multipart/form-data; boundary=y"),
        (&good[..40], content_type),
        (
            b"--x\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x--\r\n",
            content_type,
        ),
    ] {
        refused(upload(form, content_type), server.address, 400).await;
    }
}
