//! Formats with Rust types that the configuration chooses: over the wire in every place.

use std::sync::{Arc, Mutex};

use formats_client::Client;
use formats_client::orders::SendPartsForm;
use formats_client::types::chrono::{DateTime, Utc};
use formats_client::types::money::{Amount, Grams};
use formats_client::types::rust_decimal::Decimal;
use formats_client::types::{Date, Form, Order, PriceOrSwitch, PriceOrText, Rates};
use formats_server::orders::{
    FillOrderRequest, FillOrderResponse, FindOrdersRequest, FindOrdersResponse, SendOrderRequest,
    SendOrderResponse, SendPartsRequest, SendPartsResponse,
};
use formats_server::{Failure, Orders, Service};
use serde_json::json;

use crate::media::peer::exchange;
use crate::types::{both_ways, fault};

#[derive(Clone, Default)]
struct Api(Arc<Mutex<String>>);

impl Api {
    fn seen(&self) -> String {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

impl Service for Api {}

impl Orders for Api {
    async fn find_orders(&self, request: FindOrdersRequest) -> Result<FindOrdersResponse, Failure> {
        *self.0.lock().unwrap() = format!("{request:?}");
        Ok(FindOrdersResponse::Ok {
            body: request.prices.unwrap_or_default(),
            x_total: request.price,
            x_until: request.x_at,
            x_prices: request.joined,
        })
    }

    async fn send_order(&self, request: SendOrderRequest) -> Result<SendOrderResponse, Failure> {
        *self.0.lock().unwrap() = format!("{:?}", request.body.fee);
        Ok(SendOrderResponse::Ok(request.body))
    }

    async fn fill_order(&self, request: FillOrderRequest) -> Result<FillOrderResponse, Failure> {
        *self.0.lock().unwrap() = format!("{:?}", request.body);
        Ok(FillOrderResponse::NoContent)
    }

    async fn send_parts(&self, request: SendPartsRequest) -> Result<SendPartsResponse, Failure> {
        *self.0.lock().unwrap() = format!("{:?}", request.body);
        Ok(SendPartsResponse::NoContent)
    }
}

async fn world() -> (Api, Client, String) {
    let api = Api::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let router = formats_server::router(api.clone());
    tokio::spawn(async move { axum::serve(listener, router).await });
    let client = Client::builder(format!("http://{address}")).build().unwrap();
    (api, client, address)
}

fn at() -> DateTime<Utc> {
    "2024-01-02T03:04:05.5Z".parse().unwrap()
}

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn amount() -> Amount {
    Amount {
        cents: 1250,
        currency: "EUR".to_owned(),
    }
}

#[test]
fn values_are_of_the_chosen_types() {
    let mut order = Order::new(decimal("0.1234567890123456789"), at());
    order.until = Some(Some(at()));
    order.fee = Some(decimal("-7"));
    order.prices = Some(vec![decimal("1.10"), decimal("2")]);
    order.rates = Some([("a".to_owned(), decimal("0.30"))].into());
    order.either = Some(PriceOrSwitch::from(decimal("5.0")));
    order.text = Some(PriceOrText::from(decimal("4.20")));
    order.amount = Some(amount());
    order.weight = Some(Grams(2.5));
    order.id = Some("of any kind".to_owned());
    order.day = Some("2024-01-02".parse::<Date>().unwrap());
    let json = json!({
        "price": "0.1234567890123456789",
        "at": "2024-01-02T03:04:05.500Z",
        "until": "2024-01-02T03:04:05.500Z",
        "fee": "-7",
        "prices": ["1.10", "2"],
        "rates": {"a": "0.30"},
        "either": "5.0",
        "text": "4.20",
        "amount": "12.50 EUR",
        "weight": 2.5,
        "id": "of any kind",
        "day": "2024-01-02",
    });
    assert_eq!(both_ways::<Order>(json), order);
}

#[test]
fn what_isnt_of_a_type_is_refused() {
    let base = json!({"price": "1", "at": "2024-01-02T03:04:05Z"});
    for (member, value) in [
        ("price", json!("one")),
        ("at", json!("soon")),
        ("amount", json!("12.50")),
        ("weight", json!("2.5")),
        ("either", json!("one")),
    ] {
        let mut order = base.clone();
        order[member] = value;
        assert!(!fault::<Order>(order).is_empty());
    }
    let words: PriceOrText = both_ways(json!("some words"));
    assert_eq!(words, PriceOrText::from("some words".to_owned()));
}

#[tokio::test]
async fn parameters_and_headers_are_text_as_in_json() {
    let (api, client, _) = world().await;
    let found = client
        .orders()
        .find_orders(at(), decimal("-1.50"), at())
        .least(decimal("0.1"))
        .prices(&[decimal("1.10"), decimal("2")])
        .joined(&[decimal("3"), decimal("4.50")])
        .either(&PriceOrSwitch::from(decimal("5.50")))
        .amount(&amount())
        .weight(&Grams(2.5))
        .x_at(at())
        .x_most(decimal("9.90"))
        .last(decimal("8"))
        .send()
        .await
        .unwrap()
        .into_body();
    assert_eq!(found.body, [decimal("1.10"), decimal("2")]);
    assert_eq!(found.x_total, decimal("-1.50"));
    assert_eq!(found.x_until, Some(at()));
    let seen = api.seen();
    for part in [
        "at: 2024-01-02T03:04:05.500Z",
        "price: -1.50",
        "since: 2024-01-02T03:04:05.500Z",
        "least: 0.1",
        "prices: Some([1.10, 2])",
        "joined: Some([3, 4.50])",
        "either: Some(Decimal(5.50))",
        "amount: Some(Amount { cents: 1250, currency: \"EUR\" })",
        "weight: Some(Grams(2.5))",
        "x_at: Some(2024-01-02T03:04:05.500Z)",
        "x_most: Some(9.90)",
        "last: Some(8)",
    ] {
        assert!(seen.contains(part), "{part}: {seen}");
    }
}

#[tokio::test]
async fn a_server_reads_what_others_write() {
    let (api, _, address) = world().await;
    for (target, status, seen) in [
        (
            "/orders/2024-01-02T03%3A04%3A05%2B02%3A00/1?since=2024-01-02T03:04:05Z",
            "200",
            "at: 2024-01-02T01:04:05Z",
        ),
        (
            "/orders/2024-01-02T03:04:05Z/1?since=2024-01-02T03:04:05Z",
            "200",
            // The default of a format that is known.
            "least: 0.50",
        ),
        ("/orders/soon/1?since=2024-01-02T03:04:05Z", "400", ""),
        ("/orders/2024-01-02T03:04:05Z/1?since=soon", "400", ""),
        (
            "/orders/2024-01-02T03:04:05Z/1?since=2024-01-02T03:04:05Z&amount=12.50",
            "400",
            "",
        ),
    ] {
        let request =
            format!("GET {target} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
        let answer = exchange(&address, request.as_bytes()).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{target}: {answer}");
        let found = api.seen();
        assert!(found.contains(seen), "{found}");
    }
}

#[tokio::test]
async fn bodies_come_back_as_they_were_sent() {
    let (api, client, _) = world().await;
    let order = Order::new(decimal("1.50"), at());
    let back = client.orders().send_order(&order).send().await.unwrap();
    assert_eq!(api.seen(), "Some(1.50)");
    assert_eq!(back.into_body().price, order.price);
    let mut form = Form::new(decimal("1.50"));
    form.at = Some(at());
    form.weight = Some(Grams(2.5));
    form.prices = Some(vec![decimal("1.10"), decimal("2")]);
    client.orders().fill_order(&form).send().await.unwrap();
    let seen = api.seen();
    assert_eq!(seen, format!("{form:?}"));
    let mut parts = SendPartsForm::new(decimal("1.50"));
    parts.at = Some(at());
    parts.weight = Some(Grams(2.5));
    parts.prices = vec![decimal("1.10"), decimal("2")];
    let sent = format!("{parts:?}");
    client.orders().send_parts(parts).send().await.unwrap();
    assert_eq!(api.seen(), sent);
}

/// Text that looks like a number to a type that asks for any value.
const LIKE_NUMBERS: &[&str] = &["5.0", "5", "-7.0", "100.00", "1.10", "0.10000000000000000000"];

#[tokio::test]
async fn what_looks_like_a_number_is_text_where_json_has_a_string() {
    let (api, client, address) = world().await;
    for text in LIKE_NUMBERS {
        let price = decimal(text);
        let rates = Rates {
            base: Some(price),
            all: Some(vec![price, price]),
            by_name: Some([("a".to_owned(), price)].into()),
            additional_properties: [("b".to_owned(), price)].into(),
        };
        let free = [("c".to_owned(), price)].into();
        let found = client
            .orders()
            .find_orders(at(), price, at())
            .least(price)
            .prices(&[price, price])
            .joined(&[price, price])
            .either(&PriceOrSwitch::from(price))
            .rates(&rates)
            .free(&free)
            .x_most(price)
            .last(price)
            .send()
            .await
            .unwrap()
            .into_body();
        // `Debug` and `Display` tell `5.0` from `5`; `==` doesn't.
        let seen = api.seen();
        let list = format!("[{price}, {price}]");
        for part in [
            format!("price: {price}, "),
            format!("least: {price}, "),
            format!("prices: Some({list})"),
            format!("joined: Some({list})"),
            format!("either: Some(Decimal({price}))"),
            format!("rates: Some({rates:?})"),
            format!("free: Some({free:?})"),
            format!("x_most: Some({price})"),
            format!("last: Some({price})"),
        ] {
            assert!(seen.contains(&part), "{part}: {seen}");
        }
        assert_eq!(format!("{:?}", found.body), list);
        assert_eq!(found.x_total.to_string(), *text);
        assert_eq!(format!("{:?}", found.x_prices), format!("Some({list})"));
        let form = Form {
            prices: Some(vec![price]),
            either: Some(PriceOrSwitch::from(price)),
            text: Some(PriceOrText::from(price)),
            ..Form::new(price)
        };
        client.orders().fill_order(&form).send().await.unwrap();
        assert_eq!(api.seen(), format!("{form:?}"));
        let parts = SendPartsForm {
            prices: vec![price],
            either: Some(PriceOrSwitch::from(price)),
            text: Some(PriceOrText::from(price)),
            ..SendPartsForm::new(price)
        };
        let sent = format!("{parts:?}");
        client.orders().send_parts(parts).send().await.unwrap();
        assert_eq!(api.seen(), sent);
    }
    let query = "since=2024-01-02T03:04:05Z&prices=5.0&joined=1.0|2.0&either=3.0&rates[x]=4.0&rates[all][]=6.0&free=7.0&more=8.0";
    let request = format!(
        "GET /orders/2024-01-02T03:04:05Z/1.0?{query} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncookie: last=9.0\r\nx-most: 10.0\r\n\r\n"
    );
    let answer = exchange(&address, request.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(answer.contains("\r\nx-total: 1.0\r\n") && answer.ends_with("[\"5.0\"]"), "{answer}");
    let seen = api.seen();
    for part in [
        "price: 1.0,",
        "prices: Some([5.0])",
        "joined: Some([1.0, 2.0])",
        "either: Some(Decimal(3.0))",
        "all: Some([6.0])",
        "{\"x\": 4.0}",
        "\"more\": 8.0",
        "last: Some(9.0)",
        "x_most: Some(10.0)",
    ] {
        assert!(seen.contains(part), "{part}: {seen}");
    }
    // A number stays a number where JSON has one.
    let request = "GET /orders/2024-01-02T03:04:05Z/1?since=2024-01-02T03:04:05Z&weight=2.0 HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n";
    let answer = exchange(&address, request.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(api.seen().contains("weight: Some(Grams(2.0))"));
}

#[tokio::test]
async fn a_part_of_a_union_with_a_chosen_type_is_text() {
    let mut peer = crate::media::peer::Peer::new(&[&crate::media::peer::answer("204 No Content", "", "")]).await;
    let client = Client::builder(&peer.url).build().unwrap();
    let parts = SendPartsForm {
        either: Some(PriceOrSwitch::from(true)),
        text: Some(PriceOrText::from(decimal("5.0"))),
        ..SendPartsForm::new(decimal("1.0"))
    };
    client.orders().send_parts(parts).send().await.unwrap();
    let asked = peer.asked().remove(0);
    for part in ["price\"\r\n\r\n1.0\r\n", "either\"\r\n\r\ntrue\r\n", "text\"\r\n\r\n5.0\r\n"] {
        assert!(asked.contains(&format!("form-data; name=\"{part}")), "{part}: {asked}");
    }
    let (api, _, address) = world().await;
    let part = |name: &str, head: &str, text: &str| {
        format!("--x\r\nContent-Disposition: form-data; name={name}\r\n{head}\r\n{text}\r\n")
    };
    let json = "Content-Type: application/json\r\n";
    let body = [
        part("price", "", "1.0"),
        part("either", json, "\"2.0\""),
        part("text", "Content-Type: text/plain\r\n", "3.0"),
        "--x--\r\n".to_owned(),
    ];
    let body = body.concat();
    let length = body.len();
    let request = format!(
        "PATCH /orders HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: multipart/form-data; boundary=x\r\ncontent-length: {length}\r\n\r\n{body}"
    );
    let answer = exchange(&address, request.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 204 "), "{answer}");
    let seen = api.seen();
    assert!(seen.contains("either: Some(Decimal(2.0)), text: Some(Decimal(3.0))"), "{seen}");
}
