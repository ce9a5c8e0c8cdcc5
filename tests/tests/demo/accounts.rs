//! Accounts: creating, changing, deactivating, deleting.

use serde_json::json;
use users_client::types::{
    CreateUserBody, JsonObject, PatchUserBody, Timezone, UpdateUserActiveBody, UpdateUserBody,
    UserNotifyProps,
};
use users_client::users::{
    CreateUserError, DeleteUserError, PatchUserError, PermanentDeleteAllUsersError,
    UpdateUserActiveError, UpdateUserError,
};
use users_demo::seed;

use crate::server::Server;
use crate::support::{assert_done, assert_refused, names, text};

fn eve() -> CreateUserBody {
    let mut eve = CreateUserBody::new("eve@x.test", "eve");
    eve.password = Some("password-1".to_owned());
    eve
}

pub(crate) async fn create_user(server: &Server) {
    let mut body = eve();
    body.first_name = Some("Eve \u{2603}".to_owned());
    let mut props = JsonObject::new();
    props.insert("a".to_owned(), json!({ "deep": [1, null] }));
    body.props = Some(props.clone());
    body.notify_props = Some(UserNotifyProps {
        email: Some("false".to_owned()),
        ..UserNotifyProps::default()
    });
    let made = server.anonymous().users().create_user(&body).send();
    let made = made.await.unwrap();
    assert_eq!(made.status().as_u16(), 201);
    assert_eq!(text(&made.username), "eve");
    assert_eq!(text(&made.email), "eve@x.test");
    assert_eq!(text(&made.first_name), "Eve \u{2603}");
    assert_eq!(made.props, Some(props));
    let notify = made.notify_props.as_ref().unwrap();
    assert_eq!(
        (text(&notify.email), text(&notify.push)),
        ("false", "mention")
    );
    assert_eq!(made.email_verified, Some(false));
    // What is not set isn't sent, not even as null.
    let sent = server.log.last().json();
    assert!(sent.get("nickname").is_none(), "{sent}");

    assert_refused!(
        server.anonymous().users().create_user(&body),
        CreateUserError::BadRequest
    );
    let closed = server.other(|settings| settings.open_server = false).await;
    let users = closed.anonymous().users();
    assert_refused!(users.create_user(&eve()), CreateUserError::Forbidden);
    // Each of the optional parameters makes the difference.
    let code = closed.world.invite(seed::HARBOUR, "eve@x.test").unwrap();
    let eve = users.create_user(&eve()).t(&code).send().await.unwrap();
    let mut body = CreateUserBody::new("fay@x.test", "fay");
    body.password = Some("password-1".to_owned());
    let fay = users.create_user(&body).iid(seed::HARBOUR_INVITE);
    let fay = fay.send().await.unwrap();
    let admin = closed.admin().await;
    let members = admin.users().get_users().in_team(seed::HARBOUR).send();
    let members = members.await.unwrap();
    for user in [&eve, &fay] {
        assert!(names(&members).contains(&text(&user.username)));
    }
    // One who signs in elsewhere is made by an admin: where credentials are optional, they count.
    let mut body = CreateUserBody::new("gil@x.test", "gil");
    body.auth_service = Some("ldap".to_owned());
    body.auth_data = Some("gil".to_owned());
    assert_refused!(users.create_user(&body), CreateUserError::Forbidden);
    let gil = admin.users().create_user(&body).send().await.unwrap();
    assert_eq!(text(&gil.auth_service), "ldap");
}

