//! One-time codes.

use data_encoding::BASE64;
use serde_json::json;
use users_demo::{Settings, seed};

use crate::support::{Server, one_time_code};

#[tokio::test]
async fn one_time_codes_are_switched_on_asked_for_and_switched_off() {
    let server = Server::start().await;
    let token = server.user("alice").await;
    let required = || async {
        let body = json!({ "login_id": "alice" });
        let answer = server.call("POST", "/users/mfa").json(&body).send().await;
        answer.json()["mfa_required"].as_bool().unwrap()
    };
    assert!(!required().await);
    let on = |code: &str| json!({ "activate": true, "code": code });
    server
        .put("/users/me/mfa", &token, &on("123456"))
        .send()
        .await
        .assert_error(400);
    let setup = server
        .post("/users/me/mfa/generate", &token, &json!({}))
        .send()
        .await;
    let secret = setup.field("secret");
    let picture = BASE64.decode(setup.field("qr_code").as_bytes()).unwrap();
    assert!(picture.starts_with(b"\x89PNG"));

    let wrong = one_time_code(&secret, 100);
    server
        .put("/users/me/mfa", &token, &on(&wrong))
        .send()
        .await
        .assert_error(401);
    assert!(!required().await);
    let right = one_time_code(&secret, 0);
    assert_eq!(
        server
            .put("/users/me/mfa", &token, &on(&right))
            .status()
            .await,
        200
    );
    assert!(required().await);
    assert_eq!(
        server.get("/users/me", &token).send().await.json()["mfa_active"],
        true
    );

    let login = |code: Option<String>| {
        let password = Settings::TEST_USER_PASSWORD;
        let mut body = json!({ "login_id": "alice", "password": password });
        if let Some(code) = code {
            body["token"] = code.into();
        }
        server.call("POST", "/users/login").json(&body).send()
    };
    login(None).await.assert_error(401);
    login(Some(wrong)).await.assert_error(401);
    for steps in [-1, 0, 1] {
        assert_eq!(login(Some(one_time_code(&secret, steps))).await.status, 200);
    }
    login(Some(one_time_code(&secret, 5)))
        .await
        .assert_error(401);
}

#[tokio::test]
async fn one_time_codes_are_switched_off_by_their_owner_or_an_admin() {
    let server = Server::start().await;
    let token = server.user("alice").await;
    let setup = server
        .post("/users/me/mfa/generate", &token, &json!({}))
        .send()
        .await;
    let code = one_time_code(&setup.field("secret"), 0);
    let on = json!({ "activate": true, "code": code });
    assert_eq!(server.put("/users/me/mfa", &token, &on).status().await, 200);
    let login = || {
        let body = json!({ "login_id": "alice", "password": Settings::TEST_USER_PASSWORD });
        server.call("POST", "/users/login").json(&body).status()
    };
    assert_eq!(login().await, 401);
    let bob = server.user("bob").await;
    let path = format!("/users/{}/mfa", seed::ALICE);
    let off = json!({ "activate": false });
    server.put(&path, &bob, &off).send().await.assert_error(403);
    assert_eq!(
        server.put("/users/me/mfa", &token, &off).status().await,
        200
    );
    assert_eq!(login().await, 200);
}

#[tokio::test]
async fn one_time_codes_can_be_switched_off_for_all() {
    let mut settings = Settings::for_tests();
    settings.multi_factor = false;
    let server = Server::with(settings).await;
    let token = server.user("alice").await;
    let generate = server.post("/users/me/mfa/generate", &token, &json!({}));
    generate.send().await.assert_error(501);
}
