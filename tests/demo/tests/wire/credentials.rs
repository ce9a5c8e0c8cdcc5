//! Bearer tokens: how they are sent, which operations take none, and how they end.

use serde_json::json;
use users_demo::seed;

use crate::support::Server;

#[tokio::test]
async fn the_scheme_word_is_read_in_any_case() {
    let server = Server::start().await;
    let token = server.user("alice").await;
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let credentials = format!("{scheme} {token}");
        let call = server
            .call("GET", "/users/me")
            .header("authorization", &credentials);
        assert_eq!(call.status().await, 200, "{scheme}");
    }
}

#[tokio::test]
async fn open_operations_take_no_token_and_ignore_a_stale_one() {
    let server = Server::start().await;
    for (path, body, status) in [
        (
            "/users/login",
            json!({ "login_id": "nobody", "password": "x" }),
            401,
        ),
        (
            "/users/login/cws",
            json!({ "login_id": "alice", "cws_token": "x" }),
            302,
        ),
        (
            "/users",
            json!({ "username": "eve", "email": "bad", "password": "password-1" }),
            400,
        ),
        (
            "/users/password/reset",
            json!({ "code": "x", "new_password": "password-1" }),
            400,
        ),
        (
            "/users/password/reset/send",
            json!({ "email": "nobody@x.test" }),
            200,
        ),
        ("/users/email/verify", json!({ "token": "x" }), 400),
        (
            "/users/email/verify/send",
            json!({ "email": "nobody@x.test" }),
            200,
        ),
        ("/users/mfa", json!({ "login_id": "alice" }), 200),
        ("/users/logout", json!({}), 200),
    ] {
        let anonymous = server.call("POST", path).json(&body);
        assert_eq!(anonymous.status().await, status, "{path}");
        let stale = server.post(path, "stale", &body);
        assert_eq!(stale.status().await, status, "{path} with a stale token");
    }
}

#[tokio::test]
async fn other_operations_refuse_no_token_and_an_unknown_one() {
    let server = Server::start().await;
    for (method, path) in [
        ("GET", "/users/me"),
        ("GET", "/users"),
        ("GET", "/users/stats"),
        ("DELETE", "/users/me"),
        ("POST", "/users/sessions/revoke/all"),
        ("POST", "/users/me/convert_to_bot"),
    ] {
        let answer = server.call(method, path).send().await;
        answer.assert_error(401);
        assert!(
            answer
                .header("www-authenticate")
                .unwrap()
                .starts_with("Bearer")
        );
        server
            .call(method, path)
            .bearer("unknown")
            .send()
            .await
            .assert_error(401);
    }
}

#[tokio::test]
async fn a_personal_access_token_lives_until_it_is_disabled_or_revoked() {
    let server = Server::start().await;
    let session = server.user("alice").await;
    let body = json!({ "description": "backup" });
    let made = server
        .post("/users/me/tokens", &session, &body)
        .send()
        .await;
    assert_eq!(made.status, 200);
    let (id, secret) = (made.field("id"), made.field("token"));
    assert_eq!(server.status_of(&secret).await, 200);

    let by_id = format!("/users/tokens/{id}");
    for path in ["/users/me/tokens", "/users/me/sessions", &by_id] {
        let shown = server.get(path, &session).send().await;
        assert_eq!(shown.status, 200);
        assert!(!shown.text().contains(&secret), "{path}");
    }
    let change = |step: &str| {
        let path = format!("/users/tokens/{step}");
        server
            .post(&path, &session, &json!({ "token_id": id }))
            .status()
    };
    assert_eq!(change("disable").await, 200);
    assert_eq!(server.status_of(&secret).await, 401);
    assert_eq!(
        server.get(&by_id, &session).send().await.json()["is_active"],
        false
    );
    assert_eq!(change("enable").await, 200);
    assert_eq!(server.status_of(&secret).await, 200);
    assert_eq!(change("revoke").await, 200);
    assert_eq!(server.status_of(&secret).await, 401);
    server.get(&by_id, &session).send().await.assert_error(404);
    assert_eq!(change("revoke").await, 400);
}

#[tokio::test]
async fn tokens_of_others_take_permission() {
    let server = Server::start().await;
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    let guest = server.user("gus").await;
    let body = json!({ "description": "backup" });
    let of_bob = format!("/users/{}/tokens", seed::BOB);
    server
        .post(&of_bob, &alice, &body)
        .send()
        .await
        .assert_error(403);
    server
        .post("/users/me/tokens", &guest, &body)
        .send()
        .await
        .assert_error(403);
    let id = server.post(&of_bob, &admin, &body).send().await.field("id");

    server
        .get(&format!("/users/tokens/{id}"), &alice)
        .send()
        .await
        .assert_error(403);
    server
        .get("/users/tokens", &alice)
        .send()
        .await
        .assert_error(403);
    let all = server.get("/users/tokens?per_page=1", &admin).send().await;
    assert_eq!(all.json()[0]["id"], id.as_str());
    for term in [id.as_str(), seed::BOB, "bo"] {
        let call = server.post("/users/tokens/search", &admin, &json!({ "term": term }));
        assert_eq!(call.send().await.json()[0]["id"], id.as_str(), "{term}");
    }
    let search = server.post("/users/tokens/search", &alice, &json!({ "term": "bo" }));
    search.send().await.assert_error(403);
}
