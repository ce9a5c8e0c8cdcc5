//! Numbers, however they are written, where only digits would be taken easily: in parameters, forms
//! and bodies, on both sides.

mod bodies;
mod large;
mod messages;
mod parameters;

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use values_server::{Failure, Service, Values, values as v};
use values_types::Echo;

/// A server that remembers what its methods got, as `Debug` shows it, and answers with what it is
/// told.
#[derive(Clone, Default)]
struct Api {
    seen: Arc<Mutex<String>>,
    answer: Arc<Mutex<Option<Echo>>>,
}

impl Api {
    fn see(&self, what: &dyn std::fmt::Debug) {
        *self.seen.lock().unwrap() = format!("{what:?}");
    }

    fn seen(&self) -> String {
        std::mem::take(&mut *self.seen.lock().unwrap())
    }
}

impl Service for Api {}

impl Values for Api {
    async fn find_values(
        &self,
        request: v::FindValuesRequest,
    ) -> Result<v::FindValuesResponse, Failure> {
        self.see(&request);
        Ok(v::FindValuesResponse::NoContent {
            x_count: None,
            x_price: None,
        })
    }

    async fn send_values(
        &self,
        request: v::SendValuesRequest,
    ) -> Result<v::SendValuesResponse, Failure> {
        self.see(&request);
        let answer = self.answer.lock().unwrap().clone();
        Ok(v::SendValuesResponse::Ok(answer.unwrap_or(request.body)))
    }

    async fn fill_values(
        &self,
        request: v::FillValuesRequest,
    ) -> Result<v::FillValuesResponse, Failure> {
        self.see(&request);
        Ok(v::FillValuesResponse::NoContent)
    }

    async fn send_parts(
        &self,
        request: v::SendPartsRequest,
    ) -> Result<v::SendPartsResponse, Failure> {
        self.see(&request);
        Ok(v::SendPartsResponse::Ok(Vec::new()))
    }
}

/// Serves `api`, and gives its address.
async fn serve(api: &Api) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let router = values_server::router(api.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// Sends a request with headers that each end their line and a body, and gives the status and body
/// of the answer.
pub(crate) async fn send(address: &str, line: &str, headers: &str, body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = body.len();
    let request = format!(
        "{line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n{headers}Content-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let status = answer.split(' ').nth(1).unwrap_or_default();
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    (status.parse().unwrap(), body.to_owned())
}

/// Sends JSON, and gives the status and body of the answer.
async fn post(address: &str, body: &str) -> (u16, String) {
    let json = "Content-Type: application/json\r\n";
    send(address, "POST /values/1", json, body).await
}
