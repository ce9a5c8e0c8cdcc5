//! One-time codes.

use data_encoding::{BASE32_NOPAD, BASE64};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha1::Sha1;
use users_client::Client;
use users_client::types::{CheckUserMfaBody, LoginBody, UpdateUserMfaBody};
use users_client::users::{CheckUserMfaError, GenerateMfaSecretError, UpdateUserMfaError};
use users_demo::{Settings, seed};

use crate::server::Server;
use crate::support::{ERROR_400, assert_done, assert_refused, text};

/// The code that is right now (RFC 6238), or so many steps of 30 seconds from now.
fn code(secret: &str, steps: u64) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let step = now.unwrap().as_secs() / 30 + steps;
    let key = BASE32_NOPAD.decode(secret.as_bytes()).unwrap();
    let mut mac = Hmac::<Sha1>::new_from_slice(&key).unwrap();
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest[19] & 15);
    let word = u32::from_be_bytes(digest[offset..offset + 4].try_into().unwrap());
    format!("{:06}", (word & 0x7fff_ffff) % 1_000_000)
}

async fn secret(client: &Client) -> String {
    let setup = client.users().generate_mfa_secret("me").send().await;
    setup.unwrap().into_body().secret.unwrap()
}

fn switch(on: bool, code: Option<String>) -> UpdateUserMfaBody {
    let mut body = UpdateUserMfaBody::new(on);
    body.code = code;
    body
}

async fn is_required(server: &Server) -> bool {
    let body = CheckUserMfaBody::new("alice");
    let check = server
        .anonymous()
        .users()
        .check_user_mfa(&body)
        .send()
        .await;
    check.unwrap().mfa_required.unwrap()
}

pub(crate) async fn generate_mfa_secret(server: &Server) {
    let alice = server.user("alice").await;
    let setup = alice
        .users()
        .generate_mfa_secret("me")
        .send()
        .await
        .unwrap();
    let secret = BASE32_NOPAD.decode(text(&setup.secret).as_bytes());
    assert!(secret.unwrap().len() >= 16);
    let picture = BASE64.decode(text(&setup.qr_code).as_bytes()).unwrap();
    assert!(picture.starts_with(b"\x89PNG"));
    assert_refused!(
        alice.users().generate_mfa_secret(seed::BOB),
        GenerateMfaSecretError::Forbidden
    );
    let admin = server.admin().await;
    assert_refused!(
        admin.users().generate_mfa_secret("nobody"),
        GenerateMfaSecretError::NotFound
    );
    let off = server.other(|settings| settings.multi_factor = false).await;
    let alice = off.user("alice").await;
    assert_refused!(
        alice.users().generate_mfa_secret("me"),
        GenerateMfaSecretError::NotImplemented
    );
}

pub(crate) async fn update_user_mfa(server: &Server) {
    let alice = server.user("alice").await;
    let update = async |body: UpdateUserMfaBody| {
        let update = alice.users().update_user_mfa("me", &body).send();
        assert_done(&update.await.unwrap());
    };
    assert_refused!(
        alice.users().update_user_mfa("me", &switch(true, None)),
        UpdateUserMfaError::BadRequest
    );
    let secret = secret(&alice).await;
    let wrong = switch(true, Some(code(&secret, 100)));
    assert_refused!(
        alice.users().update_user_mfa("me", &wrong),
        UpdateUserMfaError::Unauthorized
    );
    update(switch(true, Some(code(&secret, 0)))).await;
    let me = alice.users().get_user("me").send().await.unwrap();
    assert_eq!(me.mfa_active, Some(true));
    let login = async |token: Option<String>| {
        let body = LoginBody {
            login_id: Some("alice".to_owned()),
            password: Some(Settings::TEST_USER_PASSWORD.to_owned()),
            token: token.map(Some),
            ..LoginBody::default()
        };
        server.anonymous().users().login(&body).send().await.is_ok()
    };
    assert!(!login(None).await);
    assert!(login(Some(code(&secret, 0))).await);
    update(switch(false, None)).await;
    assert!(login(None).await);
}

pub(crate) async fn check_user_mfa(server: &Server) {
    let alice = server.user("alice").await;
    assert!(!is_required(server).await);
    let secret = secret(&alice).await;
    let body = switch(true, Some(code(&secret, 0)));
    assert_done(
        &alice
            .users()
            .update_user_mfa("me", &body)
            .send()
            .await
            .unwrap(),
    );
    assert!(is_required(server).await);
    // The demo has an answer for every login.
    let picky = server.answering(400, ERROR_400).await;
    assert_refused!(
        picky.users().check_user_mfa(&CheckUserMfaBody::new("")),
        CheckUserMfaError::BadRequest
    );
}