pub(crate) async fn update_user(server: &Server) {
    let alice = server.user("alice").await;
    let mut body = UpdateUserBody::new(seed::ALICE, "alice@users-demo.test", "alice");
    body.nickname = Some("Al".to_owned());
    body.timezone = Some(Timezone {
        use_automatic_timezone: Some(false),
        manual_timezone: Some("Europe/Berlin".to_owned()),
        automatic_timezone: None,
    });
    let updated = alice.users().update_user("me", &body).send().await.unwrap();
    assert_eq!(text(&updated.nickname), "Al");
    // What a PUT leaves out goes back to its default.
    assert_eq!(text(&updated.first_name), "");
    let timezone = updated.timezone.as_ref().unwrap();
    assert_eq!(timezone.use_automatic_timezone, Some(false));
    assert_eq!(text(&timezone.manual_timezone), "Europe/Berlin");

    let other = alice.users().update_user(seed::BOB, &body);
    assert_refused!(other, UpdateUserError::BadRequest);
    body.id = seed::BOB.to_owned();
    assert_refused!(
        alice.users().update_user(seed::BOB, &body),
        UpdateUserError::Forbidden
    );
}

pub(crate) async fn patch_user(server: &Server) {
    let alice = server.user("alice").await;
    let body = PatchUserBody {
        position: Some("Diver".to_owned()),
        locale: Some("de".to_owned()),
        ..PatchUserBody::default()
    };
    let patched = alice.users().patch_user("me", &body).send().await.unwrap();
    assert_eq!(text(&patched.locale), "de");
    assert_eq!(text(&patched.first_name), "Alice");
    let sent = json!({ "position": "Diver", "locale": "de" });
    assert_eq!(server.log.last().json(), sent);

    assert_refused!(
        alice.users().patch_user(seed::BOB, &body),
        PatchUserError::Forbidden
    );
    let taken = PatchUserBody {
        username: Some("bob".to_owned()),
        ..PatchUserBody::default()
    };
    assert_refused!(
        alice.users().patch_user("me", &taken),
        PatchUserError::BadRequest
    );
}

pub(crate) async fn delete_user(server: &Server) {
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    assert_refused!(
        alice.users().delete_user(seed::BOB),
        DeleteUserError::Forbidden
    );
    assert_refused!(
        admin.users().delete_user("nobody"),
        DeleteUserError::NotFound
    );
    let deleted = alice.users().delete_user("me").send().await.unwrap();
    assert_done(&deleted);
    let user = admin.users().get_user(seed::ALICE).send().await.unwrap();
    assert!(user.delete_at.unwrap() > 0);
    assert_refused!(
        alice.users().delete_user("me"),
        DeleteUserError::Unauthorized
    );
}

pub(crate) async fn update_user_active(server: &Server) {
    let (admin, alice) = (server.admin().await, server.user("alice").await);
    let on = UpdateUserActiveBody::new(true);
    assert_refused!(
        alice.users().update_user_active(seed::DORA, &on),
        UpdateUserActiveError::Forbidden
    );
    assert_refused!(
        admin.users().update_user_active("nobody", &on),
        UpdateUserActiveError::BadRequest
    );
    let active = async |active: bool| {
        let body = UpdateUserActiveBody::new(active);
        let done = admin.users().update_user_active(seed::DORA, &body).send();
        assert_done(&done.await.unwrap());
        let dora = admin.users().get_user(seed::DORA).send().await.unwrap();
        dora.delete_at.unwrap()
    };
    assert_eq!(active(true).await, 0);
    assert!(active(false).await > 0);
}

pub(crate) async fn permanent_delete_all_users(server: &Server) {
    // Outside of local mode nobody may, not even an admin.
    let admin = server.admin().await;
    assert_refused!(
        admin.users().permanent_delete_all_users(),
        PermanentDeleteAllUsersError::Forbidden
    );
    let local = server.other(|settings| settings.local_mode = true).await;
    let admin = local.admin().await;
    let deleted = admin.users().permanent_delete_all_users().send().await;
    assert_eq!(deleted.unwrap().status().as_u16(), 200);
    // `security: []`: the token stays at home.
    assert_eq!(server.log.last().header("authorization"), None);
    assert!(admin.users().get_user("me").send().await.is_err());
    let eve = local.anonymous().users().create_user(&eve()).send().await;
    assert_eq!(text(&eve.unwrap().roles), "system_admin system_user");
}
