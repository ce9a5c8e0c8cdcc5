//! Where the token goes, and where it never shows.

use users_client::types::{LoginBody, VerifyUserEmailBody};
use users_client::{Client, Credentials};

use crate::raw::Canned;
use crate::server::{anonymous, base_url, with_token};

const TOKEN: &str = "t0psecret";

#[tokio::test]
async fn the_token_goes_with_every_operation_but_those_that_take_none() {
    let mut canned = Canned::answering("200 OK", "application/json", "{}").await;
    let client = with_token(&anonymous(canned.address), TOKEN);
    let sent = |head: &str| head.contains(&format!("authorization: Bearer {TOKEN}\r\n"));
    client.users().get_user("me").send().await.unwrap();
    client
        .users()
        .login(&LoginBody::default())
        .send()
        .await
        .unwrap();
    let body = VerifyUserEmailBody::new("code");
    client
        .users()
        .verify_user_email(&body)
        .send()
        .await
        .unwrap();
    client.users().get_profile_image("me").send().await.unwrap();
    let heads = canned.heads();
    assert_eq!(heads.len(), 4);
    for head in &heads {
        assert!(sent(head), "{head}");
    }
    client
        .users()
        .permanent_delete_all_users()
        .send()
        .await
        .unwrap();
    let head = canned.heads().pop().unwrap();
    assert!(
        head.starts_with("DELETE /api/v4/users HTTP/1.1\r\n"),
        "{head}"
    );
    assert!(!head.to_lowercase().contains("authorization"), "{head}");
    // Without a token the request goes out too: the server knows best.
    anonymous(canned.address)
        .users()
        .get_user("me")
        .send()
        .await
        .unwrap();
    let head = canned.heads().pop().unwrap();
    assert!(!head.to_lowercase().contains("authorization"), "{head}");
}

#[tokio::test]
async fn a_client_with_other_credentials_leaves_the_first_alone() {
    let mut canned = Canned::answering("200 OK", "application/json", "{}").await;
    let base = base_url(canned.address);
    let first = Client::builder(&*base).bearer_auth("one").build().unwrap();
    let second = with_token(&first, "two");
    let none = second.with_credentials(Credentials::default());
    for (client, token) in [(&second, Some("two")), (&first, Some("one")), (&none, None)] {
        client.users().get_user("me").send().await.unwrap();
        let head = canned.heads().pop().unwrap();
        let mut lines = head.lines();
        let line = lines.find_map(|line| line.strip_prefix("authorization: Bearer "));
        assert_eq!(line, token);
    }
}

#[tokio::test]
async fn a_token_that_no_header_can_carry_is_refused_without_being_shown() {
    let mut canned = Canned::answering("200 OK", "application/json", "{}").await;
    let client = with_token(&anonymous(canned.address), "t0psecret\r\nx-admin: yes");
    let refused = client.users().get_user("me").send().await.unwrap_err();
    assert_eq!(refused.status(), None);
    for shown in [format!("{refused}"), format!("{refused:?}")] {
        assert!(!shown.contains(TOKEN), "{shown}");
    }
    assert_eq!(canned.heads(), Vec::<String>::new());
}

#[tokio::test]
async fn no_debug_form_and_no_message_shows_the_token() {
    let error = r#"{"id":"a.b","message":"no","status_code":401}"#;
    let refusing = Canned::answering("401 Unauthorized", "application/json", error).await;
    let odd = Canned::answering("418 Teapot", "text/plain", "tea").await;
    let broken = Canned::answering("200 OK", "application/json", "{").await;
    let base = base_url(refusing.address);
    let builder = Client::builder(&*base).bearer_auth(TOKEN);
    let mut shown = vec![format!("{builder:?}")];
    let client = builder.build().unwrap();
    let credentials = Credentials {
        bearer_auth: Some(TOKEN.into()),
    };
    shown.push(format!("{client:?} {:#?} {credentials:?}", client.users()));
    shown.push(format!("{:?}", client.users().get_user("me")));
    let login = LoginBody {
        password: Some(TOKEN.to_owned()),
        ..LoginBody::default()
    };
    shown.push(format!("{:?} {login:?}", client.users().login(&login)));
    // Nobody listens at the last address any more.
    let closed = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    for address in [refusing.address, odd.address, broken.address, closed] {
        let client = with_token(&anonymous(address), TOKEN);
        let error = client.users().login(&login).send().await.unwrap_err();
        shown.push(format!("{error:?} {error}"));
        let error = client.users().get_user("me").send().await.unwrap_err();
        let mut source = std::error::Error::source(&error);
        while let Some(cause) = source {
            shown.push(format!("{cause:?} {cause}"));
            source = cause.source();
        }
        shown.push(format!("{error:#?} {error}"));
    }
    for shown in shown {
        assert!(!shown.contains(TOKEN), "{shown}");
    }
}
