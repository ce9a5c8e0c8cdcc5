//! Sessions, and everything that ends them at once.

use serde_json::{Value, json};
use users_demo::{Settings, seed};

use crate::support::Server;

#[tokio::test]
async fn what_an_admin_does_to_a_user_ends_the_users_sessions() {
    let server = Server::start().await;
    let admin = server.admin().await;
    for (method, path, body) in [
        ("PUT", "/active", json!({ "active": false })),
        ("DELETE", "", json!({})),
        ("POST", "/convert_to_bot", json!({})),
        (
            "PUT",
            "/password",
            json!({ "new_password": "another password" }),
        ),
        ("POST", "/sessions/revoke/all", json!({})),
    ] {
        let name = format!("user-{}", path.replace('/', "-"));
        let id = server.create(&name).await;
        let token = server.login(&name, "password-1").await;
        assert_eq!(server.status_of(&token).await, 200);
        let call = server
            .call(method, &format!("/users/{id}{path}"))
            .bearer(&admin);
        assert_eq!(call.json(&body).status().await, 200, "{method} {path}");
        assert_eq!(server.status_of(&token).await, 401, "{method} {path}");
    }
}

#[tokio::test]
async fn a_deactivated_user_has_no_way_in_until_activated() {
    let server = Server::start().await;
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    let description = json!({ "description": "backup" });
    let made = server
        .post("/users/me/tokens", &alice, &description)
        .send()
        .await;
    let access_token = made.field("token");
    let path = format!("/users/{}/active", seed::ALICE);
    let active = |active: bool| json!({ "active": active });
    server
        .put(&path, &alice, &active(true))
        .send()
        .await
        .assert_error(403);
    assert_eq!(
        server
            .put("/users/me/active", &alice, &active(false))
            .status()
            .await,
        200
    );
    assert_eq!(server.status_of(&access_token).await, 401);
    let login = json!({ "login_id": "alice", "password": Settings::TEST_USER_PASSWORD });
    server
        .call("POST", "/users/login")
        .json(&login)
        .send()
        .await
        .assert_error(401);
    let user = server
        .get(&format!("/users/{}", seed::ALICE), &admin)
        .send()
        .await;
    assert!(user.json()["delete_at"].as_i64().unwrap() > 0);
    assert_eq!(server.put(&path, &admin, &active(true)).status().await, 200);
    assert_eq!(server.status_of(&access_token).await, 200);
    server.user("alice").await;
    let erase = server
        .call("DELETE", "/users/me?permanent=true")
        .bearer(&access_token);
    erase.send().await.assert_error(403);
}

#[tokio::test]
async fn sessions_are_listed_without_their_tokens_and_ended_one_by_one() {
    let server = Server::start().await;
    let (one, two) = (server.user("alice").await, server.user("alice").await);
    let device = json!({ "device_id": "android:1" });
    assert_eq!(
        server
            .put("/users/sessions/device", &one, &device)
            .status()
            .await,
        200
    );
    let listed = server.get("/users/me/sessions", &two).send().await;
    assert!(!listed.text().contains(&one) && !listed.text().contains(&two));
    let sessions = listed.json();
    let sessions = sessions.as_array().unwrap();
    assert_eq!(sessions.len(), 2);
    assert_eq!(sessions[0]["team_members"][0]["team_id"], seed::HARBOUR);
    let of_device = |session: &&Value| session["device_id"] == "android:1";
    let first = sessions.iter().find(of_device).unwrap();
    let body = json!({ "session_id": first["id"] });
    let bob = server.user("bob").await;
    let path = format!("/users/{}/sessions/revoke", seed::ALICE);
    server
        .post(&path, &bob, &body)
        .send()
        .await
        .assert_error(403);
    server
        .post("/users/me/sessions/revoke", &bob, &body)
        .send()
        .await
        .assert_error(400);
    assert_eq!(server.post(&path, &two, &body).status().await, 200);
    assert_eq!(server.status_of(&one).await, 401);
    assert_eq!(server.status_of(&two).await, 200);
}

#[tokio::test]
async fn a_new_password_of_ones_own_keeps_the_session_and_ends_the_others() {
    let server = Server::start().await;
    let (one, two) = (server.user("alice").await, server.user("alice").await);
    let change = |current: &str| {
        let body = json!({ "current_password": current, "new_password": "another password" });
        server.put("/users/me/password", &one, &body).send()
    };
    change("wrong").await.assert_error(401);
    let missing = json!({ "new_password": "another password" });
    server
        .put("/users/me/password", &one, &missing)
        .send()
        .await
        .assert_error(400);
    assert_eq!(change(Settings::TEST_USER_PASSWORD).await.status, 200);
    assert_eq!(server.status_of(&one).await, 200);
    assert_eq!(server.status_of(&two).await, 401);
    server.login("alice", "another password").await;
    let bob = format!("/users/{}/password", seed::BOB);
    server
        .put(&bob, &one, &missing)
        .send()
        .await
        .assert_error(403);
}

#[tokio::test]
async fn audits_tell_what_was_done() {
    let server = Server::start().await;
    let token = server.user("alice").await;
    server
        .put("/users/me/patch", &token, &json!({ "nickname": "Al" }))
        .send()
        .await;
    let audits = server.get("/users/me/audits", &token).send().await.json();
    assert_eq!(audits[0]["action"], "/api/v4/users/me/patch");
    assert_eq!(audits[1]["action"], "/api/v4/users/login");
    assert_eq!(audits[1]["ip_address"], "127.0.0.1");
    assert_eq!(audits[0]["session_id"], audits[1]["session_id"]);
    let path = format!("/users/{}/audits", seed::BOB);
    server.get(&path, &token).send().await.assert_error(403);
}
