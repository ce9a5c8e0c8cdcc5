//! Credentials that don't last, and where they come from.

use std::error::Error as StdError;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use users_client::oauth2::{OAuth2, OAuth2Error};
use users_client::{Client, Credential, CredentialSource, Error, Retries, Secret};

use crate::raw::{Canned, answer};
use crate::server::base_url;

const JSON: &str = "content-type: application/json\r\n";

fn user() -> String {
    answer("200 OK", JSON, r#"{"id":"ann"}"#)
}

fn unauthorized() -> String {
    answer("401 Unauthorized", JSON, "{}")
}

fn client(canned: &Canned, token: Credential) -> Client {
    let builder = Client::builder(base_url(canned.address));
    builder.bearer_auth(token).build().unwrap()
}

/// The tokens that requests were sent with.
fn sent(canned: &mut Canned) -> Vec<String> {
    let heads = canned.heads().into_iter();
    let tokens = heads.map(|head| {
        let mut lines = head.lines();
        let token = lines.find_map(|line| line.strip_prefix("authorization: Bearer "));
        token.unwrap_or("none").to_owned()
    });
    tokens.collect()
}

/// Gives `t1`, `t2`, …, each until it is refused.
#[derive(Clone, Default)]
struct Counted(Arc<AtomicU32>);

impl CredentialSource for Counted {
    async fn credential(&self) -> Result<Secret, Box<dyn StdError + Send + Sync>> {
        match self.0.load(Ordering::SeqCst) {
            9 => Err("there are no more".into()),
            number => Ok(format!("t{number}").into()),
        }
    }

    async fn refused(&self, token: &Secret) -> bool {
        assert!(token.expose().starts_with('t'));
        self.0.fetch_add(1, Ordering::SeqCst);
        true
    }
}

#[tokio::test]
async fn a_refused_token_is_replaced_once() {
    let source = Counted::default();
    let mut canned = Canned::in_turn(&[&unauthorized(), &user()]).await;
    let client = self::client(&canned, Credential::from_source(source.clone()));
    assert!(!format!("{client:?}").contains("t0"));
    client.users().get_user("ann").send().await.unwrap();
    client.users().get_user("ann").send().await.unwrap();
    assert_eq!(sent(&mut canned), ["t0", "t1", "t1"]);

    // Whoever isn't let in with a new one either isn't let in.
    let mut canned = Canned::start(unauthorized()).await;
    let client = self::client(&canned, Credential::from_source(source.clone()));
    let error = client.users().get_user("ann").send().await.unwrap_err();
    assert_eq!(error.status().unwrap().as_u16(), 401);
    assert_eq!(sent(&mut canned), ["t1", "t2"]);

    // What may help is done after it.
    let busy = answer("503 Service Unavailable", JSON, "{}");
    let mut canned = Canned::in_turn(&[&unauthorized(), &busy, &user()]).await;
    let builder = Client::builder(base_url(canned.address));
    let builder = builder.bearer_auth(Credential::from_source(source.clone()));
    let soon = Duration::from_millis(1);
    let retries = Retries::default().delays(soon, soon);
    let client = builder.retries(retries).build().unwrap();
    client.users().get_user("ann").send().await.unwrap();
    assert_eq!(sent(&mut canned), ["t2", "t3", "t3"]);

    // A token that is always the same is sent once.
    let mut canned = Canned::start(unauthorized()).await;
    let client = self::client(&canned, "fixed".into());
    client.users().get_user("ann").send().await.unwrap_err();
    assert_eq!(sent(&mut canned), ["fixed"]);
}

#[tokio::test]
async fn without_a_token_nothing_is_sent() {
    let source = Counted(Arc::new(AtomicU32::new(9)));
    let mut canned = Canned::start(user()).await;
    let client = client(&canned, Credential::from_source(source));
    match client.users().get_user("ann").send().await {
        Err(Error::Credential(error)) => assert_eq!(error.to_string(), "there are no more"),
        other => panic!("{other:?}"),
    }
    assert!(canned.heads().is_empty());
}

#[tokio::test]
async fn a_token_is_not_sent_to_another_host() {
    let mut other = Canned::start(user()).await;
    let away = format!("location: http://{}/\r\n", other.address);
    let canned = Canned::start(answer("307 Away", &away, "")).await;
    let client = Client::builder(base_url(canned.address))
        .bearer_auth(Credential::from_source(Counted::default()))
        .redirects(users_client::Redirects::AnyOrigin)
        .build()
        .unwrap();
    client.users().get_user("ann").send().await.unwrap();
    assert_eq!(sent(&mut other), ["none"]);
}

fn granted(token: &str, more: &str) -> String {
    let body = format!(r#"{{"access_token":"{token}","token_type":"Bearer"{more}}}"#);
    answer("200 OK", JSON, &body)
}

#[tokio::test]
async fn an_authorization_server_is_asked_once_for_as_long_as_a_token_lasts() {
    let answers = [
        granted("a1", r#","expires_in":3600"#),
        granted("a2", r#","expires_in":10"#),
        granted("a3", r#","expires_in":"3600""#),
    ];
    let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
    let mut server = Canned::in_turn(&answers).await;
    let url = format!("http://{}/token", server.address);
    let source = OAuth2::client_credentials(url, "my app", "s:cret")
        .scope("one")
        .scope("two");
    let shown = format!("{source:?}");
    assert!(
        shown.contains("my app") && !shown.contains("cret"),
        "{shown}"
    );
    let answers = [user(), user(), user(), unauthorized(), user()];
    let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
    let mut canned = Canned::in_turn(&answers).await;
    let client = client(&canned, Credential::from_source(source));
    let call = || client.users().get_user("ann").send();
    // They come at the same time, and wait for one token.
    let (one, two, three) = tokio::join!(call(), call(), call());
    assert!(one.is_ok() && two.is_ok() && three.is_ok());
    assert_eq!(sent(&mut canned), ["a1", "a1", "a1"]);
    // The second token is about to end when it comes, so the next call asks for a third.
    call().await.unwrap();
    call().await.unwrap();
    assert_eq!(sent(&mut canned), ["a1", "a2", "a3"]);
    let heads = server.heads();
    assert_eq!(heads.len(), 3);
    for head in heads {
        assert!(head.starts_with("POST /token HTTP/1.1\r\n"), "{head}");
        // `my%20app:s%3Acret`
        let basic = "\r\nauthorization: Basic bXklMjBhcHA6cyUzQWNyZXQ=\r\n";
        assert!(head.contains(basic), "{head}");
        let form = "\r\ncontent-type: application/x-www-form-urlencoded\r\n";
        assert!(head.contains(form), "{head}");
    }
}

#[tokio::test]
async fn a_refresh_token_is_replaced_by_the_one_that_comes_with_a_token() {
    let answers = [
        granted("a1", r#","expires_in":1,"refresh_token":"r2-longer""#),
        granted("a2", ""),
    ];
    let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
    let mut server = Canned::in_turn(&answers).await;
    let url = format!("http://{}/token", server.address);
    let source = OAuth2::refresh_token(url, "app", "r1").credentials_in_body();
    let mut canned = Canned::start(user()).await;
    let client = client(&canned, Credential::from_source(source));
    for _ in 0..3 {
        client.users().get_user("ann").send().await.unwrap();
    }
    assert_eq!(sent(&mut canned), ["a1", "a2", "a2"]);
    let heads = server.heads();
    let length = |token: &str| {
        let body = format!("grant_type=refresh_token&refresh_token={token}&client_id=app");
        format!("\r\ncontent-length: {}\r\n", body.len())
    };
    assert!(heads[0].contains(&length("r1")), "{heads:?}");
    assert!(heads[1].contains(&length("r2-longer")), "{heads:?}");
    assert!(!heads[0].contains("\r\nauthorization: "));
}

#[tokio::test]
async fn an_authorization_server_that_refuses_says_why() {
    let refusal = r#"{"error":"invalid_client","error_description":"Who are you?"}"#;
    for (status, body, expected) in [
        (
            "401 Unauthorized",
            refusal,
            "the authorization server answered 401 Unauthorized without a token: invalid_client (Who are you?)",
        ),
        (
            "200 OK",
            r#"{"access_token":"x","token_type":"mac"}"#,
            "the authorization server answered 200 OK without a token",
        ),
        (
            "500 Oops",
            "<html>",
            "the authorization server answered 500 Internal Server Error without a token",
        ),
    ] {
        let server = Canned::start(answer(status, JSON, body)).await;
        let url = format!("http://{}/token", server.address);
        let source = OAuth2::client_credentials(url, "app", "kept-secret");
        let mut canned = Canned::start(user()).await;
        let client = client(&canned, Credential::from_source(source));
        match client.users().get_user("ann").send().await {
            Err(Error::Credential(error)) => {
                assert_eq!(error.to_string(), expected);
                assert!(error.downcast_ref::<OAuth2Error>().is_some());
            }
            other => panic!("{other:?}"),
        }
        assert!(canned.heads().is_empty());
    }
}
