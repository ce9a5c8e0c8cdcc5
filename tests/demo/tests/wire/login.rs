//! Logging in and out, as stock drivers do.

use std::time::Instant;

use serde_json::{Value, json};
use users_demo::{HashCost, Settings, seed};

use crate::support::Server;

#[tokio::test]
async fn a_login_is_answered_200_with_the_token_in_a_header() {
    let server = Server::start().await;
    let email = "alice@users-demo.test";
    for body in [
        json!({ "login_id": "alice", "password": Settings::TEST_USER_PASSWORD }),
        json!({ "login_id": "ALICE", "password": Settings::TEST_USER_PASSWORD, "token": null }),
        json!({ "login_id": email, "password": Settings::TEST_USER_PASSWORD, "device_id": "" }),
        json!({ "id": seed::ALICE, "password": Settings::TEST_USER_PASSWORD, "unknown": [1] }),
        json!({
            "login_id": "alice", "password": Settings::TEST_USER_PASSWORD, "token": "",
            "ldap_only": "",
        }),
    ] {
        let answer = server.call("POST", "/users/login").json(&body).send().await;
        assert_eq!(answer.status, 200, "{body}: {}", answer.text());
        assert_eq!(answer.field("id"), seed::ALICE);
        let token = answer.header("token").unwrap();
        assert_eq!(token.len(), 26);
        assert!(!answer.text().contains(token));
        assert_eq!(answer.header("set-cookie"), None);
        assert_eq!(server.status_of(token).await, 200);
    }
}

#[tokio::test]
async fn a_login_fails_with_the_status_that_says_why() {
    let server = Server::start().await;
    let login = |body| server.call("POST", "/users/login").json(&body).send();
    login(json!({ "login_id": "alice", "password": "wrong" }))
        .await
        .assert_error(401);
    login(json!({ "login_id": "alice" }))
        .await
        .assert_error(401);
    login(json!({ "login_id": "nobody", "password": "wrong" }))
        .await
        .assert_error(401);
    login(json!({})).await.assert_error(400);
    login(json!({ "login_id": 5 })).await.assert_error(400);
    let password = Settings::TEST_USER_PASSWORD;
    login(json!({ "login_id": "dora", "password": password }))
        .await
        .assert_error(401);
    login(json!({ "login_id": "pilot", "password": password }))
        .await
        .assert_error(401);
    let charset = "application/json; charset=utf-8";
    let body = br#"{"login_id":"nobody","password":"x"}"#;
    server
        .call("POST", "/users/login")
        .body(charset, body)
        .send()
        .await
        .assert_error(401);
    let broken = server
        .call("POST", "/users/login")
        .body("application/json", b"{\"login");
    broken.send().await.assert_error(400);
}

#[tokio::test]
async fn a_login_of_nobody_is_answered_as_a_wrong_password() {
    let mut settings = Settings::for_tests();
    settings.hash_cost = HashCost::Standard;
    let server = Server::with(settings).await;
    let mut answers = Vec::new();
    for name in ["alice", "nobody", "nobody@users-demo.test"] {
        let wrong = json!({ "login_id": name, "password": "wrong-password" });
        let switch = json!({
            "current_service": "email", "new_service": "ldap",
            "email": "nobody@users-demo.test", "password": "wrong-password",
        });
        for (path, body) in [("/users/login", wrong), ("/users/login/switch", switch)] {
            let start = Instant::now();
            let answer = server.call("POST", path).json(&body).send().await;
            let time = start.elapsed();
            assert_eq!(answer.status, 401, "{body}");
            let body: Value = serde_json::from_str(&answer.text()).unwrap();
            answers.push((body["id"].clone(), body["message"].clone(), time));
        }
    }
    let (id, message, time) = answers[0].clone();
    for (other_id, other_message, other_time) in &answers {
        assert_eq!((&id, &message), (other_id, other_message));
        // It takes a hash either way; without one it would be a hundred times faster.
        assert!(*other_time > time / 5, "{other_time:?} and {time:?}");
    }
}

#[tokio::test]
async fn too_many_wrong_passwords_lock_an_account_until_it_is_reset() {
    let mut settings = Settings::for_tests();
    settings.login_attempts = 2;
    let server = Server::with(settings).await;
    let wrong = json!({ "login_id": "alice", "password": "wrong" });
    let right = json!({ "login_id": "alice", "password": Settings::TEST_USER_PASSWORD });
    for body in [&wrong, &wrong, &right] {
        assert_eq!(
            server
                .call("POST", "/users/login")
                .json(body)
                .status()
                .await,
            401
        );
    }
    let admin = server.admin().await;
    let path = format!("/users/{}/password", seed::ALICE);
    let new = json!({ "new_password": "another password" });
    assert_eq!(server.put(&path, &admin, &new).status().await, 200);
    server.login("alice", "another password").await;
}

#[tokio::test]
async fn a_logout_is_answered_200_with_a_session_and_without() {
    let server = Server::start().await;
    let token = server.user("alice").await;
    let logout = || server.call("POST", "/users/logout");
    assert_eq!(
        logout().bearer(&token).send().await.json(),
        json!({ "status": "OK" })
    );
    assert_eq!(server.status_of(&token).await, 401);
    assert_eq!(logout().bearer(&token).status().await, 200);
    assert_eq!(logout().status().await, 200);
}

#[tokio::test]
async fn the_customer_portal_is_answered_302() {
    let server = Server::start().await;
    let login = |token: &str| {
        let body = json!({ "login_id": "alice", "cws_token": token });
        let call = server.call("POST", "/users/login/cws").json(&body);
        call.header("x-requested-with", "XMLHttpRequest").send()
    };
    let token = server.world.customer_token("alice").unwrap();
    let good = login(&token).await;
    assert_eq!((good.status, good.header("location")), (302, Some("/")));
    assert!(good.header("set-cookie").is_some());
    // It worked once.
    let bad = login(&token).await;
    assert_eq!(bad.status, 302);
    assert_ne!(bad.header("location"), Some("/"));
    assert_eq!(bad.header("set-cookie"), None);
    login("").await.assert_error(400);

    let mut settings = Settings::for_tests();
    settings.cloud_license = false;
    let server = Server::with(settings).await;
    let body = json!({ "login_id": "alice", "cws_token": "x" });
    let answer = server
        .call("POST", "/users/login/cws")
        .json(&body)
        .send()
        .await;
    answer.assert_error(403);
}
