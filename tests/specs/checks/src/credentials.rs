//! Credentials of every kind, from the client to the server over a socket.

use std::sync::{Arc, Mutex};

use fixture_client::{Basic, Client, Error};
use fixture_server::doors::{OpenDoorRequest, OpenDoorResponse};
use fixture_server::{Authenticator, Credentials, Doors, Failure, Operation, Service};

/// Opens for everybody and remembers what they came with.
#[derive(Clone, Default)]
struct Porter(Arc<Mutex<Vec<String>>>);

impl Service for Porter {}

impl Authenticator for Porter {
    type Principal = String;

    async fn authenticate(
        &self,
        credentials: Credentials,
        _operation: &'static Operation,
    ) -> Result<Option<String>, Failure> {
        let secret = |secret: fixture_server::Secret| secret.expose().to_owned();
        let basic = credentials
            .basic_auth
            .map(|basic| format!("{}:{}", basic.username, basic.password.expose()));
        let all = [
            ("basic", basic),
            ("header", credentials.header_key.map(secret)),
            ("cookie", credentials.cookie_key.map(secret)),
            ("query", credentials.query_key.map(secret)),
            ("oauth", credentials.oauth.map(secret)),
        ];
        let given = all
            .into_iter()
            .filter_map(|(kind, value)| Some(format!("{kind} {}", value?)));
        Ok(Some(given.collect::<Vec<_>>().join(", ")))
    }
}

impl Doors for Porter {
    async fn open_door(
        &self,
        request: OpenDoorRequest<String>,
    ) -> Result<OpenDoorResponse, Failure> {
        self.0.lock().unwrap().push(request.principal);
        Ok(OpenDoorResponse::NoContent)
    }
}

async fn serve(porter: Porter) -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = fixture_server::doors::router(Arc::new(porter));
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

fn secret<S: From<&'static str>>(text: &'static str) -> Option<S> {
    Some(text.into())
}

#[tokio::test]
async fn every_kind_of_credentials_arrives() {
    let porter = Porter::default();
    let url = serve(porter.clone()).await;
    let client = Client::builder(url).build().unwrap();
    let none = fixture_client::Credentials::default;
    for (credentials, seen) in [
        (
            fixture_client::Credentials {
                basic_auth: Some(Basic::new("näme", "pass:wörd").into()),
                ..none()
            },
            "basic näme:pass:wörd",
        ),
        (
            fixture_client::Credentials {
                header_key: secret("k1"),
                cookie_key: secret("k2"),
                ..none()
            },
            "header k1, cookie k2",
        ),
        (
            fixture_client::Credentials {
                query_key: secret("a&b=c d+é"),
                ..none()
            },
            "query a&b=c d+é",
        ),
        (
            fixture_client::Credentials {
                oauth: secret("token"),
                ..none()
            },
            "oauth token",
        ),
        // The first alternative that all is there for is the one that is sent.
        (
            fixture_client::Credentials {
                header_key: secret("k1"),
                query_key: secret("k3"),
                oauth: secret("token"),
                ..none()
            },
            "query k3",
        ),
    ] {
        let shown = format!("{credentials:?}");
        assert!(!shown.contains("k1") && !shown.contains("token"), "{shown}");
        let client = client.with_credentials(credentials);
        client.doors().open_door().send().await.unwrap();
        let last = porter.0.lock().unwrap().pop();
        assert_eq!(last.as_deref(), Some(seen));
    }
}

#[tokio::test]
async fn who_comes_with_half_of_an_alternative_is_told_what_to_bring() {
    let porter = Porter::default();
    let client = Client::builder(serve(porter.clone()).await);
    let client = client.header_key("k1").build().unwrap();
    let error = client.doors().open_door().send().await.unwrap_err();
    let Error::UnexpectedStatus(refused) = error else {
        panic!("{error:?}");
    };
    assert_eq!(refused.status(), 401);
    let asked: Vec<_> = refused
        .headers()
        .get_all("www-authenticate")
        .iter()
        .collect();
    assert_eq!(asked, [r#"Basic realm="API", charset="UTF-8""#, "Bearer"]);
    assert_eq!(*porter.0.lock().unwrap(), Vec::<String>::new());
}
