//! Sessions: listing, ending, and the devices attached to them.

use users_client::Client;
use users_client::types::{AttachDeviceIdBody, RevokeSessionBody};
use users_client::users::{
    AttachDeviceIdError, GetSessionsError, RevokeAllSessionsError, RevokeSessionError,
    RevokeSessionsFromAllUsersError,
};
use users_demo::seed;

use crate::server::Server;
use crate::support::{assert_done, assert_refused, text};

async fn is_known(client: &Client) -> bool {
    client.users().get_user("me").send().await.is_ok()
}

pub(crate) async fn get_sessions(server: &Server) {
    let alice = server.user("alice").await;
    server.user("alice").await;
    let sessions = alice.users().get_sessions("me").send().await.unwrap();
    assert_eq!(sessions.len(), 2);
    for session in sessions.iter() {
        assert_eq!(text(&session.user_id), seed::ALICE);
        assert!(session.expires_at > session.create_at);
        assert_eq!(session.token, None);
        assert_eq!(session.props.as_ref().unwrap()["type"], "Login");
        let teams = session.team_members.as_ref().unwrap();
        assert_eq!(text(&teams[0].team_id), seed::HARBOUR);
    }
    let bob = alice.users().get_sessions(seed::BOB);
    assert_refused!(bob, GetSessionsError::Forbidden);
}

pub(crate) async fn attach_device_id(server: &Server) {
    let alice = server.user("alice").await;
    let body = AttachDeviceIdBody::new("android:1");
    assert_done(&alice.users().attach_device_id(&body).send().await.unwrap());
    let sessions = alice.users().get_sessions("me").send().await.unwrap();
    assert_eq!(text(&sessions[0].device_id), "android:1");
    assert_refused!(
        alice.users().attach_device_id(&AttachDeviceIdBody::new("")),
        AttachDeviceIdError::BadRequest
    );
    assert_refused!(
        server.anonymous().users().attach_device_id(&body),
        AttachDeviceIdError::Unauthorized
    );
}

pub(crate) async fn revoke_session(server: &Server) {
    let one = server.user("alice").await;
    let sessions = one.users().get_sessions("me").send().await.unwrap();
    let body = RevokeSessionBody::new(text(&sessions[0].id));
    let two = server.user("alice").await;
    let bob = server.user("bob").await;
    assert_refused!(
        bob.users().revoke_session(seed::ALICE, &body),
        RevokeSessionError::Forbidden
    );
    assert_done(
        &two.users()
            .revoke_session("me", &body)
            .send()
            .await
            .unwrap(),
    );
    assert!(!is_known(&one).await);
    assert!(is_known(&two).await);
    assert_refused!(
        two.users().revoke_session("me", &body),
        RevokeSessionError::BadRequest
    );
}

pub(crate) async fn revoke_all_sessions(server: &Server) {
    let (one, two) = (server.user("alice").await, server.user("alice").await);
    let bob = server.user("bob").await;
    assert_refused!(
        bob.users().revoke_all_sessions(seed::ALICE),
        RevokeAllSessionsError::Forbidden
    );
    assert_done(&one.users().revoke_all_sessions("me").send().await.unwrap());
    assert!(!is_known(&one).await && !is_known(&two).await);
    assert!(is_known(&bob).await);
}

pub(crate) async fn revoke_sessions_from_all_users(server: &Server) {
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    assert_refused!(
        alice.users().revoke_sessions_from_all_users(),
        RevokeSessionsFromAllUsersError::Forbidden
    );
    let revoked = admin.users().revoke_sessions_from_all_users().send().await;
    assert_eq!(revoked.unwrap().status().as_u16(), 200);
    assert!(!is_known(&alice).await);
    assert_refused!(
        admin.users().revoke_sessions_from_all_users(),
        RevokeSessionsFromAllUsersError::Unauthorized
    );
}
