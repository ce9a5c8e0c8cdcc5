//! Guests become users and back, users become bots and back, and who is an admin.

use users_client::bots::{ConvertBotToUserError, ConvertUserToBotError};
use users_client::types::{ConvertBotToUserBody, UpdateUserRolesBody};
use users_client::users::{DemoteUserToGuestError, PromoteGuestToUserError, UpdateUserRolesError};
use users_demo::seed;

use crate::server::Server;
use crate::support::{assert_done, assert_refused, names, text};

pub(crate) async fn convert_user_to_bot(server: &Server) {
    let (admin, bob) = (server.admin().await, server.user("bob").await);
    let convert = || admin.bots().convert_user_to_bot(seed::BOB);
    assert_refused!(
        bob.bots().convert_user_to_bot(seed::BOB),
        ConvertUserToBotError::Forbidden
    );
    assert_done(&convert().send().await.unwrap());
    // Bots have no sessions.
    assert_refused!(
        bob.bots().convert_user_to_bot(seed::BOB),
        ConvertUserToBotError::Unauthorized
    );
    assert_refused!(convert(), ConvertUserToBotError::BadRequest);
    assert_refused!(
        admin.bots().convert_user_to_bot("nobody"),
        ConvertUserToBotError::NotFound
    );
}

pub(crate) async fn convert_bot_to_user(server: &Server) {
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    let body = ConvertBotToUserBody {
        email: Some("p@x.test".to_owned()),
        password: Some("password-1".to_owned()),
        nickname: Some("P".to_owned()),
        ..ConvertBotToUserBody::default()
    };
    assert!(!format!("{body:?}").contains("password-1"), "{body:?}");
    assert_refused!(
        alice.bots().convert_bot_to_user(seed::PILOT, &body),
        ConvertBotToUserError::Forbidden
    );
    assert_refused!(
        admin
            .bots()
            .convert_bot_to_user(seed::PILOT, &ConvertBotToUserBody::default()),
        ConvertBotToUserError::BadRequest
    );
    let convert = || admin.bots().convert_bot_to_user(seed::PILOT, &body);
    assert_done(&convert().set_system_admin(true).send().await.unwrap());
    let token = server.token("p@x.test", "password-1").await;
    let pilot = server
        .client(&token)
        .users()
        .get_user("me")
        .send()
        .await
        .unwrap();
    assert_eq!(text(&pilot.roles), "system_admin system_user");
    assert_eq!(text(&pilot.nickname), "P");
    assert_refused!(convert(), ConvertBotToUserError::NotFound);
}

pub(crate) async fn promote_guest_to_user(server: &Server) {
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    let promote = || admin.users().promote_guest_to_user(seed::GUS);
    assert_refused!(
        alice.users().promote_guest_to_user(seed::GUS),
        PromoteGuestToUserError::Forbidden
    );
    assert_done(&promote().send().await.unwrap());
    let gus = admin.users().get_user(seed::GUS).send().await.unwrap();
    assert_eq!(text(&gus.roles), "system_user");
    let members = admin
        .users()
        .get_users()
        .in_channel(seed::TOWN_SQUARE)
        .send();
    assert!(names(&members.await.unwrap()).contains(&"gus"));
    assert_refused!(promote(), PromoteGuestToUserError::BadRequest);
    assert_refused!(
        admin.users().promote_guest_to_user("nobody"),
        PromoteGuestToUserError::NotFound
    );
}

pub(crate) async fn demote_user_to_guest(server: &Server) {
    let admin = server.admin().await;
    let demoted = admin.users().demote_user_to_guest(seed::ALICE).send().await;
    assert_done(&demoted.unwrap());
    let alice = admin.users().get_user(seed::ALICE).send().await.unwrap();
    assert_eq!(text(&alice.roles), "system_guest");
    assert_refused!(
        admin.users().demote_user_to_guest(seed::ALICE),
        DemoteUserToGuestError::BadRequest
    );
    let off = server
        .other(|settings| settings.guest_accounts = false)
        .await;
    let admin = off.admin().await;
    assert_refused!(
        admin.users().demote_user_to_guest(seed::ALICE),
        DemoteUserToGuestError::NotImplemented
    );
}

pub(crate) async fn update_user_roles(server: &Server) {
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    let body = UpdateUserRolesBody::new("system_user system_admin");
    assert_refused!(
        alice.users().update_user_roles("me", &body),
        UpdateUserRolesError::Forbidden
    );
    let update = admin.users().update_user_roles(seed::ALICE, &body).send();
    assert_done(&update.await.unwrap());
    // What only admins may, alice now may too.
    let stats = alice.users().get_total_users_stats_filtered().send().await;
    assert!(stats.is_ok());
    assert_refused!(
        admin
            .users()
            .update_user_roles(seed::ALICE, &UpdateUserRolesBody::new("king")),
        UpdateUserRolesError::BadRequest
    );
}
