//! Finding users by what they are called.

use users_client::types::PatchUserBody;
use users_client::users::{
    GetKnownUsersError, GetUserByEmailError, GetUserByUsernameError, GetUserError,
    GetUsersByGroupChannelIdsError, GetUsersByIdsError, GetUsersByUsernamesError,
};
use users_demo::seed;

use crate::server::Server;
use crate::support::{assert_refused, names, text};

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

pub(crate) async fn get_user(server: &Server) {
    let alice = server.user("alice").await;
    let me = alice.users().get_user("me").send().await.unwrap();
    assert_eq!(text(&me.id), seed::ALICE);
    assert_eq!(text(&me.last_name), "Anker");
    assert_eq!(text(&me.email), "alice@users-demo.test");
    assert_eq!(me.delete_at, Some(0));
    assert!(me.create_at.unwrap() > 1_500_000_000_000);
    assert!(me.notify_props.is_some());
    // Others see less.
    let bob = alice.users().get_user(seed::BOB).send().await.unwrap();
    assert_eq!(text(&bob.username), "bob");
    assert_eq!((&bob.notify_props, bob.failed_attempts), (&None, None));
    assert_refused!(alice.users().get_user("nobody"), GetUserError::NotFound);
    let gus = server.user("gus").await;
    assert_refused!(gus.users().get_user(seed::CAROL), GetUserError::Forbidden);
    assert_refused!(
        server.anonymous().users().get_user("me"),
        GetUserError::Unauthorized
    );
}

pub(crate) async fn get_user_by_username(server: &Server) {
    let alice = server.user("alice").await;
    let bob = alice
        .users()
        .get_user_by_username("bob")
        .send()
        .await
        .unwrap();
    assert_eq!(text(&bob.id), seed::BOB);
    let nobody = alice.users().get_user_by_username("nobody");
    assert_refused!(nobody, GetUserByUsernameError::NotFound);
}

pub(crate) async fn get_user_by_email(server: &Server) {
    let alice = server.user("alice").await;
    let bob = alice
        .users()
        .get_user_by_email("bob@users-demo.test")
        .send();
    assert_eq!(text(&bob.await.unwrap().id), seed::BOB);
    let nobody = alice.users().get_user_by_email("nobody@x.test");
    assert_refused!(nobody, GetUserByEmailError::NotFound);
    let private = server.other(|settings| settings.show_email = false).await;
    let alice = private.user("alice").await;
    let bob = alice.users().get_user_by_email("bob@users-demo.test");
    assert_refused!(bob, GetUserByEmailError::Forbidden);
}

pub(crate) async fn get_users_by_ids(server: &Server) {
    let alice = server.user("alice").await;
    let ids = owned(&[seed::BOB, "nobody", seed::ALICE]);
    let users = alice.users().get_users_by_ids(&ids).send().await.unwrap();
    assert_eq!(names(&users), ["alice", "bob"]);
    let patch = PatchUserBody {
        nickname: Some("Al".to_owned()),
        ..PatchUserBody::default()
    };
    let patched = alice.users().patch_user("me", &patch).send().await.unwrap();
    let since = patched.update_at.unwrap() - 1;
    let users = alice.users().get_users_by_ids(&ids).since(since).send();
    assert_eq!(names(&users.await.unwrap()), ["alice"]);
    assert_eq!(server.log.last().query, format!("since={since}"));
    assert_refused!(
        server.anonymous().users().get_users_by_ids(&ids),
        GetUsersByIdsError::Unauthorized
    );
}

pub(crate) async fn get_users_by_usernames(server: &Server) {
    let alice = server.user("alice").await;
    let usernames = owned(&["BOB", "nobody", "alice"]);
    let users = alice.users().get_users_by_usernames(&usernames).send();
    assert_eq!(names(&users.await.unwrap()), ["alice", "bob"]);
    assert!(
        alice
            .users()
            .get_users_by_usernames(&[""; 0])
            .send()
            .await
            .unwrap()
            .is_empty()
    );
    assert_refused!(
        server
            .anonymous()
            .users()
            .get_users_by_usernames(&usernames),
        GetUsersByUsernamesError::Unauthorized
    );
}

pub(crate) async fn get_users_by_group_channel_ids(server: &Server) {
    let alice = server.user("alice").await;
    let ids = owned(&[seed::CREW, seed::DOCK, "nowhere"]);
    let users = alice.users().get_users_by_group_channel_ids(&ids).send();
    let users = users.await.unwrap();
    assert_eq!(users.len(), 1);
    assert_eq!(names(&users[seed::CREW]), ["admin", "alice", "bob"]);
    assert_refused!(
        server
            .anonymous()
            .users()
            .get_users_by_group_channel_ids(&ids),
        GetUsersByGroupChannelIdsError::Unauthorized
    );
}

pub(crate) async fn get_known_users(server: &Server) {
    let gus = server.user("gus").await;
    let known = gus.users().get_known_users().send().await.unwrap();
    assert_eq!(known.into_body(), [seed::ALICE, seed::BOB]);
    assert_refused!(
        server.anonymous().users().get_known_users(),
        GetKnownUsersError::Unauthorized
    );
}
