//! What in a response isn't as the document says is told, and the response sent as it is.

use std::sync::{Arc, Mutex};

use axum::http::{HeaderName, HeaderValue, StatusCode};
use constraints_server::{Failure, Fault, Operation, Orders, Service, orders as o};
use constraints_types::{GetOrderOkBody, GetOrderOkBodyState, GetOrderOkXState, Line, Order};
use serde_json::{Value, json};
use tokio::net::TcpListener;

/// Notes what it is told, and answers by the code that is asked for.
#[derive(Clone, Default)]
struct Api(Arc<Mutex<Vec<String>>>);

impl Service for Api {
    fn undocumented(&self, operation: &'static Operation, status: StatusCode, faults: &[Fault]) {
        let (id, status) = (operation.id, status.as_u16());
        let faults = faults.iter().map(|fault| {
            let (place, name, message) = (fault.location(), fault.name(), fault.message());
            format!("{id} {status} {place} {name}: {message}")
        });
        self.0.lock().unwrap().extend(faults);
    }
}

impl Orders for Api {
    async fn get_order(
        &self,
        request: o::GetOrderRequest,
    ) -> Result<o::GetOrderResponse, Failure> {
        let order = |name: &str| -> Result<Order, Failure> {
            Ok(serde_json::from_value(json!({"name": name, "lines": [{"count": 1}]}))?)
        };
        let good = o::GetOrderResponse::Ok {
            x_state: Some(GetOrderOkXState::Open),
            x_size: None,
            body: GetOrderOkBody {
                orders: Some(vec![order("A")?]),
                state: Some(GetOrderOkBodyState::New),
            },
        };
        let bad = o::GetOrderResponse::Ok {
            x_state: Some(GetOrderOkXState::Other("ajar".to_owned())),
            x_size: Some(5),
            body: GetOrderOkBody {
                orders: Some(vec![order("A")?, order("a")?]),
                state: Some(GetOrderOkBodyState::Other("worn".to_owned())),
            },
        };
        let more = |response: o::GetOrderResponse| {
            let name = HeaderName::from_static("x-more");
            response.with_header(name, HeaderValue::from_static("1"))
        };
        match request.code.as_str() {
            "good" => Ok(more(good)),
            "bad" => Ok(bad),
            "more" => Ok(more(bad)),
            "none" => Ok(o::GetOrderResponse::Default {
                status: StatusCode::NOT_FOUND,
                body: vec![Line::new(0)],
            }),
            _ => Err(Failure::response((StatusCode::IM_A_TEAPOT, "tea"))),
        }
    }
}

#[tokio::test]
async fn what_a_response_breaks_is_told_and_it_is_sent_as_it_is() {
    let api = Api::default();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = o::router(Arc::new(api.clone()));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    let bad = [
        "get_order 200 header x-state: `ajar` isn't one of `open`, `closed`",
        "get_order 200 body /orders: must have at most 1 item",
        "get_order 200 body /orders/1/name: must match `^[A-ZÄÖÜ]`",
        "get_order 200 body /state: `worn` isn't one of `new`, `old`",
    ];
    let none = [
        "get_order 404 body /0/count: must be at least 1",
    ];
    for (code, status, expected) in [
        ("good", 200, [].as_slice()),
        ("bad", 200, &bad),
        ("more", 200, &bad),
        ("none", 404, &none),
        // What a method makes itself is what it wants.
        ("other", 418, &[]),
    ] {
        let url = format!("http://{address}/orders/{code}");
        let answer = reqwest::get(url).await.unwrap();
        assert_eq!(answer.status(), status);
        let has_more = answer.headers().contains_key("x-more");
        assert_eq!(has_more, ["good", "more"].contains(&code));
        let body = answer.text().await.unwrap();
        if status == 200 {
            let body: Value = serde_json::from_str(&body).unwrap();
            let count = if code == "good" { 1 } else { 2 };
            assert_eq!(body["orders"].as_array().map(Vec::len), Some(count));
        }
        assert_eq!(std::mem::take(&mut *api.0.lock().unwrap()), expected, "{code}");
    }
}
