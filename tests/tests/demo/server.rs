//! Servers on real sockets, clients of them, and what they were asked.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use tokio::net::TcpListener;
use users_client::types::LoginBody;
use users_client::{Client, Credentials};
use users_demo::{Settings, World};

/// More than any test sends.
const BODY_LARGEST: usize = 16 * 1024 * 1024;

/// A request as it arrived, and the status of its answer.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    pub(crate) status: u16,
}

impl Asked {
    /// The text of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

/// Every request that the servers of a test were sent, the oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<Asked>>>);

impl Log {
    pub(crate) fn all(&self) -> Vec<Asked> {
        let asked = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        asked.clone()
    }

    pub(crate) fn last(&self) -> Asked {
        self.all().pop().expect("a request has arrived")
    }

    fn push(&self, asked: Asked) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(asked);
    }
}

pub(crate) async fn record(State(log): State<Log>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, BODY_LARGEST).await.unwrap_or_default();
    let mut asked = Asked {
        method: parts.method.to_string(),
        path: parts.uri.path().to_owned(),
        query: parts.uri.query().unwrap_or_default().to_owned(),
        headers: parts.headers.clone(),
        body: body.clone(),
        status: 0,
    };
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    asked.status = response.status().as_u16();
    log.push(asked);
    response
}

/// Serves a router on a free port. It stops with the test's runtime.
pub(crate) async fn listen(router: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    address
}

/// Where the API is at an address.
pub(crate) fn base_url(address: SocketAddr) -> String {
    format!("http://{address}{}", users_server::BASE_PATH)
}

/// A client that sends no credentials.
pub(crate) fn anonymous(address: SocketAddr) -> Client {
    Client::builder(base_url(address)).build().unwrap()
}

/// The demo server.
pub(crate) struct Server {
    pub(crate) world: World,
    pub(crate) address: SocketAddr,
    pub(crate) log: Log,
    anonymous: Client,
}

impl Server {
    pub(crate) async fn start() -> Self {
        Self::with(Settings::for_tests(), Log::default()).await
    }

    async fn with(settings: Settings, log: Log) -> Self {
        let world = World::new(settings);
        let router = users_demo::router(&world);
        let address = listen(router.layer(from_fn_with_state(log.clone(), record))).await;
        Self {
            world,
            address,
            log,
            anonymous: anonymous(address),
        }
    }

    /// Another demo server, set up otherwise, with the same log.
    pub(crate) async fn other(&self, change: impl FnOnce(&mut Settings)) -> Self {
        let mut settings = Settings::for_tests();
        change(&mut settings);
        Self::with(settings, self.log.clone()).await
    }

    /// A client of an API of the test's own, with the same log.
    pub(crate) async fn serving(&self, api: Router) -> Client {
        let router = Router::new().nest(users_server::BASE_PATH, api);
        anonymous(listen(router.layer(from_fn_with_state(self.log.clone(), record))).await)
    }

    /// A client of a server that answers everything with the same JSON, with the same log.
    pub(crate) async fn answering(&self, status: u16, body: &'static str) -> Client {
        let answer = async move || {
            let status = axum::http::StatusCode::from_u16(status).unwrap();
            (status, [("content-type", "application/json")], body).into_response()
        };
        self.serving(Router::new().fallback(answer)).await
    }

    pub(crate) fn anonymous(&self) -> &Client {
        &self.anonymous
    }

    /// A client with this token.
    pub(crate) fn client(&self, token: &str) -> Client {
        with_token(&self.anonymous, token)
    }

    /// Logs in and returns the session's token.
    pub(crate) async fn token(&self, username: &str, password: &str) -> String {
        let body = LoginBody {
            login_id: Some(username.to_owned()),
            password: Some(password.to_owned()),
            ..LoginBody::default()
        };
        let login = self.anonymous.users().login(&body).send().await.unwrap();
        login.into_body().token.expect("a login answers a token")
    }

    /// A client of somebody from the seed.
    pub(crate) async fn user(&self, username: &str) -> Client {
        let token = self.token(username, Settings::TEST_USER_PASSWORD).await;
        self.client(&token)
    }

    /// A client of the admin.
    pub(crate) async fn admin(&self) -> Client {
        let token = self.token("admin", Settings::TEST_ADMIN_PASSWORD).await;
        self.client(&token)
    }
}

/// The same client with this token.
pub(crate) fn with_token(client: &Client, token: &str) -> Client {
    client.with_credentials(Credentials {
        bearer_auth: Some(token.into()),
    })
}
