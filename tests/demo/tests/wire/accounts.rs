//! Accounts: creating, changing, deactivating, deleting.

use std::time::Duration;

use serde_json::json;
use users_demo::{MailKind, Settings, seed};

use crate::support::Server;

#[tokio::test]
async fn anybody_creates_an_account_and_proves_its_address() {
    let server = Server::start().await;
    let body = json!({
        "username": "Eve", "email": "Eve+list@X.test", "password": "password-1",
        "first_name": "Eve", "position": null, "unknown": {}, "props": { "a": "b" },
        "notify_props": { "email": "false", "comments": "never" },
    });
    let made = server.call("POST", "/users").json(&body).send().await;
    assert_eq!(made.status, 201);
    let user = made.json();
    assert_eq!(user["username"], "eve");
    assert_eq!(user["email"], "eve+list@x.test");
    assert_eq!(user["roles"], "system_user");
    assert_eq!(user["notify_props"]["email"], "false");
    assert_eq!(user["create_at"].to_string().len(), 13);
    assert!(!made.text().contains("password-1") && !made.text().contains("argon2"));

    let mail = server.world.outbox().pop().unwrap();
    assert_eq!(
        (mail.to.as_str(), mail.kind),
        ("eve+list@x.test", MailKind::Verification)
    );
    let verify = || {
        server
            .call("POST", "/users/email/verify")
            .json(&json!({ "token": mail.code }))
    };
    assert_eq!(verify().status().await, 200);
    verify().send().await.assert_error(400);
    let token = server.login("eve", "password-1").await;
    assert_eq!(
        server.get("/users/me", &token).send().await.json()["email_verified"],
        true
    );
    // A plus in a path is a plus.
    let by_email = server
        .get("/users/email/eve+list@x.test", &token)
        .send()
        .await;
    assert_eq!(by_email.field("username"), "eve");
}

#[tokio::test]
async fn accounts_that_break_a_rule_are_not_created() {
    let server = Server::start().await;
    let create = |body| server.call("POST", "/users").json(&body).send();
    let email = "eve@x.test";
    let password = "password-1";
    for body in [
        json!({ "username": "alice", "email": email, "password": password }),
        json!({ "username": "eve", "email": "ALICE@users-demo.test", "password": password }),
        json!({ "username": "eve", "email": email, "password": "short" }),
        json!({ "username": "eve", "email": email }),
        json!({ "username": "e v e", "email": email, "password": password }),
    ] {
        create(body).await.assert_error(400);
    }
    let sso = json!({
        "username": "eve", "email": email, "auth_service": "ldap", "auth_data": "eve",
    });
    create(sso.clone()).await.assert_error(403);
    let admin = server.admin().await;
    let made = server.post("/users", &admin, &sso).send().await;
    assert_eq!(made.field("auth_service"), "ldap");
}

#[tokio::test]
async fn a_closed_server_takes_invitations() {
    let mut settings = Settings::for_tests();
    settings.open_server = false;
    let server = Server::with(settings).await;
    let create = |query: String, name: &str| {
        let body = json!({
            "username": name, "email": format!("{name}@x.test"), "password": "password-1",
        });
        server
            .call("POST", &format!("/users{query}"))
            .json(&body)
            .send()
    };
    create(String::new(), "eve").await.assert_error(403);
    create("?iid=wrong".to_owned(), "eve")
        .await
        .assert_error(400);
    let by_link = create(format!("?iid={}", seed::HARBOUR_INVITE), "eve").await;
    assert_eq!(by_link.status, 201);
    let code = server.world.invite(seed::HARBOUR, "fay@x.test").unwrap();
    create(format!("?t={code}"), "gil").await.assert_error(400);
    assert_eq!(create(format!("?t={code}"), "fay").await.status, 201);
    let token = server.login("fay", "password-1").await;
    let path = format!("/users?in_team={}", seed::HARBOUR);
    let members = server.get(&path, &token).send().await.usernames();
    assert!(members.contains(&"eve".to_owned()) && members.contains(&"fay".to_owned()));
}

