//! Credentials of every kind.

use std::sync::Arc;

use axum::body::Bytes;
use wire_response_client::{Basic, Client, Credentials, Error};
use wire_response_server::doors as server;
use wire_response_server::{ClientCertificate, Doors, Failure};

use super::support::{Api, peer, raw_with, serve};

macro_rules! doors {
    ($($method:ident $request:ident $response:ident;)*) => {
        impl Doors for Api {
            $(async fn $method(
                &self,
                _: server::$request<()>,
            ) -> Result<server::$response, Failure> {
                Ok(server::$response::NoContent)
            })*

            async fn open_free(
                &self,
                request: server::OpenFreeRequest<()>,
            ) -> Result<server::OpenFreeResponse, Failure> {
                self.seen.lock().unwrap().push(format!("{request:?}"));
                Ok(server::OpenFreeResponse::NoContent)
            }

            async fn open_none(
                &self,
                _: server::OpenNoneRequest,
            ) -> Result<server::OpenNoneResponse, Failure> {
                Ok(server::OpenNoneResponse::NoContent)
            }
        }
    };
}

doors! {
    open_basic OpenBasicRequest OpenBasicResponse;
    open_bearer OpenBearerRequest OpenBearerResponse;
    open_digest OpenDigestRequest OpenDigestResponse;
    open_keys OpenKeysRequest OpenKeysResponse;
    open_scopes OpenScopesRequest OpenScopesResponse;
    open_maybe OpenMaybeRequest OpenMaybeResponse;
    open_unknown OpenUnknownRequest OpenUnknownResponse;
    open_transport OpenTransportRequest OpenTransportResponse;
}

fn secret<S: From<&'static str>>(text: &'static str) -> Option<S> {
    Some(text.into())
}

