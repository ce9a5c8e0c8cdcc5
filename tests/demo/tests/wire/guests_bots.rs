//! Guests become users and back, users become bots and back.

use serde_json::json;
use users_demo::{Settings, seed};

use crate::support::Server;

#[tokio::test]
async fn guests_see_only_whom_they_share_a_channel_with() {
    let server = Server::start().await;
    let token = server.user("gus").await;
    let known = server.get("/users/known", &token).send().await.json();
    assert_eq!(known, json!([seed::ALICE, seed::BOB]));
    let everybody = server.get("/users", &token).send().await;
    assert_eq!(everybody.usernames(), ["alice", "bob", "gus"]);
    let carol = format!("/users/{}", seed::CAROL);
    server.get(&carol, &token).send().await.assert_error(403);
    server
        .get("/users/username/carol", &token)
        .send()
        .await
        .assert_error(404);
}

#[tokio::test]
async fn guests_are_promoted_and_users_demoted() {
    let server = Server::start().await;
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    let gus = |step: &str| format!("/users/{}/{step}", seed::GUS);
    let empty = json!({});
    server
        .post(&gus("promote"), &alice, &empty)
        .send()
        .await
        .assert_error(403);
    server
        .post(&gus("demote"), &admin, &empty)
        .send()
        .await
        .assert_error(400);
    assert_eq!(
        server.post(&gus("promote"), &admin, &empty).status().await,
        200
    );
    let token = server.user("gus").await;
    let path = format!("/users?in_channel={}", seed::TOWN_SQUARE);
    let members = server.get(&path, &token).send().await.usernames();
    assert!(
        members.contains(&"gus".to_owned()),
        "promoted, one joins the default channels"
    );
    assert_eq!(
        server
            .post("/users/me/demote", &token, &empty)
            .status()
            .await,
        200
    );
    assert_eq!(
        server.get("/users/me", &token).send().await.field("roles"),
        "system_guest"
    );
    let nobody = "/users/nobody00000000000000000000/promote";
    server
        .post(nobody, &admin, &empty)
        .send()
        .await
        .assert_error(404);

    let mut settings = Settings::for_tests();
    settings.guest_accounts = false;
    let server = Server::with(settings).await;
    let admin = server.admin().await;
    server
        .post(&gus("promote"), &admin, &empty)
        .send()
        .await
        .assert_error(501);
}

#[tokio::test]
async fn a_user_becomes_a_bot_and_a_user_again() {
    let server = Server::start().await;
    let (admin, bob) = (server.admin().await, server.user("bob").await);
    let empty = json!({});
    let to_bot = format!("/users/{}/convert_to_bot", seed::BOB);
    let to_user = format!("/bots/{}/convert_to_user", seed::BOB);
    server
        .post(&to_bot, &bob, &empty)
        .send()
        .await
        .assert_error(403);
    let body = json!({ "password": "password-1", "nickname": "B", "email": "b@x.test" });
    server
        .post(&to_user, &admin, &body)
        .send()
        .await
        .assert_error(404);
    assert_eq!(server.post(&to_bot, &admin, &empty).status().await, 200);
    assert_eq!(server.status_of(&bob).await, 401);
    let login = json!({ "login_id": "bob", "password": Settings::TEST_USER_PASSWORD });
    server
        .call("POST", "/users/login")
        .json(&login)
        .send()
        .await
        .assert_error(401);
    server
        .post(&to_bot, &admin, &empty)
        .send()
        .await
        .assert_error(400);

    server
        .post(&to_user, &admin, &empty)
        .send()
        .await
        .assert_error(400);
    let path = format!("{to_user}?set_system_admin=true");
    assert_eq!(server.post(&path, &admin, &body).status().await, 200);
    let token = server.login("b@x.test", "password-1").await;
    let me = server.get("/users/me", &token).send().await;
    assert_eq!(me.field("roles"), "system_admin system_user");
    assert_eq!(me.field("nickname"), "B");
}
