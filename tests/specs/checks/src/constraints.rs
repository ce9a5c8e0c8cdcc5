//! What the document asks of values beyond their types.

use std::sync::Arc;

use constraints_server::{Failure, Orders, Service, orders as o};
use constraints_types::{Order, Validate};
use serde_json::{Value, json};
use tokio::net::TcpListener;

struct Api;

impl Service for Api {}

impl Orders for Api {
    async fn place_order(
        &self,
        _request: o::PlaceOrderRequest,
    ) -> Result<o::PlaceOrderResponse, Failure> {
        Ok(o::PlaceOrderResponse::NoContent)
    }

    async fn send_form(
        &self,
        _request: o::SendFormRequest,
    ) -> Result<o::SendFormResponse, Failure> {
        Ok(o::SendFormResponse::NoContent)
    }
}

/// The address of a server.
async fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let router = o::router(Arc::new(Api));
    tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
    format!("http://{address}")
}

/// The status of an answer, and its faults: where each is, and what is asked for there.
async fn answer(request: reqwest::RequestBuilder) -> (u16, Vec<String>) {
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let body = response.text().await.unwrap();
    let problem: Value = serde_json::from_str(&body).unwrap_or_default();
    let faults = problem["faults"].as_array().cloned().unwrap_or_default();
    let text = |fault: &Value, name: &str| fault[name].as_str().unwrap_or_default().to_owned();
    let faults = faults.iter().map(|fault| {
        let (place, name) = (text(fault, "in"), text(fault, "name"));
        format!("{place} {name}: {}", text(fault, "message"))
    });
    (status, faults.collect())
}

fn order() -> Value {
    json!({"name": "Ö", "lines": [{"count": 1, "price": 0.07}]})
}

/// The faults of an order with some other members.
fn faults(members: Value) -> Vec<String> {
    let mut value = order();
    let members = members.as_object().unwrap().clone();
    value.as_object_mut().unwrap().extend(members);
    let order: Order = serde_json::from_value(value).unwrap();
    match order.validate() {
        Ok(()) => Vec::new(),
        Err(faults) => faults.to_string().lines().map(str::to_owned).collect(),
    }
}

#[test]
fn what_a_value_breaks_is_told_with_its_place() {
    assert_eq!(faults(json!({})), [""; 0]);
    for (members, expected) in [
        (
            json!({"name": "Ä23456789"}),
            "/name must have 1 to 8 characters",
        ),
        (json!({"name": "a"}), "/name must match `^[A-ZÄÖÜ]`"),
        (json!({"lines": []}), "/lines must have at least 1 item"),
        (
            json!({"lines": [{"count": 1}, {"count": 0}]}),
            "/lines/1/count must be at least 1",
        ),
        (
            json!({"lines": [{"count": 1, "price": 0}]}),
            "/lines/0/price must be more than 0",
        ),
        (
            json!({"lines": [{"count": 1, "price": 0.075}]}),
            "/lines/0/price must be a multiple of 0.01",
        ),
        (
            json!({"email": "a@b"}),
            "the value must have `phone`, as it has `email`",
        ),
        (
            json!({"secret": "abcd"}),
            r"/secret must match `^(?=.*\d)(?=.*[a-z]).{4,}$`",
        ),
        (
            json!({"pair": ["abc", 3]}),
            "/pair/0 must have at most 2 characters",
        ),
        (json!({"pair": ["ab", 4]}), "/pair/1 must be at most 3"),
        (
            json!({"shares": {"a": 0, "b": 1, "c": 0.5}}),
            "/shares must have at most 2 properties",
        ),
        (
            json!({"shares": {"a/~b": 1.5}}),
            "/shares/a~1~0b must be at most 1",
        ),
        (
            json!({"gift": {"kind": "card", "text": "abcde"}}),
            "/gift/text must have at most 4 characters",
        ),
        (
            json!({"gift": {"kind": "box", "weight": 2.6}}),
            "/gift/weight must be at most 2.5",
        ),
        (
            json!({"any": "abcd"}),
            "/any must have at most 3 characters",
        ),
        (json!({"any": 1}), "/any must be at least 2"),
        (
            json!({"parent": {"name": "a", "lines": [{"count": 1}]}}),
            "/parent/name must match `^[A-ZÄÖÜ]`",
        ),
        (
            json!({"more": "abcdef"}),
            "/more must have at most 5 characters",
        ),
        (
            json!({"a": "", "b": "", "c": "", "d": "", "e": ""}),
            "the value must have at most 6 properties",
        ),
    ] {
        assert_eq!(faults(members), [expected]);
    }
    for allowed in [
        json!({"name": "Ä2345678"}),
        json!({"email": null, "phone": "1"}),
        json!({"secret": "abc1"}),
        json!({"lines": [{"count": 1, "price": 4.35}]}),
        json!({"any": [1, 2, 3, 4]}),
        json!({"id": "00000000-0000-4000-8000-000000000001"}),
    ] {
        assert_eq!(faults(allowed.clone()), [""; 0], "{allowed}");
    }
}

