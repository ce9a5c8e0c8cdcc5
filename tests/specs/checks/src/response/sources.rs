//! Credentials of every kind that come from a source.

use std::error::Error as StdError;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use wire_response_client::{
    Basic, CallOptions, Client, Credential, CredentialSource, Credentials, Error, Redirects, Secret,
};

use crate::media::peer::{Peer, answer};

/// Gives the secrets number 0, 1, 2, …, each until it is refused.
#[derive(Clone, Default)]
struct Vault(Arc<State>);

#[derive(Default)]
struct State {
    number: AtomicU32,
    asked: AtomicU32,
    is_closed: AtomicBool,
}

impl Vault {
    async fn open(&self) -> Result<u32, Box<dyn StdError + Send + Sync>> {
        self.0.asked.fetch_add(1, Ordering::SeqCst);
        let number = self.0.number.load(Ordering::SeqCst);
        // Whoever comes at the same time gets the same.
        tokio::time::sleep(Duration::from_millis(20)).await;
        match self.0.is_closed.load(Ordering::SeqCst) {
            true => Err("the vault is closed".into()),
            false => Ok(number),
        }
    }

    fn replace(&self) -> bool {
        self.0.number.fetch_add(1, Ordering::SeqCst);
        true
    }

    fn asked(&self) -> u32 {
        self.0.asked.load(Ordering::SeqCst)
    }

    fn close(&self) {
        self.0.is_closed.store(true, Ordering::SeqCst);
    }
}

impl CredentialSource for Vault {
    async fn credential(&self) -> Result<Secret, Box<dyn StdError + Send + Sync>> {
        Ok(format!("hidden-{}", self.open().await?).into())
    }

    async fn refused(&self, secret: &Secret) -> bool {
        assert!(secret.expose().starts_with("hidden-"));
        self.replace()
    }
}

impl CredentialSource<Basic> for Vault {
    async fn credential(&self) -> Result<Basic, Box<dyn StdError + Send + Sync>> {
        let number = self.open().await?;
        Ok(Basic::new(format!("ann{number}"), "sesame"))
    }

    async fn refused(&self, _: &Basic) -> bool {
        self.replace()
    }
}

/// Credentials of every scheme of which one is sent, and their vaults in this order: basic, digest, and
/// the keys in the header, the cookie and the query.
fn all() -> (Credentials, [Vault; 5]) {
    let vaults: [Vault; 5] = Default::default();
    let [basic, digest, header, cookie, query] = vaults.clone();
    let credentials = Credentials {
        basic: Some(Credential::from_source(basic)),
        digest: Some(Credential::from_source(digest)),
        header: Some(Credential::from_source(header)),
        cookie: Some(Credential::from_source(cookie)),
        query: Some(Credential::from_source(query)),
        ..Credentials::default()
    };
    (credentials, vaults)
}

const OPEN: &str = "204 No Content";
const REFUSED: &str = "401 Unauthorized";

async fn peer(statuses: &[&str]) -> Peer {
    let answers: Vec<String> = statuses
        .iter()
        .map(|status| answer(status, "", ""))
        .collect();
    let answers: Vec<&str> = answers.iter().map(String::as_str).collect();
    Peer::new(&answers).await
}

/// The lines of a request that tell credentials, without the version of HTTP.
fn shown(request: &str) -> Vec<&str> {
    let names = ["GET ", "authorization: ", "x-key: ", "cookie: "];
    let lines = request
        .lines()
        .map(|line| line.trim_end_matches(" HTTP/1.1"));
    let mut shown: Vec<&str> = lines
        .filter(|line| names.iter().any(|name| line.starts_with(name)))
        .collect();
    shown.sort_unstable();
    shown
}

