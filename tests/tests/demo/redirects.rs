//! A redirect is an answer, not an order.

use users_client::Error;
use users_client::types::{LoginBody, LoginByCwsTokenBody};

use crate::raw::Canned;
use crate::server::{anonymous, base_url, with_token};

async fn redirecting(status: &str, target: &Canned) -> Canned {
    let location = base_url(target.address);
    Canned::start(format!(
        "HTTP/1.1 {status}\r\nlocation: {location}/users/me\r\ncontent-length: 0\r\n\
         connection: close\r\n\r\n"
    ))
    .await
}

#[tokio::test]
async fn nothing_is_sent_to_where_a_redirect_leads() {
    for (status, reason) in [
        (301, "Moved"),
        (302, "Found"),
        (303, "See Other"),
        (307, "Temporary"),
        (308, "Permanent"),
    ] {
        let mut target = Canned::answering("200 OK", "application/json", "{}").await;
        let mut first = redirecting(&format!("{status} {reason}"), &target).await;
        let client = with_token(&anonymous(first.address), "t0psecret");
        let body = LoginBody::default();
        match client.users().get_user("me").send().await {
            Err(Error::UnexpectedStatus(answer)) => assert_eq!(answer.status().as_u16(), status),
            other => panic!("{other:?}"),
        }
        assert!(client.users().login(&body).send().await.is_err());
        assert!(client.users().get_profile_image("me").send().await.is_err());
        assert_eq!(first.heads().len(), 3);
        assert_eq!(target.heads(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn a_documented_redirect_is_a_success_that_names_its_target() {
    let mut target = Canned::answering("200 OK", "application/json", "{}").await;
    let first = redirecting("302 Found", &target).await;
    let client = anonymous(first.address);
    let body = LoginByCwsTokenBody::default();
    let found = client
        .users()
        .login_by_cws_token(&body)
        .send()
        .await
        .unwrap();
    let expected = format!("{}/users/me", base_url(target.address));
    assert_eq!(found.location.as_deref(), Some(&*expected));
    assert_eq!(target.heads(), Vec::<String>::new());
}
