//! What the document asks of values beyond their types.

mod faults;
mod undocumented;

use std::sync::Arc;

use constraints_server::{Failure, Orders, Service, orders as o};
use constraints_types::{Account, Order, Rules, Validate};
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

    async fn send_text(
        &self,
        _request: o::SendTextRequest,
    ) -> Result<o::SendTextResponse, Failure> {
        Ok(o::SendTextResponse::NoContent)
    }

    async fn send_lines(
        &self,
        request: o::SendLinesRequest,
    ) -> Result<o::SendLinesResponse, Failure> {
        request.body.collect().await?;
        Ok(o::SendLinesResponse::NoContent)
    }

    async fn send_parts(
        &self,
        _request: o::SendPartsRequest,
    ) -> Result<o::SendPartsResponse, Failure> {
        Ok(o::SendPartsResponse::NoContent)
    }

    async fn put_parcel(
        &self,
        _request: o::PutParcelRequest,
    ) -> Result<o::PutParcelResponse, Failure> {
        Ok(o::PutParcelResponse::NoContent)
    }

    async fn send_signed(
        &self,
        _request: o::SendSignedRequest,
    ) -> Result<o::SendSignedResponse, Failure> {
        Ok(o::SendSignedResponse::NoContent)
    }

    async fn put_stock(
        &self,
        _request: o::PutStockRequest,
    ) -> Result<o::PutStockResponse, Failure> {
        Ok(o::PutStockResponse::NoContent)
    }

    async fn put_account(
        &self,
        request: o::PutAccountRequest,
    ) -> Result<o::PutAccountResponse, Failure> {
        Ok(o::PutAccountResponse::Ok(Account::new(
            7,
            request.body.name,
        )))
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

/// The faults of a value of which no type says what is asked.
fn faults_of_rules(value: Value) -> Vec<String> {
    let rules: Rules = serde_json::from_value(value).unwrap();
    match rules.validate() {
        Ok(()) => Vec::new(),
        Err(faults) => faults.to_string().lines().map(str::to_owned).collect(),
    }
}

#[test]
fn what_no_type_says_is_checked_of_the_value_in_json() {
    for (value, expected) in [
        (
            json!({"open": 1.0}),
            "/open must not be what `not` describes",
        ),
        (
            json!({"list": [3, 4]}),
            "/list must have at least 2 of what `contains` describes",
        ),
        (
            json!({"list": [3, 3, 3, 3]}),
            "/list must have at most 3 of what `contains` describes",
        ),
        (
            json!({"named": {"b": 1}}),
            "/named/b must have a name that `propertyNames` describes",
        ),
        (
            json!({"patterns": {"n-a": "x"}}),
            "/patterns/n-a must be of type integer",
        ),
        (
            json!({"patterns": {"s-a": 1}}),
            "/patterns/s-a must be of type string",
        ),
        (
            json!({"patterns": {"a": 1}}),
            "/patterns/a must not be there",
        ),
        (
            json!({"card": {"number": "1"}}),
            "/card must have `address`",
        ),
        (
            json!({"card": {"number": "1", "address": "a"}}),
            "/card/address must have at least 2 characters",
        ),
        (
            json!({"contact": {}}),
            "/contact must be what one of `anyOf` describes",
        ),
        (
            json!({"contact": {"mail": "none"}}),
            "/contact must not be what `not` describes",
        ),
        (json!({"depends": "bbb"}), "/depends must match `^a`"),
        (json!({"depends": "aaaa"}), "/depends must match `^b`"),
        (json!({"tuple": [true]}), "/tuple/0 must be of type string"),
        (json!({"tuple": ["a", 1]}), "/tuple/1 must be at least 2"),
        (
            json!({"tuple": ["a", 2, "b"]}),
            "/tuple/2 must be of type boolean",
        ),
        (
            json!({"mixed": ["b"]}),
            r#"/mixed must be one of 1, ["a"], {"b":2}"#,
        ),
        (
            json!({"fixed": {"a": [2]}}),
            r#"/fixed must be one of {"a":[1.0]}"#,
        ),
        (
            json!({"either": "xy"}),
            "/either must be what just one of `oneOf` describes",
        ),
        (
            json!({"more": 3}),
            "/more must be what one of `anyOf` describes",
        ),
    ] {
        assert_eq!(faults_of_rules(value), [expected]);
    }
    for allowed in [
        json!({"open": 1.5, "list": [3, 6, 1], "named": {"abc": 1}}),
        json!({"patterns": {"id": 1, "n-a": 2, "s-a": "x"}}),
        json!({"card": {"number": "1", "address": "ab"}}),
        json!({"card": {"address": 1}}),
        json!({"contact": {"mail": "a@b"}, "depends": "abc", "tuple": []}),
        json!({"tuple": ["a", 2, true], "mixed": {"b": 2.0}, "fixed": {"a": [1]}}),
        json!({"either": "xyz", "more": 2}),
    ] {
        assert_eq!(faults_of_rules(allowed.clone()), [""; 0], "{allowed}");
        let read: Rules = serde_json::from_value(allowed.clone()).unwrap();
        let written = serde_json::to_value(read).unwrap();
        assert_eq!(
            written.as_object().map(|it| it.len()),
            allowed.as_object().map(|it| it.len())
        );
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

#[tokio::test]
async fn text_lines_and_parts_are_checked() {
    let server = server().await;
    let client = reqwest::Client::new();
    let send = |path: &str, media_type: &str, body: &str| {
        let request = client.post(format!("{server}{path}"));
        request
            .header("content-type", media_type)
            .body(body.to_owned())
    };
    let told = |name: &str, message: &str| (422, vec![format!("body {name}: {message}")]);
    assert_eq!(answer(send("/texts", "text/plain", "abc")).await.0, 204);
    assert_eq!(
        answer(send("/texts", "text/plain", "abcd")).await,
        told("", "must have at most 3 characters")
    );
    assert_eq!(
        answer(send("/texts", "text/plain", "no")).await,
        told("", "must not be what `not` describes")
    );
    let jsonl = "application/jsonl";
    let good = "{\"count\": 1}\n{\"count\": 2}\n";
    assert_eq!(answer(send("/lines", jsonl, good)).await.0, 204);
    assert_eq!(
        answer(send("/lines", jsonl, "{\"count\": 1}\n{\"count\": 0}\n")).await,
        told("/1/count", "must be at least 1")
    );
    let (status, faults) =
        answer(send("/lines", jsonl, "{\"count\": \"one\", \"price\": -1}\n")).await;
    assert_eq!(
        faults,
        [
            "body /0/count: invalid type: string \"one\", expected i64",
            "body /0/price: must be more than 0",
        ]
    );
    assert_eq!(status, 422);
    let form = |parts: &[(&str, &str)]| {
        let parts = parts.iter().map(|(name, text)| {
            format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
        });
        let body: String = parts.collect();
        let body = format!("{body}--b--\r\n");
        send("/parts", "multipart/form-data; boundary=b", &body)
    };
    assert_eq!(answer(form(&[])).await.0, 204);
    let good = [
        ("notes", "a"),
        ("notes", "b"),
        ("files", "x"),
        ("signed", "ab"),
    ];
    assert_eq!(answer(form(&good)).await.0, 204);
    for (parts, name, message) in [
        (
            [("notes", "a"), ("signed", "a")],
            "/notes",
            "must have 2 to 3 items",
        ),
        (
            [("notes", "a"), ("notes", "a")],
            "/notes",
            "must have no item twice",
        ),
        (
            [("files", "a"), ("files", "a")],
            "/files",
            "must have at most 1 item",
        ),
        (
            [("signed", "abc"), ("files", "a")],
            "/signed",
            "must have at most 2 characters",
        ),
        // Files have bytes.
        (
            [("files", "äb"), ("file", "äbc")],
            "/file",
            "",
        ),
        (
            [("files", "äöü"), ("file", "ab")],
            "/files/0",
            "must have at most 3 bytes",
        ),
        (
            [("files", "abc"), ("file", "a")],
            "/file",
            "must have 2 to 4 bytes",
        ),
    ] {
        let expected = match message {
            "" => (204, Vec::new()),
            message => told(name, message),
        };
        assert_eq!(answer(form(&parts)).await, expected);
    }
}

#[tokio::test]
async fn headers_of_parts_are_checked() {
    let server = server().await;
    let send = |name: &str, headers: &str| {
        let head = format!("content-disposition: form-data; name=\"{name}\"\r\n{headers}");
        let request = reqwest::Client::new().post(format!("{server}/parts"));
        request
            .header("content-type", "multipart/form-data; boundary=b")
            .body(format!("--b\r\n{head}\r\n\r\nab\r\n--b--\r\n"))
    };
    let told = |name: &str, faults: &[&str]| {
        let faults = faults.iter().map(|fault| format!("body /{name}: {fault}"));
        (422, faults.collect::<Vec<_>>())
    };
    let good = "x-key: abc\r\nx-sizes: 1,2";
    assert_eq!(answer(send("signed", good)).await, (204, Vec::new()));
    assert_eq!(answer(send("signed", "x-more: 1")).await, (204, Vec::new()));
    assert_eq!(
        answer(send("signed", "x-key: abcd\r\nx-sizes: 0, 1, 2")).await,
        told(
            "signed",
            &[
                "header `X-Key`: must have at most 3 characters",
                "header `X-Sizes`: must have at most 2 items",
                "header `X-Sizes`: /0 must be at least 1",
            ]
        )
    );
    let good = "content-type: image/png\r\nx-line: {\"count\": 1}";
    assert_eq!(answer(send("sealed", good)).await, (204, Vec::new()));
    assert_eq!(
        answer(send("sealed", "x-line: {\"count\": 0}")).await,
        told("sealed", &["header `X-Line`: /count must be at least 1"])
    );
    assert_eq!(
        answer(send("sealed", "x-key: abcd")).await,
        told("sealed", &["header `X-Line`: is missing"])
    );
}

#[tokio::test]
async fn what_is_read_only_is_passed_over_in_a_request() {
    let server = server().await;
    let client = reqwest::Client::new();
    let put = |body: &str| {
        let request = client.put(format!("{server}/accounts"));
        request
            .header("content-type", "application/json")
            .body(body.to_owned())
    };
    let response = put(r#"{"id": 1, "name": "a"}"#).send().await.unwrap();
    assert_eq!(response.text().await.unwrap(), r#"{"id":7,"name":"a"}"#);
    // However many there are.
    let flood = r#""id":1,"#.repeat(250_000);
    let response = put(&format!(r#"{{{flood}"name":"a"}}"#)).send().await.unwrap();
    assert_eq!(response.status(), 200);
    // What isn't known at all is refused, as `additionalProperties` says.
    assert_eq!(answer(put(r#"{"name": "a", "age": 1}"#)).await.0, 422);
}
