//! Profiles: `me`, what others see, and pictures.

use serde_json::json;
use users_demo::{Settings, seed};

use crate::support::Server;

#[tokio::test]
async fn me_is_a_user_id_everywhere() {
    let server = Server::start().await;
    let token = server.user("alice").await;
    for path in [
        "",
        "/audits",
        "/channel_members",
        "/image",
        "/image/default",
        "/sessions",
        "/tokens",
        "/uploads",
    ] {
        let call = server.get(&format!("/users/me{path}"), &token);
        assert_eq!(call.status().await, 200, "{path}");
    }
    let uploads = server.get("/users/me/uploads", &token).send().await.json();
    assert_eq!(uploads[0]["type"], "attachment");
    for (path, body) in [
        ("/patch", json!({})),
        ("/mfa", json!({ "activate": false })),
        ("/active", json!({ "active": false })),
    ] {
        let call = server.put(&format!("/users/me{path}"), &token, &body);
        assert_eq!(call.status().await, 200, "{path}");
    }
}

#[tokio::test]
async fn others_see_no_more_of_a_user_than_they_should() {
    let server = Server::start().await;
    let token = server.user("alice").await;
    let path = format!("/users/{}", seed::BOB);
    let bob = server.get(&path, &token).send().await.json();
    assert_eq!(bob["email"], "bob@users-demo.test");
    for hidden in [
        "notify_props",
        "failed_attempts",
        "last_password_update",
        "mfa_active",
    ] {
        assert!(bob.get(hidden).is_none(), "{hidden}");
    }
    let admin = server.admin().await;
    let bob = server.get(&path, &admin).send().await.json();
    assert!(bob.get("notify_props").is_some());
    let uploads = format!("{path}/uploads");
    server.get(&uploads, &token).send().await.assert_error(403);

    let mut settings = Settings::for_tests();
    settings.show_email = false;
    let server = Server::with(settings).await;
    let token = server.user("alice").await;
    assert_eq!(server.get(&path, &token).send().await.field("email"), "");
    let by_email = server
        .get("/users/email/bob@users-demo.test", &token)
        .send()
        .await;
    by_email.assert_error(403);
    let own = server.get("/users/email/alice@users-demo.test", &token);
    assert_eq!(own.status().await, 200);
    let found = server.post(
        "/users/search",
        &token,
        &json!({ "term": "users-demo.test" }),
    );
    assert_eq!(found.send().await.usernames(), [""; 0]);
}

fn form(part: &str, bytes: &[u8]) -> Vec<u8> {
    let head = format!(
        "--limit\r\nContent-Disposition: form-data; name=\"{part}\"; filename=\"a\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    [head.as_bytes(), bytes, b"\r\n--limit--\r\n"].concat()
}

#[tokio::test]
async fn a_picture_is_generated_uploaded_and_removed() {
    let server = Server::start().await;
    let token = server.user("alice").await;
    let picture = || server.get("/users/me/image?_=1712345678901", &token).send();
    let upload = |body: Vec<u8>| {
        let call = server.call("POST", "/users/me/image").bearer(&token);
        call.body("multipart/form-data; boundary=limit", &body)
            .send()
    };
    let generated = picture().await;
    assert_eq!(generated.header("content-type"), Some("image/png"));
    assert!(generated.body.starts_with(b"\x89PNG"));

    let jpeg = b"\xff\xd8\xff\xe0 a picture";
    let before = server.get("/users/me", &token).send().await.json();
    assert_eq!(upload(form("image", jpeg)).await.status, 200);
    let uploaded = picture().await;
    assert_eq!(uploaded.header("content-type"), Some("image/jpeg"));
    assert_eq!(uploaded.body, jpeg);
    let after = server.get("/users/me", &token).send().await.json();
    let time = |user: &serde_json::Value| user["last_picture_update"].as_i64();
    assert!(time(&after) > time(&before));
    let default = server.get("/users/me/image/default", &token).send().await;
    assert_eq!(default.body, generated.body);

    upload(form("picture", jpeg)).await.assert_error(400);
    upload(form("image", b"hello")).await.assert_error(400);
    let other = server
        .call("DELETE", &format!("/users/{}/image", seed::BOB))
        .bearer(&token);
    other.send().await.assert_error(403);
    let delete = server.call("DELETE", "/users/me/image").bearer(&token);
    assert_eq!(delete.status().await, 200);
    assert_eq!(picture().await.body, generated.body);
    let bob = server
        .get(&format!("/users/{}/image", seed::BOB), &token)
        .send()
        .await;
    assert_ne!(bob.body, generated.body);
}
