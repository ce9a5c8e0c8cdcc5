//! Lists of users: pages, filters, searches, counts.

use serde_json::json;
use users_demo::{Settings, seed};

use crate::support::Server;

#[tokio::test]
async fn users_come_in_pages_by_username() {
    let server = Server::start().await;
    let token = server.user("alice").await;
    let page = |query: &str| server.get(&format!("/users?{query}"), &token).send();
    let all = ["admin", "alice", "bob", "carol", "dora", "gus", "pilot"];
    assert_eq!(page("").await.usernames(), all);
    assert_eq!(page("page=1&per_page=3").await.usernames(), all[3..6]);
    assert_eq!(page("page=9&per_page=3").await.usernames(), [""; 0]);
    assert_eq!(page("inactive=true").await.usernames(), ["dora"]);
    assert_eq!(page("role=system_guest").await.usernames(), ["gus"]);
    assert_eq!(
        page("roles=system_guest,system_admin").await.usernames(),
        ["admin", "gus"]
    );
}

#[tokio::test]
async fn users_are_chosen_by_place_where_one_belongs() {
    let server = Server::start().await;
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    let (harbour, dock) = (seed::HARBOUR, seed::DOCK);
    for (query, expected) in [
        (
            format!("in_team={harbour}&team_roles=team_guest"),
            vec!["gus"],
        ),
        (format!("in_channel={dock}"), vec!["alice", "bob", "gus"]),
        (
            format!("in_channel={dock}&sort=status"),
            vec!["alice", "gus", "bob"],
        ),
        (
            format!("in_team={harbour}&not_in_channel={dock}"),
            vec!["admin", "pilot"],
        ),
        (format!("not_in_team={harbour}"), vec!["carol", "dora"]),
    ] {
        let answer = server.get(&format!("/users?{query}"), &alice).send().await;
        assert_eq!(answer.usernames(), expected, "{query}");
    }
    let recent = format!("/users?in_team={harbour}&sort=last_activity_at&per_page=1");
    assert_eq!(
        server.get(&recent, &alice).send().await.usernames(),
        ["alice"]
    );
    for query in [
        format!("in_team={harbour}&not_in_team={}", seed::LIGHTHOUSE),
        "active=true&inactive=true".to_owned(),
        format!("in_team={harbour}&sort=name"),
        "sort=create_at".to_owned(),
        "channel_roles=channel_user".to_owned(),
    ] {
        let answer = server.get(&format!("/users?{query}"), &alice).send().await;
        answer.assert_error(400);
    }
    let group = format!("/users?in_group={}", seed::DIVERS);
    for path in [
        format!("/users?in_team={}", seed::LIGHTHOUSE),
        group.clone(),
    ] {
        server.get(&path, &alice).send().await.assert_error(403);
        assert_eq!(server.get(&path, &admin).status().await, 200);
    }
    assert_eq!(
        server.get(&group, &admin).send().await.usernames(),
        ["alice", "carol"]
    );
}

#[tokio::test]
async fn users_are_found_by_ids_and_names() {
    let server = Server::start().await;
    let token = server.user("alice").await;
    let ids = json!([seed::BOB, "nobody", seed::ALICE]);
    let found = server.post("/users/ids", &token, &ids).send().await;
    assert_eq!(found.usernames(), ["alice", "bob"]);
    let now = server
        .put("/users/me/patch", &token, &json!({ "nickname": "Al" }))
        .send()
        .await;
    let since = now.json()["update_at"].as_i64().unwrap() - 1;
    let path = format!("/users/ids?since={since}");
    assert_eq!(
        server.post(&path, &token, &ids).send().await.usernames(),
        ["alice"]
    );
    let names = json!(["BOB", "nobody"]);
    let found = server.post("/users/usernames", &token, &names).send().await;
    assert_eq!(found.usernames(), ["bob"]);

    let channels = json!([seed::CREW, seed::DOCK, "nowhere"]);
    let crew = server
        .post("/users/group_channels", &token, &channels)
        .send()
        .await
        .json();
    assert_eq!(crew.as_object().unwrap().len(), 1);
    assert_eq!(crew[seed::CREW].as_array().unwrap().len(), 3);
    let carol = server.user("carol").await;
    let none = server
        .post("/users/group_channels", &carol, &channels)
        .send()
        .await
        .json();
    assert_eq!(none, json!({}));
}

#[tokio::test]
async fn users_are_searched_by_what_they_are_called() {
    let server = Server::start().await;
    let token = server.user("alice").await;
    let search = |body| server.post("/users/search", &token, &body).send();
    assert_eq!(
        search(json!({ "term": "ANK" })).await.usernames(),
        ["alice"]
    );
    assert_eq!(
        search(json!({ "term": "@bob", "team_id": "" }))
            .await
            .usernames(),
        ["bob"]
    );
    assert_eq!(search(json!({ "term": "dora" })).await.usernames(), [""; 0]);
    let inactive = json!({ "term": "dora", "allow_inactive": true, "unknown": 1 });
    assert_eq!(search(inactive).await.usernames(), ["dora"]);
    let limited = json!({ "term": "o", "limit": 1, "team_id": seed::HARBOUR });
    assert_eq!(search(limited).await.usernames(), ["admin"]);
    search(json!({ "term": "" })).await.assert_error(400);
    search(json!({ "term": "o", "limit": 0 }))
        .await
        .assert_error(400);
    search(json!({ "term": "o", "team_id": seed::LIGHTHOUSE }))
        .await
        .assert_error(403);
}

#[tokio::test]
async fn users_are_counted() {
    let server = Server::start().await;
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    let count = async |path: &str| {
        let answer = server.get(path, &admin).send().await;
        answer.json()["total_users_count"].as_i64().unwrap()
    };
    assert_eq!(count("/users/stats").await, 6);
    assert_eq!(count("/users/stats/filtered").await, 5);
    let all = "/users/stats/filtered?include_bots=true&include_deleted=1";
    assert_eq!(count(all).await, 7);
    let team = format!("/users/stats/filtered?in_team={}", seed::HARBOUR);
    assert_eq!(count(&team).await, 4);
    server
        .get("/users/stats/filtered", &alice)
        .send()
        .await
        .assert_error(403);
}

#[tokio::test]
async fn secrets_are_in_no_answer() {
    let server = Server::start().await;
    let admin = server.admin().await;
    let users = server.get("/users", &admin).send().await.text();
    let sessions = server.get("/users/me/sessions", &admin).send().await.text();
    let audits = server.get("/users/me/audits", &admin).send().await.text();
    for secret in ["argon2", Settings::TEST_ADMIN_PASSWORD, &admin] {
        for answer in [&users, &sessions, &audits] {
            assert!(!answer.contains(secret));
        }
    }
}
