//! What a server does around its operations: the methods of a path, what a client accepts, layers and
//! hooks, the document, and the mock.

use std::sync::{Arc, Mutex};

use axum::http::{HeaderValue, StatusCode};
use axum::middleware::map_response;
use axum::response::{IntoResponse as _, Response};
use axum::routing::MethodRouter;
use fixture_client::Client;
use fixture_server::doors::{OpenDoorRequest, OpenDoorResponse};
use fixture_server::items::{GetItemRequest, GetItemResponse};
use fixture_server::{
    Authenticator, Credentials, Doors, Failure, Items, MockServer, Operation, RequestParts, Service,
};
use fixture_types::Uuid;
use reqwest::Method;
use tokio::net::TcpListener;

/// Notes what its hooks see, and lets in whoever has a token.
#[derive(Clone, Default)]
struct Api(Arc<Mutex<Vec<String>>>);

impl Api {
    fn note(&self, what: String) {
        self.0.lock().unwrap().push(what);
    }

    fn noted(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl Service for Api {
    fn layer(&self, operation: &'static Operation, route: MethodRouter) -> MethodRouter {
        let mark = move |mut response: Response| async move {
            let id = HeaderValue::from_static(operation.id);
            response.headers_mut().insert("x-operation", id);
            response
        };
        match operation.tag {
            "doors" => route.layer(map_response(mark)),
            _ => route,
        }
    }

    async fn around(
        &self,
        operation: &'static Operation,
        parts: &RequestParts,
        answer: impl Future<Output = Response> + Send,
    ) -> Response {
        if parts.headers.contains_key("x-too-many") {
            return StatusCode::TOO_MANY_REQUESTS.into_response();
        }
        let response = answer.await;
        self.note(format!("{} {}", operation.id, response.status()));
        response
    }
}

impl Authenticator for Api {
    type Principal = String;

    async fn authenticate(
        &self,
        credentials: Credentials,
        _operation: &'static Operation,
    ) -> Result<Option<String>, Failure> {
        let token = credentials.oauth.or(credentials.bearer_auth);
        let known = token.filter(|token| *token == *"ann" || *token == *"bob");
        Ok(known.map(|token| token.expose().to_owned()))
    }

    async fn authorize(
        &self,
        principal: String,
        operation: &'static Operation,
        _parts: &RequestParts,
    ) -> Result<String, Failure> {
        match (principal.as_str(), operation.id) {
            ("bob", "openDoor") => Err(Failure::insufficient_scope(&["doors"])),
            _ => Ok(principal),
        }
    }
}

impl Doors for Api {
    async fn open_door(&self, _: OpenDoorRequest<String>) -> Result<OpenDoorResponse, Failure> {
        Ok(OpenDoorResponse::NoContent)
    }
}

impl Items for Api {}

async fn serve(router: axum::Router) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

/// Sends a request with a token and some headers.
async fn ask(
    method: Method,
    url: String,
    token: &str,
    headers: &[(&str, &str)],
) -> reqwest::Response {
    let mut request = reqwest::Client::new().request(method, url);
    request = request.header("authorization", format!("Bearer {token}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

fn header<'a>(response: &'a reqwest::Response, name: &str) -> &'a str {
    let value = response.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_path_tells_its_methods() {
    let url = serve(fixture_server::router(super::Api)).await;
    let answer = ask(Method::OPTIONS, format!("{url}/items"), "ann", &[]).await;
    assert_eq!(answer.status(), 204);
    assert_eq!(header(&answer, "allow"), "GET,HEAD,POST");
    let answer = ask(Method::PUT, format!("{url}/items"), "ann", &[]).await;
    assert_eq!(answer.status(), 405);
    assert_eq!(header(&answer, "allow"), "GET,HEAD,POST");
    // Where operations are told apart by more than the router looks at, too.
    let answer = ask(Method::OPTIONS, format!("{url}/files/vx"), "ann", &[]).await;
    assert_eq!(answer.status(), 204);
    assert!(header(&answer, "allow").starts_with("GET,HEAD"), "{answer:?}");
    let answer = ask(Method::OPTIONS, format!("{url}/nowhere"), "ann", &[]).await;
    assert_eq!(answer.status(), 404);
    // HEAD asks what GET would answer, without the body.
    let answer = ask(Method::HEAD, format!("{url}/nothing"), "ann", &[]).await;
    assert_eq!(answer.status(), 501);
    assert_eq!(answer.text().await.unwrap(), "");
}

#[tokio::test]
async fn what_nobody_could_accept_is_not_done() {
    let mock = MockServer::start().await.unwrap();
    let url = format!("{}/items/00000000-0000-4000-8000-000000000001", mock.url());
    for (accept, status) in [
        ("*/*", 200),
        ("application/json", 200),
        ("text/html, application/*;q=0.1", 200),
        // As near as can be.
        ("application/vnd.items+json", 200),
        ("application/json; charset=utf-8", 200),
        ("text/html", 406),
        ("image/*, text/plain", 406),
        ("*/*;q=0", 406),
    ] {
        let answer = ask(Method::GET, url.clone(), "ann", &[("accept", accept)]).await;
        assert_eq!(answer.status(), status, "{accept}");
    }
}

#[tokio::test]
async fn hooks_and_layers_see_the_calls_that_they_are_for() {
    let api = Api::default();
    let router = fixture_server::doors::router(Arc::new(api.clone()));
    let router = router.merge(fixture_server::items::router(Arc::new(api.clone())));
    let url = serve(router).await;
    let door = format!("{url}/door");
    let answer = ask(Method::GET, door.clone(), "ann", &[]).await;
    assert_eq!((answer.status().as_u16(), header(&answer, "x-operation")), (204, "openDoor"));
    let answer = ask(Method::GET, format!("{url}/secret"), "ann", &[]).await;
    assert_eq!((answer.status().as_u16(), header(&answer, "x-operation")), (501, ""));
    // A token that isn't known, one that isn't enough, and none.
    let answer = ask(Method::GET, door.clone(), "eve", &[]).await;
    assert_eq!(answer.status(), 401);
    let challenges: Vec<_> = answer.headers().get_all("www-authenticate").iter().collect();
    assert!(challenges.iter().any(|it| *it == "Bearer error=\"invalid_token\""), "{challenges:?}");
    let answer = ask(Method::GET, door.clone(), "bob", &[]).await;
    assert_eq!(answer.status(), 403);
    assert_eq!(
        header(&answer, "www-authenticate"),
        "Bearer error=\"insufficient_scope\", scope=\"doors\""
    );
    let answer = reqwest::get(door.clone()).await.unwrap();
    assert_eq!(answer.status(), 401);
    let mut challenges = answer.headers().get_all("www-authenticate").iter();
    assert!(challenges.any(|it| it == "Bearer"), "{answer:?}");
    let noted = [
        "openDoor 204 No Content",
        "getSecret 501 Not Implemented",
        "openDoor 401 Unauthorized",
        "openDoor 403 Forbidden",
        "openDoor 401 Unauthorized",
    ];
    assert_eq!(api.noted(), noted);
    let answer = ask(Method::GET, door, "ann", &[("x-too-many", "1")]).await;
    assert_eq!((answer.status().as_u16(), api.noted()), (429, Vec::new()));
}

#[tokio::test]
async fn the_document_is_served_with_a_page_that_shows_it() {
    let url = serve(axum::Router::new().nest("/about", fixture_server::docs())).await;
    let answer = reqwest::get(format!("{url}/about/openapi.json")).await.unwrap();
    assert_eq!(header(&answer, "content-type"), "application/json");
    let document: serde_json::Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert_eq!(document["paths"]["/items"]["get"]["operationId"], "listItems");
    let answer = reqwest::get(format!("{url}/about/openapi.yaml")).await.unwrap();
    assert_eq!(header(&answer, "content-type"), "application/yaml");
    assert!(answer.text().await.unwrap().contains("operationId: listItems"));
    let answer = reqwest::get(format!("{url}/about/docs")).await.unwrap();
    assert_eq!(header(&answer, "content-type"), "text/html; charset=utf-8");
    assert!(header(&answer, "content-security-policy").starts_with("default-src 'none'"));
}

#[tokio::test]
async fn a_mock_answers_with_samples_or_as_it_is_told() {
    let mock = MockServer::start().await.unwrap();
    let client = Client::builder(mock.url()).bearer_auth("any").build().unwrap();
    let id: Uuid = "00000000-0000-4000-8000-000000000002".parse().unwrap();
    let item = client.items().get_item(id).send().await.unwrap().into_body();
    assert_eq!(item.name, "name");
    assert_eq!(item.count, Some(-7));
    assert_eq!(client.items().get_item(id).send().await.unwrap().into_body(), item);

    mock.on(|request: GetItemRequest<_>| {
        if request.id.to_string().ends_with('2') {
            return Err(Failure::forbidden());
        }
        let mut item: fixture_types::Item = serde_json::from_value(super::item())?;
        item.name = request.id.to_string();
        let status = StatusCode::OK.try_into()?;
        Ok(GetItemResponse::Status2xx { status, body: item })
    });
    let error = client.items().get_item(id).send().await.unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(403));
    let other: Uuid = "00000000-0000-4000-8000-000000000003".parse().unwrap();
    let item = client.items().get_item(other).send().await.unwrap().into_body();
    assert_eq!(item.name, other.to_string());

    mock.accept(|credentials| credentials.bearer_auth.as_ref().is_some_and(|it| *it == *"one"));
    let refused = client.items().get_item(other).send().await;
    assert!(matches!(refused, Err(error) if error.status().unwrap().as_u16() == 401));
    let calls = mock.calls();
    let ids: Vec<_> = calls.iter().map(|call| call.operation.id).collect();
    assert_eq!(ids, ["getItem"; 5]);
    assert!(calls.last().unwrap().parts.uri.path().ends_with('3'));
}
