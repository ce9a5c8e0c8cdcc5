//! Changing and resetting passwords.

use users_client::types::{ResetPasswordBody, SendEmailBody, UpdateUserPasswordBody};
use users_client::users::{
    ResetPasswordError, SendPasswordResetEmailError, UpdateUserPasswordError,
};
use users_demo::{MailKind, Settings, seed};

use crate::server::Server;
use crate::support::{assert_done, assert_refused};

const NEW: &str = "another password";

pub(crate) async fn update_user_password(server: &Server) {
    let (one, two) = (server.user("alice").await, server.user("alice").await);
    let change = |current: &str| {
        let mut body = UpdateUserPasswordBody::new(NEW);
        body.current_password = Some(current.to_owned());
        body
    };
    let users = one.users();
    assert_refused!(
        users.update_user_password("me", &change("wrong")),
        UpdateUserPasswordError::Unauthorized
    );
    assert_refused!(
        users.update_user_password("me", &UpdateUserPasswordBody::new(NEW)),
        UpdateUserPasswordError::BadRequest
    );
    assert_refused!(
        users.update_user_password(seed::BOB, &change("any")),
        UpdateUserPasswordError::Forbidden
    );
    let body = change(Settings::TEST_USER_PASSWORD);
    assert!(!format!("{body:?}").contains(NEW), "{body:?}");
    assert_done(
        &users
            .update_user_password("me", &body)
            .send()
            .await
            .unwrap(),
    );
    // The session that did it goes on, the others are over.
    assert!(one.users().get_user("me").send().await.is_ok());
    assert!(two.users().get_user("me").send().await.is_err());
    server.token("alice", NEW).await;
}

pub(crate) async fn send_password_reset_email(server: &Server) {
    let users = server.anonymous().users();
    for (email, mails) in [("alice@users-demo.test", 1), ("nobody@x.test", 1)] {
        let body = SendEmailBody::new(email);
        assert_done(&users.send_password_reset_email(&body).send().await.unwrap());
        assert_eq!(server.world.outbox().len(), mails, "{email}");
    }
    let mail = server.world.outbox().pop().unwrap();
    assert_eq!(
        (&*mail.to, mail.kind),
        ("alice@users-demo.test", MailKind::PasswordReset)
    );
    assert_refused!(
        users.send_password_reset_email(&SendEmailBody::new("")),
        SendPasswordResetEmailError::BadRequest
    );
}

pub(crate) async fn reset_password(server: &Server) {
    let users = server.anonymous().users();
    let email = SendEmailBody::new("alice@users-demo.test");
    users
        .send_password_reset_email(&email)
        .send()
        .await
        .unwrap();
    let code = server.world.outbox().pop().unwrap().code;
    let short = ResetPasswordBody::new(&*code, "x");
    assert_refused!(users.reset_password(&short), ResetPasswordError::BadRequest);
    let body = ResetPasswordBody::new(code, NEW);
    assert!(!format!("{body:?}").contains(NEW), "{body:?}");
    assert_done(&users.reset_password(&body).send().await.unwrap());
    server.token("alice", NEW).await;
    // The code worked once.
    assert_refused!(users.reset_password(&body), ResetPasswordError::BadRequest);
}
