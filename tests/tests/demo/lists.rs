//! Lists of users: pages, filters, searches, counts.

use users_client::types::SearchUsersBody;
use users_client::users::{
    AutocompleteUsersError, GetTotalUsersStatsError, GetTotalUsersStatsFilteredError,
    GetUsersError, SearchUsersError,
};
use users_demo::seed;

use crate::server::Server;
use crate::support::{assert_refused, names};

pub(crate) async fn get_users(server: &Server) {
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    let all = ["admin", "alice", "bob", "carol", "dora", "gus", "pilot"];
    let (harbour, dock) = (seed::HARBOUR, seed::DOCK);
    let list = || alice.users().get_users();
    for (request, expected) in [
        (list(), &all[..]),
        (list().page(1).per_page(3), &all[3..6]),
        (list().page(9).per_page(3), &[]),
        (list().inactive(true), &["dora"]),
        (list().active(true).per_page(5).page(1), &["pilot"]),
        (list().without_team(true), &["carol", "dora"]),
        (list().role("system_guest"), &["gus"]),
        (list().roles("system_guest,system_admin"), &["admin", "gus"]),
        (list().in_team(harbour).team_roles("team_guest"), &["gus"]),
        (list().not_in_team(harbour), &["carol", "dora"]),
        (list().in_channel(dock), &["alice", "bob", "gus"]),
        (
            list().in_channel(dock).sort("status"),
            &["alice", "gus", "bob"],
        ),
        (
            list().in_channel(dock).channel_roles("channel_admin"),
            &["alice"],
        ),
        (
            list().in_team(harbour).not_in_channel(dock),
            &["admin", "pilot"],
        ),
        (
            admin.users().get_users().in_group(seed::DIVERS),
            &["alice", "carol"],
        ),
        (
            admin
                .users()
                .get_users()
                .not_in_team(seed::LIGHTHOUSE)
                .group_constrained(true),
            &["alice", "carol"],
        ),
    ] {
        let shown = format!("{request:?}");
        assert_eq!(names(&request.send().await.unwrap()), expected, "{shown}");
    }
    // Page after page, up to an empty one.
    let mut pages = list().per_page(3).pages();
    let mut lengths = Vec::new();
    while let Some(page) = pages.next().await {
        lengths.push(page.unwrap().len());
    }
    assert_eq!(lengths, [3, 3, 1, 0]);
    let mut users = list().page(1).per_page(3).items();
    let mut rest = Vec::new();
    while let Some(user) = users.next().await {
        rest.push(user.unwrap());
    }
    assert_eq!(names(&rest), all[3..]);
    // A setter that is called again replaces what it set.
    let twice = list().page(5).page(1).per_page(3).send().await.unwrap();
    assert_eq!(names(&twice), all[3..6]);

    assert_refused!(
        list().active(true).inactive(true),
        GetUsersError::BadRequest
    );
    assert_refused!(list().in_group(seed::DIVERS), GetUsersError::Forbidden);
    assert_refused!(
        server.anonymous().users().get_users(),
        GetUsersError::Unauthorized
    );
}

#[tokio::test]
async fn every_optional_parameter_arrives_by_its_name() {
    let server = Server::start().await;
    let client = server.answering(200, "[]").await;
    let list = client.users().get_users().page(-1).per_page(i64::MAX);
    let list = list.in_team("a").not_in_team("b").in_channel("c");
    let list = list
        .not_in_channel("d")
        .in_group("e")
        .group_constrained(false);
    let list = list
        .without_team(true)
        .active(false)
        .inactive(true)
        .role("f");
    let list = list
        .sort("")
        .roles("g,h")
        .channel_roles("i")
        .team_roles("j");
    assert!(list.send().await.unwrap().is_empty());
    let expected = "page=-1&per_page=9223372036854775807&in_team=a&not_in_team=b&in_channel=c&\
                    not_in_channel=d&in_group=e&group_constrained=false&without_team=true&\
                    active=false&inactive=true&role=f&sort=&roles=g%2Ch&channel_roles=i&\
                    team_roles=j";
    assert_eq!(server.log.last().query, expected);
    assert!(client.users().get_users().send().await.unwrap().is_empty());
    assert_eq!(server.log.last().query, "", "what isn't set isn't sent");
}

