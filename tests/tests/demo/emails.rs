//! Proving that an e-mail address is the user's.

use users_client::types::{CreateUserBody, SendEmailBody, VerifyUserEmailBody};
use users_client::users::{
    SendVerificationEmailError, VerifyUserEmailError, VerifyUserEmailWithoutTokenError,
};
use users_demo::{MailKind, seed};

use crate::server::Server;
use crate::support::{assert_done, assert_refused, text};

/// Creates a user whose address isn't verified, and returns the id.
async fn eve(server: &Server) -> String {
    let mut body = CreateUserBody::new("eve@x.test", "eve");
    body.password = Some("password-1".to_owned());
    let eve = server.anonymous().users().create_user(&body).send();
    let eve = eve.await.unwrap().into_body();
    assert_eq!(eve.email_verified, Some(false));
    eve.id.unwrap()
}

async fn is_verified(server: &Server) -> bool {
    let token = server.token("eve", "password-1").await;
    let me = server.client(&token).users().get_user("me").send().await;
    me.unwrap().email_verified.unwrap()
}

pub(crate) async fn send_verification_email(server: &Server) {
    eve(server).await;
    let users = server.anonymous().users();
    let before = server.world.outbox().len();
    for (email, mails) in [("eve@x.test", 1), ("nobody@x.test", 0)] {
        let body = SendEmailBody::new(email);
        assert_done(&users.send_verification_email(&body).send().await.unwrap());
        let new = server.world.outbox().split_off(before);
        let new = new.iter().filter(|mail| mail.to == email).count();
        assert_eq!(new, mails, "{email}");
    }
    assert_refused!(
        users.send_verification_email(&SendEmailBody::new("")),
        SendVerificationEmailError::BadRequest
    );
}

pub(crate) async fn verify_user_email(server: &Server) {
    eve(server).await;
    let mail = server.world.outbox().pop().unwrap();
    assert_eq!(mail.kind, MailKind::Verification);
    let users = server.anonymous().users();
    let body = VerifyUserEmailBody::new(mail.code);
    assert_done(&users.verify_user_email(&body).send().await.unwrap());
    assert!(is_verified(server).await);
    assert_refused!(
        users.verify_user_email(&body),
        VerifyUserEmailError::BadRequest
    );
}

pub(crate) async fn verify_user_email_without_token(server: &Server) {
    let id = eve(server).await;
    let admin = server.admin().await;
    let verified = admin.users().verify_user_email_without_token(&id).send();
    let verified = verified.await.unwrap();
    assert_eq!(text(&verified.username), "eve");
    assert_eq!(verified.email_verified, Some(true));
    assert!(is_verified(server).await);
    assert_refused!(
        admin.users().verify_user_email_without_token("nobody"),
        VerifyUserEmailWithoutTokenError::NotFound
    );
    assert_refused!(
        server
            .anonymous()
            .users()
            .verify_user_email_without_token(seed::BOB),
        VerifyUserEmailWithoutTokenError::Unauthorized
    );
}
