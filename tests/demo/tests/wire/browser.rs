//! Sessions by cookie.

use serde_json::json;
use users_demo::{Settings, seed};

use crate::support::{Answer, Call, Server};

fn cookies(answer: &Answer) -> Vec<(String, String)> {
    let set = answer
        .headers
        .iter()
        .filter(|(name, _)| name == "set-cookie");
    set.map(|(_, value)| {
        let pair = value.split(';').next().unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        (name.to_owned(), value.to_owned())
    })
    .collect()
}

async fn login(server: &Server) -> Vec<(String, String)> {
    let body = json!({ "login_id": "alice", "password": Settings::TEST_USER_PASSWORD });
    let call = server.call("POST", "/users/login").json(&body);
    let answer = call
        .header("X-Requested-With", "XMLHttpRequest")
        .send()
        .await;
    assert_eq!(answer.status, 200);
    let hidden = |value: &str| value.contains("HttpOnly");
    let token = answer
        .headers
        .iter()
        .find(|(_, value)| value.starts_with("MMAUTHTOKEN"));
    assert!(hidden(&token.unwrap().1));
    cookies(&answer)
}

fn with(call: Call, cookies: &[(String, String)]) -> Call {
    let cookies: Vec<_> = cookies
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    call.header("cookie", &cookies.join("; "))
}

#[tokio::test]
async fn scripts_get_cookies_and_are_known_by_them() {
    let server = Server::start().await;
    let cookies = login(&server).await;
    let names: Vec<_> = cookies.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["MMAUTHTOKEN", "MMUSERID", "MMCSRF"]);
    assert_eq!(cookies[1].1, seed::ALICE);
    let me = with(server.call("GET", "/users/me"), &cookies).send().await;
    assert_eq!(me.field("username"), "alice");
}

#[tokio::test]
async fn a_write_by_cookie_takes_the_token_against_forged_requests() {
    let server = Server::start().await;
    let cookies = login(&server).await;
    let csrf = &cookies[2].1;
    let write = || {
        let call = server
            .call("PUT", "/users/me/patch")
            .json(&json!({ "nickname": "Al" }));
        with(call, &cookies)
    };
    write().send().await.assert_error(401);
    write()
        .header("X-CSRF-Token", "forged")
        .send()
        .await
        .assert_error(401);
    assert_eq!(write().header("X-CSRF-Token", csrf).status().await, 200);
    // A bearer token needs no such proof, cookies or not.
    assert_eq!(write().bearer(&cookies[0].1).status().await, 200);
    // A stale cookie is no obstacle to logging in anew.
    let body = json!({ "login_id": "alice", "password": Settings::TEST_USER_PASSWORD });
    let again = with(server.call("POST", "/users/login").json(&body), &cookies);
    assert_eq!(again.status().await, 200);
}

#[tokio::test]
async fn a_logout_clears_the_cookies() {
    let server = Server::start().await;
    let before = login(&server).await;
    let logout = with(server.call("POST", "/users/logout"), &before);
    let logout = logout.header("X-CSRF-Token", &before[2].1);
    let answer = logout
        .header("X-Requested-With", "XMLHttpRequest")
        .send()
        .await;
    assert_eq!(answer.status, 200);
    let after = cookies(&answer);
    assert_eq!(after.len(), 3);
    assert!(after.iter().all(|(_, value)| value.is_empty()));
    assert_eq!(
        with(server.call("GET", "/users/me"), &before)
            .status()
            .await,
        401
    );
}