#[test]
fn all_that_is_wrong_is_told_up_to_a_limit() {
    let lines: Vec<Value> = (0..100).map(|_| json!({"count": 0})).collect();
    let told = faults(json!({"name": "", "lines": lines}));
    assert_eq!(told.len(), 65);
    assert_eq!(told[1], "/name must match `^[A-ZÄÖÜ]`");
    assert_eq!(told[64], "and 38 more");
}

#[tokio::test]
async fn a_request_is_checked_before_its_method_is_called() {
    let server = server().await;
    let client = reqwest::Client::new();
    let post = |target: &str| client.post(format!("{server}{target}"));
    let json = |request: reqwest::RequestBuilder, body: Value| {
        request
            .header("content-type", "application/json")
            .body(body.to_string())
    };
    let good = json(post("/orders/abc?page=9&size=10&ids=a&ids=b"), order());
    let good = good.header("x-digits", "12").header("cookie", "session=a");
    assert_eq!(answer(good).await, (204, Vec::new()));
    let bad = json(
        post("/orders/ABCD?page=10&size=7&ids=a&ids=a&ids=long"),
        json!({"name": "a", "lines": []}),
    );
    let bad = bad
        .header("x-digits", "१")
        .header("cookie", "session=123456789");
    let (status, told) = answer(bad).await;
    assert_eq!(
        told,
        [
            "path code: must have at most 3 characters",
            "path code: must match `^[a-z]+$`",
            "query page: must be at most 9",
            "query size: must be a multiple of 5",
            "query ids: must have no item twice",
            "query ids: /2 must have at most 3 characters",
            r"header X-Digits: must match `^\d+$`",
            "cookie session: must have 1 to 8 characters",
            "body /name: must match `^[A-ZÄÖÜ]`",
            "body /lines: must have at least 1 item",
        ]
    );
    assert_eq!(status, 400);
    let (status, told) = answer(json(
        post("/orders/abc"),
        json!({"name": "a", "lines": [{"count": 1}]}),
    ))
    .await;
    assert_eq!(
        (status, told),
        (422, vec!["body /name: must match `^[A-ZÄÖÜ]`".to_owned()])
    );
}

#[tokio::test]
async fn every_kind_of_body_is_checked() {
    let server = server().await;
    let client = reqwest::Client::new();
    let send = |media_type: &str, body: &str| {
        let request = client.post(format!("{server}/forms"));
        request
            .header("content-type", media_type)
            .body(body.to_owned())
    };
    let told = |name: &str, message: &str| (422, vec![format!("body {name}: {message}")]);
    let urlencoded = "application/x-www-form-urlencoded";
    assert_eq!(answer(send("application/json", r#"["ab"]"#)).await.0, 204);
    assert_eq!(
        answer(send("application/json", r#"["ab", "a"]"#)).await,
        told("/1", "must have at least 2 characters")
    );
    assert_eq!(answer(send(urlencoded, "count=1&price=0.5")).await.0, 204);
    assert_eq!(
        answer(send(urlencoded, "count=0")).await,
        told("/count", "must be at least 1")
    );
    let form = |parts: &[(&str, &str)]| {
        let parts = parts.iter().map(|(name, text)| {
            format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
        });
        let body: String = parts.collect();
        send(
            "multipart/form-data; boundary=b",
            &format!("{body}--b--\r\n"),
        )
    };
    assert_eq!(
        answer(form(&[("title", "abc"), ("words", "ab")])).await.0,
        204
    );
    assert_eq!(
        answer(form(&[("title", "abcdef")])).await,
        told("/title", "must have at most 5 characters")
    );
    assert_eq!(
        answer(form(&[("title", "a"), ("words", "a"), ("words", "abc")])).await,
        told("/words/1", "must have at most 2 characters")
    );
    assert_eq!(
        answer(form(&[("title", "a"), ("line", r#"{"count": 0}"#)])).await,
        told("/line/count", "must be at least 1")
    );
}