pub(crate) async fn autocomplete_users(server: &Server) {
    let alice = server.user("alice").await;
    let complete = |name: &'static str| alice.users().autocomplete_users(name);
    let in_dock = complete("").team_id(seed::HARBOUR).channel_id(seed::DOCK);
    let found = in_dock.send().await.unwrap().into_body();
    assert_eq!(names(&found.users.unwrap()), ["alice", "bob", "gus"]);
    assert_eq!(names(&found.out_of_channel.unwrap()), ["admin", "pilot"]);
    let limited = complete("").limit(2).send().await.unwrap().into_body();
    assert_eq!(names(&limited.users.unwrap()), ["admin", "alice"]);
    assert_eq!(limited.out_of_channel, None);
    let carol = complete("Koj").send().await.unwrap().into_body();
    assert_eq!(names(&carol.users.unwrap()), ["carol"]);
    assert_refused!(
        complete("a").team_id(seed::LIGHTHOUSE),
        AutocompleteUsersError::Forbidden
    );
    assert_refused!(
        server.anonymous().users().autocomplete_users("a"),
        AutocompleteUsersError::Unauthorized
    );
}

pub(crate) async fn search_users(server: &Server) {
    let alice = server.user("alice").await;
    let search = async |body: SearchUsersBody| {
        let found = alice.users().search_users(&body).send().await.unwrap();
        names(found.body()).join(" ")
    };
    assert_eq!(search(SearchUsersBody::new("ANK")).await, "alice");
    assert_eq!(search(SearchUsersBody::new("dora")).await, "");
    // The document's default is what the server takes for nothing; the client doesn't send it.
    assert_eq!(SearchUsersBody::new("x").limit, None);
    let mut body = SearchUsersBody::new("dora");
    body.allow_inactive = Some(true);
    assert_eq!(search(body).await, "dora");
    let mut body = SearchUsersBody::new("o");
    body.team_id = Some(seed::HARBOUR.to_owned());
    assert_eq!(search(body.clone()).await, "admin alice bob gus pilot");
    body.limit = Some(1);
    assert_eq!(search(body.clone()).await, "admin");
    body.limit = Some(0);
    assert_refused!(
        alice.users().search_users(&body),
        SearchUsersError::BadRequest
    );
    let mut body = SearchUsersBody::new("o");
    body.in_group_id = Some(seed::DIVERS.to_owned());
    assert_refused!(
        alice.users().search_users(&body),
        SearchUsersError::Forbidden
    );
}

pub(crate) async fn get_total_users_stats(server: &Server) {
    let alice = server.user("alice").await;
    let stats = alice.users().get_total_users_stats().send().await.unwrap();
    assert_eq!(stats.total_users_count, Some(6));
    assert_refused!(
        server.anonymous().users().get_total_users_stats(),
        GetTotalUsersStatsError::Unauthorized
    );
}

pub(crate) async fn get_total_users_stats_filtered(server: &Server) {
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    let count = || admin.users().get_total_users_stats_filtered();
    for (request, expected) in [
        (count(), 5),
        (count().include_bots(true), 6),
        (count().include_bots(true).include_deleted(true), 7),
        (count().in_team(seed::HARBOUR), 4),
        (count().in_team(seed::HARBOUR).team_roles("team_admin"), 1),
        (count().in_channel(seed::DOCK), 3),
        (
            count()
                .in_channel(seed::DOCK)
                .channel_roles("channel_guest"),
            1,
        ),
        (count().roles("system_admin"), 1),
    ] {
        let shown = format!("{request:?}");
        let stats = request.send().await.unwrap();
        assert_eq!(stats.total_users_count, Some(expected), "{shown}");
    }
    assert_refused!(
        alice.users().get_total_users_stats_filtered(),
        GetTotalUsersStatsFilteredError::Forbidden
    );
    assert_refused!(
        count().team_roles("team_admin"),
        GetTotalUsersStatsFilteredError::BadRequest
    );
}
