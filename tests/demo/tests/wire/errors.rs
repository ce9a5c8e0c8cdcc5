//! Every error has one form, wherever it comes from.

use serde_json::json;

use crate::support::Server;

#[tokio::test]
async fn requests_that_reach_no_operation_are_refused_in_the_one_form() {
    let server = Server::start().await;
    let token = server.user("alice").await;
    server
        .get("/nowhere", &token)
        .send()
        .await
        .assert_error(404);
    server
        .get("/users/me/nowhere", &token)
        .send()
        .await
        .assert_error(404);
    server.get("/../../", &token).send().await.assert_error(404);

    let method = server
        .call("PATCH", "/users/me")
        .bearer(&token)
        .send()
        .await;
    method.assert_error(405);
    assert!(method.header("allow").unwrap().contains("PUT"));
}

#[tokio::test]
async fn bodies_and_parameters_that_do_not_fit_are_refused_in_the_one_form() {
    let server = Server::start().await;
    let token = server.user("alice").await;
    let media = server.call("PUT", "/users/me/patch").bearer(&token);
    media
        .body("text/plain", b"hello")
        .send()
        .await
        .assert_error(415);

    let large = json!({ "nickname": "x".repeat(3 * 512 * 1024) });
    server
        .put("/users/me/patch", &token, &large)
        .send()
        .await
        .assert_error(413);

    let unfit = json!({ "nickname": 5 });
    server
        .put("/users/me/patch", &token, &unfit)
        .send()
        .await
        .assert_error(400);
    let broken = server.call("PUT", "/users/me/patch").bearer(&token);
    broken
        .body("application/json", b"{")
        .send()
        .await
        .assert_error(400);
    let missing = json!({ "username": "eve" });
    server
        .call("POST", "/users")
        .json(&missing)
        .send()
        .await
        .assert_error(400);
    server
        .get("/users?page=first", &token)
        .send()
        .await
        .assert_error(400);
    server
        .get("/users/autocomplete", &token)
        .send()
        .await
        .assert_error(400);
}

#[tokio::test]
async fn operations_fail_in_the_one_form() {
    let server = Server::start().await;
    let token = server.user("alice").await;
    server
        .get("/users/nobody00000000000000000000", &token)
        .send()
        .await
        .assert_error(404);
    server
        .get("/users/username/nobody", &token)
        .send()
        .await
        .assert_error(404);
    let roles = json!({ "roles": "system_admin" });
    server
        .put("/users/me/roles", &token, &roles)
        .send()
        .await
        .assert_error(403);
    let admin = server.admin().await;
    let ldap = json!({ "from": "email", "match_field": "email", "force": false });
    server
        .post("/users/migrate_auth/ldap", &admin, &ldap)
        .send()
        .await
        .assert_error(501);
    server
        .call("DELETE", "/users")
        .send()
        .await
        .assert_error(403);
}

#[tokio::test]
async fn an_error_names_the_request_as_the_header_does() {
    let server = Server::start().await;
    let answer = server.call("GET", "/users/me").send().await;
    let id = answer.json()["request_id"].as_str().unwrap().to_owned();
    assert_eq!(answer.header("x-request-id"), Some(id.as_str()));
}
