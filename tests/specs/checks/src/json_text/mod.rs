//! JSON within text, and events that a schema describes by their fields.

mod events;
mod requests;
mod values;

use std::sync::{Arc, Mutex};

use json_text_server::events as event_server;
use json_text_server::orders as server;
use json_text_server::types::{Filter, FilterText};
use json_text_server::{EventsApi, Failure, Orders, Service};

use super::media::peer::exchange;

fn filter(name: &str) -> Filter {
    Filter::new(name)
}

fn text(name: &str) -> FilterText {
    filter(name).into()
}

/// Keeps what it was asked, and answers with the same.
#[derive(Clone, Default)]
struct Api(Arc<Mutex<String>>);

impl Api {
    fn see(&self, request: &impl std::fmt::Debug) {
        *self.0.lock().unwrap() = format!("{request:?}");
    }

    fn seen(&self) -> String {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

impl Service for Api {}

impl Orders for Api {
    async fn get_orders(
        &self,
        request: server::GetOrdersRequest,
    ) -> Result<server::GetOrdersResponse, Failure> {
        self.see(&(
            &request.filter,
            &request.sort,
            &request.any,
            &request.many,
            &request.labelled,
            &request.x_filter,
            &request.remembered,
        ));
        Ok(server::GetOrdersResponse::Ok {
            x_next: request.filter,
            x_last: request.x_filter,
            body: values::order(),
        })
    }

    async fn put_order(
        &self,
        request: server::PutOrderRequest,
    ) -> Result<server::PutOrderResponse, Failure> {
        self.see(&request.body);
        Ok(server::PutOrderResponse::Ok(values::order()))
    }

    async fn post_order(
        &self,
        request: server::PostOrderRequest,
    ) -> Result<server::PostOrderResponse, Failure> {
        self.see(&request.body);
        Ok(server::PostOrderResponse::NoContent)
    }

    async fn patch_order(
        &self,
        request: server::PatchOrderRequest,
    ) -> Result<server::PatchOrderResponse, Failure> {
        self.see(&request.body);
        Ok(server::PatchOrderResponse::NoContent)
    }
}

impl EventsApi for Api {
    async fn get_told(
        &self,
        _: event_server::GetToldRequest,
    ) -> Result<event_server::GetToldResponse, Failure> {
        Ok(event_server::GetToldResponse::Ok(events::told()))
    }

    async fn get_referred(
        &self,
        _: event_server::GetReferredRequest,
    ) -> Result<event_server::GetReferredResponse, Failure> {
        Ok(event_server::GetReferredResponse::Ok(events::referred()))
    }

    async fn get_mapped(
        &self,
        _: event_server::GetMappedRequest,
    ) -> Result<event_server::GetMappedResponse, Failure> {
        Ok(event_server::GetMappedResponse::Ok(events::mapped()))
    }

    async fn get_message(
        &self,
        _: event_server::GetMessageRequest,
    ) -> Result<event_server::GetMessageResponse, Failure> {
        Ok(event_server::GetMessageResponse::Ok(events::message()))
    }

    async fn get_data(
        &self,
        _: event_server::GetDataRequest,
    ) -> Result<event_server::GetDataResponse, Failure> {
        Ok(event_server::GetDataResponse::Ok(events::data()))
    }

    async fn get_text(
        &self,
        _: event_server::GetTextRequest,
    ) -> Result<event_server::GetTextResponse, Failure> {
        Ok(event_server::GetTextResponse::Ok(events::text()))
    }
}

/// A server, and where it is.
async fn serve() -> (Api, String) {
    let api = Api::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let router = json_text_server::router(api.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    (api, address)
}

/// Sends a request with a head of its first line and some more, and a body.
async fn ask(address: &str, first: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    let request = format!(
        "{first} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
    );
    exchange(address, request.as_bytes()).await
}