#[tokio::test]
async fn changes_are_dated_and_a_put_resets_what_it_leaves_out() {
    let server = Server::start().await;
    let token = server.user("alice").await;
    let mut last = 0;
    let mut grown = |user: &serde_json::Value| {
        let update_at = user["update_at"].as_i64().unwrap();
        assert!(update_at > last, "{update_at} after {last}");
        last = update_at;
    };
    let patch = json!({ "nickname": "Al", "locale": "de", "notify_props": { "push": "all" } });
    for _ in 0..3 {
        let patched = server
            .put("/users/me/patch", &token, &patch)
            .send()
            .await
            .json();
        assert_eq!(patched["nickname"], "Al");
        assert_eq!(patched["first_name"], "Alice");
        assert_eq!(patched["notify_props"]["push"], "all");
        assert_eq!(patched["notify_props"]["desktop"], "mention");
        grown(&patched);
    }
    let body = json!({
        "id": seed::ALICE, "username": "alice", "email": "alice@users-demo.test",
        "last_name": "Anker", "timezone": { "useAutomaticTimezone": "false", "manualTimezone": "UTC" },
    });
    let put = server.put("/users/me", &token, &body).send().await.json();
    assert_eq!(
        (&put["nickname"], &put["locale"]),
        (&json!(""), &json!("en"))
    );
    assert_eq!(put["notify_props"]["push"], "mention");
    assert_eq!(put["timezone"]["useAutomaticTimezone"], false);
    assert_eq!(put["email_verified"], true);
    grown(&put);
    let other = format!("/users/{}", seed::BOB);
    server
        .put(&other, &token, &body)
        .send()
        .await
        .assert_error(400);
    let patch = json!({ "nickname": "x" });
    server
        .put(&format!("{other}/patch"), &token, &patch)
        .send()
        .await
        .assert_error(403);
    let admin = server.admin().await;
    let taken = json!({ "username": "ALICE" });
    server
        .put(&format!("{other}/patch"), &admin, &taken)
        .send()
        .await
        .assert_error(400);
}

#[tokio::test]
async fn a_new_address_has_to_be_proven_anew() {
    let server = Server::start().await;
    let token = server.user("alice").await;
    let moved = json!({ "email": "new@x.test" });
    let user = server
        .put("/users/me/patch", &token, &moved)
        .send()
        .await
        .json();
    assert_eq!(user["email_verified"], false);
    assert_eq!(server.world.outbox().pop().unwrap().to, "new@x.test");
    server
        .world
        .advance_clock(Duration::from_secs(25 * 60 * 60));
    let code = server.world.outbox().pop().unwrap().code;
    let verify = server
        .call("POST", "/users/email/verify")
        .json(&json!({ "token": code }));
    verify.send().await.assert_error(400);
    let path = format!("/users/{}/email/verify/member", seed::ALICE);
    let admin = server.admin().await;
    server
        .post(&path, &token, &json!({}))
        .send()
        .await
        .assert_error(403);
    let verified = server.post(&path, &admin, &json!({})).send().await;
    assert_eq!(verified.json()["email_verified"], true);
}

#[tokio::test]
async fn roles_are_set_by_admins_alone() {
    let server = Server::start().await;
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    let path = format!("/users/{}/roles", seed::ALICE);
    let roles = |roles: &str| json!({ "roles": roles });
    server
        .put(&path, &alice, &roles("system_admin"))
        .send()
        .await
        .assert_error(403);
    server
        .put(&path, &admin, &roles("king"))
        .send()
        .await
        .assert_error(400);
    let both = roles("system_user system_admin");
    assert_eq!(server.put(&path, &admin, &both).status().await, 200);
    assert_eq!(server.get("/users/tokens", &alice).status().await, 200);
    assert_eq!(
        server
            .put(&path, &admin, &roles("system_user"))
            .status()
            .await,
        200
    );
    server
        .get("/users/tokens", &alice)
        .send()
        .await
        .assert_error(403);
}

#[tokio::test]
async fn all_users_are_deleted_in_local_mode_and_the_first_new_one_is_the_admin() {
    let mut settings = Settings::for_tests();
    settings.local_mode = true;
    let server = Server::with(settings).await;
    let admin = server.admin().await;
    assert_eq!(server.call("DELETE", "/users").status().await, 200);
    assert_eq!(server.status_of(&admin).await, 401);
    server.create("eve").await;
    server.create("fay").await;
    for (name, roles) in [("eve", "system_admin system_user"), ("fay", "system_user")] {
        let token = server.login(name, "password-1").await;
        assert_eq!(
            server.get("/users/me", &token).send().await.field("roles"),
            roles
        );
    }
}