#[tokio::test]
async fn what_a_source_gives_goes_where_the_scheme_says_until_it_is_refused() {
    let (credentials, [basic, digest, header, cookie, query]) = all();
    let mut peer = peer(&[REFUSED, OPEN, REFUSED, OPEN, REFUSED, OPEN]).await;
    let client = Client::builder(&peer.url);
    let client = client.credentials(credentials).build().unwrap();
    let debug = format!("{client:?}");
    assert!(!debug.contains("hidden"), "{debug}");
    assert_eq!(basic.asked(), 0);
    client.doors().open_basic().send().await.unwrap();
    client.doors().open_digest().send().await.unwrap();
    client.doors().open_keys().send().await.unwrap();
    let asked = peer.asked();
    let asked: Vec<Vec<&str>> = asked.iter().map(|request| shown(request)).collect();
    let expected = [
        // `ann0:sesame` and `ann1:sesame`
        &["GET /doors/basic", "authorization: Basic YW5uMDpzZXNhbWU="][..],
        &["GET /doors/basic", "authorization: Basic YW5uMTpzZXNhbWU="],
        &["GET /doors/digest", "authorization: Digest hidden-0"],
        &["GET /doors/digest", "authorization: Digest hidden-1"],
        &[
            "GET /doors/keys?key=hidden-0",
            "cookie: session=hidden-0",
            "x-key: hidden-0",
        ],
        &[
            "GET /doors/keys?key=hidden-1",
            "cookie: session=hidden-1",
            "x-key: hidden-1",
        ],
    ];
    assert_eq!(asked, expected);
    // Each is asked for the requests that need it, and for no others.
    let vaults = [basic, digest, header, cookie, query];
    assert_eq!(vaults.map(|vault| vault.asked()), [2, 2, 2, 2, 2]);
}

#[tokio::test]
async fn without_one_of_its_credentials_nothing_is_sent() {
    let (credentials, [basic, _, _, _, query]) = all();
    let mut peer = peer(&[OPEN]).await;
    let client = Client::builder(&peer.url);
    let client = client.credentials(credentials).build().unwrap();
    basic.close();
    query.close();
    let doors = client.doors();
    for error in [
        doors.open_basic().send().await.unwrap_err(),
        doors.open_keys().send().await.unwrap_err(),
    ] {
        assert_eq!(
            error.to_string(),
            "no credential could be had: the vault is closed"
        );
        assert!(matches!(error, Error::Credential(_)), "{error:?}");
        assert!(!error.is_retryable() && error.status().is_none());
    }
    assert!(peer.asked().is_empty());
    doors.open_digest().send().await.unwrap();
}

#[tokio::test]
async fn what_is_kept_is_asked_for_once() {
    let vault = Vault::default();
    let key = Credential::from_source(vault.clone()).cached(Duration::from_secs(60));
    let mut peer = peer(&[OPEN, OPEN, OPEN, REFUSED, OPEN]).await;
    let client = Client::builder(&peer.url).digest(key).build().unwrap();
    let call = || client.doors().open_digest().send();
    let (one, two, three) = tokio::join!(call(), call(), call());
    assert!(one.is_ok() && two.is_ok() && three.is_ok());
    assert_eq!(vault.asked(), 1);
    // A refused one is replaced.
    call().await.unwrap();
    call().await.unwrap();
    assert_eq!(vault.asked(), 2);
    let asked = peer.asked();
    let last = asked.iter().rev().take(3).map(|request| shown(request)[1]);
    let [one, other] = [1, 0].map(|number| format!("authorization: Digest hidden-{number}"));
    assert_eq!(last.collect::<Vec<_>>(), [&*one, &*one, &*other]);
    // And so is one whose time is up, here at once.
    let key = Credential::from_source(vault.clone()).cached(Duration::ZERO);
    let client = Client::builder(&peer.url).digest(key).build().unwrap();
    for _ in 0..2 {
        client.doors().open_digest().send().await.unwrap();
    }
    assert_eq!(vault.asked(), 4);
    // One who gives up leaves nobody waiting.
    vault.replace();
    let key = Credential::from_source(vault.clone()).cached(Duration::from_secs(60));
    let client = Client::builder(&peer.url).digest(key).build().unwrap();
    let call = || client.doors().open_digest().send();
    let given_up = tokio::time::timeout(Duration::from_millis(1), call()).await;
    assert!(given_up.is_err());
    call().await.unwrap();
    assert_eq!(vault.asked(), 6);
}

