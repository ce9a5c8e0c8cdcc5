//! Logging in and out.

use std::time::Duration;

use users_client::Error;
use users_client::types::{LoginBody, LoginByCwsTokenBody};
use users_client::users::{LoginByCwsTokenError, LoginError, LogoutError};
use users_demo::{Settings, seed};

use crate::server::Server;
use crate::support::{assert_done, assert_refused, text};

fn body(login: &str, password: &str) -> LoginBody {
    LoginBody {
        login_id: Some(login.to_owned()),
        password: Some(password.to_owned()),
        ..LoginBody::default()
    }
}

pub(crate) async fn login(server: &Server) {
    let users = server.anonymous().users();
    let right = Settings::TEST_USER_PASSWORD;
    let login = users.login(&body("alice@users-demo.test", right)).send();
    let login = login.await.unwrap();
    assert_eq!(login.status().as_u16(), 200);
    let login = login.into_body();
    assert_eq!(text(&login.body.id), seed::ALICE);
    // The token is what comes in the header, and it works.
    let alice = server.client(&login.token.unwrap());
    let me = alice.users().get_user("me").send().await.unwrap();
    assert_eq!(text(&me.username), "alice");
    let by_id = LoginBody {
        id: Some(seed::BOB.to_owned()),
        device_id: Some("android:1".to_owned()),
        ..body("", right)
    };
    let bob = users.login(&by_id).send().await.unwrap().into_body();
    assert_eq!(text(&bob.body.username), "bob");
    let bob = server.client(&bob.token.unwrap());
    let sessions = bob.users().get_sessions("me").send().await.unwrap();
    assert_eq!(text(&sessions[0].device_id), "android:1");

    assert_refused!(
        users.login(&body("alice", "wrong")),
        LoginError::Unauthorized
    );
    assert_refused!(
        users.login(&body("nobody", right)),
        LoginError::Unauthorized
    );
    assert_refused!(users.login(&LoginBody::default()), LoginError::BadRequest);
    assert!(!format!("{:?}", body("alice", right)).contains(right));
}

#[tokio::test]
async fn a_login_that_is_tried_too_often_says_when_to_try_again() {
    let server = Server::start().await;
    let server = server
        .other(|settings| settings.login_attempts_per_minute = 1)
        .await;
    let users = server.anonymous().users();
    let body = body("alice", Settings::TEST_USER_PASSWORD);
    users.login(&body).send().await.unwrap();
    let error = users.login(&body).send().await.unwrap_err();
    // The document doesn't have this status.
    assert!(matches!(error, Error::UnexpectedStatus(_)), "{error:?}");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(429));
    let wait = error.retry_after().unwrap();
    assert!(wait > Duration::from_secs(30), "{wait:?}");
    assert!(wait <= Duration::from_secs(60), "{wait:?}");
}

pub(crate) async fn login_by_cws_token(server: &Server) {
    let users = server.anonymous().users();
    let body = LoginByCwsTokenBody {
        login_id: Some("alice".to_owned()),
        cws_token: server.world.customer_token("alice"),
    };
    // A redirect is what the operation documents; it is told, not followed.
    let before = server.log.all().len();
    let found = users.login_by_cws_token(&body).send().await.unwrap();
    assert_eq!(found.status().as_u16(), 302);
    assert_eq!(found.location.as_deref(), Some("/"));
    let used = users.login_by_cws_token(&body).send().await.unwrap();
    assert_ne!(used.location.as_deref(), Some("/"));
    assert_eq!(server.log.all().len(), before + 2);

    let empty = LoginByCwsTokenBody::default();
    assert_refused!(
        users.login_by_cws_token(&empty),
        LoginByCwsTokenError::BadRequest
    );
    let unlicensed = server
        .other(|settings| settings.cloud_license = false)
        .await;
    assert_refused!(
        unlicensed.anonymous().users().login_by_cws_token(&body),
        LoginByCwsTokenError::Forbidden
    );
}

pub(crate) async fn logout(server: &Server) {
    let alice = server.user("alice").await;
    assert_done(&alice.users().logout().send().await.unwrap());
    let me = alice.users().get_user("me").send().await.unwrap_err();
    assert_eq!(me.status().unwrap().as_u16(), 401);
    // Without a session there is nothing to end.
    assert_done(&server.anonymous().users().logout().send().await.unwrap());
    // The demo lets everybody go. Other servers say no, and some say 201.
    let stubborn = server.answering(403, crate::support::ERROR_403).await;
    assert_refused!(stubborn.users().logout(), LogoutError::Forbidden);
    let other = server.answering(201, r#"{"status":"OK"}"#).await;
    assert_done(&other.users().logout().send().await.unwrap());
}
