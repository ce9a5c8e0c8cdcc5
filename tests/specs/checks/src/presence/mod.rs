//! What is sent where nothing is given, what a server assumes then, and what it refuses.

mod assumed;
mod sent;
mod strict;

use std::sync::{Arc, Mutex};

use presence_server::{Failure, Service, Workshops, workshops as w};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A server that remembers what its methods got, as `Debug` shows it.
#[derive(Clone, Default)]
struct Api {
    seen: Arc<Mutex<String>>,
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

impl Workshops for Api {
    async fn update_workshop(
        &self,
        request: w::UpdateWorkshopRequest,
    ) -> Result<w::UpdateWorkshopResponse, Failure> {
        self.see(&request.body);
        Ok(w::UpdateWorkshopResponse::Ok(request.body))
    }

    async fn replace_workshop(
        &self,
        request: w::ReplaceWorkshopRequest,
    ) -> Result<w::ReplaceWorkshopResponse, Failure> {
        self.see(&request.body);
        Ok(w::ReplaceWorkshopResponse::NoContent)
    }

    async fn fill_workshop(
        &self,
        request: w::FillWorkshopRequest,
    ) -> Result<w::FillWorkshopResponse, Failure> {
        self.see(&request.body);
        Ok(w::FillWorkshopResponse::NoContent)
    }

    async fn send_parts(
        &self,
        request: w::SendPartsRequest,
    ) -> Result<w::SendPartsResponse, Failure> {
        self.see(&request.body);
        Ok(w::SendPartsResponse::NoContent)
    }

    async fn find_workshops(
        &self,
        request: w::FindWorkshopsRequest,
    ) -> Result<w::FindWorkshopsResponse, Failure> {
        self.see(&request);
        Ok(w::FindWorkshopsResponse::NoContent)
    }

    async fn send_message(
        &self,
        request: w::SendMessageRequest,
    ) -> Result<w::SendMessageResponse, Failure> {
        self.see(&request.body);
        Ok(w::SendMessageResponse::Ok(request.body))
    }
}

/// Serves `api`, and gives its address.
async fn serve(api: &Api) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let router = presence_server::router(api.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    address
}

/// Sends a request with a body, and gives the status and body of the answer.
async fn send(address: &str, line: &str, content_type: &str, body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let length = body.len();
    let request = format!(
        "{line} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let status = answer.split(' ').nth(1).unwrap_or_default();
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    (status.parse().unwrap(), body.to_owned())
}