/// Credentials of every scheme.
fn all() -> Credentials {
    Credentials {
        basic: Some(Basic::new("ann", "sesame").into()),
        bearer: secret("b1"),
        digest: secret(r#"username="ann", response="r1""#),
        header: secret("h1"),
        cookie: secret("c1"),
        query: secret("q&1"),
        openid: secret("i1"),
        nobody: secret("n1"),
        ..Credentials::default()
    }
}

/// Sends each operation, and gives what the wire carried.
async fn sent(path: &str) -> String {
    let (url, asked) = peer("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n").await;
    let client = Client::builder(url).credentials(all()).build().unwrap();
    let shown = format!("{client:?}");
    assert!(!shown.contains("b1") && !shown.contains("sesame"), "{shown}");
    open(&client, path).await.unwrap();
    asked.await.unwrap()
}

async fn open(client: &Client, path: &str) -> Result<(), Error<std::convert::Infallible>> {
    let doors = client.doors();
    match path {
        "basic" => doors.open_basic().send().await,
        "bearer" => doors.open_bearer().send().await,
        "digest" => doors.open_digest().send().await,
        "keys" => doors.open_keys().send().await,
        "scopes" => doors.open_scopes().send().await,
        "maybe" => doors.open_maybe().send().await,
        "unknown" => doors.open_unknown().send().await,
        "transport" => doors.open_transport().send().await,
        _ => doors.open_none().send().await,
    }
    .map(|response| response.into_body())
}

#[tokio::test]
async fn credentials_go_where_their_scheme_says() {
    for (path, headers) in [
        ("basic", &["authorization: Basic YW5uOnNlc2FtZQ=="][..]),
        ("bearer", &["authorization: Bearer b1"]),
        ("digest", &[r#"authorization: Digest username="ann", response="r1""#]),
        ("keys", &["x-key: h1", "cookie: session=c1"]),
        ("scopes", &["authorization: Bearer i1", "x-key: h1"]),
        ("maybe", &["authorization: Bearer b1"]),
        ("unknown", &["authorization: Bearer n1"]),
        ("transport", &["authorization: Bearer b1"]),
        ("none", &[]),
    ] {
        let asked = sent(path).await;
        for header in headers {
            assert!(asked.contains(&format!("\r\n{header}\r\n")), "{header}: {asked}");
        }
        let key = if path == "keys" { "?key=q%261" } else { "" };
        let line = format!("GET /doors/{path}{key} HTTP/1.1\r\n");
        assert!(asked.starts_with(&line), "{asked}");
        let other = ["authorization: ", "x-key: ", "cookie: "];
        let count = other.iter().filter(|name| asked.contains(*name)).count();
        assert_eq!(count, headers.len(), "{asked}");
    }
}

#[tokio::test]
async fn a_certificate_comes_from_what_ends_tls() {
    let api = Api::default();
    let router = || server::router(Arc::new(api.clone()));
    let client = |url: String| Client::builder(url).credentials(all()).build().unwrap();
    let refused = open(&client(serve(router()).await), "transport").await;
    assert_eq!(refused.unwrap_err().status().unwrap().as_u16(), 401);
    let certificate = ClientCertificate(Bytes::from_static(b"der"));
    let behind_tls = router().layer(axum::Extension(certificate));
    open(&client(serve(behind_tls).await), "transport").await.unwrap();
    let seen = api.seen.lock().unwrap().pop();
    assert_eq!(seen.as_deref(), Some("bearer b1, mutual der"));
}

#[tokio::test]
async fn the_server_reads_what_the_client_sends() {
    let api = Api::default();
    let url = serve(server::router(Arc::new(api.clone()))).await;
    let client = Client::builder(url).credentials(all()).build().unwrap();
    for (path, seen) in [
        ("basic", "basic ann:sesame"),
        ("bearer", "bearer b1"),
        ("digest", r#"digest username="ann", response="r1""#),
        ("keys", "header h1, cookie c1, query q&1"),
        // The token is nobody's by the first alternative.
        ("scopes", "header h1, openid i1, scopes admin"),
        ("unknown", "nobody n1"),
    ] {
        open(&client, path).await.unwrap();
        assert_eq!(api.seen.lock().unwrap().pop().as_deref(), Some(seen));
    }
    let credentials = Credentials {
        oauth: secret("o1"),
        ..Credentials::default()
    };
    let client = client.with_credentials(credentials);
    open(&client, "scopes").await.unwrap();
    let seen = api.seen.lock().unwrap().pop();
    assert_eq!(seen.as_deref(), Some("oauth o1, scopes read+write"));
}

#[tokio::test]
async fn who_has_none_is_let_in_only_where_that_is_said() {
    let url = serve(server::router(Arc::new(Api::default()))).await;
    let client = Client::builder(url).build().unwrap();
    for path in ["none", "maybe"] {
        open(&client, path).await.unwrap();
    }
    for (path, challenge) in [
        ("basic", Some(r#"Basic realm="API", charset="UTF-8""#)),
        ("digest", Some("Digest")),
        ("keys", None),
        ("scopes", Some("Bearer")),
        ("unknown", Some("Bearer")),
        ("transport", Some("Bearer")),
    ] {
        let error = open(&client, path).await.unwrap_err();
        let Error::UnexpectedStatus(refused) = error else {
            panic!("{path}: {error:?}");
        };
        assert_eq!(refused.status(), 401, "{path}");
        let asked = refused.headers().get("www-authenticate");
        let asked = asked.map(|value| value.to_str().unwrap());
        assert_eq!(asked, challenge, "{path}");
    }
}

#[tokio::test]
async fn keys_are_nobodys_members() {
    let api = Api::default();
    let seen = api.seen.clone();
    let url = serve(server::router(Arc::new(api))).await;
    let answer = raw_with(
        &url,
        "GET /doors/free?a=1&key=q-1&b=2",
        &["cookie: session=c-1; c=3"],
    )
    .await;
    assert!(answer.starts_with("HTTP/1.1 204"), "{answer}");
    let seen = std::mem::take(&mut *seen.lock().unwrap());
    let [credentials, request] = seen.as_slice() else {
        panic!("{seen:?}");
    };
    assert_eq!(credentials, "cookie c-1, query q-1");
    assert!(
        request.contains(r#"rest: Some({"a": "1", "b": "2"}), others: Some({"c": "3"})"#),
        "{request}"
    );
    assert!(!request.contains("-1"), "{request}");

    let builder = Client::builder(&url).credentials(all());
    let client = builder.build().unwrap();
    let member = |name: &str| [(name.to_owned(), "1".to_owned())].into();
    for (sent, argument) in [
        (client.doors().open_free().rest(&member("key")), "query parameter `rest`"),
        (client.doors().open_free().others(&member("session")), "cookie `others`"),
    ] {
        let Err(Error::Request(error)) = sent.send().await else {
            panic!("{argument} was sent");
        };
        assert_eq!(error.argument(), argument);
    }
}
