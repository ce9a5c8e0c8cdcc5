//! The head of a request, for those who let callers in and for those who answer what is refused.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::extract::{ConnectInfo, FromRequestParts as _, RawQuery};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use chat_server::chat::{GetMessagesRequest, GetMessagesResponse};
use chat_server::{
    Authenticator, Chat, Credentials, Failure, Images, Operation, Rejection, RequestParts, Service,
};

use crate::media::peer::exchange;

/// Lets in who has the token and comes from this machine.
#[derive(Clone, Default)]
struct Keeper(Arc<Mutex<Vec<String>>>);

/// What is known of a request.
fn shown(parts: &RequestParts) -> String {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let is_near = peer.is_some_and(|ConnectInfo(peer)| peer.ip().is_loopback());
    let id = parts.headers.get("x-request-id");
    let id = id.map_or("", |id| id.to_str().unwrap());
    format!("{} {} {is_near} {id}", parts.method, parts.uri)
}

impl Service for Keeper {
    fn reject(&self, rejection: Rejection) -> Response {
        let parts = rejection.parts().expect("every request has a head");
        let operation = rejection.operation().map_or("none", |operation| operation.id);
        let seen = format!("{} {operation}", shown(parts));
        let mut response = (rejection.status(), Body::empty()).into_response();
        let seen = HeaderValue::try_from(seen).unwrap();
        response.headers_mut().insert("x-seen", seen);
        response
    }
}

impl Authenticator for Keeper {
    type Principal = String;

    async fn authenticate(
        &self,
        credentials: Credentials,
        _operation: &'static Operation,
    ) -> Result<Option<String>, Failure> {
        let debug = format!("{credentials:?}");
        let seen = shown(&credentials.parts);
        self.0.lock().unwrap().push(debug);
        let is_known = credentials.token.is_some_and(|token| token.expose() == "t0p");
        Ok(is_known.then_some(seen))
    }
}

impl Chat for Keeper {
    async fn get_messages(
        &self,
        request: GetMessagesRequest<String>,
    ) -> Result<GetMessagesResponse, Failure> {
        assert_eq!(request.principal, shown(&request.parts));
        // Any extractor of the framework works on it.
        let mut parts = request.parts.into_inner();
        let RawQuery(query) = RawQuery::from_request_parts(&mut parts, &()).await?;
        match query {
            None => Err(Failure::not_implemented()),
            Some(query) => {
                let status = StatusCode::from_u16(query.parse()?)?;
                Err(Failure::response(status))
            }
        }
    }
}

impl Images for Keeper {}

#[tokio::test]
async fn who_lets_callers_in_or_refuses_them_knows_the_request() {
    let keeper = Keeper::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let service = chat_server::router(keeper.clone());
    let service = service.into_make_service_with_connect_info::<SocketAddr>();
    tokio::spawn(async move { axum::serve(listener, service).await });
    let token = "authorization: Bearer t0p\r\n";
    for (line, headers, status, seen) in [
        // A method that has taken its request apart.
        ("GET /chat/completions/1/messages", token, "501", "GET /chat/completions/1/messages true r1 getMessages"),
        ("GET /chat/completions/1/messages?418", token, "418", ""),
        ("GET /chat/completions/1/messages?x", token, "500", "GET /chat/completions/1/messages?x true r1 getMessages"),
        ("GET /chat/completions/1/messages", "", "401", "GET /chat/completions/1/messages true r1 getMessages"),
        ("GET /chat/completions/1/messages", "authorization: Bearer x\r\n", "401", "GET /chat/completions/1/messages true r1 getMessages"),
        ("POST /chat/completions", token, "400", "POST /chat/completions true r1 createCompletion"),
        ("POST /images/edits", token, "400", "POST /images/edits true r1 editImage"),
        ("GET /nothing/here?a", token, "404", "GET /nothing/here?a true r1 none"),
        ("DELETE /images/edits", token, "405", "DELETE /images/edits true r1 none"),
    ] {
        let request = format!("{line} HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx-request-id: r1\r\n{headers}\r\n");
        let answer = exchange(&address, request.as_bytes()).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{line}: {answer}");
        let found = answer.lines().find_map(|line| line.strip_prefix("x-seen: "));
        assert_eq!(found.unwrap_or_default(), seen, "{line}: {answer}");
    }
    for shown in keeper.0.lock().unwrap().iter() {
        assert_eq!(shown, "Credentials { token: Some(***), parts: RequestParts }");
    }
}