#[tokio::test]
async fn what_a_source_gives_is_not_sent_to_another_host() {
    let mut other = peer(&[OPEN]).await;
    let away = format!("location: {}/away\r\n", other.url);
    let mut first = Peer::new(&[&answer("307 Away", &away, "")]).await;
    let (credentials, _) = all();
    let client = Client::builder(&first.url).redirects(Redirects::AnyOrigin);
    let client = client.credentials(credentials).build().unwrap();
    client.doors().open_basic().send().await.unwrap();
    client.doors().open_keys().send().await.unwrap();
    assert_eq!(first.asked().len(), 2);
    for request in other.asked() {
        assert_eq!(shown(&request), ["GET /away"]);
    }
    // Neither is a source asked for a call to one.
    let (credentials, vaults) = all();
    let client = client.with_credentials(credentials);
    let elsewhere = CallOptions::new().base_url(&other.url);
    let call = client.doors().open_keys().with_options(elsewhere);
    call.send().await.unwrap();
    assert_eq!(vaults.map(|vault| vault.asked()), [0; 5]);
    let asked = other.asked();
    assert_eq!(shown(&asked[0]), ["GET /doors/keys"]);
}

#[tokio::test]
async fn what_a_call_says_itself_is_not_asked_for() {
    let (credentials, vaults) = all();
    let mut peer = peer(&[OPEN]).await;
    let client = Client::builder(&peer.url).default_header("x-key", "default");
    let client = client.credentials(credentials).build().unwrap();
    let own = CallOptions::new().header("Authorization", "Basic own");
    client
        .doors()
        .open_basic()
        .with_options(own)
        .send()
        .await
        .unwrap();
    let own = CallOptions::new()
        .header("X-Key", "own")
        .query("key", "own");
    client
        .doors()
        .open_keys()
        .with_options(own)
        .send()
        .await
        .unwrap();
    client.doors().open_keys().send().await.unwrap();
    assert_eq!(vaults.map(|vault| vault.asked()), [0, 0, 1, 2, 1]);
    let asked = peer.asked();
    let asked: Vec<Vec<&str>> = asked.iter().map(|request| shown(request)).collect();
    let expected = [
        &[
            "GET /doors/basic",
            "authorization: Basic own",
            "x-key: default",
        ][..],
        &[
            "GET /doors/keys?key=own",
            "cookie: session=hidden-0",
            "x-key: own",
        ],
        &[
            "GET /doors/keys?key=hidden-0",
            "cookie: session=hidden-0",
            "x-key: hidden-0",
        ],
    ];
    assert_eq!(asked, expected);
}

/// Gives what no request can carry.
struct Broken;

impl CredentialSource for Broken {
    async fn credential(&self) -> Result<Secret, Box<dyn StdError + Send + Sync>> {
        Ok("hidden; \r\n".into())
    }
}

impl CredentialSource<Basic> for Broken {
    async fn credential(&self) -> Result<Basic, Box<dyn StdError + Send + Sync>> {
        Ok(Basic::new("hidden:name", "hidden"))
    }
}

#[tokio::test]
async fn what_no_request_can_carry_is_an_error_that_does_not_show_it() {
    let mut peer = peer(&[OPEN]).await;
    let client = Client::builder(&peer.url).credentials(Credentials {
        basic: Some(Credential::from_source(Broken)),
        digest: Some(Credential::from_source(Broken)),
        header: Some("fine".into()),
        cookie: Some(Credential::from_source(Broken)),
        query: Some(Credential::from_source(Broken)),
        ..Credentials::default()
    });
    let client = client.build().unwrap();
    let doors = client.doors();
    for (error, argument) in [
        (doors.open_basic().send().await.unwrap_err(), "user name"),
        (
            doors.open_digest().send().await.unwrap_err(),
            "header `authorization`",
        ),
        (
            doors.open_keys().send().await.unwrap_err(),
            "cookie `session`",
        ),
    ] {
        assert!(
            !format!("{error} {error:?}").contains("hidden"),
            "{error:?}"
        );
        match error {
            Error::Request(error) => assert_eq!(error.argument(), argument),
            other => panic!("{other:?}"),
        }
    }
    assert!(peer.asked().is_empty());
}
