//! What is sent in the field otherwise than the document says.

use serde_json::json;
use users_demo::{MailKind, seed};

use crate::support::Server;

#[tokio::test]
async fn an_empty_object_is_no_obstacle_where_no_body_belongs() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let empty = json!({});
    for (method, path) in [
        ("GET", "/users/me".to_owned()),
        ("GET", "/users/stats?unknown=1&other=a%20b".to_owned()),
        ("POST", format!("/users/{}/convert_to_bot", seed::CAROL)),
        ("POST", format!("/users/{}/mfa/generate", seed::BOB)),
        ("DELETE", format!("/users/{}/image", seed::BOB)),
        ("DELETE", format!("/users/{}", seed::BOB)),
    ] {
        let call = server.call(method, &path).bearer(&admin).json(&empty);
        assert_eq!(call.status().await, 200, "{method} {path}");
    }
}

#[tokio::test]
async fn booleans_in_the_query_are_also_1_and_0() {
    let server = Server::start().await;
    let token = server.user("alice").await;
    for query in [
        "without_team=1",
        "without_team=true",
        "without_team=True",
        "without_team=1&active=0",
    ] {
        let answer = server.get(&format!("/users?{query}"), &token).send().await;
        assert_eq!(answer.usernames(), ["carol", "dora"], "{query}");
    }
    server
        .get("/users?without_team=maybe", &token)
        .send()
        .await
        .assert_error(400);
}

#[tokio::test]
async fn autocomplete_takes_both_names_of_a_place() {
    let server = Server::start().await;
    let token = server.user("alice").await;
    for (team, channel) in [("in_team", "in_channel"), ("team_id", "channel_id")] {
        let query = format!("{team}={}&{channel}={}&name=", seed::HARBOUR, seed::DOCK);
        let path = format!("/users/autocomplete?{query}");
        let found = server.get(&path, &token).send().await.json();
        let names = |key: &str| -> Vec<String> {
            let users = found[key].as_array().unwrap().iter();
            users
                .map(|user| user["username"].as_str().unwrap().to_owned())
                .collect()
        };
        assert_eq!(names("users"), ["alice", "bob", "gus"]);
        assert_eq!(names("out_of_channel"), ["admin", "pilot"]);
    }
}

#[tokio::test]
async fn channel_members_take_both_names_of_the_page_size() {
    let server = Server::start().await;
    let token = server.user("alice").await;
    for name in ["per_page", "pageSize"] {
        let path = format!("/users/me/channel_members?page=1&{name}=2");
        let members = server.get(&path, &token).send().await.json();
        assert_eq!(members.as_array().unwrap().len(), 2);
    }
    let all = server
        .get("/users/me/channel_members", &token)
        .send()
        .await
        .json();
    let all = all.as_array().unwrap();
    assert_eq!(all.len(), 6);
    let dock = all
        .iter()
        .find(|member| member["channel_id"] == seed::DOCK)
        .unwrap();
    assert_eq!(dock["team_name"], "harbour");
    assert_eq!(dock["roles"], "channel_user channel_admin");
}

#[tokio::test]
async fn a_password_is_reset_with_a_code_of_either_name() {
    let server = Server::start().await;
    for (name, password) in [("token", "new password 1"), ("code", "new password 2")] {
        let email = json!({ "email": "alice@users-demo.test" });
        let send = server
            .call("POST", "/users/password/reset/send")
            .json(&email);
        assert_eq!(send.status().await, 200);
        let mail = server.world.outbox().pop().unwrap();
        assert_eq!(mail.kind, MailKind::PasswordReset);
        let body = json!({ name: mail.code, "new_password": password });
        let reset = || server.call("POST", "/users/password/reset").json(&body);
        assert_eq!(reset().status().await, 200);
        server.login("alice", password).await;
        reset().send().await.assert_error(400);
    }
}

#[tokio::test]
async fn terms_take_both_names_and_are_gone_once_declined() {
    let server = Server::start().await;
    let token = server.user("alice").await;
    let path = "/users/me/terms_of_service";
    server.get(path, &token).send().await.assert_error(404);
    for body in [
        json!({ "termsOfServiceId": "any", "accepted": true }),
        json!({ "serviceTermsId": "any", "accepted": "true" }),
    ] {
        assert_eq!(server.post(path, &token, &body).status().await, 200);
        assert_eq!(
            server
                .get(path, &token)
                .send()
                .await
                .field("terms_of_service_id"),
            "any"
        );
        let me = server.get("/users/me", &token).send().await;
        assert_eq!(me.field("terms_of_service_id"), "any");
    }
    let declined = json!({ "termsOfServiceId": "any", "accepted": false });
    assert_eq!(server.post(path, &token, &declined).status().await, 200);
    server.get(path, &token).send().await.assert_error(404);
    let vague = json!({ "serviceTermsId": "any", "accepted": "perhaps" });
    server
        .post(path, &token, &vague)
        .send()
        .await
        .assert_error(400);
    let others = format!("/users/{}/terms_of_service", seed::BOB);
    server.get(&others, &token).send().await.assert_error(403);
}

#[tokio::test]
async fn an_account_is_switched_back_to_email_with_the_new_password() {
    let server = Server::start().await;
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    let auth = json!({ "auth_service": "saml", "auth_data": "alice@idp" });
    let path = format!("/users/{}/auth", seed::ALICE);
    assert_eq!(server.put(&path, &admin, &auth).send().await.json(), auth);
    let body = json!({
        "current_service": "saml", "new_service": "email",
        "email": "alice@users-demo.test", "new_password": "back to e-mail",
    });
    let anonymous = server.call("POST", "/users/login/switch").json(&body);
    anonymous.send().await.assert_error(401);
    let switch = server
        .post("/users/login/switch", &alice, &body)
        .send()
        .await;
    assert!(switch.field("follow_link").starts_with("/login"));
    server.login("alice", "back to e-mail").await;
    let away = json!({
        "current_service": "email", "new_service": "ldap",
        "email": "alice@users-demo.test", "password": "back to e-mail",
    });
    server
        .call("POST", "/users/login/switch")
        .json(&away)
        .send()
        .await
        .assert_error(501);
}

#[tokio::test]
async fn a_python_driver_parses_every_answer() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let typing = json!({ "channel_id": seed::TOWN_SQUARE });
    let mut listener = server.world.typing();
    for (path, body) in [
        ("/users/me/typing", typing),
        ("/users/sessions/revoke/all", json!({})),
    ] {
        let answer = server.post(path, &admin, &body).send().await;
        assert_eq!(answer.json(), json!({ "status": "OK" }), "{path}");
    }
    assert_eq!(listener.recv().await.unwrap().user_id, seed::ADMIN);
    assert_eq!(server.status_of(&admin).await, 401);
}
